"""The orders a shop had before the test came: made from their numbers, kept nowhere.

The order of any id can be made again at any time and is always the same, so that 200,000 of them
take no memory but that of the shelf's three columns.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.woocommerce import sums
from tests.fakes.woocommerce.model import ROOM, Line, Order, Product, Refund, RefundLine
from tests.fakes.woocommerce.words import CARRIERS, NOTES, REASONS, dice, person

FIRST_ORDER = 10_000
STRIDE = 4
"""Between the ids of two orders: room for their refunds, which are posts of the same table."""
STATUSES = (
    *["completed"] * 10,
    *["processing"] * 5,
    *["on-hold"] * 2,
    *["pending", "cancelled", "failed", "refunded"],
)
DAY = 86_400
METHODS = (("bacs", "Bank transfer"), ("cod", "Cash on delivery"), ("stripe", "Card"))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    seed: int
    count: int
    ends: int
    """When its youngest order was placed."""
    spacing: int
    """Seconds between two orders."""
    wares: tuple[tuple[Product, Product | None], ...]
    """What is sold: a simple product, or a variation with its parent."""

    def id_of(self, place: int) -> int:
        return FIRST_ORDER + place * STRIDE

    def place_of(self, order_id: int) -> int | None:
        place, rest = divmod(order_id - FIRST_ORDER, STRIDE)
        return place if not rest and 0 <= place < self.count else None

    def created(self, place: int) -> int:
        return self.ends - (self.count - 1 - place) * self.spacing

    def modified(self, place: int) -> int:
        """Up to three days later, never after the world ended. Many share a second: a shop's
        owner marks a page of orders at once."""
        page = place // 3
        youngest = self.created(min(page * 3 + 2, self.count - 1))
        return min(youngest + self._mixed(page) % (3 * DAY), self.ends)

    def status(self, place: int) -> str:
        return STATUSES[self._mixed(place) % len(STATUSES)]

    def _mixed(self, number: int) -> int:
        return ((number + self.seed * 7919 + 1) * 2654435761 & 0xFFFFFFFF) >> 7

    def order(self, place: int) -> Order:
        chance = dice(self.seed, place)
        own_id = self.id_of(place)
        buyer = self._mixed(place // 2)
        order = Order(
            id=own_id,
            status=self.status(place),
            currency="EUR",
            created=self.created(place),
            modified=self.modified(place),
            person=person(buyer),
            customer_id=0 if buyer % 3 else 5 + buyer % 1009,
            lines=[],
            shipping=chance.choice((0, 490, 490)),
            tax_percent=chance.choice((0, 19, 19)),
            note=chance.choice(NOTES),
            payment_method=chance.choice(METHODS),
        )
        picked = chance.sample(range(len(self.wares)), min(chance.randint(1, 3), len(self.wares)))
        for ware in picked:
            add_line(order, *self.wares[ware], chance.randint(1, 3))
        self._lived(order, chance.random(), chance.choice(REASONS))
        return order

    def _lived(self, order: Order, luck: float, reason: str) -> None:
        """What follows from its status."""
        order.add_meta("_auto_fulfill_processed", "1")
        if order.status in ("processing", "completed", "refunded"):
            order.paid = order.created
        if order.status == "completed":
            order.completed = order.modified
            if luck < 0.7:
                order.add_meta("_wc_shipment_tracking_items", [tracking_item(order.id, 0)])
        if order.status == "refunded":
            order.refunds.append(whole_refund(order, order.id + 1, order.modified))
        elif order.completed and luck > 0.9:
            order.refunds.append(line_refund(order, order.id + 1, order.modified, reason))


def add_line(order: Order, product: Product, parent: Product | None, quantity: int) -> Line:
    line = Line(
        id=order.id * ROOM + len(order.lines),
        product_id=parent.id if parent else product.id,
        variation_id=product.id if parent else 0,
        name=f"{parent.name} - {product.name}" if parent else product.name,
        parent_name=parent.name if parent else None,
        sku=product.sku,
        quantity=quantity,
        price=product.price,
        options=tuple((name, options[0]) for name, options in product.attributes) if parent else (),
    )
    order.lines.append(line)
    return line


def tracking_item(number: int, moment: int, carrier: str | None = None) -> dict[str, str]:
    """One entry of the meta that Shipment Tracking and AST write."""
    return {
        "tracking_provider": CARRIERS[number % len(CARRIERS)] if carrier is None else carrier,
        "custom_tracking_provider": "",
        "custom_tracking_link": "",
        "tracking_number": f"JJD{number:012}",
        "date_shipped": str(moment or 1_795_200_000),
        "tracking_id": f"{number:032x}",
    }


def whole_refund(order: Order, own_id: int, moment: int) -> Refund:
    return Refund(
        id=own_id,
        created=moment,
        amount=sums.left(order),
        reason="Order fully refunded.",
        full=True,
    )


def line_refund(order: Order, own_id: int, moment: int, reason: str) -> Refund:
    """One piece of the first line."""
    line = order.lines[0]
    tax = sums.taxed(line.price, order.tax_percent)
    part = RefundLine(line=line, quantity=1, net=line.price, tax=tax)
    return Refund(
        id=own_id,
        created=moment,
        amount=line.price + tax,
        reason=reason,
        full=False,
        lines=(part,),
    )
