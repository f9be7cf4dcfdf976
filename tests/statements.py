"""What a database is told meanwhile, by whichever way: seen at the driver itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event

from connector.storage.engine import Database

VALUE = re.compile(r"x'[0-9a-f]*'|'(?:[^']|'')*'|\b\d+\b", re.IGNORECASE)
ENDS = ("BEGIN", "COMMIT", "ROLLBACK")

Note = Callable[[str], None]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """All but the ends of transactions, with `?` for each value."""
    with heard(database) as said:
        shapes: list[str] = []
        yield shapes
        shapes += [VALUE.sub("?", each) for each in said]


@contextmanager
def heard(database: Database) -> Iterator[list[str]]:
    said: list[str] = []

    def note(statement: str) -> None:
        if not statement.startswith(ENDS):
            said.append(statement)

    def begin(connection: Any, *_: object) -> None:
        tell(connection, note)

    def end(connection: Any, *_: object) -> None:
        if connection is not None:
            tell(connection, None)

    def tell_idle(note: Note | None) -> None:
        if database.view.idle is not None:
            tell(database.view.idle.connection.dbapi_connection, note)

    database.let_go()
    tell_idle(note)
    pool = database.engine.pool
    event.listen(pool, "checkout", begin)
    event.listen(pool, "checkin", end)
    try:
        yield said
    finally:
        tell_idle(None)
        event.remove(pool, "checkout", begin)
        event.remove(pool, "checkin", end)


def tell(connection: Any, note: Note | None) -> None:
    """SQLite writes the values into what it tells; PostgreSQL's driver does not."""
    if not isinstance(connection, psycopg.Connection):
        connection.set_trace_callback(note)
        return

    class Noted(psycopg.Cursor[Any]):
        def execute(self, query: Any, *args: Any, **more: Any) -> Any:
            if note is not None:
                note(str(query))
            return super().execute(query, *args, **more)

    connection.cursor_factory = Noted if note else psycopg.Cursor
