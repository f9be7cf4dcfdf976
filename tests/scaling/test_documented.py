"""What docs/scaling.md and docs/operations.md say of limits is what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from connector.jobs.engine import AT_ONCE, Rhythm
from connector.jobs.flows import KEEP_FINISHED
from connector.storage import retention
from connector.storage.engine import open_engine

DOCS = Path(__file__).parents[2] / "docs"
SCALING, OPERATIONS = ((DOCS / name).read_text() for name in ("scaling.md", "operations.md"))
OF_THE_BOOK = 26
"""Connections of DBOS in a worker: 20 in its pool, one that listens, five of what asks for jobs."""


def test_the_connections_are_those_that_are_opened() -> None:
    engine = open_engine("postgresql+psycopg://nobody@127.0.0.1/none")
    pool: Any = engine.pool
    most = pool.size() + pool._max_overflow
    assert f"up to {pool.size()} and opens {pool._max_overflow} more" in SCALING
    assert f"{most} x serving processes + {most + OF_THE_BOOK} x workers" in SCALING
    engine.dispose()


def test_what_is_kept_is_kept_for_as_long_as_it_says() -> None:
    days = {
        "that a delivery came": retention.KEEP_DELIVERIES,
        "deliveries that were not understood": retention.KEEP_FAILED,
        "changes that no delivery told us of": retention.KEEP_GAPS,
        "hints that nobody": retention.KEEP_HINTS,
        "finished jobs": KEEP_FINISHED,
    }
    for what, kept in days.items():
        assert re.search(rf"\| {what}[^|]*\| {kept.days} days", OPERATIONS), what
    assert (
        f"failed guesses | {retention.KEEP_ATTEMPTS.total_seconds() / 3600:.0f} hours" in OPERATIONS
    )
    assert f"{retention.AT_ONCE} rows at a time" in OPERATIONS


def test_the_arithmetic_comes_out() -> None:
    rows = re.findall(r"\| (\d+) x ([\d.]+) ms \| ([\d.]+) \|", SCALING)
    assert len(rows) >= 3
    assert all(abs(int(n) * float(ms) / 1000 - float(cores)) < 0.06 for n, ms, cores in rows), rows
    assert AT_ONCE == 8
    assert "eight a worker" in SCALING
    assert Rhythm().sweep == "*/5 * * * *"
    assert Rhythm().deep == "17 3 * * *"
    assert "03:17" in SCALING
    assert Rhythm().tidy == "47 3 * * *"
    assert "03:47 UTC" in OPERATIONS
