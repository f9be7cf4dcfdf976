"""What jobs know of a store goes with it, and bodies go when they have served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine, select, text

from config.settings import Settings
from connector.jobs import DEEP, SWEEP, engine, flows
from connector.jobs.engine import system_database
from connector.records import Kind, RedactStore
from connector.storage import progress
from connector.storage.attempts import count_failure
from connector.storage.deliveries import State
from connector.storage.engine import Database, now
from connector.storage.retention import drop_old_bodies
from connector.storage.tables import attempts
from tests.data import SECRET_KEYS
from tests.jobs.platform import Platform, work_of
from tests.storage.shop import order


def test_a_store_that_is_erased_leaves_neither_progress_nor_gaps(database: Database) -> None:
    work, shop = work_of(database, Platform(pages=[(order(),)]))
    since = work.begin(shop.id, SWEEP, Kind.ORDER)
    work.page(shop.id, SWEEP, Kind.ORDER, since, None)
    assert progress.count_gaps(database, shop.id)
    shop.arrive(RedactStore())
    assert progress.list_progress(database, shop.id) == []
    assert progress.count_gaps(database, shop.id) == {}


def test_bodies_of_applied_deliveries_go_when_they_are_old(database: Database) -> None:
    _, shop = work_of(database, Platform())
    old, young = now() - timedelta(days=91), now() - timedelta(days=89)
    shop.keep(
        shop.kept("old", received=old),
        shop.kept("young", received=young),
        shop.kept("unread", received=old, state=State.FAILED),
    )
    assert drop_old_bodies(database, now() - timedelta(days=90)) == 1
    assert shop.bodies() == 2
    assert drop_old_bodies(database, now() - timedelta(days=90)) == 0


DAY_MS = 24 * 3600 * 1000


@contextmanager
def book(settings: Settings) -> Iterator[tuple[Connection, str]]:
    """Where the engine keeps its book on runs, and the name of the table."""
    url = system_database(settings) if settings.embedded else settings.database
    opened = create_engine(url)
    with opened.begin() as connection:
        yield connection, "workflow_status" if settings.embedded else "dbos.workflow_status"
    opened.dispose()


def aged(settings: Settings, run: str, days: float) -> None:
    """Makes a run as old as if it had begun, and ended if it did, so long ago."""
    with book(settings) as (connection, runs):
        older = "created_at = created_at - :ms, completed_at = completed_at - :ms"
        query = text(f"UPDATE {runs} SET {older} WHERE workflow_uuid = :run")  # noqa: S608
        connection.execute(query, {"ms": int(days * DAY_MS), "run": run})


def known(settings: Settings) -> set[str]:
    with book(settings) as (connection, runs):
        query = text(f"SELECT workflow_uuid FROM {runs}")  # noqa: S608
        return set(connection.execute(query).scalars())


@pytest.mark.server
def test_the_engine_forgets_runs_that_ended_and_guesses_made_long_ago_and_no_other(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(database_url=database_url, secret_key=SecretStr(SECRET_KEYS[0]))
    work, shop = work_of(database, Platform(pages=[(order(),)]))
    monkeypatch.setattr(engine, "STEPS_OF_THIS_VERSION", "99")
    engine.enqueue_from_outside(settings, shop.id, DEEP, "never ended")
    monkeypatch.undo()
    running = engine.engine_of(settings, database, work.adapters)
    running.launch()
    try:
        for run in ("old", "young"):
            engine.wait_for(settings, engine.enqueue_from_outside(settings, shop.id, SWEEP, run))
        for run, days in (("old", 7.1), ("young", 6.9), ("never ended", 30)):
            aged(settings, run, days)
        assert flows.forget_finished() == 1
        assert known(settings) == {"young", "never ended"}
        assert flows.forget_finished() == 0
        for guess, age in ((b"old", 26), (b"young", 1)):
            count_failure(database, shop.id, {guess: 9}, now() - timedelta(hours=age))
        flows.drop_old()
        with database.reading() as connection:
            assert connection.execute(select(attempts.c.subject)).scalars().all() == [b"young"]
    finally:
        running.close()
