"""The database: one value that knows how to open transactions, on SQLite or PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from connector.errors import Unavailable
from connector.storage.sealing import Keyring

BUSY_TIMEOUT_SECONDS = 10
CHECKPOINT_PAGES = 4000
"""Of 4 KB, in the journal before they are brought home. With SQLite's 1000 a busy shop's index
pages go home every hundred deliveries, which was a fifth of what a commit costs."""
CONNECT_TIMEOUT_SECONDS = 5
POOL_SIZE = 16
IN_ONE_QUERY = 512
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def micros(time: datetime) -> int:
    return (time - EPOCH) // MICROSECOND


def from_micros(value: int) -> datetime:
    return EPOCH + value * MICROSECOND


def now() -> datetime:
    return datetime.now(UTC)


def open_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        waiting = {"connect_timeout": CONNECT_TIMEOUT_SECONDS}
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_size=POOL_SIZE, connect_args=waiting
        )
    waiting = {"timeout": BUSY_TIMEOUT_SECONDS}
    # As many as there are threads, each of which keeps one.
    endless = {"pool_size": POOL_SIZE, "max_overflow": -1}
    engine = create_engine(url, hide_parameters=True, connect_args=waiting, **endless)
    event.listen(engine, "connect", _durable_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _durable_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # pysqlite would begin transactions of its own otherwise
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")


def _begin_sqlite(connection: Connection) -> None:
    # A write that begins as a read cannot wait for its turn (SQLITE_BUSY at once), so it says so.
    writes = connection.get_execution_options().get("writes", False)
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


AT_ONCE = 2
"""Questions of a file that are worked on at a time. Each lets go of the interpreter some thirty
times, and where 32 threads are after it every time may be a change of threads: up to twice the
processor time. Who reads from a server waits for it, and leaves it to others anyway."""


class View(threading.local):
    """What a thread reads in while it is to see one state of the database: one transaction, which
    the first read begins and `let_go` ends, after which another begins."""

    def __init__(self, engine: Engine, turns: threading.Semaphore) -> None:
        # SQLite's transactions see one state anyway; PostgreSQL's are asked to.
        self.of_file = engine.dialect.name == "sqlite"
        one_state = {} if self.of_file else {"isolation_level": "REPEATABLE READ"}
        self.engine = engine.execution_options(**one_state)
        self.turns = turns
        self.wanted = False
        self.connection: Connection | None = None
        self.idle: Connection | None = None
        """A file's, kept by its thread for the next question: a server has none to spare, but for a
        file taking one from the pool and giving it back takes as long as five reads."""
        self.depth = 0
        """Of reads that are under way in it."""

    def __enter__(self) -> Connection:
        if self.connection is None:
            with as_unavailable(self.engine):
                self.connection = self._begun()
        self.depth += 1
        return self.connection

    def _begun(self) -> Connection:
        self._take_turn()
        try:
            return self._transaction()
        except BaseException:
            self._end_turn()
            raise

    def _take_turn(self) -> None:
        if self.of_file:
            self.turns.acquire()

    def _end_turn(self) -> None:
        if self.of_file:
            self.turns.release()

    def _transaction(self) -> Connection:
        connection, self.idle = self.idle, None
        if connection is None:
            connection = self.engine.connect()
            connection.begin()
        else:
            _begin_sqlite(connection)
        return connection

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self.depth -= 1
        if error is not None and is_away(self.engine, error):
            raise Unavailable from error

    def begin(self) -> None:
        self.wanted = True

    def end(self) -> None:
        self.wanted = False
        self.let_go()

    def let_go(self) -> None:
        if self.connection is not None and not self.depth:
            connection, self.connection = self.connection, None
            self._end_turn()
            with suppress(Unavailable), as_unavailable(self.engine):
                if self.of_file:
                    connection.connection.rollback()
                    self.idle = connection
                else:
                    connection.close()


@dataclass(frozen=True, slots=True)
class Database:
    engine: Engine
    keyring: Keyring
    view: View = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "view", View(self.engine, threading.Semaphore(AT_ONCE)))

    def reading(self) -> AbstractContextManager[Connection]:
        """A read transaction. Raises Unavailable when the database is away."""
        return self.view if self.view.wanted else self._reading()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with as_unavailable(self.engine), self.engine.connect() as connection:
            connection.begin()
            yield connection

    @contextmanager
    def one_view(self) -> Iterator[None]:
        """All that this thread reads inside is read in one view."""
        self.view.begin()
        try:
            yield
        finally:
            self.view.end()

    def let_go(self) -> None:
        """Before a wait, since a view holds a connection, and before reading what was written since
        it began."""
        self.view.let_go()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction, committed at the end or not at all."""
        self.let_go()
        writer = self.engine.execution_options(writes=True)
        with as_unavailable(self.engine), writer.begin() as connection:
            yield connection

    def ping(self) -> None:
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """Inserts, or replaces the row with the same primary key."""
    if not rows:
        return
    statement = inserting(connection, table)
    by = [column.name for column in table.primary_key]
    new = {name: statement.excluded[name] for name in rows[0] if name not in by}
    connection.execute(statement.on_conflict_do_update(index_elements=by, set_=new), rows)


def inserting(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may be told what to do where the row is there already."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def parts(values: Iterable[bytes]) -> Iterator[list[bytes]]:
    """As many at a time as go into one IN (...)."""
    every = sorted(values)
    for start in range(0, len(every), IN_ONE_QUERY):
        yield every[start : start + IN_ONE_QUERY]


@contextmanager
def as_unavailable(engine: Engine) -> Iterator[None]:
    """Turns "the database is away" into Unavailable, and nothing else."""
    driver: Any = engine.dialect.loaded_dbapi
    try:
        yield
    except (DBAPIError, PoolTimeout, driver.Error) as error:
        if is_away(engine, error):
            raise Unavailable from error
        raise


def is_away(engine: Engine, error: BaseException) -> bool:
    """Said by SQLAlchemy, or by the driver to whom it spoke itself."""
    driver: Any = engine.dialect.loaded_dbapi
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    ours = (OperationalError, InterfaceError, PoolTimeout)
    return isinstance(error, (*ours, driver.OperationalError, driver.InterfaceError))
