"""The products of an order's lines, on sale or not: what their tags say still holds."""

from __future__ import annotations

from collections.abc import Iterable

from connector.records import Kind, Product
from connector.storage.engine import Database
from connector.storage.held import load
from connector.storage.keys import record_key


def find_products(database: Database, store_id: int, ids: Iterable[str]) -> dict[str, Product]:
    """By id, those that we hold."""
    keys = {record_key(store_id, Kind.PRODUCT, each) for each in ids if each}
    if not keys:
        return {}
    with database.reading() as connection:
        found = load(connection, database.keyring, keys).values()
    records = (held.copy.record for held in found)
    return {record.id: record for record in records if isinstance(record, Product)}
