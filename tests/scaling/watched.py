"""How a database goes about every statement that it is sent, whoever sends it: through SQLAlchemy
or past it, on the driver's own connection.

Nothing is copied and nothing is patched: SQLite tells each statement as it runs it, PostgreSQL the
plan that it has run.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import event

from connector.storage.engine import Database
from connector.storage.tables import metadata

SMALL = {"kept_values", "leases", "installs", "alembic_version"}
"""By nature: what is under way just now."""
LARGE = frozenset(metadata.tables) - SMALL
"""With ten thousand shops even the table of shops is."""
TOLD = (
    "LOAD 'auto_explain'",
    "SET auto_explain.log_min_duration = 0",
    "SET auto_explain.log_level = notice",
    "SET auto_explain.log_format = json",
    "SET auto_explain.log_analyze = on",
    "SET auto_explain.log_timing = off",
    "SET auto_explain.log_buffers = on",
)
"""PostgreSQL tells the plan of each statement to who sent it, and how many pages it looked at."""
STEPS = 100
"""Of SQLite's virtual machine, between two counts."""


@dataclass(slots=True)
class Seen:
    """One statement."""

    statement: str
    work: int = 0
    """Steps of SQLite's virtual machine; pages that PostgreSQL looked at."""
    scans: tuple[str, ...] = ()
    """Where it reads a table, or an index, from one end to the other."""
    asked: str = ""
    """What for."""

    def __str__(self) -> str:
        return f"{self.asked}: {self.work} {list(self.scans)} {self.statement[:900]}"


@contextmanager
def watched(database: Database, *settings: str) -> Iterator[list[Seen]]:
    """What is run meanwhile, on new connections; on PostgreSQL after these `settings`."""
    seen: list[Seen] = []
    of_sqlite = database.engine.dialect.name == "sqlite"

    def opened(connection: Any, _record: object) -> None:
        if of_sqlite:
            watch_sqlite(connection, seen)
        else:
            watch_postgres(connection, seen, settings)

    event.listen(database.engine, "connect", opened)
    database.engine.dispose()
    try:
        yield seen
    finally:
        event.remove(database.engine, "connect", opened)
        database.engine.dispose()
        if of_sqlite:
            explain_sqlite(str(database.engine.url.database), seen)


def watch_sqlite(connection: sqlite3.Connection, seen: list[Seen]) -> None:
    def step() -> int:
        if seen:
            seen[-1].work += STEPS
        return 0

    connection.set_trace_callback(lambda statement: seen.append(Seen(statement)))
    connection.set_progress_handler(step, STEPS)


def explain_sqlite(path: str, seen: list[Seen]) -> None:
    """Afterwards, with the values that stood in them: a plan depends on what there is alone."""
    beside = sqlite3.connect(path)
    for one in seen:
        if one.statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            plan = beside.execute(f"EXPLAIN QUERY PLAN {one.statement}")
            one.scans = tuple(line for *_, line in plan if reads_all(line, one.statement))
    beside.close()


def reads_all(line: str, statement: str) -> bool:
    found = re.match(r"SCAN (?:TABLE )?(\w+)", line)
    return found is not None and table_of(found[1], statement) in LARGE


def table_of(alias: str, statement: str) -> str:
    named = re.search(rf"\b(\w+) AS {alias}\b", statement)
    return named[1] if named else alias


def watch_postgres(
    connection: psycopg.Connection[Any], seen: list[Seen], settings: tuple[str, ...]
) -> None:
    for setting in (*TOLD, *settings):
        connection.execute(setting.encode())
    connection.commit()

    def told(notice: psycopg.errors.Diagnostic) -> None:
        _, _, plan = (notice.message_primary or "").partition("plan:\n")
        if plan:
            found = json.loads(plan)
            seen.append(seen_of(found["Query Text"], found["Plan"]))

    connection.add_notice_handler(told)


def seen_of(statement: str, plan: dict[str, Any]) -> Seen:
    nodes = list(nodes_of(plan))
    scans = [
        f"{node['Node Type']} of {node.get('Relation Name') or node.get('Index Name')}"
        for node in nodes
        if node["Actual Loops"] and is_scan(node)
    ]
    pages = int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])
    return Seen(statement, pages, tuple(scans))


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes_of(below)


def is_scan(node: dict[str, Any]) -> bool:
    if node["Node Type"] == "Seq Scan":
        return node["Relation Name"] in LARGE
    by_index = node["Node Type"] in ("Index Scan", "Index Only Scan", "Bitmap Index Scan")
    return by_index and "Index Cond" not in node
