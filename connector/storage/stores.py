"""Stores and the API keys that are bound to them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from connector.errors import BadRequest
from connector.storage.engine import Database, from_micros, micros, now
from connector.storage.erasure import erase_store
from connector.storage.prepared import Prepared
from connector.storage.sealing import Keyring, digest
from connector.storage.tables import api_keys, deliveries, records, stores


class Scope(StrEnum):
    """What a key may do: `agent` may do what `answers` may and look an order up by number alone."""

    ANSWERS = "answers"
    AGENT = "agent"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """`settings` hold for each name its newest value first; a replaced secret stays for a while."""

    id: int
    platform: str
    platform_id: str
    name: str
    url_key: str
    settings: Mapping[str, tuple[str, ...]]
    created_at: datetime
    uninstalled_at: datetime | None = None
    redacted_at: datetime | None = None
    attached_to: int | None = None
    """The store it serves, for a source of reviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    id: int
    store_id: int
    scope: Scope


_read_settings = msgspec.json.Decoder(dict[str, tuple[str, ...]]).decode
_ON_PLATFORM = select(stores).where(stores.c.platform == bindparam("on"))
_BY_URL_KEY = Prepared(_ON_PLATFORM.where(stores.c.url_key == bindparam("known")))
_BY_PLATFORM_ID = Prepared(_ON_PLATFORM.where(stores.c.platform_id == bindparam("known")))
_BY_DIGEST = Prepared(select(api_keys).where(api_keys.c.digest == bindparam("known")))


def _context(platform: str, platform_id: str) -> bytes:
    return digest("store", platform, platform_id)


def _store(row: Any, keyring: Keyring) -> Store:
    at = row.uninstalled_at, row.redacted_at
    return Store(
        id=row.id,
        platform=row.platform,
        platform_id=row.platform_id,
        name=row.name,
        url_key=row.url_key,
        settings=_read_settings(
            keyring.unseal(row.settings, _context(row.platform, row.platform_id))
        ),
        created_at=from_micros(row.created_at),
        uninstalled_at=None if at[0] is None else from_micros(at[0]),
        redacted_at=None if at[1] is None else from_micros(at[1]),
        attached_to=row.attached_to,
    )


def add_store(
    database: Database,
    platform: str,
    platform_id: str,
    name: str,
    settings: Mapping[str, str],
    *,
    attached_to: int | None = None,
) -> Store:
    """A shop that had removed the app is connected again, under its old id. Raises BadRequest when
    this shop is connected already, or there is no shop to attach it to."""
    values = {key: (value,) for key, value in settings.items()}
    row = {
        "platform": platform,
        "platform_id": platform_id,
        "name": name,
        "url_key": secrets.token_urlsafe(24),
        "settings": _sealed(database.keyring, platform, platform_id, values),
        "created_at": micros(now()),
        "attached_to": attached_to,
    }
    try:
        with database.writing() as connection:
            if attached_to is not None:
                _check_shop(connection, attached_to)
            store_id = _reconnected(connection, row) or _connected(connection, row)
    except IntegrityError:
        raise _connected_already(database, platform, platform_id) from None
    return get_store(database, store_id)


def _check_shop(connection: Connection, store_id: int) -> None:
    """Whether a source may be attached to it."""
    row = connection.execute(select(stores).where(stores.c.id == store_id)).first()
    if row is None:
        raise no_such_store(store_id)
    if row.attached_to is not None:
        raise BadRequest(f"Store {store_id} is itself attached to store {row.attached_to}.", "to")
    if row.uninstalled_at is not None:
        raise BadRequest(f"Store {store_id} has removed the app: connect it again first.", "to")


def _connected_already(database: Database, platform: str, platform_id: str) -> BadRequest:
    known = find_store(database, platform, url_key=None, platform_id=platform_id)
    if known is None or known.attached_to is None:
        return BadRequest(f"{platform_id} is connected already; see `storewire store list`.")
    return BadRequest(
        f"{platform_id} is connected already, as store {known.id}, and serves store "
        f"{known.attached_to}: one account of a source serves one shop."
    )


def connect_store(
    database: Database,
    platform: str,
    platform_id: str,
    name: str,
    settings: Mapping[str, str],
    signed_with: Collection[str],
    *,
    attached_to: int | None = None,
) -> tuple[Store, bool]:
    """One that is connected keeps its id, its delivery URL and, beside the new secrets it signs
    with, those before; whether it is new. Raises BadRequest as `add_store` does."""
    known = find_store(database, platform, url_key=None, platform_id=platform_id)
    if known is None or known.uninstalled_at:
        new = add_store(database, platform, platform_id, name, settings, attached_to=attached_to)
        return new, True
    if known.attached_to != attached_to:
        raise _connected_already(database, platform, platform_id)
    values = {name: (value,) for name, value in settings.items()}
    for secret in signed_with:
        old = known.settings.get(secret, ())
        values[secret] = tuple(dict.fromkeys((*values.get(secret, ()), *old)))[:2]
    _write_settings(database, known, {**known.settings, **values})
    return get_store(database, known.id), False


def _connected(connection: Connection, row: Mapping[str, object]) -> int:
    done = connection.execute(insert(stores).values(row).returning(stores.c.id))
    store_id: int = done.scalar_one()
    return store_id


def _reconnected(connection: Connection, row: Mapping[str, object]) -> int | None:
    """What was attached to a shop went with it and comes back with it. A source that serves another
    shop from now on tells nothing of the one before."""
    this = (stores.c.platform == row["platform"]) & (stores.c.platform_id == row["platform_id"])
    gone = this & stores.c.uninstalled_at.isnot(None)
    before = connection.execute(select(stores).where(gone)).first()
    if before is None:
        return None
    if before.attached_to != row["attached_to"]:
        erase_store(connection, before.id, micros(now()))
    renewed = {name: row[name] for name in ("name", "settings", "created_at", "attached_to")}
    again = update(stores).where(gone).values(**renewed, uninstalled_at=None)
    store_id = connection.execute(again.returning(stores.c.id)).scalar()
    with_it = (stores.c.attached_to == before.id) & (
        stores.c.uninstalled_at == before.uninstalled_at
    )
    connection.execute(update(stores).where(with_it).values(uninstalled_at=None))
    return store_id


def _sealed(
    keyring: Keyring, platform: str, platform_id: str, values: Mapping[str, tuple[str, ...]]
) -> bytes:
    return keyring.seal(msgspec.json.encode(values), _context(platform, platform_id))


def rotate(database: Database, store: Store, name: str, value: str) -> None:
    """The new value signs from now on; the one before is still accepted."""
    before = store.settings.get(name, ())[:1]
    _write_settings(database, store, {**store.settings, name: (value, *before)})


def _write_settings(
    database: Database, store: Store, values: Mapping[str, tuple[str, ...]]
) -> None:
    sealed = _sealed(database.keyring, store.platform, store.platform_id, values)
    with database.writing() as connection:
        connection.execute(update(stores).where(stores.c.id == store.id).values(settings=sealed))


def remove_unused(database: Database, store_id: int) -> None:
    """A store that nothing was ever received from; of any other, nothing is removed."""
    used = [
        exists().where(table.c.store_id == store_id) for table in (deliveries, records, api_keys)
    ]
    source = stores.alias("source")
    used.append(exists().where(source.c.attached_to == store_id))
    with database.writing() as connection:
        connection.execute(delete(stores).where(stores.c.id == store_id, ~or_(*used)))


def keep_settings(database: Database, store_id: int, new: Mapping[str, str]) -> None:
    """Adds or replaces these settings, all or none."""
    store = get_store(database, store_id)
    _write_settings(database, store, {**store.settings, **{n: (v,) for n, v in new.items()}})


def get_store(database: Database, store_id: int) -> Store:
    """Raises BadRequest when there is none."""
    with database.reading() as connection:
        row = connection.execute(select(stores).where(stores.c.id == store_id)).first()
    if row is None:
        raise no_such_store(store_id)
    return _store(row, database.keyring)


def no_such_store(store_id: int) -> BadRequest:
    return BadRequest(f"There is no store {store_id}; see `storewire store list`.")


def list_stores(database: Database) -> list[Store]:
    with database.reading() as connection:
        rows = connection.execute(select(stores).order_by(stores.c.id)).all()
    return [_store(row, database.keyring) for row in rows]


def find_store(
    database: Database, platform: str, *, url_key: str | None, platform_id: str
) -> Store | None:
    """By the key in the delivery URL where there is one, else by what the delivery says."""
    with database.reading() as connection:
        return Directory(connection, database.keyring).find(platform, url_key, platform_id)


class Directory:
    """The stores as one transaction sees them, each looked up once."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring
        self._found: dict[tuple[str, str | None, str], Store | None] = {}

    def find(self, platform: str, url_key: str | None, platform_id: str) -> Store | None:
        """By the key in the delivery URL where there is one, else by what the delivery says."""
        place = platform, url_key, "" if url_key else platform_id
        if place not in self._found:
            query, known = (_BY_URL_KEY, url_key) if url_key else (_BY_PLATFORM_ID, platform_id)
            row = query.first(self._connection, on=platform, known=known)
            self._found[place] = _store(row, self._keyring) if row else None
        return self._found[place]


def create_key(database: Database, store_id: int, scope: Scope) -> str:
    """The only time the key is seen: the database keeps its SHA-256."""
    get_store(database, store_id)
    key = f"sw_{scope}_{secrets.token_urlsafe(32)}"
    row = {
        "store_id": store_id,
        "scope": scope,
        "digest": _key_digest(key),
        "created_at": micros(now()),
    }
    with database.writing() as connection:
        connection.execute(insert(api_keys).values(row))
    return key


def _key_digest(key: str) -> bytes:
    # 256 random bits need no slow hash; equality of digests tells nothing about the key.
    return hashlib.sha256(key.encode()).digest()


def find_key(database: Database, key: str) -> ApiKey | None:
    with database.reading() as connection:
        row = _BY_DIGEST.first(connection, known=_key_digest(key))
    return ApiKey(id=row.id, store_id=row.store_id, scope=Scope(row.scope)) if row else None
