"""Records kept by an older version become findable by what a newer one looks them up by."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from connector.storage.apply import lock_stores
from connector.storage.engine import Database, upsert
from connector.storage.held import index, load
from connector.storage.tables import kept_values, records

INDEX_VERSION = 1
"""To be raised with every new term, and whenever sales are counted another way."""
MADE_BY = "0004"
"""The newest migration that made or emptied a table of what is looked up by or of what was sold."""
VERSION = "index_version"
DONE_TO = "index_done_to"
AT_ONCE = 500


def reindex(database: Database) -> int:
    """How many records were indexed anew: none where that was done. Each batch is a transaction of
    its own, and one that is killed goes on where it was; meanwhile everything may be written."""
    done = 0
    with database.reading() as connection:
        if _number(connection, VERSION) >= INDEX_VERSION:
            return 0
    while count := _batch(database):
        done += count
    return done


def forget_index(connection: Connection) -> None:
    """For a schema older than `MADE_BY`: whatever is looked up by may be new and empty."""
    connection.execute(delete(kept_values).where(kept_values.c.name.in_((VERSION, DONE_TO))))


def _batch(database: Database) -> int:
    with database.writing() as connection:
        query = select(records.c.key, records.c.store_id).order_by(records.c.key).limit(AT_ONCE)
        rows = connection.execute(query.where(records.c.key > _done_to(connection))).all()
        if not rows:
            _finish(connection)
            return 0
        lock_stores(connection, {row.store_id for row in rows})
        held = load(connection, database.keyring, {row.key for row in rows})
        index(connection, database.keyring, held)
        done_to = str(INDEX_VERSION).encode() + b" " + rows[-1].key
        upsert(connection, kept_values, [{"name": DONE_TO, "value": done_to}])
    return len(rows)


def _done_to(connection: Connection) -> bytes:
    """Nothing where it was begun by another version."""
    version, _, key = (_value(connection, DONE_TO) or b"").partition(b" ")
    return key if version == str(INDEX_VERSION).encode() else b""


def _finish(connection: Connection) -> None:
    version = str(INDEX_VERSION).encode()
    upsert(connection, kept_values, [{"name": VERSION, "value": version}])
    connection.execute(delete(kept_values).where(kept_values.c.name == DONE_TO))


def _number(connection: Connection, name: str) -> int:
    return int(_value(connection, name) or b"0")


def _value(connection: Connection, name: str) -> bytes | None:
    query = select(kept_values.c.value).where(kept_values.c.name == name)
    return connection.execute(query).scalar()
