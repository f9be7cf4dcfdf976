"""Orders as they are placed, paid, edited, cancelled and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.fakes.shopify import generate, rest
from tests.fakes.shopify.generate import FIRST_NUMBER, FIRST_ORDER
from tests.fakes.shopify.given_back import GivenBack
from tests.fakes.shopify.goods import Product
from tests.fakes.shopify.living import Quantities, unsent
from tests.fakes.shopify.model import Customer, Order, Transaction


class Sales(GivenBack):
    def create_order(
        self, buyer: int, wanted: Sequence[tuple[Product, int]], *, paid: bool = True
    ) -> Order:
        """Of the first variant of each product, by the customer of this number."""
        with self.lock:
            now, who = self.now(), generate.customer(buyer)
            index = self.orders.new_index()
            order = self._new_order(index, who, wanted, now)
            order = replace(order, transactions=(self._sale(order),) if paid else ())
            self.orders.put(order)
            body = self.body(order)
            self.tell(("orders/create", body), *((("orders/paid", body),) if paid else ()))
            for line in order.lines:
                self.move(line, -line.quantity, committed=line.quantity)
            return order

    def _new_order(
        self, index: int, who: Customer, wanted: Sequence[tuple[Product, int]], now: datetime
    ) -> Order:
        return Order(
            id=FIRST_ORDER + index,
            number=FIRST_NUMBER + index,
            created_at=now,
            updated_at=now,
            currency=self.currency,
            presentment_currency=self.currency,
            customer=who,
            email=who.email,
            address=generate.address(who),
            lines=tuple(
                generate.line_of(self.new_id(), product, product.variants[0], quantity)
                for product, quantity in wanted
            ),
            shipping=Decimal("49.90"),
            transactions=(),
        )

    def _sale(self, order: Order) -> Transaction:
        return self.money("SALE", order.total, self.now())

    def pay(self, order_id: int) -> Order:
        with self.lock:
            order = self.change(order_id, lambda o, _: replace(o, transactions=(self._sale(o),)))
            self.tell(("orders/paid", self.body(order)), ("orders/updated", self.body(order)))
            return order

    def update_order(self, order_id: int, **changes: Any) -> Order:
        """Any of its own fields: `tags`, `note`, `email`, `address`."""
        with self.lock:
            order = self.change(order_id, lambda o, _: replace(o, **changes))
            self.tell(("orders/updated", self.body(order)))
            return order

    def edit_order(self, order_id: int, removed: Quantities) -> Order:
        """Lines taken out by the merchant; the webhook says only which."""

        def without(order: Order, _: datetime) -> Order:
            lines = (replace(i, removed=i.removed + removed.get(i.id, 0)) for i in order.lines)
            return replace(order, lines=tuple(lines), edited=True)

        with self.lock:
            order = self.change(order_id, without)
            said = rest.edited_body(order, self.new_id(), removed.items())
            self.tell(("orders/edited", said), ("orders/updated", self.body(order)))
            return order

    def cancel_order(self, order_id: int, reason: str = "CUSTOMER") -> Order:
        """With everything paid back; only what was not sent can be cancelled."""
        with self.lock:
            if self.order(order_id).sent:
                raise ValueError("Cannot cancel an order that has outstanding fulfillments")
            order = self.change(
                order_id, lambda o, now: replace(o, cancelled_at=now, cancel_reason=reason)
            )
            self.tell(("orders/cancelled", self.body(order)), ("orders/updated", self.body(order)))
            if order.received > order.refunded:
                self.refund(order_id, unsent(order), restock="CANCEL", shipping=order.shipping)
            return self.order(order_id)

    def delete_order(self, order_id: int) -> None:
        with self.lock:
            self.orders.drop(order_id)
            self.tell(("orders/delete", {"id": order_id}))
