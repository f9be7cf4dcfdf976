"""`python -m tests.fakes.ecwid --port N`: a shop to play with."""

from __future__ import annotations

import argparse
import time
from threading import Event

from tests.fakes.ecwid import Running, fake_ecwid

EVERY = 2.0


def main() -> None:
    told = arguments()
    with fake_ecwid(port=told.port) as running:
        running.shop.populate(orders=told.orders, products=told.products, seed=told.seed)
        running.shop.post.to = told.webhooks
        introduce(running)
        run(running, told.live, told.seed)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.ecwid", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--products", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--webhooks", default="", metavar="URL", help="where to send them")
    parser.add_argument(
        "--live", type=int, default=0, metavar="N", help="N random changes every two seconds"
    )
    return parser.parse_args()


def introduce(running: Running) -> None:
    shop = running.shop
    print(f"api url        {running.url}")
    print(f"store id       {shop.store_id}")
    print(f"access token   {shop.token}")
    print(f"client id      {shop.client_id}")
    print(f"client secret  {shop.client_secret}")
    print("Ctrl-C ends it.", flush=True)


def run(running: Running, changes: int, seed: int) -> None:
    try:
        while not Event().wait(EVERY):
            if changes:
                running.shop.live(changes, seed=seed + int(time.time()), pace=0)
            for sent in running.shop.deliver():
                print(f"{sent.status}  {sent.topic}", flush=True)
    except KeyboardInterrupt:
        print("closed")


if __name__ == "__main__":
    main()
