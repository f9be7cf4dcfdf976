"""The reads behind answers about orders: one indexed query decides, two more join the parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    exists,
    select,
    true,
    union_all,
)

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
from connector.storage.sealing import Keyring
from connector.storage.tables import records, terms
from connector.storage.terms import (
    Field,
    Term,
    blinded,
    email_terms,
    number_term,
    payment_term,
    phone_terms,
    postcode_terms,
    tracking_term,
)

R = TypeVar("R", bound=Record)
MOST_FITTING = 20
"""Orders that one identifier may lead to; more share a placeholder, not a parcel."""
MOST_OF_ONE = 50
"""Orders of one person that are looked through for the newest: those that changed last."""


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
        keys = _order_keys(connection, database, store_id, asked, proof)
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
        keys = _keys_of_person(connection, database.keyring, store_id, person, proof)
        found = load(connection, database.keyring, keys) if keys else {}
        newest = sorted(found, key=lambda key: (_placed(found[key]), key), reverse=True)
        shown = {key: found[key] for key in newest if isinstance(found[key].copy.record, Order)}
        chosen = dict(list(shown.items())[:most])
        joined = children(connection, database, chosen)
    return tuple(_whole(order, joined) for order in chosen.values())


def _keys_of_person(
    connection: Connection,
    keyring: Keyring,
    store_id: int,
    person: Collection[Term],
    proof: Collection[Term] | None,
) -> set[bytes]:
    known = [blinded(keyring, term) for term in person]
    own = select(terms.c.record).where(*_known_by(terms, store_id, known))
    customers = _customers_with(store_id, {text for field, text in known if field is Field.EMAIL})
    of_customer = select(terms.c.record).where(
        terms.c.store_id == store_id,
        terms.c.field == Field.CUSTOMER,
        terms.c.term.in_(customers),
    )
    theirs = union_all(own, of_customer).subquery()
    living = (records.c.kind == Kind.ORDER) & records.c.document.isnot(None)
    query = select(records.c.key).where(records.c.key.in_(select(theirs.c.record)), living)
    if proof is not None:
        query = query.where(_proven(records.c.key, keyring, store_id, proof))
    query = query.order_by(records.c.version.desc()).limit(MOST_OF_ONE)
    return set(connection.execute(query).scalars())


def _order_keys(
    connection: Connection,
    database: Database,
    store_id: int,
    asked: str,
    proof: Collection[Term] | None,
) -> set[bytes]:
    key = terms.c.record
    of_order = [
        select(key).where(_is(term, database.keyring), terms.c.store_id == store_id)
        for term in (number_term(asked), payment_term(asked))
    ]
    of_parcel = (
        select(records.c.parent)
        .join(terms, terms.c.record == records.c.key)
        .where(_is(tracking_term(asked), database.keyring), terms.c.store_id == store_id)
    )
    known = union_all(*of_order, of_parcel).subquery()
    found = known.c[key.name]
    query = select(found).where(found.isnot(None)).limit(MOST_FITTING)
    if proof is not None:
        query = query.where(_proven(found, database.keyring, store_id, proof))
    return set(connection.execute(query).scalars())


def _is(term: Term, keyring: Keyring) -> ColumnElement[bool]:
    field, text = blinded(keyring, term)
    return (terms.c.field == field) & (terms.c.term == text)


def _proven(
    order: ColumnElement[bytes], keyring: Keyring, store_id: int, proof: Collection[Term]
) -> ColumnElement[bool]:
    """A fact is the order's own, or an e-mail address of another order of the same customer. Which
    customers those are depends on the address alone, and so does what it costs to find out."""
    offered = [blinded(keyring, term) for term in proof]
    fact, mine = terms.alias("fact"), terms.alias("mine")
    own = exists().where(
        fact.c.record == order,
        fact.c.field.in_({field for field, _ in offered}),
        fact.c.term.in_({text for _, text in offered}),
    )
    addresses = {text for field, text in offered if field is Field.EMAIL}
    customers = _customers_with(store_id, addresses)
    same_customer = exists().where(
        mine.c.record == order, mine.c.field == Field.CUSTOMER, mine.c.term.in_(customers)
    )
    return own | same_customer if addresses else own


def _customers_with(store_id: int, addresses: Collection[bytes]) -> Select[tuple[bytes]]:
    """The customers one of whose orders has one of these e-mail addresses."""
    fact, theirs = terms.alias("address"), terms.alias("theirs")
    return (
        select(theirs.c.term)
        .join(fact, fact.c.record == theirs.c.record)
        .where(
            *_known_by(fact, store_id, [(Field.EMAIL, address) for address in addresses]),
            theirs.c.field == Field.CUSTOMER,
        )
    )


def _known_by(
    of: FromClause, store_id: int, known: Collection[tuple[Field, bytes]]
) -> tuple[ColumnElement[bool], ...]:
    return (
        of.c.store_id == store_id,
        of.c.field.in_({field for field, _ in known}),
        of.c.term.in_({text for _, text in known}),
    )


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
