"""What a store tells of itself rather than of an order: its hours, its shipping, its questions and
answers, its pages. Each is one sealed record that its id names; nothing is looked up by content."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from connector.records import Kind, Policy
from connector.storage.apply import apply
from connector.storage.engine import Database, from_micros, now
from connector.storage.held import Arrival, load
from connector.storage.keys import record_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One document as it is held."""

    id: str
    document: str
    updated_at: datetime | None
    seen_at: datetime


def find_pages(database: Database, store_id: int, ids: Collection[str]) -> dict[str, Page]:
    """Those of these ids that are held, in one read."""
    keys = {record_key(store_id, Kind.POLICY, own_id) for own_id in ids}
    with database.reading() as connection:
        found = load(connection, database.keyring, keys).values()
    pages = {}
    for held in found:
        record = held.copy.record
        if isinstance(record, Policy):
            pages[record.id] = Page(
                id=record.id,
                document=record.document,
                updated_at=record.updated_at,
                seen_at=from_micros(held.seen_at),
            )
    return pages


def keep_page(database: Database, store_id: int, own_id: str, document: str) -> None:
    """In place of what was kept under this id before."""
    with database.writing() as connection:
        apply(connection, database.keyring, [told_now(store_id, own_id, document)])


def told_now(store_id: int, own_id: str, document: str) -> Arrival:
    at = now()
    change = Policy(id=own_id, document=document, updated_at=at)
    return Arrival(store_id=store_id, delivery=b"", at=at, received_at=at, changes=(change,))
