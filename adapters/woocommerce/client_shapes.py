"""The fields of WooCommerce's REST answers that are in no webhook, as far as we rely on them.

https://woocommerce.github.io/woocommerce-rest-api-docs/
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from adapters.woocommerce.shapes import Meta, ProductPayload, RealId, RefundEntry, Text
from connector.contract import Payload
from connector.convert import GmtTime, Id


class Head(Payload, frozen=True, kw_only=True):
    """What a row of any list has, for walking through the list."""

    id: RealId
    date_modified_gmt: GmtTime | None = None
    date_created_gmt: GmtTime | None = None


class OrderHead(Payload, frozen=True, kw_only=True):
    id: RealId
    status: str = ""
    currency: str = ""
    refunds: tuple[RefundEntry, ...] = ()


class ProductHead(Payload, frozen=True, kw_only=True):
    id: RealId
    type: str
    variations: tuple[Id, ...] = ()


class VariationPayload(ProductPayload, frozen=True, kw_only=True):
    """Under products/ID/variations; before 9.x without type, name and parent."""

    name: Text = ""
    type: str = "variation"


class RefundLinePayload(Payload, frozen=True, kw_only=True):
    quantity: Decimal
    total: Decimal
    total_tax: Decimal = Decimal(0)
    meta_data: tuple[Meta, ...] = ()


class RefundPayload(Payload, frozen=True, kw_only=True):
    """Of orders/ID/refunds or, with `parent_id`, of refunds. Neither tells the currency."""

    id: RealId
    amount: Decimal
    date_created_gmt: GmtTime | None
    line_items: tuple[RefundLinePayload, ...]
    parent_id: Id | None = 0
    refunded_payment: bool | None = None
    """True: by the payment service; false: the shop pays it back by other means."""


class FulfillmentPayload(Payload, frozen=True, kw_only=True):
    """A parcel of WooCommerce's own. Its dates are the store's local ones, without an offset."""

    id: RealId
    status: Text = None
    is_fulfilled: bool = False
    date_updated: Text = None
    date_deleted: Text = None
    meta_data: tuple[Meta, ...] = ()


class FulfilledItem(Payload, frozen=True, kw_only=True):
    item_id: RealId
    qty: Decimal


class ReviewPayload(Payload, frozen=True, kw_only=True):
    id: RealId
    product_id: RealId
    status: str
    review: Text
    rating: Decimal | None = None
    reviewer: Text = ""
    reviewer_email: Text = ""
    date_created_gmt: GmtTime | None = None


class WebhookPayload(Payload, frozen=True, kw_only=True):
    id: RealId
    status: str
    topic: str
    delivery_url: str


class Index(Payload, frozen=True, kw_only=True):
    """The root of the REST API, for everybody to see."""

    name: Text = ""
    home: Text = ""
    namespaces: tuple[str, ...] = ()
    timezone_string: Text = ""
    gmt_offset: float | str | None = None
    """Hours; a number or text."""


class Environment(Payload, frozen=True, kw_only=True):
    version: Text = ""
    wp_version: Text = ""
    wp_cron: bool | None = None


class SystemStatus(Payload, frozen=True, kw_only=True):
    environment: Environment


class SettingPayload(Payload, frozen=True, kw_only=True):
    value: msgspec.Raw = msgspec.Raw(b"null")


class Rendered(Payload, frozen=True, kw_only=True):
    rendered: Text = ""


class PagePayload(Payload, frozen=True, kw_only=True):
    """A page of WordPress."""

    id: RealId
    slug: Text = ""
    link: Text = ""
    modified_gmt: GmtTime | None = None
    title: Rendered = Rendered()
    content: Rendered = Rendered()
