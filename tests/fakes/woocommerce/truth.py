"""What the shop says in the end of everything it has, to compare a copy with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.woocommerce.floor import Floor
from tests.fakes.woocommerce.model import Order
from tests.fakes.woocommerce.order_json import order_json
from tests.fakes.woocommerce.parts_json import fulfillment_json, refund_json
from tests.fakes.woocommerce.people_json import review_json
from tests.fakes.woocommerce.php import Json
from tests.fakes.woocommerce.product_json import product_json, variation_json


@dataclass(frozen=True, slots=True)
class Truth:
    """Bodies as REST gives them, one after the other, so that a shop of any size can be read."""

    floor: Floor

    def orders(self) -> Iterator[Json]:
        """All but those in the bin, by id."""
        return (order_json(order, self.floor.home) for order in self._orders(binned=False))

    def trashed_orders(self) -> Iterator[Json]:
        return (order_json(order, self.floor.home) for order in self._orders(binned=True))

    def order_ids(self) -> set[int]:
        shelf = self.floor.shelf
        return {shelf.ids[at] for at in shelf.living() if shelf.status(at) != "trash"}

    def refunds(self) -> Iterator[tuple[int, Json]]:
        """Order ids with refunds, of living orders."""
        for order in self._orders(binned=False):
            for refund in order.refunds:
                yield order.id, refund_json(order, refund, self.floor.home)

    def fulfillments(self) -> Iterator[tuple[int, Json]]:
        for order in self._orders(binned=False):
            for one in order.fulfillments:
                yield order.id, fulfillment_json(order, one)

    def products(self) -> Iterator[Json]:
        """Simple and variable ones that are published."""
        for product in self.floor.products.values():
            if product.kind != "variation" and product.status == "publish":
                yield product_json(product, self.floor.home)

    def variations(self) -> Iterator[Json]:
        """Of published products."""
        for product in self.floor.products.values():
            parent = self.floor.parent(product)
            if parent and parent.status == "publish":
                yield variation_json(product, parent, self.floor.home)

    def reviews(self) -> Iterator[Json]:
        """Of any status but spam and the bin, of products that exist."""
        for review in self.floor.reviews.values():
            product = self.floor.products.get(review.product_id)
            if product and review.status in ("approved", "hold"):
                yield review_json(review, product, self.floor.home)

    def _orders(self, binned: bool) -> Iterator[Order]:
        shelf = self.floor.shelf
        for place in list(shelf.living()):
            if (shelf.status(place) == "trash") == binned:
                yield shelf.read(place)
