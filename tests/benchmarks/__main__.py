"""`python -m tests.benchmarks [what ...]`: one table, and `build/bench.json`.

What: intake, writers, answers, idle, backfill; all of them where nothing is named. `--wide` adds
every size, platform and number of workers, `--orders` says how many orders the largest shop has.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks import answers, intake, memory, writers
from tests.benchmarks.rows import ROUNDS, Row, as_json, table
from tests.running import ROOT

REPORT = ROOT / "build" / "bench.json"
KEPT = ROOT / "build" / "bench"
"""Filled databases, which take a while."""

Run = Callable[[Path, argparse.Namespace], Iterator[Row]]
RUNS: dict[str, Run] = {
    "intake": lambda folder, a: intake.run(folder, a.rounds, a.seconds, wide=a.wide),
    "writers": lambda folder, a: writers.run(folder, a.rounds, a.seconds),
    "answers": lambda folder, a: answers.run(KEPT, a.rounds, a.seconds, a.orders),
    "idle": lambda folder, a: memory.idle(folder),
    "backfill": lambda folder, a: memory.backfill(folder, a.backfill // 10, a.backfill),
}


def main(words: list[str]) -> int:
    asked = arguments(words)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="storewire-bench-") as folder:
        for name in asked.what or RUNS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            (own := Path(folder) / name).mkdir()
            rows += RUNS[name](own, asked)
    print(table(rows))
    if not shutil.which("wrk"):
        print("Without `wrk` the load came from Python, which is slower than what it measured.")
    keep(rows)
    return int(any(row.met is False for row in rows))


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("what", nargs="*", choices=[*RUNS, []], help="; ".join(RUNS))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=3, help="of load in each turn")
    parser.add_argument("--wide", action="store_true")
    parser.add_argument("--orders", type=int, nargs="*", default=(1_000_000, 5_000_000))
    parser.add_argument("--backfill", type=int, default=200_000)
    found = parser.parse_args(words)
    found.orders = tuple(found.orders)
    return found


def keep(rows: list[Row]) -> None:
    """Over what an earlier run measured under the same names."""
    before = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    machine = {"python": platform.python_version(), "machine": platform.platform()}
    REPORT.parent.mkdir(exist_ok=True)
    report = {**before, **as_json(rows), "machine": machine}
    REPORT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
