"""A WooCommerce owner connects with one click, against a real server and a shop on the wire."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import requests

from tests.fakes.woocommerce import fake_woocommerce
from tests.fakes.woocommerce.handover import approve
from tests.fakes.woocommerce.server import Running
from tests.running import Installation, installation

pytestmark = pytest.mark.server

LOAD_SECONDS = 60


@pytest.fixture
def shop() -> Iterator[Running]:
    with fake_woocommerce() as running:
        running.shop.populate(orders=12, seed=3)
        running.shop.switches.http_callbacks = True
        yield running


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path) as one:
        yield one


def link_to(here: Installation, shop: Running) -> str:
    link: str = here.ask("connect", "woocommerce", "--url", shop.url)["link"]
    return link


def callback_of(link: str) -> str:
    return unquote(link.split("callback_url=")[1].split("&")[0])


def wait_for_orders(here: Installation) -> Any:
    until = time.monotonic() + LOAD_SECONDS
    while time.monotonic() < until:
        report = json.loads(here.run("doctor", "--json", check=False).stdout)[0]
        done = {row["kind"] for row in report["progress"] if row["finished_at"]}
        if {"order", "policy"} <= done:
            return report
        time.sleep(0.5)
    raise AssertionError("The shop's past was never loaded")


def test_one_click_connects_the_shop_makes_its_webhooks_and_loads_its_past(
    here: Installation, shop: Running
) -> None:
    agreed = approve(link_to(here, shop))
    assert agreed.status_code == 302
    page = requests.get(agreed.headers["Location"], timeout=10)
    assert "handed over its key" in page.text
    report = wait_for_orders(here)
    assert not [f for f in report["findings"] if f["severity"] == "error"]
    key = here.ask("key", "create", "--store", report["store"], "--scope", "agent")["key"]
    order = next(iter(shop.shop.truth().orders()))
    answer = requests.get(
        f"{here.url}/v1/order-status",
        {"order": order["number"]},
        headers={"Authorization": f"Bearer {key}"},
        timeout=10,
    )
    assert answer.json()["outcome"] == "ok"


def test_a_link_that_was_used_hands_over_nothing_more(here: Installation, shop: Running) -> None:
    link = link_to(here, shop)
    assert approve(link).status_code == 302
    assert approve(link).status_code == 401  # the shop drops the second key
    assert len(here.ask("store", "list")) == 1


def test_a_key_that_the_shop_then_refuses_is_not_kept_and_the_link_still_holds(
    here: Installation, shop: Running
) -> None:
    link = link_to(here, shop)
    shop.shop.switches.wall = True
    callback = callback_of(link)
    made_up = {"consumer_key": "ck_" + "0" * 40, "consumer_secret": "cs_" + "0" * 40}
    refused = requests.post(callback, json=made_up, timeout=30)
    assert refused.status_code == 502
    assert here.ask("store", "list") == []
    shop.shop.switches.wall = False
    assert approve(link).status_code == 302
    assert len(here.ask("store", "list")) == 1


@pytest.fixture(scope="module")
def callback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a shop hands over its key; to be refused one takes nothing away from it."""
    with fake_woocommerce() as shop, installation(tmp_path_factory.mktemp("refusing")) as here:
        shop.shop.switches.http_callbacks = True
        link = link_to(here, shop)
        yield callback_of(link)
        assert here.ask("store", "list") == []
        assert approve(link).status_code == 302


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"\xff", b'{"consumer_key":"ck_1","consumer_secret":"cs_1"}'],
)
def test_what_is_no_key_is_refused(callback: str, body: bytes) -> None:
    assert requests.post(callback, data=body, timeout=30).status_code == 401
    assert requests.post(f"{callback}x", data=body, timeout=30).status_code == 401


def test_connecting_again_with_new_keys_keeps_the_store_and_what_it_signs_with(
    here: Installation, shop: Running
) -> None:
    """As after `AccessRevoked`: the owner is told to connect again."""
    assert approve(link_to(here, shop)).status_code == 302
    before = here.ask("store", "list")
    keys = ("--consumer-key", shop.consumer_key, "--consumer-secret", shop.consumer_secret)
    again = here.ask("connect", "woocommerce", "--url", shop.url, *keys)
    assert here.ask("store", "list") == before
    assert (again["id"], again["webhooks"]) == (before[0]["id"], "made")


def test_a_shop_behind_a_private_certificate_authority_is_connected(tmp_path: Path) -> None:
    with fake_woocommerce(tls=True) as shop:
        keys = ("--consumer-key", shop.consumer_key, "--consumer-secret", shop.consumer_secret)
        words = ("connect", "woocommerce", "--url", shop.url, *keys)
        here = Installation(home=tmp_path)
        distrusting = here.run(*words, check=False)
        assert distrusting.returncode == 2
        assert "certificate" in distrusting.stderr
        here.extra = {"REQUESTS_CA_BUNDLE": shop.certificate}
        assert here.ask(*words)["webhooks"] == "made"


def test_a_key_that_may_only_read_connects_and_says_what_to_make_by_hand(
    tmp_path: Path, shop: Running
) -> None:
    key = shop.shop.keyring.cut("read")
    keys = ("--consumer-key", key.consumer_key, "--consumer-secret", key.consumer_secret)
    told = Installation(home=tmp_path).ask("connect", "woocommerce", "--url", shop.url, *keys)
    assert told["webhooks"] != "made"
    assert len(told["webhook_secret"]) >= 32
    assert told["delivery_url"].startswith("http")
