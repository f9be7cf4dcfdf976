"""A shop that is written fast is the same shop."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from connector.storage import reindex
from connector.storage.held import save
from connector.storage.migrate import open_database
from connector.storage.sealing import Keyring
from tests.benchmarks import filled, history
from tests.benchmarks.filling import Plan, holding, write
from tests.data import SECRET_KEYS

PLAN = Plan(stores=(1, 2), orders=40, products=5)


@pytest.fixture
def both(migrated_sqlite: Path, tmp_path: Path) -> tuple[Path, Path, Keyring]:
    """Two databases of one shop, the first filled as deliveries fill it; with their keyring."""
    usual, fast = (Path(shutil.copy(migrated_sqlite, tmp_path / name)) for name in "ab")
    database = open_database(f"sqlite:///{usual}", SECRET_KEYS)
    shops = [filled.add_shop(database, nth) for nth in range(2)]
    assert shops == list(PLAN.stores)
    database.close()
    shutil.copy(usual, fast)
    with database.writing() as connection:
        for those in (PLAN.shelf(), PLAN.records(range(PLAN.orders))):
            save(connection, database.keyring, holding(those))
    database.close()
    write(fast, SECRET_KEYS, PLAN, processes=2)
    return usual, fast, database.keyring


def test_a_shop_written_fast_is_row_for_row_the_one_that_deliveries_leave(
    both: tuple[Path, Path, Keyring],
) -> None:
    usual, fast, keyring = both
    kept = everything(usual, keyring)
    assert len(kept["records"]) == 2 * PLAN.orders + 4 * PLAN.products
    assert kept["terms"]
    assert len(kept["sales"]) == PLAN.orders
    assert everything(fast, keyring) == kept


def test_a_shop_written_fast_has_every_index_whole(both: tuple[Path, Path, Keyring]) -> None:
    usual, fast, _ = both
    assert schema(fast) == schema(usual)
    with closing(sqlite3.connect(fast)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]


def everything(path: Path, keyring: Keyring) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, its document opened."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = lambda cursor, row: dict(
            zip((name for name, *_ in cursor.description), row, strict=True)
        )
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        found = {
            each["name"]: connection.execute(f'SELECT * FROM "{each["name"]}"').fetchall()  # noqa: S608
            for each in tables
        }
    for row in found["records"]:
        row["document"] = keyring.unseal(row["document"], row["key"])
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def schema(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def test_a_filled_shop_is_filled_once_and_anew_where_it_is_unfinished_or_of_another_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PRODUCTS", 3)
    first = filled.filled(tmp_path, 5, stores=2, deliveries=4)
    assert filled.filled(tmp_path, 5, stores=2, deliveries=4) == first
    assert counted(first.home / "storewire.db") == {"orders": 5, "deliveries": 4, "keys": 2}

    (first.home / "filled.json").unlink()
    second = filled.filled(tmp_path, 5, stores=2, deliveries=4)
    assert second.keys != first.keys

    monkeypatch.setattr(reindex, "INDEX_VERSION", reindex.INDEX_VERSION + 1)
    third = filled.filled(tmp_path, 5, stores=2, deliveries=4)
    assert third.keys != second.keys
    assert third.key_for(3) == third.keys[1]
    assert [each.name for each in tmp_path.iterdir()] == [third.home.name]


def counted(path: Path) -> dict[str, int]:
    tables = {
        "orders": "records WHERE kind = 'order'",
        "deliveries": "deliveries",
        "keys": "api_keys",
    }
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: connection.execute(f"SELECT count(*) FROM {of}").fetchone()[0]  # noqa: S608
            for name, of in tables.items()
        }
