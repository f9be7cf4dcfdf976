"""What Shopify sends, as far as we rely on it. Keys that Shopify may leave null are optional here.

The samples of every topic: https://shopify.dev/docs/api/webhooks
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec

from connector.contract import Payload
from connector.convert import Id, Time

Key = Annotated[int, msgspec.Meta(gt=0)] | Annotated[str, msgspec.Meta(min_length=1)]
"""An id that has to be there."""


class IdAlone(Payload, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is left of a resource too large to send.

    https://shopify.dev/changelog/amazon-eventbridge-webhook-payload-size-limit-increased-to-1-mb"""

    id: Key


class Gone(Payload, frozen=True, kw_only=True):
    id: Key


class Related(Payload, frozen=True, kw_only=True):
    id: Id | None = None


class Price(Payload, frozen=True, kw_only=True):
    amount: Decimal
    currency_code: str | None = None


class PriceSet(Payload, frozen=True, kw_only=True):
    """One amount twice: in the shop's currency, which we keep, and in the shopper's."""

    shop_money: Price | None = None


class PostalAddress(Payload, frozen=True, kw_only=True):
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    zip: str | None = None
    country: str | None = None
    country_code: str | None = None
    phone: str | None = None


class Customer(Payload, frozen=True, kw_only=True):
    id: Id | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None


class Discount(Payload, frozen=True, kw_only=True):
    amount: Decimal


class LineItem(Payload, frozen=True, kw_only=True):
    id: Key
    quantity: Decimal
    name: str | None = None
    title: str | None = None
    variant_title: str | None = None
    sku: str | None = None
    product_id: Id | None = None
    variant_id: Id | None = None
    price: Decimal | None = None
    total_discount: Decimal | None = None
    discount_allocations: tuple[Discount, ...] | None = None
    requires_shipping: bool | None = None


class PackedLine(Payload, frozen=True, kw_only=True):
    id: Key
    quantity: Decimal


class Fulfillment(Payload, frozen=True, kw_only=True):
    id: Key
    order_id: Id | None = None
    status: str | None = None
    shipment_status: str | None = None
    created_at: Time | None = None
    updated_at: Time | None = None
    tracking_company: str | None = None
    tracking_number: str | None = None
    tracking_numbers: tuple[str | None, ...] | None = None
    tracking_url: str | None = None
    tracking_urls: tuple[str | None, ...] | None = None
    line_items: tuple[PackedLine, ...] | None = None


class LoneFulfillment(Fulfillment, frozen=True, kw_only=True):
    order_id: Key


class FulfillmentEvent(Payload, frozen=True, kw_only=True):
    id: Key
    fulfillment_id: Key
    order_id: Key
    status: str | None = None
    happened_at: Time
    updated_at: Time | None = None
    estimated_delivery_at: Time | None = None


class Transaction(Payload, frozen=True, kw_only=True):
    kind: str
    status: str | None = None
    amount: Decimal
    currency: str | None = None
    gateway: str | None = None


class RefundedLine(Payload, frozen=True, kw_only=True):
    line_item_id: Key
    quantity: Decimal
    subtotal: Decimal | None = None
    total_tax: Decimal | None = None
    subtotal_set: PriceSet | None = None
    total_tax_set: PriceSet | None = None


class RefundedShipping(Payload, frozen=True, kw_only=True):
    subtotal_amount_set: PriceSet | None = None
    tax_amount_set: PriceSet | None = None


class Adjustment(Payload, frozen=True, kw_only=True):
    kind: str | None = None
    amount: Decimal | None = None
    tax_amount: Decimal | None = None
    amount_set: PriceSet | None = None
    tax_amount_set: PriceSet | None = None


class Refund(Payload, frozen=True, kw_only=True):
    id: Key
    order_id: Id | None = None
    created_at: Time
    processed_at: Time | None = None
    transactions: tuple[Transaction, ...] | None = None
    refund_line_items: tuple[RefundedLine, ...] | None = None
    refund_shipping_lines: tuple[RefundedShipping, ...] | None = None
    order_adjustments: tuple[Adjustment, ...] | None = None
    total_duties_set: PriceSet | None = None


class LoneRefund(Refund, frozen=True, kw_only=True):
    order_id: Key


class Return(Payload, frozen=True, kw_only=True):
    """Each topic of the family names the return and its order in another way, or not at all."""

    id: Id | None = None
    admin_graphql_api_id: str | None = None
    status: str | None = None
    order_id: Id | None = None
    order: Related | None = None


class Order(Payload, frozen=True, kw_only=True):
    id: Key
    name: str
    order_number: Id | None = None
    created_at: Time
    processed_at: Time | None = None
    updated_at: Time | None = None
    cancelled_at: Time | None = None
    currency: str
    total_price: Decimal
    financial_status: str | None = None
    fulfillment_status: str | None = None
    email: str | None = None
    contact_email: str | None = None
    phone: str | None = None
    customer: Customer | None = None
    billing_address: PostalAddress | None = None
    shipping_address: PostalAddress | None = None
    line_items: tuple[LineItem, ...]
    fulfillments: tuple[Fulfillment, ...] | None = None
    refunds: tuple[Refund, ...] | None = None
    returns: tuple[Return, ...] | None = None


class Edit(Payload, frozen=True, kw_only=True):
    order_id: Key


class EditedOrder(Payload, frozen=True, kw_only=True):
    order_edit: Edit


class InventoryLevel(Payload, frozen=True, kw_only=True):
    inventory_item_id: Key
    location_id: Key
    available: Decimal | None = None
    updated_at: Time | None = None


class InventoryItem(Payload, frozen=True, kw_only=True):
    id: Key
    sku: str | None = None
    tracked: bool
    updated_at: Time | None = None


class Variant(Payload, frozen=True, kw_only=True):
    id: Key
    title: str | None = None
    sku: str | None = None
    position: int | None = None
    inventory_policy: str | None = None
    inventory_item_id: Id | None = None
    inventory_quantity: Decimal | None = None
    updated_at: Time | None = None


class VariantGid(Payload, frozen=True, kw_only=True):
    admin_graphql_api_id: Key


class Product(Payload, frozen=True, kw_only=True):
    id: Key
    title: str
    status: str | None = None
    published_at: Time | None = None
    updated_at: Time | None = None
    tags: str | None = None
    variants: tuple[Variant, ...] | None = None
    variant_gids: tuple[VariantGid, ...] | None = None


class Location(Payload, frozen=True, kw_only=True):
    id: Key
    name: str
    active: bool | None = None
    updated_at: Time | None = None


class Person(Payload, frozen=True, kw_only=True):
    id: Id | None = None
    email: str | None = None
    phone: str | None = None


class DataRequest(Payload, frozen=True, kw_only=True):
    shop_domain: str
    data_request: Gone
    customer: Person | None = None
    orders_requested: tuple[Key, ...] | None = None


class RedactRequest(Payload, frozen=True, kw_only=True):
    """`shop_domain` is required although unused here: the topic header is unsigned, and an order,
    which has a `customer` too, must not pass for a request to erase that customer."""

    shop_domain: str
    customer: Person | None = None
    orders_to_redact: tuple[Key, ...] | None = None


class RedactShop(Payload, frozen=True, kw_only=True):
    shop_domain: str


class UninstalledShop(Payload, frozen=True, kw_only=True):
    """The key is required, though it may be null, so that no other signed body can pass for it."""

    myshopify_domain: str | None


class ShopName(Payload, frozen=True, kw_only=True):
    """What a body says about the shop it is of."""

    shop_domain: str | None = None
    myshopify_domain: str | None = None
