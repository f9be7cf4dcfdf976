"""A shop on Lale, the platform that only the tests know, and what it sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from connector.contract import Adapter, Delivery, Payload, topic
from connector.records import Change, Redact, RedactStore
from connector.storage.deliveries import Kept, keep, list_deliveries
from connector.storage.engine import Database
from connector.storage.stores import Store, add_store
from tests.adapters.lale import HONEST, ORDER_BODY, STORE
from webhooks.inbox import Inbox
from webhooks.writer import Writer

SECRET = "lale-secret-0123456789"
OTHER_SECRET = "lale-secret-9876543210"
SENT = 1_774_000_000
ORDER = ORDER_BODY.encode()
"""Number #1001, of zeynep@example.com."""


class Nothing(Payload, frozen=True, kw_only=True):
    """Has no field we rely on."""


def shop_erased(_: Nothing) -> Iterator[Change]:
    yield RedactStore()


def person_erased(_: Nothing) -> Iterator[Change]:
    yield Redact(emails=("zeynep@example.com",))


def parsing(name: str, parse: Callable[[Nothing], Iterator[Change]]) -> Adapter:
    """Lale, with one topic read by this parser."""
    return replace(LALE, topics={**LALE.topics, name: topic(Nothing, parse)})


LALE = replace(
    HONEST,
    topics={
        **HONEST.topics,
        "shop.erased": topic(Nothing, shop_erased),
        "person.erased": topic(Nothing, person_erased),
    },
)


def connected(database: Database, address: str = STORE, secret: str = SECRET) -> Store:
    settings = {"address": address, "secret": secret}
    return add_store(database, LALE.name, address, "Lale demo", settings)


def committing(database: Database) -> Callable[[Sequence[Kept]], None]:
    def commit(batch: Sequence[Kept]) -> None:
        with database.writing() as connection:
            keep(connection, database.keyring, batch)

    return commit


def inbox(database: Database, adapter: Adapter = LALE) -> Inbox:
    return Inbox(database, {adapter.name: adapter}, Writer(committing(database)))


def sent(
    name: str, body: bytes, *, secret: str = SECRET, store: str = STORE, at: int = SENT
) -> Delivery:
    headers = {"x-lale-store": store, "x-lale-topic": name, "x-lale-sent": str(at)}
    bare = Delivery(headers=headers, body=body)
    return Delivery(headers={**headers, **LALE.signature.sign(bare, secret)}, body=body)


def states(database: Database, store: Store) -> list[tuple[object, object]]:
    """State and reason of each delivery, oldest first."""
    return [(row["state"], row["reason"]) for row in list_deliveries(database, store.id)]
