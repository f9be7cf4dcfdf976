"""A server's own database, opened as it opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr

from config.settings import Settings
from connector.storage.engine import Database
from connector.storage.migrate import open_database
from tests.running import Installation


@contextmanager
def database_of(server: Installation) -> Iterator[Database]:
    told = server.environment()
    settings = Settings(
        home=server.home,
        database_url=server.database_url,
        secret_key=SecretStr(told.get("STOREWIRE_SECRET_KEY", "")),
    )
    database = open_database(settings.database, settings.secret_keys)
    try:
        yield database
    finally:
        database.close()
