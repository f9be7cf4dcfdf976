"""Metaobjects of the one type this fake has, `product_review`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.shopify.answer_orders import Fields, when
from tests.fakes.shopify.lists import searched
from tests.fakes.shopify.model import gid
from tests.fakes.shopify.page import Arguments, Context, Page, page, refuse
from tests.fakes.shopify.reviews import KEYS, Review
from tests.fakes.shopify.search import Reader

TYPE = "product_review"


def handle(review: Review) -> str:
    return f"review-{review.id}"


REVIEWS: Mapping[str, Reader] = {
    "id": lambda r: r.id,
    "handle": handle,
    "display_name": lambda r: r.fields.get("title", ""),
    "updated_at": lambda r: r.updated_at,
}

METAOBJECT: Fields = {
    "id": lambda r, c, a: gid("Metaobject", r.id),
    "type": lambda r, c, a: TYPE,
    "handle": lambda r, c, a: handle(r),
    "updatedAt": lambda r, c, a: when(r.updated_at),
    "fields": lambda r, c, a: [field(r, key) for key in keys_of(r)],
    "capabilities": lambda r, c, a: {"publishable": {"status": r.status}, "onlineStore": None},
}


def keys_of(review: Review) -> list[str]:
    """The definition's, and those an app has added."""
    return [*KEYS, *(key for key in review.fields if key not in KEYS)]


def field(review: Review, key: str) -> dict[str, Any]:
    return {"key": key, "value": review.fields.get(key)}


def allowed(context: Context) -> None:
    if not context.shop.app.reads_reviews:
        raise refuse("Access denied for product_review metaobjects.", "ACCESS_DENIED")


def reviews(context: Context, arguments: Arguments) -> Page:
    search = searched(context, "metaobjects", arguments.get("query"), REVIEWS)
    if arguments["type"] != TYPE:
        return page(context, arguments, [], number)
    allowed(context)
    found = [r for r in context.shop.reviews.values() if search.fits(r, REVIEWS)]
    found.sort(key=changed if arguments.get("sortKey") == "updated_at" else number)
    return page(context, arguments, found, number)


def review(context: Context, review_id: int) -> Review | None:
    allowed(context)
    return context.shop.reviews.get(review_id)


def number(review: Review) -> int:
    return review.id


def changed(review: Review) -> tuple[Any, int]:
    return review.updated_at, review.id
