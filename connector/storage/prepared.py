"""Statements of the paths that everybody waits on: written in Core like all others, compiled once a
dialect, and handed to the driver itself. Building a statement anew takes SQLAlchemy hundreds of
microseconds, running a built one twenty, the driver three."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.elements import ClauseElement


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
        asked = {name for name, bind in compiled.binds.items() if bind.required}
        given = {name: value for name, value in compiled.params.items() if name not in asked}
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


class PreparedLists:
    """The same around lists of values: `build` is given the parameters of each list and writes the
    statement. A list is filled up to a power of two with its last value, which changes nothing
    within an IN, so that few statements serve every length; an empty one holds a NULL, which equals
    nothing."""

    def __init__(self, build: Callable[..., Executable]) -> None:
        self._build = build
        self._sized: dict[tuple[int, ...], Prepared] = {}

    def rows(self, connection: Connection, *lists: Sequence[object], **values: object) -> list[Any]:
        sizes = tuple(map(filled_size, map(len, lists)))
        for nth, (listed, size) in enumerate(zip(lists, sizes, strict=True)):
            last = listed[-1] if listed else None
            filled = (*listed, *(last for _ in range(size - len(listed))))
            values |= zip(names(nth, size), filled, strict=True)
        return self._of(sizes).rows(connection, **values)

    def _of(self, sizes: tuple[int, ...]) -> Prepared:
        if sizes not in self._sized:
            named: list[list[BindParameter[Any]]] = [
                [bindparam(name) for name in names(nth, size)] for nth, size in enumerate(sizes)
            ]
            self._sized[sizes] = Prepared(self._build(*named))
        return self._sized[sizes]


def filled_size(length: int) -> int:
    return 1 << max(length - 1, 0).bit_length()


@cache
def names(nth: int, size: int) -> tuple[str, ...]:
    return tuple(f"list{nth}_{each}" for each in range(size))
