"""What the Admin API answers, as far as we ask for it.

https://shopify.dev/docs/api/admin-graphql/2026-07
"""

from __future__ import annotations

from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

from connector.convert import Time as Time

N = TypeVar("N")


class Graph(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of these shapes: fields we did not ask for, or that Shopify keeps from us, are None."""


class Node(Graph, frozen=True, kw_only=True):
    id: str


class PageInfo(Graph, frozen=True, kw_only=True):
    has_next_page: bool
    end_cursor: str | None = None

    @property
    def next(self) -> str | None:
        return self.end_cursor if self.has_next_page else None


LAST = PageInfo(has_next_page=False)


class Connection(Graph, Generic[N], frozen=True, kw_only=True):
    nodes: tuple[N, ...]
    page_info: PageInfo = LAST


class Edge(Graph, Generic[N], frozen=True, kw_only=True):
    cursor: str
    node: N


class Edges(Graph, Generic[N], frozen=True, kw_only=True):
    edges: tuple[Edge[N], ...]
    page_info: PageInfo = LAST


class Price(Graph, frozen=True, kw_only=True):
    amount: Decimal
    currency_code: str


class PriceSet(Graph, frozen=True, kw_only=True):
    shop_money: Price


class Address(Graph, frozen=True, kw_only=True):
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    zip: str | None = None
    country: str | None = None
    country_code: str | None = msgspec.field(name="countryCodeV2", default=None)
    phone: str | None = None


class Email(Graph, frozen=True, kw_only=True):
    email_address: str | None = None


class Phone(Graph, frozen=True, kw_only=True):
    phone_number: str | None = None


class Customer(Graph, frozen=True, kw_only=True):
    id: str
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: Email | None = None
    default_phone_number: Phone | None = None


class Discount(Graph, frozen=True, kw_only=True):
    allocated_amount_set: PriceSet


class Line(Graph, frozen=True, kw_only=True):
    id: str
    name: str | None = None
    title: str | None = None
    variant_title: str | None = None
    sku: str | None = None
    quantity: Decimal
    requires_shipping: bool | None = None
    product: Node | None = None
    variant: Node | None = None
    original_unit_price_set: PriceSet | None = None
    total_discount_set: PriceSet | None = None
    discount_allocations: tuple[Discount, ...] = ()


class Packed(Graph, frozen=True, kw_only=True):
    quantity: Decimal | None = None
    line_item: Node


class Tracking(Graph, frozen=True, kw_only=True):
    company: str | None = None
    number: str | None = None
    url: str | None = None


class Event(Graph, frozen=True, kw_only=True):
    id: str
    status: str
    created_at: Time | None = None
    happened_at: Time
    estimated_delivery_at: Time | None = None


class OfOrder(Graph, frozen=True, kw_only=True):
    """The order a part belongs to."""

    id: str
    currency_code: str
    updated_at: Time


class Parcel(Graph, frozen=True, kw_only=True):
    id: str
    status: str
    display_status: str | None = None
    created_at: Time
    updated_at: Time
    tracking_info: tuple[Tracking, ...] = ()
    events: Connection[Event] | None = None
    fulfillment_line_items: Connection[Packed] | None = None
    order: OfOrder | None = None


class RefundedLine(Graph, frozen=True, kw_only=True):
    quantity: Decimal
    subtotal_set: PriceSet
    total_tax_set: PriceSet
    line_item: Node


class Transaction(Graph, frozen=True, kw_only=True):
    kind: str
    status: str
    amount_set: PriceSet
    gateway: str | None = None


class Refund(Graph, frozen=True, kw_only=True):
    id: str
    created_at: Time
    processed_at: Time | None = None
    total_refunded_set: PriceSet
    refund_line_items: Connection[RefundedLine] | None = None
    transactions: Connection[Transaction] | None = None
    order: OfOrder | None = None


class Return(Graph, frozen=True, kw_only=True):
    id: str
    status: str
    order: OfOrder | None = None


class Order(Graph, frozen=True, kw_only=True):
    id: str
    name: str
    number: int | None = None
    email: str | None = None
    phone: str | None = None
    created_at: Time
    processed_at: Time
    updated_at: Time
    cancelled_at: Time | None = None
    currency_code: str
    display_financial_status: str | None = None
    display_fulfillment_status: str | None = None
    return_status: str | None = None
    total_price_set: PriceSet
    customer: Customer | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    line_items: Connection[Line] | None = None
    refunds: tuple[Refund, ...] = ()
    every_refund: tuple[Node, ...] = ()
    fulfillments: tuple[Parcel, ...] = ()
    every_parcel: tuple[Node, ...] = ()
    returns: Connection[Return] | None = None


class Level(Graph, frozen=True, kw_only=True):
    updated_at: Time
    quantities: tuple[Quantity, ...]
    location: Node | None = None
    item: Item | None = None


class Quantity(Graph, frozen=True, kw_only=True):
    name: str
    quantity: Decimal


class Item(Graph, frozen=True, kw_only=True):
    id: str
    sku: str | None = None
    tracked: bool
    updated_at: Time
    inventory_levels: Connection[Level] | None = None
    inventory_level: Level | None = None
    variants: Connection[ItsVariant] | None = None


class ItsVariant(Graph, frozen=True, kw_only=True):
    product: OfProduct


class Variant(Graph, frozen=True, kw_only=True):
    id: str
    title: str | None = None
    sku: str | None = None
    position: int | None = None
    inventory_policy: str
    inventory_quantity: Decimal | None = None
    updated_at: Time
    inventory_item: Item
    product: OfProduct | None = None


class OfProduct(Graph, frozen=True, kw_only=True):
    id: str
    updated_at: Time


class Product(Graph, frozen=True, kw_only=True):
    id: str
    title: str
    status: str
    published_at: Time | None = None
    updated_at: Time
    tags: tuple[str, ...] = ()
    variants: Connection[Variant]


class Location(Graph, frozen=True, kw_only=True):
    id: str
    name: str
    is_active: bool
    updated_at: Time


class UserError(Graph, frozen=True, kw_only=True):
    """Why a mutation was not done."""

    message: str
    code: str | None = None


class Webhook(Graph, frozen=True, kw_only=True):
    id: str
    topic: str
    uri: str


class Bulk(Graph, frozen=True, kw_only=True):
    id: str
    status: str
    error_code: str | None = None
    url: str | None = None


class ShopPolicy(Graph, frozen=True, kw_only=True):
    type: str
    title: str
    url: str
    body: str
    """HTML."""
    updated_at: Time


class Scope(Graph, frozen=True, kw_only=True):
    handle: str


class Version(Graph, frozen=True, kw_only=True):
    handle: str
    supported: bool
