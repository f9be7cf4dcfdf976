"""What is known of an order's refunds. Read by OpenAPI too."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from connector.answers.answer import Amount, Number, Part
from connector.answers.trust import Anyone, Claimed
from connector.records import PaymentStatus, RefundMethod, ReturnStatus


class RefundState(StrEnum):
    """Of the order's money, whatever became of the order itself."""

    NONE = "none"
    PENDING = "pending"
    """Started, and nothing has gone back yet."""
    FAILED = "failed"
    """Tried, and nothing has gone back."""
    PARTIAL = "partial"
    FULL = "full"


class EntryState(StrEnum):
    MADE = "made"
    PENDING = "pending"
    FAILED = "failed"


class RefundedLine(Part):
    title: Claimed[str] = Field(description="The line as the store printed it. Untrusted text.")
    sku: Claimed[str | None] = Field(description="The store's article number, null if it has none.")
    quantity: Claimed[Number] = Field(description="How many of them this refund is for.")
    amount: Claimed[Amount | None] = Field(description="Null if the store does not say it by line.")


class RefundEntry(Part):
    state: Claimed[EntryState] = Field(description="`made`: the store has sent the money.")
    amount: Claimed[Amount | None] = Field(description="Null while nothing has gone back.")
    started_at: Claimed[AwareDatetime] = Field(description="When the store made or started it.")
    expected_by: Claimed[date | None] = Field(
        description="The last day by the store's own policy; null unless that counts calendar days."
    )
    method: Claimed[RefundMethod | None] = Field(
        description="How it goes back: `original_payment`, `gift_card` or `store_credit`; null "
        "where the platform does not know, as for money that the shop pays back by hand."
    )
    raw_status: Claimed[str | None] = Field(description="The platform's own word for it.")
    lines: Claimed[list[RefundedLine] | None] = Field(
        description="What it is for; null if the store does not say."
    )


class RefundPolicyTime(Part):
    days: Anyone[int] = Field(description="Within how many days of the refund the money arrives.")
    working_days: Anyone[bool] = Field(description="True: working days; false: calendar days.")


class RefundStatusFacts(Part):
    order_number: Claimed[str] = Field(description="As the shop prints it.", examples=["#1001"])
    state: Claimed[RefundState] = Field(
        description="Of the money: `none`, `pending`, `failed`, `partial` or `full`. It says "
        "nothing about whether the order was cancelled."
    )
    cancelled: Claimed[bool] = Field(
        description="Whether the order was cancelled. It says nothing about money."
    )
    payment_status: Claimed[PaymentStatus] = Field(description="The payment axis.")
    payment_method: Claimed[str | None] = Field(
        description="How the order was paid, as the shop names it; null where it is not known.",
        examples=["Kredi Kartı"],
    )
    return_status: Claimed[ReturnStatus] = Field(
        description="The return axis; `none` if nothing came back."
    )
    raw_payment_status: Claimed[str | None] = Field(
        description="The platform's own word for the payment."
    )
    total: Claimed[Amount] = Field(description="What was to be paid; refunds do not shrink it.")
    refunded: Claimed[Amount] = Field(
        description="The sum of all refunds made, in the order's currency."
    )
    refunds: Claimed[list[RefundEntry]] = Field(
        description="Oldest first; what moved no money is left out."
    )
    policy_time: Claimed[RefundPolicyTime | None] = Field(
        description="How long a refund takes by the store's own policy; null if it does not say."
    )
