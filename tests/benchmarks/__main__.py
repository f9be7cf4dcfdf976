"""`python -m tests.benchmarks [what ...]`: one table, `build/bench.json` and `build/bench.svg`.

What each part is, how long it takes and how to read the figures: docs/benchmarks.md.
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

from tests.benchmarks import answers, disk, growth, intake, memory, plot, writers
from tests.benchmarks.filled import KEPT
from tests.benchmarks.plot import REPORT
from tests.benchmarks.rows import ROUNDS, Row, as_json, line, table

Run = Callable[[Path, argparse.Namespace], Iterator[Row]]
RUNS: dict[str, Run] = {
    "intake": lambda folder, a: intake.run(folder, a.rounds, a.seconds, wide=a.wide),
    "disk": lambda folder, a: disk.run(folder, a.rounds, a.seconds),
    "writers": lambda folder, a: writers.run(folder, a.rounds, a.seconds),
    "answers": lambda folder, a: answers.run(a.kept, folder, a.rounds, a.seconds, a.orders),
    "growth": lambda folder, a: growth.run(a.kept, folder, a.rounds, a.seconds),
    "idle": lambda folder, a: memory.idle(folder, a.rounds),
    "backfill": lambda folder, a: memory.backfill(folder, a.rounds, a.backfill // 10, a.backfill),
}


def main(words: list[str]) -> int:
    asked = arguments(words)
    rows: list[Row] = []
    asked.kept.mkdir(parents=True, exist_ok=True)
    # Beside what is kept: what /tmp is on may be no disk.
    with tempfile.TemporaryDirectory(prefix="running-", dir=asked.kept) as folder:
        for name in asked.what or RUNS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            (own := Path(folder) / name).mkdir()
            for row in RUNS[name](own, asked):
                rows.append(row)
                keep(row)
                print(f"  {line(row)}", file=sys.stderr, flush=True)
    print(table(rows))
    if not shutil.which("wrk"):
        print("Without `wrk` the load came from Python, which is slower than what it measured.")
    show_plots()
    return int(any(row.met is False for row in rows))


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Ratios of alternating turns on this machine; see docs/benchmarks.md.",
        epilog="The first run fills shops of 1 and 5 million orders: 15 to 40 minutes and 17 GB, "
        "once; `--orders` with nothing behind it does without them, `--orders 1000000` with less.",
    )
    parser.add_argument(
        "what", nargs="*", choices=[*RUNS, []], metavar="what", help=", ".join(RUNS)
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns of each side")
    parser.add_argument("--seconds", type=float, default=3, help="of load in each turn")
    parser.add_argument(
        "--wide", action="store_true", help="intake of every size, platform and worker count"
    )
    parser.add_argument(
        "--orders",
        type=int,
        nargs="*",
        default=[1_000_000, answers.MOST],
        help="that shops have beside the one of 10,000",
    )
    parser.add_argument(
        "--backfill", type=int, default=200_000, help="orders to load, beside a tenth"
    )
    parser.add_argument("--kept", type=Path, default=KEPT, help="where filled shops are kept")
    return parser.parse_args(words)


def keep(row: Row) -> None:
    """At once, over what an earlier run measured under the same name: the next row may fail."""
    before = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    machine = {"python": platform.python_version(), "machine": platform.platform()}
    REPORT.parent.mkdir(exist_ok=True)
    report = {**before, **as_json([row]), "machine": machine}
    new = REPORT.with_suffix(".new")
    new.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    new.rename(REPORT)


def show_plots() -> None:
    print(*plot.draw(json.loads(REPORT.read_text()), REPORT.parent), sep="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
