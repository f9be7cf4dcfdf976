"""The reads behind answers about orders: one indexed query decides, two more join the parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from sqlalchemy import Connection, bindparam, select

from connector import identifiers
from connector.joined import WholeOrder
from connector.records import (
    Kind,
    Order,
    Policy,
    Record,
    Refund,
    Return,
    Shipment,
    ShipmentEvent,
)
from connector.storage.engine import Database, from_micros
from connector.storage.held import Held, held, load
from connector.storage.keys import record_key
from connector.storage.order_keys import keys_by_name, keys_of_person
from connector.storage.prepared import PreparedLists, among
from connector.storage.tables import records
from connector.storage.terms import Term, email_terms, phone_terms, postcode_terms

R = TypeVar("R", bound=Record)
_CHILDREN = PreparedLists(lambda keys: select(records).where(among(records.c.parent, keys)))
_CHILDREN_OF_KIND = PreparedLists(
    lambda keys: select(records).where(
        among(records.c.parent, keys), records.c.kind == bindparam("kind")
    )
)


def facts(*, email: str = "", phone: str = "", postcode: str = "") -> list[Term]:
    """What somebody offers as proof that an order is theirs; empty texts are no facts."""
    offered = [*email_terms([email]), *phone_terms([phone]), *postcode_terms([postcode])]
    return [term for term in offered if term[1]]


def find_orders(
    database: Database, store_id: int, asked: str, proof: Collection[Term] | None
) -> tuple[WholeOrder, ...]:
    """The orders known by this number, tracking number or payment id that one of the facts in
    `proof` belongs to, the newest first; None proof asks for none. More than one only where the
    shopper can say which: each has a number of its own.

    One query decides, so that a wrong fact and an unknown number cost the same."""
    with database.reading() as connection:
        keys = keys_by_name(connection, database.keyring, store_id, asked, proof)
        if not keys:
            return ()
        closest = _closest(load(connection, database.keyring, keys), asked)
        joined = children(connection, database, closest)
    return tuple(_whole(order, joined) for order in closest.values())


def find_newest(
    database: Database,
    store_id: int,
    person: Collection[Term],
    proof: Collection[Term] | None = None,
    most: int = 5,
) -> tuple[WholeOrder, ...]:
    """The orders of whom one of these terms belongs to, the newest first; with `proof` those that
    one of its facts belongs to as well."""
    with database.reading() as connection:
        keys = keys_of_person(connection, database.keyring, store_id, person, proof)
        found = load(connection, database.keyring, keys) if keys else {}
        newest = sorted(found, key=lambda key: (_placed(found[key]), key), reverse=True)
        shown = {key: found[key] for key in newest if isinstance(found[key].copy.record, Order)}
        chosen = dict(list(shown.items())[:most])
        joined = children(connection, database, chosen)
    return tuple(_whole(order, joined) for order in chosen.values())


def _closest(found: dict[bytes, Held], asked: str) -> dict[bytes, Held]:
    """Those printed with just this number, else those that also have it, else those of this parcel
    or payment; the newest first, and of each number the newest alone."""
    near = {key: _nearness(held, asked) for key, held in found.items()}
    first = sorted(found, key=lambda key: (near[key], _placed(found[key]), key), reverse=True)
    of_number: dict[str, bytes] = {}
    for key in first:
        record = found[key].copy.record
        if isinstance(record, Order) and near[key] == near[first[0]]:
            of_number.setdefault(identifiers.order_number(record.number), key)
    return {key: found[key] for key in of_number.values()}


def _nearness(held: Held, asked: str) -> int:
    order, number = held.copy.record, identifiers.order_number(asked)
    if not isinstance(order, Order):
        return -1
    if identifiers.order_number(order.number) == number:
        return 2
    return int(number in map(identifiers.order_number, order.other_numbers))


def _placed(held: Held) -> float:
    order = held.copy.record
    return order.placed_at.timestamp() if isinstance(order, Order) else 0


def children(
    connection: Connection, database: Database, keys: Collection[bytes], kind: Kind | None = None
) -> list[Held]:
    """The records that name these as their parent; of one kind, where one is asked for."""
    if kind:
        rows = _CHILDREN_OF_KIND.rows(connection, keys, kind=kind)
    else:
        rows = _CHILDREN.rows(connection, keys)
    return [held(row, database.keyring) for row in rows]


def _of(kind: type[R], held: Iterable[Held]) -> tuple[R, ...]:
    found = [h.copy.record for h in held if isinstance(h.copy.record, kind)]
    return tuple(sorted(found, key=lambda record: (len(record.id), record.id)))


def _whole(order: Held, children: list[Held]) -> WholeOrder:
    record = order.copy.record
    assert isinstance(record, Order)
    own = (child for child in children if getattr(child.copy.record, "order_id", "") == record.id)
    counted = [child for child in own if _counts(child, order, record)]
    shipments = _of(Shipment, counted)
    shown = {shipment.id for shipment in shipments}
    return WholeOrder(
        order=record,
        refunds=_of(Refund, counted),
        shipments=shipments,
        events=tuple(e for e in _of(ShipmentEvent, counted) if e.shipment_id in shown),
        returns=_of(Return, counted),
        seen_at=from_micros(max(held.seen_at for held in (order, *counted))),
    )


def _counts(child: Held, order: Held, record: Order) -> bool:
    """A part that the order's copy does not list is gone, unless the copy is older. Of one time
    the part counts: what is shown can be asked after."""
    part = child.copy.record
    if part is None:
        return False
    listed = {Refund: record.refund_ids, Shipment: record.shipment_ids}.get(type(part))
    if listed is None or part.id in listed:
        return True
    own, orders = child.copy, order.copy
    return (own.version, own.fetched_at) >= (orders.version, orders.fetched_at)


def find_policy(database: Database, store_id: int) -> Policy | None:
    """The store's `MerchantReturnPolicy`: JSON text, and when it was set."""
    key = record_key(store_id, Kind.POLICY, "MerchantReturnPolicy")
    with database.reading() as connection:
        held = load(connection, database.keyring, {key}).get(key)
    policy = held.copy.record if held else None
    return policy if isinstance(policy, Policy) else None
