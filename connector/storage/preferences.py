"""What a store's owner has set for how we serve it: one sealed JSON document a name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Annotated, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, delete, select

from connector.records import Value
from connector.storage.apply import lock_stores
from connector.storage.engine import Database, upsert
from connector.storage.prepared import PreparedLists, among
from connector.storage.sealing import Keyring, digest
from connector.storage.tables import preferences

D = TypeVar("D")

ANSWERS = "answers"
LONGEST_FRESH = 7 * 24 * 3600
SHORTEST_LIVE, LONGEST_LIVE = 0.2, 10.0
_SET = PreparedLists(
    lambda names: select(preferences.c.name, preferences.c.document).where(
        preferences.c.store_id == bindparam("store"), among(preferences.c.name, names)
    )
)


class AnswerPreferences(Value, frozen=True, kw_only=True, omit_defaults=True):
    """Under `ANSWERS`."""

    locale: str | None = None
    """Tag of the language to answer in where the asker's is not spoken or not told; None: English
    then."""
    fresh_seconds: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_FRESH)] = 900
    """A copy that was complete no longer ago than this answers alone. Sweeps begin every five
    minutes, so an older one means that they do not get through."""
    live_seconds: Annotated[float, msgspec.Meta(ge=SHORTEST_LIVE, le=LONGEST_LIVE)] = 2.0
    """How long a question waits for the shop at most."""


def answer_preferences(database: Database, store_id: int) -> AnswerPreferences:
    return find_preference(database, store_id, ANSWERS, AnswerPreferences) or AnswerPreferences()


def keep_preference(database: Database, store_id: int, name: str, document: object) -> None:
    """Replaces what was set under this name; `document` is anything msgspec can write."""
    with database.writing() as connection:
        _keep(connection, database.keyring, store_id, name, document)


def change_preference(
    database: Database, store_id: int, name: str, shape: type[D], change: Callable[[D | None], D]
) -> D:
    """Makes the new one out of the one before, and returns it. Of two changes at once neither is
    lost."""
    with database.writing() as connection:
        lock_stores(connection, {store_id})
        sealed = connection.execute(
            select(preferences.c.document).where(*_is(store_id, name))
        ).scalar()
        before = None if sealed is None else opened(database.keyring, store_id, name, sealed, shape)
        after = change(before)
        _keep(connection, database.keyring, store_id, name, after)
    return after


def _keep(
    connection: Connection, keyring: Keyring, store_id: int, name: str, document: object
) -> None:
    sealed = keyring.seal(msgspec.json.encode(document), _context(store_id, name))
    row = {"store_id": store_id, "name": name, "document": sealed}
    upsert(connection, preferences, [row])


def drop_preference(database: Database, store_id: int, name: str) -> None:
    with database.writing() as connection:
        connection.execute(delete(preferences).where(*_is(store_id, name)))


def find_preference(database: Database, store_id: int, name: str, shape: type[D]) -> D | None:
    """None where nothing was set."""
    sealed = sealed_preferences(database, store_id, [name]).get(name)
    return None if sealed is None else opened(database.keyring, store_id, name, sealed, shape)


def sealed_preferences(
    database: Database, store_id: int, names: Collection[str]
) -> Mapping[str, bytes]:
    """As they lie there, those that were set. A change, however small, changes all the bytes."""
    with database.reading() as connection:
        rows = _SET.rows(connection, sorted(names), store=store_id)
    return {row.name: row.document for row in rows}


def opened(keyring: Keyring, store_id: int, name: str, sealed: bytes, shape: type[D]) -> D:
    return msgspec.json.decode(keyring.unseal(sealed, _context(store_id, name)), type=shape)


def _is(store_id: int, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return preferences.c.store_id == store_id, preferences.c.name == name


def _context(store_id: int, name: str) -> bytes:
    return digest("preference", store_id, name)
