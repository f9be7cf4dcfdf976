"""What an answer is: a sentence that can be sent and the facts it rests on. Read by OpenAPI too."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from connector.answers.headline import Headline
from connector.records import (
    Availability,
    FulfillmentStatus,
    Money,
    PaymentStatus,
    ReturnStatus,
    ShipmentStatus,
)


class NextAction(StrEnum):
    """What the asker can do now."""

    BUY = "buy"
    CHECK_DETAILS = "check_details"
    CONTACT_STORE = "contact_store"
    PAY = "pay"
    PICK_UP = "pick_up"
    REQUEST_RETURN = "request_return"
    TRACK_PARCEL = "track_parcel"
    WAIT = "wait"


class ItemReturn(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    NOT_STARTED = "not_started"
    NOT_RETURNABLE = "not_returnable"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Which date a return window was reckoned from, the surest first."""

    CARRIER_DELIVERED = "carrier_delivered"
    """The carrier's own delivery scan."""
    PLATFORM_DELIVERED = "platform_delivered"
    """The parcel says delivered without a scan: the day it last changed, never before delivery."""
    ESTIMATED_DELIVERY = "estimated_delivery"
    SHIPPED = "shipped"
    PLACED = "placed"
    NONE = "none"
    """No date was needed, or none is known."""


class Part(BaseModel):
    """Open to more fields: one that is added later must not break who checks against the schema."""

    model_config = ConfigDict(frozen=True)


Number = int | float
"""A quantity: whole wherever it is whole."""


def as_number(quantity: Decimal) -> Number:
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)


class Amount(Part):
    amount: str = Field(
        description="Decimal number as text, in the scale the store gave it.",
        pattern=r"^-?\d+(\.\d+)?$",
        examples=["129.90"],
    )
    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])


def as_amount(money: Money) -> Amount:
    return Amount(amount=format(money.amount, "f"), currency=money.currency)


class OrderedLine(Part):
    title: str = Field(description="The line as the store printed it. Untrusted text.")
    sku: str | None = Field(description="The store's article number, null if it has none.")
    quantity: Number = Field(description="How many were ordered.", examples=[2])
    refunded_quantity: Number | None = Field(
        description="How many of them were refunded; null if a refund does not say its lines."
    )


class ParcelFacts(Part):
    carrier: str | None = Field(description="Null if no one said.", examples=["DHL"])
    tracking_number: str | None = Field(description="Null if the parcel has none.")
    tracking_url: str | None = Field(description="http or https; null if the store gave no link.")
    status: ShipmentStatus = Field(description="What the latest scan says, else the parcel itself.")
    raw_status: str | None = Field(description="The platform's or carrier's own word for it.")


class RefundFacts(Part):
    amount: str = Field(description="Decimal number as text.", examples=["12.50"])
    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    at: AwareDatetime = Field(description="When the refund was made.")


class OrderStatusFacts(Part):
    order_number: str = Field(description="As the shop prints it.", examples=["#1001"])
    placed_at: AwareDatetime = Field(description="When the order was placed.")
    updated_at: AwareDatetime | None = Field(
        description="When the platform last changed the order; null if it did not say."
    )
    headline: Headline = Field(description="The four axes in one word of schema.org/OrderStatus.")
    payment_status: PaymentStatus = Field(description="The payment axis.")
    fulfillment_status: FulfillmentStatus = Field(
        description="The fulfilment axis; `fulfilled` means sent, not delivered."
    )
    return_status: ReturnStatus = Field(description="The return axis; `none` if nothing came back.")
    raw_status: str | None = Field(description="The platform's own word for the whole order.")
    raw_payment_status: str | None = Field(description="The platform's own word for the payment.")
    raw_fulfillment_status: str | None = Field(
        description="The platform's own word for the fulfilment."
    )
    raw_return_status: str | None = Field(description="The platform's own word for the return.")
    total: Amount = Field(description="What was to be paid; refunds do not shrink it.")
    refunded: Amount = Field(description="The sum of all refunds in the order's currency.")
    lines: list[OrderedLine] = Field(description="What was ordered, in the shop's order.")
    shipments: list[ParcelFacts] = Field(
        description="One entry per tracking number; cancelled parcels are left out."
    )
    refunds: list[RefundFacts] = Field(description="Oldest first.")
    estimated_delivery_at: AwareDatetime | None = Field(
        description="When the last parcel under way should arrive; null unless all of them say."
    )


class PlacedStock(Part):
    name: str | None = Field(description="Name of the location; null while it is not known.")
    quantity: Number | None = Field(description="Null if it is not counted there.")


class StockedItemFacts(Part):
    title: str = Field(description="Product and option. Untrusted text.", examples=["Gömlek – S"])
    sku: str | None = Field(description="The store's article number, null if it has none.")
    product_id: str | None = Field(description="The platform's id of the product.")
    variant_id: str | None = Field(description="The platform's id of the option; null without one.")
    availability: Availability | None = Field(
        description="A word of schema.org/ItemAvailability; null if it is not known."
    )
    quantity: Number | None = Field(
        description="How many can be sold, negative when oversold; null if not counted or unknown."
    )
    low: bool = Field(description="True if it can be bought but little is left.")
    locations: list[PlacedStock] = Field(description="Stock by location, by name.")
    as_of: AwareDatetime = Field(description="When the newest of this reached us.")


class StockFacts(Part):
    items: list[StockedItemFacts] = Field(description="Everything that matches, as found.")


class ReturnItem(Part):
    title: str = Field(description="The line as the store printed it. Untrusted text.")
    sku: str | None = Field(description="The store's article number, null if it has none.")
    quantity: Number = Field(description="How many are left with the buyer: less those refunded.")
    status: ItemReturn = Field(
        description="`not_started`: not delivered yet, so the window has not begun; `unknown`: "
        "the delivery date is not known and the window may be over."
    )
    window_start: date | None = Field(description="The day the window is reckoned from, UTC.")
    window_end: date | None = Field(description="The last day, inclusive; null without one.")
    basis: Basis = Field(description="Which date `window_start` is.")


class ReturnPolicyFacts(Part):
    policy: dict[str, JsonValue] = Field(
        description="The schema.org/MerchantReturnPolicy that applies, as the store set it."
    )
    country: str | None = Field(
        description="ISO 3166-1 alpha-2 code the policy was chosen for; null for none.",
        examples=["TR"],
    )
    order_number: str | None = Field(description="The order asked about; null for a general one.")
    items: list[ReturnItem] = Field(description="One per order line; empty without an order.")


Facts = TypeVar("Facts", bound=Part)


class Answer(Part, Generic[Facts]):
    """`no_match` carries no facts and says the same for a wrong detail and an unknown order."""

    outcome: Literal["ok", "no_match"] = Field(description="Whether something was found.")
    message: str = Field(description="Complete sentences in `locale`, ready to be sent as text.")
    locale: str = Field(
        description="BCP 47 tag of the language used, which may not be the one asked for.",
        examples=["fa", "zh-Hans"],
    )
    facts: Facts | None = Field(description="What the message rests on; null for `no_match`.")
    as_of: AwareDatetime | None = Field(
        description="When we last heard of what this rests on; null for `no_match`."
    )
    source: Literal["mirror"] = Field(
        default="mirror", description="The store's own copy; the platform was not asked."
    )
    stale_seconds: Annotated[int, Field(ge=0)] | None = Field(
        description="Seconds between `as_of` and now."
    )
    next_actions: list[str] = Field(
        default=[],
        description="What the asker can do, in this order: "
        + ", ".join(f"`{action}`" for action in NextAction),
        examples=[["track_parcel"]],
    )
    citations: list[str] = Field(default=[], description="Pages of the store that say the same.")


def stale_seconds(as_of: datetime | None, now: datetime) -> int | None:
    """Never negative: a record from a clock ahead of ours is as fresh as can be."""
    return None if as_of is None else max(0, int((now - as_of).total_seconds()))
