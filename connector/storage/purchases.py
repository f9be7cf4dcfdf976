"""What a shop knows of the reviews it gets: the product, and the order it was bought with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, union_all

from connector.records import Kind, Order, Product, Review
from connector.storage.held import Held, load
from connector.storage.keys import record_key
from connector.storage.sealing import Keyring
from connector.storage.tables import records, terms
from connector.storage.terms import Field, Term, blinded, email_terms, number_term

MOST_ORDERS = 50
"""Of one buyer, those that changed last: more are a till's or a tester's, not a shopper's."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop knows of a page of reviews, in two reads however many they are."""

    store_id: int
    keyring: Keyring
    held: dict[bytes, Held]
    by_term: dict[tuple[int, bytes], list[bytes]]
    """Keys of orders by their numbers and by their buyers' e-mail addresses."""

    @classmethod
    def around(
        cls, connection: Connection, keyring: Keyring, store_id: int, reviews: Sequence[Review]
    ) -> Shop:
        by_term = _orders_by_term(connection, keyring, store_id, reviews)
        keys = {key for found in by_term.values() for key in found}
        for review in reviews:
            keys.add(record_key(store_id, Kind.ORDER, review.order_id))
            keys.add(record_key(store_id, Kind.PRODUCT, review.product_id))
        return cls(store_id, keyring, load(connection, keyring, keys), by_term)

    def product(self, review: Review) -> Product | None:
        held = self.held.get(record_key(self.store_id, Kind.PRODUCT, review.product_id))
        record = held.copy.record if held else None
        return record if isinstance(record, Product) else None

    def order(self, review: Review) -> Order | None:
        """By its id, else by its number, else the buyer's newest with this product in it."""
        named = [record_key(self.store_id, Kind.ORDER, review.order_id)] if review.order_id else []
        for found in (named, self._with(number_term(review.order_number))):
            if orders := self._orders(found):
                return _newest(orders)
        theirs = [key for term in email_terms([review.author_email]) for key in self._with(term)]
        bought = [order for order in self._orders(theirs) if _has(order, review.product_id)]
        return _newest(bought) if bought else None

    def _with(self, term: Term) -> list[bytes]:
        return self.by_term.get(blinded(self.keyring, term), []) if term[1] else []

    def _orders(self, keys: Iterable[bytes]) -> list[Order]:
        found = (self.held[key].copy.record for key in keys if key in self.held)
        return [record for record in found if isinstance(record, Order)]


def _newest(orders: Collection[Order]) -> Order:
    return max(orders, key=lambda order: (order.placed_at, order.id))


def _has(order: Order, product_id: str) -> bool:
    return bool(product_id) and any(line.product_id == product_id for line in order.lines)


def _orders_by_term(
    connection: Connection, keyring: Keyring, store_id: int, reviews: Iterable[Review]
) -> dict[tuple[int, bytes], list[bytes]]:
    clues = {term for review in reviews for term in _clues(review) if term[1]}
    if not clues:
        return {}
    wanted = [blinded(keyring, term) for term in clues]
    newest = func.row_number().over(
        partition_by=(terms.c.field, terms.c.term), order_by=records.c.version.desc()
    )
    orders = (
        select(terms.c.field, terms.c.term, terms.c.record, newest.label("nth"))
        .join(records, records.c.key == terms.c.record)
        .where(terms.c.store_id == store_id, records.c.kind == Kind.ORDER)
    )
    # By one field at a time, or else SQLite reads all terms that the store has.
    named = [
        orders.where(terms.c.field == field, terms.c.term.in_([t for f, t in wanted if f is field]))
        for field in (Field.NUMBER, Field.EMAIL)
    ]
    either = union_all(*named).subquery()
    found: dict[tuple[int, bytes], list[bytes]] = {}
    for row in connection.execute(select(either).where(either.c.nth <= MOST_ORDERS)):
        found.setdefault((row.field, row.term), []).append(row.record)
    return found


def _clues(review: Review) -> Iterator[Term]:
    yield number_term(review.order_number)
    yield from email_terms([review.author_email])
