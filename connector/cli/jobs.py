"""Commands that connect a shop to its platform's API and keep our copy equal to it."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from typing import Any, cast

import click

from connector.cli.console import Console, store_option, with_console
from connector.cli.stores import check_settings, delivery_url, option_of
from connector.contract import Adapter, Finding
from connector.errors import StorewireError, Unsupported
from connector.jobs import BACKFILL, DEEP, SWEEP, health
from connector.jobs.work import Work
from connector.registry import discover
from connector.storage.engine import now
from connector.storage.progress import list_progress
from connector.storage.stores import Store, add_store, get_store, list_stores, remove_unused

SECRET_LENGTH = 32
"""WooCommerce decodes entities in a secret: ours has none, being letters, digits, - and _."""

PAUSE_SECONDS = 0.5


@click.group()
def connect() -> None:
    """Connect a shop with access to its API: webhooks are made, and its past is loaded."""


def add_connect_commands() -> None:
    for adapter in discover().values():
        if adapter.connect is not None:
            connect.add_command(_connect_command(adapter))


def _connect_command(adapter: Adapter) -> click.Command:
    @with_console
    def command(console: Console, name: str | None, **given: str | None) -> None:
        settings = {each: value for each, value in given.items() if value is not None}
        check_settings(adapter, settings)
        if adapter.own_url:
            settings.setdefault(adapter.signed_with, secrets.token_urlsafe(SECRET_LENGTH))
        platform_id = adapter.identify(settings)
        new = add_store(console.database, adapter.name, platform_id, name or platform_id, settings)
        try:
            first = _first_steps(console, adapter, new)
        except StorewireError:
            # Nothing is half connected: the owner mends what the error says and tries again.
            remove_unused(console.database, new.id)
            raise
        console.show(first)

    options = [option_of(setting) for setting in adapter.settings]
    for each, setting in zip(options, adapter.settings, strict=True):
        each.required = setting.required and not (
            adapter.own_url and setting.name == adapter.signed_with
        )
    named = click.Option(["--name"], help="What you call the shop; its address if left out.")
    made: click.Command = cast("Any", click.command(adapter.name))(command)
    made.help = f"Connect a {adapter.title} shop."
    made.params = [named, *options, *made.params]
    return made


def _first_steps(console: Console, adapter: Adapter, new: Store) -> Mapping[str, object]:
    url = delivery_url(console, adapter, new)
    work = Work(console.database, discover())
    client = work.client(new.id)
    findings = [*health.of_address(url), *client.check()]
    try:
        client.subscribe(url, new.settings[adapter.signed_with][0], adapter.topics)
        webhooks = "made"
    except Unsupported as error:
        webhooks = error.detail
    run = _enqueue(console, new.id, BACKFILL)
    return {
        "id": str(new.id),
        "delivery_url": url,
        "webhooks": webhooks,
        "findings": [_shown(finding) for finding in findings],
        "backfill": run,
    }


def _shown(finding: Finding) -> Mapping[str, str]:
    return {"severity": finding.severity, "what": finding.what, "cure": finding.cure}


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
@click.option("--deep", is_flag=True, help="Also look for what was deleted without a word.")
@with_console
def reconcile(console: Console, store_id: int, wait: bool, deep: bool) -> None:
    """Find what deliveries missed."""
    _run(console, store_id, DEEP if deep else SWEEP, wait=wait)


def _run(console: Console, store_id: int, job: str, *, wait: bool) -> None:
    get_store(console.database, store_id)
    Work(console.database, discover()).client(store_id)
    run = _enqueue(console, store_id, job)
    if wait:
        _wait_for(console, run)
    console.show({"job": job, "run": run, "progress": list_progress(console.database, store_id)})


def _enqueue(console: Console, store_id: int, job: str) -> str:
    from connector.jobs.engine import enqueue_from_outside  # DBOS takes its time to import

    run = f"{job} {store_id} {now().isoformat()} {secrets.token_hex(4)}"
    return enqueue_from_outside(console.settings, store_id, job, run)


def _wait_for(console: Console, run: str) -> None:
    """While a worker does it; where there is none, or no more, this process does."""
    from connector.jobs.engine import engine_of, is_anyone_working, is_finished, wait_for

    with ExitStack() as ours:
        while not is_finished(console.settings, run):
            if not is_anyone_working(console.database):
                engine = engine_of(console.settings, console.database, discover())
                ours.callback(engine.close)
                engine.launch()
            time.sleep(PAUSE_SECONDS)
        wait_for(console.settings, run)


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
    sys.stdout.flush()
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
    findings = [_shown(f) for f in health.findings(work, store, _url(console, store))]
    return {
        "store": str(store.id),
        "name": store.name,
        "topics": health.topics(console.database, store.id),
        "progress": list_progress(console.database, store.id),
        "findings": findings,
    }


def _url(console: Console, store: Store) -> str:
    with suppress(StorewireError, KeyError):
        return delivery_url(console, discover()[store.platform], store)
    return ""


COMMANDS = (connect, backfill, reconcile, worker, doctor)
