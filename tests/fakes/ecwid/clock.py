"""The shop's clock, which may run ahead of ours by as much as a test likes."""

from __future__ import annotations

import time
from datetime import UTC, datetime

Json = dict[str, object]


class Clock:
    def __init__(self, ahead: int = 0) -> None:
        """`ahead` in seconds; negative for a shop whose past is to be told first."""
        self._ahead = ahead

    def now(self) -> int:
        return int(time.time()) + self._ahead

    def advance(self, seconds: int) -> None:
        self._ahead += seconds


def written(stamp: int) -> str:
    """`2024-09-04 07:22:09 +0000`."""
    return datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d %H:%M:%S +0000")
