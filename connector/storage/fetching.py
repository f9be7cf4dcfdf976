"""What has to be asked of the platforms: one row a thing, however often it was hinted at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from connector.records import EVERY, Fetch, Kind, Ref
from connector.storage.engine import Database, micros, parts, upsert
from connector.storage.held import Arrival, Held
from connector.storage.keys import record_key
from connector.storage.sealing import digest
from connector.storage.tables import fetches

ASKED = "asked"
CONFLICT = "conflict"


def ask(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    wanted = [
        (a, change.ref) for a in arrivals for change in a.changes if isinstance(change, Fetch)
    ]
    rows = {_key(arrival.store_id, ref): _row(arrival, ref) for arrival, ref in wanted}
    upsert(connection, fetches, list(rows.values()))


def _key(store_id: int, ref: Ref) -> bytes:
    if ref.id == EVERY:
        return digest(store_id, ref.kind, EVERY, ref.parent_id)
    return record_key(store_id, ref.kind, ref.id)


def _row(arrival: Arrival, ref: Ref) -> dict[str, object]:
    return {
        "key": _key(arrival.store_id, ref),
        "store_id": arrival.store_id,
        "kind": ref.kind,
        "ref": ref.id,
        "parent_ref": ref.parent_id,
        "reason": ASKED,
        "delivery": arrival.delivery,
        "asked_at": micros(arrival.received_at),
    }


def count_waiting(database: Database, store_id: int, until: datetime) -> int:
    """How many things that were hinted at until then nobody has asked for yet."""
    of_store = (fetches.c.store_id == store_id) & (fetches.c.asked_at <= micros(until))
    with database.reading() as connection:
        found = connection.execute(select(func.count()).where(of_store))
        count: int = found.scalar_one()
    return count


def ask_for_reviews(connection: Connection, products: Iterable[Held]) -> None:
    """Of these products, all that there are: most reviews are written without a delivery."""
    upsert(connection, fetches, [_row_for_reviews(product) for product in products])


def _row_for_reviews(product: Held) -> dict[str, object]:
    ref = Ref(kind=Kind.REVIEW, id=EVERY, parent_id=product.ref)
    return {
        "key": _key(product.store_id, ref),
        "store_id": product.store_id,
        "kind": ref.kind,
        "ref": ref.id,
        "parent_ref": ref.parent_id,
        "reason": ASKED,
        "asked_at": product.seen_at,
    }


def settle(connection: Connection, held: Mapping[bytes, Held]) -> None:
    """Asks which of two copies of one time is right; a newer copy makes the question moot."""
    moot = [key for key, have in held.items() if have.stored and have.newer]
    for part in parts(moot):
        gone = fetches.c.key.in_(part) & (fetches.c.reason == CONFLICT)
        connection.execute(delete(fetches).where(gone))
    for key, have in held.items():
        if have.conflict:
            _ask_which(connection, key, have)


def _ask_which(connection: Connection, key: bytes, have: Held) -> None:
    asked = connection.execute(select(fetches.c.key).where(fetches.c.key == key)).first()
    record = have.copy.record
    if asked or record is None:
        return
    row = {
        "key": key,
        "store_id": have.store_id,
        "kind": have.kind,
        "ref": record.id,
        "parent_ref": getattr(record, "order_id", ""),
        "reason": CONFLICT,
        "asked_at": have.seen_at,
    }
    connection.execute(insert(fetches).values(row))
