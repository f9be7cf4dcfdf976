"""A few threads that ask shops while shoppers wait, so that a slow shop holds up nobody else."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from queue import SimpleQueue

SEATS = 8
"""In each process: beyond them, questions are answered from our copy."""
OF_ONE_STORE = 4
"""A shop that hangs takes no more than these."""


class Seats:
    """The threads stay, each with its own connections, and end with the process whatever they are
    waiting for. None is there before the first task."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[int] = Counter()
        self._threads = 0
        self._tasks: SimpleQueue[tuple[int, Callable[[], None]]] = SimpleQueue()

    def take(self, store_id: int, task: Callable[[], None]) -> bool:
        """False where none is free; `task` must raise nothing."""
        with self._lock:
            if self._taken.total() >= SEATS or self._taken[store_id] >= OF_ONE_STORE:
                return False
            self._taken[store_id] += 1
            if self._threads < self._taken.total():
                threading.Thread(target=self._serve, name="live", daemon=True).start()
                self._threads += 1
        self._tasks.put((store_id, task))
        return True

    @property
    def taken(self) -> int:
        """How many tasks are under way."""
        with self._lock:
            return self._taken.total()

    def _serve(self) -> None:
        while True:
            store_id, task = self._tasks.get()
            try:
                task()
            finally:
                with self._lock:
                    self._taken[store_id] -= 1
