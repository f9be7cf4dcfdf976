"""Statements of the paths that everybody waits on: written in Core like all others, compiled once a
dialect, and handed to the driver itself. Building a statement anew takes SQLAlchemy hundreds of
microseconds, running a built one twenty, the driver three."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BindParameter, ColumnElement, Connection, any_, bindparam
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.elements import ClauseElement

from connector.storage.engine import IN_ONE_QUERY

_ARRAY = re.compile(r"%\((\w+)\)s(?=::\w+\[\])")


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
        with self._executed(connection, values) as cursor:
            if self._row is None:
                self._row = row_of(cursor.description)
            return list(map(self._row, cursor.fetchall()))

    def first(self, connection: Connection, **values: object) -> Any | None:
        return next(iter(self.rows(connection, **values)), None)

    def run(self, connection: Connection, **values: object) -> None:
        """For what gives no rows."""
        with self._executed(connection, values):
            pass

    @contextmanager
    def _executed(self, connection: Connection, values: Mapping[str, object]) -> Iterator[Any]:
        ready = self._compiled.get(connection.dialect.name) or self._compile(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(ready.sql, ready.arguments(values))
            yield cursor
        finally:
            cursor.close()

    def _compile(self, connection: Connection) -> Ready:
        compiled: Any = self._statement.compile(dialect=connection.dialect)
        asked = {name for name, bind in compiled.binds.items() if bind.required}
        given = {name: value for name, value in compiled.params.items() if name not in asked}
        ready = Ready(binary_arrays(compiled.string), compiled.positiontup, given)
        self._compiled[connection.dialect.name] = ready
        return ready


def binary_arrays(sql: str) -> str:
    """Psycopg writes arrays as text unless told otherwise, and escapes each value in Python."""
    return _ARRAY.sub(r"%(\1)b", sql)


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


Listed = Sequence[BindParameter[Any]] | BindParameter[Any]


def among(column: ColumnElement[Any], listed: Listed) -> ColumnElement[bool]:
    """`IN`. Of an array PostgreSQL looks each value up, where of what it is unnested to it makes a
    join, and may read the whole table for it."""
    if isinstance(listed, BindParameter):
        return column == any_(bindparam(listed.key, type_=ARRAY(column.type)))
    return column.in_(listed)


class PreparedLists:
    """The same around lists of values of any length: `build` is given each as `among` takes it, and
    writes a statement that finds nothing where one of them is empty: then it is not run.

    On PostgreSQL a list is one array. On SQLite it is filled up to a power of two with its last
    value, which changes nothing among others, so that few statements serve every length."""

    def __init__(self, build: Callable[..., Executable]) -> None:
        self._build = build
        self._sized: dict[tuple[int, ...], Prepared] = {}

    def rows(
        self, connection: Connection, *lists: Collection[object], **values: object
    ) -> list[Any]:
        found: list[Any] = []
        for prepared, named in self._parts(connection, lists):
            found += prepared.rows(connection, **named, **values)
        return found

    def run(self, connection: Connection, *lists: Collection[object], **values: object) -> None:
        """For what gives no rows."""
        for prepared, named in self._parts(connection, lists):
            prepared.run(connection, **named, **values)

    def _parts(
        self, connection: Connection, lists: Sequence[Collection[object]]
    ) -> Iterator[tuple[Prepared, Mapping[str, object]]]:
        """One, but where the first list is too long for SQLite."""
        every = [list(each) for each in lists]
        if not all(every):
            return
        if connection.dialect.name == "postgresql":
            yield (
                self._of_arrays(len(every)),
                {f"list{nth}": each for nth, each in enumerate(every)},
            )
            return
        for start in range(0, len(every[0]), IN_ONE_QUERY):
            part = [every[0][start : start + IN_ONE_QUERY], *every[1:]]
            sizes = tuple(filled_size(len(each)) for each in part)
            yield self._of_sizes(sizes), named_values(part, sizes)

    def _of_arrays(self, count: int) -> Prepared:
        if () not in self._sized:
            arrays: list[BindParameter[Any]] = [bindparam(f"list{nth}") for nth in range(count)]
            self._sized[()] = Prepared(self._build(*arrays))
        return self._sized[()]

    def _of_sizes(self, sizes: tuple[int, ...]) -> Prepared:
        if sizes not in self._sized:
            named: list[list[BindParameter[Any]]] = [
                [bindparam(name) for name in names(nth, size)] for nth, size in enumerate(sizes)
            ]
            self._sized[sizes] = Prepared(self._build(*named))
        return self._sized[sizes]


def named_values(lists: Sequence[Sequence[object]], sizes: Sequence[int]) -> dict[str, object]:
    values: dict[str, object] = {}
    for nth, (listed, size) in enumerate(zip(lists, sizes, strict=True)):
        filled = (*listed, *(listed[-1] for _ in range(size - len(listed))))
        values.update(zip(names(nth, size), filled, strict=True))
    return values


def filled_size(length: int) -> int:
    return 1 << (length - 1).bit_length()


@cache
def names(nth: int, size: int) -> tuple[str, ...]:
    return tuple(f"list{nth}_{each}" for each in range(size))
