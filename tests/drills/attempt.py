"""One drill after the other, or several at once, each in a process of its own."""

from __future__ import annotations

import os
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.drills.bench import Bench, Failed, Figures, Run, Skipped, drill

WORDS = {True: "passed", False: "FAILED", None: "skipped"}
ALONE = frozenset({"strangers"})
"""What measures how long an answer takes."""
LONGEST = ("sync_shopify", "resume_shopify", "sync_ecwid", "resume_backfill", "sync_woocommerce")
"""Begun first where several run at once, so that none is left when all the others are done."""


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    passed: bool | None
    """None where it was skipped."""
    figures: Figures


def all_drilled(names: Sequence[str]) -> Iterator[Result]:
    """As many at once as STOREWIRE_DRILLS_AT_ONCE says: most of them wait most of the time."""
    at_once = int(os.environ.get("STOREWIRE_DRILLS_AT_ONCE", "1"))
    together = [name for name in names if name not in ALONE] if at_once > 1 else []
    together.sort(key=lambda name: name not in LONGEST)
    with ProcessPoolExecutor(at_once, get_context("spawn"), max_tasks_per_child=1) as pool:
        yield from pool.map(drilled, together)
    yield from map(drilled, [name for name in names if name not in together])


def drilled(name: str) -> Result:
    print(f"{name} ...", flush=True)
    began = time.monotonic()
    result = attempted(name, drill(name))
    took = round(time.monotonic() - began, 1)
    shown = "  ".join(f"{figure}={value}" for figure, value in result.figures.items())
    print(f"{name}  {WORDS[result.passed]}  {took} s  {shown}", flush=True)
    return Result(name, result.passed, {**result.figures, "seconds": took})


def attempted(name: str, run: Run) -> Result:
    """Whatever a drill raises is its own failure and nobody else's."""
    with tempfile.TemporaryDirectory(prefix=f"storewire-{name}-") as folder:
        try:
            return Result(name, True, run(Bench(Path(folder))))
        except Skipped as why:
            return Result(name, None, {"reason": str(why)})
        except Failed as failed:
            return Result(name, False, {"reason": str(failed), **failed.figures})
        except Exception as error:  # noqa: BLE001 - recorded here, and the next drill runs
            traceback.print_exc()
            return Result(name, False, {"reason": f"{type(error).__name__}: {error}"})
