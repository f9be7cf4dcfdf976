"""What the shop says in the end of everything it has, to compare a copy with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.ecwid.answers import order_json, product_json, review_json
from tests.fakes.ecwid.clock import Json
from tests.fakes.ecwid.shop import Shop


@dataclass(frozen=True, slots=True)
class Truth:
    """Bodies as REST gives them."""

    shop: Shop

    def orders(self) -> Iterator[Json]:
        """Without carts that were left."""
        return map(order_json, self.shop.orders.values())

    def products(self) -> Iterator[Json]:
        return map(product_json, self.shop.products.values())

    def reviews(self) -> Iterator[Json]:
        return map(review_json, self.shop.reviews.values())

    def order_numbers(self) -> set[int]:
        """The internal ones."""
        return set(self.shop.orders)
