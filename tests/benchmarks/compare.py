"""What moved between two reports: `python -m tests.benchmarks.compare BEFORE AFTER`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Report = Mapping[str, Mapping[str, Any]]


def moved(before: Report, after: Report) -> Iterator[str]:
    """A line a figure. `?` where the rounds of both overlap: that may be noise."""
    yield f"{'name':38} {'before':>10} {'after':>10} {'times':>7}"
    for name in before:
        if name in after and "value" in before[name]:
            one, other = before[name]["value"], after[name]["value"]
            sure = " ?" if overlap(before[name]["rounds"], after[name]["rounds"]) else ""
            times = f"{other / one:.2f}" if one else "-"
            yield f"{name:38} {one:>10} {other:>10} {times:>7}{sure}"
    for name in sorted(before.keys() ^ after.keys()):
        yield f"{name:38} only {'before' if name in before else 'after'}"


def overlap(one: list[float], other: list[float]) -> bool:
    return max(min(one), min(other)) <= min(max(one), max(other))


def main(words: list[str]) -> int:
    if len(words) != 2:
        print(__doc__)
        return 2
    reports: list[Report] = [json.loads(Path(each).read_text()) for each in words]
    print("\n".join(moved(*reports)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
