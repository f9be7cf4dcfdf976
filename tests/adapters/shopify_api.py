"""Shopify's Admin API for tests: an account, a client, and answers in the shapes it gives."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import requests
import responses

from adapters.shopify import adapter, fetching
from adapters.shopify.admin import VERSION, Admin
from adapters.shopify.budget import Budget
from adapters.shopify.tokens import Tokens
from connector.contract import Settings
from connector.records import Kind, Ref

SHOP = "lale-demo.myshopify.com"
GRAPHQL = f"https://{SHOP}/admin/api/{VERSION}/graphql.json"
GRANTS = f"https://{SHOP}/admin/oauth/access_token"
STATIC = {
    "shop": SHOP,
    "client_secret": "hush-0123456789abcdef0123456789ab",
    "access_token": "shpat_one",
}
OWN = {"shop": SHOP, "client_secret": STATIC["client_secret"], "client_id": "app-1"}
FIXTURES = Path(__file__).parents[2] / "adapters" / "shopify" / "fixtures"
READ = {"read_orders", "read_fulfillments", "read_returns", "read_products", "read_inventory"}
READ |= {"read_locations", "read_customers", "read_legal_policies"}


class Desk:
    """An account in memory, as strict as the real one: settings change only under the lock."""

    def __init__(self, settings: Settings) -> None:
        self.settings: Settings = dict(settings)
        self.keeps: list[Settings] = []
        self._lock = threading.RLock()
        self._inside = False

    @contextmanager
    def exclusively(self) -> Iterator[Settings]:
        with self._lock:
            self._inside = True
            try:
                yield self.settings
            finally:
                self._inside = False

    def keep(self, new: Settings) -> None:
        assert self._inside, "kept without the lock"
        self.keeps.append(new)
        self.settings = {**self.settings, **new}


def make_admin(
    settings: Settings = STATIC, *, at_once: bool = False, budget: Budget | None = None
) -> tuple[Admin, list[float]]:
    """And the seconds it would have slept."""
    session, slept = requests.Session(), list[float]()
    tokens = Tokens(SHOP, Desk(settings), session)
    made = Admin(
        SHOP,
        session,
        tokens,
        at_once=at_once,
        budget=budget or Budget(),
        sleep=slept.append,
    )
    return made, slept


def status(available: float = 1990, rate: float = 100) -> dict[str, float]:
    return {"maximumAvailable": 2000, "currentlyAvailable": available, "restoreRate": rate}


def said(
    data: Any, *errors: Mapping[str, Any], cost: float = 10, available: float = 1990
) -> dict[str, Any]:
    """As the Admin API words it; with `errors` only where there are some."""
    spent = {"requestedQueryCost": cost, "actualQueryCost": cost}
    body: dict[str, Any] = {
        "data": data,
        "extensions": {"cost": {**spent, "throttleStatus": status(available)}},
    }
    return body | ({"errors": list(errors)} if errors else {})


def denied(*path: str | int) -> dict[str, Any]:
    return {
        "message": f"This app is not approved to use the {path[-1]} field.",
        "locations": [{"line": 2, "column": 3}],
        "path": list(path),
        "extensions": {"code": "ACCESS_DENIED"},
    }


THROTTLED: dict[str, Any] = {
    "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
    "extensions": {
        "cost": {
            "requestedQueryCost": 200,
            "actualQueryCost": None,
            "throttleStatus": status(available=0),
        }
    },
}


def asked(call: responses.Call) -> tuple[str, dict[str, Any]]:
    """The name of the question, `OrderById`, and its variables."""
    sent = json.loads(call.request.body or b"{}")
    return operation(sent["query"]), sent["variables"]


def operation(query: str) -> str:
    words = [w for line in query.splitlines() if not line.startswith("#") for w in line.split()]
    return words[1].split("(")[0]


class Answers:
    """Answers each question by its name; a list is answered one after the other."""

    def __init__(self, mock: responses.RequestsMock, **by_name: Any) -> None:
        self.by_name = {k: list(v) if isinstance(v, list) else v for k, v in by_name.items()}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        mock.add_callback(responses.POST, GRAPHQL, self)

    def __call__(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        sent = json.loads(request.body or b"{}")
        name = operation(sent["query"])
        self.asked.append((name, sent["variables"]))
        answer = self.by_name[name]
        one = answer.pop(0) if isinstance(answer, list) else answer
        return 200, {"X-Shopify-API-Version": VERSION}, json.dumps(one)


def recorded(name: str) -> bytes:
    return (FIXTURES / f"{name}.http").read_bytes().split(b"\n\n", 1)[1]


def records_of(topic: str, body: Mapping[str, Any]) -> tuple[Any, ...]:
    return adapter.topics[topic].changes(msgspec.json.encode(body))


def fetched(kind: Kind, number: str, parent: str = "") -> tuple[Any, ...]:
    made, _ = make_admin()
    return tuple(fetching.fetch(made, Ref(kind=kind, id=number, parent_id=parent)))
