"""A shop with a past and a lively afternoon: repeatable, large and cheap."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.woocommerce import Clock, Policy, Running, Shop
from tests.fakes.woocommerce.conftest import NOON, Ask
from tests.fakes.woocommerce.happenings import ACTS
from tests.fakes.woocommerce.order_json import order_json
from tests.fakes.woocommerce.receiver import Receiver
from tests.running import ROOT


def everything(shop: Shop) -> dict[str, Any]:
    truth = shop.truth()
    return {
        "orders": list(truth.orders()),
        "trashed": list(truth.trashed_orders()),
        "refunds": list(truth.refunds()),
        "products": list(truth.products()),
        "variations": list(truth.variations()),
        "reviews": list(truth.reviews()),
    }


def lively(seed: int, orders: int = 50, changes: int = 200) -> Shop:
    shop = Shop(Clock(NOON))
    shop.populate(orders=orders, products=15, reviews=20, seed=seed)
    shop.live(changes, seed=seed, pace=1)
    return shop


def listed(ask: Ask, path: str, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page = 1
    while rows := ask(path, per_page=100, page=page, **params).json():
        found += rows
        page += 1
    return found


def by_id(rows: Iterable[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in rows}


@settings(max_examples=5)
@given(seed=st.integers(0, 10_000))
def test_the_same_seed_lives_the_same_life(seed: int) -> None:
    first, second = everything(lively(seed)), everything(lively(seed))
    assert first == second
    assert everything(lively(seed + 1)) != first


def test_every_kind_of_thing_happens(running: Running) -> None:
    running.shop.populate(orders=400, products=25, reviews=60)
    done = running.shop.live(1500, seed=2)
    assert done.total() == 1500
    assert set(done) == {act.__name__ for act in ACTS}


def test_what_rest_tells_of_everything_is_the_truth(running: Running, ask: Ask) -> None:
    shop = running.shop
    shop.populate(orders=130, products=15, reviews=20)
    shop.live(300, seed=3, pace=1)
    truth = everything(shop)
    assert by_id(listed(ask, "orders", orderby="modified", order="asc")) == by_id(truth["orders"])
    assert by_id(listed(ask, "orders", status="trash")) == by_id(truth["trashed"])
    assert by_id(listed(ask, "products", status="publish")) == by_id(truth["products"])
    assert by_id(listed(ask, "products/reviews", status="all")) == by_id(truth["reviews"])
    for order_id, refund in truth["refunds"]:
        assert ask(f"orders/{order_id}/refunds/{refund['id']}").json() == refund
    for variation in truth["variations"]:
        path = f"products/{variation['parent_id']}/variations/{variation['id']}"
        assert ask(path).json() == variation


def test_money_adds_up_in_every_order(running: Running) -> None:
    running.shop.populate(orders=60, products=15, reviews=0)
    running.shop.live(200, seed=7)
    for order in running.shop.truth().orders():
        parts = [*order["line_items"], *order["shipping_lines"]]
        sums = sum(_cents(part["total"]) + _cents(part["total_tax"]) for part in parts)
        assert sums == _cents(order["total"])
        paid_back = -sum(_cents(refund["total"]) for refund in order["refunds"])
        assert 0 <= paid_back <= _cents(order["total"])


def _cents(text: str) -> int:
    return int(text.replace(".", ""))


def test_what_webhooks_and_a_sweep_miss_is_only_what_is_silent(
    running: Running, receiver: Receiver, ask: Ask
) -> None:
    """The law that a client's reconcile leans on: copies from webhooks and from one sweep differ
    from the truth in erased orders and deleted refunds, and in nothing else."""
    shop = running.shop
    shop.populate(orders=80, products=10, reviews=0)
    copy = by_id(shop.truth().orders())
    shop.add_webhook("order.updated", receiver.url, "secret")
    shop.live(250, seed=11, pace=1, build_every=9)
    for sent in shop.run_queue(Policy(drop=0.1, double=0.1, shuffle=True)):
        told = json.loads(sent.body) if sent.topic else {}
        newer = told.get("date_modified_gmt", "") >= copy.get(told.get("id", 0), {}).get(
            "date_modified_gmt", ""
        )
        if "line_items" in told and newer:
            copy[told["id"]] = told
    since = {"modified_after": "2026-11-21T11:00:00", "dates_are_gmt": "true"}
    for status in ("any", "trash"):
        copy |= by_id(listed(ask, "orders", status=status, **since))
    truth = by_id(shop.truth().orders()) | by_id(shop.truth().trashed_orders())
    assert copy.keys() >= truth.keys()
    for own_id, order in truth.items():
        silent = ("refunds", "meta_data") if copy[own_id] != order else ()
        assert {k: v for k, v in copy[own_id].items() if k not in silent} == {
            k: v for k, v in order.items() if k not in silent
        }
        assert copy[own_id]["meta_data"] == order["meta_data"]


def test_a_large_past_takes_no_memory_and_its_pages_are_cheap(running: Running, ask: Ask) -> None:
    tracemalloc.start()
    running.shop.populate(orders=50_000, products=10, reviews=0)
    assert tracemalloc.get_traced_memory()[0] < 4_000_000
    tracemalloc.stop()
    last = ask("orders", per_page=5, page=10_000, orderby="id", order="asc")
    assert last.headers["X-WP-Total"] == "50000"
    youngest = running.shop.order(max(running.shop.shelf.ids))
    assert last.json()[-1] == order_json(youngest, running.url)


@pytest.mark.server
def test_it_can_be_run_by_hand() -> None:
    command = [sys.executable, "-m", "tests.fakes.woocommerce", "--orders", "3", "--lax"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = dict(process.stdout.readline().rsplit(None, 1) for _ in range(3))
            told = {name.strip(): value for name, value in told.items()}
            key = (told["consumer key"], told["consumer secret"])
            answer = requests.get(f"{told['url']}/wp-json/wc/v3/orders", auth=key, timeout=10)
            assert answer.headers["X-WP-Total"] == "3"
        finally:
            process.terminate()
