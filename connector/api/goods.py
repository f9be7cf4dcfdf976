"""What is on the shelf, asked of the shop first where our copy is too old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
from flask import g

from connector.api.library import asker, library
from connector.api.questions import StockQuestion
from connector.api.reached import Reached
from connector.joined import StockedItem
from connector.live import Look, Reach
from connector.records import Kind
from connector.storage.shelf import find_stock

ASKED_AT_ONCE = 5
"""Products; of more than these each item's own `as_of` tells which were asked for."""


def on_the_shelf(question: StockQuestion) -> Sequence[StockedItem]:
    items = in_our_copy(question)
    products = tuple(dict.fromkeys(filter(None, map(product_id, items))))
    if not products:
        return items
    look = library().live.by_id(asker().store_id, Kind.PRODUCT, products[:ASKED_AT_ONCE])
    if look.reach is Reach.NOT_ASKED:
        return items
    items = [as_known(item, look, products) for item in in_our_copy(question)]
    known_at = min((item.seen_at for item in items), default=None)
    g.reached = Reached(look=settled(look, products), found=True, known_at=known_at)
    return items


def in_our_copy(question: StockQuestion) -> list[StockedItem]:
    return find_stock(
        library().database,
        asker().store_id,
        sku=question.sku,
        product=question.product,
        words=question.q,
    )


def product_id(item: StockedItem) -> str:
    if item.product:
        return item.product.id
    return item.variant.product_id if item.variant else ""


def as_known(item: StockedItem, look: Look, asked: Sequence[str]) -> StockedItem:
    """What was asked for just now; of all else, only that it reached us when it did: a platform
    need not call it a change of the product when one is sold."""
    if look.asked_at is None or look.reach is not Reach.LIVE:
        return item
    told = product_id(item) in asked[:ASKED_AT_ONCE]
    seen_at = max(item.seen_at, look.asked_at) if told else item.seen_at
    return msgspec.structs.replace(item, seen_at=seen_at)


def settled(look: Look, asked: Sequence[str]) -> Look:
    """`live` is what all of it is, or none of it."""
    if look.reach is Reach.PARTLY:
        return replace(look, reach=Reach.AWAY)
    whole = len(asked) <= ASKED_AT_ONCE
    return look if whole or look.reach is Reach.AWAY else replace(look, reach=Reach.NOT_ASKED)
