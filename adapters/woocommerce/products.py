"""From WooCommerce's products and variations to changes. Pure.

Both come under product.*: a variation has an id and SKU of its own and names its `parent_id`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from adapters.woocommerce.metas import meta_text
from adapters.woocommerce.shapes import Action, Gone, ProductPayload
from adapters.woocommerce.status import AVAILABILITY
from adapters.woocommerce.values import existing, quantity, unix_time, word
from connector.convert import canonical, plain_text, text_id
from connector.errors import Malformed
from connector.records import Change, Deleted, Fetch, Kind, Product, Ref, StockLevel, Variant

PREORDERS = "_wc_pre_orders_enabled"
PREORDER_FROM = "_wc_pre_orders_availability_datetime"
"""Seconds since 1970 in UTC, whatever the shop's own clock."""


def product_changes(product: ProductPayload) -> Iterator[Change]:
    if product.status == "auto-draft":
        return
    updated_at = existing(product.date_modified_gmt, "$.date_modified_gmt")
    if product.status == "trash":
        yield from binned(product, updated_at)
        return
    if not is_variation(product):
        yield product_record(product, updated_at)
    if not is_variable(product):
        yield variant_record(product, updated_at)
    if product.manage_stock != "parent":
        yield stock_level(product, updated_at)


def new_product_changes(product: ProductPayload) -> Iterator[Change]:
    """A new variation is sent, but not the product whose list of variations it makes longer."""
    yield from product_changes(product)
    if is_variation(product):
        yield Fetch(ref=Ref(kind=Kind.PRODUCT, id=parent_of(product)))


def binned(product: ProductPayload, updated_at: datetime) -> Iterator[Change]:
    """The body is built late: a product binned since then is sent as an update."""
    product_id = text_id(product.id)
    if not is_variation(product):
        yield Deleted(ref=Ref(kind=Kind.PRODUCT, id=product_id), at=updated_at)
    if not is_variable(product):
        yield Deleted(ref=Ref(kind=Kind.VARIANT, id=product_id), at=updated_at)


def is_variation(product: ProductPayload) -> bool:
    """Also a `subscription_variation`, as plugins derive their types from WooCommerce's."""
    return product.type.endswith("variation")


def parent_of(variation: ProductPayload) -> str:
    parent_id = text_id(variation.parent_id)
    if not parent_id:
        raise Malformed("A variation names no product that it belongs to.", "$.parent_id")
    return parent_id


def is_variable(product: ProductPayload) -> bool:
    return product.type.startswith("variable")


def product_record(product: ProductPayload, updated_at: datetime) -> Product:
    product_id = text_id(product.id)
    return Product(
        id=product_id,
        updated_at=updated_at,
        title=plain_text(word(product.name)),
        # Hidden from the catalogue is not unpublished: who has the link may buy it.
        published=product.status == "publish",
        raw_status=product.status,
        sku=word(product.sku),
        variant_ids=variant_ids(product) if is_variable(product) else (product_id,),
        inventory_item_id=product_id,
        low_stock_at=low_stock_at(product),
        preorder=(preorder := takes_preorders(product)),
        expected_at=unix_time(meta_text(product.meta_data, PREORDER_FROM)) if preorder else None,
        tags=tuple(plain_text(word(tag.name)) for tag in product.tags),
        review_count=review_count(product),
    )


def takes_preorders(product: ProductPayload) -> bool:
    """With all its variations, by the plugin Pre-Orders: https://woocommerce.com/document/pre-orders/

    When the day has come it switches this off without changing the product: nothing tells us."""
    return meta_text(product.meta_data, PREORDERS) == "yes"


def variant_ids(product: ProductPayload) -> tuple[str, ...] | None:
    """None where the list is missing: that is not an empty one, which takes all variants away."""
    listed = product.variations
    return None if listed is None else tuple(text_id(variation) for variation in listed)


def review_count(product: ProductPayload) -> int | None:
    """Of those with stars that are shown. Junk of a plugin's costs a hint and no delivery."""
    try:
        count = quantity(product.rating_count, "$.rating_count")
    except Malformed:
        return None
    return None if count is None else int(count)


def variant_record(product: ProductPayload, updated_at: datetime) -> Variant:
    own_id, variation = text_id(product.id), is_variation(product)
    parent_id = parent_of(product) if variation else own_id
    return Variant(
        id=own_id,
        updated_at=updated_at,
        product_id=parent_id,
        title=option_title(product) if variation else "",
        sku=word(product.sku),
        published=product.status == "publish",
        inventory_item_id=parent_id if product.manage_stock == "parent" else own_id,
        backorders=takes_backorders(product),
        low_stock_at=low_stock_at(product),
    )


def option_title(variation: ProductPayload) -> str:
    """`S, Kırmızı`; the whole name where every option is the shopper's to choose."""
    options = (plain_text(word(attribute.option)) for attribute in variation.attributes)
    return ", ".join(option for option in options if option) or plain_text(word(variation.name))


def takes_backorders(product: ProductPayload) -> bool:
    if product.backorders_allowed is not None:
        return product.backorders_allowed
    return product.backorders in ("yes", "notify")


def low_stock_at(product: ProductPayload) -> Decimal | None:
    return quantity(product.low_stock_amount, "$.low_stock_amount")


def stock_level(product: ProductPayload, updated_at: datetime) -> StockLevel:
    own_id, word = text_id(product.id), stock_word(product)
    counted = product.manage_stock is True
    return StockLevel(
        id=own_id,
        updated_at=updated_at,
        inventory_item_id=own_id,
        # null is not zero, and a number left from the time when it was counted means nothing.
        available=quantity(product.stock_quantity, "$.stock_quantity") if counted else None,
        availability=canonical(AVAILABILITY, word, None),
        raw_availability=word,
    )


def stock_word(product: ProductPayload) -> str | None:
    """wp_api_v2 tells in two fields what `stock_status` says in one: both give one record."""
    if product.stock_status or product.in_stock is None:
        return product.stock_status or None
    if not product.in_stock:
        return "outofstock"
    return "onbackorder" if product.backordered else "instock"


def product_gone(gone: Gone) -> Iterator[Change]:
    """Never taken at its word: binning a coupon sends one too, up to 11.x.

    https://github.com/woocommerce/woocommerce/issues/12461"""
    yield Fetch(ref=Ref(kind=Kind.PRODUCT, id=text_id(gone.id)))


def stock_moved(action: Action) -> Iterator[Change]:
    """The id is a product's or a variation's; products/ID answers for both."""
    yield Fetch(ref=Ref(kind=Kind.PRODUCT, id=text_id(action.arg)))
