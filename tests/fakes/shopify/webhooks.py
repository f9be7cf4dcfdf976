"""Webhooks out: who has subscribed, what is on its way, and how it goes wrong on purpose.

https://shopify.dev/docs/apps/build/webhooks
"""

from __future__ import annotations

import hmac
import json
import random
import threading
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any, Final, Literal
from uuid import UUID

import requests

from tests.fakes.shopify.state import ShopState

VERSION = "2026-07"
WEBHOOKS: Final = "X-Shopify-"
EVENTS: Final = "shopify-"
RETRIES, RETRIED_FOR = 8, timedelta(hours=4)
Send = Callable[[str, Mapping[str, str], bytes], int]
"""Posts the body and says the status; 0 where no answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPolicy:
    """What becomes of deliveries. Drawn from `seed`, the same way every time."""

    dropped: float = 0.0
    """The share never sent at all, not even again."""
    doubled: float = 0.0
    """The share sent twice although the first was answered well, under one webhook id."""
    shuffled: timedelta = timedelta(0)
    """Each is late by a drawn part of this, and so overtaken by others."""
    delayed: timedelta = timedelta(0)
    """All are late by this."""
    compressed: float = 1.0
    """How many times faster than Shopify's four hours retries come."""
    family: Literal["X-Shopify-", "shopify-"] = WEBHOOKS
    """How header names begin: of webhooks, and of Events."""
    seed: int = 0

    def retry_after(self, failures: int) -> timedelta:
        """Eight retries within four hours, each waiting twice as long as the one before."""
        unit = RETRIED_FOR / (2**RETRIES - 1)
        return timedelta(seconds=unit.total_seconds() * 2.0 ** (failures - 1) / self.compressed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One made by the Admin API; those of the app's own configuration are only addresses."""

    id: int
    topic: str
    uri: str
    created_at: datetime
    updated_at: datetime
    name: str | None = None
    include_fields: tuple[str, ...] = ()
    metafield_namespaces: tuple[str, ...] = ()
    format: str = "JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    webhook_id: str
    event_id: str
    topic: str
    url: str
    body: bytes
    triggered_at: datetime
    subscription_id: int | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One delivery tried once. `status` is 0 where no answer came."""

    delivery: Delivery
    status: int

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300


def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """A second to connect, five to answer, and no redirect followed: as Shopify does."""
    try:
        answer = requests.post(
            url, body, headers=dict(headers), timeout=(1, 5), allow_redirects=False
        )
    except requests.RequestException:
        return 0
    return answer.status_code


@dataclass(order=True, slots=True)
class Waiting:
    due: datetime
    turn: int
    delivery: Delivery = field(compare=False)


class Webhooks:
    def __init__(self, shop: ShopState) -> None:
        self.shop = shop
        self.policy = DeliveryPolicy()
        self.send: Send = post
        self.of_app: dict[str, list[str]] = {}
        """Addresses by topic, as `shopify.app.toml` has them: never removed for failures."""
        self.of_api: dict[int, Subscription] = {}
        self.attempts: list[Attempt] = []
        self.dropped: list[Delivery] = []
        self._waiting: list[Waiting] = []
        self._turn = 0
        self._random = random.Random(0)  # noqa: S311 - repeatable

    def configure(self, url: str, topics: Collection[str]) -> None:
        """Subscribes in the app's own configuration."""
        for topic in topics:
            self.of_app.setdefault(topic, []).append(url)

    def use(self, policy: DeliveryPolicy) -> None:
        self.policy = policy
        self._random = random.Random(policy.seed)  # noqa: S311 - repeatable

    def publish(self, topic: str, body: Mapping[str, Any], event_id: str = "") -> None:
        """One thing that happened, to everyone who asked for it."""
        event_id = event_id or self.new_id()
        now = self.shop.now()
        for url in self.of_app.get(topic, ()):
            self._queue(self._delivery(topic, url, body, event_id, now))
        for mine in [s for s in self.of_api.values() if s.topic == topic]:
            shown = only(body, mine.include_fields)
            made = self._delivery(topic, mine.uri, shown, event_id, now)
            self._queue(replace(made, subscription_id=mine.id))

    def _delivery(
        self, topic: str, url: str, body: Mapping[str, Any], event_id: str, now: datetime
    ) -> Delivery:
        return Delivery(
            webhook_id=self.new_id(),
            event_id=event_id,
            topic=topic,
            url=url,
            body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
            triggered_at=now,
        )

    def new_id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _queue(self, delivery: Delivery) -> None:
        if self._random.random() < self.policy.dropped:
            self.dropped.append(delivery)
            return
        self._put(delivery, self._late())
        if self._random.random() < self.policy.doubled:
            self._put(delivery, self._late())

    def _late(self) -> timedelta:
        return self.policy.delayed + self.policy.shuffled * self._random.random()

    def _put(self, delivery: Delivery, after: timedelta, since: datetime | None = None) -> None:
        self._turn += 1
        due = (since or delivery.triggered_at) + after
        heappush(self._waiting, Waiting(due, self._turn, delivery))

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def pump(self, until: datetime | None = None) -> list[Attempt]:
        """Sends what is due by `until`, in order; without it all there is, retries included, no
        matter how long Shopify would have waited."""
        done: list[Attempt] = []
        while found := self._next(until):
            attempt = Attempt(
                delivery=found.delivery,
                status=self.send(found.delivery.url, self.headers(found.delivery),
                                 found.delivery.body),
            )  # fmt: skip
            done.append(attempt)
            with self.shop.lock:
                self.attempts.append(attempt)
                self._answered(attempt, found.due)
        return done

    def _next(self, until: datetime | None) -> Waiting | None:
        with self.shop.lock:
            if not self._waiting or (until and self._waiting[0].due > until):
                return None
            return heappop(self._waiting)

    def _answered(self, attempt: Attempt, at: datetime) -> None:
        if attempt.well:
            return
        failed = replace(attempt.delivery, failures=attempt.delivery.failures + 1)
        if failed.failures <= RETRIES:
            self._put(failed, self.policy.retry_after(failed.failures), at)
        elif failed.subscription_id is not None:
            self.of_api.pop(failed.subscription_id, None)

    def headers(self, delivery: Delivery) -> dict[str, str]:
        digest = hmac.digest(self.shop.app.client_secret.encode(), delivery.body, "sha256")
        said = {
            "Topic": delivery.topic,
            "Hmac-Sha256": b64encode(digest).decode(),
            "Shop-Domain": self.shop.domain,
            "API-Version": VERSION,
            "Webhook-Id": delivery.webhook_id,
            "Triggered-At": delivery.triggered_at.strftime("%Y-%m-%dT%H:%M:%S.%f000Z"),
            "Event-Id": delivery.event_id,
        }
        family = self.policy.family
        named = {f"{family}{name}" if family == WEBHOOKS else f"{family}{name.lower()}": value
                 for name, value in said.items()}  # fmt: skip
        return {"Content-Type": "application/json", "User-Agent": "Shopify-Captain-Hook"} | named

    def start(self, every: float = 0.2) -> threading.Event:
        """Pumps what is due in a thread of its own until the event it gives is set."""
        stop = threading.Event()

        def keep_pumping() -> None:
            while not stop.wait(every):
                self.pump(self.shop.now())

        threading.Thread(target=keep_pumping, name="webhooks", daemon=True).start()
        return stop


def only(body: Mapping[str, Any], paths: tuple[str, ...]) -> Mapping[str, Any]:
    """The dotted paths of `include_fields`, through lists; everything where none are given."""
    return pick(body, [path.split(".") for path in paths]) if paths else body


def pick(part: Any, paths: list[list[str]]) -> Any:
    if isinstance(part, list):
        return [pick(one, paths) for one in part]
    if not isinstance(part, dict) or any(not path for path in paths):
        return part
    names = {path[0] for path in paths}
    return {
        name: pick(value, [path[1:] for path in paths if path[0] == name])
        for name, value in part.items()
        if name in names
    }
