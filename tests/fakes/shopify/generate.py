"""A shop's past, worked out from an index whenever it is asked for and never kept: twenty thousand
orders take no more memory than one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.fakes.shopify import people
from tests.fakes.shopify.goods import Product, Variant
from tests.fakes.shopify.model import (
    Address,
    CarrierEvent,
    Customer,
    Fulfillment,
    Line,
    Order,
    Packed,
    Refund,
    RefundedLine,
    Return,
    ReturnLine,
    Tracking,
    Transaction,
    total,
)

FIRST_ORDER, FIRST_NUMBER = 6_100_000_000_000, 1001
FIRST_CUSTOMER = 7_200_000_000_000
PARTS = 10
"""Ids kept free for the parts of each kind that one generated order may have."""
MASK = 2**64 - 1
DELIVERED, MOVING, WAITING, UNPAID, CANCELLED = range(5)
SHARES = ((DELIVERED, 58), (MOVING, 72), (WAITING, 90), (UNPAID, 95), (CANCELLED, 100))
"""Where orders stand: the upper bounds in percent."""
COMPANIES = (
    ("PTT Kargo", "https://tracking.example.com/ptt/"),
    ("Aras Kargo", "https://tracking.example.com/aras/"),
    ("DHL Express", "https://tracking.example.com/dhl/"),
)


def draw(seed: int, index: int, salt: int) -> int:
    """A number from 0 below 2**64, the same for the same arguments: splitmix64."""
    z = (seed * 0x9E3779B97F4A7C15 + index * 0xBF58476D1CE4E5B9 + salt * 0x94D049BB133111EB) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def customer(number: int) -> Customer:
    first, last, locale = people.NAMES[number % len(people.NAMES)]
    return Customer(
        id=FIRST_CUSTOMER + number,
        first_name=first,
        last_name=last,
        email=f"buyer{number}@{people.MAIL[number % len(people.MAIL)]}",
        phone=f"+90555{number % 10_000_000:07d}",
        locale=locale,
    )


def address(who: Customer) -> Address:
    street, city, code, country, country_code = people.PLACES[who.id % len(people.PLACES)]
    return Address(
        first_name=who.first_name,
        last_name=who.last_name,
        address1=f"{street} {who.id % 200 + 1}",
        city=city,
        zip=code,
        country=country,
        country_code=country_code,
        phone=who.phone,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """`count` orders placed evenly from `start` to `end`, in seconds since 1970."""

    seed: int
    count: int
    start: int
    end: int
    products: Sequence[Product]
    location_id: int
    currency: str
    customers: int

    def created(self, index: int) -> int:
        return self.start + (self.end - self.start) * index // max(1, self.count)

    def updated(self, index: int) -> int:
        """Within twelve days of placing, and never after `end`."""
        created = self.created(index)
        lasted = draw(self.seed, index, 1) % int(timedelta(days=12).total_seconds())
        return min(self.end, created + 60 + lasted)

    def customer_number(self, index: int) -> int:
        return draw(self.seed, index, 2) % self.customers

    def standing(self, index: int) -> int:
        percent = draw(self.seed, index, 3) % 100
        return next(standing for standing, bound in SHARES if percent < bound)

    def order(self, index: int) -> Order:
        return Past(self, index).order()


class Past:
    """One order of a population, worked out."""

    def __init__(self, population: Population, index: int) -> None:
        self.of, self.index = population, index
        self.created = population.created(index)
        self.updated = population.updated(index)
        self.standing = population.standing(index)
        self.lines = tuple(self.line(k) for k in range(1 + self.draw(10) % 3))
        self.shipping = Decimal("49.90") if self.draw(11) % 3 else Decimal("0.00")
        self.price = total(line.price * line.quantity for line in self.lines) + self.shipping

    def draw(self, salt: int) -> int:
        return draw(self.of.seed, self.index, salt)

    def id(self, base: int, part: int = 0) -> int:
        return base + self.index * PARTS + part

    def moment(self, percent: int) -> datetime:
        """Between placing and the last change."""
        return at(self.created + (self.updated - self.created) * percent // 100)

    def line(self, part: int) -> Line:
        product = self.of.products[self.draw(20 + part) % len(self.of.products)]
        variant = product.variants[self.draw(30 + part) % len(product.variants)]
        return line_of(self.id(15_000_000_000_000, part), product, variant, 1 + self.draw(40) % 3)

    def order(self) -> Order:
        who = customer(self.of.customer_number(self.index))
        abroad = self.draw(12) % 20 == 0
        cancelled = self.standing == CANCELLED
        return Order(
            id=FIRST_ORDER + self.index,
            number=FIRST_NUMBER + self.index,
            created_at=at(self.created),
            updated_at=at(self.updated),
            currency=self.of.currency,
            presentment_currency="EUR" if abroad else self.of.currency,
            rate=Decimal("0.0213") if abroad else Decimal(1),
            customer=who,
            email=who.email,
            address=address(who),
            lines=self.lines,
            shipping=self.shipping,
            transactions=self.transactions(),
            fulfillments=self.fulfillments(),
            refunds=self.refunds(),
            returns=self.returns(),
            cancelled_at=at(self.updated) if cancelled else None,
            cancel_reason="CUSTOMER" if cancelled else None,
            closed_at=at(self.updated) if self.standing == DELIVERED else None,
            tags=("vip",) if self.draw(13) % 50 == 0 else (),
        )

    def transactions(self) -> tuple[Transaction, ...]:
        if self.standing == UNPAID:
            return ()
        return (self.money(0, "SALE", self.price, at(self.created)),)

    def money(self, part: int, kind: str, amount: Decimal, when: datetime) -> Transaction:
        return Transaction(
            id=self.id(10_500_000_000_000, part),
            kind=kind,
            status="SUCCESS",
            amount=amount,
            at=when,
        )

    def fulfillments(self) -> tuple[Fulfillment, ...]:
        if self.standing not in (DELIVERED, MOVING):
            return ()
        company, url = COMPANIES[self.draw(50) % len(COMPANIES)]
        number = f"TR{self.draw(51) % 10**10:010d}"
        parcel = Fulfillment(
            id=self.id(8_000_000_000_000),
            name=f"#{FIRST_NUMBER + self.index}.1",
            status="SUCCESS",
            created_at=self.moment(20),
            updated_at=self.moment(70 if self.standing == DELIVERED else 40),
            location_id=self.of.location_id,
            lines=tuple(self.packed(k, line) for k, line in enumerate(self.sent_lines())),
            tracking=(Tracking(company=company, number=number, url=url + number),),
            events=self.events(),
        )
        return (parcel,)

    def sent_lines(self) -> tuple[Line, ...]:
        """Some parcels under way are the first of two."""
        partly = self.standing == MOVING and self.draw(52) % 4 == 0 and len(self.lines) > 1
        return self.lines[:1] if partly else self.lines

    def packed(self, part: int, line: Line) -> Packed:
        return Packed(id=self.id(16_000_000_000_000, part), line_id=line.id, quantity=line.quantity)

    def events(self) -> tuple[CarrierEvent, ...]:
        steps = (("IN_TRANSIT", 40), ("OUT_FOR_DELIVERY", 60), ("DELIVERED", 70))
        known = steps if self.standing == DELIVERED else steps[:1]
        return tuple(self.event(part, *step) for part, step in enumerate(known))

    def event(self, part: int, status: str, percent: int) -> CarrierEvent:
        return CarrierEvent(
            id=self.id(9_000_000_000_000, part),
            status=status,
            happened_at=self.moment(percent),
            message=status.capitalize().replace("_", " "),
            city="İstanbul",
            country="TR",
            estimated_delivery_at=None if status == "DELIVERED" else self.moment(70),
        )

    def refunds(self) -> tuple[Refund, ...]:
        if self.standing == CANCELLED:
            kept_back = tuple(self.refunded(k, line, "CANCEL") for k, line in enumerate(self.lines))
            return (self.refund(kept_back, self.shipping),)
        if self.standing == DELIVERED and self.draw(60) % 8 == 0:
            return (self.refund((self.refunded(0, self.lines[0], "RETURN"),), Decimal("0.00")),)
        return ()

    def refunded(self, part: int, line: Line, restock: str) -> RefundedLine:
        return RefundedLine(
            id=self.id(650_000_000_000, part),
            line_id=line.id,
            quantity=line.quantity,
            subtotal=line.price * line.quantity,
            restock_type=restock,
            location_id=self.of.location_id,
        )

    def refund(self, lines: tuple[RefundedLine, ...], shipping: Decimal) -> Refund:
        amount = total(line.subtotal for line in lines) + shipping
        return Refund(
            id=self.id(1_020_000_000_000),
            created_at=at(self.updated),
            note="",
            lines=lines,
            shipping=shipping,
            transactions=(self.money(1, "REFUND", amount, at(self.updated)),),
            return_id=self.id(14_000_000_000) if self.went_back() else None,
        )

    def went_back(self) -> bool:
        return self.standing == DELIVERED and self.draw(60) % 16 == 0

    def returns(self) -> tuple[Return, ...]:
        if not self.went_back():
            return ()
        sent = Return(
            id=self.id(14_000_000_000),
            name=f"#{FIRST_NUMBER + self.index}-R1",
            status="CLOSED",
            created_at=self.moment(80),
            approved_at=self.moment(85),
            closed_at=at(self.updated),
            lines=(self.sent_back(self.lines[0]),),
        )
        return (sent,)

    def sent_back(self, line: Line) -> ReturnLine:
        return ReturnLine(
            id=self.id(17_000_000_000),
            line_id=line.id,
            packed_id=self.id(16_000_000_000_000),
            quantity=line.quantity,
        )


def line_of(line_id: int, product: Product, variant: Variant, quantity: int) -> Line:
    alone = len(product.variants) == 1
    return Line(
        id=line_id,
        title=product.title,
        variant_title=None if alone else variant.title,
        sku=variant.sku,
        quantity=quantity,
        price=variant.price,
        product_id=product.id,
        variant_id=variant.id,
    )
