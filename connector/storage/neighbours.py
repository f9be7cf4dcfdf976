"""What stands near something on the shelf: its other options, and products alike.

Two products are alike by the tags and the words of their titles that they share, a rare one saying
more than a common one: many things are red, and few are teapots.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import log

from sqlalchemy import CompoundSelect, func, literal, select, union_all

from connector.joined import Near, StockedItem
from connector.records import Kind, Product
from connector.storage.engine import Database
from connector.storage.keys import record_key
from connector.storage.shelf import Shelf
from connector.storage.tables import records, terms
from connector.storage.terms import Term, tag_term, word_terms

MOST_ASKED = 3
"""Products to find others for: who asks for more has named none in particular."""
MOST_TERMS = 16
"""Of a title and its tags, enough to tell what a thing is."""
MOST_KNOWN = 1000
"""Products looked at for one word: what more than these have in common makes nothing alike."""
MOST_ALIKE = 12
MOST_OPTIONS = 150
LIKE_ENOUGH = 0.35
"""Of what a title and its tags say, by weight: with less it is another thing of its colour."""


def find_near(database: Database, store_id: int, items: Sequence[StockedItem]) -> Near:
    """What is on sale beside these, themselves left out; a few indexed reads."""
    products = {item.product.id: item.product for item in items if item.product}
    asked = list(products.values())[:MOST_ASKED]
    with database.reading() as connection:
        shelf = Shelf(connection, database, store_id)
        own = {shelf.key(Kind.PRODUCT, product.id) for product in asked}
        siblings = shelf.options(own, MOST_OPTIONS)
        alike = _most_alike(shelf, asked, own)
        found = shelf.options(set(alike), MOST_OPTIONS)
    names = {_name(item) for item in items}
    place = {key: nth for nth, key in enumerate(alike)}
    found.sort(key=lambda item: place[_product_key(store_id, item)])
    return Near(
        siblings=tuple(item for item in siblings if _name(item) not in names),
        alike=tuple(found),
    )


def _name(item: StockedItem) -> tuple[str, str]:
    return item.product.id if item.product else "", item.variant.id if item.variant else ""


def _product_key(store_id: int, item: StockedItem) -> bytes:
    return record_key(store_id, Kind.PRODUCT, item.product.id if item.product else "")


def _most_alike(shelf: Shelf, asked: Sequence[Product], own: set[bytes]) -> list[bytes]:
    """Keys of products, the most alike first."""
    described = [list(dict.fromkeys(_terms(product)))[:MOST_TERMS] for product in asked]
    known = _known(shelf, set(chain.from_iterable(described)))
    weights = _weights(shelf, known)
    likeness: dict[bytes, float] = {}
    for of_product in described:
        for key, score in _shared(of_product, known, weights).items():
            likeness[key] = max(score, likeness.get(key, 0))
    alike = [key for key, score in likeness.items() if score >= LIKE_ENOUGH and key not in own]
    return sorted(alike, key=lambda key: (-likeness[key], key))[:MOST_ALIKE]


def _terms(product: Product) -> Iterator[Term]:
    tags = (term for term in map(tag_term, product.tags) if term[1])
    return chain(word_terms(product.title), tags)


def _known(shelf: Shelf, wanted: Iterable[Term]) -> dict[Term, set[bytes]]:
    """The records that each of these is said of, at most MOST_KNOWN."""
    asked = sorted(wanted)
    found: dict[Term, set[bytes]] = {term: set() for term in asked}
    if asked:
        for nth, record in shelf.connection.execute(_ranges(shelf.store_id, asked)).all():
            found[asked[nth]].add(record)
    return found


def _ranges(store_id: int, asked: Sequence[Term]) -> CompoundSelect[int, bytes]:
    """A range of the index for each: SQLite reads all that the store has where they are mixed."""
    ranges = [
        select(literal(nth).label("nth"), terms.c.record)
        .where(terms.c.store_id == store_id, terms.c.field == field, terms.c.term == text.encode())
        .limit(MOST_KNOWN)
        .subquery()
        for nth, (field, text) in enumerate(asked)
    ]
    return union_all(*(select(each.c.nth, each.c.record) for each in ranges))


def _weights(shelf: Shelf, known: Mapping[Term, set[bytes]]) -> dict[Term, float]:
    """1 for what is said of one thing only, towards 0 for what is said of all."""
    of_store = (records.c.store_id == shelf.store_id) & (records.c.kind == Kind.PRODUCT)
    count = select(func.count()).select_from(records).where(of_store)
    products = shelf.connection.execute(count).scalar() or 0
    return {
        term: log(1 + products / len(found)) / log(1 + products) if found and products else 0.0
        for term, found in known.items()
    }


def _shared(
    described: Sequence[Term], known: Mapping[Term, set[bytes]], weights: Mapping[Term, float]
) -> dict[bytes, float]:
    """How much of what is said of a product is said of others too, 0 to 1."""
    whole = sum(weights[term] for term in described)
    shared: dict[bytes, float] = {}
    for term in described:
        for key in known[term]:
            shared[key] = shared.get(key, 0.0) + weights[term] / whole
    return shared
