"""The reads behind lists of reviews: those of a store and of the sources attached to it, as one."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    bindparam,
    or_,
    select,
    union_all,
)

from connector.errors import BadRequest
from connector.records import Order, Product, Review, ReviewStatus
from connector.storage.engine import Database, from_micros, micros
from connector.storage.held import Held, load
from connector.storage.purchases import Shop
from connector.storage.sealing import Keyring
from connector.storage.tables import stores, terms
from connector.storage.terms import PLACE, VERSION, Field, listed_as, review_place

MOST = 100
USUAL = 20
RATINGS = (None, 1, 2, 3, 4, 5)
AFTER_ALL = b"\xff"
"""Behind every place."""
STORE_ID = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReview:
    """A review, and what the shop itself knows of it."""

    review: Review
    source: str
    """The platform it came from."""
    product: Product | None
    order: Order | None
    """The one it was written about, as far as can be told."""
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    reviews: tuple[FoundReview, ...]
    next_cursor: str | None
    """None behind the last."""


class Place(NamedTuple):
    """Where a review stands in every list. Newest change first is the highest place first."""

    at: bytes
    store_id: int

    def cursor(self) -> str:
        packed = bytes.fromhex(self.at.decode()) + self.store_id.to_bytes(STORE_ID)
        return urlsafe_b64encode(packed).rstrip(b"=").decode()

    @classmethod
    def of_cursor(cls, cursor: str) -> Place:
        """Raises BadRequest for what `cursor` has not made."""
        try:
            packed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError):
            packed = b""
        at = packed[:-STORE_ID].hex().encode()
        place = cls(at, int.from_bytes(packed[-STORE_ID:]))
        if len(place.at) != PLACE or place.cursor() != cursor:
            raise BadRequest("The `cursor` is not one we gave; begin without it.", "cursor")
        return place


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which reviews are wanted; None is any."""

    rating: int | None
    status: ReviewStatus | None
    product_id: str
    answered: bool | None
    since: datetime | None
    behind: Place | None

    def sorts(self) -> Iterator[str]:
        """What the terms of the wanted ones begin with."""
        ratings = RATINGS if self.rating is None else (self.rating,)
        for answered in (True, False) if self.answered is None else (self.answered,):
            for rating in ratings:
                yield listed_as(self.status or "", rating, answered, self.product_id)

    def fits(self, held: Held) -> bool:
        """What has changed between two reads may be in the index of before."""
        record = held.copy.record
        if not isinstance(record, Review) or record.status is ReviewStatus.DELETED:
            return False
        return self.status in (None, record.status)


def find_reviews(
    database: Database,
    store_id: int,
    *,
    rating: int | None = None,
    state: ReviewStatus | None = None,
    product: str = "",
    answered: bool | None = None,
    since: datetime | None = None,
    limit: int = USUAL,
    cursor: str | None = None,
) -> ReviewPage:
    """Newest change first, deleted ones never; of the store and of what is attached to it.

    `product` is the store's own id of it, `since` the time they were changed at or after. Raises
    BadRequest for a cursor that is not ours, a rating beyond 1 to 5 and a limit beyond 1 to 100."""
    _check(rating, limit)
    asked = Asked(
        rating=rating,
        status=state,
        product_id=product,
        answered=answered,
        since=since,
        behind=Place.of_cursor(cursor) if cursor is not None else None,
    )
    with database.reading() as connection:
        sources = _sources(connection, store_id)
        found = [row for source in sources for row in _rows(connection, source, asked, limit + 1)]
        found.sort(reverse=True)
        shown, more = found[:limit], len(found) > limit
        held = load(connection, database.keyring, {key for _, key in shown})
        wanted = [held[key] for _, key in shown if key in held and asked.fits(held[key])]
        reviews = tuple(_joined(connection, database.keyring, store_id, wanted, sources))
    return ReviewPage(reviews=reviews, next_cursor=shown[-1][0].cursor() if more else None)


def _check(rating: int | None, limit: int) -> None:
    if rating is not None and not 1 <= rating <= 5:
        raise BadRequest("A rating is a whole number from 1 to 5.", "rating")
    if not 1 <= limit <= MOST:
        raise BadRequest(f"A limit is a whole number from 1 to {MOST}.", "limit")


def _sources(connection: Connection, store_id: int) -> dict[int, str]:
    """The platforms of the store and of what is attached to it, by their ids."""
    theirs = or_(stores.c.id == store_id, stores.c.attached_to == store_id)
    rows = connection.execute(select(stores.c.id, stores.c.platform).where(theirs))
    return {row.id: row.platform for row in rows}


def _rows(
    connection: Connection, store_id: int, asked: Asked, most: int
) -> list[tuple[Place, bytes]]:
    """The first ones of this store, and their keys."""
    sorts = [sort.encode() for sort in asked.sorts()]
    since = review_place(micros(asked.since), "")[:VERSION].encode() if asked.since else b""
    end = asked.behind.at if asked.behind else AFTER_ALL
    # Of one place in two stores, the higher store comes first.
    ended = asked.behind is not None and store_id < asked.behind.store_id
    given: dict[str, object] = {"store": store_id, "field": Field.LISTED, "most": most}
    given |= {f"first{n}": sort + since for n, sort in enumerate(sorts)}
    given |= {f"last{n}": sort + end for n, sort in enumerate(sorts)}
    found = connection.execute(_ranges(len(sorts), ended), given)
    return [(Place(row.term[-PLACE:], store_id), row.record) for row in found]


@cache
def _ranges(count: int, ended: bool) -> CompoundSelect[bytes, bytes]:
    """As many ranges of the index, their last place included or not. Made once: making it takes
    longer than the database does to answer it."""
    ranges = [
        select(terms.c.term, terms.c.record)
        .where(terms.c.store_id == bindparam("store"), terms.c.field == bindparam("field"))
        .where(terms.c.term >= bindparam(f"first{n}"), _before(f"last{n}", ended))
        .order_by(terms.c.term.desc())
        .limit(bindparam("most"))
        .subquery()
        for n in range(count)
    ]
    return union_all(*(select(each) for each in ranges))


def _before(name: str, ended: bool) -> ColumnElement[bool]:
    last: BindParameter[bytes] = bindparam(name)
    return terms.c.term <= last if ended else terms.c.term < last


def _joined(
    connection: Connection,
    keyring: Keyring,
    store_id: int,
    wanted: Sequence[Held],
    sources: dict[int, str],
) -> Iterator[FoundReview]:
    reviews = [held.copy.record for held in wanted if isinstance(held.copy.record, Review)]
    shop = Shop.around(connection, keyring, store_id, reviews)
    for held, review in zip(wanted, reviews, strict=True):
        yield FoundReview(
            review=review,
            source=sources[held.store_id],
            product=shop.product(review),
            order=shop.order(review),
            seen_at=from_micros(held.seen_at),
        )
