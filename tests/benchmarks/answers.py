"""Answers beside a static Flask GET on the same server, and the same with many more orders kept."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks import history
from tests.benchmarks.bare import write_rows
from tests.benchmarks.contestants import Served, bare, storewire
from tests.benchmarks.filled import Filled, filled
from tests.benchmarks.load import Load, Request, load
from tests.benchmarks.rows import Point, Row, alternating, row

DIFFERENT = 4_000
"""Questions, each about another order or article."""
FEW, MOST = 10_000, 5_000_000
LOOKED_UP = 1_000
"""Bytes of what a bare lookup finds, about an order's."""


def run(
    kept: Path, folder: Path, rounds: int, seconds: float, sizes: Sequence[int]
) -> Iterator[Row]:
    """`sizes`: orders kept beside `FEW`, which is what has a goal; the others are compared with
    it."""
    with ExitStack() as stack:
        write_rows(folder / "rows.db", looked_up(FEW))
        flask = stack.enter_context(bare(looked_up=folder / "rows.db"))
        shops = {size: filled(kept, size) for size in (FEW, *sizes)}
        ours = {size: stack.enter_context(storewire(shop.home)) for size, shop in shops.items()}
        for size, shop in shops.items():
            yield from against_static(shop, ours[size], flask, rounds, seconds)
        asked = {size: questions(shop)["order_status"] for size, shop in shops.items()}
        yield to_lookup(ours[FEW], flask, asked[FEW], rounds, seconds)
        for size in sizes:
            yield grown(size, ours, asked, rounds, seconds)


def grown(
    size: int,
    ours: Mapping[int, Served],
    asked: Mapping[int, list[Request]],
    rounds: int,
    seconds: float,
) -> Row:
    runs = alternating(
        lambda: asked_of(ours[size], asked[size], seconds),
        lambda: asked_of(ours[FEW], asked[FEW], seconds),
        rounds,
    )
    name, goal = ("order_status_growth", ">= 0.95") if size == MOST else ("", "")
    what = f"order_status, {size} orders to {FEW}"
    return row(name or f"order_status_growth_{size}", what, goal, runs)


def against_static(
    shop: Filled, ours: Served, flask: Served, rounds: int, seconds: float
) -> Iterator[Row]:
    for name, asked in questions(shop).items():
        still = [Request(method="GET", path="/static", headers=one.headers) for one in asked[:100]]
        runs = beside(ours, asked, flask, still, rounds, seconds)
        goal = ">= 0.45" if (name, shop.orders) == ("order_status", FEW) else ""
        named = name if shop.orders == FEW else f"{name}_{shop.orders}"
        what = f"{name}, {shop.orders} orders, to a static GET"
        point = Point(chart="answers", line=name, size=shop.orders)
        yield row(named, what, goal, runs, point=point)


def to_lookup(
    ours: Served, flask: Served, asked: list[Request], rounds: int, seconds: float
) -> Row:
    numbers = random.Random(7).choices(range(FEW), k=DIFFERENT)  # noqa: S311 - repeatable
    bare_ones = [
        Request(method="GET", path=f"/lookup?order={number}", headers=asked[0].headers)
        for number in numbers
    ]
    what = f"order_status, {FEW} orders, to Flask with one bare lookup in SQLite"
    runs = beside(ours, asked, flask, bare_ones, rounds, seconds)
    return row("order_status_to_lookup", what, "", runs)


def looked_up(orders: int) -> Iterator[tuple[str, bytes]]:
    for number in range(orders):
        told = {"order": number, "status": "in_transit", "note": "x" * LOOKED_UP}
        yield str(number), json.dumps(told).encode()


def beside(
    ours: Served,
    asked: list[Request],
    flask: Served,
    bare_ones: list[Request],
    rounds: int,
    seconds: float,
) -> list[tuple[Load, Load]]:
    return alternating(
        lambda: asked_of(ours, asked, seconds),
        lambda: asked_of(flask, bare_ones, seconds),
        rounds,
    )


def asked_of(served: Served, asked: list[Request], seconds: float) -> Load:
    return load(served.port, asked, pid=served.pid, seconds=seconds)


def questions(shop: Filled) -> Mapping[str, list[Request]]:
    drawn = random.Random(7)  # noqa: S311 - repeatable
    orders = [drawn.randrange(shop.orders) for _ in range(DIFFERENT)]
    articles = [drawn.randrange(shop.products) for _ in range(DIFFERENT)]
    about = [
        ({"order": f"#{one}", "email": history.email(one), "locale": "tr"}, shop.key_for(one))
        for one in orders
    ]
    by_sku = [({"sku": history.sku(one)}, shop.keys[0]) for one in articles]
    by_words = [({"q": history.words(one)}, shop.keys[0]) for one in articles]
    return {
        "order_status": [question("/v1/order-status", *one) for one in about],
        "return_policy": [question("/v1/return-policy", *one) for one in about],
        "stock_sku": [question("/v1/stock", *one) for one in by_sku],
        "stock_words": [question("/v1/stock", *one) for one in by_words],
    }


def question(path: str, query: Mapping[str, str], key: str) -> Request:
    headers = [("Authorization", f"Bearer {key}")]
    return Request(method="GET", path=f"{path}?{urlencode(query)}", headers=headers)
