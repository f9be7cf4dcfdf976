"""Runs the fake by hand: `python -m tests.fakes.shopify --port 8790 --orders 200`."""

from __future__ import annotations

import argparse
import threading

from tests.fakes.shopify.app import serve
from tests.fakes.shopify.shop import Shop
from tests.fakes.shopify.webhooks import DeliveryPolicy

COMPRESSED = 480
"""Shopify's four hours of retries in half a minute."""


def arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.fakes.shopify", description=__doc__)
    asked.add_argument("--port", type=int, default=0, help="0 takes any free one")
    asked.add_argument("--domain", default="lale-demo.myshopify.com")
    asked.add_argument("--orders", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--webhooks-to", help="an address for every topic, as in shopify.app.toml")
    asked.add_argument("--topics", default="", help="comma separated; the app's configured topics")
    asked.add_argument("--change-every", type=float, default=0, help="seconds between changes")
    return asked.parse_args()


def main() -> None:
    asked = arguments()
    shop = Shop(asked.domain)
    shop.populate(asked.orders, asked.seed, reviews=min(asked.orders, 12))
    shop.webhooks.use(DeliveryPolicy(compressed=COMPRESSED))
    if asked.webhooks_to:
        topics = asked.topics.split(",") if asked.topics else TOPICS
        shop.webhooks.configure(asked.webhooks_to, topics)
    server = serve(shop, asked.port)
    print(f"url            {shop.url}")
    print(f"shop           {shop.domain}")
    print(f"client id      {shop.app.client_id}")
    print(f"client secret  {shop.app.client_secret}")
    print(f"access token   {shop.tokens.issue()}", flush=True)
    shop.webhooks.start()
    threading.Thread(target=keep_working, args=(shop,), daemon=True).start()
    if asked.change_every:
        threading.Thread(target=keep_living, args=(shop, asked.change_every), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        shop.bulk.close()


TOPICS = [
    "orders/create",
    "orders/updated",
    "orders/paid",
    "orders/fulfilled",
    "orders/partially_fulfilled",
    "orders/cancelled",
    "orders/edited",
    "orders/delete",
    "refunds/create",
    "fulfillments/create",
    "fulfillments/update",
    "fulfillment_events/create",
    "inventory_levels/update",
    "products/create",
    "products/update",
    "products/delete",
    "locations/update",
    "returns/request",
    "returns/approve",
    "returns/decline",
    "returns/cancel",
    "returns/close",
    "returns/reopen",
    "bulk_operations/finish",
    "app/uninstalled",
    "app/scopes_update",
    "customers/data_request",
    "customers/redact",
    "shop/redact",
]


def keep_working(shop: Shop) -> None:
    """Bulk operations end although nobody looks, so that their webhook comes by itself."""
    tick = threading.Event()
    while not tick.wait(1):
        with shop.lock:
            shop.bulk.seen_all()


def keep_living(shop: Shop, every: float) -> None:
    tick = threading.Event()
    for seed in range(10**9):
        if tick.wait(every):
            return
        shop.live(1, seed=seed)


if __name__ == "__main__":
    main()
