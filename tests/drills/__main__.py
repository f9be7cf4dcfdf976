"""Runs all drills, or the one that is named, and writes `build/drills.json`."""

from __future__ import annotations

import json
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.drills.bench import Bench, Failed, Figures, Run, Skipped, drills
from tests.running import ROOT

REPORT = ROOT / "build" / "drills.json"
WORDS = {True: "passed", False: "FAILED", None: "skipped"}


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    passed: bool | None
    """None where it was skipped."""
    figures: Figures


def main(wanted: Sequence[str]) -> int:
    known = drills()
    if unknown := [name for name in wanted if name not in known]:
        print(f"No drill is called {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    results = [drilled(name, known) for name in wanted or known]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps([asdict(result) for result in results], indent=1) + "\n")
    return int(any(result.passed is False for result in results))


def drilled(name: str, known: Mapping[str, Run]) -> Result:
    print(f"{name} ...", flush=True)
    began = time.monotonic()
    result = attempted(name, known[name])
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
