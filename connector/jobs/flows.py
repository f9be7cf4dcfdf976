"""The workflows: which steps a job has, and in what order. They belong to DBOS, as `engine` does.

Steps are written down as they finish and may run twice; workflows are found by name after a crash,
so they take plain values, and what they work with stands in this module.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from dbos import DBOS

from connector.errors import (
    AccessDenied,
    PlatformAway,
    StorewireError,
    Throttled,
    Unavailable,
    Unsupported,
)
from connector.jobs import DEEP
from connector.jobs.work import Work
from connector.records import Kind
from connector.storage.engine import now
from connector.storage.retention import tidied
from connector.storage.stores import list_stores

log = structlog.get_logger(__name__)

TRIES = 8
FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
KEEP_FINISHED = timedelta(days=7)
AT_ONCE = 200

work: list[Work] = []
ask_for_run: list[Callable[[int, str, str], str]] = []
keep_bodies: list[timedelta] = []


def waitable(error: BaseException) -> bool:
    return isinstance(error, PlatformAway | Unavailable)


@DBOS.step(retries_allowed=True, max_attempts=TRIES, should_retry=waitable)
def begin(store_id: int, job: str, kind: str) -> str | None:
    since = work[0].begin(store_id, job, Kind(kind))
    return since.isoformat() if since else None


@DBOS.step(retries_allowed=True, max_attempts=TRIES, should_retry=waitable)
def page(
    store_id: int, job: str, kind: str, since: str | None, cursor: str | None, done: int
) -> tuple[str | None, int, float]:
    """The next cursor, how many changes are done, how many seconds to wait before going on."""
    at = datetime.fromisoformat(since) if since else None
    try:
        return *work[0].page(store_id, job, Kind(kind), at, cursor, done), 0.0
    except Throttled as error:
        return cursor, done, error.wait


@DBOS.step(retries_allowed=True, max_attempts=TRIES, should_retry=waitable)
def their_keys(
    store_id: int, kind: str, cursor: str | None
) -> tuple[list[bytes], str | None, float] | None:
    """A page of the keys of what the platform has, the next cursor, and how many seconds to wait
    before going on; None where the platform does not tell all it has."""
    try:
        found = work[0].their_keys(store_id, Kind(kind), cursor)
    except Throttled as error:
        return [], cursor, error.wait
    return (*found, 0.0) if found else None


@DBOS.step(retries_allowed=True, max_attempts=TRIES, should_retry=waitable)
def missing(store_id: int, kind: str, theirs: set[bytes]) -> int:
    return work[0].missing(store_id, Kind(kind), theirs)


@DBOS.step(retries_allowed=True, max_attempts=TRIES, should_retry=waitable)
def mend_subscriptions(store_id: int, job: str) -> None:
    work[0].mend_subscriptions(store_id, job)


@DBOS.step(retries_allowed=True, max_attempts=TRIES, should_retry=waitable)
def kinds(store_id: int, job: str) -> list[str]:
    return [kind.value for kind in work[0].kinds(store_id, job)]


@DBOS.workflow()
def load(store_id: int, job: str) -> None:
    """Every kind a platform can list, page by page. One that it refuses us is left out, and the job
    ends with the refusal."""
    mend_subscriptions(store_id, job)
    refused: StorewireError | None = None
    for kind in kinds(store_id, job):
        try:
            load_kind(store_id, job, kind)
            if job == DEEP:
                drop_missing(store_id, kind)
        except (AccessDenied, Unsupported) as error:
            refused = error
    if refused:
        raise refused


def load_kind(store_id: int, job: str, kind: str) -> None:
    since = begin(store_id, job, kind)
    cursor, done = None, 0
    while True:
        cursor, done, wait = page(store_id, job, kind, since, cursor, done)
        if wait:
            DBOS.sleep(wait)
        elif cursor is None:
            return


def drop_missing(store_id: int, kind: str) -> None:
    theirs, cursor = set[bytes](), None
    while found := their_keys(store_id, kind, cursor):
        keys, cursor, wait = found
        theirs.update(keys)
        if wait:
            DBOS.sleep(wait)
        elif cursor is None:
            missing(store_id, kind, theirs)
            return


@DBOS.step(retries_allowed=True, max_attempts=TRIES, should_retry=waitable)
def connected() -> list[int]:
    stores = [s for s in list_stores(work[0].database) if s.uninstalled_at is None]
    return [store.id for store in stores if has_api(store.id)]


def has_api(store_id: int) -> bool:
    try:
        work[0].client(store_id)
    except StorewireError:
        return False
    return True


@DBOS.step(retries_allowed=True, max_attempts=TRIES, should_retry=waitable)
def ask_for(store_id: int, job: str, run: str) -> None:
    ask_for_run[0](store_id, job, run)


@DBOS.workflow()
def on_schedule(at: datetime, job: Any) -> None:
    """Fires once over all processes."""
    for store_id in connected():
        ask_for(store_id, str(job), f"{job} {store_id} {at.isoformat()}")


@DBOS.step(retries_allowed=True, max_attempts=TRIES, should_retry=waitable)
def drop_old() -> dict[str, int]:
    """How many of what were kept long enough."""
    dropped = tidied(work[0].database, now(), keep_bodies[0])
    log.info("retention.dropped", **dropped)
    return dropped


@DBOS.step()
def forget_finished() -> int:
    """Of the engine's own book-keeping."""
    before, forgotten = (now() - KEEP_FINISHED).isoformat(), 0
    while found := DBOS.list_workflows(
        status=FINISHED,
        completed_before=before,
        limit=AT_ONCE,
        load_input=False,
        load_output=False,
    ):
        DBOS.delete_workflows([each.workflow_id for each in found])
        forgotten += len(found)
    return forgotten


@DBOS.workflow()
def tidy(_at: datetime, _job: Any) -> None:
    """Its steps may change without a new number of theirs: a run that finds others than it began
    with fails, and the next night's lets go of everything that this one would have."""
    drop_old()
    forget_finished()
