"""The fields of WooCommerce payloads that we rely on; every other one is passed over.

`order_key`, `payment_url`, IP, user agent, notes, transaction id and cost of goods are left out on
purpose: what is not named here is never decoded. Money arrives as text in the store's decimals.
https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec

from connector.contract import Payload
from connector.convert import GmtTime, Id

RealId = Annotated[int, msgspec.Meta(gt=0)] | Annotated[str, msgspec.Meta(min_length=1)]
"""An id that must name something; a plain `Id` may be 0, the platform's word for "none"."""
Text = str | None
Loose = msgspec.Raw
"""Any JSON: decoded where it is used, so that a plugin's oddity fails nothing else."""

NULL = msgspec.Raw(b"null")


class PostalAddress(Payload, frozen=True, kw_only=True):
    first_name: Text = ""
    last_name: Text = ""
    address_1: Text = ""
    address_2: Text = ""
    city: Text = ""
    state: Text = ""
    postcode: Text = ""
    country: Text = ""
    email: Text = ""
    phone: Text = ""


class Meta(Payload, frozen=True, kw_only=True):
    """One entry of `meta_data`. Keys repeat, values are any JSON."""

    key: str
    value: Loose = NULL


class Line(Payload, frozen=True, kw_only=True):
    id: RealId
    name: Text
    quantity: Decimal
    total: Decimal
    total_tax: Decimal
    product_id: Id | None = 0
    variation_id: Id | None = 0
    sku: Text = ""


class RefundEntry(Payload, frozen=True, kw_only=True):
    id: RealId
    total: Decimal
    """Negative: `-14.88`."""


class OrderPayload(Payload, frozen=True, kw_only=True):
    id: RealId
    number: RealId
    status: str
    currency: str
    total: Decimal
    date_created_gmt: GmtTime | None
    date_modified_gmt: GmtTime | None
    customer_id: Id | None
    billing: PostalAddress
    shipping: PostalAddress
    meta_data: tuple[Meta, ...]
    line_items: tuple[Line, ...]
    refunds: tuple[RefundEntry, ...]


class TrackingItem(Payload, frozen=True, kw_only=True):
    """One entry of the meta `_wc_shipment_tracking_items`."""

    tracking_id: Id | None = ""
    tracking_number: Id | None = ""
    tracking_provider: Text = ""
    custom_tracking_provider: Text = ""
    custom_tracking_link: Text = ""
    date_shipped: Id | None = ""
    """Seconds since 1970, as text."""


class Attribute(Payload, frozen=True, kw_only=True):
    option: Text = ""
    """Of a variation; a product has `options` instead."""


class Tag(Payload, frozen=True, kw_only=True):
    name: Text = ""


class ProductPayload(Payload, frozen=True, kw_only=True):
    """A product or, with `type` "variation" and `parent_id`, a variation: both come as product.*"""

    id: RealId
    name: Text
    type: str
    status: str
    date_modified_gmt: GmtTime | None
    manage_stock: bool | str
    """"parent": the product this variation belongs to is counted instead."""
    sku: Text = ""
    parent_id: Id | None = 0
    stock_quantity: Loose = NULL
    low_stock_amount: Loose = NULL
    """A number, "" or null; wp_api_v2 has none."""
    stock_status: Text = None
    in_stock: bool | None = None
    """wp_api_v2 has this in place of `stock_status`."""
    backordered: bool = False
    backorders: Text = "no"
    backorders_allowed: bool | None = None
    variations: tuple[Id, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    tags: tuple[Tag, ...] = ()


class Gone(Payload, frozen=True, kw_only=True):
    """The whole body of a `*.deleted` delivery."""

    id: RealId


class Action(Payload, frozen=True, kw_only=True):
    """An `action.*` delivery whose first hook argument is an id."""

    arg: RealId


class Comment(Payload, frozen=True, kw_only=True):
    """A row of WordPress's comments, every value text; it holds no rating."""

    comment_ID: RealId  # noqa: N815 - WordPress's spelling
    comment_post_ID: RealId  # noqa: N815
    comment_approved: Id
    comment_content: Text
    comment_author: Text = ""
    comment_author_email: Text = ""
    comment_date_gmt: Text = ""


class ReviewAction(Payload, frozen=True, kw_only=True):
    arg: Comment


class ErrorPayload(Payload, frozen=True, kw_only=True):
    """A WP_Error as REST writes it."""

    code: str
    message: str
    data: Loose
    id: Loose | None = None
