"""Deliveries of reviews through the door that all deliveries take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

import adapters
from adapters.judgeme import adapter as judgeme
from adapters.okendo import adapter as okendo
from adapters.stamped import adapter as stamped
from adapters.yotpo import adapter as yotpo
from connector.contract import Adapter, Delivery
from connector.errors import Unauthorized
from connector.records import Deleted, Kind
from connector.storage.deliveries import Kept, keep, list_deliveries
from connector.storage.engine import Database
from connector.storage.stores import Store, add_store
from connector.storage.tables import fetches, records
from connector.testing import SECRET, Recording, recordings
from connector.testing.recordings import parsed, resigned
from webhooks.inbox import Inbox
from webhooks.writer import Writer

SOURCES = {each.name: each for each in (judgeme, okendo, stamped, yotpo)}
any_source = pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)


def recorded(source: Adapter) -> Sequence[Recording]:
    return recordings(Path(adapters.__path__[0]) / source.name / "fixtures")


def connected(database: Database, source: Adapter, **settings: str) -> Store:
    named = source.read_envelope(recorded(source)[0].delivery).store
    return add_store(database, source.name, named, "Kandil", settings)


def receive(
    database: Database, source: Adapter, delivery: Delivery, url_key: str | None = None
) -> None:
    def commit(batch: Sequence[Kept]) -> None:
        with database.writing() as connection:
            keep(connection, database.keyring, batch)

    Inbox(database, {source.name: source}, Writer(commit)).receive(source.name, url_key, delivery)


def secret_of(source: Adapter) -> dict[str, str]:
    return {source.signed_with: SECRET} if source.signed_with else {}


def own(source: Adapter, store: Store) -> str | None:
    return store.url_key if source.own_url else None


def count(database: Database, store: Store) -> tuple[int, int]:
    """How many reviews we hold, and how many we have to ask for."""
    with database.reading() as connection:
        held = select(func.count()).where(
            records.c.store_id == store.id,
            records.c.kind == Kind.REVIEW,
            records.c.document.isnot(None),
        )
        waiting = select(func.count()).where(fetches.c.store_id == store.id)
        return connection.scalar(held) or 0, connection.scalar(waiting) or 0


HELD = {"judgeme": (0, 3), "okendo": (1, 2), "stamped": (3, 0), "yotpo": (0, 2)}
"""Of the recordings: Okendo's one review is deleted by the last of its deliveries."""


@any_source
def test_what_each_source_sends_is_held_or_asked_for(database: Database, source: Adapter) -> None:
    store = connected(database, source, **secret_of(source))
    told = [(each, parsed(source, each)) for each in recorded(source)]
    # A deletion last, as it happened.
    told.sort(key=lambda pair: any(isinstance(change, Deleted) for change in pair[1]))
    for each, _ in told:
        receive(database, source, each.delivery, own(source, store))
    states = Counter(row["state"] for row in list_deliveries(database, store.id))
    assert set(states) <= {"applied", "ignored"}
    assert count(database, store) == HELD[source.name]


@pytest.mark.parametrize("name", ["oauth_secret", "api_token"])
def test_judge_me_is_let_in_with_either_of_two_secrets(database: Database, name: str) -> None:
    both = {"oauth_secret": "the app's", "api_token": "the token", name: SECRET}
    store = connected(database, judgeme, **both)
    delivery = recorded(judgeme)[0].delivery
    receive(database, judgeme, delivery, store.url_key)
    assert count(database, store) == (0, 1)
    stranger = resigned(judgeme, delivery, delivery.body, "another")
    with pytest.raises(Unauthorized):
        receive(database, judgeme, stranger, store.url_key)


@pytest.mark.parametrize("url_key", [None, "", "guessed"])
def test_an_unsigned_delivery_that_does_not_know_the_url_is_a_stranger_s(
    database: Database, url_key: str | None
) -> None:
    """The app key, which it names, stands in every page of the shop."""
    store = connected(database, yotpo)
    delivery = recorded(yotpo)[0].delivery
    with pytest.raises(Unauthorized):
        receive(database, yotpo, delivery, url_key)
    assert count(database, store) == (0, 0)


@any_source
def test_a_delivery_that_is_sent_again_counts_once(database: Database, source: Adapter) -> None:
    store = connected(database, source, **secret_of(source))
    for _ in range(2):
        receive(database, source, recorded(source)[0].delivery, own(source, store))
    assert len(list(list_deliveries(database, store.id))) == 1
