"""One view for a whole question, and statements that are compiled once."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from typing import Any, cast

import pytest
from sqlalchemy import QueuePool, select

from connector.errors import Misconfigured, Unavailable
from connector.storage.engine import Database
from connector.storage.preferences import find_preference, keep_preference
from connector.storage.prepared import PreparedLists, among
from connector.storage.stores import get_store
from connector.storage.tables import stores
from tests.statements import statements
from tests.storage.shop import new_shop


def test_all_of_one_view_is_read_in_one_transaction(database: Database) -> None:
    with database.one_view():
        with database.reading() as one:
            pass
        with database.reading() as other:
            assert other is one
    with database.reading() as another:
        assert another is not one


def test_what_is_written_within_a_view_is_seen_by_the_next_read(database: Database) -> None:
    store_id = new_shop(database).id
    with database.one_view():
        assert find_preference(database, store_id, "colour", str) is None
        keep_preference(database, store_id, "colour", "blue")
        assert find_preference(database, store_id, "colour", str) == "blue"


def test_a_view_sees_one_state_until_it_is_let_go(database: Database) -> None:
    store_id = new_shop(database).id

    def colour() -> str | None:
        return find_preference(database, store_id, "colour", str)

    with database.one_view():
        assert colour() is None
        meanwhile = partial(keep_preference, database, store_id, "colour", "blue")
        other = threading.Thread(target=meanwhile)
        other.start()
        other.join()
        assert colour() is None
        database.let_go()
        assert colour() == "blue"


def test_a_view_holds_no_transaction_once_it_is_over(database: Database) -> None:
    """Nor, where a server has them to give away, a connection."""
    store_id, pool = new_shop(database).id, cast("QueuePool", database.engine.pool)
    kept = 1 if database.view.of_file else 0

    def is_free() -> bool:
        own: Any = database.view.connection or database.view.idle
        return pool.checkedout() == kept and not (kept and own.connection.in_transaction)

    with database.one_view():
        get_store(database, store_id)
        assert not is_free()
        database.let_go()
        assert is_free()
        get_store(database, store_id)
    assert is_free()
    with database.one_view():
        assert get_store(database, store_id).id == store_id


def test_of_lists_each_is_found_once_however_long_they_are(database: Database) -> None:
    shop = get_store(database, new_shop(database).id)
    both = PreparedLists(
        lambda ids, keys: select(stores.c.id).where(
            among(stores.c.id, ids), among(stores.c.url_key, keys)
        )
    )
    for ids, keys in ((1, 1), (2, 3), (5, 1), (9, 512), (600, 1)):
        with database.reading() as connection:
            found = both.rows(
                connection, [*range(-ids, -1), shop.id], [*map(str, range(keys - 1)), shop.url_key]
            )
        assert [row.id for row in found] == [shop.id]


def test_of_an_empty_list_the_database_is_not_asked(database: Database) -> None:
    shop = get_store(database, new_shop(database).id)
    both = PreparedLists(
        lambda ids, keys: select(stores.c.id).where(
            among(stores.c.id, ids), among(stores.c.url_key, keys)
        )
    )
    with statements(database) as asked, database.reading() as connection:
        for ids, keys in (([], [shop.url_key]), ([shop.id], []), ([], [])):
            assert both.rows(connection, ids, keys) == []
            both.run(connection, ids, keys)
    assert asked == []


def test_a_connection_that_broke_within_a_view_leaves_none_behind(database: Database) -> None:
    store_id = new_shop(database).id
    with database.one_view():
        with pytest.raises(Unavailable), database.reading():
            raise database.engine.dialect.loaded_dbapi.OperationalError
        database.let_go()
        assert get_store(database, store_id).id == store_id


def test_more_questions_than_have_a_turn_all_get_theirs(database: Database) -> None:
    """Also behind one that breaks, one that waits for the shop and one that writes."""
    store_id = new_shop(database).id
    answered: list[int] = []

    def ask(nth: int) -> None:
        with suppress(Misconfigured), database.one_view():
            get_store(database, store_id)
            if nth % 4 == 0:
                raise Misconfigured
            if nth % 4 == 1:
                database.let_go()
            if nth % 4 == 2:
                keep_preference(database, store_id, "colour", "blue")
            answered.append(get_store(database, store_id).id)

    threads = [threading.Thread(target=ask, args=(nth,)) for nth in range(40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=30)
    assert answered == [store_id] * 30
