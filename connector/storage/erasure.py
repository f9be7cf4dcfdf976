"""Forgetting people and stores: rows, indexes and kept bodies, also of what arrives late."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from connector import identifiers
from connector.records import AnyRecord, DataRequest, Order, Redact, Review
from connector.storage.engine import micros, parts
from connector.storage.newest import Copy
from connector.storage.sealing import Keyring, decompressed
from connector.storage.tables import deliveries, erasures, fetches, records, stores, terms
from connector.storage.terms import terms_of, terms_of_person

if TYPE_CHECKING:
    from connector.storage.apply import Held


def without_person(copy: Copy) -> Copy:
    return replace(copy, record=_stripped(copy.record)) if copy.record else copy


def _stripped(record: AnyRecord) -> AnyRecord:
    if isinstance(record, Order):
        return msgspec.structs.replace(record, buyer=None)
    if isinstance(record, Review):
        return msgspec.structs.replace(record, author="", author_email="")
    if isinstance(record, DataRequest):
        return msgspec.structs.replace(record, customer_id="", emails=(), phones=())
    return record


def _since(record: AnyRecord) -> datetime | None:
    """When the person gave us this: what they give after the erasure may be kept."""
    if isinstance(record, Order):
        return record.placed_at
    return record.created_at if isinstance(record, Review) else record.updated_at


def remember(
    connection: Connection, keyring: Keyring, store_id: int, person: Redact, before: int
) -> set[bytes]:
    """Notes who is forgotten from now on, and gives the keys of the records that know them."""
    theirs = terms_of_person(person, keyring)
    rows = [{"store_id": store_id, "term": term, "before": before} for term in sorted(theirs)]
    if not rows:
        return set()
    connection.execute(insert(erasures), rows)
    found = select(terms.c.record).where(terms.c.store_id == store_id, terms.c.term.in_(theirs))
    return set(connection.execute(found).scalars())


def withhold(
    connection: Connection, keyring: Keyring, new: list[tuple[bytes, Held]]
) -> list[tuple[bytes, Held]]:
    """Late copies of what a person asked us to forget arrive without the person."""
    personal = [
        (key, have, have.copy.record, {term for _, term in terms_of(have.copy.record, keyring)})
        for key, have in new
        if isinstance(have.copy.record, Order | Review | DataRequest)
    ]
    erased = _erased(connection, {term for *_, found in personal for term in found})
    for key, have, record, found in personal:
        since = _since(record)
        given = micros(since) if since else have.copy.version
        if any(given <= erased.get((have.store_id, term), -1) for term in found):
            have.copy = without_person(have.copy)
            _drop_body_of(connection, [key])
    return new


def _erased(connection: Connection, candidates: Iterable[bytes]) -> dict[tuple[int, bytes], int]:
    found: dict[tuple[int, bytes], int] = {}
    for part in parts(candidates):
        for row in connection.execute(select(erasures).where(erasures.c.term.in_(part))):
            place = row.store_id, row.term
            found[place] = max(row.before, found.get(place, row.before))
    return found


def drop_bodies(
    connection: Connection, keyring: Keyring, store_id: int, keys: set[bytes], person: Redact
) -> None:
    """Of the deliveries these records came in, and of those nobody could read that name them."""
    _drop_body_of(connection, keys)
    unread = select(deliveries.c.key, deliveries.c.raw).where(
        deliveries.c.store_id == store_id,
        deliveries.c.subject.is_(None),
        deliveries.c.raw.isnot(None),
    )
    naming = [row.key for row in connection.execute(unread) if _names(keyring, row, person)]
    for part in parts(naming):
        connection.execute(update(deliveries).where(deliveries.c.key.in_(part)).values(raw=None))


def _drop_body_of(connection: Connection, subjects: Iterable[bytes]) -> None:
    for part in parts(subjects):
        theirs = deliveries.c.subject.in_(part)
        connection.execute(update(deliveries).where(theirs).values(raw=None))


def _names(keyring: Keyring, row: object, person: Redact) -> bool:
    raw = decompressed(keyring.unseal(row.raw, row.key))  # type: ignore[attr-defined]
    text = raw.decode(errors="replace").casefold()
    known = (person.customer_id, *person.order_ids, *map(identifiers.email, person.emails))
    return any(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) for value in known if value)


def erase_store(connection: Connection, store_id: int, at: int) -> None:
    """Nothing stays but that deliveries came, and the secret that lets the next one be verified."""
    for table in (records, terms, fetches, erasures):
        connection.execute(delete(table).where(table.c.store_id == store_id))
    theirs = deliveries.c.store_id == store_id
    connection.execute(update(deliveries).where(theirs).values(raw=None, subject=None, reason=None))
    connection.execute(update(stores).where(stores.c.id == store_id).values(redacted_at=at))


def note_uninstalled(connection: Connection, store_id: int, at: int) -> None:
    """An uninstall from before the store was connected (again) is an old one, delivered late."""
    since = (stores.c.id == store_id) & (stores.c.created_at <= at)
    connection.execute(update(stores).where(since).values(uninstalled_at=at))
