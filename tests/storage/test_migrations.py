"""A database is brought up to date by one command, and refused until it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from connector.errors import Misconfigured, Unavailable
from connector.records import OrderLine
from connector.storage import reindex
from connector.storage.engine import open_engine
from connector.storage.migrate import (
    alembic_config,
    migrate,
    newest_revision,
    open_database,
    revision,
)
from connector.storage.tables import metadata, sales, terms
from connector.storage.terms import Field
from tests.data import SECRET_KEYS
from tests.storage.reviewed import ids, review
from tests.storage.shop import new_shop, order

OTHER_KEYS = ("some other secret key of theirs",)


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    engine = open_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def tables(url: str) -> set[str]:
    with writing(url) as connection:
        return set(inspect(connection).get_table_names())


def test_the_migrations_make_just_the_schema_the_code_wants(database_url: str) -> None:
    with writing(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) > set(metadata.tables)


def test_the_newest_migration_is_the_one_its_file_is_named_by(database_url: str) -> None:
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with writing(database_url) as connection:
        assert newest_revision() == head == revision(connection)


def test_every_migration_can_be_taken_back_and_done_again(database_url: str) -> None:
    with writing(database_url) as connection:
        command.downgrade(alembic_config(connection), "base")
    assert tables(database_url) == {"alembic_version"}
    migrate(database_url, SECRET_KEYS)
    assert tables(database_url) == {"alembic_version", *metadata.tables}
    open_database(database_url, SECRET_KEYS).close()


def test_migrating_again_changes_nothing(database_url: str) -> None:
    database = open_database(database_url, SECRET_KEYS)
    shop = new_shop(database)
    shop.arrive(order())
    migrate(database_url, SECRET_KEYS)
    again = open_database(database_url, SECRET_KEYS)
    found = type(shop)(again, shop.id).find(email="shirin@example.com")
    assert found is not None
    again.close()
    database.close()


def test_an_update_loses_nothing_that_was_kept(database_url: str) -> None:
    database = open_database(database_url, SECRET_KEYS)
    shop = new_shop(database)
    bought = OrderLine(id="1", title="Kupa", quantity=Decimal(2), variant_id="21")
    shop.arrive(msgspec.structs.replace(order(), lines=(bought,)), review())
    with database.writing() as connection:  # as a version kept it that had no lists
        connection.execute(terms.delete().where(terms.c.field == Field.LISTED))
    database.close()
    with writing(database_url) as connection:
        command.downgrade(alembic_config(connection), "0002")
    migrate(database_url, SECRET_KEYS)
    again = open_database(database_url, SECRET_KEYS)
    updated = type(shop)(again, shop.id)
    assert updated.find(email="shirin@example.com") is not None
    assert ids(updated) == ["1"]
    with again.reading() as connection:
        assert connection.execute(select(sales.c.units)).scalars().all() == [2_000_000]
    again.close()


def test_an_update_that_changes_nothing_looked_up_by_reads_no_record_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which would take a large shop the better part of an hour."""
    with writing(database_url) as connection:
        command.downgrade(alembic_config(connection), reindex.MADE_BY)
    monkeypatch.setattr(reindex, "_batch", None)
    migrate(database_url, SECRET_KEYS)
    with writing(database_url) as connection:
        assert revision(connection) == newest_revision()


def test_an_empty_database_is_refused_with_what_to_do(empty_url: str) -> None:
    with pytest.raises(Misconfigured, match="storewire migrate"):
        open_database(empty_url, SECRET_KEYS)
    assert tables(empty_url) == set()


def test_a_database_of_another_version_is_refused_with_what_to_do(database_url: str) -> None:
    with writing(database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(Misconfigured, match=r"0000.*storewire migrate"):
        open_database(database_url, SECRET_KEYS)


def test_a_database_without_its_data_keys_is_refused(database_url: str) -> None:
    with writing(database_url) as connection:
        connection.execute(text("DELETE FROM kept_values"))
    with pytest.raises(Misconfigured, match="storewire migrate"):
        open_database(database_url, SECRET_KEYS)


def test_another_secret_key_opens_nothing_and_migrates_nothing(database_url: str) -> None:
    with pytest.raises(Misconfigured, match="STOREWIRE_SECRET_KEY"):
        open_database(database_url, OTHER_KEYS)
    with pytest.raises(Misconfigured, match="STOREWIRE_SECRET_KEY"):
        migrate(database_url, OTHER_KEYS)
    open_database(database_url, SECRET_KEYS).close()


def test_the_folder_of_an_embedded_database_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'not' / 'yet' / 'storewire.db'}"
    migrate(url, SECRET_KEYS)
    open_database(url, SECRET_KEYS).close()


def test_a_database_that_is_away_is_unavailable() -> None:
    nowhere = "postgresql+psycopg://postgres@127.0.0.1:1/nothing"
    with pytest.raises(Unavailable):
        open_database(nowhere, SECRET_KEYS)
    with pytest.raises(Unavailable):
        migrate(nowhere, SECRET_KEYS)
