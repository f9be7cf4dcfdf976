"""All that a shop is: its shelves, its keys, its queue. What happens there is in `Shop`."""

from __future__ import annotations

from threading import RLock
from typing import Any

from tests.fakes.woocommerce import topics
from tests.fakes.woocommerce.clock import Clock
from tests.fakes.woocommerce.keys import ADMIN, CUSTOMER, MANAGER, Keyring
from tests.fakes.woocommerce.model import Coupon, Order, Product, Review
from tests.fakes.woocommerce.queue import Queue
from tests.fakes.woocommerce.shelf import Shelf
from tests.fakes.woocommerce.switches import Switches
from tests.fakes.woocommerce.webhook import Webhook
from tests.fakes.woocommerce.world import FIRST_ORDER

WEBHOOK_DRAFTS = ("draft", "auto-draft", "new")


class Floor:
    """`lock` is held by whoever reads or changes anything, and never across a request."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.lock = RLock()
        self.clock = clock or Clock()
        self.home = "http://shop.example.com"
        """Without a slash at its end."""
        self.name = "Çınar &amp; Töchter"
        self.switches = Switches()
        self.keyring = Keyring()
        self.users = {ADMIN: "administrator", MANAGER: "shop_manager", CUSTOMER: "customer"}
        self.shelf = Shelf()
        self.products: dict[int, Product] = {}
        self.reviews: dict[int, Review] = {}
        self.coupons: dict[int, Coupon] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.queue = Queue()
        self._posts = 100
        self._comments = 0
        self._fulfillments = 0

    def new_post_id(self) -> int:
        """Products, orders, refunds and coupons are numbered together."""
        self._posts += 1
        return self._posts

    def skip_posts(self, last: int) -> None:
        self._posts = max(self._posts, last, FIRST_ORDER)

    def new_comment_id(self) -> int:
        """Reviews and order notes are numbered together."""
        self._comments += 1
        return self._comments

    def new_fulfillment_id(self) -> int:
        self._fulfillments += 1
        return self._fulfillments

    def fire(self, hook: str, arg: Any, kind: str = "") -> None:
        """Queues a delivery for every active webhook that listens, unless one that tells the same
        is waiting. A disabled webhook's events are lost."""
        for webhook in self.webhooks.values():
            crossing = self.switches.cross_resource_deletes
            if webhook.status == "active" and topics.listens(webhook.topic, hook, kind, crossing):
                self.queue.add(webhook.id, arg, self.clock.now())

    def parent(self, product: Product) -> Product | None:
        return self.products.get(product.parent_id)

    def save(self, order: Order) -> None:
        """As `WC_Order::save()` does after any change: a new date, and order.updated."""
        order.modified = self.clock.now()
        self.shelf.put(order)
        if order.status not in WEBHOOK_DRAFTS:
            self.fire("woocommerce_update_order", order.id, "order")
