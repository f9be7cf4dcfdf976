"""Which orders somebody means, by key: one statement decides, so that a wrong fact and an unknown
number cost the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from connector.records import Kind
from connector.storage.prepared import Prepared, PreparedLists, among
from connector.storage.sealing import Keyring
from connector.storage.tables import records, terms
from connector.storage.terms import (
    Field,
    Term,
    blinded,
    number_term,
    payment_term,
    tracking_term,
)

MOST_FITTING = 20
"""Orders that one identifier may lead to; more share a placeholder, not a parcel."""
MOST_OF_ONE = 50
"""Orders of one person that are looked through for the newest: those that changed last."""

Listed = Sequence[BindParameter[Any]]

FACTS: list[ColumnElement[Any]] = [
    literal_column(str(field.value))
    for field in (Field.EMAIL, Field.PHONE, Field.POSTCODE, Field.CUSTOMER)
]
"""What somebody is known by. The blind index of a fact tells its field too, so a list of indexes
needs no fields beside it."""
STORE: BindParameter[int] = bindparam("store")


def keys_by_name(
    connection: Connection,
    keyring: Keyring,
    store_id: int,
    asked: str,
    proof: Collection[Term] | None,
) -> set[bytes]:
    """Of the orders with this number, tracking number or payment id that one of the facts in
    `proof` belongs to; None asks for none."""
    named = {
        "store": store_id,
        "number": blinded(keyring, number_term(asked))[1],
        "payment": blinded(keyring, payment_term(asked))[1],
        "tracking": blinded(keyring, tracking_term(asked))[1],
    }
    if proof is None:
        return {row.record for row in BY_NAME.rows(connection, **named)}
    facts = blind_facts(keyring, proof)
    return {row.record for row in PROVEN_BY_NAME.rows(connection, facts, **named)}


def keys_of_person(
    connection: Connection,
    keyring: Keyring,
    store_id: int,
    person: Collection[Term],
    proof: Collection[Term] | None,
) -> set[bytes]:
    """Of the orders of whom one of these terms belongs to, those that changed last."""
    known = blind_facts(keyring, person)
    if proof is None:
        return {row.key for row in OF_PERSON.rows(connection, known, store=store_id)}
    facts = blind_facts(keyring, proof)
    rows = PROVEN_OF_PERSON.rows(connection, known, facts, store=store_id)
    return {row.key for row in rows}


def blind_facts(keyring: Keyring, known: Iterable[Term]) -> list[bytes]:
    return [blinded(keyring, term)[1] for term in known]


def by_name() -> Subquery:
    key = terms.c.record
    of_order = [
        select(key).where(
            terms.c.store_id == STORE, terms.c.field == field, terms.c.term == bindparam(name)
        )
        for field, name in ((Field.NUMBER, "number"), (Field.PAYMENT, "payment"))
    ]
    of_parcel = (
        select(records.c.parent)
        .join(terms, key == records.c.key)
        .where(
            terms.c.store_id == STORE,
            terms.c.field == Field.TRACKING,
            terms.c.term == bindparam("tracking"),
        )
    )
    return union_all(*of_order, of_parcel).subquery()


def named_orders() -> Select[Any]:
    found = by_name().c.record
    return select(found).where(found.isnot(None)).limit(MOST_FITTING)


def proven_named_orders(facts: Listed) -> Select[Any]:
    found = by_name().c.record
    return select(found).where(found.isnot(None), proven(found, facts)).limit(MOST_FITTING)


def orders_of(person: Listed) -> Select[Any]:
    own = select(terms.c.record).where(
        terms.c.store_id == STORE, terms.c.field.in_(FACTS), among(terms.c.term, person)
    )
    of_customer = select(terms.c.record).where(
        terms.c.store_id == STORE,
        terms.c.field == Field.CUSTOMER,
        OneOf(terms.c.term, customers_with(person)),
    )
    theirs = union_all(own, of_customer).subquery()
    living = (records.c.kind == Kind.ORDER) & records.c.document.isnot(None)
    found = select(records.c.key).where(records.c.key.in_(select(theirs.c.record)), living)
    return found.order_by(records.c.version.desc()).limit(MOST_OF_ONE)


def proven_orders_of(person: Listed, facts: Listed) -> Select[Any]:
    return orders_of(person).where(proven(records.c.key, facts))


def proven(order: ColumnElement[bytes], facts: Listed) -> ColumnElement[bool]:
    """A fact is the order's own, or an e-mail address of another order of the same customer. Which
    customers those are depends on the address alone, and so does what it costs to find out."""
    fact, mine = terms.alias("fact"), terms.alias("mine")
    # The OFFSET keeps PostgreSQL from making a join of it: until it has counted its rows it may
    # read all terms there are, for a fact that fits nothing only.
    own = (
        select(fact.c.record)
        .where(fact.c.record == order, fact.c.field.in_(FACTS), among(fact.c.term, facts))
        .limit(1)
        .offset(0)
        .exists()
    )
    same_customer = exists().where(
        mine.c.record == order,
        mine.c.field == Field.CUSTOMER,
        mine.c.term.in_(customers_with(facts)),
    )
    return own | same_customer


def customers_with(facts: Listed) -> Select[tuple[bytes]]:
    """The customers one of whose orders has one of these e-mail addresses."""
    fact, theirs = terms.alias("address"), terms.alias("theirs")
    return (
        select(theirs.c.term)
        .join(fact, fact.c.record == theirs.c.record)
        .where(
            fact.c.store_id == STORE,
            fact.c.field == Field.EMAIL,
            among(fact.c.term, facts),
            theirs.c.field == Field.CUSTOMER,
        )
    )


class OneOf(ColumnElement[bool]):
    """Looked up one by one. Of an IN (SELECT) PostgreSQL makes a join, and as long as it has not
    counted its rows may begin it at the other end: with all customers that the store has."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[bytes], found: Select[tuple[bytes]]) -> None:
        self.column, self.found = column, found


@compiles(OneOf)
def _in(one_of: OneOf, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(one_of.column.in_(one_of.found), **how)


@compiles(OneOf, "postgresql")
def _any(one_of: OneOf, compiler: SQLCompiler, **how: Any) -> str:
    array = func.array(one_of.found.scalar_subquery())
    return compiler.process(one_of.column == any_(array), **how)


BY_NAME = Prepared(named_orders())
PROVEN_BY_NAME = PreparedLists(proven_named_orders)
OF_PERSON = PreparedLists(orders_of)
PROVEN_OF_PERSON = PreparedLists(proven_orders_of)
