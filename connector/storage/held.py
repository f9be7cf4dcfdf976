"""What arrives and what is held: the values that the steps of applying hand on, and how held ones
are read and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from connector.records import KINDS, AnyRecord, Change, Kind, Ref
from connector.storage.keys import parent_key, record_key
from connector.storage.newest import Copy, decode, encode
from connector.storage.prepared import PreparedLists, among
from connector.storage.sales import sales_of
from connector.storage.sealing import Keyring
from connector.storage.tables import records, sales, terms
from connector.storage.terms import Terms, terms_of
from connector.storage.written import PreparedRows, Row

KEYS_AT_ONCE = 5000
_BY_KEY = PreparedLists(lambda listed: select(records).where(among(records.c.key, listed)))
_RECORDS = PreparedRows(records, replacing=True)
_TERMS, _SALES = PreparedRows(terms), PreparedRows(sales)
_FORGET_TERMS, _FORGET_SALES = (
    PreparedLists(lambda listed, of=table: delete(of).where(among(of.c.record, listed)))
    for table in (terms, sales)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One delivery's changes. `at` stands in for times that the changes themselves do not carry."""

    store_id: int
    delivery: bytes
    at: datetime
    received_at: datetime
    changes: tuple[Change, ...]
    fetched: bool = False
    """We asked for it, so it is what the platform says now."""


@dataclass(slots=True, kw_only=True)
class Held:
    """What we hold of one record, and what has become of it in this transaction."""

    store_id: int
    kind: Kind
    copy: Copy
    seen_at: int
    ref: str = ""
    """The platform's own id; known of what arrives."""
    stored: bool = False
    lived: bool = False
    """Held, and not as deleted, when this transaction began."""
    changed: bool = False
    conflict: bool = False
    newer: bool = False
    found_by: tuple[AnyRecord, Terms] | None = None
    """Of which record the terms were last asked for."""

    def terms(self, keyring: Keyring) -> Terms:
        """What its record can be looked up by; worked out once, though several steps ask."""
        record = self.copy.record
        if record is None:
            return frozenset()
        if self.found_by is None or self.found_by[0] is not record:
            self.found_by = record, terms_of(record, keyring)
        return self.found_by[1]


def load(connection: Connection, keyring: Keyring, keys: set[bytes]) -> dict[bytes, Held]:
    return {row.key: held(row, keyring) for row in _BY_KEY.rows(connection, keys)}


def keys_beyond(
    connection: Connection, store_id: int, kind: Kind, theirs: set[bytes], parent_id: str = ""
) -> list[bytes]:
    """Of the records that we hold and that are not deleted, those whose keys are not among
    `theirs`; with `parent_id` of that parent's alone. No document is read."""
    living = (records.c.kind == kind) & records.c.document.isnot(None)
    query = select(records.c.key).where(records.c.store_id == store_id, living)
    if parent_id:
        # Whatever its parent is: no other record has a parent of that name and kind.
        parents = [record_key(store_id, each, parent_id) for each in Kind]
        query = query.where(records.c.parent.in_(parents))
    found = connection.execution_options(yield_per=KEYS_AT_ONCE).execute(query)
    return [key for key in found.scalars() if key not in theirs]


def refs_of(connection: Connection, keyring: Keyring, keys: Iterable[bytes]) -> list[Ref]:
    """What to ask the platform for by these keys."""
    known = (have.copy.record for have in load(connection, keyring, set(keys)).values())
    return [
        Ref(kind=KINDS[type(record)], id=record.id, parent_id=getattr(record, "order_id", ""))
        for record in known
        if record
    ]


def held(row: Any, keyring: Keyring) -> Held:
    record = None if row.document is None else decode(keyring.unseal(row.document, row.key))
    return Held(
        store_id=row.store_id,
        kind=Kind(row.kind),
        copy=Copy(
            version=row.version, record=record, final=bool(row.final), fetched_at=row.fetched_at
        ),
        seen_at=row.seen_at,
        stored=True,
        lived=record is not None,
    )


def save(connection: Connection, keyring: Keyring, changed: dict[bytes, Held]) -> None:
    _RECORDS.insert(connection, [_row(key, have, keyring) for key, have in changed.items()])
    index(connection, keyring, changed)


def index(connection: Connection, keyring: Keyring, changed: dict[bytes, Held]) -> None:
    """What these are found by and what they sold, whole and anew. `INDEX_VERSION` in `reindex` has
    to be raised when there is more of it than before."""
    stored = {key: have for key, have in changed.items() if have.stored}
    _FORGET_TERMS.run(connection, stored.keys())
    _FORGET_SALES.run(connection, [key for key in stored if stored[key].kind is Kind.ORDER])
    found = [row for key, have in changed.items() for row in _term_rows(key, have, keyring)]
    _TERMS.insert(connection, found)
    sold = [row for key, have in changed.items() for row in _sale_rows(key, have)]
    _SALES.insert(connection, sold)


def _row(key: bytes, have: Held, keyring: Keyring) -> Row:
    record, copy = have.copy.record, have.copy
    return (
        key,
        have.store_id,
        str(have.kind),
        parent_key(have.store_id, record) if record else None,
        copy.version,
        copy.final,
        copy.fetched_at,
        have.seen_at,
        keyring.seal(encode(record), key) if record else None,
    )


def _term_rows(key: bytes, have: Held, keyring: Keyring) -> list[Row]:
    return [(have.store_id, int(field), term, key) for field, term in sorted(have.terms(keyring))]


def _sale_rows(key: bytes, have: Held) -> list[Row]:
    return [
        (have.store_id, item, sold_at, units, key)
        for item, sold_at, units in sales_of(have.store_id, have.copy.record)
    ]
