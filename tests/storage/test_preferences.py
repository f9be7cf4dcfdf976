"""What an owner has set stays set, sealed, and goes with the store."""

from __future__ import annotations

from sqlalchemy import select

from connector.storage.engine import Database
from connector.storage.preferences import drop_preference, find_preference, keep_preference
from connector.storage.tables import preferences
from tests.storage.shop import new_shop

SENDER = {"from": "magaza@example.com", "password": "gizli-parola"}


def test_what_was_set_is_found_until_it_is_dropped(database: Database) -> None:
    store_id = new_shop(database).id
    keep_preference(database, store_id, "sender", {"from": "eski@example.com"})
    keep_preference(database, store_id, "sender", SENDER)
    assert find_preference(database, store_id, "sender", dict[str, str]) == SENDER
    assert find_preference(database, store_id, "other", dict[str, str]) is None
    drop_preference(database, store_id, "sender")
    assert find_preference(database, store_id, "sender", dict[str, str]) is None


def test_the_database_does_not_show_it(database: Database) -> None:
    keep_preference(database, new_shop(database).id, "sender", SENDER)
    with database.reading() as connection:
        kept = connection.execute(select(preferences.c.document)).scalar_one()
    assert b"gizli" not in kept
