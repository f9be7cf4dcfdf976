"""A shopper is known by a code in their inbox, or on the shop's own pages: a real server and a real
mail server, set up with the commands an owner has."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from adapters.shopify import adapter as shopify
from adapters.shopify.storefront import signature
from connector.testing.recordings import recordings, resigned
from tests.end_to_end.shop import EMAIL, Shop, headers, signed
from tests.running import ROOT, Installation, free_port, installation
from tests.sending.inbox import USER, Inbox, mail_server

pytestmark = pytest.mark.server

SIGNING_SECRET, APP_SECRET = (
    "intercom-secret-of-at-least-32-characters",
    "secret-of-the-shopify-app",
)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def inbox(port: int) -> Iterator[Inbox]:
    with mail_server(port, login=True) as running:
        yield running


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox, port: int) -> Iterator[Shop]:
    with installation(tmp_path_factory.mktemp("vouching")) as server:
        shop = Shop.connected(server)
        assert shop.post(signed()).status_code == 200
        login = f"smtp://{USER.replace('@', '%40')}:p%40ssword%2F1%3A%25@127.0.0.1:{port}"
        given = run(
            server,
            login,
            *("sender", "set", "--store", shop.id, "--smtp", "-"),
            *("--from", "Lale <shop@example.com>"),
        )
        assert given["from"] == "Lale <shop@example.com>"
        yield shop


def run(server: Installation, typed: str, *words: str) -> Any:
    """`storewire <words> --json`, with this on standard input."""
    done = subprocess.run(
        server.command(*words, "--json"),
        input=typed + "\n",
        env=server.environment(),
        cwd=server.home,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def post(shop: Shop, path: str, **fields: str) -> requests.Response:
    bearer = {"Authorization": f"Bearer {shop.key}"}
    return requests.post(f"{shop.server.url}/v1/{path}", json=fields, headers=bearer, timeout=30)


def ask(shop: Shop, identity: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {shop.key}", "X-Storewire-Identity": identity}
    return requests.get(f"{shop.server.url}/v1/order-status", headers=headers, timeout=30)


def arrived(inbox: Inbox, letters: int) -> str:
    """The text of the newest, once there are so many."""
    for _ in range(200):
        if len(inbox.letters) >= letters:
            return str(inbox.letters[-1].get_content())
        time.sleep(0.05)
    raise AssertionError("No letter came.")


def test_from_a_question_to_a_code_in_the_inbox_to_the_answer(shop: Shop, inbox: Inbox) -> None:
    before = len(inbox.letters)
    strange = post(shop, "verification", order="4711", email="canary@example.com")
    known = post(shop, "verification", order="1002", locale="tr")
    assert (known.status_code, strange.status_code) == (202, 202)
    text = arrived(inbox, before + 1)
    assert inbox.recipients[-1] == [EMAIL]
    assert "kodunuz" in text
    (code,) = re.findall(r"^\d{6}$", text, re.MULTILINE)
    verification = known.json()["verification"]
    confirmed = post(shop, "verification/confirm", verification=verification, code=code).json()
    assert confirmed["outcome"] == "ok"
    answer = ask(shop, confirmed["identity"])
    assert answer.status_code == 200
    assert answer.json()["facts"]["order_number"].endswith("1002")
    again = post(shop, "verification/confirm", verification=verification, code=code).json()
    assert again["outcome"] == "no_match"
    assert len(inbox.letters) == before + 1, "nothing for the stranger"
    log = shop.server.log.read_text()
    for secret in (EMAIL, code, verification, confirmed["identity"], "canary"):
        assert secret not in log


def test_on_the_shop_s_own_pages_who_is_logged_in_is_known(shop: Shop) -> None:
    fixtures = Path(ROOT / "adapters" / "shopify" / "fixtures")
    delivery = next(r.delivery for r in recordings(fixtures) if r.name == "orders-create")
    domain = shopify.read_envelope(delivery).store
    words = ("--name", "Lale", "--shop", domain, "--client-secret", APP_SECRET)
    shop.server.ask("store", "add", "shopify", *words)
    sent = resigned(shopify, delivery, delivery.body, APP_SECRET)
    url = f"{shop.server.url}/webhooks/shopify"
    assert requests.post(url, sent.body, headers=headers(sent), timeout=30).status_code == 200
    body = json.loads(delivery.body)
    given = {
        "shop": domain,
        "logged_in_customer_id": str(body["customer"]["id"]),
        "path_prefix": "/apps/orders",
        "timestamp": str(int(time.time())),
    }
    signed_by = signature({name: (value,) for name, value in given.items()}, APP_SECRET)
    proxy = f"{shop.server.url}/proxy/shopify/order-status"
    answer = requests.get(proxy, {**given, "signature": signed_by}, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.json()["facts"]["order_number"] == body["name"]
    assert requests.get(proxy, {**given, "signature": "0" * 64}, timeout=30).status_code == 401
