"""The one-click handover of keys, with the owner's browser played by `approve`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import requests

from tests.data import needs_data, shared_data
from tests.fakes.woocommerce import Running, approve
from tests.fakes.woocommerce.receiver import Receiver, receiving

BACK = "https://storewire.example.com/connected?state=xyz"


@pytest.fixture
def callback() -> Iterator[Receiver]:
    with receiving(tls=True) as one:
        yield one


def authorize_url(running: Running, callback_url: str, /, **changed: str) -> str:
    asked = {
        "app_name": "Storewire",
        "scope": "read_write",
        "user_id": "store-7",
        "return_url": BACK,
        "callback_url": callback_url,
        **changed,
    }
    return f"{running.url}/wc-auth/v1/authorize?{urlencode(asked)}"


def test_keys_are_posted_before_the_browser_comes_back(
    running: Running, callback: Receiver
) -> None:
    running.shop.post.verify = callback.certificate
    answer = approve(authorize_url(running, f"{callback.url}/keys?state=xyz"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{BACK}&success=1&user_id=store-7"
    (got,) = callback.got
    assert (got.path, got.query) == ("/keys", "state=xyz")
    assert got.lower["content-type"] == "application/json;charset=UTF-8"
    told = json.loads(got.body)
    assert list(told) == [
        "key_id",
        "user_id",
        "consumer_key",
        "consumer_secret",
        "key_permissions",
    ]
    key = (told["consumer_key"], told["consumer_secret"])
    orders = f"{running.url}/wp-json/wc/v3/orders"
    assert requests.get(orders, auth=key, timeout=10).status_code == 200


@pytest.mark.parametrize("status", [201, 204, 302, 401, 500])
def test_an_answer_that_is_not_exactly_200_loses_the_keys(
    running: Running, callback: Receiver, status: int
) -> None:
    running.shop.post.verify = callback.certificate
    callback.status = status
    answer = approve(authorize_url(running, callback.url))
    assert answer.status_code == 401
    assert "unable to send the consumer data" in answer.text
    key = json.loads(callback.got[0].body)["consumer_key"]
    assert running.shop.keyring.find(key) is None


def test_a_certificate_that_nobody_trusts_loses_the_keys(
    running: Running, callback: Receiver
) -> None:
    assert approve(authorize_url(running, callback.url)).status_code == 401
    assert len(running.shop.keyring.all()) == 1


def test_the_scope_is_the_keys(running: Running, callback: Receiver) -> None:
    running.shop.post.verify = callback.certificate
    approve(authorize_url(running, callback.url, scope="read"))
    assert running.shop.keyring.all()[-1].permissions == "read"


def test_a_callback_over_plain_http_is_refused_unless_the_test_says_otherwise(
    running: Running, receiver: Receiver
) -> None:
    url = authorize_url(running, receiver.url)
    refused = approve(url)
    assert refused.status_code == 401
    assert "The callback_url needs to be over SSL." in refused.text
    running.shop.switches.http_callbacks = True
    assert approve(url).status_code == 302


@pytest.mark.parametrize("name", ["app_name", "scope", "user_id", "return_url", "callback_url"])
def test_every_parameter_is_needed(running: Running, name: str) -> None:
    url = authorize_url(running, "https://storewire.example.com/keys", **{name: ""})
    answer = requests.get(url, timeout=10)
    assert answer.status_code == 401
    assert f"Missing parameter {name}." in answer.text


def test_the_owner_may_deny(running: Running) -> None:
    url = authorize_url(running, "https://storewire.example.com/keys")
    with requests.Session() as browser:
        login = browser.get(url, timeout=10)
        assert "/wc-auth/v1/login/" in login.url
        granting = browser.post(login.url, timeout=10)
    assert "Read/Write access" in granting.text
    assert f"{BACK}&amp;success=0&amp;user_id=store-7" in granting.text
    assert len(running.shop.keyring.all()) == 1


def test_nobody_gets_keys_without_logging_in(running: Running) -> None:
    url = authorize_url(running, "https://storewire.example.com/keys")
    granted = url.replace("authorize?", "access_granted/?") + "&wc_auth_nonce=0f1e2d3c4b"
    assert requests.get(granted, timeout=10).status_code == 401
    assert len(running.shop.keyring.all()) == 1


@needs_data
def test_each_step_answers_as_it_did_when_it_was_recorded(
    running: Running, callback: Receiver
) -> None:
    told = json.loads((shared_data() / "woocommerce" / "rest" / "wc_auth_flow.json").read_bytes())
    steps = {step["n"]: step for step in told["flow"]}
    running.shop.post.verify = callback.certificate
    good = authorize_url(running, callback.url)
    login = requests.get(good, allow_redirects=False, timeout=10)
    assert login.status_code == steps["authorize not logged in"]["status"]
    ours = {
        "http callback_url": requests.get(
            authorize_url(running, "http://127.0.0.1/cb"), timeout=10
        ),
        "missing scope": requests.get(authorize_url(running, callback.url, scope=""), timeout=10),
    }
    callback.status = 500
    ours["approve, callback answers 500"] = approve(good)
    callback.status = 200
    ours["approve, callback 200"] = approve(good)
    for name, answer in ours.items():
        assert answer.status_code == steps[name]["status"]
        words = steps[name]["body_text"].replace("Access denied", "").strip()
        assert words in answer.text.replace("<p>", " ").replace("</p>", " ")
        assert answer.headers["Content-Type"] == steps[name]["content_type"]
