"""A WooCommerce shop at the wire: its REST API, its webhooks and its owner, as recorded.

    with fake_woocommerce() as running:
        running.shop.populate(orders=100)
        requests.get(f"{running.url}/wp-json/wc/v3/orders", ...)

By hand, from a checkout: `python -m tests.fakes.woocommerce --port 8080 --orders 500`.
"""

from __future__ import annotations

from tests.fakes.woocommerce.clock import Clock
from tests.fakes.woocommerce.handover import approve
from tests.fakes.woocommerce.policy import Policy
from tests.fakes.woocommerce.server import Running, fake_woocommerce
from tests.fakes.woocommerce.shop import Shop
from tests.fakes.woocommerce.truth import Truth

__all__ = ["Clock", "Policy", "Running", "Shop", "Truth", "approve", "fake_woocommerce"]
