"""Okendo's webhooks: one for all topics, with a secret that Okendo makes and tells once."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
import responses

from adapters.okendo import adapter
from adapters.okendo.api import VENDOR, Api
from adapters.okendo.client import Okendo
from connector.contract import Client
from connector.errors import PlatformAway
from tests.fakes.reviews.web import Shoebox
from tests.fakes.reviews.web import web as web_of

HOOKS = "https://api.okendo.io/enterprise/webhook_subscriptions"
USER = "5f0c1d2e-7a3b-4c4d-8e5f-60718293a4b5"
OURS = "https://storewire.example.net/webhooks/okendo/key"
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"


def shoebox(**settings: str) -> Shoebox:
    return Shoebox(**{"user_id": USER, "api_key": "key-1", **settings})


def client(account: Shoebox | None = None) -> Client:
    box = account or shoebox()
    return Okendo(box, Api(box, web_of(VENDOR)))


def new_secret(number: int) -> str:
    return "whsec_" + b64encode(f"okendo made this, number {number}".encode()).decode()


class Hooks:
    """Okendo's webhooks: each gets a secret of its own, told once."""

    def __init__(self, *there: dict[str, Any], secret: str = "") -> None:
        self.there = list(there)
        self.made = 0
        self.secret = secret
        responses.add_callback(responses.GET, HOOKS, callback=self.listed)
        responses.add_callback(responses.POST, HOOKS, callback=self.make)
        for each in there:
            self.removable(each["webhookSubscriptionId"])

    def removable(self, id_: str) -> None:
        responses.add_callback(responses.DELETE, f"{HOOKS}/{id_}", callback=self.remove)

    def listed(self, request: Any) -> tuple[int, dict[str, str], str]:
        shown = [{k: v for k, v in each.items() if k != "webhookSecret"} for each in self.there]
        return 200, {}, json.dumps({"webhookSubscriptions": shown})

    def make(self, request: Any) -> tuple[int, dict[str, str], str]:
        self.made += 1
        made = {
            **json.loads(request.body),
            "webhookSubscriptionId": f"made-{self.made}",
            "webhookSecret": self.secret or new_secret(self.made),
        }
        self.there.append(made)
        self.removable(made["webhookSubscriptionId"])
        return 201, {}, json.dumps(made)

    def remove(self, request: Any) -> tuple[int, dict[str, str], str]:
        id_ = request.url.rsplit("/", 1)[1]
        self.there = [each for each in self.there if each["webhookSubscriptionId"] != id_]
        return 204, {}, ""


def a_hook(id_: str, url: str = OURS, **changes: Any) -> dict[str, Any]:
    wanted = [{"resourceType": "review", "topic": verb} for verb in ("create", "update", "delete")]
    return {
        "webhookSubscriptionId": id_,
        "endpointUrl": url,
        "isEnabled": True,
        "subscriptions": wanted,
        **changes,
    }


@responses.activate
def test_the_secret_that_okendo_makes_is_kept_and_subscribing_twice_leaves_one() -> None:
    hooks = Hooks(a_hook("theirs", "https://other.example.org/"))
    account = shoebox(webhook_secret="made-up-before-okendo-was-asked")
    for _ in range(2):
        client(account).subscribe(OURS, "unused", adapter.topics)
    assert account.settings["webhook_secret"] == new_secret(1)
    assert [each["webhookSubscriptionId"] for each in hooks.there] == ["theirs", "made-1"]
    ours = [each for each in client().subscriptions() if each.delivery_url == OURS]
    assert sorted(each.topic for each in ours) == sorted(adapter.topics)
    assert all(each.active for each in ours)


@pytest.mark.parametrize(
    "changes",
    [{"isEnabled": False}, {"subscriptions": [{"resourceType": "review", "topic": "create"}]}],
)
@responses.activate
def test_a_webhook_that_is_off_or_lacks_a_topic_is_made_anew(changes: dict[str, Any]) -> None:
    hooks = Hooks(a_hook("known", **changes))
    account = shoebox(webhook_id="known", webhook_secret=SECRET)
    client(account).subscribe(OURS, "", adapter.topics)
    assert [each["webhookSubscriptionId"] for each in hooks.there] == ["made-1"]
    assert account.settings["webhook_id"] == "made-1"
    assert account.settings["webhook_secret"] == new_secret(1)


@responses.activate
def test_a_webhook_whose_secret_is_not_ours_is_made_anew_and_the_known_one_stays() -> None:
    hooks = Hooks(a_hook("double"), a_hook("known"))
    account = shoebox(webhook_id="known", webhook_secret=SECRET)
    client(account).subscribe(OURS, "", adapter.topics)
    assert [each["webhookSubscriptionId"] for each in hooks.there] == ["known"]
    assert account.settings["webhook_secret"] == SECRET


@responses.activate
def test_an_answer_without_a_secret_is_no_webhook() -> None:
    responses.get(HOOKS, json={"webhookSubscriptions": []})
    responses.post(HOOKS, json={"webhookSubscriptionId": "made-1"})
    account = shoebox()
    with pytest.raises(PlatformAway, match="webhookSecret"):
        client(account).subscribe(OURS, "", adapter.topics)
    assert "webhook_id" not in account.settings


@responses.activate
def test_a_secret_that_cannot_be_one_is_not_kept() -> None:
    """Each delivery would be refused, and nobody would know why."""
    Hooks(secret="whsec_!")
    account = shoebox(webhook_secret=SECRET)
    with pytest.raises(PlatformAway, match="cannot use"):
        client(account).subscribe(OURS, "", adapter.topics)
    assert account.settings["webhook_secret"] == SECRET
