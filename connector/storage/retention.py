"""What is kept for a while only, and for how long.

Looked for by reading alone, and let go of a few rows at a time: deliveries wait for whoever writes.
What is not here is either the shop's own (its records, and what they are found by), one row a
thing (progress, preferences, keys), or has to be remembered for as long as the store is here: whom
it was asked to forget (`erasures`), since a copy from before may arrive at any time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Delete, Row, Select, Table, Update, delete, select, update

from connector.storage.deliveries import State
from connector.storage.engine import Database, micros
from connector.storage.tables import (
    attempts,
    codes,
    deliveries,
    fetches,
    gaps,
    installs,
    leases,
    stores,
)

READ_AT_ONCE = 2000
AT_ONCE = 200
"""Rows a transaction: deliveries are waiting for the same lock. It is held for some 10 ms on
SQLite, which writes zeros over what goes; 2000 rows took 55 to 105 ms."""
PAUSE_SECONDS = 0.01
"""Behind each transaction. Without, who waits for SQLite's lock asks for it while it is taken again
and waits for up to 63 ms; so for 15."""
KEEP_DELIVERIES = timedelta(days=90)
"""That a delivery has come, for this long at least, whenever its body goes: what comes again is
known by it. Platforms repeat one for days; what comes even later is applied again, to no effect."""
KEEP_FAILED = timedelta(days=365)
"""What was not understood can be read again by a newer version."""
KEEP_ATTEMPTS = timedelta(hours=25)
"""They count for an hour; that somebody was locked out is told for a day."""
KEEP_GAPS = timedelta(days=90)
KEEP_HINTS = timedelta(days=90)
"""Nobody could ask for it, and whatever connects the shop's API loads everything anyway."""
KEEP_LEASES = timedelta(days=1)
"""Behind its end: one that is over is as good as none."""


def tidied(database: Database, at: datetime, keep_bodies: timedelta) -> dict[str, int]:
    """Lets go of all that was kept long enough by then; how many of what."""
    return {
        "bodies": drop_old_bodies(database, at - keep_bodies),
        "deliveries": drop_old_deliveries(database, at, keep_bodies),
        "attempts": drop_old_attempts(database, at - KEEP_ATTEMPTS),
        "codes": drop_old_codes(database, at),
        "installs": drop_old_installs(database, at),
        "gaps": drop_old_gaps(database, at - KEEP_GAPS),
        "hints": drop_old_hints(database, at - KEEP_HINTS),
        "leases": drop_old_leases(database, at - KEEP_LEASES),
    }


def drop_old_bodies(database: Database, before: datetime) -> int:
    """Of applied deliveries received before then; how many."""
    cut = micros(before)

    def has_served(row: Row[Any]) -> bool:
        return row.received_at < cut and row.state == State.APPLIED and bool(row.body_kept)

    dropped = 0
    for ids in _old_deliveries(database, cut, has_served):
        bodies = update(deliveries).where(deliveries.c.id.in_(ids)).values(raw=None)
        dropped += _written(database, bodies)
    return dropped


def drop_old_deliveries(database: Database, at: datetime, keep_bodies: timedelta) -> int:
    """Those whose body is not wanted any more, and that will not be repeated; how many."""
    cut = micros(at - max(keep_bodies, KEEP_DELIVERIES))
    cut_of_failed = micros(at - max(keep_bodies, KEEP_FAILED))

    def is_over(row: Row[Any]) -> bool:
        over: bool = row.received_at < (cut_of_failed if row.state == State.FAILED else cut)
        return over

    found = _old_deliveries(database, cut, is_over)
    return sum(_drop(database, deliveries.c.id, ids) for ids in found)


def _old_deliveries(
    database: Database, cut: int, chosen: Callable[[Row[Any]], bool]
) -> Iterator[Sequence[int]]:
    """Ids, AT_ONCE at a time. They are walked through in the order they came in, up to where all
    are younger: that needs no index, which every delivery would have to wait for."""
    has_body = deliveries.c.raw.isnot(None).label("body_kept")
    shown = select(deliveries.c.id, deliveries.c.received_at, deliveries.c.state, has_body)
    for rows in _walk(database, shown, deliveries):
        if all(row.received_at >= cut for row in rows):
            return
        yield from _some([row.id for row in rows if chosen(row)])


def drop_old_gaps(database: Database, before: datetime) -> int:
    """Changes that no delivery told us, found before then; how many."""
    dropped, cut = 0, micros(before)
    for rows in _walk(database, select(gaps.c.id, gaps.c.found_at), gaps):
        if all(row.found_at >= cut for row in rows):
            break
        for ids in _some([row.id for row in rows if row.found_at < cut]):
            dropped += _drop(database, gaps.c.id, ids)
    return dropped


def _walk(database: Database, shown: Select[Any], table: Table) -> Iterator[Sequence[Row[Any]]]:
    """First come, first shown."""
    after = 0
    while True:
        behind = shown.where(table.c.id > after).order_by(table.c.id).limit(READ_AT_ONCE)
        with database.reading() as connection:
            rows = connection.execute(behind).all()
        if not rows:
            return
        yield rows
        after = rows[-1].id


def drop_old_hints(database: Database, before: datetime) -> int:
    """Of what was hinted at before then and could never be asked for; how many."""
    with database.reading() as connection:
        every = connection.execute(select(stores.c.id)).scalars().all()
    return sum(_drop_where(database, fetches.c.key, _hints(each, before)) for each in every)


def _hints(store_id: int, before: datetime) -> Select[bytes]:
    of_store = (fetches.c.store_id == store_id) & (fetches.c.asked_at < micros(before))
    return select(fetches.c.key).where(of_store)


def drop_old_attempts(database: Database, before: datetime) -> int:
    """Failed guesses that were first made before then; of how many subjects."""
    old = select(attempts.c.subject).where(attempts.c.since < micros(before))
    return _drop_where(database, attempts.c.subject, old)


def drop_old_codes(database: Database, at: datetime) -> int:
    """One-time codes, and counts of them, that are over by then; how many."""
    over = select(codes.c.name).where(codes.c.until <= micros(at))
    return _drop_where(database, codes.c.name, over)


def drop_old_installs(database: Database, at: datetime) -> int:
    """Installs that were begun and never ended; how many."""
    over = select(installs.c.state).where(installs.c.until <= micros(at))
    return _drop_where(database, installs.c.state, over)


def drop_old_leases(database: Database, before: datetime) -> int:
    """Of processes that were killed, and that were over before then; how many."""
    over = select(leases.c.name).where(leases.c.until < micros(before))
    return _drop_where(database, leases.c.name, over)


def _drop_where(database: Database, key: Column[Any], old: Select[Any]) -> int:
    """Also what is renewed meanwhile is still old where it is dropped."""
    dropped = 0
    while True:
        with database.reading() as connection:
            found = connection.execute(old.limit(READ_AT_ONCE)).scalars().all()
        gone = sum(_drop(database, key, some, old) for some in _some(found))
        if not gone:
            return dropped
        dropped += gone


def _drop(
    database: Database, key: Column[Any], these: Sequence[Any], still: Select[Any] | None = None
) -> int:
    gone = delete(key.table).where(key.in_(these))
    if still is not None and still.whereclause is not None:
        gone = gone.where(still.whereclause)
    return _written(database, gone)


def _written(database: Database, change: Delete | Update) -> int:
    with database.writing() as connection:
        count = connection.execute(change).rowcount
    time.sleep(PAUSE_SECONDS)
    return count


def _some(these: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(these), AT_ONCE):
        yield these[start : start + AT_ONCE]
