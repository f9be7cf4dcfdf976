"""The durable engine, DBOS: only this module and `flows` know it.

A job is a workflow whose steps are written down as they finish, so that a killed process goes on
behind its last page. The engine's own tables stand apart from ours: a file beside the SQLite
database, a schema of its own in PostgreSQL.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from dbos import (
    DBOS,
    DBOSClient,
    DBOSConfig,
    EnqueueOptions,
    ScheduleInput,
    WorkflowHandle,
    WorkflowStatus,
)
from dbos import error as engine_error

from config.settings import Settings
from connector.contract import Adapter
from connector.errors import StorewireError, Throttled, Unsupported
from connector.jobs import DEEP, SWEEP, TIDY, flows
from connector.jobs.work import Work
from connector.storage.engine import Database
from connector.storage.leases import is_anyone_alive, release, take

log = structlog.get_logger(__name__)

QUEUE = "storewire"
AT_ONCE = 8
"""Jobs a process works at: they wait for shops most of the time."""
STEPS_OF_THIS_VERSION = "2"
"""A number, to be raised when the steps of a workflow change: what was begun with others is begun
anew."""
FETCH_PAUSE_SECONDS = 2.0
AFTER_TROUBLE_SECONDS = 60.0
ALIVE_SECONDS = 30.0
EXECUTOR = "executor "


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When scheduled work is due, as cron says it, in UTC; and for how long one that says nothing
    counts as alive."""

    sweep: str = "*/5 * * * *"
    deep: str = "17 3 * * *"
    tidy: str = "47 3 * * *"
    alive_seconds: float = ALIVE_SECONDS


def system_database(settings: Settings) -> str:
    url = settings.database
    if settings.embedded:
        return url.removesuffix(".db") + ".jobs.db"
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    url: str
    work: Work
    name: str
    rhythm: Rhythm
    keep_bodies: timedelta
    stop: threading.Event = field(default_factory=threading.Event)
    left_alone: dict[int, float] = field(default_factory=dict)
    """Stores whose platform is in trouble, and until when on the monotonic clock."""
    opened: list[DBOSClient] = field(default_factory=list)
    """What jobs are asked for with, from the first on: opening one takes ten times as long as
    asking, and a round asks for a job of every store."""

    def launch(self) -> None:
        flows.work[:] = [self.work]
        flows.ask_for_run[:] = [self._ask_for]
        flows.keep_bodies[:] = [self.keep_bodies]
        self._say_alive()
        DBOS(config=self._config())
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE)
        DBOS.apply_schedules(self._schedules())
        for beat, pause in (
            (self._fetch, FETCH_PAUSE_SECONDS),
            (self._stay_alive, self.rhythm.alive_seconds / 3),
        ):
            work = (beat, pause)
            threading.Thread(target=self._beat, args=work, name="jobs-beat", daemon=True).start()

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name="storewire",
            system_database_url=self.url,
            application_version=STEPS_OF_THIS_VERSION,
            executor_id=self.name,
            console_log_level="ERROR",
        )

    def _schedules(self) -> list[ScheduleInput]:
        due = [
            (SWEEP, flows.on_schedule, self.rhythm.sweep),
            (DEEP, flows.on_schedule, self.rhythm.deep),
            (TIDY, flows.tidy, self.rhythm.tidy),
        ]
        return [
            ScheduleInput(schedule_name=job, workflow_fn=flow, schedule=cron, context=job)
            for job, flow, cron in due
        ]

    def close(self) -> None:
        """Finishes nothing: what is under way goes on with the next process."""
        self.let_go()
        for client in self.opened:
            client.destroy()
        DBOS.destroy()

    def let_go(self) -> None:
        """For a process about to end: its work is there to be adopted at once."""
        self.stop.set()
        release(self.work.database, f"{EXECUTOR}{self.name}", self.name)

    def _ask_for(self, store_id: int, job: str, run: str) -> str:
        if not self.opened:
            self.opened.append(DBOSClient(system_database_url=self.url))
        return enqueue(self.opened[0], store_id, job, run)

    def _beat(self, beat: Callable[[], None], pause: float) -> None:
        while not self.stop.wait(pause):
            try:
                beat()
            except StorewireError as error:
                log.warning("jobs.stumbled", reason=error.slug)
            except Exception:
                log.exception("jobs.stumbled")  # The next beat may fare better.

    def _fetch(self) -> None:
        for store_id in self.work.waiting():
            if time.monotonic() >= self.left_alone.get(store_id, 0):
                self._fetch_of(store_id)

    def _fetch_of(self, store_id: int) -> None:
        lease = f"fetch {store_id}"
        if not take(self.work.database, lease, self.name):
            return
        try:
            self.work.fetch_waiting(store_id)
        except Unsupported:
            self._leave_alone(store_id, AFTER_TROUBLE_SECONDS)
        except StorewireError as error:
            wait = error.wait if isinstance(error, Throttled) else AFTER_TROUBLE_SECONDS
            self._leave_alone(store_id, wait)
            log.warning("fetch.later", store=store_id, reason=error.slug, seconds=wait)
        except Exception:
            self._leave_alone(store_id, AFTER_TROUBLE_SECONDS)
            log.exception("fetch.failed", store=store_id)
        finally:
            release(self.work.database, lease, self.name)

    def _leave_alone(self, store_id: int, seconds: float) -> None:
        self.left_alone[store_id] = time.monotonic() + seconds

    def _say_alive(self) -> None:
        lease = f"{EXECUTOR}{self.name}"
        take(self.work.database, lease, self.name, self.rhythm.alive_seconds)

    def _stay_alive(self) -> None:
        self._say_alive()
        self._adopt()

    def _adopt(self) -> None:
        """What a dead process left is gone on with by the next that looks."""
        for each in DBOS.list_workflows(status=["PENDING", "ENQUEUED"], load_output=False):
            if each.app_version == STEPS_OF_THIS_VERSION:
                self._go_on(each)
            elif each.app_version and int(each.app_version) < int(STEPS_OF_THIS_VERSION):
                self._begin_anew(each)

    def _go_on(self, left: WorkflowStatus) -> None:
        if left.status == "PENDING" and self._is_anothers(left) and self._is_orphan(left):
            log.info("job.adopted", job=left.workflow_id)
            DBOS.resume_workflows([left.workflow_id], queue_name=QUEUE)

    def _begin_anew(self, left: WorkflowStatus) -> None:
        """Nobody will go on with it, and no other run of the job begins while it is there."""
        if left.status == "PENDING" and self._is_anothers(left) and not self._is_orphan(left):
            return
        log.info("job.begun_anew", job=left.workflow_id, steps=left.app_version)
        DBOS.cancel_workflow(left.workflow_id)
        if left.name == flows.load.__qualname__ and left.input:
            store_id, job = left.input["args"]
            self._ask_for(store_id, job, f"{left.workflow_id} {STEPS_OF_THIS_VERSION}")

    def _is_anothers(self, left: WorkflowStatus) -> bool:
        return left.executor_id != self.name

    def _is_orphan(self, left: WorkflowStatus) -> bool:
        """Of those that find it at once, only one is told so."""
        return take(self.work.database, f"{EXECUTOR}{left.executor_id}", self.name)


@contextmanager
def _client(url: str) -> Iterator[DBOSClient]:
    client = DBOSClient(system_database_url=url)
    try:
        yield client
    finally:
        client.destroy()


def enqueue(client: DBOSClient, store_id: int, job: str, run: str) -> str:
    """One run of a job for a store at a time: the name of this one, or of the one under way."""
    options = EnqueueOptions(
        workflow_name=flows.load.__qualname__,
        queue_name=QUEUE,
        workflow_id=run,
        deduplication_id=f"{job} {store_id}",
        duplication_policy="return-existing",
        app_version=STEPS_OF_THIS_VERSION,
    )
    handle: WorkflowHandle[None] = client.enqueue(options, store_id, job)
    return handle.workflow_id


def enqueue_from_outside(settings: Settings, store_id: int, job: str, run: str) -> str:
    """Also before any worker has ever run."""
    url = system_database(settings)
    DBOS.migrate(url)
    with _client(url) as client:
        return enqueue(client, store_id, job, run)


def is_finished(settings: Settings, run: str) -> bool:
    with _client(system_database(settings)) as client:
        handle: WorkflowHandle[None] = client.retrieve_workflow(run)
        return handle.get_status().status in flows.FINISHED


def wait_for(settings: Settings, run: str) -> None:
    """Raises what ended the job, if it did not end well."""
    with _client(system_database(settings)) as client:
        handle: WorkflowHandle[None] = client.retrieve_workflow(run)
        try:
            handle.get_result()
        except engine_error.DBOSMaxStepRetriesExceeded as error:
            raise error.errors[-1] from None


def is_anyone_working(database: Database) -> bool:
    return is_anyone_alive(database, EXECUTOR)


def engine_of(
    settings: Settings,
    database: Database,
    adapters: Mapping[str, Adapter],
    rhythm: Rhythm | None = None,
    name: str = "",
) -> Engine:
    """`name` is for whoever comes back under it: it goes on at once with what it had begun."""
    return Engine(
        url=system_database(settings),
        work=Work(database, adapters, settings.public_url),
        name=name or f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}",
        rhythm=rhythm or Rhythm(),
        keep_bodies=timedelta(days=settings.keep_bodies_days),
    )
