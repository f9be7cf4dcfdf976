"""Ten times the orders take no more memory to load."""

from __future__ import annotations

import re
from pathlib import Path

from tests.drills.bench import BRIEF, Bench, Figures, Skipped, demand
from tests.drills.synced import connected
from tests.running import Installation

FEW, MANY = (800, 8_000) if BRIEF else (2_000, 20_000)
MOST = 2.3
"""KiB that each order more may take: what is kept of one by mistake, such as its body, is more."""


def run(bench: Bench) -> Figures:
    if not Path("/proc/self/status").exists():
        raise Skipped("There is no /proc to read a process's memory from")
    few, many = peak(bench, FEW), peak(bench, MANY)
    each = round((many - few) * 1024 / (MANY - FEW), 2)
    figures = {f"mib_at_{FEW}": few, f"mib_at_{MANY}": many, "kib_an_order": each}
    demand(each <= MOST, "More orders take more memory", **figures)
    return figures


def peak(bench: Bench, orders: int) -> float:
    """The most memory (MiB) that any of the server's processes has held during a backfill."""
    with connected(bench, orders) as synced:
        synced.backfill()
        return max(high_water(process) for process in family(synced.shop.server))


def family(server: Installation) -> list[int]:
    """The server's process and its workers."""
    assert server.process is not None
    found = [server.process.pid]
    parents = {int(one.name): parent(one) for one in Path("/proc").glob("[0-9]*")}
    for known in found:
        found += [child for child, its in parents.items() if its == known]
    return found


def parent(process: Path) -> int:
    return value(process, "PPid")


def high_water(process: int) -> float:
    return round(value(Path(f"/proc/{process}"), "VmHWM") / 1024, 1)


def value(process: Path, name: str) -> int:
    """0 where the process has just ended, or is none of a user's."""
    try:
        found = re.search(rf"^{name}:\s+(\d+)", (process / "status").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0
