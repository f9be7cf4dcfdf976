"""What tests of webhooks begin with."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.woocommerce.receiver import Got, Receiver
from tests.fakes.woocommerce.server import Running

SECRET = "a-secret-of-thirty-two-characters"
TOPICS = (
    *("order.created", "order.updated", "order.deleted", "order.restored"),
    *("product.created", "product.updated", "product.deleted", "product.restored"),
    *("coupon.deleted", "coupon.restored"),
)


def subscribe(running: Running, receiver: Receiver, *topics: str) -> None:
    """And forgets the pings."""
    for topic in topics or TOPICS:
        running.shop.add_webhook(topic, f"{receiver.url}/hook", SECRET)
    receiver.got.clear()


def stocked(running: Running) -> int:
    """A shop with products; the id of a simple one."""
    running.shop.populate(products=5, reviews=0)
    return min(running.shop.products)


def body(got: Got) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(got.body)
    return found


def deliver(running: Running, ware: int) -> None:
    """One change of a product, sent."""
    running.shop.edit_product(ware, description="new")
    running.shop.run_queue()
