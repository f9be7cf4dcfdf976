"""Two servers, one of them with two processes, and two workers: real ones, on one PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from adapters.woocommerce import adapter
from connector.contract import Delivery
from connector.storage.engine import Database
from connector.storage.stores import Scope, add_store, create_key
from tests.data import SECRET_KEYS
from tests.end_to_end.shop import EMAIL, ORDER, SECRET, headers, signed
from tests.running import Installation

FEW = 6
"""Times that something is asked of each server, on connections of their own: of one with two
processes each answers some."""
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Several:
    first: Installation
    second: Installation
    """Of two processes."""
    workers: Sequence[subprocess.Popen[bytes]]
    store_id: str
    path: str
    """Of its delivery URL."""
    key: str

    @property
    def servers(self) -> tuple[Installation, Installation]:
        return self.first, self.second

    def post(self, server: Installation, delivery: Delivery) -> int:
        answer = requests.post(
            server.url + self.path, delivery.body, headers=headers(delivery), timeout=30
        )
        return answer.status_code

    def ask(self, server: Installation, path: str, **question: str) -> requests.Response:
        bearer = {"Authorization": f"Bearer {self.key}"}
        return requests.get(server.url + path, question, headers=bearer, timeout=30)

    def order(self, server: Installation, number: int, email: str = EMAIL) -> Any:
        """The facts; None where there is no such order."""
        question = {"order": str(number), "email": email}
        return self.ask(server, "/v1/order-status", **question).json()["facts"]

    def everywhere(self, path: str, **question: str) -> list[Any]:
        """What each process answers, FEW times over."""
        return [
            self.ask(server, path, **question).json() for server in self.servers for _ in range(FEW)
        ]


@contextmanager
def several(folder: Path, database: Database) -> Iterator[Several]:
    """Everything starts at once, for one shop that sends its webhooks."""
    url = database.engine.url.render_as_string(hide_password=False)
    own = {"DATABASE_URL": url, "STOREWIRE_SECRET_KEY": SECRET_KEYS[0]}
    homes = {name: folder / name for name in ("first", "second", "worker")}
    for home in homes.values():
        home.mkdir()
    first = Installation(home=homes["first"], extra=own)
    second = Installation(home=homes["second"], extra={**own, "STOREWIRE_WORKERS": "2"})
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        at_work = Installation(home=homes["worker"], extra=own)
        workers = [stack.enter_context(worker(at_work)) for _ in range(2)]
        stack.callback(second.stop)
        stack.callback(first.stop)
        list(pool.map(Installation.start, (first, second)))
        settings = {"url": "https://demo.example.com", "webhook_secret": SECRET}
        name = adapter.identify(settings)
        store = add_store(database, adapter.name, name, "Demo", settings)
        key = create_key(database, store.id, Scope.ANSWERS)
        path = f"/webhooks/{adapter.name}/{store.url_key}"
        yield Several(first, second, workers, str(store.id), path, key)


@contextmanager
def worker(here: Installation) -> Iterator[subprocess.Popen[bytes]]:
    with (here.home / "log").open("ab") as log:
        running = subprocess.Popen(
            here.command("worker"), env=here.environment(), cwd=here.home, stdout=log, stderr=log
        )
    try:
        yield running
    finally:
        running.terminate()
        running.wait(timeout=30)


def version(number: int, nth: int) -> Delivery:
    """An order as it was saved for the nth time; each time it cost another cent."""
    saved = {"date_modified_gmt": f"2026-03-02T10:00:{nth:02}", "total": total(nth)}
    told = json.loads(ORDER.body) | {"id": number, "number": str(number)} | saved
    return signed(Delivery(headers=ORDER.headers, body=json.dumps(told).encode()))


def total(nth: int) -> str:
    return f"79.8{nth}"


def at_once(
    send: Callable[..., int], these: Iterable[tuple[object, ...]], threads: int = 8
) -> list[int]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda one: send(*one), these))


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)
