"""What Shopify says of a product, and of what is on the shelf where, as webhooks say it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from adapters.shopify import documents as ask
from adapters.shopify import graph, translate
from adapters.shopify.admin import Admin
from adapters.shopify.asking import gid, gone, whole
from adapters.shopify.graph import Connection
from adapters.shopify.parse_stock import (
    in_shop_order,
    parse_item,
    parse_level,
    parse_location,
    product,
    stock_totals,
)
from adapters.shopify.parse_stock import variant as variant_record
from connector.convert import text_id
from connector.records import Change, Deleted, Kind, Ref


def fetch_product(admin: Admin, ref: Ref) -> Iterator[Change]:
    given = admin.ask(ask.PRODUCT, id=gid("Product", ref.id), after=None).product
    if given is None:
        yield gone(ref)
        return
    yield from product_changes(admin, given)


def product_changes(admin: Admin, given: graph.Product) -> Iterator[Change]:
    """The records of a `products/update`, with all variants however many there are."""

    def more(after: str) -> Connection[graph.Variant] | None:
        found = admin.ask(ask.PRODUCT, id=given.id, after=after).product
        return found.variants if found else None

    variants = whole(given.variants, more)
    said = translate.product(msgspec.structs.replace(given, variants=variants))
    yield product(said)
    yield from (variant_record(said, each) for each in in_shop_order(said))
    yield from stock_totals(said)
    for each in {v.inventory_item.id: v.inventory_item for v in variants.nodes}.values():
        yield from parse_item(translate.item(each))


def fetch_variant(admin: Admin, ref: Ref) -> Iterator[Change]:
    given = admin.ask(ask.VARIANT, id=gid("ProductVariant", ref.id)).product_variant
    if given is None or given.product is None:
        yield gone(ref)
        return
    yield variant_record(translate.parent(given.product), translate.variant(given))
    yield from parse_item(translate.item(given.inventory_item))


def fetch_item(admin: Admin, ref: Ref) -> Iterator[Change]:
    """With what every location has of it."""
    given = admin.ask(ask.ITEM, id=gid("InventoryItem", ref.id), after=None).inventory_item
    if given is None:
        yield gone(ref)
        return

    def more(after: str) -> Connection[graph.Level] | None:
        found = admin.ask(ask.ITEM, id=given.id, after=after).inventory_item
        return found.inventory_levels if found else None

    yield from parse_item(translate.item(given))
    for level in whole(given.inventory_levels, more).nodes:
        if level.location:
            yield from parse_level(translate.level(level, given, level.location.id))


def fetch_level(admin: Admin, ref: Ref) -> Iterator[Change]:
    """Not for good where the location has it no more: it may be stocked there again."""
    item_id, _, location_id = ref.id.partition(":")
    if not location_id:
        yield from fetch_total(admin, ref, item_id)
        return
    item, place = gid("InventoryItem", item_id), gid("Location", location_id)
    given = admin.ask(ask.LEVEL, id=item, locationId=place).inventory_item
    if given is None:
        yield gone(ref)
    elif given.inventory_level is None:
        yield Deleted(ref=Ref(kind=Kind.STOCK_LEVEL, id=ref.id))
    else:
        yield from parse_item(translate.item(given))
        yield from parse_level(translate.level(given.inventory_level, given, location_id))


def fetch_total(admin: Admin, ref: Ref, item_id: str) -> Iterator[Change]:
    """What all locations have together is said by the product only."""
    given = admin.ask(ask.ITEM, id=gid("InventoryItem", item_id), after=None).inventory_item
    sold_as = given.variants.nodes if given and given.variants else ()
    if not sold_as:
        yield gone(ref)
        return
    product_id = text_id(sold_as[0].product.id)
    yield from fetch_product(admin, Ref(kind=Kind.PRODUCT, id=product_id))


def fetch_location(admin: Admin, ref: Ref) -> Iterator[Change]:
    given = admin.ask(ask.LOCATION, id=gid("Location", ref.id)).location
    if given is None:
        yield gone(ref)
    else:
        yield from parse_location(translate.location(given))
