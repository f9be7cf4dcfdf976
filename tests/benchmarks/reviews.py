"""How long a page of reviews takes of a shop that has a hundred thousand of them.

`python -m tests.benchmarks.reviews [REVIEWS]`, on both databases.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text

from connector.api import rest
from connector.records import Review, ReviewStatus
from connector.storage.engine import Database
from connector.storage.migrate import migrate, open_database
from connector.storage.reviews import find_reviews
from connector.storage.stores import Scope, create_key
from tests.data import SECRET_KEYS
from tests.postgres import running_postgres
from tests.storage.reviewed import attached, bought
from tests.storage.shop import NINE, Shop, new_shop, product

REVIEWS = 100_000
PRODUCTS = 500
AT_ONCE = 500
ROUNDS = 30
STATES = {ReviewStatus.PUBLISHED: 9500, ReviewStatus.PENDING: 300, ReviewStatus.SPAM: 10}
STARS = {"5": 60, "4": 20, "3": 8, "2": 5, "1": 5, "4.5": 2}
QUESTIONS: dict[str, dict[str, Any]] = {
    "all": {},
    "published": {"state": ReviewStatus.PUBLISHED},
    "few of them, spam": {"state": ReviewStatus.SPAM},
    "none of them": {"state": ReviewStatus.REJECTED},
    "1 star, not answered": {"rating": 1, "answered": False},
    "of a product": {"product": "p7"},
    "of a product, 1 star": {"product": "p7", "rating": 1},
    "the last hour": {"since": NINE + timedelta(seconds=REVIEWS // 2 - 1800)},
    "page of 100": {"limit": 100},
}


def reviews(count: int, seed: int) -> Iterator[Review]:
    chance = random.Random(seed)  # noqa: S311
    for n in range(count):
        yield Review(
            id=f"{seed}-{n}",
            product_id=f"p{chance.randrange(PRODUCTS)}",
            status=chance.choices([*STATES], [*STATES.values()])[0],
            rating=Decimal(chance.choices([*STARS], [*STARS.values()])[0]),
            title="Çok güzel",
            body="خیلی خوب بود. " * 12,
            author="Elif K.",
            author_email=f"elif{n % 5000}@example.org",
            reply="Teşekkürler" if chance.random() < 0.1 else "",
            created_at=NINE,
            updated_at=NINE + timedelta(seconds=n),
        )


def filled(database: Database, count: int) -> Shop:
    """Half of them the shop's own, half of a source."""
    shop = new_shop(database)
    shop.arrive(*(product(f"p{n}", f"Kupa {n}") for n in range(PRODUCTS)))
    shop.arrive(*(bought(f"{n}", f"#{n}", f"p{n % PRODUCTS}") for n in range(1000)))
    for seed, one in enumerate((shop, attached(shop))):
        every = list(reviews(count // 2, seed))
        for start in range(0, len(every), AT_ONCE):
            one.arrive(*every[start : start + AT_ONCE])
    return shop


def measured(what: str, call: Any) -> None:
    call()
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        took.append((time.perf_counter() - start) * 1000)
    figures = f"{statistics.median(took):8.1f} ms median{min(took):8.1f} ms at best"
    print(f"  {what:24}{figures}{max(took):8.1f} ms at worst")


def ask(shop: Shop) -> None:
    for what, asked in QUESTIONS.items():
        measured(what, lambda asked=asked: find_reviews(shop.database, shop.id, **asked))
    half = deep(shop)
    measured("page 500", lambda: find_reviews(shop.database, shop.id, cursor=half))
    app, key = rest.new_app(), create_key(shop.database, shop.id, Scope.AGENT)
    rest.add_rest(app, shop.database)
    headers = {"Authorization": f"Bearer {key}"}
    client = app.test_client()
    measured("GET /v1/reviews", lambda: client.get("/v1/reviews", headers=headers))


def deep(shop: Shop) -> str | None:
    cursor = None
    for _ in range(100):
        cursor = find_reviews(shop.database, shop.id, limit=100, cursor=cursor).next_cursor
    return cursor


@contextmanager
def opened(url: str) -> Iterator[Database]:
    migrate(url, SECRET_KEYS)
    database = open_database(url, SECRET_KEYS)
    yield database
    database.close()


def main(count: int) -> None:
    with ExitStack() as open_here:
        folder = Path(open_here.enter_context(tempfile.TemporaryDirectory()))
        server = open_here.enter_context(running_postgres())
        new = make_url(server.new_database()).set(drivername="postgresql+psycopg")
        postgres = new.render_as_string(hide_password=False)
        for name, url in (("SQLite", f"sqlite:///{folder}/b.db"), ("PostgreSQL", postgres)):
            with opened(url) as database:
                begun = time.perf_counter()
                shop = filled(database, count)
                per_review = (time.perf_counter() - begun) / count * 1000
                print(f"{name}: {count} reviews, written in {per_review:.2f} ms each")
                ask(shop)
                if name == "PostgreSQL":
                    analyze(database)
                    print("  once it has been analyzed:")
                    ask(shop)


def analyze(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REVIEWS)
