"""What a benchmark says: a named ratio, the median of its rounds, and what stands behind it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from tests.benchmarks.load import Load

ROUNDS = 5


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """Where the row's own cost stands in a plot."""

    chart: str
    line: str
    size: int


class Row(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    what: str
    goal: str
    """`>= 0.80`; empty where it is only looked at."""
    value: float
    """The median of `rounds`."""
    rounds: tuple[float, ...]
    unit: str = "ratio"
    point: Point | None = None
    ours: Load | None = None
    """The median round's own figures."""
    theirs: Load | None = None

    @property
    def met(self) -> bool | None:
        if not self.goal:
            return None
        sign, _, limit = self.goal.partition(" ")
        return self.value >= float(limit) if sign == ">=" else self.value <= float(limit)


T = TypeVar("T")
Ratio = Callable[[Load, Load], float]


def by_rate(ours: Load, theirs: Load) -> float:
    return ours.rate / theirs.rate


def by_p99(ours: Load, theirs: Load) -> float:
    return ours.p99 / theirs.p99


def alternating(ours: Callable[[], T], theirs: Callable[[], T], rounds: int) -> list[tuple[T, T]]:
    """One after the other, the first turn changing: what slows the machine slows both."""
    found: list[tuple[T, T]] = []
    for nth in range(rounds):
        if nth % 2:
            second = theirs()
            found.append((ours(), second))
        else:
            first = ours()
            found.append((first, theirs()))
    return found


def row(
    name: str,
    what: str,
    goal: str,
    runs: Sequence[tuple[Load, Load]],
    ratio: Ratio = by_rate,
    point: Point | None = None,
) -> Row:
    values = [ratio(*each) for each in runs]
    middle = sorted(range(len(values)), key=values.__getitem__)[len(values) // 2]
    ours, theirs = runs[middle]
    return Row(
        name=name,
        what=what,
        goal=goal,
        value=round(statistics.median(values), 3),
        rounds=tuple(round(value, 3) for value in values),
        point=point,
        ours=ours,
        theirs=theirs,
    )


def plain(name: str, what: str, goal: str, values: Sequence[float], unit: str = "ratio") -> Row:
    """Of figures that are no loads."""
    return Row(
        name=name,
        what=what,
        goal=goal,
        value=round(statistics.median(values), 3),
        rounds=tuple(round(value, 3) for value in values),
        unit=unit,
    )


def table(rows: Sequence[Row]) -> str:
    """For reading: the ratio, its goal, and of both sides p50, p99, CPU and memory."""
    return "\n".join([HEAD, *map(line, rows)])


HEAD = f"{'name':38} {'value':>9} {'goal':>8}  {'':6} rounds, and ours / theirs"


def line(row: Row) -> str:
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    rounds = f"{min(row.rounds)}..{max(row.rounds)} {row.unit}"
    sides = " / ".join(_side(side) for side in (row.ours, row.theirs) if side)
    return f"{row.name:38} {row.value:>9} {row.goal:>8}  {verdict:6} {rounds}  {sides}".rstrip()


def _side(side: Load) -> str:
    errors = f" ERRORS {side.errors}" if side.errors else ""
    return (
        f"{side.rate:.0f}/s p50 {side.p50:.1f} p99 {side.p99:.1f} ms "
        f"cpu {side.cpu_seconds} s, {side.cpu_micros:.0f} us each, {side.memory_mb:.0f} MB{errors}"
    )


def as_json(rows: Sequence[Row]) -> Mapping[str, object]:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        each.name: {**msgspec.to_builtins(each), "met": each.met, "measured_at": at}
        for each in rows
    }
