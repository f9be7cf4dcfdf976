"""What an answer is: a sentence that can be sent and the facts it rests on. Read by OpenAPI too."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from connector.answers.estimate import EstimateBasis
from connector.answers.headline import Headline
from connector.answers.trust import Agents, Anyone, Claimed, TrustWord, Verified
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
    CHOOSE_ORDER = "choose_order"
    CONTACT_STORE = "contact_store"
    PAY = "pay"
    PICK_UP = "pick_up"
    REQUEST_RETURN = "request_return"
    TRACK_PARCEL = "track_parcel"
    WAIT = "wait"


class Part(BaseModel):
    """Open to more fields: one that is added later must not break who checks against the schema."""

    # Built when first used, here and in the other models: of a hundred a shop needs a few, and all
    # of them were 3 MB and 0.1 s at the start. Threads may use one at once from pydantic 2.14 on.
    model_config = ConfigDict(frozen=True, defer_build=True)


Number = int | float
"""A quantity: whole wherever it is whole."""


def as_number(quantity: Decimal) -> Number:
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)


class Amount(Part):
    amount: Anyone[str] = Field(
        description="Decimal number as text, in the scale the store gave it.",
        pattern=r"^-?\d+(\.\d+)?$",
        examples=["129.90"],
    )
    currency: Anyone[str] = Field(description="ISO 4217 code.", examples=["EUR"])


def as_amount(money: Money) -> Amount:
    return Amount(amount=format(money.amount, "f"), currency=money.currency)


class OrderedLine(Part):
    title: Claimed[str] = Field(description="The line as the store printed it. Untrusted text.")
    sku: Claimed[str | None] = Field(description="The store's article number, null if it has none.")
    quantity: Claimed[Number] = Field(description="How many were ordered.", examples=[2])
    refunded_quantity: Claimed[Number | None] = Field(
        description="How many of them were refunded; null if a refund does not say its lines."
    )


class LinkSource(StrEnum):
    STORE = "store"
    """The platform's own link."""
    CARRIER = "carrier"
    """The page of the carrier that the store named, from our own table."""


class Confidence(StrEnum):
    HIGH = "high"
    """A form of its own and the right check digit."""
    MEDIUM = "medium"
    """The right check digit, in a form that others use too."""
    LOW = "low"
    """The form alone."""


class CarrierCandidate(Part):
    carrier: Agents[str] = Field(
        description="A carrier whose numbers look like this.", examples=["UPS"]
    )
    confidence: Agents[Confidence] = Field(
        description="`high`: a form of its own and the right check digit; `medium`: the right "
        "check digit in a form that others use too; `low`: the form alone."
    )


class PackedLine(Part):
    title: Claimed[str] = Field(description="The line as the store printed it. Untrusted text.")
    sku: Claimed[str | None] = Field(description="The store's article number, null if it has none.")
    quantity: Claimed[Number] = Field(description="How many of them are in this parcel.")


class ParcelFacts(Part):
    carrier: Claimed[str | None] = Field(description="Null if no one said.", examples=["DHL"])
    carrier_candidates: Agents[list[CarrierCandidate]] = Field(
        description="Where no one said: whose the number may be, the surest first. For a person to "
        "look at; not to be told as a fact."
    )
    tracking_number: Claimed[str | None] = Field(description="Null if the parcel has none.")
    tracking_url: Claimed[str | None] = Field(
        description="http or https; null if the store gave no link and has named no carrier whose "
        "page we are sure of."
    )
    tracking_url_source: Claimed[LinkSource | None] = Field(
        description="`store`: the platform's own link; `carrier`: the page of the carrier that the "
        "store named; null without a link."
    )
    status: Claimed[ShipmentStatus] = Field(
        description="What the latest scan says, else the parcel itself."
    )
    raw_status: Claimed[str | None] = Field(
        description="The platform's or carrier's own word for it."
    )
    lines: Claimed[list[PackedLine] | None] = Field(
        description="What is in it; null if the store does not say."
    )
    estimated_delivery_at: Claimed[AwareDatetime | None] = Field(
        description="When this parcel should arrive; null if no one said."
    )


class RefundFacts(Part):
    amount: Claimed[str] = Field(description="Decimal number as text.", examples=["12.50"])
    currency: Claimed[str] = Field(description="ISO 4217 code.", examples=["EUR"])
    at: Claimed[AwareDatetime] = Field(description="When the refund was made.")


class OrderContact(Part):
    """Who ordered. In clear for the store's own people, as hints for the person themselves."""

    name: Agents[str | None] = Field(description="The buyer's name. Untrusted text.")
    emails: Agents[list[str]] = Field(description="As the buyer gave them. Untrusted text.")
    phones: Agents[list[str]] = Field(description="As the buyer gave them. Untrusted text.")
    town: Agents[str | None] = Field(description="Where it is sent to. Untrusted text.")
    postcode: Agents[str | None] = Field(description="Where it is sent to. Untrusted text.")
    country: Agents[str | None] = Field(
        description="Where it is sent to, ISO 3166-1 alpha-2 where the store has it so."
    )
    name_hint: Verified[str | None] = Field(
        description="One letter of it at most.", examples=["m•••"]
    )
    email_hints: Verified[list[str]] = Field(
        description="One for each address: enough for who knows it, and not how long it is.",
        examples=[["m•••@e•••.com"]],
    )
    phone_hints: Verified[list[str]] = Field(
        description="One for each number: its last two digits.", examples=[["•••20"]]
    )


class OrderStatusFacts(Part):
    order_number: Claimed[str] = Field(description="As the shop prints it.", examples=["#1001"])
    placed_at: Claimed[AwareDatetime] = Field(description="When the order was placed.")
    updated_at: Claimed[AwareDatetime | None] = Field(
        description="When the platform last changed the order; null if it did not say."
    )
    headline: Claimed[Headline] = Field(
        description="The four axes in one word of schema.org/OrderStatus."
    )
    payment_status: Claimed[PaymentStatus] = Field(description="The payment axis.")
    fulfillment_status: Claimed[FulfillmentStatus] = Field(
        description="The fulfilment axis; `fulfilled` means sent, not delivered."
    )
    return_status: Claimed[ReturnStatus] = Field(
        description="The return axis; `none` if nothing came back."
    )
    raw_status: Claimed[str | None] = Field(
        description="The platform's own word for the whole order."
    )
    raw_payment_status: Claimed[str | None] = Field(
        description="The platform's own word for the payment."
    )
    raw_fulfillment_status: Claimed[str | None] = Field(
        description="The platform's own word for the fulfilment."
    )
    raw_return_status: Claimed[str | None] = Field(
        description="The platform's own word for the return."
    )
    total: Claimed[Amount] = Field(description="What was to be paid; refunds do not shrink it.")
    refunded: Claimed[Amount] = Field(description="The sum of all refunds in the order's currency.")
    lines: Claimed[list[OrderedLine]] = Field(description="What was ordered, in the shop's order.")
    shipments: Claimed[list[ParcelFacts]] = Field(
        description="One entry per tracking number; cancelled parcels are left out."
    )
    refunds: Claimed[list[RefundFacts]] = Field(description="Oldest first.")
    estimated_delivery_at: Claimed[AwareDatetime | None] = Field(
        description="When the last parcel under way should arrive; null unless all of them say."
    )
    estimated_delivery_basis: Claimed[EstimateBasis | None] = Field(
        description="Who said so: `carrier`, in a scan; `promise`, the shop or its platform, of "
        "this order; `policy`, the shop's published shipping times; null without one."
    )
    contact: Verified[OrderContact | None] = Field(
        description="Who ordered: hints where `trust` is `verified`, in clear where it is `agent`; "
        "null for others, and where the store has told nothing of them."
    )


class PlacedStock(Part):
    name: str | None = Field(description="Name of the location; null while it is not known.")
    quantity: Number | None = Field(description="Null if it is not counted there.")


class ExpectedBasis(StrEnum):
    """Who said when it is to come."""

    PLATFORM = "platform"
    """The shop itself, at its platform: the release date of a pre-order, or of the next delivery.
    """


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
    expected_at: AwareDatetime | None = Field(
        description="When it is to come, if it is on pre-order, on back order or out of stock; "
        "null if nobody said, or that time has passed."
    )
    expected_basis: ExpectedBasis | None = Field(
        description="`platform`: the shop itself said so at its platform; null without a date."
    )
    locations: list[PlacedStock] = Field(description="Stock by location, by name.")
    as_of: AwareDatetime = Field(description="When the newest of this reached us.")


class StockFacts(Part):
    items: list[StockedItemFacts] = Field(description="Everything that matches, as found.")
    alternatives: list[StockedItemFacts] = Field(
        description="Where none of `items` can be bought: up to three that are in stock, other "
        "options of the same product first, then products alike."
    )


Facts = TypeVar("Facts", bound=Part)


class Answer(Part, Generic[Facts]):
    """`no_match` carries no facts and says the same for a wrong detail and an unknown order, and
    so does `unreachable`."""

    outcome: Literal["ok", "no_match", "choose", "unreachable"] = Field(
        description="Whether something was found; `choose`: several orders of theirs fit, and the "
        "message asks which one is meant; `unreachable`: our copy has nothing that fits, it is too "
        "old to say that there is none, and the shop cannot be asked now."
    )
    message: str = Field(description="Complete sentences in `locale`, ready to be sent as text.")
    locale: str = Field(
        description="BCP 47 tag of the language used, which may not be the one asked for.",
        examples=["fa", "zh-Hans"],
    )
    locale_chain: list[str] = Field(
        default_factory=lambda answer: [answer["locale"]],
        description="How `locale` was come by, ending with it: the BCP 47 tag asked for, if any, "
        "then the language used, the store's own where that one is not spoken.",
        examples=[["ku", "tr"]],
    )
    facts: Facts | None = Field(description="What the message rests on; null unless `ok`.")
    as_of: AwareDatetime | None = Field(
        description="When we last heard of what this rests on; null unless `ok`."
    )
    source: Literal["mirror", "live"] = Field(
        default="mirror",
        description="`mirror`: the store's own copy; `live`: the platform was asked just now, "
        "because the copy was older than the store wants it.",
    )
    stale_seconds: Annotated[int, Field(ge=0)] | None = Field(
        description="Seconds between `as_of` and now."
    )
    trust: TrustWord | None = Field(
        default=None,
        description="Of an answer about an order, how far who asked is believed: `anonymous`, "
        "`claimed` (knows its number and one more fact), `verified` (shown to be its buyer) or "
        "`agent`. Null for answers about none.",
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
