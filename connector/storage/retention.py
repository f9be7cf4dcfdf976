"""What is kept for a while only: the bodies of deliveries that have served, guesses and one-time
codes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from connector.storage.deliveries import State
from connector.storage.engine import Database, micros
from connector.storage.tables import attempts, codes, deliveries

AT_ONCE = 2000
"""Rows a transaction: deliveries are waiting for the same lock."""
KEEP_ATTEMPTS = timedelta(hours=25)
"""They count for an hour; that somebody was locked out is told for a day."""


def drop_old_bodies(database: Database, before: datetime) -> int:
    """Of applied deliveries received before then; how many."""
    dropped = 0
    while count := _drop_some(database, micros(before)):
        dropped += count
    return dropped


def _drop_some(database: Database, before: int) -> int:
    served = (deliveries.c.state == State.APPLIED) & (deliveries.c.received_at < before)
    some = select(deliveries.c.id).where(served, deliveries.c.raw.isnot(None)).limit(AT_ONCE)
    with database.writing() as connection:
        ids = connection.execute(some).scalars().all()
        connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(raw=None))
    return len(ids)


def drop_old_attempts(database: Database, before: datetime) -> int:
    """Failed guesses that were first made before then; of how many subjects."""
    dropped = 0
    old = select(attempts.c.subject).where(attempts.c.since < micros(before)).limit(AT_ONCE)
    while True:
        with database.writing() as connection:
            some = delete(attempts).where(attempts.c.subject.in_(old))
            count = connection.execute(some).rowcount
        if not count:
            return dropped
        dropped += count


def drop_old_codes(database: Database, at: datetime) -> int:
    """One-time codes, and counts of them, that are over by then; how many."""
    over = delete(codes).where(codes.c.until <= micros(at)).returning(codes.c.name)
    with database.writing() as connection:
        return len(connection.execute(over).all())
