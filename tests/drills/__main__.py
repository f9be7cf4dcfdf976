"""Runs all drills, or the ones that are named, and writes `build/drills.json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from tests.drills.attempt import all_drilled
from tests.drills.bench import drills
from tests.running import ROOT

REPORT = ROOT / "build" / "drills.json"


def main(wanted: Sequence[str]) -> int:
    known = drills()
    if unknown := [name for name in wanted if name not in known]:
        print(f"No drill is called {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    results = [*all_drilled(list(wanted or known))]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps([asdict(result) for result in results], indent=1) + "\n")
    return int(any(result.passed is False for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
