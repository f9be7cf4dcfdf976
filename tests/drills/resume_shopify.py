"""A backfill by bulk operation is killed again and again, in the middle of its download too: it
goes on where it was and ends as if nothing had been."""

from __future__ import annotations

import random
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from adapters.shopify import documents
from tests.drills.bench import BRIEF, Bench, Figures, demand, orders
from tests.drills.jobs import demand_equal, storewire
from tests.drills.synced_shopify import Synced, compared, stand_in, with_pasted_keys
from tests.fakes.shopify import Shop

ORDERS = min(6_000, orders(6_000))
KILLS, AIMED = (5, range(2, 3)) if BRIEF else (10, range(4, 7))
"""How many, and which of them strike in a download; the others strike when they strike."""
ANSWER_SECONDS = 0.03
"""What each answer of the shop takes: as the real one, it is slower than we are."""
PIECE_SECONDS = 0.04
"""Of a download; it has some sixty pieces."""
LOOKS = 2
"""How often the operation is looked at while it runs; three seconds lie between two."""
LONGEST = 5.0
"""Seconds of work before a kill."""
RESUME_SECONDS = 120
PIECES = 5
"""At most so many are let through of a download that is held."""
DOWNLOAD_SECONDS = 240
"""Until there is one: it can take the rest of a backfill and the beginning of the next."""
LOOK_EVERY = 5.0
"""Seconds of quiet until doctor is asked whether there is work left at all."""
BACKFILL = ("backfill", "order")
TWICE = 2
"""Operations more than one that kills may make: the one in flight was not yet written down."""
LISTS = {
    each.text
    for each in (
        documents.LOCATIONS,
        documents.PRODUCTS_CHANGED,
        documents.LEVELS_CHANGED,
        documents.BULK_RUN,
        documents.BULK_STATUS,
    )
}
"""What a backfill asks; what is asked of single orders, it is not alone to ask."""


@dataclass
class Trial:
    """A backfill, and another where that one is done before it was killed often enough."""

    synced: Synced
    since: str = ""
    backfills: int = 1
    killed_in: Counter[str] = field(default_factory=Counter)

    def kill(self, nth: int) -> float:
        """At some moment of its work, and start again; how long its work was waited for."""
        bulk = self.synced.fake.bulk
        bulk.held_after = random.randrange(PIECES) if nth in AIMED else None  # noqa: S311
        waited = self.wait_for_work()
        if nth in AIMED:
            self.wait_for_a_download()
        else:
            time.sleep(random.uniform(0, LONGEST))  # noqa: S311 - any moment will do
        self.killed_in[at_work_on(self.synced.fake)] += 1
        self.synced.shop.server.kill()
        bulk.held_after = None
        self.synced.shop.server.start()
        return waited

    def wait_for_work(self) -> float:
        """Seconds until the shop is asked for more of a list. Raises Failed."""
        began, before = time.monotonic(), signs(self.synced.fake)
        while not self.works_on(before):
            waited = time.monotonic() - began
            left = self.synced.unfinished(self.since)
            demand(waited < RESUME_SECONDS, "The backfill was not resumed", left=left)
            if not left:
                self.begin_another()
                began = time.monotonic()
        return round(time.monotonic() - began, 1)

    def wait_for_a_download(self) -> None:
        """Until one is held. Raises Failed."""
        until = time.monotonic() + DOWNLOAD_SECONDS
        while not self.synced.fake.bulk.held:
            demand(time.monotonic() < until, "No file was downloaded")
            if not self.synced.unfinished(self.since):
                self.begin_another()
            time.sleep(1)

    def works_on(self, before: int) -> bool:
        """Whether there are more signs of work than these, within some seconds."""
        until = time.monotonic() + LOOK_EVERY
        while signs(self.synced.fake) == before and time.monotonic() < until:
            time.sleep(0.02)
        return signs(self.synced.fake) > before

    def begin_another(self) -> None:
        self.since = datetime.now(UTC).isoformat()
        self.backfills += 1
        shop = self.synced.shop
        storewire(shop.server, "backfill", "--store", shop.store_id)


def run(bench: Bench) -> Figures:
    with stand_in(ORDERS) as fake, bench.server() as server:
        slow(fake)
        synced = with_pasted_keys(server, fake)
        trial = Trial(synced)
        waits = [trial.kill(nth) for nth in range(KILLS)]
        fake.faults.pace = fake.bulk.pause = 0
        synced.wait_until_loaded(trial.since)
        synced.settle()
        (orders,) = (row for row in synced.progress() if (row["job"], row["kind"]) == BACKFILL)
        figures = {
            "orders": ORDERS,
            "kills": KILLS,
            "killed_in": dict(trial.killed_in),
            "backfills": trial.backfills,
            "bulk_operations": len(fake.bulk.operations),
            "downloads": fake.bulk.downloads,
            "longest_until_resumed_seconds": max(waits),
            "records_counted": orders["records"],
            "told_in_all": orders["total"],
        }
        found = compared(synced)
    demand_resumed(trial, figures)
    demand_equal("the backfill", found.differences, **figures)
    return {**figures, "compared": found.counted, "differences": 0}


def demand_resumed(trial: Trial, figures: Figures) -> None:
    bulk, done = trial.synced.fake.bulk, trial.backfills
    demand(trial.killed_in["download"], "No kill hit a download", **figures)
    demand(len(bulk.operations) <= done + TWICE, "It began again from the start", **figures)
    demand(bulk.downloads <= done + KILLS + TWICE, "A process fetched a file twice", **figures)
    counted = {figures["records_counted"], figures["told_in_all"], ORDERS}
    demand(len(counted) == 1, "Pages were counted twice, or not", **figures)


def slow(fake: Shop) -> None:
    fake.queries = deque()
    fake.faults.pace, fake.bulk.pause = ANSWER_SECONDS, PIECE_SECONDS
    fake.bulk.step = ORDERS // LOOKS


def at_work_on(fake: Shop) -> str:
    with fake.lock:
        states = [each.status for each in fake.bulk.operations.values()]
    if not states:
        return "lists"
    if states[-1] != "COMPLETED":
        return "operation"
    return "download" if fake.bulk.downloading else "pages"


def signs(fake: Shop) -> int:
    with fake.lock:
        return fake.bulk.downloads + sum(text in LISTS for text in fake.queries)
