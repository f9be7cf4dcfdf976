"""Work outlives the process that does it, on a file or on a server, with one process or two."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.settings import Settings
from connector.jobs import BACKFILL, DEEP, engine
from connector.jobs.engine import enqueue_from_outside, is_anyone_working, is_finished, wait_for
from connector.jobs.work import WEBHOOKS
from connector.storage import progress
from connector.storage.engine import Database
from connector.storage.stores import add_store
from tests.data import SECRET_KEYS
from tests.jobs.working import ALIVE_SECONDS, HELD, PAGES
from tests.running import ROOT
from tests.storage.shop import Shop, order

pytestmark = pytest.mark.server
NEVER = "0 0 29 2 *"
EVERY_TWO_SECONDS = "*/2 * * * * *"
PATIENCE_SECONDS = 60


class Workers:
    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "DATABASE_URL": url,
            "STOREWIRE_SECRET_KEY": SECRET_KEYS[0],
            "PYTHONPATH": str(ROOT),
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, cron: str = NEVER, **extra: str) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "tests.jobs.working", str(self.folder), cron]
        with (self.folder / "log").open("ab") as log:
            one = subprocess.Popen(
                words, env=self.environment | extra, stdout=log, stderr=log, cwd=ROOT
            )
        self.running.append(one)
        self.until((self.folder / f"up-{one.pid}").exists)
        return one

    def kill(self, one: subprocess.Popen[bytes]) -> None:
        one.kill()
        one.wait()

    def until(self, happened: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not happened():
            if time.monotonic() > end:
                raise AssertionError((self.folder / "log").read_text()[-3000:])
            time.sleep(0.1)

    def asked(self, file: str = "asked") -> list[tuple[int, int]]:
        """Which process asked for which page."""
        path = self.folder / file
        lines = path.read_text().splitlines() if path.exists() else []
        return [(int(pid), int(page)) for pid, page in map(str.split, lines)]


@pytest.fixture
def workers(database_url: str, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(database_url, tmp_path)
    yield made
    for one in made.running:
        made.kill(one)


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, secret_key=SecretStr(SECRET_KEYS[0]))


@pytest.fixture
def store_id(database: Database) -> int:
    return add_store(database, "lale", "shop.example.com", "Lale", {"secret": "s"}).id


def test_a_load_goes_on_behind_its_last_page_when_its_process_is_killed(
    workers: Workers, settings: Settings, store_id: int, database: Database
) -> None:
    (workers.folder / "hold").touch()
    run = enqueue_from_outside(settings, store_id, BACKFILL, "one")
    assert enqueue_from_outside(settings, store_id, BACKFILL, "two") == run
    assert not is_anyone_working(database)
    first = workers.start()
    assert is_anyone_working(database)
    workers.until(lambda: (first.pid, HELD) in workers.asked())
    workers.kill(first)
    (workers.folder / "hold").unlink()
    second = workers.start()
    workers.until(lambda: is_finished(settings, run))
    wait_for(settings, run)
    assert [page for pid, page in workers.asked() if pid == first.pid] == list(range(HELD + 1))
    assert [page for pid, page in workers.asked() if pid == second.pid] == list(range(HELD, PAGES))
    orders, webhooks = progress.list_progress(database, store_id)
    assert (orders["records"], orders["problem"]) == (PAGES, None)
    assert (webhooks["kind"], webhooks["problem"]) == (WEBHOOKS, None)


def test_a_living_process_keeps_its_job_and_a_dead_one_s_is_adopted_by_who_was_there_all_along(
    workers: Workers, settings: Settings, store_id: int, database: Database
) -> None:
    (workers.folder / "hold").touch()
    both = [workers.start(), workers.start()]
    run = enqueue_from_outside(settings, store_id, BACKFILL, "one")
    workers.until(lambda: bool(workers.asked()) and workers.asked()[-1][1] == HELD)
    time.sleep(1.5 * ALIVE_SECONDS)
    ((first, _),) = {pid: None for pid, _ in workers.asked()}.items()
    dead, heir = sorted(both, key=lambda one: one.pid != first)
    workers.kill(dead)
    (workers.folder / "hold").unlink()
    workers.until(lambda: is_finished(settings, run))
    wait_for(settings, run)
    assert [page for pid, page in workers.asked() if pid == dead.pid] == list(range(HELD + 1))
    assert [page for pid, page in workers.asked() if pid == heir.pid] == list(range(HELD, PAGES))


def test_the_walk_through_all_ids_goes_on_behind_its_last_page_and_forgets_none_before(
    workers: Workers, settings: Settings, store_id: int, database: Database
) -> None:
    shop = Shop(database, store_id)
    shop.arrive(order("gone", "#gone"))
    (workers.folder / "hold-ids").touch()
    run = enqueue_from_outside(settings, store_id, DEEP, "one")
    first = workers.start()
    workers.until(lambda: (first.pid, HELD) in workers.asked("asked-ids"))
    workers.kill(first)
    (workers.folder / "hold-ids").unlink()
    second = workers.start()
    workers.until(lambda: is_finished(settings, run))
    wait_for(settings, run)
    walked = workers.asked("asked-ids")
    assert [page for pid, page in walked if pid == second.pid] == list(range(HELD, PAGES))
    assert not shop.find("#gone")
    assert all(shop.find(f"#{number}") for number in range(PAGES))


@pytest.mark.parametrize("begun", [False, True])
def test_what_a_former_version_left_is_begun_anew(
    begun: bool,
    workers: Workers,
    settings: Settings,
    store_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither gone on with, its steps being others, nor in the way of later runs."""
    (workers.folder / "hold").touch()
    monkeypatch.setattr(engine, "STEPS_OF_THIS_VERSION", "1")
    former = enqueue_from_outside(settings, store_id, BACKFILL, "one")
    monkeypatch.undo()
    if begun:
        old = workers.start(FORMER="yes")
        workers.until(lambda: (old.pid, HELD) in workers.asked())
        workers.kill(old)
    assert enqueue_from_outside(settings, store_id, BACKFILL, "two") == former
    new = workers.start()
    workers.until(lambda: (new.pid, HELD) in workers.asked())
    assert is_finished(settings, former)
    assert enqueue_from_outside(settings, store_id, BACKFILL, "three") == "one 2"
    (workers.folder / "hold").unlink()
    workers.until(lambda: is_finished(settings, "one 2"))
    wait_for(settings, "one 2")
    assert [page for pid, page in workers.asked() if pid == new.pid] == list(range(PAGES))


def test_a_first_load_makes_the_webhooks_and_where_it_may_not_loads_all_the_same(
    workers: Workers, settings: Settings, store_id: int, database: Database
) -> None:
    (workers.folder / "refused").touch()
    workers.start()
    wait_for(settings, enqueue_from_outside(settings, store_id, BACKFILL, "one"))
    orders, webhooks = progress.list_progress(database, store_id)
    assert (orders["records"], orders["problem"]) == (PAGES, None)
    assert "Make them by hand." in str(webhooks["problem"])
    (workers.folder / "refused").unlink()
    wait_for(settings, enqueue_from_outside(settings, store_id, BACKFILL, "two"))
    assert [row["problem"] for row in progress.list_progress(database, store_id)] == [None, None]


def test_what_is_scheduled_fires_once_over_two_processes(
    workers: Workers, settings: Settings, store_id: int, database: Database
) -> None:
    workers.start(EVERY_TWO_SECONDS)
    workers.start(EVERY_TWO_SECONDS)
    workers.until(lambda: len(workers.asked()) >= 2 * PAGES)
    for one in workers.running:
        workers.kill(one)
    pages = [page for _, page in workers.asked()]
    assert pages[: 2 * PAGES] == [*range(PAGES), *range(PAGES)]
