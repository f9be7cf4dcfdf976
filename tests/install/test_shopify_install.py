"""A Shopify owner lets us in by a browser, against a real server and a shop on the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fakes.shopify.app import fake_shopify
from tests.fakes.shopify.shop import Shop
from tests.running import Installation, installation

pytestmark = pytest.mark.server

ONCE: dict[str, Any] = {"allow_redirects": False, "timeout": 30}


def get(url: str, **more: Any) -> requests.Response:
    """Without a cookie, and no further."""
    return requests.get(url, allow_redirects=False, timeout=30, **more)


def post(url: str, **more: Any) -> requests.Response:
    return requests.post(url, allow_redirects=False, timeout=30, **more)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with fake_shopify() as running:
        running.populate(5)
        yield running


def app_of(shop: Shop) -> dict[str, str]:
    return {
        "STOREWIRE_SHOPIFY_CLIENT_ID": shop.app.client_id,
        "STOREWIRE_SHOPIFY_CLIENT_SECRET": shop.app.client_secret,
        "STOREWIRE_SHOPIFY_API_URL": shop.url,
    }


@pytest.fixture
def here(tmp_path: Path, shop: Shop) -> Iterator[Installation]:
    with installation(tmp_path, **app_of(shop)) as one:
        yield one


@pytest.fixture(scope="module")
def shop_of_nobody() -> Iterator[Shop]:
    with fake_shopify() as running:
        yield running


@pytest.fixture(scope="module")
def closed(
    tmp_path_factory: pytest.TempPathFactory, shop_of_nobody: Shop
) -> Iterator[Installation]:
    """A server for all who are refused: it is as empty after them as before."""
    home = tmp_path_factory.mktemp("closed")
    with installation(home, **app_of(shop_of_nobody)) as one:
        yield one
        assert stores(one) == []
        assert shop_of_nobody.tokens.granted == []


def signed(shop: Shop, **params: str) -> dict[str, str]:
    """As Shopify opens an app's address."""
    said = {"shop": shop.domain, "timestamp": str(int(time.time())), **params}
    return shop.tokens.signed(said)


def stores(here: Installation) -> list[str]:
    return [store["address"] for store in here.ask("store", "list")]


def test_an_owner_who_opens_the_app_agrees_and_is_connected(here: Installation, shop: Shop) -> None:
    with requests.Session() as browser:
        page = browser.get(f"{here.url}/install/shopify", params=signed(shop), timeout=30)
    assert page.status_code == 200
    assert f"{shop.domain} is connected" in page.text
    assert [step.status_code for step in page.history] == [302, 302]
    assert shop.tokens.granted == ["authorization_code"]
    assert stores(here) == [shop.domain]


def test_the_link_of_the_command_line_leads_through_the_same_door(
    here: Installation, shop: Shop
) -> None:
    link = here.ask("connect", "shopify", "--shop", shop.domain)["link"]
    with requests.Session() as browser:
        assert f"{shop.domain} is connected" in browser.get(link, timeout=30).text
    assert stores(here) == [shop.domain]


def test_an_answer_that_is_played_again_or_to_another_browser_connects_nothing(
    here: Installation, shop: Shop
) -> None:
    with requests.Session() as owner, requests.Session() as stranger:
        away = owner.get(f"{here.url}/install/shopify", params=signed(shop), **ONCE)
        back = get(away.headers["Location"]).headers["Location"]
        assert stranger.get(back, **ONCE).status_code == 401
        tampered = back.replace("shop=lale-demo", "shop=nar-demo")
        assert owner.get(tampered, **ONCE).status_code == 401
    assert stores(here) == []
    with requests.Session() as owner:
        away = owner.get(f"{here.url}/install/shopify", params=signed(shop), **ONCE)
        back = get(away.headers["Location"]).headers["Location"]
        cookie = owner.cookies.get_dict()["storewire_install"]
        assert owner.get(back, **ONCE).status_code == 200
        again = {"Cookie": f"storewire_install={cookie}"}
        assert get(back, headers=again).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"shop": "lale-demo.myshopify.com"},
        {"shop": "lale-demo.myshopify.com", "timestamp": "1", "hmac": "0" * 64},
        {"shop": "lale-demo.myshopify.com\n", "hmac": ""},
        {"shop": "lale-demo.myshopify.com.evil.example", "hmac": "0" * 64},
        {"id_token": "a.b.c"},
    ],
    ids=["nothing", "unsigned", "wrong hmac", "newline", "other domain", "no token at all"],
)
def test_whom_shopify_does_not_vouch_for_is_let_nowhere(
    closed: Installation, wrong: dict[str, str]
) -> None:
    refused = get(f"{closed.url}/install/shopify", params=wrong)
    assert refused.status_code == 401
    assert refused.headers["X-Shopify-Retry-Invalid-Session-Request"] == "1"


def test_a_request_signed_two_minutes_ago_is_too_old(
    closed: Installation, shop_of_nobody: Shop
) -> None:
    old = signed(shop_of_nobody, timestamp=str(int(time.time()) - 120))
    assert get(f"{closed.url}/install/shopify", params=old).status_code == 401


@pytest.mark.parametrize("in_header", [True, False], ids=["App Bridge", "first page"])
def test_the_embedded_page_exchanges_its_session_token(
    here: Installation, shop: Shop, in_header: bool
) -> None:
    token = shop.tokens.session_token()
    if in_header:
        word = {"Authorization": f"Bearer {token}"}
        page = post(f"{here.url}/install/shopify", headers=word)
    else:
        params = signed(shop, embedded="1", id_token=token)
        page = get(f"{here.url}/install/shopify", params=params)
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert f"frame-ancestors https://{shop.domain} https://admin.shopify.com" in policy
    assert len(shop.tokens.granted) == 1
    assert stores(here) == [shop.domain]


def test_a_session_token_for_another_app_or_of_yesterday_is_refused(
    closed: Installation, shop_of_nobody: Shop
) -> None:
    for wrong in ({"aud": "another-app"}, {"exp": int(time.time()) - 3600}):
        word = {"Authorization": f"Bearer {shop_of_nobody.tokens.session_token(**wrong)}"}
        page = post(f"{closed.url}/install/shopify", headers=word)
        assert page.status_code == 401
    assert shop_of_nobody.tokens.granted == []


def test_a_shop_that_took_its_permission_back_is_connected_again_by_opening_the_app(
    here: Installation, shop: Shop
) -> None:
    with requests.Session() as browser:
        browser.get(f"{here.url}/install/shopify", params=signed(shop), timeout=30)
        shop.tokens.revoke_all()
        report = here.run("doctor", check=False)
        assert report.returncode == 1
        assert "connect" in report.stdout
        browser.get(f"{here.url}/install/shopify", params=signed(shop), timeout=30)
    assert len(stores(here)) == 1
    findings = here.run("doctor", "--json", check=False).stdout
    assert "connected again" not in findings


def test_without_the_apps_settings_the_command_says_which_are_missing(
    tmp_path: Path, shop: Shop
) -> None:
    refused = Installation(home=tmp_path).run(
        "connect", "shopify", "--shop", shop.domain, check=False
    )
    assert refused.returncode == 2
    assert "STOREWIRE_SHOPIFY_CLIENT_ID" in refused.stderr
