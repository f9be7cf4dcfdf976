"""What a server holds while it idles, and what a load takes of ten times the orders."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.contestants import wait_for
from tests.benchmarks.load import family, resident_mb
from tests.benchmarks.rows import Row, plain
from tests.drills.backfill_memory import peak
from tests.drills.bench import Bench
from tests.running import ROOT, free_port

SETTLED_SECONDS = 15
"""Until the demo's history has arrived and the background work has started."""
FEW, MANY = 20_000, 200_000


def idle(folder: Path) -> Iterator[Row]:
    """Of the process that serves, as `make run` starts it; and of all of its processes together."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "storewire", "demo", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"STOREWIRE_HOME": str(folder / "idle"), "STOREWIRE_LOG_LEVEL": "error"},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        time.sleep(SETTLED_SECONDS)
        each = [resident_mb(pid) for pid in family(process.pid)]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    what = "resident memory of the process that serves `make run`, idle"
    yield plain("idle_memory_mb", what, "<= 120", [each[-1]], "MB")
    yield plain("idle_memory_all_mb", "the same with all its processes", "", [sum(each)], "MB")


def backfill(folder: Path, few: int = FEW, many: int = MANY) -> Iterator[Row]:
    peaks = [peak(Bench(folder), orders) for orders in (few, many)]
    what = f"peak memory, {many} orders to {few}; MiB: {peaks}"
    yield plain("backfill_memory", what, "<= 1.3", [peaks[1] / peaks[0]])
