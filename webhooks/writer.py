"""Group commit: one thread writes whatever waits in one transaction, so that many deliveries share
one flush of the disk. A request waits until its own delivery is on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from queue import Empty, SimpleQueue

import structlog

from connector.errors import Unavailable
from connector.storage.deliveries import Kept
from webhooks.reading import not_applied

log = structlog.get_logger(__name__)

LARGEST_BATCH = 256
PATIENCE_SECONDS = 30

Commit = Callable[[Sequence[Kept]], None]
Ticket = tuple[Kept, "Future[None]"]


class Writer:
    """`commit` writes a batch durably or raises; the thread that calls it is started when first
    needed (never before a fork)."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._waiting: SimpleQueue[Ticket] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def keep(self, kept: Kept) -> None:
        """Returns when it is on disk; raises Unavailable when it is not."""
        done: Future[None] = Future()
        self._waiting.put((kept, done))
        self._ensure_running()
        try:
            done.result(timeout=PATIENCE_SECONDS)
        except TimeoutError:
            raise Unavailable from None

    def _ensure_running(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            batch = self._next_batch()
            try:
                self._write(batch)
            except BaseException:
                # Nobody is left waiting, nor those who came meanwhile: the thread goes on.
                log.exception("writer.broke")
                _fail([ticket for ticket in batch if not ticket[1].done()], Unavailable())

    def _next_batch(self) -> list[Ticket]:
        batch = [self._waiting.get()]
        try:
            while len(batch) < LARGEST_BATCH:
                batch.append(self._waiting.get_nowait())
        except Empty:
            pass
        return batch

    def _write(self, batch: list[Ticket]) -> None:
        try:
            self._commit([kept for kept, _ in batch])
        except Unavailable as error:
            log.error("database.unavailable", waiting=len(batch))
            _fail(batch, error)
        except Exception:
            log.exception("delivery.batch_failed", size=len(batch))
            for ticket in batch:
                self._write_alone(ticket)
        else:
            _finish(batch)

    def _write_alone(self, ticket: Ticket) -> None:
        """One bad delivery never fails its neighbours: it is kept as failed, they are applied."""
        kept, _ = ticket
        try:
            self._commit([kept])
        except Unavailable as error:
            _fail([ticket], error)
        except Exception as error:
            log.exception("delivery.not_applied", store=kept.store_id)
            self._keep_failed(ticket, error)
        else:
            _finish([ticket])

    def _keep_failed(self, ticket: Ticket, error: Exception) -> None:
        kept, _ = ticket
        try:
            self._commit([replace(kept, reading=not_applied(error))])
        except Exception:
            log.exception("delivery.not_kept", store=kept.store_id)
            _fail([ticket], Unavailable())
        else:
            _finish([ticket])


def _finish(batch: list[Ticket]) -> None:
    for _, done in batch:
        done.set_result(None)


def _fail(batch: list[Ticket], error: Unavailable) -> None:
    for _, done in batch:
        done.set_exception(error)
