"""How a shop's connection is: what deliveries show, and what the platform says when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import case, func, select

from connector.contract import Adapter, Client, Finding
from connector.errors import StorewireError, Unsupported
from connector.jobs.subscriptions import faults
from connector.jobs.work import Work
from connector.storage.deliveries import State
from connector.storage.engine import Database, from_micros, micros, now
from connector.storage.progress import count_gaps, list_progress
from connector.storage.stores import Store
from connector.storage.tables import deliveries, fetches

TOO_LONG = timedelta(minutes=15)


def topics(database: Database, store_id: int) -> list[Mapping[str, object]]:
    """Of each topic: how many came, how many failed, when the last one came and how late it was."""
    failed = func.sum(case((deliveries.c.state == State.FAILED, 1), else_=0))
    last = func.max(deliveries.c.received_at)
    late = func.avg(deliveries.c.received_at - deliveries.c.sent_at)
    query = (
        select(deliveries.c.topic, func.count(), failed, last, late)
        .where(deliveries.c.store_id == store_id)
        .group_by(deliveries.c.topic)
        .order_by(deliveries.c.topic)
    )
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return [
        {
            "topic": topic,
            "deliveries": count,
            "failed": int(wrong),
            "last_at": from_micros(at).isoformat(),
            "late_seconds": None if lag is None else round(float(lag) / 1e6, 1),
        }
        for topic, count, wrong, at, lag in rows
    ]


def findings(work: Work, store: Store, delivery_url: str) -> Iterator[Finding]:
    """Errors first seen first; each with what the owner can do about it."""
    yield from of_address(delivery_url)
    yield from _of_deliveries(work.database, store)
    yield from _of_jobs(work.database, store.id)
    try:
        client = work.client(store.id)
        yield from client.check()
        yield from _of_subscriptions(work.adapter(store.id), client, delivery_url)
    except Unsupported as error:
        yield Finding(severity="note", what=error.detail)
    except StorewireError as error:
        yield Finding(severity="error", what=error.title, cure=error.detail)


def of_address(delivery_url: str) -> Iterator[Finding]:
    """A shop elsewhere cannot reach what is only this machine's own address."""
    host = urlsplit(delivery_url).hostname or ""
    if host == "localhost" or host.startswith("127.") or host == "::1":
        yield Finding(
            severity="warning",
            what=f"Deliveries are sent to {host}, which only this machine can reach.",
            cure="Set STOREWIRE_PUBLIC_URL to where the shop reaches this server.",
        )


def _of_deliveries(database: Database, store: Store) -> Iterator[Finding]:
    failed = sum(int(str(topic["failed"])) for topic in topics(database, store.id))
    if store.uninstalled_at:
        yield Finding(
            severity="error", what="The shop has removed the app.", cure="Connect it again."
        )
    if failed:
        yield Finding(
            severity="warning",
            what=f"{failed} deliveries were not understood.",
            cure=f"Update Storewire and run `storewire replay --store {store.id} --state failed`.",
        )


def _of_jobs(database: Database, store_id: int) -> Iterator[Finding]:
    long_ago = micros(now() - TOO_LONG)
    waiting = select(func.count()).where(
        fetches.c.store_id == store_id, fetches.c.asked_at < long_ago
    )
    with database.reading() as connection:
        count = connection.execute(waiting).scalar_one()
    if count:
        yield Finding(
            severity="warning",
            what=f"{count} things wait to be asked of the shop for more than 15 minutes.",
            cure="Is a worker running? `storewire serve` or `storewire worker` does the asking.",
        )
    for by, number in count_gaps(database, store_id).items():
        yield Finding(severity="note", what=f"{number} changes came by no delivery; found by {by}.")
    for job in list_progress(database, store_id):
        if job["problem"]:
            yield Finding(
                severity="error", what=f"{job['job']} of {job['kind']}s: {job['problem']}"
            )


def _of_subscriptions(adapter: Adapter, client: Client, delivery_url: str) -> Iterator[Finding]:
    found = faults(adapter, client, delivery_url)
    again = "Run `storewire connect` again, or wait: it is mended by the next sweep."
    if found.missing:
        what = f"No webhook for {', '.join(found.missing)}."
        yield Finding(severity="error", what=what, cure=again)
    for dead in found.off:
        yield Finding(severity="error", what=f"The webhook for {dead} is off.", cure=again)
