"""What an owner has set stays set, sealed, and goes with the store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from connector.storage.engine import Database
from connector.storage.preferences import (
    ANSWERS,
    AnswerPreferences,
    drop_preference,
    find_preference,
    keep_preference,
)
from connector.storage.tables import preferences
from connector.storage.wording import change_wording, find_wording
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


def test_of_two_changes_at_once_neither_is_lost(database: Database) -> None:
    store_id, both_there = new_shop(database).id, Barrier(2)

    def reworded(tag: str) -> None:
        both_there.wait(10)
        for nth in range(5):
            change_wording(database, store_id, tag, {f"{nth}": ("x",)})

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(reworded, ["tr", "fa"]))
    found = find_wording(database, store_id)
    assert {tag: len(own) for tag, own in found.items()} == {"tr": 5, "fa": 5}


def test_what_an_older_or_newer_version_has_set_can_be_read(database: Database) -> None:
    store_id = new_shop(database).id
    keep_preference(database, store_id, ANSWERS, {"locale": "tr", "of_tomorrow": [1]})
    found = find_preference(database, store_id, ANSWERS, AnswerPreferences)
    assert found == AnswerPreferences(locale="tr")
