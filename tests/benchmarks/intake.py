"""Durable intake, beside a bare Flask route that reads the same bodies on the same server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from tests.benchmarks.contestants import Served, bare, storewire
from tests.benchmarks.deliveries import SETTINGS, Sender, sender
from tests.benchmarks.load import Load, Request, load
from tests.benchmarks.rows import Row, alternating, by_p99, row
from tests.drills.shop import connected
from tests.postgres import running_postgres

KB = 1024
A_SECOND = 2_500
"""More than are taken in a second: no delivery is sent twice."""
SEEDS = count(1)


def run(folder: Path, rounds: int, seconds: float, *, wide: bool) -> Iterator[Row]:
    """`wide`: every size, platform and number of workers; else what has a goal."""
    with running_postgres() as postgres:
        for workers in (1, 2) if wide else (1,):
            databases = {"sqlite": "", "postgresql": postgres.new_database()}
            for name, url in databases.items():
                if name == "sqlite" and workers > 1:
                    continue  # A file has one server process.
                yield from on_database(
                    folder / f"{name}{workers}", name, url, workers, rounds, seconds, wide=wide
                )


def on_database(
    home: Path, name: str, url: str, workers: int, rounds: int, seconds: float, *, wide: bool
) -> Iterator[Row]:
    with ExitStack() as stack:
        ours = stack.enter_context(storewire(home, url, workers))
        theirs = stack.enter_context(bare(workers))
        for platform in SETTINGS if wide else ("shopify",):
            assert ours.storewire is not None
            shop = connected(ours.storewire, platform, "Bench", **SETTINGS[platform])
            sent = sender(shop, platform)
            for size in (4, 16, 47) if wide else (16,):
                named = f"intake_{name}"
                usual = (platform, size, workers) == ("shopify", 16, 1)
                if not usual:
                    named += f"_{platform}_{size}kb_{workers}w"
                runs = raced(ours, theirs, sent, size * KB, 32, rounds, seconds)
                yield row(
                    named,
                    f"{name}, {platform}, {size} KB, {workers} worker(s), to bare Flask",
                    {"intake_sqlite": ">= 0.80", "intake_postgresql": ">= 0.55"}.get(named, ""),
                    runs,
                )
                if named == "intake_sqlite":
                    runs = raced(ours, theirs, sent, size * KB, 64, rounds, seconds)
                    what = "p99 of intake to p99 of bare Flask, 64 connections"
                    yield row("intake_p99", what, "<= 1.0", runs, by_p99)


def raced(
    ours: Served,
    theirs: Served,
    sent: Sender,
    size: int,
    connections: int,
    rounds: int,
    seconds: float,
) -> list[tuple[Load, Load]]:
    def take_in() -> Load:
        requests = sent.requests(size, round(A_SECOND * seconds), next(SEEDS))
        return load(ours.port, requests, pid=ours.pid, connections=connections, seconds=seconds)

    def read() -> Load:
        given = [as_bare(each) for each in sent.requests(size, 500, next(SEEDS))]
        return load(theirs.port, given, pid=theirs.pid, connections=connections, seconds=seconds)

    return alternating(take_in, read, rounds)


def as_bare(request: Request) -> Request:
    return Request(method="POST", path="/bare", headers=request.headers, body=request.body)
