"""Answers beside a static Flask GET on the same server, and the same with many more orders kept."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks.contestants import Served, bare, storewire
from tests.benchmarks.filled import Filled, filled
from tests.benchmarks.load import Load, Request, load
from tests.benchmarks.rows import Row, alternating, row

DIFFERENT = 4_000
"""Questions, each about another order or article."""
FEW = 10_000


def run(folder: Path, rounds: int, seconds: float, sizes: tuple[int, ...]) -> Iterator[Row]:
    """`sizes`: orders kept; the first is what has a goal, the others are compared with it."""
    with ExitStack() as stack:
        static = stack.enter_context(bare())
        shops = {size: filled(folder, size) for size in (FEW, *sizes)}
        ours = {size: stack.enter_context(storewire(shop.home)) for size, shop in shops.items()}
        for size, shop in shops.items():
            for name, asked in questions(shop).items():
                goal = ">= 0.45" if (name, size) == ("order_status", FEW) else ""
                named = name if size == FEW else f"{name}_{size}"
                runs = against_static(ours[size], static, asked, rounds, seconds)
                yield row(named, f"{name}, {size} orders, to a static GET", goal, runs)
        for size in sizes:
            largest = size == max(sizes)
            pair = [questions(shops[each])["order_status"] for each in (size, FEW)]
            runs = alternating(
                lambda s=size, p=pair: asked_of(ours[s], p[0], seconds),  # type: ignore[misc]
                lambda p=pair: asked_of(ours[FEW], p[1], seconds),  # type: ignore[misc]
                rounds,
            )
            name = "order_status_growth" if largest else f"order_status_growth_{size}"
            yield row(name, f"{size} orders to {FEW}", ">= 0.95" if largest else "", runs)


def against_static(
    ours: Served, static: Served, asked: list[Request], rounds: int, seconds: float
) -> list[tuple[Load, Load]]:
    still = [Request(method="GET", path="/static", headers=each.headers) for each in asked[:100]]
    return alternating(
        lambda: asked_of(ours, asked, seconds), lambda: asked_of(static, still, seconds), rounds
    )


def asked_of(served: Served, asked: list[Request], seconds: float) -> Load:
    return load(served.port, asked, pid=served.pid, seconds=seconds)


def questions(shop: Filled) -> Mapping[str, list[Request]]:
    drawn = random.Random(7)  # noqa: S311 - repeatable
    orders = [drawn.randrange(shop.orders) for _ in range(DIFFERENT)]
    articles = [drawn.randrange(shop.products) for _ in range(DIFFERENT)]
    about = [{"order": f"#{each}", "email": shop.email(each), "locale": "tr"} for each in orders]
    asked: dict[str, tuple[str, list[dict[str, str]]]] = {
        "order_status": ("/v1/order-status", about),
        "return_policy": ("/v1/return-policy", about),
        "stock_sku": ("/v1/stock", [{"sku": shop.sku(each)} for each in articles]),
        "stock_words": ("/v1/stock", [{"q": shop.words(each)} for each in articles]),
    }
    headers = [("Authorization", f"Bearer {shop.key}")]
    return {
        name: [
            Request(method="GET", path=f"{path}?{urlencode(each)}", headers=headers)
            for each in queries
        ]
        for name, (path, queries) in asked.items()
    }
