"""An owner lets us in with a browser; when the token has run out, two processes find that at once,
and one of them asks for the next."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import requests

from connector.storage.stores import keep_settings
from tests.drills.bench import Bench, Figures, demand
from tests.drills.inside import database_of
from tests.fakes.shopify import Shop, fake_shopify
from tests.postgres import running_postgres
from tests.running import Installation, installation

ROUNDS = 5
PROCESSES = 2
GRANT_SECONDS = 0.5
"""What the shop takes to give a token: long enough that both have seen the old one refused."""
LONGER_THAN_ITS_LIFE = timedelta(hours=2)


def run(bench: Bench) -> Figures:
    with running_postgres() as postgres:
        databases = {"sqlite": "", "postgresql": postgres.new_database()}
        return {name: shared(bench, name, url) for name, url in databases.items()}


def shared(bench: Bench, name: str, database_url: str) -> Figures:
    shop = Shop()
    shop.populate(5)
    with fake_shopify(shop), ExitStack() as stack:
        server = stack.enter_context(agreed_to(bench, name, database_url, shop))
        server.stop()
        granted = list(shop.tokens.granted)
        demand(granted == ["authorization_code"], "It was not let in by a code", granted=granted)
        askers = [stack.enter_context(asker(server)) for _ in range(PROCESSES)]
        refused = [at_once(askers, shop) for _ in range(ROUNDS) if run_out(shop)]
        over = [at_once(askers, shop) for _ in range(ROUNDS) if run_out(shop, server)]
    for grants in (*refused, *over):
        demand(grants == ["refresh_token"], "Not one of the two renewed it", grants=grants)
    return {"refreshes_when_refused": len(refused), "refreshes_when_over": len(over)}


@contextmanager
def agreed_to(bench: Bench, name: str, database_url: str, shop: Shop) -> Iterator[Installation]:
    """Out of the shop's admin, as the owner's browser goes: to us, to the shop, and back."""
    app = {
        "STOREWIRE_SHOPIFY_CLIENT_ID": shop.app.client_id,
        "STOREWIRE_SHOPIFY_CLIENT_SECRET": shop.app.client_secret,
        "STOREWIRE_SHOPIFY_API_URL": shop.url,
    }
    with installation(bench.folder / name, database_url, **app) as server:
        now = str(int(shop.now().timestamp()))
        link = shop.tokens.signed({"shop": shop.domain, "timestamp": now})
        with requests.Session() as browser:
            said = browser.get(f"{server.url}/install/shopify", params=link, timeout=30)
        demand(said.status_code == 200, "The install was refused", answer=said.text[-300:])
        demand(shop.domain in said.text, "It says nothing of the shop", answer=said.text[-300:])
        yield server


@contextmanager
def asker(server: Installation) -> Iterator[subprocess.Popen[str]]:
    (store,) = server.ask("store", "list")
    words = [sys.executable, "-m", "tests.drills.token_asker", store["id"]]
    pipe = subprocess.PIPE
    with (
        (server.home / "asker.log").open("a") as log,
        subprocess.Popen(
            words, env=server.environment(), stdin=pipe, stdout=pipe, stderr=log, text=True
        ) as process,
    ):
        demand(heard(process) == "ready", "The process did not start")
        yield process
        assert process.stdin
        process.stdin.close()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def run_out(shop: Shop, server: Installation | None = None) -> bool:
    """At the shop; with `server`, by what we have written down as well."""
    with shop.lock:
        shop.clock.advance(LONGER_THAN_ITS_LIFE)
    if server:
        past = (datetime.now(UTC) - LONGER_THAN_ITS_LIFE).isoformat()
        with database_of(server) as database:
            keep_settings(database, 1, {"token_from": past, "token_until": past})
    return True


def at_once(askers: list[subprocess.Popen[str]], shop: Shop) -> list[str]:
    """The grants it took. Raises Failed unless all were answered."""
    before = len(shop.tokens.granted)
    shop.faults.slow(GRANT_SECONDS, path="access_token")
    for process in askers:
        assert process.stdin
        process.stdin.write("now\n")
    began = time.monotonic()
    for process in askers:
        assert process.stdin
        process.stdin.flush()
    told = [heard(process) for process in askers]
    took = round(time.monotonic() - began, 1)
    demand(told == ["well"] * PROCESSES, "Not both were answered", told=told, seconds=took)
    return shop.tokens.granted[before:]
