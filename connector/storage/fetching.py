"""What has to be asked of the platforms: one row a thing, however often it was hinted at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from connector.records import EVERY, Fetch, Kind, Ref
from connector.storage.engine import Database, micros, upsert
from connector.storage.held import Arrival, Held
from connector.storage.keys import record_key
from connector.storage.prepared import PreparedLists, among
from connector.storage.sealing import digest
from connector.storage.tables import fetches
from connector.storage.written import PreparedRows, Row

ASKED = "asked"
CONFLICT = "conflict"

_NEW, _ASKED = PreparedRows(fetches), PreparedRows(fetches, replacing=True)
_ASKED_FOR = PreparedLists(lambda listed: select(fetches.c.key).where(among(fetches.c.key, listed)))
_MOOT = PreparedLists(
    lambda listed: delete(fetches).where(among(fetches.c.key, listed), fetches.c.reason == CONFLICT)
)


def ask(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    wanted = [
        (a, change.ref) for a in arrivals for change in a.changes if isinstance(change, Fetch)
    ]
    rows = {_key(arrival.store_id, ref): _row(arrival, ref) for arrival, ref in wanted}
    _ASKED.insert(connection, list(rows.values()))


def _key(store_id: int, ref: Ref) -> bytes:
    if ref.id == EVERY:
        return digest(store_id, ref.kind, EVERY, ref.parent_id)
    return record_key(store_id, ref.kind, ref.id)


def _row(arrival: Arrival, ref: Ref) -> Row:
    return (
        _key(arrival.store_id, ref),
        arrival.store_id,
        str(ref.kind),
        ref.id,
        ref.parent_id,
        ASKED,
        arrival.delivery,
        micros(arrival.received_at),
    )


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
    _MOOT.run(connection, moot)
    unsettled = {key: have for key, have in held.items() if have.conflict}
    for row in _ASKED_FOR.rows(connection, unsettled):
        del unsettled[row.key]
    rows = [_row_of_conflict(key, have) for key, have in unsettled.items() if have.copy.record]
    _NEW.insert(connection, rows)


def _row_of_conflict(key: bytes, have: Held) -> Row:
    record = have.copy.record
    assert record is not None
    parent = getattr(record, "order_id", "")
    return key, have.store_id, str(have.kind), record.id, parent, CONFLICT, None, have.seen_at
