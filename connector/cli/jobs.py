"""Commands that keep our copy of a shop equal to it, and say what stands in the way."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict
from typing import Any, cast

import click

from connector.cli.console import Console, store_option, with_console
from connector.cli.stores import delivery_url
from connector.cli.waiting import Settling, Watch
from connector.errors import StorewireError
from connector.jobs import BACKFILL, DEEP, SWEEP, health
from connector.jobs.asking import ask_for
from connector.jobs.work import Work
from connector.registry import discover
from connector.storage.engine import now
from connector.storage.fetching import count_waiting
from connector.storage.progress import list_progress
from connector.storage.stores import Store, get_store, list_stores

PAUSE_SECONDS = 0.5


@click.command()
@store_option
@click.option("--wait", is_flag=True, help="Return when it is done.")
@with_console
def backfill(console: Console, store_id: int, wait: bool) -> None:
    """Load all that the platform has, from the beginning."""
    _run(console, store_id, BACKFILL, wait=wait)


@click.command()
@store_option
@click.option("--wait", is_flag=True, help="Return when it is done.")
@click.option("--quick", is_flag=True, help="Only what the platform says changed lately.")
@with_console
def reconcile(console: Console, store_id: int, wait: bool, quick: bool) -> None:
    """Find everything that deliveries missed, also what was deleted without a word."""
    _run(console, store_id, SWEEP if quick else DEEP, wait=wait)


def _run(console: Console, store_id: int, job: str, *, wait: bool) -> None:
    get_store(console.database, store_id)
    Work(console.database, discover()).client(store_id)
    since = now()
    run = ask_for(console.settings, store_id, job)
    if wait:
        watch = Watch(
            database=console.database, store_id=store_id, job=job, since=since, stream=sys.stderr
        )
        _wait_for(console, run, watch)
    waiting = count_waiting(console.database, store_id, now())
    done = {"progress": list_progress(console.database, store_id), "waiting": waiting}
    console.show({"job": job, "run": run, **done})


def _wait_for(console: Console, run: str, watch: Watch) -> None:
    """For the job, and for the single things it found that had to be asked for."""
    from connector.jobs.engine import is_finished, wait_for

    with ExitStack() as ours:
        ours.callback(watch.close)
        _stand_by(console, ours, watch, lambda: not is_finished(console.settings, run))
        wait_for(console.settings, run)
        left = Settling(database=console.database, store_id=watch.store_id, until=now())
        _stand_by(console, ours, watch, left)


def _stand_by(
    console: Console, ours: ExitStack, watch: Watch, unfinished: Callable[[], bool]
) -> None:
    """While a worker does it; where there is none, or no more, this process does."""
    from connector.jobs.engine import engine_of, is_anyone_working

    while unfinished():
        if not is_anyone_working(console.database):
            engine = engine_of(console.settings, console.database, discover())
            ours.callback(engine.close)
            engine.launch()
        watch.look()
        time.sleep(PAUSE_SECONDS)


@click.command()
@with_console
def worker(console: Console) -> None:
    """Do background work until stopped, apart from the server."""
    from connector.jobs.engine import engine_of

    engine = engine_of(console.settings, console.database, discover())
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    engine.launch()
    console.show({"working": engine.name})
    stopped.wait()
    engine.let_go()
    os._exit(0)  # Jobs under way go on with the next process: nothing is waited for.


@click.command()
@click.option("--store", "store_id", type=int, help="Only this one.")
@with_console
def doctor(console: Console, store_id: int | None) -> None:
    """What is wrong with each shop's connection, and what to do about it."""
    stores = [s for s in list_stores(console.database) if store_id in (None, s.id)]
    reports = [_report(console, each) for each in stores]
    console.show_all(reports)
    if any(f["severity"] == "error" for report in reports for f in cast("Any", report)["findings"]):
        sys.exit(1)


def _report(console: Console, store: Store) -> Mapping[str, object]:
    work = Work(console.database, discover())
    adapter = work.adapters.get(store.platform)
    findings = [asdict(f) for f in health.findings(work, store, _url(console, store))]
    return {
        "store": str(store.id),
        "name": store.name,
        "topics": health.topics(console.database, store.id, adapter.topics if adapter else ()),
        "progress": list_progress(console.database, store.id),
        "findings": findings,
    }


def _url(console: Console, store: Store) -> str:
    with suppress(StorewireError, KeyError):
        return delivery_url(console, discover()[store.platform], store)
    return ""


COMMANDS = (backfill, reconcile, worker, doctor)
