"""A WooCommerce stand-in that is connected to a running server, and where our copy differs."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests

from adapters.woocommerce.client import KINDS
from tests.drills.bench import Bench, demand
from tests.drills.shop import Question, Shop
from tests.drills.woocommerce import off, off_stock
from tests.fakes.woocommerce import Clock, Running, fake_woocommerce
from tests.running import Installation

JOB_SECONDS = 600
SETTLE_SECONDS = 120
ASKING = 4
"""Connections that ask for answers."""
PER_PAGE = 100
BEHIND_SECONDS = 300
"""The shop's dates lie this far back: what only a job finds is at once old enough to be counted as
a gap, and still within what a sweep looks back by."""

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    shop: Shop
    fake: Running

    def job(self, *words: str) -> float:
        """`storewire <words> --store ID --wait`; how many seconds it took."""
        began = time.monotonic()
        storewire(self.shop.server, *words, "--store", self.shop.store_id, "--wait")
        return round(time.monotonic() - began, 1)

    def doctor(self) -> list[Body]:
        """Its findings, whatever its exit status."""
        words = ("doctor", "--store", self.shop.store_id)
        found: list[Body] = storewire(self.shop.server, *words, check=False)[0]["findings"]
        return found

    def wait_until_loaded(self) -> None:
        """By what doctor shows of the backfill: asking again may begin another. Raises Failed."""
        until = time.monotonic() + JOB_SECONDS
        while unfinished := self._unfinished():
            demand(time.monotonic() < until, "The backfill never ends", unfinished=unfinished)
            time.sleep(1)

    def _unfinished(self) -> list[str]:
        words = ("doctor", "--store", self.shop.store_id)
        rows = storewire(self.shop.server, *words, check=False)[0]["progress"]
        done = {row["kind"] for row in rows if row["job"] == "backfill" and row["finished_at"]}
        return sorted(set(KINDS) - done)

    def gaps(self) -> list[str]:
        """What came by no delivery, in doctor's words."""
        return [one["what"] for one in self.doctor() if "by no delivery" in one["what"]]

    def settle(self) -> None:
        """Waits until everything that deliveries hinted at has been asked for. Raises Failed."""
        until = time.monotonic() + SETTLE_SECONDS
        while left := len(self.shop.fetches()):
            demand(time.monotonic() < until, "Hints are never asked about", left=left)
            time.sleep(0.5)

    def pages_asked(self) -> int:
        """Of the list of orders, with everything in them."""
        asked = list(self.fake.asked)
        return sum(
            one.path.endswith("/wc/v3/orders")
            and "orderby" in one.query
            and "_fields" not in one.query
            for one in asked
        )


def storewire(server: Installation, *words: str, check: bool = True) -> Any:
    """`storewire <words> --json`, read; jobs may take their time."""
    done = subprocess.run(
        server.command(*words, "--json"),
        env=server.environment(),
        cwd=server.home,
        capture_output=True,
        text=True,
        check=False,
        timeout=JOB_SECONDS,
    )
    said = done.stderr[-1000:]
    demand(not check or not done.returncode, f"storewire {words[0]} failed", said=said)
    return json.loads(done.stdout)


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
        yield connect(server, fake)


def connect(server: Installation, fake: Running) -> Synced:
    """As an owner with pasted keys does it."""
    keys = ("--consumer-key", fake.consumer_key, "--consumer-secret", fake.consumer_secret)
    store = storewire(server, "connect", "woocommerce", "--url", fake.url, *keys)
    demand(store["webhooks"] == "made", "The webhooks were not made", webhooks=store["webhooks"])
    made = storewire(server, "key", "create", "--store", store["id"], "--scope", "agent")
    shop = Shop(
        server=server, store_id=store["id"], delivery_url=store["delivery_url"], key=made["key"]
    )
    return Synced(shop=shop, fake=fake)


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


def asked_of_each(shop: Shop, things: list[Any], differences: Any) -> list[str]:
    """Over several connections."""
    shares = [things[start::ASKING] for start in range(ASKING)]
    with ThreadPoolExecutor(ASKING) as pool:
        return [line for found in pool.map(partial(differences, shop), shares) for line in found]


def order_differences(shop: Shop, bodies: Iterable[dict[str, Any]]) -> list[str]:
    with requests.Session() as http:
        return [
            line
            for body in bodies
            for line in off(
                facts(shop, http, ("/v1/order-status", {"order": body["number"]})), body
            )
        ]


def stock_differences(shop: Shop, bodies: Iterable[dict[str, Any]]) -> list[str]:
    with requests.Session() as http:
        return [
            line
            for body in bodies
            for line in off_stock(facts(shop, http, ("/v1/stock", {"sku": body["sku"]})), body)
        ]


def still_there(shop: Shop, questions: Iterable[Question]) -> list[str]:
    with requests.Session() as http:
        return [
            f"{path} {dict(query)} is {outcome}, and the shop has no such thing"
            for path, query in questions
            if (outcome := shop.ask(http, (path, query)).json()["outcome"]) != "no_match"
        ]


def facts(shop: Shop, http: requests.Session, question: Question) -> dict[str, Any] | None:
    """None for `no_match`."""
    answered = shop.ask(http, question)
    demand(answered.status_code == 200, f"{question} was answered {answered.status_code}")
    found: dict[str, Any] | None = answered.json()["facts"]
    return found
