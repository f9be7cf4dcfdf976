"""Durable intake, beside a bare Flask route that reads the same bodies on the same server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path

from tests.benchmarks.contestants import Served, bare, storewire
from tests.benchmarks.deliveries import SETTINGS, Sender, sender
from tests.benchmarks.load import Load, Request, load
from tests.benchmarks.rows import Point, Row, alternating, by_p99, row
from tests.drills.shop import connected
from tests.postgres import running_postgres

KB = 1024
A_SECOND = 60_000 * KB
"""More than is taken in a second: no delivery is sent twice."""
SIZES = (4, 16, 47)
GOALS = {"intake_sqlite": ">= 0.80", "intake_postgresql": ">= 0.55"}
SEEDS = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`size` in KB."""

    database: str
    workers: int
    platform: str = "shopify"
    size: int = 16

    @property
    def name(self) -> str:
        usual = (self.platform, self.size, self.workers) == ("shopify", 16, 1)
        more = "" if usual else f"_{self.platform}_{self.size}kb_{self.workers}w"
        return f"intake_{self.database}{more}"

    @property
    def line(self) -> str:
        workers = "1 worker" if self.workers == 1 else f"{self.workers} workers"
        return f"{self.database}, {self.platform}, {workers}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """Ours against bare Flask with the same deliveries."""

    ours: Served
    theirs: Served
    rounds: int
    seconds: float

    def run(self, sent: Sender, size: int, connections: int) -> list[tuple[Load, Load]]:
        def ours() -> Load:
            return take_in(self.ours, sent, size, connections, self.seconds)

        def theirs() -> Load:
            given = [as_bare(each) for each in sent.requests(size * KB, 500, next(SEEDS))]
            return driven(self.theirs, given, connections, self.seconds)

        return alternating(ours, theirs, self.rounds)


def run(folder: Path, rounds: int, seconds: float, *, wide: bool) -> Iterator[Row]:
    """`wide`: every size, platform and number of workers; else what has a goal."""
    with running_postgres() as postgres:
        for database, workers in product(("sqlite", "postgresql"), (1, 2) if wide else (1,)):
            if database == "sqlite" and workers > 1:
                continue  # A file has one server process.
            url = postgres.new_database() if database == "postgresql" else ""
            home = folder / f"{database}{workers}"
            with storewire(home, url, workers) as ours, bare(workers) as theirs:
                race = Race(ours=ours, theirs=theirs, rounds=rounds, seconds=seconds)
                yield from raced(race, Case(database=database, workers=workers), wide=wide)


def raced(race: Race, usual: Case, *, wide: bool) -> Iterator[Row]:
    assert race.ours.storewire is not None
    for platform in SETTINGS if wide else (usual.platform,):
        shop = connected(race.ours.storewire, platform, "Bench", **SETTINGS[platform])
        sent = sender(shop, platform)
        for size in SIZES if wide else (usual.size,):
            case = Case(
                database=usual.database, workers=usual.workers, platform=platform, size=size
            )
            yield measured(race, case, sent)
            if case.name == "intake_sqlite":
                what = "p99 of intake to p99 of bare Flask, 64 connections"
                yield row("intake_p99", what, "<= 1.0", race.run(sent, size, 64), by_p99)


def measured(race: Race, case: Case, sent: Sender) -> Row:
    return row(
        case.name,
        f"{case.line}, {case.size} KB, to bare Flask",
        GOALS.get(case.name, ""),
        race.run(sent, case.size, 32),
        point=Point(chart="deliveries", line=case.line, size=case.size),
    )


def take_in(served: Served, sent: Sender, size: int, connections: int, seconds: float) -> Load:
    """Deliveries of about `size` KB that the server has never seen."""
    how_many = round(A_SECOND * max(1, seconds) / (size * KB))
    requests = list(sent.requests(size * KB, how_many, next(SEEDS)))
    found = driven(served, requests, connections, seconds)
    assert found.answers <= len(requests), "Deliveries were sent twice: raise A_SECOND."
    return found


def driven(served: Served, requests: list[Request], connections: int, seconds: float) -> Load:
    return load(served.port, requests, pid=served.pid, connections=connections, seconds=seconds)


def as_bare(request: Request) -> Request:
    return Request(method="POST", path="/bare", headers=request.headers, body=request.body)
