"""A shop connected to a running server: what it sends, and what is asked about it."""

from __future__ import annotations

import base64
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests

from tests.drills.bench import demand
from tests.running import Installation

CONNECTIONS = 8
VOLATILE = {"as_of", "stale_seconds"}
"""Of an answer: when its data came, which differs between two runs of one history."""

Question = tuple[str, Mapping[str, str]]
"""A path, and its query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One delivery, ready to be posted."""

    headers: Mapping[str, str]
    body: bytes


def hmac_base64(secret: str, body: bytes) -> str:
    """The signature both platforms use, made without Storewire's own code."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    server: Installation
    store_id: str
    delivery_url: str
    key: str
    """Of scope `agent`: an order's number is enough."""

    def post(self, http: requests.Session, request: Request) -> requests.Response:
        """Waits for the answer. Raises requests.RequestException where none comes."""
        headers = dict(request.headers)
        return http.post(self.delivery_url, request.body, headers=headers, timeout=60)

    def send(self, sequence: Iterable[Request]) -> Counter[int]:
        """One after the other; how often each status was answered."""
        with requests.Session() as http:
            return Counter(self.post(http, request).status_code for request in sequence)

    def send_at_once(self, sequence: Sequence[Request]) -> Counter[int]:
        """Over several connections."""
        shares = [sequence[start::CONNECTIONS] for start in range(CONNECTIONS)]
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            return sum(pool.map(self.send, shares), Counter())

    def ask(self, http: requests.Session, question: Question, key: str = "") -> requests.Response:
        path, query = question
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return http.get(self.server.url + path, params=query, headers=headers, timeout=60)

    def answers(self, questions: Iterable[Question]) -> dict[str, Any]:
        """Each question's answer, without what differs between two runs of one history."""
        with requests.Session() as http:
            return {named(*question): self._answer(http, question) for question in questions}

    def _answer(self, http: requests.Session, question: Question) -> Any:
        answered = self.ask(http, question)
        demand(
            answered.status_code == 200, f"{named(*question)} was answered {answered.status_code}"
        )
        return steady(answered.json())

    def deliveries(self, state: str = "") -> list[dict[str, Any]]:
        only = ("--state", state) if state else ()
        found: list[dict[str, Any]] = self.server.ask("deliveries", "--store", self.store_id, *only)
        return found

    def fetches(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.server.ask("fetches", "--store", self.store_id)
        return found

    def new_key(self, scope: str) -> str:
        made: str = self.server.ask("key", "create", "--store", self.store_id, "--scope", scope)[
            "key"
        ]
        return made


def named(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}"


def steady(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: steady(part) for name, part in answer.items() if name not in VOLATILE}
    return [steady(part) for part in answer] if isinstance(answer, list) else answer


def connected(server: Installation, platform: str, name: str = "Drill", **settings: str) -> Shop:
    """Connects a shop as an owner does, by the command line."""
    flags = [
        word for item in settings.items() for word in (f"--{item[0]}".replace("_", "-"), item[1])
    ]
    store = server.ask("store", "add", platform, "--name", name, *flags)
    key = server.ask("key", "create", "--store", store["id"], "--scope", "agent")["key"]
    return Shop(server=server, store_id=store["id"], delivery_url=store["delivery_url"], key=key)


def states(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return dict(Counter(row["state"] for row in rows))
