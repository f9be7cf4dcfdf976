"""What a server holds while it idles, and what loading a shop's past takes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.contestants import wait_for
from tests.benchmarks.load import answering, cpu_seconds, family, high_water_mb, resident_mb
from tests.benchmarks.rows import Row, alternating, plain
from tests.drills.bench import Bench
from tests.drills.synced import stand_in, with_pasted_keys
from tests.fakes.woocommerce import Running
from tests.running import ROOT, free_port

SETTLED_SECONDS = 15
"""Until the demo's history has arrived and the background work has started."""
FEW, MANY = 20_000, 200_000


def idle(folder: Path, rounds: int) -> Iterator[Row]:
    """As `make run` starts it, each time in a new home."""
    found = [idling(folder / f"idle{nth}") for nth in range(rounds)]
    what = "resident memory of the process that answers, of an idle `make run`"
    yield plain("idle_memory_mb", what, "<= 120", [one for one, _ in found], "MB")
    every = [every for _, every in found]
    yield plain("idle_memory_all_mb", "the same with all its processes", "", every, "MB")


def idling(home: Path) -> tuple[float, float]:
    """MB, of the process that answers and of all together."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "storewire", "demo", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"STOREWIRE_HOME": str(home), "STOREWIRE_LOG_LEVEL": "error"},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        time.sleep(SETTLED_SECONDS)
        each = {pid: resident_mb(pid) for pid in family(process.pid)}
        return each[answering(port, process.pid)], sum(each.values())
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """One whole backfill. `cpu_micros` is the server's, an order; the shop's stand-in needs its own
    time, so that orders a second say what both reach together."""

    peak_mb: float
    orders_a_second: float
    cpu_micros: float


def backfill(folder: Path, rounds: int, few: int = FEW, many: int = MANY) -> Iterator[Row]:
    with stand_in(few) as small, stand_in(many) as large:
        runs = alternating(
            lambda: loaded(folder, large, many), lambda: loaded(folder, small, few), rounds
        )
    of_many = [one for one, _ in runs]
    ratios = [one.peak_mb / other.peak_mb for one, other in runs]
    what = f"peak memory of loading {many} orders to {few}"
    yield plain("backfill_memory", what, "<= 1.3", ratios)
    peaks = [one.peak_mb for one in of_many]
    yield plain("backfill_memory_mb", f"peak memory of loading {many} orders", "", peaks, "MB")
    rates = [one.orders_a_second for one in of_many]
    yield plain("backfill_orders", f"orders loaded, of {many}", "", rates, "a second")
    costs = [one.cpu_micros for one in of_many]
    yield plain("backfill_cost", "CPU of the server for each order loaded", "", costs, "us")


def loaded(folder: Path, fake: Running, orders: int) -> Loaded:
    with TemporaryDirectory(dir=folder) as own, Bench(Path(own)).server() as server:
        assert server.process is not None
        before = cpu_seconds(server.process.pid)
        synced = with_pasted_keys(server, fake)
        synced.backfill()
        spent = cpu_seconds(server.process.pid) - before
        return Loaded(
            peak_mb=max(high_water_mb(pid) for pid in family(server.process.pid)),
            orders_a_second=round(orders / seconds_taken(synced.progress()), 1),
            cpu_micros=round(spent * 1e6 / orders, 1),
        )


def seconds_taken(progress: Sequence[Mapping[str, Any]]) -> float:
    """By the orders, as the server itself noted it."""
    (row,) = [each for each in progress if (each["job"], each["kind"]) == ("backfill", "order")]
    began, ended = (datetime.fromisoformat(row[f"{at}_at"]) for at in ("started", "finished"))
    return (ended - began).total_seconds()
