"""Statements of the paths that everybody waits on: written in Core like all others, compiled once a
dialect, and handed to the driver itself. Building a statement anew takes SQLAlchemy hundreds of
microseconds, running a built one twenty, the driver three."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.elements import ClauseElement

MOST_LISTED = 512
"""Values in one list; also the longest that a statement is ever compiled for."""


class Prepared:
    """Each `bindparam` names a value. Rows are named tuples of what the driver gives: no type of
    SQLAlchemy's touches a value, so they are for bytes, text and integers only."""

    def __init__(self, statement: Executable) -> None:
        assert isinstance(statement, ClauseElement)
        self._statement: ClauseElement = statement
        self._compiled: dict[str, Ready] = {}
        self._row: Callable[[Sequence[Any]], Any] | None = None

    def rows(self, connection: Connection, **values: object) -> list[Any]:
        """Raises what the driver raises; within `Database.reading` and `writing` that becomes
        Unavailable where it means that."""
        cursor = connection.connection.cursor()
        try:
            ready = self._compiled.get(connection.dialect.name) or self._compile(connection)
            cursor.execute(ready.sql, ready.arguments(values))
            if self._row is None:
                self._row = row_of(cursor.description)
            return list(map(self._row, cursor.fetchall()))
        finally:
            cursor.close()

    def first(self, connection: Connection, **values: object) -> Any | None:
        return next(iter(self.rows(connection, **values)), None)

    def _compile(self, connection: Connection) -> Ready:
        compiled: Any = self._statement.compile(dialect=connection.dialect)
        given = {n: v for n, v in compiled.params.items() if not compiled.binds[n].required}
        ready = Ready(compiled.string, compiled.positiontup, given)
        self._compiled[connection.dialect.name] = ready
        return ready


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement as one driver takes it: by position (SQLite) or by name (PostgreSQL)."""

    sql: str
    positions: Sequence[str] | None
    constants: Mapping[str, object]

    def arguments(self, values: Mapping[str, object]) -> Any:
        every = {**self.constants, **values}
        return every if self.positions is None else [every[name] for name in self.positions]


def row_of(description: Sequence[Sequence[Any]]) -> Callable[[Sequence[Any]], Any]:
    names = [str(column[0]) for column in description]
    made: Any = namedtuple("Row", names)  # type: ignore[misc]  # noqa: PYI024
    return made._make


Listing = Callable[[list[BindParameter[Any]]], Executable]


class PreparedList:
    """The same for a list of values of any length: `listing` writes the statement around their
    parameters. A list is filled up to a power of two with its last value, which changes nothing in
    an IN, so that few statements serve every length."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._sized: dict[int, Prepared] = {}

    def rows(
        self, connection: Connection, listed: Collection[Any], **values: object
    ) -> Iterator[Any]:
        """Of all parts, in the order of the sorted values."""
        every = sorted(listed)
        for start in range(0, len(every), MOST_LISTED):
            part = every[start : start + MOST_LISTED]
            size = 1 << (len(part) - 1).bit_length()
            filled = part + part[-1:] * (size - len(part))
            named = {f"v{nth}": value for nth, value in enumerate(filled)}
            yield from self._of_size(size).rows(connection, **named, **values)

    def _of_size(self, size: int) -> Prepared:
        if size not in self._sized:
            named: list[BindParameter[Any]] = [
                bindparam(f"v{nth}", unique=False) for nth in range(size)
            ]
            self._sized[size] = Prepared(self._listing(named))
        return self._sized[size]
