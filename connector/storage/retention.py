"""What is kept for a while only: the bodies of deliveries that have served."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from connector.storage.deliveries import State
from connector.storage.engine import Database, micros
from connector.storage.tables import deliveries

AT_ONCE = 2000
"""Rows a transaction: deliveries are waiting for the same lock."""


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
