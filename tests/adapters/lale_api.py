"""Lale's API as a stand-in that remembers, and an honest client and install for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import requests

from connector.contract import (
    Account,
    Asked,
    Begun,
    Client,
    Finding,
    Install,
    Page,
    Payload,
    Setting,
    Settings,
    Subscription,
)
from connector.convert import order_number
from connector.errors import AccessRevoked, Malformed, PlatformAway, Throttled, Unauthorized
from connector.records import Deleted, Kind, Order, Ref
from connector.testing import Answer, Api, as_json
from tests.adapters.lale import HONEST, ORDER_BODY, STORE, LaleOrder, order

KEY = "lale-key-0123456789"
APP_SECRET = "lale-app-secret-0123"
BASE = f"https://{STORE}/api"
TOPICS = sorted(HONEST.topics)


def told(own_id: int) -> dict[str, Any]:
    return {**json.loads(ORDER_BODY), "id": own_id, "sum": "1249.90"}


class Shop:
    """Three orders, two of them on the first page, and a webhook that delivers to others."""

    def __init__(self) -> None:
        self.made = 1
        self.hooks: dict[str, dict[str, Any]] = {
            "1": hook("1", TOPICS[0], "https://erp.example.net/hook"),
        }

    def __call__(self, request: requests.PreparedRequest) -> Answer:
        parts = urlsplit(request.url or "")
        if request.headers.get("authorization") != KEY:
            return as_json({"fault": "no access"}, 401)
        what, _, own_id = parts.path.removeprefix("/api/").partition("/")
        if what == "hooks":
            return self.hook(request, own_id)
        return orders(own_id, parse_qs(parts.query))

    def hook(self, request: requests.PreparedRequest, own_id: str) -> Answer:
        if request.method == "POST":
            self.made += 1
            made = str(self.made)
            body = json.loads(request.body or b"")
            self.hooks[made] = hook(made, body["topic"], body["url"])
        elif request.method == "DELETE":
            del self.hooks[own_id]
        return as_json(list(self.hooks.values()))


def hook(own_id: str, topic: str, url: str) -> dict[str, Any]:
    return {"id": own_id, "topic": topic, "url": url, "on": True}


def orders(own_id: str, query: dict[str, list[str]]) -> Answer:
    if own_id:
        known = own_id in ("1", "2", "3")
        return as_json(told(int(own_id))) if known else as_json({"fault": "no such order"}, 404)
    if "number" in query:  # All of them have the same.
        found = [told(each) for each in (1, 2, 3) if query["number"] == ["1001"]]
        return as_json({"orders": found, "after": None})
    if query.get("after") == ["2"]:
        return as_json({"orders": [told(3)], "after": None})
    return as_json({"orders": [told(1), told(2)], "after": "2"})


class LalePage(Payload, frozen=True, kw_only=True):
    orders: tuple[LaleOrder, ...]
    after: str | None


class LaleHook(Payload, frozen=True, kw_only=True):
    id: str
    topic: str
    url: str
    on: bool


class LaleClient:
    def __init__(self, account: Account, session: requests.Session) -> None:
        self.account, self.session = account, session

    def ask(self, method: str, path: str, body: object = None) -> requests.Response:
        try:
            answer = self.session.request(
                method,
                f"{BASE}/{path}",
                json=body,
                headers={"Authorization": self.account.settings["key"]},
                timeout=10,
            )
        except requests.RequestException as error:
            raise PlatformAway(f"Lale does not answer ({type(error).__name__}).") from None
        self.refuse(answer)
        return answer

    def refuse(self, answer: requests.Response) -> None:
        if answer.status_code == 401:
            raise AccessRevoked("Connect the shop again.")
        if answer.status_code == 429:
            raise Throttled(float(answer.headers.get("Retry-After", "60")))
        if answer.status_code >= 400 and answer.status_code != 404:
            raise PlatformAway(f"Lale failed ({answer.status_code}).")

    def decoded(self, answer: requests.Response, shape: Any) -> Any:
        try:
            return msgspec.json.decode(answer.content, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise PlatformAway("Lale's answer is none.") from None

    def fetch(self, ref: Ref) -> Iterable[Any]:
        answer = self.ask("GET", f"orders/{ref.id}")
        if answer.status_code == 404:
            return (Deleted(ref=ref),)
        return (order(self.decoded(answer, LaleOrder)),)

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        query = urlencode({"after": cursor}) if cursor else ""
        found = self.decoded(self.ask("GET", f"orders?{query}"), LalePage)
        return Page(tuple(order(each) for each in found.orders), found.after)

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        page = self.page(kind, None, cursor)
        return tuple(each.id for each in page.changes if isinstance(each, Order)), page.next_cursor

    def orders(self, number: str) -> Iterable[Any]:
        query = urlencode({"number": order_number(number)})
        found = self.decoded(self.ask("GET", f"orders?{query}"), LalePage)
        return tuple(order(each) for each in found.orders)

    def subscriptions(self) -> Iterable[Subscription]:
        hooks = self.decoded(self.ask("GET", "hooks"), tuple[LaleHook, ...])
        return tuple(
            Subscription(id=h.id, topic=h.topic, delivery_url=h.url, active=h.on) for h in hooks
        )

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        there = {s.topic for s in self.subscriptions() if s.delivery_url == delivery_url}
        for each in sorted(set(topics) - there):
            self.ask("POST", "hooks", {"topic": each, "url": delivery_url, "secret": secret})

    def check(self) -> Iterable[Finding]:
        self.ask("GET", "hooks")
        return ()


def authorize(begun: Begun) -> str:
    asked = {"state": begun.state, "back": begun.callback_url, "app": "storewire"}
    return f"https://{STORE}/agree?{urlencode(asked)}"


def granted(settings: Settings, asked: Asked, session: requests.Session) -> Settings:
    code = asked.params.get("code")
    if not code:
        raise Unauthorized
    try:
        answer = session.post(f"{BASE}/token", data={"code": code}, timeout=10)
    except requests.RequestException:
        raise PlatformAway from None
    if answer.status_code != 200:
        raise Unauthorized
    try:
        return {"key": msgspec.json.decode(answer.content, type=dict[str, str])["key"]}
    except (msgspec.DecodeError, KeyError):
        raise Malformed("No key came.") from None


INSTALL = Install(
    authorize=authorize,
    granted=granted,
    grants=("key",),
    app=(Setting(name="app_secret", help="Of the app", secret=True),),
)


def connecting(client: Callable[[Account, requests.Session], Any]) -> Callable[..., Client]:
    return cast("Callable[..., Client]", client)


CONNECTED = replace(
    HONEST,
    settings=(*HONEST.settings, Setting(name="key", help="Opens the API", secret=True)),
    kinds=(Kind.ORDER,),
    connect=connecting(LaleClient),
    install=INSTALL,
)

API = Api(
    settings={"address": STORE, "secret": "unused", "key": KEY, "app_secret": APP_SECRET},
    shop=Shop,
    there=(Ref(kind=Kind.ORDER, id="1"),),
    gone=(Ref(kind=Kind.ORDER, id="404"),),
)
