"""Products, and what is on the shelf where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.shopify import shapes
from connector.convert import text_id, utc_or_none, words
from connector.records import (
    Change,
    Deleted,
    Fetch,
    InventoryItem,
    Kind,
    Location,
    Product,
    Ref,
    StockLevel,
    Variant,
)

ONLY_VARIANT = "Default Title"
"""Shopify's own name for the one variant of a product without options, in every language."""


def parse_product(payload: shapes.Product) -> Iterator[Change]:
    """Variants beyond the first hundred are only named; one fetch of the product brings them all,
    and those that come without the inventory item by which their stock would be found.

    https://shopify.dev/docs/api/webhooks?reference=toml#list-of-topics-products/update"""
    yield product(payload)
    stocked = [v for v in in_shop_order(payload) if v.inventory_item_id]
    yield from (variant(payload, v) for v in stocked)
    yield from stock_totals(payload)
    if set(variant_ids(payload) or ()) - {text_id(v.id) for v in stocked}:
        yield Fetch(ref=Ref(kind=Kind.PRODUCT, id=text_id(payload.id)))


def parse_product_gone(payload: shapes.Gone) -> Iterator[Change]:
    yield Deleted(ref=Ref(kind=Kind.PRODUCT, id=text_id(payload.id)), final=True)


def parse_item(payload: shapes.InventoryItem) -> Iterator[Change]:
    yield InventoryItem(
        id=text_id(payload.id),
        updated_at=utc_or_none(payload.updated_at),
        sku=payload.sku or "",
        tracked=payload.tracked,
    )


def parse_item_gone(payload: shapes.Gone) -> Iterator[Change]:
    yield Deleted(ref=Ref(kind=Kind.INVENTORY_ITEM, id=text_id(payload.id)), final=True)


def parse_level(payload: shapes.InventoryLevel) -> Iterator[Change]:
    yield StockLevel(
        id=level_id(payload),
        updated_at=utc_or_none(payload.updated_at),
        inventory_item_id=text_id(payload.inventory_item_id),
        location_id=text_id(payload.location_id),
        available=payload.available,
    )


def parse_level_gone(payload: shapes.InventoryLevel) -> Iterator[Change]:
    """Not for good: the location may stock the item again, under the same id."""
    yield Deleted(ref=Ref(kind=Kind.STOCK_LEVEL, id=level_id(payload)))


def parse_location(payload: shapes.Location) -> Iterator[Change]:
    """The body says whether it is active; the topic is an unsigned header."""
    yield Location(
        id=text_id(payload.id),
        updated_at=utc_or_none(payload.updated_at),
        name=words(payload.name),
        active=payload.active is not False,
    )


def parse_location_gone(payload: shapes.Gone) -> Iterator[Change]:
    yield Deleted(ref=Ref(kind=Kind.LOCATION, id=text_id(payload.id)), final=True)


def product(given: shapes.Product) -> Product:
    return Product(
        id=text_id(given.id),
        updated_at=utc_or_none(given.updated_at),
        title=words(given.title),
        # Neither drafts nor `unlisted` products, which only those with the link may know of.
        published=given.status == "active" and given.published_at is not None,
        raw_status=given.status,
        variant_ids=variant_ids(given),
        tags=tuple(filter(None, map(words, (given.tags or "").split(",")))),
    )


def variant_ids(given: shapes.Product) -> tuple[str, ...] | None:
    """Those listed in the shop's order, then those only named, which have no position."""
    if given.variants is None:
        return None
    listed = [text_id(v.id) for v in in_shop_order(given)]
    named = [text_id(v.admin_graphql_api_id) for v in given.variant_gids or ()]
    return tuple(dict.fromkeys(listed + named))


def in_shop_order(given: shapes.Product) -> list[shapes.Variant]:
    return sorted(given.variants or (), key=lambda v: v.position or 0)


def variant(parent: shapes.Product, given: shapes.Variant) -> Variant:
    title = words(given.title)
    return Variant(
        id=text_id(given.id),
        updated_at=utc_or_none(given.updated_at or parent.updated_at),
        product_id=text_id(parent.id),
        title="" if title == ONLY_VARIANT else title,
        sku=given.sku or "",
        inventory_item_id=text_id(given.inventory_item_id),
        backorders=given.inventory_policy == "continue",
    )


def stock_totals(given: shapes.Product) -> Iterator[StockLevel]:
    """A start, used only where no location's own level is known: a purchase sends no
    `products/update`, so this is not how stock is followed.

    https://github.com/craftcms/shopify/issues/61"""
    counted: dict[str, shapes.Variant] = {}
    for one in in_shop_order(given):
        counted.setdefault(text_id(one.inventory_item_id), one)  # several variants may share one
    for item_id, one in counted.items():
        if item_id and one.inventory_quantity is not None:
            yield StockLevel(
                id=f"{item_id}:",
                updated_at=newest(one.updated_at, given.updated_at),
                inventory_item_id=item_id,
                available=one.inventory_quantity,
            )


def newest(*times: datetime | None) -> datetime | None:
    return max((t for t in map(utc_or_none, times) if t), default=None)


def level_id(given: shapes.InventoryLevel) -> str:
    """Shopify has no id of its own for what one location has of one item."""
    return f"{text_id(given.inventory_item_id)}:{text_id(given.location_id)}"
