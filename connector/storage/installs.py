"""Installs under way: what each was begun with, until its state comes back, which it may once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select

from connector.contract import Settings
from connector.storage.engine import Database, micros, now
from connector.storage.sealing import digest
from connector.storage.tables import installs

_read = msgspec.json.Decoder(dict[str, str]).decode


def begin(
    database: Database, platform: str, state: str, settings: Mapping[str, str], until: datetime
) -> None:
    """The state itself is not kept: whoever reads the database cannot end an install with it."""
    key = digest("install", platform, state)
    row = {
        "state": key,
        "platform": platform,
        "settings": database.keyring.seal(msgspec.json.encode(dict(settings)), key),
        "until": micros(until),
    }
    with database.writing() as connection:
        connection.execute(delete(installs).where(installs.c.until <= micros(now())))
        connection.execute(insert(installs).values(row))


def look(database: Database, platform: str, state: str) -> Settings | None:
    """None where there is none, or no more."""
    key = digest("install", platform, state)
    alive = (installs.c.state == key) & (installs.c.until > micros(now()))
    with database.reading() as connection:
        row = connection.execute(select(installs).where(alive)).first()
    return _read(database.keyring.unseal(row.settings, key)) if row else None


def take(database: Database, platform: str, state: str) -> Settings | None:
    """As `look`, and of several who ask at once only one is given it."""
    found = look(database, platform, state)
    with database.writing() as connection:
        first = _drop(connection, digest("install", platform, state))
    return found if first else None


def _drop(connection: Connection, key: bytes) -> bool:
    gone = delete(installs).where(installs.c.state == key).returning(installs.c.state)
    return connection.execute(gone).first() is not None
