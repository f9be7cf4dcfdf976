"""Bringing a database up to date, and opening one that is.

Alembic is imported where there is something to do: most commands find the database up to date, and
would wait longer for the import than for anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, make_url, select, text

from connector.errors import Misconfigured
from connector.storage.engine import Database, as_unavailable, open_engine, upsert
from connector.storage.reindex import MADE_BY, forget_index, reindex
from connector.storage.sealing import Keyring, wrapping
from connector.storage.tables import kept_values

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
DATA_KEYS = "data_keys"


def alembic_config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(url: str, secret_keys: Sequence[str]) -> None:
    """Creates or updates the schema and the data keys; wraps these anew with the newest secret.
    What an older version kept is then indexed as this one wants it, batch by batch."""
    _make_folder(url)
    engine = open_engine(url)
    try:
        with as_unavailable(engine), engine.execution_options(writes=True).begin() as connection:
            before = revision(connection)
            if before != newest_revision():
                _upgrade(connection)
            keyring = _wrap_data_keys(connection, secret_keys)
            if before is None or before < MADE_BY:
                forget_index(connection)
        reindex(Database(engine, keyring))
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def newest_revision() -> str:
    """What our schema is at, as the newest migration's file is named."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("v*.py"))[1:5]


def revision(connection: Connection) -> str | None:
    """What the database is at; None for one that is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _make_folder(url: str) -> None:
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _wrap_data_keys(connection: Connection, secret_keys: Sequence[str]) -> Keyring:
    wrapped = _data_keys(connection)
    if wrapped is None:
        wrapped = wrapping(secret_keys).encrypt(Keyring.new_keys())
    keyring = Keyring.opened(wrapped, secret_keys)
    row: dict[str, object] = {"name": DATA_KEYS, "value": wrapping(secret_keys).rotate(wrapped)}
    upsert(connection, kept_values, [row])
    return keyring


def _data_keys(connection: Connection) -> bytes | None:
    query = select(kept_values.c.value).where(kept_values.c.name == DATA_KEYS)
    return connection.execute(query).scalar()


def open_database(url: str, secret_keys: Sequence[str]) -> Database:
    """Raises Misconfigured for a database that is not up to date or has another secret key."""
    engine = open_engine(url)
    try:
        return Database(engine, _opened_keyring(engine, secret_keys))
    except BaseException:
        engine.dispose()
        raise


def _opened_keyring(engine: Engine, secret_keys: Sequence[str]) -> Keyring:
    with as_unavailable(engine), engine.connect() as connection:
        _check_revision(connection)
        wrapped = _data_keys(connection)
    if wrapped is None:
        raise Misconfigured("The database has no data keys; run `storewire migrate`.")
    return Keyring.opened(wrapped, secret_keys)


def _check_revision(connection: Connection) -> None:
    ours, theirs = newest_revision(), revision(connection)
    if theirs is None:
        raise Misconfigured("The database is empty; run `storewire migrate`.")
    if theirs != ours:
        raise Misconfigured(f"The database is at {theirs}, we are at {ours}: `storewire migrate`.")
