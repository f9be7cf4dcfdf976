"""Forgetting people and stores: rows, indexes and kept bodies, also of what arrives late."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, delete, insert, or_, select, update

from connector import identifiers
from connector.records import AnyRecord, DataRequest, Order, Redact, Review
from connector.storage.engine import micros, parts
from connector.storage.held import Held
from connector.storage.keys import subject_key
from connector.storage.newest import Copy
from connector.storage.prepared import PreparedLists, among
from connector.storage.sealing import Keyring, decompressed
from connector.storage.tables import (
    codes,
    deliveries,
    erasures,
    fetches,
    gaps,
    preferences,
    progress,
    records,
    sales,
    stores,
    terms,
)
from connector.storage.terms import PERSONAL as PERSONAL_FIELDS
from connector.storage.terms import terms_of_person

OF_STORES = (records, terms, sales, fetches, erasures, progress, gaps, preferences, codes)
PERSONAL = Order | Review | DataRequest
_ERASED = PreparedLists(lambda listed: select(erasures).where(among(erasures.c.term, listed)))
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")  # PHP writes `\u00fc` for `ü`


def without_person(copy: Copy) -> Copy:
    return replace(copy, record=_stripped(copy.record)) if copy.record else copy


def _stripped(record: AnyRecord) -> AnyRecord:
    if isinstance(record, Order):
        return msgspec.structs.replace(record, buyer=None, transaction_ids=())
    if isinstance(record, Review):
        return msgspec.structs.replace(record, author="", author_email="", author_phone="")
    if isinstance(record, DataRequest):
        return msgspec.structs.replace(record, customer_id="", emails=(), phones=())
    return record


def _given(copy: Copy) -> int:
    """When the person gave us this: what they give after the erasure may be kept."""
    record, since = copy.record, None
    if isinstance(record, Order):
        since = record.placed_at
    elif isinstance(record, Review):
        since = record.created_at
    return micros(since) if since else copy.version


def remember(
    connection: Connection, keyring: Keyring, store_id: int, person: Redact, before: int
) -> set[bytes]:
    """Notes who is forgotten from now on, and gives the keys of the records that know them, those
    of the store's sources included."""
    # One-time codes know whom they were sent to; whoever else waits for one asks again.
    connection.execute(delete(codes).where(codes.c.store_id == store_id))
    theirs = terms_of_person(person, keyring)
    of_stores = terms.c.store_id.in_(family(connection, store_id))
    personal = terms.c.field.in_(PERSONAL_FIELDS)
    found = select(terms.c.record).where(of_stores, personal, terms.c.term.in_(theirs))
    keys = set(connection.execute(found).scalars())
    _note(connection, store_id, theirs | keys, before)
    return keys


def family(connection: Connection, store_id: int) -> list[int]:
    """The store, and the sources that are attached to it."""
    theirs = or_(stores.c.id == store_id, stores.c.attached_to == store_id)
    query = select(stores.c.id).where(theirs).order_by(stores.c.id)
    return list(connection.execute(query).scalars())


def _note(connection: Connection, store_id: int, forgotten: set[bytes], before: int) -> None:
    """Terms of a person; and keys of their records, by which parts that arrive late are known."""
    theirs = erasures.c.term.in_(forgotten) & (erasures.c.store_id == store_id)
    noted = select(erasures.c.term).where(theirs, erasures.c.before >= before)
    new = forgotten - set(connection.execute(noted).scalars())
    rows = [{"store_id": store_id, "term": term, "before": before} for term in sorted(new)]
    if rows:
        connection.execute(insert(erasures), rows)


def withhold(
    connection: Connection, keyring: Keyring, new: list[tuple[bytes, Held]]
) -> list[tuple[bytes, Held]]:
    """Late copies of what a person asked us to forget arrive without the person, and the bodies
    of late parts of their orders, which may name them too, are not kept."""
    told = [(key, have, _known_by(have, keyring)) for key, have in new if have.copy.record]
    erased = _erased(connection, {term for *_, known in told for term in known})
    serves = _serves(connection, {have.store_id for _, have, _ in told}) if erased else {}
    for key, have, known in told:
        by = {have.store_id, serves.get(have.store_id, have.store_id)}
        before = max((erased.get((one, term), -1) for one in by for term in known), default=-1)
        if isinstance(have.copy.record, PERSONAL) and _given(have.copy) <= before:
            have.copy = without_person(have.copy)
            _note(connection, have.store_id, {key}, before)
            _drop_body_of(connection, [key])
        elif before >= 0:
            _drop_body_of(connection, known)
    return new


def _known_by(have: Held, keyring: Keyring) -> set[bytes]:
    record = have.copy.record
    if isinstance(record, PERSONAL):
        return {term for _, term in have.terms(keyring)}
    subject = subject_key(have.store_id, record) if record else None
    return {subject} if subject else set()


def _erased(connection: Connection, candidates: Collection[bytes]) -> dict[tuple[int, bytes], int]:
    found: dict[tuple[int, bytes], int] = {}
    for row in _ERASED.rows(connection, candidates):
        place = row.store_id, row.term
        found[place] = max(row.before, found.get(place, row.before))
    return found


def _serves(connection: Connection, store_ids: Iterable[int]) -> dict[int, int]:
    """Of each source the shop it is attached to: who is forgotten there is forgotten here, also by
    a source that is attached only later."""
    query = select(stores.c.id, stores.c.attached_to).where(
        stores.c.id.in_(store_ids), stores.c.attached_to.isnot(None)
    )
    return {row.id: row.attached_to for row in connection.execute(query)}


def drop_bodies(
    connection: Connection, keyring: Keyring, store_id: int, keys: set[bytes], person: Redact
) -> None:
    """Of the deliveries these records came in, and of those nobody could read that name them."""
    _drop_body_of(connection, keys)
    unread = select(deliveries.c.key, deliveries.c.raw).where(
        deliveries.c.store_id.in_(family(connection, store_id)),
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
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw.decode(errors="replace"))
    ids = (person.customer_id, *person.order_ids, *person.phones)
    known = {value.casefold() for value in (*ids, *map(identifiers.email, person.emails)) if value}
    said = text.casefold()
    return any(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", said) for value in known)


def erase_store(connection: Connection, store_id: int, at: int) -> None:
    """Nothing stays, of it and of its sources, but that deliveries came, and the secret that lets
    the next one be verified."""
    every = family(connection, store_id)
    for table in OF_STORES:
        connection.execute(delete(table).where(table.c.store_id.in_(every)))
    theirs = deliveries.c.store_id.in_(every)
    connection.execute(update(deliveries).where(theirs).values(raw=None, subject=None, reason=None))
    connection.execute(update(stores).where(stores.c.id.in_(every)).values(redacted_at=at))


def note_uninstalled(connection: Connection, store_id: int, at: int) -> None:
    """An uninstall from before the store was connected (again) is an old one, delivered late. Its
    sources go with it."""
    since = (stores.c.id == store_id) & (stores.c.created_at <= at)
    found = connection.execute(select(stores.c.uninstalled_at).where(since)).first()
    if found is None:
        return
    before = stores.c.uninstalled_at.is_not_distinct_from(found.uninstalled_at)
    still = or_(stores.c.uninstalled_at.is_(None), before)
    gone = or_(stores.c.id == store_id, (stores.c.attached_to == store_id) & still)
    connection.execute(update(stores).where(gone).values(uninstalled_at=at))
