"""At most 600 requests a minute with one token: over that, Ecwid shuts it out for a while.

https://docs.ecwid.com/api-reference (Rate limits)
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from hashlib import sha256

ALLOWED = 600
SPARE = 20
"""Left unused: our clocks and theirs do not begin the minute together."""
MOST = ALLOWED - SPARE
MINUTE = 60.0


class Pace:
    """One token's requests of the last minute, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock, self._most = clock, most
        self._lock = threading.Lock()
        self._asked: deque[float] = deque()

    def allow(self, told: int) -> None:
        """`told` is what a stand-in lets us ask in a minute; never fewer than Ecwid itself does."""
        with self._lock:
            self._most = max(MOST, told - SPARE)

    def take(self) -> float:
        """Seconds to wait before asking; 0 counts the request."""
        with self._lock:
            now = self._clock()
            while self._asked and self._asked[0] <= now - MINUTE:
                self._asked.popleft()
            if len(self._asked) >= self._most:
                return self._asked[0] + MINUTE - now
            self._asked.append(now)
            return 0.0


_paces: dict[bytes, Pace] = {}
_paces_lock = threading.Lock()


def pace_of(token: str) -> Pace:
    """All of a process's clients with one token share one."""
    known_by = sha256(token.encode()).digest()
    with _paces_lock:
        return _paces.setdefault(known_by, Pace())
