"""An Ecwid stand-in that is connected to a running server, and where our copy differs from it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import requests
from dbos import DBOSClient
from sqlalchemy import func, select

from adapters.ecwid import adapter
from config.settings import Settings
from connector.jobs import DEEP, SWEEP
from connector.jobs.engine import system_database
from connector.records import Kind, Record
from connector.storage.held import held
from connector.storage.tables import erasures, fetches, records, stores
from tests.drills.bench import Bench, demand
from tests.drills.ecwid_held import Compared
from tests.drills.ecwid_held import compared as compared_with
from tests.drills.ecwid_truth import availability, exact, moment, variants_of
from tests.drills.inside import database_of
from tests.drills.jobs import SETTLE_SECONDS, Loaded, asked_of_each, connect, facts, still_there
from tests.drills.shop import Shop as Connected
from tests.fakes.ecwid import Clock, Running, fake_ecwid
from tests.fakes.ecwid.model import Order, Product
from tests.running import Installation

PER_MINUTE = 60_000
"""Requests: what Ecwid allows, 600, would make this take minutes, and is no part of this drill."""
BEHIND_SECONDS = 3_600
"""The shop's dates lie this far back, so that all it lives through is in the past."""
PRODUCTS = 60
READ_AT_ONCE = 2_000

Copy = dict[tuple[Kind, str], Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced(Loaded):
    fake: Running
    ever: set[str] = field(default_factory=set)
    """What shoppers knew orders by, also those that are gone."""

    def note_orders(self) -> None:
        self.ever.update(order.public_id for order in self.fake.shop.orders.values())

    def settle(self) -> float:
        """Asks the database itself: the command line takes longer to begin than hints to settle."""
        began = time.monotonic()
        while left := self.waiting():
            waited = time.monotonic() - began
            demand(waited < SETTLE_SECONDS, "Hints are never asked about", left=left)
            time.sleep(0.5)
        return round(time.monotonic() - began, 1)

    def waiting(self) -> int:
        """How many hints are still to be asked about."""
        with database_of(self.shop.server) as database, database.reading() as connection:
            found = connection.execute(select(func.count()).select_from(fetches))
            return found.scalar_one()

    def compared(self, *, after_the_night: bool = False) -> Compared:
        copy = records_of(self.shop.server)
        return compared_with(self.fake.shop, copy, after_the_night=after_the_night)


@contextmanager
def connected(bench: Bench, orders: int) -> Iterator[Synced]:
    """Just connected: its backfill has begun."""
    with fake_ecwid(clock=Clock(-BEHIND_SECONDS)) as fake, bench.server() as server:
        fake.shop.switches.per_minute = PER_MINUTE
        fake.shop.populate(orders=orders, products=PRODUCTS, reviews=orders // 10)
        fake.shop.write_policy("REVOCATION_TERMS", "İade", "14 gün içinde iade edilir.")
        yield with_pasted_keys(server, fake)


def with_pasted_keys(server: Installation, fake: Running) -> Synced:
    """As an owner does it who has made an app: Ecwid's people set where it sends its webhooks."""
    shop = fake.shop
    keys = ("--access-token", shop.token, "--client-secret", shop.client_secret)
    where = ("--store-id", str(shop.store_id), "--api-url", fake.url)
    known, store = connect(server, "ecwid", *where, *keys)
    worse = [each for each in store["findings"] if each["severity"] == "error"]
    by_hand = known.delivery_url in store["webhooks"]
    demand(by_hand and not worse, "Not all is right", said=store)
    shop.post.queue.clear()
    shop.post.to = known.delivery_url
    return Synced(shop=known, kinds=[kind.value for kind in adapter.kinds], fake=fake)


def rest_from_sweeps(server: Installation) -> None:
    """So that what is found is what deliveries brought, and no job that was due in between."""
    settings = Settings(home=server.home, database_url=server.database_url)
    client = DBOSClient(system_database_url=system_database(settings))
    for job in (SWEEP, DEEP):
        client.pause_schedule(job)
    client.destroy()


def records_of(server: Installation) -> Copy:
    """What stands in the server's database, opened."""
    found: Copy = {}
    with database_of(server) as database, database.reading() as connection:
        query = select(records).where(records.c.document.isnot(None))
        for row in connection.execution_options(yield_per=READ_AT_ONCE).execute(query):
            if record := held(row, database.keyring).copy.record:
                found[Kind(row.kind), record.id] = record
    return found


def forgotten(server: Installation) -> dict[str, int]:
    """How many stores are taken for removed, and how many facts about persons for erased."""
    with database_of(server) as database, database.reading() as connection:
        gone = stores.c.uninstalled_at.isnot(None) | stores.c.redacted_at.isnot(None)
        removed = select(func.count()).select_from(stores).where(gone)
        erased = select(func.count()).select_from(erasures)
        return {
            "stores": connection.execute(removed).scalar_one(),
            "facts": connection.execute(erased).scalar_one(),
        }


def answered(synced: Synced, orders: list[Order]) -> list[str]:
    """Where our answers about these orders, about all goods and reviews, and about what is gone are
    wrong."""
    shop = synced.fake.shop
    goods = list(shop.products.values())
    return [
        *asked_of_each(synced.shop, orders, order_differences),
        *asked_of_each(synced.shop, goods, stock_differences),
        *asked_of_each(synced.shop, list(gone(synced)), still_there),
        *review_differences(synced),
    ]


def gone(synced: Synced) -> Iterator[tuple[str, dict[str, str]]]:
    shop = synced.fake.shop
    for number in synced.ever - {order.public_id for order in shop.orders.values()}:
        yield "/v1/order-status", {"order": number}
    for product in shop.gone["products"]:
        yield "/v1/stock", {"product": str(product.id)}
    for cart in shop.carts.values():
        yield "/v1/order-status", {"order": cart.public_id}


def order_differences(shop: Connected, http: requests.Session, order: Order) -> Iterator[str]:
    found = facts(shop, http, ("/v1/order-status", {"order": order.public_id}))
    if found is None:
        yield f"answer of {order.public_id}, order: not found"
        return
    yield from unlike(f"answer of {order.public_id}", said_of_order(order), told_of_order(found))


def said_of_order(order: Order) -> dict[str, object]:
    return {
        "number": order.public_id,
        "total": exact(order.total),
        "payment": order.payment,
        "fulfilment": order.fulfillment,
        "refunds": sorted((moment(one.at).isoformat(), exact(one.amount)) for one in order.refunds),
        "parcels": [(order.tracking_number, order.carrier)] if order.tracking_number else [],
        "lines": [(one.sku, one.quantity) for one in order.lines],
    }


def told_of_order(found: dict[str, Any]) -> dict[str, object]:
    back = ((at(one["at"]), Decimal(one["amount"])) for one in found["refunds"])
    return {
        "number": found["order_number"],
        "total": Decimal(found["total"]["amount"]),
        "payment": found["raw_payment_status"],
        "fulfilment": found["raw_fulfillment_status"],
        "refunds": sorted(back),
        "parcels": [(one["tracking_number"], one["carrier"]) for one in found["shipments"]],
        "lines": [(one["sku"], one["quantity"]) for one in found["lines"]],
    }


def unlike(what: str, said: dict[str, Any], told: dict[str, Any]) -> Iterator[str]:
    for name, truth in said.items():
        if told[name] != truth:
            yield f"{what}, {name}: the shop says {truth}, we say {told[name]}"


def at(text: str) -> str:
    return text.replace("Z", "+00:00")


def stock_differences(shop: Connected, http: requests.Session, product: Product) -> Iterator[str]:
    """Each of its colours, or itself; nothing while it is not for sale."""
    found = facts(shop, http, ("/v1/stock", {"product": str(product.id)}))
    told = [
        (one["variant_id"], one["sku"], one["availability"], one["quantity"])
        for one in (found["items"] if found else ())
    ]
    truth = [
        (own_id, said["sku"], availability(stocked).value, stocked.quantity)
        for own_id, stocked, said in variants_of(product)
        if product.enabled
    ]
    if sorted(told) != sorted(truth):
        yield f"stock of {product.id}, shelves: the shop says {truth}, we say {told}"


def review_differences(synced: Synced) -> Iterator[str]:
    told = {one["id"]: one for one in reviews_told(synced.shop)}
    shop = synced.fake.shop
    for own_id in told.keys() ^ {str(number) for number in shop.reviews}:
        yield f"review {own_id}, listed: by us or by the shop alone"
    for review in shop.reviews.values():
        one, person = told.get(str(review.id)), review.order.person
        if one is None:
            continue
        said = {
            "product_id": str(review.product_id),
            "rating": review.rating,
            "raw_state": review.status,
            "untrusted_text": review.text,
            "untrusted_author": person.name if person else "",
            "contact": {"email": person.email, "phone": None} if person else None,
            "order_number": review.order.public_id,
        }
        yield from unlike(f"review {review.id}", said, one)


def reviews_told(shop: Connected) -> Iterator[dict[str, Any]]:
    """All of them, a hundred at a time."""
    query = {"limit": "100"}
    with requests.Session() as http:
        while True:
            answer = shop.ask(http, ("/v1/reviews", query))
            demand(answer.status_code == 200, f"Reviews were answered {answer.status_code}")
            page = answer.json()
            yield from page["reviews"]
            if page["next_cursor"] is None:
                return
            query = {"limit": "100", "cursor": page["next_cursor"]}
