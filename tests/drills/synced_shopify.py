"""A Shopify stand-in that is connected to a running server, and where our copy differs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import requests
from sqlalchemy import select

from adapters.shopify import adapter
from connector.records import Kind, Record
from connector.storage.held import held
from connector.storage.tables import records
from tests.drills.bench import Bench, demand
from tests.drills.inside import database_of
from tests.drills.jobs import Loaded, asked_of_each, connect, facts, still_there
from tests.drills.shop import Shop as Connected
from tests.drills.shopify_truth import Compared
from tests.drills.shopify_truth import compared as compared_with
from tests.fakes.shopify import Shop, fake_shopify
from tests.fakes.shopify.model import Order
from tests.fakes.shopify.truth import Truth
from tests.running import ROOT, Installation

TEMPLATE = ROOT / "adapters" / "shopify" / "shopify.app.toml"
POINTS = 50_000
"""A second, and in the bucket: what a shop lets us spend would take hours, and is no part of these
drills. A standard shop gives 100."""
READ_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced(Loaded):
    fake: Shop


@contextmanager
def stand_in(orders: int) -> Iterator[Shop]:
    """Of an app that may also see orders older than 60 days: else none is ever known to be gone."""
    shop = Shop()
    shop.app.scopes.add("read_all_orders")
    shop.buckets.size = shop.buckets.rate = POINTS
    shop.populate(orders)
    with fake_shopify(shop) as running:
        yield running


@contextmanager
def connected(bench: Bench, orders: int) -> Iterator[Synced]:
    """Just connected: its backfill has begun."""
    with stand_in(orders) as fake, bench.server() as server:
        yield with_pasted_keys(server, fake)


def with_pasted_keys(server: Installation, fake: Shop) -> Synced:
    """As an owner does it whose organisation has made the app: its webhooks are in its toml."""
    app = fake.app
    keys = ("--client-id", app.client_id, "--client-secret", app.client_secret)
    where = ("--shop", fake.domain, "--api-url", fake.url)
    shop, store = connect(server, "shopify", *where, *keys)
    worse = [each for each in store["findings"] if each["severity"] == "error"]
    demand("shopify.app.toml" in store["webhooks"] and not worse, "Not all is right", said=store)
    fake.webhooks.configure(shop.delivery_url, topics())
    return Synced(shop=shop, kinds=[kind.value for kind in adapter.kinds], fake=fake)


def topics() -> list[str]:
    """Those our own template subscribes to."""
    told = tomllib.loads(TEMPLATE.read_text("utf-8"))["webhooks"]["subscriptions"]
    return [topic for each in told for topic in each.get("topics", ())]


def compared(synced: Synced) -> Compared:
    return compared_with(synced.fake.truth(), dict(records_of(synced.shop.server)))


def records_of(server: Installation) -> Iterator[tuple[tuple[Kind, str], Record]]:
    """What stands in the server's database, opened."""
    with database_of(server) as database, database.reading() as connection:
        query = select(records).where(records.c.document.isnot(None))
        for row in connection.execution_options(yield_per=READ_AT_ONCE).execute(query):
            record = held(row, database.keyring).copy.record
            if record:
                yield (Kind(row.kind), record.id), record


def answered(synced: Synced, orders: list[Order]) -> list[str]:
    """Where our answers about these orders, about every shelf, and about what is gone are wrong."""
    truth = synced.fake.truth()
    sold = [variant.sku for product in truth.products.values() for variant in product.variants]
    return [
        *asked_of_each(synced.shop, orders, order_differences),
        *asked_of_each(synced.shop, [(truth, sku) for sku in sold], stock_differences),
        *asked_of_each(synced.shop, list(gone(synced, truth)), still_there),
    ]


def gone(synced: Synced, truth: Truth) -> Iterator[tuple[str, dict[str, str]]]:
    for index in truth.orders.gone:
        yield "/v1/order-status", {"order": f"#{index + 1001}"}
    known = dict(records_of(synced.shop.server))
    for (kind, own_id), record in known.items():
        if kind is Kind.VARIANT and int(record.product_id) not in truth.products:  # type: ignore[attr-defined]
            yield "/v1/stock", {"product": own_id}


def order_differences(shop: Connected, http: requests.Session, order: Order) -> Iterator[str]:
    found = facts(shop, http, ("/v1/order-status", {"order": order.name}))
    if found is None:
        yield f"answer of {order.name}, order: not found"
        return
    total, paid_back = found["total"], found["refunded"]
    moved = [(one.amount, order.currency) for one in order.refunds if one.amount]
    sent = [parcel for parcel in order.fulfillments if parcel.status != "CANCELLED"]
    pairs = {
        "total": ((order.total, order.currency), (Decimal(total["amount"]), total["currency"])),
        "paid back": (order.refunded, Decimal(paid_back["amount"])),
        "refunds": (
            sorted(moved),
            sorted((Decimal(one["amount"]), one["currency"]) for one in found["refunds"]),
        ),
        "parcels": (
            sorted((one.tracking[0].number, scanned(one)) for one in sent),
            sorted((one["tracking_number"], one["raw_status"]) for one in found["shipments"]),
        ),
        "returns": (
            [one.status.lower() for one in order.returns][-1:],
            [found["raw_return_status"]] if found["raw_return_status"] else [],
        ),
        "lines": (
            [(one.name, one.sku, one.quantity) for one in order.lines],
            [(one["title"], one["sku"], one["quantity"]) for one in found["lines"]],
        ),
        "sent back": (
            [order.refunded_quantity(one.id) for one in order.lines],
            [one["refunded_quantity"] for one in found["lines"]],
        ),
    }
    for name, (truth, told) in pairs.items():
        if truth != told:
            yield f"answer of {order.name}, {name}: the shop says {truth}, we say {told}"


def scanned(parcel: object) -> str:
    scan = parcel.last_event  # type: ignore[attr-defined]
    word: str = (scan.status if scan else parcel.status).lower()  # type: ignore[attr-defined]
    return word


def stock_differences(
    shop: Connected, http: requests.Session, asked: tuple[Truth, str]
) -> Iterator[str]:
    """The sum over all shelves, and each of them, where the answer tells them apart."""
    truth, sku = asked
    found = facts(shop, http, ("/v1/stock", {"sku": sku}))
    items = found["items"] if found else []
    variant = next(v for v in truth.goods.variants() if v.sku == sku)
    names = {place.id: place.name for place in truth.goods.locations.values()}
    shelves = sorted(
        (names[s.location_id], s.available) for s in truth.goods.levels_of(variant.item_id)
    )
    total = sum(available for _, available in shelves)
    told = [(i["quantity"], [(p["name"], p["quantity"]) for p in i["locations"]]) for i in items]
    if told not in ([(total, shelves)], [(total, [])]):
        yield f"stock of {sku}, shelves: the shop says {(total, shelves)}, we say {told}"
