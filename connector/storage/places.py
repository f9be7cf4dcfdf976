"""Under which address this server is reached: told, or remembered from the last start."""

from __future__ import annotations

from sqlalchemy import select

from connector.contract import Adapter
from connector.storage.engine import Database, upsert
from connector.storage.stores import Store
from connector.storage.tables import kept_values

LISTENING = "listening_url"
UNKNOWN = "http://127.0.0.1:8787"


def remember_url(database: Database, url: str) -> None:
    with database.writing() as connection:
        upsert(connection, kept_values, [{"name": LISTENING, "value": url.encode()}])


def public_url(told: str, database: Database) -> str:
    """Without a slash at the end."""
    if told:
        return told.rstrip("/")
    with database.reading() as connection:
        query = select(kept_values.c.value).where(kept_values.c.name == LISTENING)
        remembered = connection.execute(query).scalar()
    return remembered.decode() if remembered else UNKNOWN


def delivery_url(told: str, database: Database, adapter: Adapter, of: Store) -> str:
    """What the platform is given for this store's deliveries."""
    own = f"/{of.url_key}" if adapter.own_url else ""
    return f"{public_url(told, database)}/webhooks/{adapter.name}{own}"
