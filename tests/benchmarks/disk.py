"""The disk's own limit, and durable intake in relation to it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.contestants import storewire
from tests.benchmarks.deliveries import SETTINGS, sender
from tests.benchmarks.intake import take_in
from tests.benchmarks.rows import Row, plain
from tests.drills.shop import connected


def run(folder: Path, rounds: int, seconds: float) -> Iterator[Row]:
    """In turns. Above 1 the deliveries of several senders share a flush, as they are meant to."""
    flushed, taken = [], []
    with ExitStack() as stack:
        ours = stack.enter_context(storewire(folder / "disk"))
        assert ours.storewire is not None
        sent = sender(connected(ours.storewire, "shopify", "Bench", **SETTINGS["shopify"]))
        for _ in range(rounds):
            flushed.append(flushes(folder / "flushes.db", 0, seconds / 2))
            taken.append(take_in(ours, sent, 16, 64, seconds))
    yield plain("disk_flushes", "flushes of this disk", "", flushed, "a second")
    ratios = [load.rate / limit for load, limit in zip(taken, flushed, strict=True)]
    what = "deliveries of 16 KB taken in a second, 64 connections, to flushes a second"
    yield plain("intake_to_flushes", what, "", ratios)


def flushes(path: Path, delay: float, seconds: float) -> float:
    """A second, each with the delay and next to nothing to write."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE IF NOT EXISTS flushed (at REAL)")
    began, done = time.monotonic(), 0
    while time.monotonic() < began + seconds:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO flushed VALUES (?)", (time.monotonic(),))
        time.sleep(delay)
        connection.execute("COMMIT")
        done += 1
    connection.close()
    return done / (time.monotonic() - began)
