"""Writing a large shop as fast as the machine can: what `save` would write is worked out by one
process a core and written by one, into a database that nobody else reads and that is thrown away
when it does not come to its end."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, StaticPool, Table, create_engine

from connector.records import KINDS, AnyRecord
from connector.storage.deliveries import Kept, Reading, State, delivery_key, keep
from connector.storage.engine import micros
from connector.storage.held import Held, save
from connector.storage.keys import record_key
from connector.storage.migrate import DATA_KEYS
from connector.storage.newest import Copy
from connector.storage.sealing import Keyring
from connector.storage.tables import deliveries, metadata, records, sales, terms
from tests.benchmarks.history import BEGAN, order, shelf

AT_ONCE = 1_000
AHEAD = 8
"""Shares worked out and not written yet, so that memory does not grow with the shop."""
BODY = 1_000
"""Bytes of a delivery that is kept: of a small one, so that a million take less than 2 GB."""
HASTE = (
    "journal_mode=OFF",
    "synchronous=OFF",
    "locking_mode=EXCLUSIVE",
    "cache_size=-1000000",  # 1 GB: the index of the records' keys cannot be made afterwards
    "threads=2",
)

Rows = list[tuple[Any, ...]]
Written = dict[str, Rows]
"""By INSERT, as SQLite takes them."""


class Slate:
    """A database in memory with our tables and none of their indexes, empty for each share: what is
    written there is read from it, however it was written."""

    def __init__(self) -> None:
        self._engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(self._engine)
        with self._engine.begin() as connection:
            self.schema = schema(connection.connection.cursor())
            for _, _, drop in indexes(connection.connection.cursor()):
                connection.exec_driver_sql(drop)

    def close(self) -> None:
        self._engine.dispose()

    def written(self, write: Callable[[Connection], None], *of: Table) -> Written:
        """What `write` leaves in these tables."""
        with self._engine.connect() as connection:
            write(connection)
            found = {insert_into(table): _rows(connection, table) for table in of}
            connection.rollback()
        return found


def insert_into(table: Table) -> str:
    names = _names(table)
    places = ", ".join("?" for _ in names)
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608


def _rows(connection: Connection, table: Table) -> Rows:
    cursor = connection.connection.cursor()
    cursor.execute(f"SELECT {', '.join(_names(table))} FROM {table.name}")  # noqa: S608
    return list(cursor.fetchall())


def _names(table: Table) -> list[str]:
    """But for an id that the database gives."""
    return [column.name for column in table.c if column is not table.autoincrement_column]


def schema(cursor: Any) -> list[str]:
    cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    return sorted(sql for (sql,) in cursor.fetchall())


def indexes(cursor: Any) -> list[tuple[str, str, str]]:
    """Name, how it is made, how it is dropped; but for those that are part of their table."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    return [(name, sql, f'DROP INDEX "{name}"') for name, sql in cursor.fetchall()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`orders` and `deliveries` are numbered, and the stores take turns at both. All articles are
    the first store's."""

    stores: Sequence[int]
    orders: int
    deliveries: int = 0
    products: int = 0

    def store_of(self, number: int) -> int:
        return self.stores[number % len(self.stores)]

    def records(self, numbers: range) -> Iterator[tuple[int, AnyRecord]]:
        """With the store that each belongs to."""
        for number in numbers:
            yield from ((self.store_of(number), record) for record in order(number))

    def shelf(self) -> Iterator[tuple[int, AnyRecord]]:
        yield from ((self.stores[0], record) for record in shelf(self.products))


def holding(those: Iterable[tuple[int, AnyRecord]]) -> dict[bytes, Held]:
    """As `apply` leaves them, without asking what we had."""
    found = {}
    for store_id, record in those:
        assert record.updated_at is not None
        version, kind = micros(record.updated_at), KINDS[type(record)]
        copy = Copy(version=version, record=record)
        held = Held(store_id=store_id, kind=kind, copy=copy, seen_at=version, ref=record.id)
        found[record_key(store_id, kind, record.id)] = held
    return found


def saved(slate: Slate, keyring: Keyring, those: Iterable[tuple[int, AnyRecord]]) -> Written:
    held = holding(those)
    return slate.written(lambda on: save(on, keyring, held), records, terms, sales)


def delivered(slate: Slate, keyring: Keyring, plan: Plan, numbers: range) -> Written:
    """Deliveries of the orders in turn, with bodies that look like any that are sealed."""
    batch = [replace(delivery(plan, number), raw=os.urandom(BODY)) for number in numbers]
    return slate.written(lambda on: keep(on, keyring, batch), deliveries)


def delivery(plan: Plan, number: int) -> Kept:
    """One that tells of a parcel."""
    of = number % plan.orders
    store_id = plan.store_of(of)
    return Kept(
        store_id=store_id,
        key=delivery_key(store_id, f"delivery {number}"),
        topic="orders/updated",
        received_at=BEGAN + timedelta(seconds=number),
        sent_at=BEGAN + timedelta(seconds=number),
        raw=None,
        reading=Reading(state=State.APPLIED, changes=tuple(order(of))[1:]),
    )


def write(path: Path, secret_keys: Sequence[str], plan: Plan, processes: int | None = None) -> None:
    """Into a database of this schema that holds none of these records."""
    with hastily(path) as connection, without_indexes(connection):
        query = "SELECT value FROM kept_values WHERE name = ?"
        (wrapped,) = connection.execute(query, (DATA_KEYS,)).fetchone()
        desk = Desk(plan=plan, wrapped=wrapped, secret_keys=tuple(secret_keys))
        with closing(Slate()) as slate:
            put(connection, saved(slate, desk.keyring(), plan.shelf()))
        for written in worked_out(desk, processes or os.cpu_count() or 1):
            put(connection, written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a process needs to work its shares out; a keyring itself does not travel."""

    plan: Plan
    wrapped: bytes
    secret_keys: tuple[str, ...]

    def keyring(self) -> Keyring:
        return Keyring.opened(self.wrapped, self.secret_keys)


def worked_out(desk: Desk, processes: int) -> Iterator[Written]:
    """In their order, `AHEAD` shares ahead of whoever takes them."""
    context = multiprocessing.get_context("spawn")
    shares = [(_orders, each) for each in spans(desk.plan.orders)]
    shares += [(_deliveries, each) for each in spans(desk.plan.deliveries)]
    with ProcessPoolExecutor(processes, context, _begin, (desk,)) as pool:
        left, begun = iter(shares), list[Future[Written]]()
        begun += [pool.submit(work, numbers) for work, numbers in islice(left, AHEAD)]
        while begun:
            yield begun.pop(0).result()
            begun += [pool.submit(work, numbers) for work, numbers in islice(left, 1)]


def spans(count: int) -> list[range]:
    return [range(at, min(at + AT_ONCE, count)) for at in range(0, count, AT_ONCE)]


_here: tuple[Slate, Keyring, Plan]


def _begin(desk: Desk) -> None:
    global _here  # noqa: PLW0603 - a process of the pool has nothing else
    _here = Slate(), desk.keyring(), desk.plan


def _orders(numbers: range) -> Written:
    slate, keyring, plan = _here
    return saved(slate, keyring, plan.records(numbers))


def _deliveries(numbers: range) -> Written:
    return delivered(*_here, numbers)


@contextmanager
def hastily(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction that cannot be taken back and is lost with the power; then as it was."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in HASTE:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


@contextmanager
def without_indexes(connection: sqlite3.Connection) -> Iterator[None]:
    """Sorted once at the end, which is many times faster than being kept sorted."""
    known = indexes(connection.cursor())
    for _, _, drop in known:
        connection.execute(drop)
    yield
    for _, make, _ in known:
        connection.execute(make)


def put(connection: sqlite3.Connection, written: Written) -> None:
    for insert, rows in written.items():
        connection.executemany(insert, rows)
