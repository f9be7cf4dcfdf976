"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TypeVar

from connector.contract import Adapter
from connector.testing.recordings import Recording

R = TypeVar("R")

Rule = Callable[[Adapter, Sequence[Recording]], list[str]]
"""The problems found, as sentences; none where the adapter keeps the rule."""


def for_each_recording(check: Callable[[Adapter, Recording], Iterable[str]]) -> Rule:
    """The rule that every recording passes `check`."""

    @wraps(check)
    def rule(adapter: Adapter, recordings: Sequence[Recording]) -> list[str]:
        return [
            f"{recording.name}: {problem}"
            for recording in recordings
            for problem in found(check, adapter, recording)
        ]

    return rule


def for_all_recordings(check: Callable[[Adapter, Sequence[Recording]], Iterable[str]]) -> Rule:
    """The rule that the adapter passes `check` with its recordings taken together."""

    @wraps(check)
    def rule(adapter: Adapter, recordings: Sequence[Recording]) -> list[str]:
        return found(check, adapter, recordings)

    return rule


def found(check: Callable[[Adapter, R], Iterable[str]], adapter: Adapter, recorded: R) -> list[str]:
    """What an adapter raises is a problem like any other."""
    problems: list[str] = []
    try:
        problems.extend(check(adapter, recorded))
    except Exception as error:  # noqa: BLE001 - recorded as the problem it is
        problems.append(f"raises {described(error)}")
    return problems


def described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
