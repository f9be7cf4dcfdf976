"""How a shop's connection is: what deliveries show, and what the platform says when asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

import requests
from sqlalchemy import case, func, select

from connector.contract import Adapter, Client, Finding
from connector.errors import StorewireError, Unsupported
from connector.jobs import SWEEP
from connector.jobs.subscriptions import faults
from connector.jobs.work import Work
from connector.sending.senders import find_trouble
from connector.storage.attempts import count_locks
from connector.storage.deliveries import State
from connector.storage.engine import Database, from_micros, micros, now
from connector.storage.progress import count_gaps, list_progress
from connector.storage.stores import Store
from connector.storage.tables import deliveries, fetches

TOO_LONG = timedelta(minutes=15)
DAY = timedelta(hours=24)
ANSWER_SECONDS = 5.0
NEVER_CAME: Mapping[str, object] = {
    "topic": "",
    "deliveries": 0,
    "failed": 0,
    "last_at": None,
    "late_seconds": None,
}


def topics(
    database: Database, store_id: int, expected: Iterable[str] = ()
) -> list[Mapping[str, object]]:
    """Of each topic: how many came, how many failed, when the last one came and how late it was;
    of `expected` ones also those that never came."""
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
    came = [
        {
            "topic": topic,
            "deliveries": count,
            "failed": int(wrong),
            "last_at": from_micros(at).isoformat(),
            "late_seconds": None if lag is None else round(float(lag) / 1e6, 1),
        }
        for topic, count, wrong, at, lag in rows
    ]
    silent = sorted(set(expected) - {row[0] for row in rows})
    return [*came, *({**NEVER_CAME, "topic": topic} for topic in silent)]


def findings(work: Work, store: Store, delivery_url: str) -> Iterator[Finding]:
    """Errors first seen first; each with what the owner can do about it."""
    yield from of_address(delivery_url)
    yield from _of_answering(delivery_url)
    yield from _of_deliveries(work.database, store)
    yield from _of_jobs(work.database, store.id)
    yield from _of_gaps(work.database, store.id)
    yield from _of_guesses(work.database, store.id)
    yield from of_sender(work.database, store.id)
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
    if is_local(delivery_url):
        host = urlsplit(delivery_url).hostname
        yield Finding(
            severity="warning",
            what=f"Deliveries are sent to {host}, which only this machine can reach.",
            cure="Set STOREWIRE_PUBLIC_URL to where the shop reaches this server.",
        )


def is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


def _of_answering(delivery_url: str) -> Iterator[Finding]:
    """Where deliveries are sent, we have to be. Some machines cannot see themselves from outside,
    so this says no more than what was tried."""
    if not delivery_url or is_local(delivery_url):
        return
    ours = delivery_url.rpartition("/webhooks/")[0]
    said = _answer_of(f"{ours}/healthz")
    if said:
        yield Finding(
            severity="error",
            what=f"Nothing of ours answers at {ours} as seen from this machine: {said}.",
            cure="Is `storewire serve` running, does the proxy in front of it pass everything on to"
            " it, does the name in DNS lead to this machine, and does the firewall let the port"
            " through? If the server is reached under another address, set STOREWIRE_PUBLIC_URL"
            " to that.",
        )


def _answer_of(url: str) -> str:
    """What came in place of 200; empty where that came."""
    try:
        with requests.get(
            url, timeout=ANSWER_SECONDS, allow_redirects=False, stream=True
        ) as answer:
            return "" if answer.status_code == 200 else f"the answer was {answer.status_code}"
    except (requests.RequestException, ValueError) as error:
        return WHY.get(type(error), "there was no answer")


WHY: Mapping[type[Exception], str] = {
    requests.exceptions.SSLError: "its certificate is not valid",
    requests.exceptions.ConnectTimeout: "there was no connection within 5 seconds",
    requests.exceptions.ReadTimeout: "there was no answer within 5 seconds",
    requests.exceptions.ConnectionError: "there was no connection",
}


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
    for job in list_progress(database, store_id):
        if job["problem"]:
            yield Finding(
                severity="error", what=f"{job['job']} of {job['kind']}s: {job['problem']}"
            )


def _of_gaps(database: Database, store_id: int) -> Iterator[Finding]:
    """No warning for what the deep pass found: of that no platform sends a delivery each time."""
    for by, number in count_gaps(database, store_id).items():
        yield Finding(severity="note", what=f"{number} changes came by no delivery; found by {by}.")
    lately = count_gaps(database, store_id, now() - DAY).get(SWEEP)
    if lately:
        yield Finding(
            severity="warning",
            what=f"{lately} changes came by no delivery in the last 24 hours.",
            cure="The sweep found them, minutes late. If it goes on, look whether the shop's"
            " webhooks reach this server (firewall, proxy, certificate) and whether the shop sends"
            " them at all: WooCommerce sends none while its scheduled actions stand still.",
        )


def _of_guesses(database: Database, store_id: int) -> Iterator[Finding]:
    count = count_locks(database, store_id, now())
    if count:
        yield Finding(
            severity="warning",
            what=f"{count} lock-outs in the last 24 hours: orders were asked about with facts that"
            " do not fit them, again and again.",
            cure="Somebody may be guessing at orders; nothing was told to them. `guesses.locked` in"
            " the log says when and by what. If one chat or key is used for it, give that a new key"
            " and slow its callers down; behind a proxy, set STOREWIRE_TRUSTED_PROXIES.",
        )


def of_sender(database: Database, store_id: int) -> Iterator[Finding]:
    found = find_trouble(database, store_id)
    if found:
        since = found.since.strftime("%Y-%m-%d %H:%M")
        yield Finding(
            severity="warning",
            what=f"{found.times} one-time codes could not be sent since {since} UTC. {found.what}",
            cure=f"Look with `storewire sender show --store {store_id}` whether all is right, mend"
            " it with `sender set`, and try it with `sender test`.",
        )


def _of_subscriptions(adapter: Adapter, client: Client, delivery_url: str) -> Iterator[Finding]:
    found = faults(adapter, client, delivery_url)
    again = "Run `storewire connect` again, or wait: it is mended by the next sweep."
    if found.missing:
        what = f"No webhook for {', '.join(found.missing)}."
        yield Finding(severity="error", what=what, cure=again)
    for dead in found.off:
        yield Finding(severity="error", what=f"The webhook for {dead} is off.", cure=again)
