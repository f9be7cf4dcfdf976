"""Hosts, walls and moods: what answers instead of WooCommerce."""

from __future__ import annotations

import time

import requests

from tests.fakes.woocommerce import Running
from tests.fakes.woocommerce.conftest import Ask
from tests.fakes.woocommerce.words import person


def test_a_wall_answers_html_whoever_asks(running: Running, ask: Ask) -> None:
    running.shop.switches.wall = True
    answer = ask("orders")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Just a moment" in answer.text


def test_maintenance_is_html_and_503(running: Running, ask: Ask) -> None:
    running.shop.switches.maintenance = True
    answer = ask("orders")
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        503,
        "text/html; charset=UTF-8",
    )


def test_a_shop_that_fails_a_few_times_recovers(running: Running, ask: Ask) -> None:
    running.shop.switches.failing, running.shop.switches.failing_times = 502, 2
    assert [ask("orders").status_code for _ in range(3)] == [502, 502, 200]


def test_a_shop_that_moved_sends_on_with_the_query(running: Running, ask: Ask) -> None:
    running.shop.switches.redirect_to = "https://shop.example.com"
    answer = requests.get(
        f"{running.url}/wp-json/wc/v3/orders",
        params={"page": 2},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://shop.example.com/wp-json/wc/v3/orders?page=2"


def test_a_slow_shop_takes_its_time(running: Running, ask: Ask) -> None:
    running.shop.switches.slow = 0.2
    before = time.monotonic()
    assert ask("orders").status_code == 200
    assert time.monotonic() - before >= 0.2


def test_plugins_are_known_by_their_namespaces(running: Running, ask: Ask) -> None:
    shop = running.shop
    shop.populate(orders=0, products=3, reviews=0)
    own = shop.place_order(person(1), [(min(shop.products), 1)], "processing")
    shop.ship(own)
    index = f"{running.url}/wp-json/"
    route = f"wc-shipment-tracking/v3/orders/{own}/shipment-trackings"
    assert "wc-shipment-tracking/v3" not in requests.get(index, timeout=10).json()["namespaces"]
    assert ask(route).json()["code"] == "rest_no_route"
    shop.switches.shipment_tracking = True
    assert "wc-shipment-tracking/v3" in requests.get(index, timeout=10).json()["namespaces"]
    (parcel,) = ask(route).json()
    assert parcel["tracking_number"] in parcel["tracking_link"]


def test_fulfilments_are_there_only_when_they_are_switched_on(running: Running, ask: Ask) -> None:
    shop = running.shop
    shop.populate(orders=0, products=3, reviews=0)
    own = shop.place_order(person(1), [(min(shop.products), 2)], "processing")
    assert ask(f"orders/{own}/fulfillments").json()["code"] == "rest_no_route"
    shop.switches.fulfillments = True
    line = shop.order(own).lines[0].id
    item = {"item_id": line, "qty": 1}
    shop.fulfill(own, [("_items", [item]), ("_tracking_number", "00340000000000000017")])
    assert len(ask(f"orders/{own}/fulfillments").json()) == 1
    metas = {meta["key"]: meta["value"] for meta in ask(f"orders/{own}").json()["meta_data"]}
    assert metas["_fulfillment_status"] == "partially_fulfilled"


def test_every_request_is_remembered(running: Running, ask: Ask) -> None:
    ask("orders", page=1)
    assert (running.asked[-1].path, running.asked[-1].query) == ("/wp-json/wc/v3/orders", "page=1")
