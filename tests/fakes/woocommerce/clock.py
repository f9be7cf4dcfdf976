"""What time it is in the shop, and how WooCommerce writes it."""

from __future__ import annotations

import time

LOCAL_HOURS = 3
"""The shop is in Istanbul, so that nobody mistakes its local dates for UTC."""
ISO = "%Y-%m-%dT%H:%M:%S"
SQL = "%Y-%m-%d %H:%M:%S"


class Clock:
    """Real time, moved ahead by what a test asks for; or standing still where one is given."""

    def __init__(self, standing: int | None = None) -> None:
        self._standing = standing
        self._ahead = 0

    def now(self) -> int:
        """Whole seconds since 1970: WooCommerce has no finer ones."""
        start = int(time.time()) if self._standing is None else self._standing
        return start + self._ahead

    def advance(self, seconds: int) -> None:
        self._ahead += seconds


def gmt(moment: int | None, pattern: str = ISO) -> str | None:
    """`2026-11-21T19:24:59`: UTC, without a Z."""
    return None if moment is None else time.strftime(pattern, time.gmtime(moment))


def local(moment: int | None, pattern: str = ISO) -> str | None:
    """`2026-11-21T22:24:59`: the shop's own time, without an offset."""
    return None if moment is None else gmt(moment + LOCAL_HOURS * 3600, pattern)
