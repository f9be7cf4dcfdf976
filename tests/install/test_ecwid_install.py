"""An Ecwid owner lets us in by a browser, against a real server and a shop on the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fakes.ecwid import Running, fake_ecwid
from tests.running import Installation, installation

pytestmark = pytest.mark.server

ONCE: dict[str, Any] = {"allow_redirects": False, "timeout": 30}
ASKED_WITHIN = 60
"""Seconds; it is three, and what a busy machine takes."""


def get(url: str, **more: Any) -> requests.Response:
    """Without a cookie, and no further."""
    return requests.get(url, allow_redirects=False, timeout=30, **more)


@pytest.fixture
def ecwid() -> Iterator[Running]:
    with fake_ecwid() as running:
        running.shop.populate(orders=5, products=3, reviews=1)
        yield running


@pytest.fixture
def here(tmp_path: Path, ecwid: Running) -> Iterator[Installation]:
    app = {
        "STOREWIRE_ECWID_CLIENT_ID": ecwid.shop.client_id,
        "STOREWIRE_ECWID_CLIENT_SECRET": ecwid.shop.client_secret,
        "STOREWIRE_ECWID_API_URL": ecwid.url,
    }
    with installation(tmp_path, **app) as one:
        yield one


def stores(here: Installation) -> list[str]:
    return [store["address"] for store in here.ask("store", "list")]


def link(here: Installation) -> str:
    said: str = here.ask("connect", "ecwid")["link"]
    return said


def test_an_owner_who_follows_the_link_agrees_and_is_connected(
    here: Installation, ecwid: Running
) -> None:
    with requests.Session() as browser:
        page = browser.get(link(here), timeout=30)
    assert page.status_code == 200
    assert page.url.startswith(here.url)
    assert f"{ecwid.shop.store_id} is connected" in page.text
    assert [step.status_code for step in page.history] == [302, 302]
    assert stores(here) == [str(ecwid.shop.store_id)]
    assert {each.status for each in ecwid.asked} == {200, 302}


def test_what_the_shop_then_sends_is_taken_and_asked_about(
    here: Installation, ecwid: Running
) -> None:
    with requests.Session() as browser:
        browser.get(link(here), timeout=30)
    ecwid.shop.post.to = f"{here.url}/webhooks/ecwid"
    order = next(iter(ecwid.shop.orders.values()))
    ecwid.shop.set_status(order, payment="PAID")
    assert [sent.status for sent in ecwid.shop.deliver()] == [200]
    wanted = f"/orders/{order.public_id}"
    until = time.monotonic() + ASKED_WITHIN
    while not any(each.path.endswith(wanted) for each in ecwid.asked):
        assert time.monotonic() < until, "the shop is never asked"
        time.sleep(0.1)


def test_an_answer_that_is_played_again_or_to_another_browser_connects_nothing(
    here: Installation, ecwid: Running
) -> None:
    with requests.Session() as owner, requests.Session() as stranger:
        away = owner.get(link(here), **ONCE)
        back = get(away.headers["Location"]).headers["Location"]
        assert stranger.get(back, **ONCE).status_code == 401
        assert stores(here) == []
    away = get(link(here))
    cookie = {"Cookie": away.headers["Set-Cookie"].partition(";")[0]}
    back = get(away.headers["Location"]).headers["Location"]
    assert get(back, headers=cookie).status_code == 200
    assert get(back, headers=cookie).status_code == 401
    assert stores(here) == [str(ecwid.shop.store_id)]


def test_an_owner_who_declines_is_not_connected(here: Installation, ecwid: Running) -> None:
    ecwid.oauth.declines = True
    with requests.Session() as browser:
        page = browser.get(link(here), timeout=30)
    assert page.status_code == 401
    assert stores(here) == []


def test_an_owner_from_the_app_market_is_connected_by_ecwids_code_alone(
    here: Installation, ecwid: Running
) -> None:
    front = f"{here.url}/install/ecwid"
    for wrong in ({}, {"code": "guessed"}, {"code": ""}):
        assert get(front, params=wrong).status_code == 401
    assert stores(here) == []
    code = {"code": ecwid.oauth.code()}
    page = get(front, params=code)
    assert (page.status_code, stores(here)) == (200, [str(ecwid.shop.store_id)])
    assert get(front, params=code).status_code == 401


def test_without_the_apps_settings_the_command_says_which_are_missing(tmp_path: Path) -> None:
    refused = Installation(home=tmp_path).run("connect", "ecwid", check=False)
    assert refused.returncode == 2
    assert "STOREWIRE_ECWID_CLIENT_ID" in refused.stderr
