"""What a shop lets us spend: a bucket of points that fills by the second.

https://shopify.dev/docs/api/usage/limits#rate-limits
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import msgspec

RESERVE = 0.3
"""The part of the bucket that background work leaves for a shopper who is waiting."""


class ThrottleStatus(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    maximum_available: float
    currently_available: float
    restore_rate: float


class Budget:
    """One shop's bucket as this process knows it. Every answer says how full it really is, so that
    what other processes spent is learned with it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known = ThrottleStatus(
            maximum_available=1000, currently_available=1000, restore_rate=50
        )
        self._at = clock()
        self._costs: dict[str, float] = {}

    def learn(self, document: str, cost: float | None, status: ThrottleStatus | None) -> None:
        with self._lock:
            if cost:
                self._costs[document] = cost
            if status and status.restore_rate > 0:
                self._known, self._at = status, self._clock()

    def cost(self, document: str) -> float:
        """What it asked for the last time."""
        return self._costs.get(document, 50)

    def take(self, document: str, *, at_once: bool) -> float:
        """Seconds to wait before asking; 0 takes the points. `at_once` may use the reserve."""
        with self._lock:
            now, most = self._clock(), self._known.maximum_available
            filled = self._known.currently_available + (now - self._at) * self._known.restore_rate
            available = min(filled, most)
            needed = self.cost(document) + (0 if at_once else RESERVE * most)
            short = min(needed, most) - available
            if short > 0:
                return short / self._known.restore_rate
            left = max(0.0, available - self.cost(document))
            self._known, self._at = (
                msgspec.structs.replace(self._known, currently_available=left),
                now,
            )
            return 0.0


_budgets: dict[str, Budget] = {}
_budgets_lock = threading.Lock()


def budget_of(shop: str) -> Budget:
    """All of a process's clients of one shop share one."""
    with _budgets_lock:
        return _budgets.setdefault(shop, Budget())
