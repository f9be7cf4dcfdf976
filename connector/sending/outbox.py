"""What a request asks for and does not wait for: done once it is answered, so that how long it
takes tells nothing. What has not been done when the process ends is not done."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

AT_ONCE = 4
ROOM = 1000
"""Errands that may wait; one more is dropped, and that is logged."""

DELAY = (0.2, 1.5)
"""Seconds, by chance: work that began at once would slow down the answer that it is not to tell
anything about, and after a while of one length the next."""

Errand = Callable[[], None]


class Outbox:
    def __init__(self, delay: tuple[float, float] = DELAY) -> None:
        self._delay, self._chance = delay, random.SystemRandom()
        self._errands: queue.Queue[tuple[float, Errand]] = queue.Queue(ROOM)
        self._starting = threading.Lock()
        self._runners: list[threading.Thread] = []

    def later(self, errand: Errand) -> None:
        """Returns at once, whatever the errand is."""
        self._start()
        due = time.monotonic() + self._chance.uniform(*self._delay)
        try:
            self._errands.put_nowait((due, errand))
        except queue.Full:
            log.error("errand.dropped", waiting=ROOM)

    def wait(self) -> None:
        """Until all that was asked for is done."""
        self._errands.join()

    def _start(self) -> None:
        with self._starting:
            while len(self._runners) < AT_ONCE:
                runner = threading.Thread(target=self._run, name="outbox", daemon=True)
                self._runners.append(runner)
                runner.start()

    def _run(self) -> None:
        while True:
            due, errand = self._errands.get()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                errand()
            except Exception:
                log.exception("errand.failed")
            finally:
                self._errands.task_done()
