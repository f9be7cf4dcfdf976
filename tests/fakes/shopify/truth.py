"""The final state of a shop, to compare a copy with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.fakes.shopify.generate import FIRST_ORDER
from tests.fakes.shopify.goods import Level, Policy, Product
from tests.fakes.shopify.model import Order, Refund, Return
from tests.fakes.shopify.orders import OrderBook
from tests.fakes.shopify.reviews import Review
from tests.fakes.shopify.state import Goods


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """`orders` walks all there are, each worked out when its turn comes."""

    orders: OrderBook
    goods: Goods
    policies: Mapping[str, Policy]
    reviews: Mapping[int, Review]

    @property
    def deleted_orders(self) -> frozenset[int]:
        return frozenset(FIRST_ORDER + index for index in self.orders.gone)

    def refunds(self) -> Iterator[tuple[Order, Refund]]:
        return ((order, refund) for order in self.orders for refund in order.refunds)

    def returns(self) -> Iterator[tuple[Order, Return]]:
        return ((order, sent) for order in self.orders for sent in order.returns)

    @property
    def products(self) -> Mapping[int, Product]:
        return self.goods.products

    @property
    def levels(self) -> Mapping[tuple[int, int], Level]:
        """By item and location."""
        return self.goods.levels
