"""A backfill is killed again and again: it goes on behind its last page and ends as if nothing had
been."""

from __future__ import annotations

import random
import time

from tests.drills.bench import BRIEF, Bench, Figures, demand
from tests.drills.synced import PER_PAGE, Synced, compared, connected, known

ORDERS, KILLS = (2_000, 4) if BRIEF else (6_000, 10)
ANSWER_SECONDS = 0.2 if BRIEF else 0.03
"""What each answer of the shop takes: as the real one, it is slower than we are; and of so few
pages some are left when it is killed for the last time."""
LONGEST = 1.2
"""Seconds of work before a kill."""
RESUME_SECONDS = 120
TWICE = 2
"""Pages that a kill may make us ask for again: the one in flight, and one that was applied and not
yet written down as done."""


def run(bench: Bench) -> Figures:
    with connected(bench, ORDERS) as synced:
        synced.fake.shop.switches.slow = ANSWER_SECONDS
        waits = [killed(synced) for _ in range(KILLS)]
        in_the_middle = synced.pages_asked()
        waits.append(working_again(synced))
        synced.fake.shop.switches.slow = 0
        synced.wait_until_loaded()
        pages = ORDERS // PER_PAGE + 1  # The bin is a page of its own.
        figures = {
            "orders": ORDERS,
            "kills": KILLS,
            "pages": pages,
            "pages_asked": synced.pages_asked(),
            "pages_asked_when_last_killed": in_the_middle,
            "longest_until_resumed_seconds": max(waits),
        }
        found = compared(synced, known(synced.fake))
    demand(in_the_middle < pages, "It was done before the last kill", **figures)
    most = pages + KILLS * TWICE
    demand(synced.pages_asked() <= most, "It began again from the start", most=most, **figures)
    wrong = found.differences
    demand(not wrong, "Our copy differs from the shop", shown=wrong[:10], **figures)
    return {**figures, "differences": 0}


def killed(synced: Synced) -> float:
    """At a random moment of its work, and started again; how long its work was waited for."""
    waited = working_again(synced)
    time.sleep(random.uniform(0, LONGEST))  # noqa: S311 - any moment will do
    synced.shop.server.kill()
    synced.shop.server.start()
    return waited


def working_again(synced: Synced) -> float:
    """Seconds until the shop is asked for another page. Raises Failed."""
    began, before = time.monotonic(), synced.pages_asked()
    while synced.pages_asked() == before:
        waited = time.monotonic() - began
        demand(waited < RESUME_SECONDS, "The backfill was not resumed", pages_asked=before)
        time.sleep(0.02)
    return round(time.monotonic() - began, 1)
