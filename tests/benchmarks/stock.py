"""How long stock and its insights take of a shop with many products and many orders.

`python -m tests.benchmarks.stock [ORDERS] [PRODUCTS]`, on both databases.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
from sqlalchemy import make_url, text

from connector.api import rest
from connector.records import Order, OrderLine, Product, StockLevel, Variant
from connector.storage.engine import Database, now
from connector.storage.migrate import migrate, open_database
from connector.storage.reindex import forget_index, reindex
from connector.storage.stores import Scope, create_key
from tests.data import SECRET_KEYS
from tests.postgres import running_postgres
from tests.storage.shop import Shop, level, new_shop, order, product, variant

ORDERS, PRODUCTS, SOLD = 20_000, 10_000, 2_000
"""Products that are ever sold, each with one variant of its own id."""
AT_ONCE = 500
ROUNDS = 30
COLOURS = ("Red", "Blue", "Mavi", "Kırmızı", "سبز", "آبی", "Green", "White")
THINGS = ("cup", "shirt", "teapot", "kupa", "gömlek", "لیوان", "lamp", "scarf", "bowl", "rug")
STUFFS = ("linen", "silk", "ipek", "clay", "copper", "glass", "pamuk", "wool")


def main() -> None:
    orders, products = map(int, [*sys.argv[1:], str(ORDERS), str(PRODUCTS)][:2])
    for name, url in databases():
        with opened(url) as database:
            shop = filled(database, orders, products)
            print(f"{name}: {orders} orders, {products} products")
            report(shop)


def databases() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", f"sqlite:///{Path(folder) / 'bench.db'}"
    with ExitStack() as running:
        server = running.enter_context(running_postgres())
        url = make_url(server.url).set(drivername="postgresql+psycopg")
        yield "PostgreSQL", url.render_as_string(hide_password=False)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    migrate(url, SECRET_KEYS)
    database = open_database(url, SECRET_KEYS)
    yield database
    database.close()


def filled(database: Database, orders: int, products: int) -> Shop:
    chance, shop = dice(), new_shop(database)
    for start in range(0, products, AT_ONCE):
        shop.arrive(*(each for n in range(start, start + AT_ONCE) for each in stocked(chance, n)))
    for start in range(0, orders, AT_ONCE):
        shop.arrive(*(bought(chance, n) for n in range(start, start + AT_ONCE)))
    if database.engine.dialect.name == "postgresql":
        with database.writing() as connection:
            connection.execute(text("ANALYZE"))
    return shop


def stocked(chance: random.Random, n: int) -> tuple[Product, Variant, StockLevel]:
    words = (chance.choice(COLOURS), chance.choice(STUFFS), chance.choice(THINGS), f"No. {n}")
    tags = (chance.choice(THINGS), chance.choice(STUFFS))
    whole: Product = msgspec.structs.replace(product(f"{n}", " ".join(words)), tags=tags)
    left = 0 if chance.random() < 0.1 else chance.randrange(1, 60)
    return whole, variant(f"{n}", f"{n}", sku=f"S-{n}", item=f"{n}"), level(f"{n}", "", left)


def bought(chance: random.Random, n: int) -> Order:
    at = now() - timedelta(days=chance.random() * 28)
    picked = [
        min(int(chance.expovariate(0.002)), SOLD - 1) for _ in range(chance.choice((1, 2, 3)))
    ]
    lines = tuple(
        OrderLine(
            id=f"{nth}", title="x", quantity=Decimal(1), product_id=f"{one}", variant_id=f"{one}"
        )
        for nth, one in enumerate(picked)
    )
    return msgspec.structs.replace(order(f"{n}", f"#{n}", placed=at), lines=lines)


def report(shop: Shop) -> None:
    app = rest.new_app()
    rest.add_rest(app, shop.database)
    client = app.test_client()
    key = create_key(shop.database, shop.id, Scope.AGENT)
    headers = {"Authorization": f"Bearer {key}"}

    def ask(path: str) -> Callable[[], None]:
        def once() -> None:
            assert client.get(f"/v1/stock{path}", headers=headers).status_code == 200

        return once

    measured("all insights", ask("/insights"))
    for kind in ("out_of_stock", "best_sellers", "selling_fast"):
        measured(f"{kind}, 20", ask(f"/insights?kind={kind}"))
    measured("all insights, 100 each", ask("/insights?limit=100"))
    measured("in stock, by SKU", ask("?sku=S-1"))
    measured("out of stock, alternatives", ask(f"?sku={missing_sku()}"))
    measured("by three words", ask("?q=red silk cup"))
    with shop.database.writing() as connection:
        forget_index(connection)
    began = time.perf_counter()
    count = reindex(shop.database)
    print(f"  {count} records indexed anew in {time.perf_counter() - began:.1f} s")


def missing_sku() -> str:
    """Of the first thing that has run out."""
    chance = dice()
    left = ((n, stocked(chance, n)[-1]) for n in range(SOLD))
    return next(f"S-{n}" for n, counted in left if not counted.available)


def dice() -> random.Random:
    return random.Random(7)  # noqa: S311  chance that repeats itself


def measured(name: str, work: Callable[[], None]) -> None:
    work()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    print(f"  {name}: {statistics.median(taken):.1f} ms, 95 % in {taken[-2]:.1f} ms")


if __name__ == "__main__":
    main()
