"""A shop with sources of reviews attached to it, and what they send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec

from connector.records import Order, OrderLine, Review, ReviewStatus
from connector.storage.reviews import FoundReview, find_reviews
from connector.storage.stores import add_store
from tests.storage.shop import NINE, Shop, at, order

MOST_PAGES = 20


def attached(shop: Shop, platform: str = "sada") -> Shop:
    """A new source that serves this shop."""
    name, settings = uuid4().hex, {"secret": "s"}
    new = add_store(shop.database, platform, name, "Sada", settings, attached_to=shop.id)
    return Shop(shop.database, new.id)


def review(
    ref: str = "1",
    *,
    minute: int = 0,
    product: str = "31",
    status: ReviewStatus = ReviewStatus.PUBLISHED,
    rating: str | None = "5",
    written: datetime = NINE,
    **more: Any,
) -> Review:
    return Review(
        id=ref,
        product_id=product,
        status=status,
        rating=None if rating is None else Decimal(rating),
        body="很好",
        created_at=written,
        updated_at=at(minute),
        **more,
    )


def bought(ref: str, number: str, product: str, **more: Any) -> Order:
    """An order of شیرین for one product."""
    line = OrderLine(id="1", title="Kupa", quantity=Decimal(1), product_id=product)
    return msgspec.structs.replace(order(ref, number, **more), lines=(line,))


def listed(shop: Shop, **asked: Any) -> list[FoundReview]:
    return list(find_reviews(shop.database, shop.id, **asked).reviews)


def ids(shop: Shop, **asked: Any) -> list[str]:
    return [found.review.id for found in listed(shop, **asked)]


def pages(shop: Shop, limit: int, **asked: Any) -> Iterator[list[FoundReview]]:
    cursor = None
    for _ in range(MOST_PAGES):
        page = find_reviews(shop.database, shop.id, limit=limit, cursor=cursor, **asked)
        yield list(page.reviews)
        cursor = page.next_cursor
        if cursor is None:
            return
    raise AssertionError("The last page never comes.")
