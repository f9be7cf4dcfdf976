"""Shopify's documented sample of every topic we know: both header families, several orders."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.shopify import adapter
from tests.drills.bench import Bench, Figures, demand
from tests.drills.shop import Question, Request, Shop, connected, states
from tests.drills.shopify import EVENTS, SECRET, WEBHOOKS, delivery
from tests.running import Installation

SEEDS = (5, 6)
FIRST = datetime(2026, 7, 1, tzinfo=UTC)
ENDINGS = ("/delete", "/redact", "/disconnect", "/uninstalled")
"""How those topics end after which less is known than before."""
QUESTIONS: Sequence[Question] = (
    ("/v1/order-status", {"order": "#9999"}),
    ("/v1/order-status", {"order": "1234"}),
    ("/v1/stock", {"q": "example t-shirt"}),
    ("/v1/stock", {"q": "medium"}),
)

Samples = Mapping[str, bytes]
"""Bodies by topic."""


def run(bench: Bench) -> Figures:
    samples = samples_in(bench.data("shopify") / "webhooks")
    with bench.server() as server:
        told = {
            f"{family}{seed}": played(server, samples, family, seed)
            for family in (WEBHOOKS, EVENTS)
            for seed in SEEDS
        }
    first, *others = told.values()
    demand(all(other == first for other in others), "Answers depend on the order of arrival")
    return {
        "topics": len(samples),
        "without_a_sample": sorted(adapter.topics.keys() - samples.keys()),
        "runs": list(told),
        "outcomes": {question: answer["outcome"] for question, answer in first.items()},
    }


def samples_in(folder: Path) -> Samples:
    found = {topic: folder / f"{topic}.json" for topic in sorted(adapter.topics)}
    return {topic: path.read_bytes() for topic, path in found.items() if path.exists()}


def played(server: Installation, samples: Samples, family: str, seed: int) -> dict[str, Any]:
    """What is answered when all but the endings are in; then everything is sent once more."""
    address = f"run-{family.strip('-').lower()}-{seed}.myshopify.com"
    shop = connected(server, "shopify", shop=address, client_secret=SECRET)
    order = random.Random(seed).sample(sorted(samples), len(samples))  # noqa: S311 - repeatable
    history = History(samples=samples, address=address, family=family)
    demand_all_taken(shop, [history.of_its_time(topic) for topic in order if not ends(topic)])
    answers = shop.answers(QUESTIONS)
    demand_all_taken(shop, [history.of_now(topic) for topic in order])
    rows = shop.deliveries()
    demand(states(rows) == {"applied": len(rows)}, "Not all were applied", rows=not_applied(rows))
    return answers


def ends(topic: str) -> bool:
    return topic.endswith(ENDINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    samples: Samples
    address: str
    family: str

    def of_its_time(self, topic: str) -> Request:
        """Sent at the same moment in every run, whenever it arrives."""
        return self._sent(topic, FIRST + timedelta(minutes=sorted(self.samples).index(topic)))

    def of_now(self, topic: str) -> Request:
        return self._sent(topic, None)

    def _sent(self, topic: str, at: datetime | None) -> Request:
        body = self.samples[topic].replace(b"{shop}.myshopify.com", self.address.encode())
        return delivery(self.address, topic, body, triggered_at=at, family=self.family)


def demand_all_taken(shop: Shop, requests: Sequence[Request]) -> None:
    answered = shop.send(requests)
    demand(set(answered) == {200}, "Not all were answered 200", answered=dict(answered))


def not_applied(rows: Sequence[Mapping[str, Any]]) -> list[object]:
    return [(row["topic"], row["reason"], row["path"]) for row in rows if row["state"] != "applied"]
