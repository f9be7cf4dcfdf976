"""`python -m tests.fakes.woocommerce --port N`: a shop to play with."""

from __future__ import annotations

import argparse
import time
from threading import Event

from tests.fakes.woocommerce import Running, fake_woocommerce

EVERY = 2.0


def main() -> None:
    told = arguments()
    with fake_woocommerce(port=told.port, tls=told.tls) as running:
        shop = running.shop
        shop.switches.basic_over_http = shop.switches.http_callbacks = told.lax
        shop.switches.fulfillments = shop.switches.shipment_tracking = told.lax
        shop.populate(orders=told.orders, products=told.products, seed=told.seed)
        introduce(running, told.lax)
        run(running, told.live, told.seed)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.woocommerce", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--products", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tls", action="store_true", help="https with a certificate of its own")
    parser.add_argument(
        "--live", type=int, default=0, metavar="N", help="N random changes every two seconds"
    )
    parser.add_argument(
        "--lax",
        action="store_true",
        help="Basic and wc-auth callbacks over plain http, and all plugins",
    )
    return parser.parse_args()


def introduce(running: Running, lax: bool) -> None:
    print(f"url              {running.url}")
    print(f"consumer key     {running.consumer_key}")
    print(f"consumer secret  {running.consumer_secret}")
    if running.certificate:
        print(f"certificate      {running.certificate}  (for REQUESTS_CA_BUNDLE)")
    elif not lax:
        print("Over plain http WooCommerce takes OAuth 1.0a only; --lax or --tls for Basic.")
    print("Webhooks go out every two seconds. Ctrl-C ends it.", flush=True)


def run(running: Running, changes: int, seed: int) -> None:
    try:
        while not Event().wait(EVERY):
            if changes:
                running.shop.live(changes, seed=seed + int(time.time()))
            for sent in running.shop.run_queue():
                print(f"{sent.status}  {sent.topic or 'ping'}  webhook {sent.webhook_id}")
    except KeyboardInterrupt:
        print("closed")


if __name__ == "__main__":
    main()
