"""What a shop has, as it stands in its database. Money in cents, times in seconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.woocommerce.words import Person

ROOM = 10
"""Ids set aside for the lines of one order or refund."""
META_ROOM = 20


@dataclass(slots=True, kw_only=True)
class Line:
    id: int
    product_id: int
    variation_id: int
    name: str
    parent_name: str | None
    sku: str
    quantity: int
    price: int
    """Of one piece, without tax."""
    options: tuple[tuple[str, str], ...] = ()
    """Of a variation: attribute name and chosen option."""
    reduced: int = 0
    """Taken from stock for this line, not yet put back."""


@dataclass(slots=True, kw_only=True)
class RefundLine:
    line: Line
    quantity: int
    net: int
    tax: int


@dataclass(slots=True, kw_only=True)
class Refund:
    id: int
    created: int
    amount: int
    reason: str
    full: bool
    lines: tuple[RefundLine, ...] = ()


@dataclass(slots=True, kw_only=True)
class Fulfillment:
    id: int
    status: str
    updated: int
    meta: list[tuple[int, str, Any]]


@dataclass(slots=True, kw_only=True)
class Note:
    id: int
    created: int
    text: str
    to_customer: bool


@dataclass(slots=True, kw_only=True)
class Order:
    id: int
    status: str
    currency: str
    created: int
    modified: int
    person: Person
    customer_id: int
    lines: list[Line]
    shipping: int
    tax_percent: int
    note: str
    number: str = ""
    payment_method: tuple[str, str] = ("bacs", "Bank transfer")
    created_via: str = "rest-api"
    paid: int | None = None
    completed: int | None = None
    reduced: bool = False
    refunds: list[Refund] = field(default_factory=list)
    """The newest first."""
    meta: list[tuple[int, str, Any]] = field(default_factory=list)
    fulfillments: list[Fulfillment] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    metas_made: int = 0

    def add_meta(self, key: str, value: Any) -> None:
        self.meta.append((self.id * META_ROOM + self.metas_made, key, value))
        self.metas_made += 1

    def get_meta(self, key: str) -> Any:
        return next((value for _, name, value in self.meta if name == key), None)

    def set_meta(self, key: str, value: Any) -> None:
        """In place where it is there; None takes it away."""
        for place, (own_id, name, _) in enumerate(self.meta):
            if name == key:
                self.meta[place : place + 1] = [] if value is None else [(own_id, key, value)]
                return
        if value is not None:
            self.add_meta(key, value)

    def line(self, line_id: int) -> Line | None:
        return next((line for line in self.lines if line.id == line_id), None)


@dataclass(slots=True, kw_only=True)
class Product:
    id: int
    kind: str
    """simple, variable or variation."""
    name: str
    sku: str
    price: int
    created: int
    modified: int
    parent_id: int = 0
    status: str = "publish"
    manage_stock: bool | str = True
    """"parent": the product this variation belongs to is counted."""
    stock: int | None = 0
    stock_status: str = "instock"
    """What it says where nothing is counted."""
    backorders: str = "no"
    description: str = ""
    sold: int = 0
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Name and options; a variation has one option each."""
    variations: list[int] = field(default_factory=list)
    rating_count: int = 0
    rating_sum: int = 0
    status_before_trash: str = "publish"


@dataclass(slots=True, kw_only=True)
class Review:
    id: int
    product_id: int
    created: int
    status: str
    """approved, hold, spam, trash or, with its product in the bin, post-trashed."""
    status_before_trash: str = ""
    reviewer: str
    email: str
    text: str
    rating: int
    verified: bool = False


@dataclass(slots=True, kw_only=True)
class Coupon:
    id: int
    code: str
    created: int
    modified: int
    status: str = "publish"
