"""Work that is cheaper together: one thread does, all at once, whatever came while it was busy.

Threads that each do a little of everything hand the interpreter's lock to each other at every read,
hash and flush: that took more of the processor than the work. Here they only wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

import structlog

from connector.errors import Unavailable

log = structlog.get_logger(__name__)

LARGEST_BATCH = 256
PATIENCE_SECONDS = 30

T = TypeVar("T")


class Ticket:
    """What one thread waits with for what another does."""

    __slots__ = ("_closed", "_error", "done")

    def __init__(self) -> None:
        self.done = False
        self._error: Exception | None = None
        # A bare lock: a Future takes ten times as long to make and to wait for.
        self._closed = threading.Lock()
        self._closed.acquire()

    def wait(self) -> None:
        """Returns when it is done, or raises what it ended with; Unavailable after too long."""
        if not self._closed.acquire(timeout=PATIENCE_SECONDS):
            raise Unavailable
        if self._error:
            raise self._error

    def finish(self, error: Exception | None = None) -> None:
        """Its first end is the one that counts."""
        if not self.done:
            self.done, self._error = True, error
            self._closed.release()


def finish(tickets: Iterable[Ticket], error: Exception | None = None) -> None:
    for ticket in tickets:
        ticket.finish(error)


class Together(Generic[T]):
    """`handle` ends the ticket of each, or hands it on. Its thread is started when first needed
    (never before a fork)."""

    def __init__(self, name: str, handle: Callable[[Sequence[tuple[T, Ticket]]], None]) -> None:
        self._name, self._handle = name, handle
        self._waiting: SimpleQueue[Sequence[tuple[T, Ticket]]] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def put(self, these: Sequence[tuple[T, Ticket]]) -> None:
        """Never none at all."""
        self._waiting.put(these)
        if self._thread is None or not self._thread.is_alive():
            self._start()

    def waiting(self) -> int:
        """How many were put and not taken up yet."""
        return self._waiting.qsize()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            batch = self._next_batch()
            try:
                self._try(batch)
            except BaseException:
                # Nobody is left waiting, nor those who came meanwhile: the thread goes on.
                log.exception("together.broke", thread=self._name)
                finish((ticket for _, ticket in batch), Unavailable())

    def _try(self, batch: Sequence[tuple[T, Ticket]]) -> None:
        """What breaks over one of them is not the others' fault: then each is tried alone."""
        try:
            self._handle(batch)
        except Unavailable as error:
            log.error("database.unavailable", waiting=len(batch))
            finish((ticket for _, ticket in batch), error)
        except Exception:
            log.exception("together.failed", thread=self._name, size=len(batch))
            if len(batch) == 1:
                batch[0][1].finish(Unavailable())
                return
            for one in batch:
                self._try([one])

    def _next_batch(self) -> list[tuple[T, Ticket]]:
        batch = [*self._waiting.get()]
        try:
            while len(batch) < LARGEST_BATCH:
                batch += self._waiting.get_nowait()
        except Empty:
            pass
        return batch
