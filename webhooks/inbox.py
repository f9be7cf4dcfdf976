"""The journey of a delivery: find the store, verify the bytes, read them, keep and apply."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from connector.contract import Adapter, Delivery, Envelope
from connector.errors import Malformed, Unauthorized
from connector.storage.deliveries import Kept, Reading, delivery_key, sealed_body
from connector.storage.engine import Database, now
from connector.storage.stores import Directory, Store
from webhooks.reading import TOO_LATE, read
from webhooks.together import Ticket, Together
from webhooks.writer import Writer

log = structlog.get_logger(__name__)

NOBODYS_SECRET = secrets.token_urlsafe(32)
"""Checked where no store is found, so that finding none takes as long as finding one."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery at the door; whose it is, and whether it is true, is to be found out."""

    adapter: Adapter
    url_key: str | None
    envelope: Envelope
    delivery: Delivery


Arriving = tuple[Arrived, Ticket]


class Inbox:
    """Deliveries that come at the same time are verified and read together, with one look at the
    database for all of them, and then kept together."""

    def __init__(self, database: Database, adapters: Mapping[str, Adapter], writer: Writer) -> None:
        self.database, self.adapters, self.writer = database, adapters, writer
        self._reader: Together[Arrived] = Together("reader", self._read)

    def receive(self, platform: str, url_key: str | None, delivery: Delivery) -> None:
        """Returns when the delivery and all it says are on disk, or when it is a mere ping.

        Raises Unauthorized, the same for an unknown platform or store and for a bad signature,
        and Unavailable when the database is away."""
        adapter = self.adapters.get(platform)
        if adapter is None:
            raise Unauthorized
        if adapter.is_ping(delivery):
            return
        ticket = Ticket()
        arrived = Arrived(adapter, url_key, _envelope(adapter, delivery), delivery)
        self._reader.put([(arrived, ticket)])
        ticket.wait()

    def _read(self, batch: Sequence[Arriving]) -> None:
        if kept := self._to_keep(batch, self._stores(batch)):
            self.writer.put(kept)

    def _stores(self, batch: Sequence[Arriving]) -> list[Store | None]:
        with self.database.reading() as connection:
            directory = Directory(connection, self.database.keyring)
            return [_store(arrived, directory) for arrived, _ in batch]

    def _to_keep(
        self, batch: Sequence[Arriving], stores: Sequence[Store | None]
    ) -> list[tuple[Kept, Ticket]]:
        """What of it is to be kept; the others are told why not."""
        found: list[tuple[Kept, Ticket]] = []
        for (arrived, ticket), store in zip(batch, stores, strict=True):
            try:
                found.append((self._kept(arrived, _verified(arrived, store)), ticket))
            except Exception as error:  # noqa: BLE001 - recorded by whoever waits for it
                ticket.finish(error)
        return found

    def _kept(self, arrived: Arrived, store: Store) -> Kept:
        envelope = arrived.envelope
        reading = _reading(arrived, store)
        key = delivery_key(store.id, envelope.key)
        # Sealed also where it will not be kept: should applying fail, replay needs it.
        needed = reading.keep_body or reading.changes
        raw = sealed_body(self.database.keyring, key, arrived.delivery) if needed else None
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


def _store(arrived: Arrived, directory: Directory) -> Store | None:
    url_key, named = arrived.url_key, arrived.envelope.store
    if not (url_key or named).isprintable():
        return None  # A NUL in a stranger's path or body is more than PostgreSQL will look up.
    if arrived.adapter.own_url and not url_key:
        return None  # Not to be found by what a delivery says of itself.
    return directory.find(arrived.adapter.name, url_key, named)


def _verified(arrived: Arrived, store: Store | None) -> Store:
    adapter = arrived.adapter
    signing = _secrets(adapter, store) if store else (NOBODYS_SECRET,)
    if not _signed(adapter, arrived.delivery, signing) or store is None:
        log.warning("delivery.refused", platform=adapter.name, store=store and store.id)
        raise Unauthorized
    if store.platform_id != arrived.envelope.store:
        # A shop behind a proxy may not know its own address; a copy of a shop lies about it.
        log.warning("delivery.other_address", platform=adapter.name, store=store.id)
    return store


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


def _reading(arrived: Arrived, store: Store) -> Reading:
    sent_at, erased = arrived.envelope.sent_at, store.redacted_at
    if erased and sent_at and sent_at < erased:
        return TOO_LATE
    return read(arrived.adapter, arrived.envelope.topic, arrived.delivery.body)
