"""Questions and answers as they are taken in: the newest import of each source, side by side."""

from __future__ import annotations

from pydantic import JsonValue

from connector.answers.faq_document import FAQ_PAGE
from connector.answers.faq_import import merged
from connector.records import Kind, Policy
from connector.storage.apply import apply, lock_stores
from connector.storage.engine import Database
from connector.storage.handbook import told_now
from connector.storage.held import load
from connector.storage.keys import record_key


def keep_questions(
    database: Database, store_id: int, rows: list[dict[str, JsonValue]], source: str
) -> str:
    """Puts these in place of what came from `source` before, and returns the whole document. Two
    imports at once do not lose each other's."""
    key = record_key(store_id, Kind.POLICY, FAQ_PAGE)
    with database.writing() as connection:
        lock_stores(connection, {store_id})
        held = load(connection, database.keyring, {key}).get(key)
        record = held.copy.record if held else None
        before = record.document if isinstance(record, Policy) else None
        document = merged(before, rows, source)
        apply(connection, database.keyring, [told_now(store_id, FAQ_PAGE, document)])
    return document
