"""`storewire worker` as an owner's service manager runs it."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connector.jobs import BACKFILL
from connector.storage.engine import Database
from connector.storage.progress import list_progress
from tests.data import SECRET_KEYS
from tests.fakes.woocommerce import Running, fake_woocommerce
from tests.running import Installation

pytestmark = pytest.mark.server
PATIENCE_SECONDS = 60
SOON_SECONDS = 5


@pytest.fixture
def shop() -> Iterator[Running]:
    with fake_woocommerce() as running:
        running.shop.populate(orders=30, seed=3)
        yield running


@contextmanager
def worker(here: Installation) -> Iterator[subprocess.Popen[str]]:
    command = here.command("worker", "--json")
    with (
        (here.home / "worker.log").open("wb") as log,
        subprocess.Popen(
            command,
            env=here.environment(),
            cwd=here.home,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as running,
    ):
        try:
            yield running
        finally:
            running.kill()


def loaded(database: Database) -> dict[object, object]:
    """How many of each kind a finished backfill has loaded."""
    rows = [row for row in list_progress(database, 1) if row["job"] == BACKFILL]
    return {row["kind"]: row["records"] for row in rows if row["finished_at"]}


def test_it_says_what_it_works_as_does_a_job_and_ends_when_told(
    tmp_path: Path, shop: Running, database: Database, database_url: str
) -> None:
    own = {"STOREWIRE_SECRET_KEY": SECRET_KEYS[0], "DATABASE_URL": database_url}
    here = Installation(home=tmp_path, extra=own)
    keys = ("--consumer-key", shop.consumer_key, "--consumer-secret", shop.consumer_secret)
    here.run("connect", "woocommerce", "--url", shop.url, *keys)
    with worker(here) as running:
        assert running.stdout is not None
        assert json.loads(running.stdout.readline())["working"]
        end = time.monotonic() + PATIENCE_SECONDS
        while "policy" not in loaded(database):
            assert time.monotonic() < end, (tmp_path / "worker.log").read_text()[-2000:]
            time.sleep(0.2)
        assert loaded(database)["order"] == 30
        running.terminate()
        assert running.wait(timeout=SOON_SECONDS) == 0
        assert running.stdout.read() == ""
