"""The server is killed under load again and again: what was answered 200 is there afterwards."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import requests

from tests.drills.bench import BRIEF, Bench, Figures, demand
from tests.drills.shop import Request, Shop, connected
from tests.drills.shopify import SECRET, Person, delivery, order
from tests.postgres import running_postgres
from tests.running import Installation

ROUNDS = 2 if BRIEF else 4
CLIENTS = 6
SHORTEST, LONGEST = 0.4, 1.2
"""Seconds of load before a kill."""
MOST_ASKED = 600
ADDRESS = "kill-nine.myshopify.com"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def run(bench: Bench) -> Figures:
    with running_postgres() as postgres:
        databases = {"sqlite": "", "postgresql": postgres.new_database()}
        figures = {name: survived(bench, url) for name, url in databases.items()}
    return {
        f"{name}_{figure}": value for name in figures for figure, value in figures[name].items()
    }


def survived(bench: Bench, database_url: str) -> Figures:
    with bench.server(database_url) as server:
        shop = connected(server, "shopify", shop=ADDRESS, client_secret=SECRET)
        load = Load(shop)
        for _ in range(ROUNDS):
            killed_under(load, server)
            server.start()
        return demand_nothing_is_lost(shop, load)


@dataclass
class Load:
    """Clients that send one new order after the other, and what they were answered."""

    shop: Shop
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    answered: dict[int, int | None] = field(default_factory=dict)
    """The status by the order's number; None where the connection broke."""

    def client(self) -> None:
        """Stops at the first answer that does not come: that one was in flight."""
        with requests.Session() as http:
            for number in self.numbers:
                self.answered[number] = self.status(http, number)
                if self.answered[number] is None:
                    return

    def status(self, http: requests.Session, number: int) -> int | None:
        try:
            return self.shop.post(http, numbered(number)).status_code
        except requests.RequestException:
            return None


def numbered(number: int) -> Request:
    who = Person(
        name="Elif Yılmaz",
        email=f"elif-{number}@example.com",
        phone="+90 212 555 01 00",
        street=f"Bağdat Caddesi {number}",
        customer_id=number,
    )
    return delivery(ADDRESS, "orders/create", order(number, who), triggered_at=sent_at(number))


def sent_at(number: int) -> datetime:
    """Different for each, so that a row of `storewire deliveries` can be told from the others."""
    return FIRST + timedelta(seconds=number)


def killed_under(load: Load, server: Installation) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(load.client) for _ in range(CLIENTS)]
        time.sleep(random.uniform(SHORTEST, LONGEST))  # noqa: S311 - any moment will do
        server.kill()
    for client in clients:
        client.result()


def demand_nothing_is_lost(shop: Shop, load: Load) -> Figures:
    rows = {datetime.fromisoformat(row["sent_at"]): row["state"] for row in shop.deliveries()}
    kept = {number for number in load.answered if rows.get(sent_at(number)) == "applied"}
    acknowledged = {number for number, status in load.answered.items() if status == 200}
    broken = {number for number, status in load.answered.items() if status is None}
    known = orders_known(shop, chosen(acknowledged) | broken)
    figures = {
        "rounds": ROUNDS,
        "acknowledged": len(acknowledged),
        "missing": len(acknowledged - kept),
        "in_flight": len(broken),
        "in_flight_kept": len(broken & kept),
        "asked": len(known),
    }
    demand(len(acknowledged) > ROUNDS * CLIENTS, "Too little load to say anything", **figures)
    demand(acknowledged <= kept, "Acknowledged deliveries are missing", **figures)
    refused = load.answered.keys() - acknowledged - broken
    demand(not refused, "Some were refused", refused=len(refused), **figures)
    half = sorted(number for number, found in known.items() if found != (number in kept))
    demand(not half, "Deliveries and orders do not agree", orders=half[:10], **figures)
    return figures


def chosen(numbers: set[int]) -> set[int]:
    return set(random.sample(sorted(numbers), min(MOST_ASKED, len(numbers))))


def orders_known(shop: Shop, numbers: set[int]) -> dict[int, bool]:
    with requests.Session() as http:
        return {number: outcome(shop, http, number) == "ok" for number in numbers}


def outcome(shop: Shop, http: requests.Session, number: int) -> Any:
    return shop.ask(http, ("/v1/order-status", {"order": str(number)})).json()["outcome"]
