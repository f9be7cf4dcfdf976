"""What a shop holds, as frozen values. Every change makes a new one, so that a reader in another
thread always sees a whole order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    id: int
    first_name: str
    last_name: str
    email: str
    phone: str
    locale: str = "en"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    first_name: str
    last_name: str
    address1: str
    city: str
    zip: str
    country: str
    country_code: str
    phone: str | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    id: int
    title: str
    variant_title: str | None
    sku: str
    quantity: int
    price: Decimal
    product_id: int
    variant_id: int
    removed: int = 0
    """How many an edit of the order took out."""

    @property
    def name(self) -> str:
        return f"{self.title} - {self.variant_title}" if self.variant_title else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    company: str
    number: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierEvent:
    """A carrier's scan. `status` in GraphQL spelling, IN_TRANSIT."""

    id: int
    status: str
    happened_at: datetime
    message: str
    city: str | None = None
    country: str | None = None
    estimated_delivery_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    id: int
    line_id: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfillment:
    id: int
    name: str
    status: str
    created_at: datetime
    updated_at: datetime
    location_id: int
    lines: tuple[Packed, ...]
    tracking: tuple[Tracking, ...] = ()
    events: tuple[CarrierEvent, ...] = ()

    @property
    def last_event(self) -> CarrierEvent | None:
        return max(self.events, key=lambda e: (e.happened_at, e.id), default=None)

    @property
    def display_status(self) -> str:
        if self.status == "CANCELLED":
            return "CANCELED"
        return self.last_event.status if self.last_event else "FULFILLED"

    def when(self, status: str) -> datetime | None:
        return next((e.happened_at for e in self.events if e.status == status), None)

    @property
    def estimated_delivery_at(self) -> datetime | None:
        return self.last_event.estimated_delivery_at if self.last_event else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """Money that moved, in the shop's currency. `kind` and `status` in GraphQL spelling."""

    id: int
    kind: str
    status: str
    amount: Decimal
    at: datetime
    gateway: str = "bogus"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedLine:
    id: int
    line_id: int
    quantity: int
    subtotal: Decimal
    restock_type: str
    location_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    id: int
    created_at: datetime
    note: str
    lines: tuple[RefundedLine, ...]
    transactions: tuple[Transaction, ...]
    shipping: Decimal = NOTHING
    return_id: int | None = None

    @property
    def amount(self) -> Decimal:
        """What went back: pending and failed transactions do not count."""
        return total(t.amount for t in self.transactions if t.status == "SUCCESS")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    id: int
    line_id: int
    packed_id: int
    quantity: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """`status` is REQUESTED, OPEN, CLOSED, DECLINED or CANCELED."""

    id: int
    name: str
    status: str
    created_at: datetime
    lines: tuple[ReturnLine, ...]
    approved_at: datetime | None = None
    closed_at: datetime | None = None
    declined: str | None = None

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    id: int
    number: int
    created_at: datetime
    updated_at: datetime
    currency: str
    customer: Customer
    address: Address
    lines: tuple[Line, ...]
    shipping: Decimal
    transactions: tuple[Transaction, ...]
    presentment_currency: str
    rate: Decimal = Decimal(1)
    """How much of the presentment currency one of the shop's currency is."""
    fulfillments: tuple[Fulfillment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    closed_at: datetime | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    email: str = ""
    edited: bool = False

    @property
    def name(self) -> str:
        return f"#{self.number}"

    @property
    def subtotal(self) -> Decimal:
        return total(line.price * line.quantity for line in self.lines)

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.shipping

    @property
    def removed(self) -> Decimal:
        return total(line.price * line.removed for line in self.lines)

    @property
    def refunded(self) -> Decimal:
        return total(refund.amount for refund in self.refunds)

    @property
    def current_total(self) -> Decimal:
        back = total(part.subtotal for refund in self.refunds for part in refund.lines)
        carriage = total(refund.shipping for refund in self.refunds)
        return self.total - self.removed - back - carriage

    @property
    def received(self) -> Decimal:
        return total(t.amount for t in self.transactions if t.kind == "SALE")

    @property
    def outstanding(self) -> Decimal:
        return max(NOTHING, self.current_total - (self.received - self.refunded))

    @property
    def sent(self) -> tuple[Fulfillment, ...]:
        return tuple(f for f in self.fulfillments if f.status != "CANCELLED")

    def refunded_quantity(self, line_id: int) -> int:
        parts = (part for refund in self.refunds for part in refund.lines)
        return sum(part.quantity for part in parts if part.line_id == line_id)

    def sent_quantity(self, line_id: int) -> int:
        packed = (part for parcel in self.sent for part in parcel.lines)
        return sum(part.quantity for part in packed if part.line_id == line_id)

    def current_quantity(self, line: Line) -> int:
        return line.quantity - line.removed - self.refunded_quantity(line.id)

    def unsent_quantity(self, line: Line) -> int:
        """What is still to be sent: neither sent, nor taken out, nor refunded before it left."""
        unsent = line.quantity - line.removed - self.sent_quantity(line.id)
        kept_back = (p for r in self.refunds for p in r.lines if p.restock_type == "CANCEL")
        return max(0, unsent - sum(p.quantity for p in kept_back if p.line_id == line.id))

    @property
    def financial_status(self) -> str:
        if not self.received:
            return "VOIDED" if self.cancelled_at else "PENDING"
        if self.refunded >= self.received:
            return "REFUNDED"
        return "PARTIALLY_REFUNDED" if self.refunded else "PAID"

    @property
    def fulfillment_status(self) -> str:
        unsent = any(self.unsent_quantity(line) for line in self.lines)
        if not any(self.sent_quantity(line.id) for line in self.lines):
            return "UNFULFILLED"
        return "PARTIALLY_FULFILLED" if unsent else "FULFILLED"

    @property
    def return_status(self) -> str:
        said = {one.status for one in self.returns}
        if "REQUESTED" in said:
            return "RETURN_REQUESTED"
        if "OPEN" in said:
            return "IN_PROGRESS"
        return "RETURNED" if "CLOSED" in said else "NO_RETURN"

    @property
    def confirmation_number(self) -> str:
        return f"{self.number * 7_919_777 % 16**9:09X}"

    @property
    def phone(self) -> str | None:
        return None

    def line(self, line_id: int) -> Line:
        return next(line for line in self.lines if line.id == line_id)

    def shown(self, amount: Decimal) -> Decimal:
        """In the currency the shopper paid in."""
        return cents(amount * self.rate)
