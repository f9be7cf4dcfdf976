"""A fake Shopify at the wire: the Admin API over HTTP, OAuth, bulk operations, webhooks.

    with fake_shopify() as shop:
        shop.populate(orders=200)
        token = shop.tokens.issue()
        requests.post(f"{shop.url}/admin/api/2026-07/graphql.json", ...)

By hand: `python -m tests.fakes.shopify --port 8790 --orders 200`.
"""

from __future__ import annotations

from tests.fakes.shopify.app import fake_shopify
from tests.fakes.shopify.cost import cost
from tests.fakes.shopify.faults import Fault
from tests.fakes.shopify.shop import Shop
from tests.fakes.shopify.webhooks import EVENTS, WEBHOOKS, DeliveryPolicy

__all__ = ["EVENTS", "WEBHOOKS", "DeliveryPolicy", "Fault", "Shop", "cost", "fake_shopify"]
