"""The writer against the flush limit: what one commit a delivery could do on a disk as slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from connector.storage.deliveries import Kept, Reading, State, keep
from connector.storage.engine import Database, now
from connector.storage.migrate import migrate, open_database
from connector.storage.sealing import digest
from tests.benchmarks.disk import flushes
from tests.benchmarks.rows import Row, plain
from tests.data import SECRET_KEYS
from tests.storage.shop import new_shop
from tests.webhooks.keeping import give
from webhooks.writer import Writer

CALLERS = 64
GOALS = {"writer_1ms": (0.001, ">= 6"), "writer_4ms": (0.004, ">= 15")}

Commit = Callable[[Sequence[Kept]], None]


def run(folder: Path, rounds: int, seconds: float) -> Iterator[Row]:
    address = f"sqlite:///{folder / 'writer.db'}"
    migrate(address, SECRET_KEYS)
    database = open_database(address, SECRET_KEYS)
    store_id = new_shop(database).id
    for name, (delay, goal) in GOALS.items():
        values = [ratio(folder, database, store_id, delay, seconds, nth) for nth in range(rounds)]
        what = f"deliveries kept a second to flushes a second, {delay * 1000:.0f} ms added to each"
        yield plain(name, what, goal, values)
    database.close()


def ratio(
    folder: Path, database: Database, store_id: int, delay: float, seconds: float, nth: int
) -> float:
    def commit(batch: Sequence[Kept]) -> None:
        with database.writing() as connection:
            keep(connection, database.keyring, batch)
            time.sleep(delay)

    limit = flushes(folder / "flushes.db", delay, seconds / 2)
    return together(commit, store_id, seconds / 2, f"{delay} {nth}") / limit


def together(commit: Commit, store_id: int, seconds: float, name: str) -> float:
    writer, until = Writer(commit), time.monotonic() + seconds
    done = [0] * CALLERS

    def call(nth: int) -> None:
        while time.monotonic() < until:
            give(writer, kept(store_id, f"{name} {nth} {done[nth]}"))
            done[nth] += 1

    threads = [threading.Thread(target=call, args=(nth,)) for nth in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def kept(store_id: int, name: str) -> Kept:
    return Kept(
        store_id=store_id,
        key=digest(name),
        topic="orders/updated",
        received_at=now(),
        sent_at=None,
        raw=name.encode() * 40,
        reading=Reading(state=State.APPLIED),
    )
