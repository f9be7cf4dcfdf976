"""The jobs of a shop that is connected to a running server, by the command line."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import requests

from tests.drills.bench import demand
from tests.drills.shop import Question, Shop
from tests.running import Installation

JOB_SECONDS = 1800
SETTLE_SECONDS = 120
"""Without one hint less."""
ASKING = 4
"""Connections that ask for answers."""

SHOWN = 10

Body = Mapping[str, Any]
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    shop: Shop
    kinds: Collection[str]
    """What a backfill loads."""

    def job(self, *words: str) -> float:
        """`storewire <words> --store ID --wait`; how many seconds it took."""
        began = time.monotonic()
        storewire(self.shop.server, *words, "--store", self.shop.store_id, "--wait")
        return round(time.monotonic() - began, 1)

    def backfill(self) -> float:
        return self.job("backfill")

    def sweep(self) -> float:
        return self.job("reconcile", "--quick")

    def reconcile(self) -> float:
        """All there is, and what was deleted without a word."""
        return self.job("reconcile")

    def doctor(self) -> list[Body]:
        """Its findings, whatever its exit status."""
        found: list[Body] = self._diagnosed("findings")
        return found

    def progress(self) -> list[Body]:
        found: list[Body] = self._diagnosed("progress")
        return found

    def _diagnosed(self, part: str) -> Any:
        words = ("doctor", "--store", self.shop.store_id)
        return storewire(self.shop.server, *words, check=False)[0][part]

    def wait_until_loaded(self, since: str = "") -> None:
        """By what doctor shows of the backfill: asking again may begin another. Raises Failed."""
        until = time.monotonic() + JOB_SECONDS
        while unfinished := self.unfinished(since):
            demand(time.monotonic() < until, "The backfill never ends", unfinished=unfinished)
            time.sleep(1)

    def unfinished(self, since: str = "") -> list[str]:
        """Kinds the backfill, or the one begun `since` an ISO time, has not come to the end of."""
        done = {
            row["kind"]
            for row in self.progress()
            if row["job"] == "backfill" and row["finished_at"] and row["started_at"] >= since
        }
        return sorted(set(self.kinds) - done)

    def gaps(self) -> list[str]:
        """What came by no delivery, in doctor's words."""
        return [one["what"] for one in self.doctor() if "by no delivery" in one["what"]]

    def settle(self) -> float:
        """Waits until everything that was hinted at has been asked for; seconds. Raises Failed."""
        began = moved = time.monotonic()
        least = len(self.shop.fetches())
        while left := len(self.shop.fetches()):
            if left < least:
                least, moved = left, time.monotonic()
            waited = time.monotonic() - moved
            demand(waited < SETTLE_SECONDS, "Hints are never asked about", left=left)
            time.sleep(3)
        return round(time.monotonic() - began, 1)


def storewire(server: Installation, *words: str, check: bool = True) -> Any:
    """`storewire <words> --json`, read; jobs may take their time."""
    done = subprocess.run(
        server.command(*words, "--json"),
        env=server.environment(),
        cwd=server.home,
        capture_output=True,
        text=True,
        check=False,
        timeout=JOB_SECONDS,
    )
    said = done.stderr[-1000:]
    demand(not check or not done.returncode, f"storewire {words[0]} failed", said=said)
    return json.loads(done.stdout)


def connect(server: Installation, *words: str) -> tuple[Shop, Body]:
    """`storewire connect <words>`; the shop with a key of its own, and what was said."""
    store = storewire(server, "connect", *words)
    made = storewire(server, "key", "create", "--store", store["id"], "--scope", "agent")
    shop = Shop(
        server=server, store_id=store["id"], delivery_url=store["delivery_url"], key=made["key"]
    )
    return shop, store


def demand_equal(after: str, wrong: Sequence[str], **figures: object) -> None:
    demand(
        not wrong,
        f"Our copy differs from the shop after {after}",
        differences=len(wrong),
        by_what=about(wrong),
        shown=wrong[:SHOWN],
        **figures,
    )


def about(differences: Iterable[str]) -> dict[str, int]:
    """By what differs: `order 17, refunds: ...` and such."""
    heads = (line.partition(": ")[0] for line in differences)
    return dict(Counter(head.partition(", ")[2] or "gone, or stock" for head in heads))


Differences = Callable[[Shop, requests.Session, Any], Iterable[str]]
"""Where our answers about one thing are not what the shop says, a line each."""


def asked_of_each(shop: Shop, things: Sequence[Any], differences: Differences) -> list[str]:
    """Over several connections."""

    def asked(share: Sequence[Any]) -> list[str]:
        with requests.Session() as http:
            return [line for one in share for line in differences(shop, http, one)]

    with ThreadPoolExecutor(ASKING) as pool:
        shares = [things[start::ASKING] for start in range(ASKING)]
        return [line for found in pool.map(asked, shares) for line in found]


def still_there(shop: Shop, http: requests.Session, question: Question) -> Iterable[str]:
    """Of something that is no more."""
    if (outcome := shop.ask(http, question).json()["outcome"]) != "no_match":
        yield f"{question[0]} {dict(question[1])} is {outcome}, and the shop has no such thing"


def facts(shop: Shop, http: requests.Session, question: Question) -> Facts | None:
    """None for `no_match`."""
    answered = shop.ask(http, question)
    demand(answered.status_code == 200, f"{question} was answered {answered.status_code}")
    found: Facts | None = answered.json()["facts"]
    return found
