"""What every change of a shop is made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.fakes.shopify import rest, rest_goods
from tests.fakes.shopify.goods import Level, Variant
from tests.fakes.shopify.model import Line, Order, Transaction
from tests.fakes.shopify.state import ShopState
from tests.fakes.shopify.webhooks import Webhooks

Quantities = Mapping[int, int]
"""How many of each line, by the line's id."""
News = tuple[str, Mapping[str, Any]]
"""A topic, and the body that tells of it."""


class Living(ShopState):
    def __init__(self, domain: str = "lale-demo.myshopify.com") -> None:
        super().__init__(domain)
        self.webhooks = Webhooks(self)

    def tell(self, *news: News) -> None:
        """Several topics of one happening share its event id."""
        with self.lock:
            event_id = self.webhooks.new_id()
            for topic, body in news:
                self.webhooks.publish(topic, body, event_id)

    def body(self, order: Order) -> Mapping[str, Any]:
        """As the orders/* webhooks carry it now."""
        return rest.order_body(order, self.domain)

    def change(self, order_id: int, made: Callable[[Order, datetime], Order]) -> Order:
        old = self.order(order_id)
        now = self.after(old.updated_at)
        return self.orders.put(replace(made(old, now), updated_at=now))

    def money(self, kind: str, amount: Decimal, when: datetime) -> Transaction:
        return Transaction(id=self.new_id(), kind=kind, status="SUCCESS", amount=amount, at=when)

    def move(self, line: Line, available: int = 0, committed: int = 0) -> None:
        """On the first location's shelf. Sold there and not yet sent is committed."""
        item_id = next((v.item_id for v in self.variants_of(line) if v.id == line.variant_id), 0)
        level = self.goods.levels.get((item_id, min(self.goods.locations)))
        if level is not None:
            self.put_level(
                replace(
                    level,
                    available=level.available + available,
                    committed=max(0, level.committed + committed),
                ),
                told=available != 0,
            )

    def variants_of(self, line: Line) -> tuple[Variant, ...]:
        product = self.goods.products.get(line.product_id)
        return product.variants if product else ()

    def put_level(self, level: Level, *, told: bool = True) -> Level:
        """The webhook is about `available` alone: https://shopify.dev/docs/api/webhooks"""
        made = replace(level, updated_at=self.after(level.updated_at))
        self.goods.levels[level.item_id, level.location_id] = made
        if told:
            self.tell(("inventory_levels/update", rest_goods.level_body(made)))
        return made


def unsent(order: Order) -> dict[int, int]:
    quantities = {line.id: order.unsent_quantity(line) for line in order.lines}
    return {number: quantity for number, quantity in quantities.items() if quantity}
