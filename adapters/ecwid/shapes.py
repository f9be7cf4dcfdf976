"""What Ecwid's REST API answers, as far as we read it. https://docs.ecwid.com/api-reference"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from adapters.ecwid.values import Text
from connector.contract import Payload
from connector.convert import Id


class Shape(Payload, frozen=True, kw_only=True, rename="camel"):
    """Base of them: Ecwid writes `internalId`, we write `internal_id`."""


class Listed(Shape, frozen=True, kw_only=True):
    """A part of a list, whatever is in it."""

    total: int
    items: tuple[msgspec.Raw, ...] = ()
    count: int = 0


class ErrorBody(Shape, frozen=True, kw_only=True):
    """https://docs.ecwid.com/api-reference/rest-api/rest-api-error-codes"""

    error_code: Text = ""
    error_message: Text = ""


class Person(Shape, frozen=True, kw_only=True):
    name: Text = ""
    company_name: Text = ""
    street: Text = ""
    city: Text = ""
    country_code: Text = ""
    postal_code: Text = ""
    state_or_province_code: Text = ""
    state_or_province_name: Text = ""
    phone: Text = ""


class SelectedOption(Shape, frozen=True, kw_only=True):
    type: Text = ""
    value: Text = ""


class Item(Shape, frozen=True, kw_only=True):
    id: Id
    quantity: Decimal
    name: Text = ""
    sku: Text = ""
    product_id: Id | None = None
    combination_id: Id | None = None
    is_shipping_required: bool | None = None
    selected_options: tuple[SelectedOption, ...] | None = ()


class RefundEntry(Shape, frozen=True, kw_only=True):
    amount: Decimal
    date: Text = ""
    source: Text = ""


class ShippingService(Shape, frozen=True, kw_only=True):
    carrier: Text = ""
    carrier_name: Text = ""


class TrackingEntry(Shape, frozen=True, kw_only=True):
    """The documentation says `tracking_number`, Ecwid's own Java client `trackingNumber`."""

    tracking_number: Text = ""
    tracking_url: Text = ""
    number_as_documented: Text = msgspec.field(default="", name="tracking_number")
    url_as_documented: Text = msgspec.field(default="", name="tracking_url")


class ShipmentEntry(Shape, frozen=True, kw_only=True):
    """A label bought within Ecwid."""

    id: Id
    created: Text = ""
    shipping_service: ShippingService | None = None
    tracking: TrackingEntry | None = None


class ShippingOption(Shape, frozen=True, kw_only=True):
    shipping_carrier_name: Text = ""
    shipping_method_name: Text = ""
    is_pickup: bool | None = None


class OrderHead(Shape, frozen=True, kw_only=True):
    """`internalId` is the number in deliveries and in the lists of what was deleted; orders of old
    shops have it as `orderNumber` alone."""

    id: Text = ""
    internal_id: Id | None = None
    order_number: Id | None = None
    payment_status: Text = ""


class OrderPayload(OrderHead, frozen=True, kw_only=True):
    """https://docs.ecwid.com/api-reference/rest-api/orders/get-order"""

    total: Decimal
    payment_status: str
    fulfillment_status: str
    vendor_order_number: Text = ""
    public_uid: Text = ""
    create_timestamp: int | None = None
    create_date: Text = ""
    update_timestamp: int | None = None
    update_date: Text = ""
    email: Text = ""
    customer_id: Id | None = None
    billing_person: Person | None = None
    shipping_person: Person | None = None
    items: tuple[Item, ...] | None = ()
    payment_method: Text = ""
    external_transaction_id: Text = ""
    refunded_amount: Decimal | None = None
    refunds: tuple[RefundEntry, ...] | None = ()
    shipping_option: ShippingOption | None = None
    shipments: tuple[ShipmentEntry, ...] | None = ()
    tracking_number: Text = ""
    tracking_url: Text = ""
    number_as_documented: Text = msgspec.field(default="", name="tracking_number")
    url_as_documented: Text = msgspec.field(default="", name="tracking_url")
    latest_delivery_date: Text = ""
    withdrawal_requested: bool | None = None


class CombinationOption(Shape, frozen=True, kw_only=True):
    value: Text = ""


class Combination(Shape, frozen=True, kw_only=True):
    """What Ecwid's admin calls a variation."""

    id: Id
    sku: Text = ""
    quantity: Decimal | None = None
    unlimited: bool | None = None
    in_stock: bool | None = None
    warning_limit: Decimal | None = None
    out_of_stock_visibility_behaviour: Text = ""
    options: tuple[CombinationOption, ...] | None = ()
    enabled: bool | None = None


class CombinationHead(Shape, frozen=True, kw_only=True):
    id: Id


class ProductHead(Shape, frozen=True, kw_only=True):
    id: Id
    combinations: tuple[CombinationHead, ...] | None = ()


class ProductPayload(Shape, frozen=True, kw_only=True):
    """https://docs.ecwid.com/api-reference/rest-api/products/get-product"""

    id: Id
    enabled: bool
    name: Text = ""
    sku: Text = ""
    quantity: Decimal | None = None
    unlimited: bool | None = None
    in_stock: bool | None = None
    warning_limit: Decimal | None = None
    out_of_stock_visibility_behaviour: Text = ""
    combinations: tuple[Combination, ...] | None = ()
    update_timestamp: int | None = None
    updated: Text = ""


class Reviewer(Shape, frozen=True, kw_only=True):
    name: Text = ""
    email: Text = ""


class ReviewHead(Shape, frozen=True, kw_only=True):
    id: Id


class ReviewPayload(Shape, frozen=True, kw_only=True):
    """https://docs.ecwid.com/api-reference/rest-api/products/product-reviews/search-product-reviews

    `orderId` is the number that shoppers know in the documentation, and the internal one in Ecwid's
    own Java client."""

    id: Id
    status: str
    product_id: Id | None = None
    order_id: Id | None = None
    order_number: Id | None = None
    rating: Decimal | None = None
    review: Text = ""
    reviewer_info: Reviewer | None = None
    create_timestamp: int | None = None
    create_date: Text = ""
    update_timestamp: int | None = None
    update_date: Text = ""


class DeletedItem(Shape, frozen=True, kw_only=True):
    id: Id
    date: Text = ""


class LegalPage(Shape, frozen=True, kw_only=True):
    type: str
    enabled: bool = False
    title: Text = ""
    display: Text = ""
    text: Text = ""
    external_url: Text = ""
    title_translated: dict[str, Any] | None = None
    text_translated: dict[str, Any] | None = None
    external_url_translated: dict[str, Any] | None = None


class LegalPages(Shape, frozen=True, kw_only=True):
    legal_pages: tuple[LegalPage, ...] | None = ()


class GeneralInfo(Shape, frozen=True, kw_only=True):
    store_id: Id | None = None


class StoreAccount(Shape, frozen=True, kw_only=True):
    suspended: bool | None = None
    available_features: tuple[str, ...] | None = None


class StoreSettings(Shape, frozen=True, kw_only=True):
    closed: bool | None = None
    allow_preorders_for_out_of_stock_products: bool | None = None


class Formats(Shape, frozen=True, kw_only=True):
    currency: str


class Languages(Shape, frozen=True, kw_only=True):
    default_language: Text = ""


class Profile(Shape, frozen=True, kw_only=True):
    """https://docs.ecwid.com/api-reference/rest-api/store-profile/get-store-profile"""

    formats_and_units: Formats
    general_info: GeneralInfo = GeneralInfo()
    account: StoreAccount = StoreAccount()
    settings: StoreSettings = StoreSettings()
    languages: Languages = Languages()
    legal_pages_settings: LegalPages | None = None
