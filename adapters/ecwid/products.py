"""From Ecwid's products and their combinations to records. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from adapters.ecwid.orders import variant_id
from adapters.ecwid.shapes import Combination, ProductPayload
from adapters.ecwid.values import finite, moment, number
from connector.convert import plain_text, words
from connector.records import Availability, Change, Product, StockLevel, Variant

PREORDER = "ALLOW_PREORDER"


def product_changes(product: ProductPayload, preorders: bool) -> Iterator[Change]:
    """`preorders`: whether the shop takes them at all, which its products do not tell."""
    own_id = number(product.id, "$.id")
    at = moment(product.update_timestamp, product.updated, "$.updateTimestamp")
    combinations = product.combinations or ()
    shared = not combinations or any(shares_stock(each) for each in combinations)
    ids = tuple(variant_id(own_id, number(each.id, "$.combinations[].id")) for each in combinations)
    yield Product(
        id=own_id,
        updated_at=at,
        title=plain_text(product.name or ""),
        published=product.enabled,
        sku=words(product.sku),
        variant_ids=ids or (own_id,),
        inventory_item_id=own_id if shared else "",
        low_stock_at=limit(product),
    )
    if not combinations:
        yield only_variant(product, own_id, at, preorders)
    if shared:
        yield level(product, own_id, at, preorders)
    for own, combination in zip(ids, combinations, strict=True):
        yield variant(combination, own, product, own_id, at, preorders)
        if not shares_stock(combination):
            yield level(combination, own, at, preorders)


def shares_stock(combination: Combination) -> bool:
    """One without an SKU has its product's, and its product's stock."""
    return not words(combination.sku) and combination.quantity is None


def only_variant(product: ProductPayload, own_id: str, at: datetime, preorders: bool) -> Variant:
    return Variant(
        id=own_id,
        updated_at=at,
        product_id=own_id,
        title="",
        sku=words(product.sku),
        published=product.enabled,
        inventory_item_id=own_id,
        backorders=on_preorder(product, preorders),
        low_stock_at=limit(product),
    )


def variant(
    combination: Combination,
    own_id: str,
    product: ProductPayload,
    product_id: str,
    at: datetime,
    preorders: bool,
) -> Variant:
    shared = shares_stock(combination)
    options = (plain_text(option.value or "") for option in combination.options or ())
    return Variant(
        id=own_id,
        updated_at=at,
        product_id=product_id,
        title=", ".join(option for option in options if option),
        sku=words(combination.sku) or words(product.sku),
        published=product.enabled and combination.enabled is not False,
        inventory_item_id=product_id if shared else own_id,
        backorders=on_preorder(product if shared else combination, preorders),
        low_stock_at=limit(product if shared else combination),
    )


def level(
    stocked: ProductPayload | Combination, own_id: str, at: datetime, preorders: bool
) -> StockLevel:
    quantity = counted(stocked)
    return StockLevel(
        id=own_id,
        updated_at=at,
        inventory_item_id=own_id,
        available=quantity,
        availability=availability(stocked, quantity, preorders),
        raw_availability=raw_availability(stocked),
    )


def counted(stocked: ProductPayload | Combination) -> Decimal | None:
    """None where the shop does not count: a number left from the time when it did means nothing."""
    if stocked.unlimited or stocked.quantity is None:
        return None
    return finite(stocked.quantity, "$.quantity")


def availability(
    stocked: ProductPayload | Combination, quantity: Decimal | None, preorders: bool
) -> Availability:
    if quantity is None:
        gone = stocked.in_stock is False and not stocked.unlimited
        return Availability.OUT_OF_STOCK if gone else Availability.IN_STOCK
    if quantity > 0:
        few = quantity <= (limit(stocked) or Decimal(0))
        return Availability.LIMITED if few else Availability.IN_STOCK
    if on_preorder(stocked, preorders):
        return Availability.PRE_ORDER
    return Availability.OUT_OF_STOCK


def raw_availability(stocked: ProductPayload | Combination) -> str:
    if stocked.unlimited:
        return "unlimited"
    return "outOfStock" if stocked.in_stock is False else "inStock"


def on_preorder(stocked: ProductPayload | Combination, preorders: bool) -> bool:
    return preorders and stocked.out_of_stock_visibility_behaviour == PREORDER


def limit(stocked: ProductPayload | Combination) -> Decimal | None:
    if not stocked.warning_limit:
        return None
    return finite(stocked.warning_limit, "$.warningLimit")
