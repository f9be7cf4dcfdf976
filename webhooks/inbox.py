"""The journey of a delivery: find the store, verify the bytes, read them, keep and apply."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import structlog

from connector.contract import Adapter, Delivery, Envelope
from connector.errors import Malformed, Unauthorized
from connector.storage.deliveries import Kept, Reading, delivery_key, sealed_body
from connector.storage.engine import Database, now
from connector.storage.stores import Store, find_store
from webhooks.reading import TOO_LATE, read
from webhooks.writer import Writer

log = structlog.get_logger(__name__)

NOBODYS_SECRET = secrets.token_urlsafe(32)
"""Checked where no store is found, so that finding none takes as long as finding one."""


@dataclass(frozen=True, slots=True)
class Inbox:
    database: Database
    adapters: Mapping[str, Adapter]
    writer: Writer

    def receive(self, platform: str, url_key: str | None, delivery: Delivery) -> None:
        """Returns when the delivery and all it says are on disk, or when it is a mere ping.

        Raises Unauthorized, the same for an unknown platform or store and for a bad signature,
        and Unavailable when the database is away."""
        adapter = self.adapters.get(platform)
        if adapter is None:
            raise Unauthorized
        if adapter.is_ping(delivery):
            return
        envelope = _envelope(adapter, delivery)
        store = self._verified_store(adapter, envelope, url_key, delivery)
        self.writer.keep(self._kept(adapter, store, envelope, delivery))

    def _verified_store(
        self, adapter: Adapter, envelope: Envelope, url_key: str | None, delivery: Delivery
    ) -> Store:
        store = self._store(adapter, envelope, url_key)
        signing = _secrets(adapter, store) if store else (NOBODYS_SECRET,)
        if not _signed(adapter, delivery, signing) or store is None:
            log.warning("delivery.refused", platform=adapter.name, store=store and store.id)
            raise Unauthorized
        if store.platform_id != envelope.store:
            # A shop behind a proxy may not know its own address; a copy of a shop lies about it.
            log.warning("delivery.other_address", platform=adapter.name, store=store.id)
        return store

    def _store(self, adapter: Adapter, envelope: Envelope, url_key: str | None) -> Store | None:
        if not (url_key or envelope.store).isprintable():
            return None  # A NUL in a stranger's path or body is more than PostgreSQL will look up.
        if adapter.own_url and not url_key:
            return None  # Not to be found by what a delivery says of itself.
        return find_store(self.database, adapter.name, url_key=url_key, platform_id=envelope.store)

    def _kept(self, adapter: Adapter, store: Store, envelope: Envelope, delivery: Delivery) -> Kept:
        reading = _reading(adapter, store, envelope, delivery)
        key = delivery_key(store.id, envelope.key)
        # Sealed also where it will not be kept: should applying fail, replay needs it.
        needed = reading.keep_body or reading.changes
        raw = sealed_body(self.database.keyring, key, delivery) if needed else None
        log.info("delivery.received", store=store.id, topic=envelope.topic, state=reading.state)
        return Kept(
            store_id=store.id,
            key=key,
            topic=envelope.topic,
            received_at=now(),
            sent_at=envelope.sent_at,
            raw=raw,
            reading=reading,
        )


def _secrets(adapter: Adapter, store: Store) -> list[str]:
    names = (adapter.signed_with, *adapter.also_signed_with)
    return [secret for name in names for secret in store.settings.get(name, ())]


def _envelope(adapter: Adapter, delivery: Delivery) -> Envelope:
    try:
        return adapter.read_envelope(delivery)
    except Malformed:
        log.warning("delivery.no_envelope", platform=adapter.name)
        raise Unauthorized from None


def _signed(adapter: Adapter, delivery: Delivery, signing: Iterable[str]) -> bool:
    """A body that what is signed cannot be found in is not signed."""
    try:
        return adapter.signature.valid(delivery, signing)
    except Malformed:
        return False


def _reading(adapter: Adapter, store: Store, envelope: Envelope, delivery: Delivery) -> Reading:
    erased = store.redacted_at
    if erased and envelope.sent_at and envelope.sent_at < erased:
        return TOO_LATE
    return read(adapter, envelope.topic, delivery.body)
