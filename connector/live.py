"""Asking the shop itself while somebody waits: what is asked, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from connector.records import Kind


class Reach(StrEnum):
    NOT_ASKED = "not_asked"
    """Our copy is as young as the store wants it, or the store has no API that could be asked."""
    LIVE = "live"
    """All that was asked for is in our copy now, as the platform has it."""
    PARTLY = "partly"
    """The platform has said which orders there are, and not yet all about them."""
    AWAY = "away"
    """It did not answer in time, refused, or is given a rest after it did either."""


def nothing_to_release() -> None:
    """Nobody was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    reach: Reach = Reach.NOT_ASKED
    complete_to: datetime | None = None
    """Whatever changed before is in our copy, as far as the jobs know."""
    asked_at: datetime | None = None
    told: frozenset[str] = frozenset()
    """Ids of the orders or products that the platform told of."""
    until: float = 0.0
    """The end of the time that the store grants a live read, on the monotonic clock."""
    release: Callable[[], None] = nothing_to_release
    """To be called where the answer goes out before then; until then this look keeps its place
    among the few that may be under way."""

    @property
    def known_to(self) -> datetime | None:
        """Up to when our copy is known to be right."""
        return self.asked_at if self.reach is Reach.LIVE else self.complete_to


class LiveReader(Protocol):
    """Whether the shop is asked depends on how old our copy is, never on what it holds: else the
    time an answer takes would tell strangers which orders there are. Raises Unavailable."""

    def by_number(self, store_id: int, number: str) -> Look:
        """The orders that are known by what was typed."""

    def by_id(
        self, store_id: int, kind: Kind, ids: Sequence[str], until: float | None = None
    ) -> Look:
        """Orders or products that we hold; `until` instead of the time that the store grants."""


class NeverLive:
    """For who has no platforms at hand: our copy is all there is."""

    def by_number(self, store_id: int, number: str) -> Look:
        return Look()

    def by_id(
        self, store_id: int, kind: Kind, ids: Sequence[str], until: float | None = None
    ) -> Look:
        return Look()
