"""How far a job is, a line a kind, for whoever waits at a terminal; a pipe is told nothing."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TextIO

from connector.jobs.work import WEBHOOKS
from connector.storage.engine import Database
from connector.storage.fetching import count_waiting
from connector.storage.progress import list_moving

BAR = 24
"""Characters between the brackets."""
NAME = 14
"""The longest names of kinds, `shipment event` and `inventory item`."""
STUCK_SECONDS = 150.0
"""Longer than a store is left alone after trouble."""
BACK_AND_CLEAR = "\r\x1b[K"


@dataclass(kw_only=True)
class Watch:
    """What is under way has the last line, drawn anew at each look."""

    database: Database
    store_id: int
    job: str
    since: datetime
    """When waiting began: what earlier runs did is not shown."""
    stream: TextIO
    left: set[str] = field(default_factory=set)
    """Kinds that the job has done with: their lines stand."""
    open: bool = False
    """Whether the cursor stands behind a line that is not ended."""

    def look(self) -> None:
        if not self.stream.isatty():
            return
        rows = list_moving(self.database, self.store_id, self.job, self.since)
        shown = [row for row in rows if row["kind"] != WEBHOOKS or row["problem"]]
        for row in shown:
            if row["kind"] not in self.left:
                self._draw(row)
                if row["finished_at"] or row is not shown[-1]:
                    self._leave(str(row["kind"]))
        self.stream.flush()

    def close(self) -> None:
        """Shows the end, and leaves the cursor at the beginning of a line."""
        self.look()
        if self.open:
            self._leave("")
            self.stream.flush()

    def _draw(self, row: Mapping[str, object]) -> None:
        width = shutil.get_terminal_size().columns - 1
        self.stream.write(BACK_AND_CLEAR + line(row)[:width])
        self.open = True

    def _leave(self, kind: str) -> None:
        self.stream.write("\n")
        self.left.add(kind)
        self.open = False


@dataclass(kw_only=True)
class Settling:
    """Whether what a job came upon is still being asked for, one thing at a time. A shop that lets
    nothing move for long is not waited for."""

    database: Database
    store_id: int
    until: datetime
    left: int = 0
    moved_at: float = field(default_factory=time.monotonic)

    def __call__(self) -> bool:
        left = count_waiting(self.database, self.store_id, self.until)
        if left != self.left:
            self.left, self.moved_at = left, time.monotonic()
        return left > 0 and time.monotonic() - self.moved_at < STUCK_SECONDS


def line(row: Mapping[str, object]) -> str:
    """Of a row of progress: `order          [######------------------]  1200 of 4800`."""
    name = str(row["kind"]).replace("_", " ").ljust(NAME)
    total = int(str(row["total"] or 0))
    # What is met twice while a list moves is counted twice.
    records = min(int(str(row["records"])), total or sys.maxsize)
    if row["problem"]:
        return f"{name} {records or ''} {row['problem']}"
    if row["finished_at"]:
        return f"{name} [{'#' * BAR}] {records}"
    if not total:
        return f"{name} {records}"
    return f"{name} [{('#' * (records * BAR // total)).ljust(BAR, '-')}] {records} of {total}"
