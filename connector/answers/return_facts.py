"""What is known of sending an order back. Read by OpenAPI too."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field, JsonValue

from connector.answers.answer import Amount, NextAction, Number, Part
from connector.answers.trust import Anyone, Claimed


class ItemReturn(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    NOT_STARTED = "not_started"
    NOT_RETURNABLE = "not_returnable"
    UNKNOWN = "unknown"


class Eligible(StrEnum):
    """Whether an item can be returned as far as dates and rules go; its condition is the store's
    to judge."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ReturnReason(StrEnum):
    WITHIN_WINDOW = "within_window"
    NOT_DELIVERED_YET = "not_delivered_yet"
    WINDOW_OVER = "window_over"
    DELIVERY_DATE_UNKNOWN = "delivery_date_unknown"
    """The window was reckoned from a guess, `basis` says from which."""
    NO_POLICY = "no_policy"
    """The store's policy does not say, and no law that we know does."""
    NOT_RETURNABLE_POLICY = "not_returnable_policy"
    FINAL_SALE = "final_sale"
    GIFT_CARD = "gift_card"
    EXEMPT_BY_LAW = "exempt_by_law"
    PRODUCT_UNKNOWN = "product_unknown"
    """The policy turns on tags of a product that we have no copy of."""
    ALREADY_RETURNED = "already_returned"
    ALREADY_REFUNDED = "already_refunded"
    ORDER_CANCELLED = "order_cancelled"
    RETURN_UNDER_WAY = "return_under_way"
    """Of something in the order: platforms do not say of which line."""
    STATUTORY = "statutory"
    """The law gives more than the store does."""


class Payer(StrEnum):
    STORE = "store"
    CUSTOMER = "customer"
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


class ReturnCosts(Part):
    return_shipping: Claimed[Payer] = Field(
        description="Who pays for sending it back after a change of mind; `unknown` where nobody "
        "says or it depends on the day."
    )
    return_shipping_amount: Claimed[Amount | None] = Field(description="Null if no amount was set.")
    restocking_fee: Claimed[Amount | None] = Field(description="Null without one.")
    restocking_percent: Claimed[str | None] = Field(
        description="Of the price, a decimal number as text; null without one.", examples=["10"]
    )
    original_shipping_refunded: Claimed[bool | None] = Field(description="Null if nobody says.")
    faulty_return_shipping: Claimed[Payer] = Field(
        description="Who pays for sending it back if it is faulty."
    )


class ReturnItem(Part):
    title: Claimed[str] = Field(description="The line as the store printed it. Untrusted text.")
    sku: Claimed[str | None] = Field(description="The store's article number, null if it has none.")
    quantity: Claimed[Number] = Field(
        description="How many are left with the buyer: less those refunded."
    )
    status: Claimed[ItemReturn] = Field(
        description="`not_started`: not delivered yet, so the window has not begun; `unknown`: "
        "the delivery date is not known and the window may be over."
    )
    eligible: Claimed[Eligible] = Field(
        description="Whether it can be returned, as far as dates and rules go; never `no` on a "
        "guess. A faulty item is not bound by this."
    )
    reasons: Claimed[list[ReturnReason]] = Field(description="Why, the deciding one first.")
    window_start: Claimed[date | None] = Field(
        description="The day the window is reckoned from, in the country of delivery."
    )
    window_end: Claimed[date | None] = Field(
        description="The last day, inclusive; null without one."
    )
    window_ends_at: Claimed[AwareDatetime | None] = Field(
        description="The first moment at which the last day is over everywhere in the country of "
        "delivery; null without a last day."
    )
    basis: Claimed[Basis] = Field(description="Which date `window_start` is.")
    costs: Claimed[ReturnCosts | None] = Field(
        description="What a return costs; null if `eligible` is no."
    )
    methods: Claimed[list[str]] = Field(
        description="Words of schema.org/ReturnMethodEnumeration; empty if the store says none.",
        examples=[["ReturnByMail"]],
    )
    legal_basis: Claimed[str | None] = Field(
        description="The law that the window rests on; null where it is the store's own."
    )
    next_action: Claimed[NextAction | None] = Field(
        description="What the buyer can do now; null if there is nothing."
    )


class StatutoryFacts(Part):
    preset: Anyone[str] = Field(
        description="Our name for this set of rules.", examples=["tr-mesafeli"]
    )
    days: Anyone[int] = Field(description="The least the law gives.")
    day_type: Anyone[str] = Field(description="`calendar` or `business`.")
    start: Anyone[str] = Field(description="`item_delivery` or `last_item_delivery`.")
    send_back_within_days: Anyone[int | None] = Field(
        description="From the notice on, for the buyer; null if unknown."
    )
    refund_within_days: Anyone[int | None] = Field(description="For the store; null if unknown.")
    legal_basis: Anyone[str] = Field(description="Where it is written.")
    unverified: Anyone[list[str]] = Field(
        description="What of it was not checked against the law itself. None of it is legal advice."
    )


class ReturnPolicyFacts(Part):
    policy: Anyone[dict[str, JsonValue]] = Field(
        description="The schema.org/MerchantReturnPolicy that applies, as the store set it."
    )
    country: Anyone[str | None] = Field(
        description="ISO 3166-1 alpha-2 code the policy was chosen for; null for none.",
        examples=["TR"],
    )
    order_number: Claimed[str | None] = Field(
        description="The order asked about; null for a general one."
    )
    statutory: Anyone[StatutoryFacts | None] = Field(
        description="The law of the country of delivery that the policy is merged with; null if "
        "we know none or the store has switched it off."
    )
    items: Claimed[list[ReturnItem]] = Field(
        description="One per order line; empty without an order."
    )
