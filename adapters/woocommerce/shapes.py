"""The fields of WooCommerce payloads that we rely on; every other one is passed over.

`order_key`, `payment_url`, IP, user agent, notes and cost of goods are left out on
purpose: what is not named here is never decoded. Money arrives as text in the store's decimals.
https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from connector.contract import Payload
from connector.convert import Id

RealId = Annotated[int, msgspec.Meta(gt=0)] | Annotated[str, msgspec.Meta(min_length=1)]
"""An id that must name something; a plain `Id` may be 0, the platform's word for "none"."""
Text = str | None
Word = str | int | float | bool | None
"""What should be text, and what plugins and PHP's loose types make of it; `word` reads it."""
NoObject = Word | tuple[msgspec.Raw, ...]
Gmt = datetime | None
"""UTC: the API writes none, but an offset that a plugin adds is believed."""
NoFields = tuple[()]
"""`[]`: PHP's empty object."""
Loose = msgspec.Raw
"""Any JSON: decoded where it is used, so that a plugin's oddity fails nothing else."""

NULL = msgspec.Raw(b"null")


class PostalAddress(Payload, frozen=True, kw_only=True):
    first_name: Word = ""
    last_name: Word = ""
    address_1: Word = ""
    address_2: Word = ""
    city: Word = ""
    state: Word = ""
    postcode: Word = ""
    country: Word = ""
    email: Word = ""
    phone: Word = ""


class Meta(Payload, frozen=True, kw_only=True):
    """One entry of `meta_data`. Keys repeat, values are any JSON."""

    key: NoObject | dict[str, msgspec.Raw] = None
    value: Loose = NULL


Metas = tuple[Meta | NoObject, ...] | dict[str, Meta | NoObject] | Word
"""A list, PHP's object for a list with gaps, or junk; `listed` reads it."""


class Line(Payload, frozen=True, kw_only=True):
    id: RealId
    name: Word
    quantity: Decimal
    total: Decimal
    total_tax: Decimal
    product_id: Id | None = 0
    variation_id: Id | None = 0
    sku: Word = ""


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
    date_created_gmt: Gmt
    date_modified_gmt: Gmt
    customer_id: Id | None
    billing: PostalAddress | NoFields
    shipping: PostalAddress | NoFields
    meta_data: Metas
    line_items: tuple[Line, ...]
    refunds: tuple[RefundEntry, ...]
    payment_method_title: Word = ""
    transaction_id: Word = ""


class TrackingItem(Payload, frozen=True, kw_only=True):
    """One entry of the meta `_wc_shipment_tracking_items`."""

    tracking_id: Word = ""
    """Unique in its order only: copying an order copies it."""
    tracking_number: Word = ""
    tracking_provider: Word = ""
    custom_tracking_provider: Word = ""
    custom_tracking_link: Word = ""
    date_shipped: Word = ""
    """Seconds since 1970, as text."""


class Attribute(Payload, frozen=True, kw_only=True):
    option: Word = ""
    """Of a variation; a product has `options` instead."""


class Tag(Payload, frozen=True, kw_only=True):
    name: Word = ""


class ProductPayload(Payload, frozen=True, kw_only=True):
    """A product or, with `type` "variation" and `parent_id`, a variation: both come as product.*"""

    id: RealId
    name: Word
    type: str
    status: str
    date_modified_gmt: Gmt
    manage_stock: bool | str
    """"parent": the product this variation belongs to is counted instead."""
    sku: Word = ""
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
    rating_count: Loose = NULL
    variations: tuple[Id, ...] | None = None
    attributes: tuple[Attribute, ...] = ()
    tags: tuple[Tag, ...] = ()
    meta_data: Metas = ()


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
