"""One view for a whole question, and statements that are compiled once."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from connector.errors import Unavailable
from connector.storage.engine import Database
from connector.storage.preferences import find_preference, keep_preference
from connector.storage.prepared import MOST_LISTED, PreparedList
from connector.storage.stores import get_store
from connector.storage.tables import stores
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


def test_a_view_that_was_let_go_sees_what_others_have_written(database: Database) -> None:
    store_id = new_shop(database).id
    with database.one_view():
        assert find_preference(database, store_id, "colour", str) is None
        keep = keep_preference, (database, store_id, "colour", "blue")
        other = threading.Thread(target=keep[0], args=keep[1])
        other.start()
        other.join()
        database.let_go()
        assert find_preference(database, store_id, "colour", str) == "blue"


def test_a_view_holds_no_connection_once_it_is_over(database: Database) -> None:
    store_id = new_shop(database).id
    with database.one_view():
        get_store(database, store_id)
        assert database.engine.pool.checkedout() == 1  # type: ignore[attr-defined]
        database.let_go()
        assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        get_store(database, store_id)
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_of_a_list_each_is_found_once_however_long_it_is(database: Database) -> None:
    shop = get_store(database, new_shop(database).id)
    keys = PreparedList(lambda listed: select(stores.c.id).where(stores.c.url_key.in_(listed)))
    for size in (1, 2, 3, 5, MOST_LISTED, MOST_LISTED + 1):
        others = [f"unknown {nth}" for nth in range(size - 1)]
        with database.reading() as connection:
            found = [row.id for row in keys.rows(connection, [*others, shop.url_key])]
        assert found == [shop.id]
    with database.reading() as connection:
        assert list(keys.rows(connection, [])) == []


def test_a_connection_that_broke_within_a_view_leaves_none_behind(database: Database) -> None:
    store_id = new_shop(database).id
    with database.one_view():
        with pytest.raises(Unavailable), database.reading():
            raise database.engine.dialect.loaded_dbapi.OperationalError
        database.let_go()
        assert get_store(database, store_id).id == store_id
