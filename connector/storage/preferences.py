"""What a store's owner has set for how we serve it: one sealed JSON document a name."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from sqlalchemy import ColumnElement, delete, select

from connector.storage.engine import Database, upsert
from connector.storage.sealing import digest
from connector.storage.tables import preferences

D = TypeVar("D")


def keep_preference(database: Database, store_id: int, name: str, document: object) -> None:
    """Replaces what was set under this name; `document` is anything msgspec can write."""
    sealed = database.keyring.seal(msgspec.json.encode(document), _context(store_id, name))
    row = {"store_id": store_id, "name": name, "document": sealed}
    with database.writing() as connection:
        upsert(connection, preferences, [row])


def drop_preference(database: Database, store_id: int, name: str) -> None:
    with database.writing() as connection:
        connection.execute(delete(preferences).where(*_is(store_id, name)))


def find_preference(database: Database, store_id: int, name: str, shape: type[D]) -> D | None:
    """None where nothing was set."""
    query = select(preferences.c.document).where(*_is(store_id, name))
    with database.reading() as connection:
        sealed = connection.execute(query).scalar()
    if sealed is None:
        return None
    return msgspec.json.decode(
        database.keyring.unseal(sealed, _context(store_id, name)), type=shape
    )


def _is(store_id: int, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return preferences.c.store_id == store_id, preferences.c.name == name


def _context(store_id: int, name: str) -> bytes:
    return digest("preference", store_id, name)
