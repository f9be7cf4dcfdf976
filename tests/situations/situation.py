"""What a situation is: what happened at a store, what is asked about it, and what must be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connector.answers.words import Shown
from connector.storage.stores import Scope
from tests.situations.recorded import Delivered

LOCALES = ("en", "fa", "tr", "zh-Hans", "ar", "de", "es", "fr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """As a tool sends it to `/v1/...`; the locale is added."""

    path: str
    params: Mapping[str, str]
    scope: Scope = Scope.ANSWERS


def ask(path: str, **params: str) -> Question:
    return Question(path=path, params=params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """`facts` are dotted paths into the answer's facts, `lines.0.title`, with what stands there."""

    name: str
    """What happened, in a shopper's words."""
    asks: Question
    deliveries: tuple[Delivered, ...] = ()
    """In the order in which they arrive."""
    owner: Mapping[str, Any] = field(default_factory=dict)
    """What the owner has set, by the id of the record it is kept as."""
    now: datetime = datetime(2026, 10, 5, 12, tzinfo=UTC)
    outcome: str = "ok"
    facts: Mapping[str, Any] = field(default_factory=dict)
    next_actions: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    """Sentences of the English message."""
    tells: tuple[Shown, ...] = ()
    """Values that every message holds, as its language writes them."""
    by_language: bool = False
    """Which facts come first depends on the language asked in."""

    @property
    def platform(self) -> str:
        return self.deliveries[0].platform if self.deliveries else "woocommerce"


def at(text: str) -> datetime:
    """ISO 8601, UTC where it says no offset."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
