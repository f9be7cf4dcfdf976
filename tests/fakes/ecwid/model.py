"""What the shop has, as it keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.ecwid.words import Person


@dataclass(slots=True, kw_only=True)
class Combination:
    id: int
    options: dict[str, str]
    sku: str = ""
    quantity: int | None = None
    """None with `unlimited`, and where it has its product's."""
    unlimited: bool = False


@dataclass(slots=True, kw_only=True)
class Product:
    id: int
    name: str
    sku: str
    price: float
    created: int
    updated: int
    quantity: int | None
    """None is unlimited."""
    enabled: bool = True
    warning_limit: int = 0
    preorder: bool = False
    combinations: list[Combination] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Line:
    id: int
    product_id: int
    name: str
    sku: str
    price: float
    quantity: int
    combination_id: int = 0
    options: dict[str, str] = field(default_factory=dict)
    digital: bool = False


@dataclass(slots=True, kw_only=True)
class Refund:
    at: int
    amount: float
    reason: str


@dataclass(slots=True, kw_only=True)
class Order:
    internal_id: int
    public_id: str
    created: int
    updated: int
    person: Person | None
    """None once Ecwid has erased them."""
    lines: list[Line]
    payment: str = "AWAITING_PAYMENT"
    fulfillment: str = "AWAITING_PROCESSING"
    tracking_number: str = ""
    carrier: str = ""
    refunds: list[Refund] = field(default_factory=list)
    withdrawal: bool = False

    @property
    def total(self) -> float:
        return round(sum(line.price * line.quantity for line in self.lines), 2)

    @property
    def refunded(self) -> float:
        return round(sum(refund.amount for refund in self.refunds), 2)


@dataclass(slots=True, kw_only=True)
class Review:
    id: int
    product_id: int
    order: Order
    rating: int
    text: str
    created: int
    updated: int
    status: str = "moderated"


@dataclass(slots=True, kw_only=True)
class Gone:
    id: int
    at: int
