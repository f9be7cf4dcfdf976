"""The records every platform is translated into, and the changes an adapter may ask for.

Words are schema.org's where schema.org has them. Every record is frozen and keyword-only; money is
`Decimal` with its ISO 4217 currency; times are aware UTC; ids are the platform's, as text, and
unique only together with the store. Beside each canonical status stands the platform's own word.

A part that can arrive alone (a refund, a parcel, a stock level) is a record of its own, joined to
its parent when read: an order never waits for its parts, nor they for it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

EVERY = "*"
"""As `Ref.id`: something of this kind changed and the platform does not say which one."""


class Kind(StrEnum):
    ORDER = "order"
    REFUND = "refund"
    SHIPMENT = "shipment"
    SHIPMENT_EVENT = "shipment_event"
    RETURN = "return"
    PRODUCT = "product"
    VARIANT = "variant"
    INVENTORY_ITEM = "inventory_item"
    STOCK_LEVEL = "stock_level"
    LOCATION = "location"
    REVIEW = "review"
    POLICY = "policy"
    DATA_REQUEST = "data_request"


class PaymentStatus(StrEnum):
    """In the order an order usually walks through them; ties between copies go to the later."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    VOIDED = "voided"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


class FulfillmentStatus(StrEnum):
    """In the order an order usually walks through them; ties between copies go to the later."""

    UNKNOWN = "unknown"
    UNFULFILLED = "unfulfilled"
    SCHEDULED = "scheduled"
    ON_HOLD = "on_hold"
    IN_PROGRESS = "in_progress"
    READY_FOR_PICKUP = "ready_for_pickup"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    NOT_REQUIRED = "not_required"
    FULFILLED = "fulfilled"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class ReturnStatus(StrEnum):
    NONE = "none"
    UNKNOWN = "unknown"
    REQUESTED = "requested"
    APPROVED = "approved"
    IN_TRANSIT = "in_transit"
    INSPECTED = "inspected"
    RETURNED = "returned"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ShipmentStatus(StrEnum):
    UNKNOWN = "unknown"
    PENDING = "pending"
    LABEL_CREATED = "label_created"
    INFO_RECEIVED = "info_received"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    DELAYED = "delayed"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    ATTEMPT_FAILED = "attempt_failed"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNING = "returning"
    RETURNED = "returned"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class RefundMethod(StrEnum):
    """How the money of a refund goes back, as far as its platform knows."""

    ORIGINAL_PAYMENT = "original_payment"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"


class Availability(StrEnum):
    """schema.org/ItemAvailability, the values a platform here can mean."""

    IN_STOCK = "InStock"
    LIMITED = "LimitedAvailability"
    BACK_ORDER = "BackOrder"
    PRE_ORDER = "PreOrder"
    OUT_OF_STOCK = "OutOfStock"
    DISCONTINUED = "Discontinued"


class ReviewStatus(StrEnum):
    UNKNOWN = "unknown"
    PENDING = "pending"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    DELETED = "deleted"


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a record."""


class Money(Value, frozen=True, kw_only=True):
    amount: Decimal
    currency: str


class Address(Value, frozen=True, kw_only=True):
    name: str = ""
    street: str = ""
    locality: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""


class Buyer(Value, frozen=True, kw_only=True):
    """All that an order knows of a person, but for `transaction_ids`. Erasing the person is setting
    both to nothing."""

    customer_id: str = ""
    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    billing_address: Address | None = None
    shipping_address: Address | None = None


class OrderLine(Value, frozen=True, kw_only=True):
    id: str
    title: str
    quantity: Decimal
    sku: str = ""
    product_id: str = ""
    variant_id: str = ""
    total: Money | None = None
    """What the line cost after discounts, as the platform says it; None where it does not."""
    requires_shipping: bool | None = None


class RefundLine(Value, frozen=True, kw_only=True):
    line_id: str
    quantity: Decimal
    amount: Money | None = None


class Tracking(Value, frozen=True, kw_only=True):
    number: str = ""
    url: str = ""
    """The platform's own link, http or https; empty where it gives none."""


class ShippedLine(Value, frozen=True, kw_only=True):
    line_id: str
    quantity: Decimal


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """`updated_at` decides which copy is newer; None stands for the time the delivery was sent."""

    id: str
    updated_at: datetime | None = None


class Order(Record, frozen=True, kw_only=True, tag="Order"):
    number: str
    """As the shop prints it, `#1001` or `WEB-2026-0007`."""
    other_numbers: tuple[str, ...] = ()
    """Other spellings a shopper may know this order by."""
    placed_at: datetime
    total: Money
    """What was to be paid when the order was placed or last edited; refunds do not shrink it."""
    payment_status: PaymentStatus
    fulfillment_status: FulfillmentStatus
    return_status: ReturnStatus | None = None
    """Where the order itself says so; otherwise its `Return` records do."""
    raw_status: str | None = None
    raw_payment_status: str | None = None
    raw_fulfillment_status: str | None = None
    raw_return_status: str | None = None
    cancelled_at: datetime | None = None
    ship_to_country: str = ""
    lines: tuple[OrderLine, ...] = ()
    buyer: Buyer | None = None
    refund_ids: tuple[str, ...] | None = None
    """Every refund as of `updated_at`; None where the platform does not list them here."""
    shipment_ids: tuple[str, ...] | None = None
    """Every parcel as of `updated_at`; None where the platform does not list them here."""
    transaction_ids: tuple[str, ...] = ()
    """Ids of its payments as a shopper can see them, on a receipt or a bank statement."""
    payment_method: str = ""
    """As the shop names it to its shoppers, `Kredi Kartı`; empty where the platform has none."""


class Refund(Record, frozen=True, kw_only=True, tag="Refund"):
    order_id: str
    amount: Money
    created_at: datetime
    """Copies of one refund may differ here: the earliest is kept."""
    lines: tuple[RefundLine, ...] | None = None
    """None where the platform has not said which lines it is for."""
    method: RefundMethod | None = None
    """None where this copy does not say, or it was paid back outside the platform."""
    raw_status: str | None = None


class Shipment(Record, frozen=True, kw_only=True, tag="Shipment"):
    order_id: str
    status: ShipmentStatus
    raw_status: str | None = None
    carrier: str = ""
    tracking: tuple[Tracking, ...] = ()
    lines: tuple[ShippedLine, ...] | None = None
    shipped_at: datetime | None = None
    estimated_delivery_at: datetime | None = None


class ShipmentEvent(Record, frozen=True, kw_only=True, tag="ShipmentEvent"):
    """One scan of one parcel; the one that happened last is the parcel's status."""

    shipment_id: str
    order_id: str
    status: ShipmentStatus
    raw_status: str | None = None
    happened_at: datetime
    estimated_delivery_at: datetime | None = None


class Return(Record, frozen=True, kw_only=True, tag="Return"):
    order_id: str
    status: ReturnStatus
    raw_status: str | None = None


class Product(Record, frozen=True, kw_only=True, tag="Product"):
    title: str
    published: bool
    raw_status: str | None = None
    sku: str = ""
    variant_ids: tuple[str, ...] | None = None
    """Every variant as of `updated_at`, in the shop's order; None where the platform does not list
    them here."""
    inventory_item_id: str = ""
    """Where the product as such is stocked; empty where only its variants are."""
    low_stock_at: Decimal | None = None
    preorder: bool = False
    """Sold before it can be sent, with all its variants, until `expected_at` where that is told."""
    expected_at: datetime | None = None
    """When what is on pre-order or sold out is to come, as the platform says; never a guess."""
    tags: tuple[str, ...] = ()
    review_count: int | None = None
    """As the platform counts them; when it moves, the product's reviews are asked for."""


class Variant(Record, frozen=True, kw_only=True, tag="Variant"):
    """What can be bought. A product without options has one, with the product's own id."""

    product_id: str
    title: str
    """Of the option alone, `S, Kırmızı`; empty for the only variant of a product."""
    sku: str = ""
    published: bool = True
    inventory_item_id: str
    """What `StockLevel` counts; several variants may share one."""
    backorders: bool = False
    """Sold on although there is none left."""
    low_stock_at: Decimal | None = None


class InventoryItem(Record, frozen=True, kw_only=True, tag="InventoryItem"):
    sku: str = ""
    tracked: bool
    """False: the shop does not count it, so it is never out of stock."""


class StockLevel(Record, frozen=True, kw_only=True, tag="StockLevel"):
    """One inventory item at one location. `location_id` is empty for the total over all of them,
    which is used only where no location's own level is known."""

    inventory_item_id: str
    location_id: str = ""
    available: Decimal | None = None
    """May be negative (backorders); None where the shop does not count."""
    availability: Availability | None = None
    """What the platform itself says; None where it is to be worked out from `available`."""
    raw_availability: str | None = None


class Location(Record, frozen=True, kw_only=True, tag="Location"):
    name: str
    active: bool = True


class Review(Record, frozen=True, kw_only=True, tag="Review"):
    """Every text in it was written by a stranger. Where it came from is its store's platform."""

    product_id: str = ""
    """As the store's own platform has it; empty for a review of the shop itself."""
    status: ReviewStatus
    raw_status: str | None = None
    rating: Decimal | None = None
    """1 to 5; None where stars were not given."""
    title: str = ""
    body: str = ""
    author: str = ""
    author_email: str = ""
    author_phone: str = ""
    created_at: datetime | None = None
    variant_id: str = ""
    sku: str = ""
    verified_purchase: bool | None = None
    """As its source says; None where it says nothing."""
    order_id: str = ""
    order_number: str = ""
    """The order it was written about, by whichever of the two its source tells."""
    reply: str = ""
    """The shop's answer, shown to shoppers."""
    replied_at: datetime | None = None
    media: tuple[str, ...] = ()
    """Addresses of pictures and films."""
    language: str = ""
    """BCP 47, where the source tells it."""


class Policy(Record, frozen=True, kw_only=True, tag="Policy"):
    document: str
    """JSON text, in the vocabulary its `id` names (`MerchantReturnPolicy`)."""


class DataRequest(Record, frozen=True, kw_only=True, tag="DataRequest"):
    """A person asked for what the shop knows of them; the owner has to answer in 30 days."""

    customer_id: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    order_ids: tuple[str, ...] = ()


class Instruction(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """A change that is not a record."""


class Ref(Value, frozen=True, kw_only=True):
    kind: Kind
    id: str
    parent_id: str = ""
    """The order of a refund or parcel, where the platform needs it to fetch the part."""


class Deleted(Instruction, frozen=True, kw_only=True, tag="Deleted"):
    """`at` None stands for the time the delivery was sent. A newer copy brings the record back,
    unless `final`: the platform deletes for good and never reuses the id."""

    ref: Ref
    at: datetime | None = None
    final: bool = False


class Fetch(Instruction, frozen=True, kw_only=True, tag="Fetch"):
    """Ask the platform for this. The only change a delivery with an unsigned body may ask for."""

    ref: Ref


class Redact(Instruction, frozen=True, kw_only=True, tag="Redact"):
    """Forget this person: in records, kept bodies and indexes."""

    customer_id: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    order_ids: tuple[str, ...] = ()


class RedactStore(Instruction, frozen=True, kw_only=True, tag="RedactStore"):
    """Forget everything of this store."""


class Uninstalled(Instruction, frozen=True, kw_only=True, tag="Uninstalled"):
    """The owner removed the app. The data stays until the platform asks for its erasure."""


AnyRecord = (
    Order
    | Refund
    | Shipment
    | ShipmentEvent
    | Return
    | Product
    | Variant
    | InventoryItem
    | StockLevel
    | Location
    | Review
    | Policy
    | DataRequest
)
Change = AnyRecord | Deleted | Fetch | Redact | RedactStore | Uninstalled

KINDS: dict[type[Record], Kind] = {
    Order: Kind.ORDER,
    Refund: Kind.REFUND,
    Shipment: Kind.SHIPMENT,
    ShipmentEvent: Kind.SHIPMENT_EVENT,
    Return: Kind.RETURN,
    Product: Kind.PRODUCT,
    Variant: Kind.VARIANT,
    InventoryItem: Kind.INVENTORY_ITEM,
    StockLevel: Kind.STOCK_LEVEL,
    Location: Kind.LOCATION,
    Review: Kind.REVIEW,
    Policy: Kind.POLICY,
    DataRequest: Kind.DATA_REQUEST,
}
