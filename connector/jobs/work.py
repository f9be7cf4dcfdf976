"""What jobs do, a step at a time: ask the platform, apply what it says, note what was missing.

A step may run twice, after a crash or for impatience, and nothing changes by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import local
from typing import NamedTuple

import requests
import structlog
from sqlalchemy import Connection, delete, select

from connector.contract import Adapter, Client
from connector.errors import (
    AccessDenied,
    AccessRevoked,
    Malformed,
    PlatformAway,
    StorewireError,
    Throttled,
    Unavailable,
    Unsupported,
)
from connector.jobs import BACKFILL, DEEP, SWEEP
from connector.jobs.account import StoreAccount
from connector.jobs.subscriptions import faults, signing_secret
from connector.records import EVERY, KINDS, AnyRecord, Change, Deleted, Kind, Ref
from connector.storage import progress
from connector.storage.apply import apply
from connector.storage.engine import Database, from_micros, micros, now, parts
from connector.storage.held import Arrival, keys_beyond, refs_of
from connector.storage.keys import record_key
from connector.storage.places import delivery_url
from connector.storage.stores import get_store
from connector.storage.tables import fetches, stores

log = structlog.get_logger(__name__)

OVERLAP = timedelta(minutes=10)
"""Platforms put changes into their lists late; what is seen twice changes nothing."""
ON_ITS_WAY = timedelta(minutes=2)
"""A change this young may still come as a delivery: finding it first is no gap."""
SETTLE = timedelta(seconds=3)
"""Hints of one thing come in flocks; the last of them is waited for and all are one fetch."""
FETCHED_AT_ONCE = 50
REFUSALS = 3
"""Things of one flock that the platform may fail to show us before we leave it alone."""
MOST_CLIENTS = 32
"""Of each thread, the last ones asked: they keep their connections open, of which a process may
have a thousand."""
WEBHOOKS = "webhook"
"""Beside the kinds of records in a job's progress."""
NEVER_MISSING = (Kind.POLICY,)
"""Owners give us policies that the platform knows nothing of."""
REMOVED = "The shop has removed the app: connect it again."


class Connected(NamedTuple):
    client: Client
    session: requests.Session


@dataclass(frozen=True, slots=True)
class Work:
    database: Database
    adapters: Mapping[str, Adapter]
    public_url: str = ""
    """As told by the settings."""

    own: local = field(default_factory=local)
    """Each thread's clients by store: they keep their connections, and share them with no one."""

    def client(self, store_id: int) -> Client:
        """Raises Unsupported for a store that is not connected to its platform's API, AccessRevoked
        for one that has removed the app."""
        if get_store(self.database, store_id).uninstalled_at:
            raise AccessRevoked(REMOVED)
        known: dict[int, Connected] = self.own.__dict__.setdefault("clients", {})
        found = known.pop(store_id, None) or self._connected(store_id)
        known[store_id] = found  # Whoever was asked last stands last.
        if len(known) > MOST_CLIENTS:
            known.pop(next(iter(known))).session.close()
        return found.client

    def _connected(self, store_id: int) -> Connected:
        adapter = self.adapter(store_id)
        if adapter.connect is None:
            raise Unsupported(f"{adapter.title} stores have no API we use.")
        session = requests.Session()
        return Connected(adapter.connect(StoreAccount(self.database, store_id), session), session)

    def adapter(self, store_id: int) -> Adapter:
        platform = get_store(self.database, store_id).platform
        if platform not in self.adapters:
            raise Unsupported(f"There is no adapter for {platform} any more.")
        return self.adapters[platform]

    def kinds(self, store_id: int, job: str) -> tuple[Kind, ...]:
        """A sweep leaves alone what is being loaded for the first time."""
        every = self.adapter(store_id).kinds
        if job != SWEEP or not progress.is_loading(self.database, store_id, BACKFILL):
            return every
        return tuple(k for k in every if progress.complete_to(self.database, store_id, k))

    def mend_subscriptions(self, store_id: int, job: str) -> None:
        """What is missing or off is made anew; nightly also what only seems right, since a platform
        does not tell the secret it signs with."""
        progress.begin(self.database, store_id, job, WEBHOOKS)
        try:
            with self._noting(store_id, job, WEBHOOKS):
                self._subscribe(store_id, always=job == DEEP)
        except AccessDenied:
            return  # Noted with its cure; changes are found all the same.
        with self.database.writing() as connection:
            progress.advance(connection, store_id, job, WEBHOOKS, 0, last=True)

    def _subscribe(self, store_id: int, *, always: bool) -> None:
        store, adapter = get_store(self.database, store_id), self.adapter(store_id)
        url = delivery_url(self.public_url, self.database, adapter, store)
        try:
            client = self.client(store_id)
            if always or faults(adapter, client, url):
                client.subscribe(url, signing_secret(adapter, store), adapter.topics)
        except Unsupported as error:
            log.info("subscriptions.by_hand", store=store_id, reason=error.detail)

    @contextmanager
    def _noting(self, store_id: int, job: str, kind: str) -> Iterator[None]:
        """What ends a job is kept where the owner looks, with its cure."""
        try:
            yield
        except (Throttled, Unavailable):
            raise
        except StorewireError as error:
            said = error.title if error.detail == error.title else f"{error.title}. {error.detail}"
            progress.stumble(self.database, store_id, job, kind, said)
            raise
        except Exception as error:
            log.exception("job.failed", store=store_id, job=job, kind=kind)
            said = f"{StorewireError.title} ({type(error).__name__}); the log says where."
            progress.stumble(self.database, store_id, job, kind, said)
            raise

    def begin(self, store_id: int, job: str, kind: Kind) -> datetime | None:
        """Since when changes are to be asked for; None for all there are."""
        known = progress.complete_to(self.database, store_id, kind)
        progress.begin(self.database, store_id, job, kind)
        return from_micros(known) - OVERLAP if known and job == SWEEP else None

    def page(
        self,
        store_id: int,
        job: str,
        kind: Kind,
        since: datetime | None,
        cursor: str | None,
        done: int = 0,
    ) -> tuple[str | None, int]:
        """Applies one page behind `done` records of its kind; the cursor of the next, None behind
        the last, and how many are done with it. Parts that come along are not counted: a platform
        tells its totals without them."""
        asked_at = now()
        with self._noting(store_id, job, kind):
            found = self.client(store_id).page(kind, since, cursor)
            done += sum(_kind_of(change) is kind for change in found.changes)
            with self.database.writing() as connection:
                self._apply(connection, fetched(store_id, found.changes, asked_at), job)
                last, total = found.next_cursor is None, found.total
                progress.advance(connection, store_id, job, kind, done, last=last, total=total)
        return found.next_cursor, done

    def _apply(self, connection: Connection, arrival: Arrival, job: str | None) -> None:
        news = apply(connection, self.database.keyring, [arrival])
        if job in (SWEEP, DEEP):
            progress.note_gaps(connection, news, job, micros(arrival.at - ON_ITS_WAY))

    def waiting(self) -> list[int]:
        """Stores of which something was hinted at, once it has settled: one read, however many
        stores there are of which nothing was."""
        settled = fetches.c.asked_at <= micros(now() - SETTLE)
        hinted = select(fetches.c.store_id).where(settled).distinct()
        here = stores.c.id.in_(hinted) & stores.c.uninstalled_at.is_(None)
        query = select(stores.c.id).where(here).order_by(stores.c.id)
        with self.database.reading() as connection:
            return list(connection.execute(query).scalars())

    def fetch_waiting(self, store_id: int) -> int:
        """Asks for what deliveries only hinted at, once its hints have settled; how many. One thing
        that the platform does not show us waits without blocking those behind it."""
        waiting, refused = self._waiting(store_id), list[StorewireError]()
        for row in waiting:
            try:
                self._fetch(self.client(store_id), store_id, row)
            except (Throttled, AccessRevoked):
                raise
            except (PlatformAway, AccessDenied) as error:
                refused.append(error)
                if len(refused) == REFUSALS:
                    raise
        if refused:
            raise refused[-1]
        return len(waiting)

    def _waiting(self, store_id: int) -> list[tuple[bytes, Ref, int]]:
        query = (
            select(fetches)
            .where(fetches.c.store_id == store_id, fetches.c.asked_at <= micros(now() - SETTLE))
            .order_by(fetches.c.asked_at)
            .limit(FETCHED_AT_ONCE)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            (row.key, Ref(kind=Kind(row.kind), id=row.ref, parent_id=row.parent_ref), row.asked_at)
            for row in rows
        ]

    def _fetch(self, client: Client, store_id: int, row: tuple[bytes, Ref, int]) -> None:
        key, ref, asked_at = row
        at = now()
        answer = self._answer(client, store_id, ref)
        if answer is not None and ref.id == EVERY and ref.parent_id:
            self._drop(store_id, ref.kind, _keys(store_id, ref.kind, answer), None, ref.parent_id)
        arrival = fetched(store_id, answer or (), at)
        answered = (fetches.c.key == key) & (fetches.c.asked_at == asked_at)
        with self.database.writing() as connection:
            apply(connection, self.database.keyring, [arrival])
            # A hint that came while we asked stays: what it hints at may be newer than the answer.
            connection.execute(delete(fetches).where(answered))

    def _answer(self, client: Client, store_id: int, ref: Ref) -> tuple[Change, ...] | None:
        """None where it is given up."""
        try:
            return tuple(client.fetch(ref))
        except (Malformed, Unsupported) as error:
            # Asking again would end the same: one bad thing never blocks those behind it.
            log.warning("fetch.given_up", store=store_id, kind=ref.kind, reason=error.detail)
            return None

    def their_keys(
        self, store_id: int, kind: Kind, cursor: str | None
    ) -> tuple[list[bytes], str | None] | None:
        """A page of what the platform has, as keys of ours; None where it does not tell all."""
        if kind in NEVER_MISSING:
            return None
        with self._noting(store_id, DEEP, kind):
            client = self.client(store_id)
            try:
                ids, following = client.ids(kind, cursor)
            except Unsupported as error:
                log.info("missing.not_told", store=store_id, kind=kind, reason=error.detail)
                return None
        return [record_key(store_id, kind, each) for each in ids], following

    def missing(self, store_id: int, kind: Kind, theirs: set[bytes]) -> int:
        """What we hold and the platform has no more: its deletions are often silent. How many."""
        with self._noting(store_id, DEEP, kind):
            return self._drop(store_id, kind, theirs, DEEP)

    def _drop(
        self, store_id: int, kind: Kind, theirs: set[bytes], job: str | None, parent_id: str = ""
    ) -> int:
        with self.database.reading() as connection:
            beyond = keys_beyond(connection, store_id, kind, theirs, parent_id)
        gone = 0
        for some in parts(beyond):
            with self.database.reading() as connection:
                refs = refs_of(connection, self.database.keyring, some)
            gone += sum(self._look_after(store_id, ref, job) for ref in refs)
        return gone

    def _look_after(self, store_id: int, ref: Ref, job: str | None) -> bool:
        """Whether it is gone: what is not in a list may be in the shop all the same."""
        at = now()
        answer = self._answer(self.client(store_id), store_id, ref) or ()
        with self.database.writing() as connection:
            self._apply(connection, fetched(store_id, answer, at), job)
        return any(isinstance(change, Deleted) for change in answer)


def _kind_of(change: Change) -> Kind | None:
    if isinstance(change, Deleted):
        return change.ref.kind
    return KINDS.get(type(change)) if isinstance(change, AnyRecord) else None


def _keys(store_id: int, kind: Kind, changes: Iterable[Change]) -> set[bytes]:
    """Of the records of that kind, those there are and those that are gone."""
    refs = (
        change.ref.id if isinstance(change, Deleted) else getattr(change, "id", "")
        for change in changes
        if _kind_of(change) is kind
    )
    return {record_key(store_id, kind, ref) for ref in refs}


def fetched(store_id: int, changes: Iterable[Change], at: datetime) -> Arrival:
    """What the platform said when we asked it, `at` the moment of asking."""
    return Arrival(
        store_id=store_id,
        delivery=b"",
        at=at,
        received_at=at,
        changes=tuple(changes),
        fetched=True,
    )
