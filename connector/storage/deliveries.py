"""Deliveries as they came, and keeping them together with what they say in one commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy import Row as Found

from connector.contract import Delivery
from connector.records import AnyRecord, Change, DataRequest, Redact, RedactStore
from connector.storage.apply import apply, apply_locked, lock_stores
from connector.storage.engine import Database, from_micros, micros
from connector.storage.held import Arrival
from connector.storage.keys import subject_key
from connector.storage.prepared import PreparedLists, among
from connector.storage.sealing import Keyring, compressed, decompressed, digest
from connector.storage.tables import deliveries, fetches
from connector.storage.written import PreparedRows, Row


class State(StrEnum):
    APPLIED = "applied"
    IGNORED = "ignored"
    """Of no use to us: a topic we have no use for, or do not know."""
    REJECTED = "rejected"
    """The platform's own error in a resource's place."""
    FAILED = "failed"
    """Not understood; kept, and replayed when we have learned better."""


PENDING = "pending"
"""Not a state of its own: applied, and what it asked to be fetched has not been fetched yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What we made of a delivery."""

    state: State
    reason: str | None = None
    path: str | None = None
    changes: tuple[Change, ...] = ()
    keep_body: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A verified delivery to be committed. `raw` is sealed, and kept if `reading` says so."""

    store_id: int
    key: bytes
    topic: str
    received_at: datetime
    sent_at: datetime | None
    raw: bytes | None
    reading: Reading


def delivery_key(store_id: int, envelope_key: str) -> bytes:
    return digest("delivery", store_id, envelope_key)


def sealed_body(keyring: Keyring, key: bytes, delivery: Delivery) -> bytes:
    headers = msgspec.json.encode(dict(delivery.headers))
    return keyring.seal(compressed(headers + b"\n" + delivery.body), key)


def opened_body(keyring: Keyring, key: bytes, raw: bytes) -> Delivery:
    headers, _, body = decompressed(keyring.unseal(raw, key)).partition(b"\n")
    return Delivery(headers=msgspec.json.decode(headers, type=dict[str, str]), body=body)


def names_a_person(changes: Sequence[Change]) -> bool:
    """A request to forget or to disclose: its body names the person, so it is not kept."""
    return any(isinstance(change, Redact | RedactStore | DataRequest) for change in changes)


_DELIVERIES = PreparedRows(deliveries)
_KNOWN = PreparedLists(
    lambda listed: select(deliveries.c.key).where(among(deliveries.c.key, listed))
)


def keep(connection: Connection, keyring: Keyring, batch: Sequence[Kept]) -> None:
    """The rows, their keys and every change they carry, in the caller's transaction."""
    lock_stores(connection, {kept.store_id for kept in batch})
    fresh = _unknown(connection, batch)
    if not fresh:
        return
    _DELIVERIES.insert(connection, [_row(kept) for kept in fresh])
    arrivals = [_arrival(kept) for kept in fresh if kept.reading.changes]
    apply_locked(connection, keyring, arrivals)


def _unknown(connection: Connection, batch: Sequence[Kept]) -> list[Kept]:
    first = {kept.key: kept for kept in reversed(batch)}
    known = {row.key for row in _KNOWN.rows(connection, first)}
    return [kept for kept in batch if kept.key not in known and first[kept.key] is kept]


def _row(kept: Kept) -> Row:
    reading = kept.reading
    return (
        kept.store_id,
        kept.key,
        kept.topic,
        str(reading.state),
        reading.reason,
        reading.path,
        _subject(kept),
        micros(kept.received_at),
        micros(kept.sent_at) if kept.sent_at else None,
        kept.raw if reading.keep_body else None,
    )


def _subject(kept: Kept) -> bytes | None:
    found = (
        subject_key(kept.store_id, change)
        for change in kept.reading.changes
        if isinstance(change, AnyRecord)
    )
    return next((key for key in found if key), None)


def _arrival(kept: Kept) -> Arrival:
    return Arrival(
        store_id=kept.store_id,
        delivery=kept.key,
        at=kept.sent_at or kept.received_at,
        received_at=kept.received_at,
        changes=kept.reading.changes,
    )


def reread(connection: Connection, keyring: Keyring, kept: Kept) -> None:
    """A kept delivery, understood anew, in the caller's transaction."""
    reading = kept.reading
    changed: dict[str, object] = {
        "state": reading.state,
        "reason": reading.reason,
        "path": reading.path,
        "subject": _subject(kept),
    }
    if names_a_person(reading.changes):
        changed["raw"] = None
    row = deliveries.c.key == kept.key
    connection.execute(update(deliveries).where(row).values(**changed))
    apply(connection, keyring, [_arrival(kept)])


def list_deliveries(
    database: Database, store_id: int, state: str | None = None
) -> Iterator[Mapping[str, object]]:
    """Oldest first; `state` is a State or PENDING."""
    shown = [column for column in deliveries.c if column is not deliveries.c.raw]
    body_kept = deliveries.c.raw.isnot(None).label("body_kept")
    waiting = waits_for_a_fetch(store_id)
    query = select(*shown, body_kept, waiting.label("waiting"))
    query = query.where(deliveries.c.store_id == store_id).order_by(deliveries.c.id)
    if state == PENDING:
        query = query.where(waiting)
    elif state:
        query = query.where(deliveries.c.state == state)
    with database.reading() as connection:
        for row in connection.execute(query):
            yield _shown(row)


def waits_for_a_fetch(store_id: int) -> ColumnElement[bool]:
    asked = select(fetches.c.delivery).where(
        fetches.c.store_id == store_id, fetches.c.delivery.isnot(None)
    )
    return deliveries.c.key.in_(asked)


def _shown(row: Found[*tuple[Any, ...]]) -> Mapping[str, object]:
    return {
        "id": str(row.id),
        "topic": row.topic,
        "state": row.state,
        "reason": row.reason,
        "path": row.path,
        "received_at": from_micros(row.received_at).isoformat(),
        "sent_at": from_micros(row.sent_at).isoformat() if row.sent_at is not None else None,
        "body_kept": bool(row.body_kept),
        "waiting": bool(row.waiting),
    }


def list_fetches(database: Database, store_id: int) -> list[Mapping[str, object]]:
    """What waits to be asked of the platform, longest waiting first."""
    query = select(fetches).where(fetches.c.store_id == store_id).order_by(fetches.c.asked_at)
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return [
        {
            "kind": row.kind,
            "id": row.ref,
            "parent_id": row.parent_ref or None,
            "reason": row.reason,
            "asked_at": from_micros(row.asked_at).isoformat(),
        }
        for row in rows
    ]
