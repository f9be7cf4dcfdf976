"""One thing of any kind, asked for by its id. What is not there any more is `Deleted` for good,
because Shopify gives no id away twice; what may only be hidden from us, until it is shown again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adapters.shopify.admin import Admin
from adapters.shopify.fetch_orders import (
    fetch_event,
    fetch_order,
    fetch_parcel,
    fetch_refund,
    fetch_return,
)
from adapters.shopify.fetch_stock import (
    fetch_item,
    fetch_level,
    fetch_location,
    fetch_product,
    fetch_variant,
)
from adapters.shopify.policies import fetch_policy
from adapters.shopify.reviews import fetch_review
from connector.errors import Unsupported
from connector.records import Change, Kind, Ref

FETCHES: dict[Kind, Callable[[Admin, Ref], Iterator[Change]]] = {
    Kind.ORDER: fetch_order,
    Kind.REFUND: fetch_refund,
    Kind.SHIPMENT: fetch_parcel,
    Kind.SHIPMENT_EVENT: fetch_event,
    Kind.RETURN: fetch_return,
    Kind.PRODUCT: fetch_product,
    Kind.VARIANT: fetch_variant,
    Kind.INVENTORY_ITEM: fetch_item,
    Kind.STOCK_LEVEL: fetch_level,
    Kind.LOCATION: fetch_location,
    Kind.REVIEW: fetch_review,
    Kind.POLICY: fetch_policy,
}


def fetch(admin: Admin, ref: Ref) -> Iterator[Change]:
    if ref.kind not in FETCHES:
        raise Unsupported(f"Shopify has nothing to fetch of the kind {ref.kind}.")
    yield from FETCHES[ref.kind](admin, ref)
