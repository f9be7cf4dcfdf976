"""The questions we ask, each in a file of `queries/`, with the shape of its answer.

Every one validates against Shopify's schema of `admin.VERSION` and costs under 400 points of the
1,000 that one question may.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from adapters.shopify import graph
from adapters.shopify.graph import Connection, Edges, Graph, Node

D = TypeVar("D", bound=Graph)

QUERIES = Path(__file__).with_name("queries")


@dataclass(frozen=True, slots=True)
class Document(Generic[D]):
    """`name` is the file's; `shape` that of `data`."""

    name: str
    shape: type[D]

    @property
    def text(self) -> str:
        return composed(self.name)

    @property
    def mutates(self) -> bool:
        """Not to be sent twice where nobody knows whether the first one arrived."""
        return self.name in MUTATIONS

    def decode(self, data: bytes) -> D:
        return msgspec.json.decode(data, type=self.shape)


@cache
def composed(name: str) -> str:
    """With the fragments it spreads, `...LineFields` out of `fields_line.graphql`."""
    text = (QUERIES / f"{name}.graphql").read_text("utf-8")
    spread: dict[str, str] = {}
    queue = [text]
    while queue:
        for one in re.findall(r"\.\.\.(\w+)Fields", queue.pop()):
            if one not in spread:
                spread[one] = (QUERIES / f"fields_{one.lower()}.graphql").read_text("utf-8")
                queue.append(spread[one])
    return text + "".join(spread.values())


class OneOrder(Graph, frozen=True, kw_only=True):
    order: graph.Order | None


class OrderLines(Graph, frozen=True, kw_only=True):
    class Lines(Graph, frozen=True, kw_only=True):
        line_items: Connection[graph.Line]

    order: Lines | None


class OrderRefunds(Graph, frozen=True, kw_only=True):
    class Refunds(Graph, frozen=True, kw_only=True):
        refunds: tuple[graph.Refund, ...]

    order: Refunds | None


class OrderReturns(Graph, frozen=True, kw_only=True):
    class Returns(Graph, frozen=True, kw_only=True):
        updated_at: graph.Time
        returns: Connection[graph.Return]

    order: Returns | None


class OneRefund(Graph, frozen=True, kw_only=True):
    refund: graph.Refund | None


class RefundLines(Graph, frozen=True, kw_only=True):
    class Lines(Graph, frozen=True, kw_only=True):
        refund_line_items: Connection[graph.RefundedLine]

    refund: Lines | None


class OneParcel(Graph, frozen=True, kw_only=True):
    fulfillment: graph.Parcel | None


class ParcelLines(Graph, frozen=True, kw_only=True):
    class Lines(Graph, frozen=True, kw_only=True):
        fulfillment_line_items: Connection[graph.Packed]

    fulfillment: Lines | None


class OneReturn(Graph, frozen=True, kw_only=True):
    return_: graph.Return | None = msgspec.field(name="return")


class ChangedOrder(Graph, frozen=True, kw_only=True):
    id: str
    return_status: str


class OrdersChanged(Graph, frozen=True, kw_only=True):
    orders: Connection[ChangedOrder]


class OrdersWhole(Graph, frozen=True, kw_only=True):
    orders: Edges[graph.Order]


class OrdersNamed(Graph, frozen=True, kw_only=True):
    orders: Connection[graph.Order]


class OrderIds(Graph, frozen=True, kw_only=True):
    orders: Connection[Node]


class ProductIds(Graph, frozen=True, kw_only=True):
    products: Connection[Node]


class VariantIds(Graph, frozen=True, kw_only=True):
    product_variants: Connection[Node]


class ItemIds(Graph, frozen=True, kw_only=True):
    inventory_items: Connection[Node]


class OneProduct(Graph, frozen=True, kw_only=True):
    product: graph.Product | None


class ProductsChanged(Graph, frozen=True, kw_only=True):
    products: Connection[graph.Product]


class OneVariant(Graph, frozen=True, kw_only=True):
    product_variant: graph.Variant | None


class OneItem(Graph, frozen=True, kw_only=True):
    inventory_item: graph.Item | None


class LevelsChanged(Graph, frozen=True, kw_only=True):
    class Place(Graph, frozen=True, kw_only=True):
        inventory_levels: Connection[graph.Level]

    location: Place | None


class OneLocation(Graph, frozen=True, kw_only=True):
    location: graph.Location | None


class Locations(Graph, frozen=True, kw_only=True):
    locations: Connection[graph.Location]


class BulkRun(Graph, frozen=True, kw_only=True):
    class Started(Graph, frozen=True, kw_only=True):
        bulk_operation: graph.Bulk | None
        user_errors: tuple[graph.UserError, ...]

    bulk_operation_run_query: Started


class BulkStatus(Graph, frozen=True, kw_only=True):
    bulk_operation: graph.Bulk | None


class Access(Graph, frozen=True, kw_only=True):
    class Installation(Graph, frozen=True, kw_only=True):
        access_scopes: tuple[graph.Scope, ...]

    class Shop(Graph, frozen=True, kw_only=True):
        myshopify_domain: str

    current_app_installation: Installation
    shop: Shop
    public_api_versions: tuple[graph.Version, ...]


class Readable(Graph, frozen=True, kw_only=True):
    orders: Connection[Node]


class OneReview(Graph, frozen=True, kw_only=True):
    metaobject: msgspec.Raw = msgspec.Raw(b"null")
    """Read one by one, in `reviews`: a strange one hides no other."""


class ReviewsChanged(Graph, frozen=True, kw_only=True):
    metaobjects: Connection[msgspec.Raw]


class ReviewIds(Graph, frozen=True, kw_only=True):
    metaobjects: Connection[Node]


class Policies(Graph, frozen=True, kw_only=True):
    class Shop(Graph, frozen=True, kw_only=True):
        shop_policies: tuple[graph.ShopPolicy, ...]

    shop: Shop


class Webhooks(Graph, frozen=True, kw_only=True):
    webhook_subscriptions: Connection[graph.Webhook]


class Done(Graph, frozen=True, kw_only=True):
    user_errors: tuple[graph.UserError, ...]


class WebhookCreate(Graph, frozen=True, kw_only=True):
    webhook_subscription_create: Done


class WebhookDelete(Graph, frozen=True, kw_only=True):
    webhook_subscription_delete: Done


ORDER = Document("order_by_id", OneOrder)
ORDER_LINES = Document("order_lines", OrderLines)
ORDER_REFUNDS = Document("order_refunds", OrderRefunds)
ORDER_RETURNS = Document("order_returns", OrderReturns)
REFUND = Document("refund_by_id", OneRefund)
REFUND_LINES = Document("refund_lines", RefundLines)
PARCEL = Document("parcel_by_id", OneParcel)
PARCEL_LINES = Document("parcel_lines", ParcelLines)
RETURN = Document("return_by_id", OneReturn)
ORDERS_WHOLE = Document("orders_whole", OrdersWhole)
ORDERS_CHANGED = Document("orders_changed", OrdersChanged)
ORDERS_NAMED = Document("orders_named", OrdersNamed)
ORDER_IDS = Document("order_ids", OrderIds)
PRODUCT = Document("product_by_id", OneProduct)
PRODUCTS_CHANGED = Document("products_changed", ProductsChanged)
PRODUCT_IDS = Document("product_ids", ProductIds)
VARIANT = Document("variant_by_id", OneVariant)
VARIANT_IDS = Document("variant_ids", VariantIds)
ITEM = Document("item_by_id", OneItem)
ITEM_IDS = Document("item_ids", ItemIds)
LEVEL = Document("level_by_ids", OneItem)
LEVELS_CHANGED = Document("levels_changed", LevelsChanged)
LOCATION = Document("location_by_id", OneLocation)
LOCATIONS = Document("locations", Locations)
BULK_RUN = Document("bulk_run", BulkRun)
BULK_STATUS = Document("bulk_status", BulkStatus)
ACCESS = Document("access", Access)
READABLE = Document("readable", Readable)
REVIEW = Document("review_by_id", OneReview)
REVIEWS_CHANGED = Document("reviews_changed", ReviewsChanged)
REVIEW_IDS = Document("review_ids", ReviewIds)
POLICIES = Document("policies", Policies)
WEBHOOKS = Document("webhooks", Webhooks)
WEBHOOK_CREATE = Document("webhook_create", WebhookCreate)
WEBHOOK_DELETE = Document("webhook_delete", WebhookDelete)

MUTATIONS = ("bulk_run", "webhook_create", "webhook_delete")
