"""The reads behind answers about orders: one indexed query decides, two more join the parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from sqlalchemy import Connection, exists, select, true

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
from connector.storage.engine import Database, from_micros, parts
from connector.storage.held import Held, held, load
from connector.storage.keys import record_key
from connector.storage.tables import records, terms
from connector.storage.terms import (
    Term,
    blinded,
    email_terms,
    number_term,
    phone_terms,
    postcode_terms,
)

R = TypeVar("R", bound=Record)


def facts(*, email: str = "", phone: str = "", postcode: str = "") -> list[Term]:
    """What somebody offers as proof that an order is theirs; empty texts are no facts."""
    offered = [*email_terms([email]), *phone_terms([phone]), *postcode_terms([postcode])]
    return [term for term in offered if term[1]]


def find_order(
    database: Database, store_id: int, number: str, proof: Collection[Term] | None
) -> WholeOrder | None:
    """The order of this number that one of the facts in `proof` belongs to; None proof asks for
    none. One query decides, so that a wrong fact and an unknown number cost the same."""
    with database.reading() as connection:
        keys = _order_keys(connection, database, store_id, number, proof)
        if not keys:
            return None
        found = load(connection, database.keyring, keys)
        key, order = max(found.items(), key=lambda item: _closeness(item[1], number))
        joined = children(connection, database, {key})
    return _whole(order, joined) if isinstance(order.copy.record, Order) else None


def _order_keys(
    connection: Connection,
    database: Database,
    store_id: int,
    number: str,
    proof: Collection[Term] | None,
) -> set[bytes]:
    field, term = blinded(database.keyring, number_term(number))
    query = select(terms.c.record).where(
        terms.c.store_id == store_id, terms.c.field == field, terms.c.term == term
    )
    if proof is not None:
        fact = terms.alias("fact")
        offered = {blinded(database.keyring, term)[1] for term in proof}
        fields = {field for field, _ in proof}
        query = query.where(
            exists().where(
                fact.c.record == terms.c.record, fact.c.field.in_(fields), fact.c.term.in_(offered)
            )
        )
    return set(connection.execute(query).scalars())


def _closeness(held: Held, number: str) -> tuple[bool, int]:
    """The order printed with just this number first, then the newest."""
    order = held.copy.record
    if not isinstance(order, Order):
        return False, -1
    exact = identifiers.order_number(order.number) == identifiers.order_number(number)
    return exact, int(order.placed_at.timestamp())


def children(
    connection: Connection, database: Database, keys: Iterable[bytes], kind: Kind | None = None
) -> list[Held]:
    """The records that name these as their parent; of one kind, where one is asked for."""
    of_kind = records.c.kind == kind if kind else true()
    found: list[Held] = []
    for part in parts(keys):
        query = select(records).where(records.c.parent.in_(part), of_kind)
        found += (held(row, database.keyring) for row in connection.execute(query))
    return found


def _of(kind: type[R], held: Iterable[Held]) -> tuple[R, ...]:
    found = [h.copy.record for h in held if isinstance(h.copy.record, kind)]
    return tuple(sorted(found, key=lambda record: (len(record.id), record.id)))


def _whole(order: Held, children: list[Held]) -> WholeOrder:
    record = order.copy.record
    assert isinstance(record, Order)
    counted = [child for child in children if _counts(child, order, record)]
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
