"""The leaky bucket of query points that each token has.

https://shopify.dev/docs/api/usage/limits#graphql-admin-api-rate-limits
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    size: float
    rate: float
    """Points that come back each second."""
    level: float
    at: float

    def refill(self, now: float) -> None:
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now


@dataclass(slots=True, kw_only=True)
class Buckets:
    """A standard plan's unless set otherwise; `clock` gives seconds."""

    size: float = 2000
    rate: float = 100
    clock: Callable[[], float] = time.monotonic
    throttled: int = 0
    """How often a query had to wait."""
    spent: float = 0
    of: dict[str, Bucket] = field(default_factory=dict)

    def take(self, token: str, points: int) -> bool:
        bucket = self.bucket(token)
        if bucket.level < points:
            self.throttled += 1
            return False
        bucket.level -= points
        return True

    def give_back(self, token: str, points: int) -> None:
        bucket = self.bucket(token)
        bucket.level = min(bucket.size, bucket.level + points)

    def bucket(self, token: str) -> Bucket:
        now = self.clock()
        bucket = self.of.setdefault(token, Bucket(self.size, self.rate, self.size, now))
        bucket.size, bucket.rate = self.size, self.rate
        bucket.refill(now)
        return bucket

    def status(self, token: str) -> dict[str, float]:
        return {
            "maximumAvailable": self.size,
            "currentlyAvailable": math.floor(self.bucket(token).level),
            "restoreRate": self.rate,
        }
