"""What two JSON values have in common: their keys and types, not their values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

FREE = {"value", "display_value", "options", "reviewer_avatar_urls"}
"""Keys under which anything may stand."""


def differences(theirs: Any, ours: Any, path: str = "$") -> Iterator[str]:
    """Where they differ. Nothing is compared with null, and lists by their first entries."""
    if theirs is None or ours is None:
        return
    if isinstance(theirs, dict) and isinstance(ours, dict):
        yield from _of_objects(theirs, ours, path)
    elif isinstance(theirs, list) and isinstance(ours, list):
        if theirs and ours:
            yield from differences(theirs[0], ours[0], f"{path}[0]")
    elif _kind(theirs) != _kind(ours):
        yield f"{path}: {_kind(theirs)} was recorded, not {_kind(ours)}"


def _of_objects(theirs: dict[str, Any], ours: dict[str, Any], path: str) -> Iterator[str]:
    for name in sorted(theirs.keys() - ours.keys()):
        yield f"{path}.{name} is missing"
    for name in sorted(ours.keys() - theirs.keys()):
        yield f"{path}.{name} was never recorded"
    for name in sorted((theirs.keys() & ours.keys()) - FREE):
        yield from differences(theirs[name], ours[name], f"{path}.{name}")


def _kind(value: Any) -> str:
    """JSON has one kind of number."""
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__
