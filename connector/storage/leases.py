"""One holder at a time, over processes and machines; a holder that dies lets go by itself."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from connector.errors import Unavailable
from connector.storage.engine import Database, micros, now
from connector.storage.tables import leases

SECONDS = 90
"""Longer than any one call to a platform with all its repetitions takes."""
PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.1


@contextmanager
def lease(database: Database, name: str) -> Iterator[None]:
    """Waits for its turn. Raises Unavailable when it does not come."""
    holder = secrets.token_hex(8)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not take(database, name, holder):
        if time.monotonic() > deadline:
            raise Unavailable
        time.sleep(PAUSE_SECONDS)
    try:
        yield
    finally:
        release(database, name, holder)


def take(database: Database, name: str, holder: str, seconds: float = SECONDS) -> bool:
    """Takes it, or keeps it for longer; False while another holds it."""
    at = micros(now())
    row = {"name": name, "holder": holder, "until": at + int(seconds * 1e6)}
    with database.writing() as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        new = dialect.insert(leases).values(row)
        # In one statement: of two that find no row at once, the second waits for the first.
        mine_or_over = (leases.c.holder == holder) | (leases.c.until <= at)
        renewed = {"holder": holder, "until": row["until"]}
        connection.execute(
            new.on_conflict_do_update(index_elements=["name"], set_=renewed, where=mine_or_over)
        )
        written = connection.execute(select(leases.c.holder).where(leases.c.name == name)).scalar()
    return written == holder


def is_anyone_alive(database: Database, names: str) -> bool:
    """Whether any of the leases whose name begins so is kept by the one it is named after."""
    own = leases.c.name == literal(names) + leases.c.holder
    with database.reading() as connection:
        query = select(leases.c.name).where(own, leases.c.until > micros(now()))
        return connection.execute(query).first() is not None


def release(database: Database, name: str, holder: str) -> None:
    mine = (leases.c.name == name) & (leases.c.holder == holder)
    with database.writing() as connection:
        connection.execute(delete(leases).where(mine))
