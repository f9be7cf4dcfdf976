"""What happens to a shop in an hour: many small things, most of them to orders."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.fakes.shopify.generate import at
from tests.fakes.shopify.living import unsent
from tests.fakes.shopify.model import Fulfillment, Order, Tracking
from tests.fakes.shopify.reviews import iso, rating

if TYPE_CHECKING:
    from tests.fakes.shopify.shop import Shop

STEPS = ("CONFIRMED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "ATTEMPTED_DELIVERY", "DELIVERED")
TRIES = 200
"""How many orders are looked at for one to which something can happen."""


class Life:
    """Draws from its seed alone, so that one seed lives one life."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop = shop
        self.random = random.Random(seed)  # noqa: S311 - repeatable
        self.happenings: tuple[tuple[Callable[[], bool], int], ...] = (
            (self.new_order, 15),
            (self.send, 20),
            (self.scan, 25),
            (self.refund, 8),
            (self.cancel, 4),
            (self.note, 6),
            (self.edit, 3),
            (self.ask_return, 3),
            (self.answer_return, 3),
            (self.count_stock, 10),
            (self.product, 2),
            (self.delete, 1),
        )
        if shop.reviews:
            self.happenings += ((self.review, 4), (self.reviewed, 6))

    def live(self, changes: int, over: timedelta) -> None:
        clock, end = self.shop.clock, self.shop.now()
        start, lasts = int((end - over).timestamp()), int(over.total_seconds())
        was = clock.stopped_at
        try:
            for number in range(changes):
                clock.stop(at(start + lasts * (number + 1) // changes))
                self.one()
        finally:
            clock.stopped_at = was

    def one(self) -> None:
        what, weights = zip(*self.happenings, strict=True)
        while not self.random.choices(what, weights)[0]():
            pass

    def some_order(self, fits: Callable[[Order], bool]) -> Order | None:
        """Mostly of the newest thousand, as in life."""
        orders = self.shop.orders
        for _ in range(TRIES):
            near = self.random.randrange(1000) if self.random.random() < 0.8 else orders.next_index
            low = max(0, orders.next_index - near - 1)
            found = orders.at(
                self.random.randrange(low, orders.next_index) if orders.next_index else -1
            )
            if found and fits(found):
                return found
        return None

    def new_order(self) -> bool:
        products = list(self.shop.goods.products.values())
        wanted = self.random.sample(products, k=min(len(products), self.random.randint(1, 3)))
        buyer = self.random.randrange(10_000)
        self.shop.create_order(
            buyer,
            [(p, self.random.randint(1, 3)) for p in wanted],
            paid=self.random.random() < 0.9,
        )
        return True

    def send(self) -> bool:
        order = self.some_order(lambda o: bool(unsent(o)) and not o.cancelled_at)
        if order is None:
            return False
        lines = unsent(order)
        if len(lines) > 1 and self.random.random() < 0.3:
            lines = dict([next(iter(lines.items()))])
        number = f"TR{self.random.randrange(10**10):010d}"
        url = f"https://tracking.example.com/ptt/{number}"
        tracking = Tracking(company="PTT Kargo", number=number, url=url)
        self.shop.fulfil(order.id, lines, [tracking])
        return True

    def scan(self) -> bool:
        order = self.some_order(lambda o: any(under_way(f) for f in o.fulfillments))
        if order is None:
            return False
        parcel = next(f for f in order.fulfillments if under_way(f))
        done = [STEPS.index(e.status) for e in parcel.events if e.status in STEPS]
        self.shop.carrier_says(order.id, parcel.id, STEPS[min(max(done, default=-1) + 1, 4)])
        return True

    def refund(self) -> bool:
        order = self.some_order(lambda o: bool(refundable(o)))
        if order is None:
            return False
        line_id, most = self.random.choice(list(refundable(order).items()))
        restock = self.random.choice(("RETURN", "NO_RESTOCK"))
        self.shop.refund(order.id, {line_id: self.random.randint(1, most)}, restock=restock)
        return True

    def cancel(self) -> bool:
        order = self.some_order(lambda o: not (o.cancelled_at or o.fulfillments or o.refunds))
        if order:
            self.shop.cancel_order(order.id)
        return order is not None

    def note(self) -> bool:
        order = self.some_order(lambda o: True)
        if order:
            self.shop.update_order(order.id, tags=(*order.tags, f"t{self.random.randrange(99)}"))
        return order is not None

    def edit(self) -> bool:
        order = self.some_order(lambda o: len(unsent(o)) > 1 and not o.cancelled_at)
        if order:
            self.shop.edit_order(order.id, dict([next(iter(unsent(order).items()))]))
        return order is not None

    def ask_return(self) -> bool:
        order = self.some_order(lambda o: bool(o.sent) and not o.returns and bool(refundable(o)))
        if order is None:
            return False
        packed = order.sent[0].lines[0]
        self.shop.ask_return(order.id, {packed.line_id: 1}, "Çok küçük")
        return True

    def answer_return(self) -> bool:
        order = self.some_order(lambda o: any(r.status in ("REQUESTED", "OPEN") for r in o.returns))
        if order is None:
            return False
        sent = next(r for r in order.returns if r.status in ("REQUESTED", "OPEN"))
        answers = [self.shop.approve_return, self.shop.decline_return]
        (self.random.choice(answers) if sent.status == "REQUESTED" else self.shop.end_return)(
            sent.id
        )
        return True

    def count_stock(self) -> bool:
        item_id, location_id = self.random.choice(list(self.shop.goods.levels))
        self.shop.set_stock(item_id, location_id, self.random.randrange(-5, 300))
        return True

    def product(self) -> bool:
        product = self.random.choice(list(self.shop.goods.products.values()))
        tag = f"season-{self.random.randrange(9)}"
        self.shop.update_product(product.id, tags=(*product.tags[:2], tag))
        return True

    def delete(self) -> bool:
        order = self.some_order(lambda o: o.cancelled_at is not None)
        if order:
            self.shop.delete_order(order.id)
        return order is not None

    def review(self) -> bool:
        order = self.some_order(lambda o: bool(o.sent))
        if order:
            self.shop.write_review(order.id)
        return order is not None

    def reviewed(self) -> bool:
        """Changed by its author, answered by the shop, taken down, or deleted."""
        if not self.shop.reviews:
            return False
        one, now = self.random.choice(list(self.shop.reviews)), iso(self.shop.now())
        what = self.random.choices(("edit", "answer", "take down", "delete"), (4, 4, 2, 1))[0]
        if what == "edit":
            self.shop.edit_review(one, rating=rating(self.random.randint(1, 5)), edited_at=now)
        elif what == "answer":
            self.shop.edit_review(one, merchant_reply="Teşekkürler!", merchant_replied_at=now)
        elif what == "take down":
            self.shop.edit_review(one, published_at=None)
        else:
            self.shop.delete_review(one)
        return True


def under_way(parcel: Fulfillment) -> bool:
    return parcel.status == "SUCCESS" and parcel.display_status != "DELIVERED"


def refundable(order: Order) -> dict[int, int]:
    """Sent, paid for, and not paid back."""
    if not order.received:
        return {}
    left = {
        line.id: order.sent_quantity(line.id) - order.refunded_quantity(line.id)
        for line in order.lines
    }
    return {number: quantity for number, quantity in left.items() if quantity > 0}
