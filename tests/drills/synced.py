"""A WooCommerce stand-in that is connected to a running server, and where our copy differs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests

from adapters.woocommerce.client import KINDS
from tests.drills.bench import Bench, demand
from tests.drills.jobs import Body, Loaded, asked_of_each, connect, facts, still_there
from tests.drills.shop import Shop
from tests.drills.woocommerce import off, off_stock
from tests.fakes.woocommerce import Clock, Running, fake_woocommerce
from tests.running import Installation

PER_PAGE = 100
BEHIND_SECONDS = 300
"""The shop's dates lie this far back: what only a job finds is at once old enough to be counted as
a gap, and still within what a sweep looks back by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced(Loaded):
    fake: Running

    def pages_asked(self) -> int:
        """Of the list of orders, with everything in them."""
        asked = list(self.fake.asked)
        return sum(
            one.path.endswith("/wc/v3/orders")
            and "orderby" in one.query
            and "_fields" not in one.query
            for one in asked
        )


@contextmanager
def stand_in(orders: int) -> Iterator[Running]:
    clock = Clock()
    clock.advance(-BEHIND_SECONDS)
    with fake_woocommerce(clock=clock) as fake:
        fake.shop.populate(orders=orders)
        yield fake


@contextmanager
def connected(bench: Bench, orders: int) -> Iterator[Synced]:
    """Just connected: its backfill has begun."""
    with stand_in(orders) as fake, bench.server() as server:
        yield with_pasted_keys(server, fake)


def with_pasted_keys(server: Installation, fake: Running) -> Synced:
    """As an owner connects who copies them."""
    keys = ("--consumer-key", fake.consumer_key, "--consumer-secret", fake.consumer_secret)
    shop, store = connect(server, "woocommerce", "--url", fake.url, *keys)
    demand(store["webhooks"] == "made", "The webhooks were not made", webhooks=store["webhooks"])
    return Synced(shop=shop, kinds=KINDS, fake=fake)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All ids the shop ever told anybody of."""

    orders: frozenset[int]
    products: frozenset[int]


def known(fake: Running) -> Known:
    with fake.shop.lock:
        return Known(orders=frozenset(fake.shop.shelf.ids), products=frozenset(fake.shop.products))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    orders: int
    gone: int
    stock: int
    differences: list[str]


def compared(synced: Synced, ever: Known, only: Collection[int] | None = None) -> Compared:
    """Every order, or `only` these; every stock level, and everything that is no more."""
    with synced.fake.shop.lock:
        truth = synced.fake.shop.truth()
        orders = list(truth.orders())
        sold = [one for one in truth.products() if one["type"] == "simple"]
        sold += list(truth.variations())
        living = {one["id"] for one in [*truth.products(), *sold]}
    looked_at = [one for one in orders if only is None or one["id"] in only]
    gone = [("/v1/order-status", {"order": str(own_id)}) for own_id in ever.orders - ids(orders)]
    gone += [("/v1/stock", {"product": str(own_id)}) for own_id in ever.products - living]
    return Compared(
        orders=len(looked_at),
        gone=len(gone),
        stock=len(sold),
        differences=[
            *asked_of_each(synced.shop, looked_at, order_differences),
            *asked_of_each(synced.shop, sold, stock_differences),
            *asked_of_each(synced.shop, gone, still_there),
        ],
    )


def told(fake: Running) -> dict[int, str]:
    """What the shop says of each order: two of these show what has changed in between."""
    with fake.shop.lock:
        return {body["id"]: json.dumps(body) for body in fake.shop.truth().orders()}


def ids(bodies: Iterable[Body]) -> set[int]:
    return {body["id"] for body in bodies}


def order_differences(shop: Shop, http: requests.Session, body: dict[str, object]) -> list[str]:
    return off(facts(shop, http, ("/v1/order-status", {"order": str(body["number"])})), body)


def stock_differences(shop: Shop, http: requests.Session, body: dict[str, object]) -> list[str]:
    return off_stock(facts(shop, http, ("/v1/stock", {"sku": str(body["sku"])})), body)
