"""What words mean on the shelf: the products that most of them are said of, counted by the database
itself, since a common word may be that of thousands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import (
    Connection,
    bindparam,
    case,
    func,
    literal,
    select,
    union,
)

from connector import identifiers
from connector.records import Kind
from connector.storage.prepared import Prepared, PreparedLists, among
from connector.storage.tables import records, terms
from connector.storage.terms import Field

SHORTEST_PREFIX = 3
"""Shorter words have to match whole: `s` is a size, not the beginning of every shirt."""
LONGEST_ENDING = 3
AT_ONCE = 50
"""Products."""


class Range(NamedTuple):
    """Of words, as they stand in the index."""

    first: bytes
    last: bytes


def ranges_of(connection: Connection, store_id: int, words: Iterable[str]) -> list[Range]:
    """One for each of these words that anything is said with."""
    found = (_range(connection, store_id, word) for word in words)
    return [each for each in found if each]


def _range(connection: Connection, store_id: int, word: str) -> Range | None:
    """Words that begin so; where there are none, without an article or an ending: `الحقيبة`,
    `cups`, `bardaklar`."""
    bare = identifiers.without_article(word)
    for each in (word, bare) if bare != word else (word,):
        for tried in _spellings(each):
            if _SAID.rows(connection, store=store_id, first=tried.first, last=tried.last):
                return tried
    return None


def _spellings(word: str) -> Iterator[Range]:
    if len(word) < SHORTEST_PREFIX and not identifiers.without_spaces(word):
        yield Range(word.encode(), word.encode())
        return
    shortest = max(len(word) - LONGEST_ENDING, SHORTEST_PREFIX)
    for length in range(len(word), min(shortest, len(word)) - 1, -1):
        start = word[:length].encode()
        # No byte of UTF-8 is 0xff, so this is the end of all words that begin so.
        yield Range(start, start + b"\xff")


def products_of(
    connection: Connection, store_id: int, ranges: Sequence[Range]
) -> Iterator[set[bytes]]:
    """Keys of products, those together that as many of the words are said of, most of them first:
    what is not on sale must not hide what is."""
    words: dict[str, object] = {"store": store_id}
    for nth, each in enumerate(ranges):
        words |= {f"first{nth}": each.first, f"last{nth}": each.last}
    page = 0
    while True:
        rows = _most(len(ranges)).rows(connection, **words, skipped=page * AT_ONCE)
        for _, alike in groupby(rows, key=attrgetter("said")):
            yield {row.product for row in alike}
        if len(rows) < AT_ONCE:
            return
        page += 1


def said_of(
    connection: Connection, ranges: Sequence[Range], keys: Collection[bytes]
) -> dict[bytes, set[Range]]:
    """Which of these words are said of which of these products and variants."""
    found: dict[bytes, set[Range]] = {}
    for row in _WORDS.rows(connection, keys):
        said = {each for each in ranges if each.first <= row.term <= each.last}
        found.setdefault(row.record, set()).update(said)
    return found


@cache
def _most(words: int) -> Prepared:
    product = case((records.c.kind == Kind.PRODUCT, records.c.key), else_=records.c.parent)
    of_each = [
        select(literal(nth).label("nth"), product.label("product"))
        .join(terms, terms.c.record == records.c.key)
        .where(
            terms.c.store_id == bindparam("store"),
            terms.c.field == Field.WORD,
            terms.c.term.between(bindparam(f"first{nth}"), bindparam(f"last{nth}")),
            records.c.document.isnot(None),
        )
        for nth in range(words)
    ]
    said = union(*of_each).subquery()
    most = (
        select(said.c.product, func.count().label("said"))
        .where(said.c.product.isnot(None))
        .group_by(said.c.product)
        .order_by(func.count().desc(), said.c.product)
        .limit(AT_ONCE)
        .offset(bindparam("skipped"))
    )
    return Prepared(most)


_SAID = Prepared(
    select(terms.c.record)
    .where(
        terms.c.store_id == bindparam("store"),
        terms.c.field == Field.WORD,
        terms.c.term.between(bindparam("first"), bindparam("last")),
    )
    .limit(1)
)
_WORDS = PreparedLists(
    lambda keys: select(terms.c.record, terms.c.term).where(
        among(terms.c.record, keys), terms.c.field == Field.WORD
    )
)
