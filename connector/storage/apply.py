"""Applying what deliveries say, many at a time, inside one transaction.

Read the copies we have, let `newest` decide in memory, write what changed: the number of statements
does not grow with the number of records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from connector.records import (
    KINDS,
    AnyRecord,
    Deleted,
    Product,
    Redact,
    RedactStore,
    Uninstalled,
)
from connector.storage import erasure, fetching
from connector.storage.attempts import forget_guesses
from connector.storage.engine import from_micros, micros
from connector.storage.held import Arrival, Held, load, save
from connector.storage.keys import record_key
from connector.storage.newest import NEVER_BACK, Copy, age, newest
from connector.storage.prepared import PreparedLists, among
from connector.storage.sealing import Keyring
from connector.storage.tables import stores


def _locking(listed: Any) -> Select[Any]:
    """In the order of their ids, so that no two ever wait for each other."""
    shop = func.coalesce(stores.c.attached_to, stores.c.id).label("shop")
    shops = select(shop).where(among(stores.c.id, listed)).distinct().order_by(shop).subquery()
    return select(func.pg_advisory_xact_lock(shops.c.shop)).select_from(shops)


_LOCK = PreparedLists(_locking)


def lock_stores(connection: Connection, store_ids: set[int]) -> None:
    """One writer a shop at a time, its sources included: what tells a shop to forget somebody
    reaches them too. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        _LOCK.run(connection, store_ids)


def apply(connection: Connection, keyring: Keyring, arrivals: Sequence[Arrival]) -> list[Held]:
    """Ends in the same state for any order and any repetition of the same arrivals. What of it was
    news to us is returned."""
    lock_stores(connection, {arrival.store_id for arrival in arrivals})
    return apply_locked(connection, keyring, arrivals)


def apply_locked(
    connection: Connection, keyring: Keyring, arrivals: Sequence[Arrival]
) -> list[Held]:
    """For who has locked the stores already."""
    news: list[Held] = []
    for run in _runs(arrivals):
        news += _apply_records(connection, keyring, run)
        fetching.ask(connection, run)
        for arrival in run:
            _follow(connection, keyring, arrival)
    return news


def _runs(arrivals: Sequence[Arrival]) -> Iterator[list[Arrival]]:
    """Cut behind every arrival that tells us to forget, so that it finds what came before it."""
    run: list[Arrival] = []
    for arrival in arrivals:
        run.append(arrival)
        if any(isinstance(change, Redact | RedactStore) for change in arrival.changes):
            yield run
            run = []
    if run:
        yield run


def _apply_records(connection: Connection, keyring: Keyring, run: Sequence[Arrival]) -> list[Held]:
    new = [copy for arrival in run for copy in _copies(arrival)]
    if not new:
        return []
    new = erasure.withhold(connection, keyring, new)
    ours = load(connection, keyring, {key for key, _ in new})
    moved: dict[bytes, Held] = {}
    for key, copy in new:
        if _reviews_moved(ours.get(key), copy):
            moved[key] = copy
        _decide(ours, key, copy)
    fetching.ask_for_reviews(connection, moved.values())
    save(connection, keyring, {key: have for key, have in ours.items() if have.changed})
    fetching.settle(connection, ours)
    return [have for have in ours.values() if have.newer or not have.stored]


def _copies(arrival: Arrival) -> Iterator[tuple[bytes, Held]]:
    for change in arrival.changes:
        if isinstance(change, Deleted):
            kind, ref = change.ref.kind, change.ref.id
            final = change.final or kind in NEVER_BACK
            copy = Copy(version=micros(change.at or arrival.at), record=None, final=final)
        elif isinstance(change, AnyRecord):
            kind, ref = KINDS[type(change)], change.id
            copy = _dated(change, micros(change.updated_at or arrival.at))
        else:
            continue
        seen_at = micros(arrival.received_at)
        if arrival.fetched:
            copy = replace(copy, fetched_at=seen_at)
        have = Held(store_id=arrival.store_id, kind=kind, copy=copy, seen_at=seen_at, ref=ref)
        yield record_key(arrival.store_id, kind, ref), have


def _dated(record: AnyRecord, version: int) -> Copy:
    """Two copies of one time are the same copy, whether it was told by them or by the delivery."""
    if record.updated_at is not None and record.updated_at.tzinfo is UTC:
        return Copy(version=version, record=record)
    dated = msgspec.structs.replace(record, updated_at=from_micros(version))
    return Copy(version=version, record=dated)


def _reviews_moved(have: Held | None, new: Held) -> bool:
    """Of one product two copies that count its reviews differently. Whichever is newer: so the same
    is asked for in any order of arrival."""
    if have is None or not isinstance(new.copy.record, Product):
        return False
    count = new.copy.record.review_count
    return count is not None and count != getattr(have.copy.record, "review_count", None)


def _decide(ours: dict[bytes, Held], key: bytes, new: Held) -> None:
    have = ours.get(key)
    if have is None:
        new.changed = True
        ours[key] = new
        return
    have.ref = new.ref
    verdict = newest(have.copy, new.copy)
    if age(verdict.copy) != age(have.copy):
        have.newer, have.conflict = True, False
    have.conflict = have.conflict or verdict.conflict
    # Of two that differ one was chosen, even where both are equal to Python, as 1.1 and 1.10 are.
    if verdict.conflict or verdict.copy != have.copy:
        have.copy, have.changed, have.seen_at = verdict.copy, True, new.seen_at
        have.found_by = new.found_by


def _follow(connection: Connection, keyring: Keyring, arrival: Arrival) -> None:
    for change in arrival.changes:
        if isinstance(change, Redact):
            erase_person(connection, keyring, arrival, change)
        elif isinstance(change, RedactStore):
            erasure.erase_store(connection, arrival.store_id, micros(arrival.at))
        elif isinstance(change, Uninstalled):
            erasure.note_uninstalled(connection, arrival.store_id, micros(arrival.at))


def erase_person(
    connection: Connection, keyring: Keyring, arrival: Arrival, person: Redact
) -> None:
    """In records, indexes and kept bodies; and in whatever of theirs may still be on its way."""
    before = micros(arrival.received_at)
    keys = erasure.remember(connection, keyring, arrival.store_id, person, before)
    forget_guesses(connection, keyring, arrival.store_id, person)
    theirs = load(connection, keyring, keys)
    for have in theirs.values():
        have.copy = erasure.without_person(have.copy)
    save(connection, keyring, theirs)
    erasure.drop_bodies(connection, keyring, arrival.store_id, keys, person)
