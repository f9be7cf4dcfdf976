"""Recorded bodies with one value changed, as a platform's next version may send them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

MISSING = object()
INSTEAD: tuple[tuple[str, object], ...] = (
    ("no", MISSING),
    ("null as", None),
    ("{} as", {}),
    ('"" as', ""),
)


def drifts(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Of a list only the first item is changed: the others are read the same way."""
    try:
        document = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return
    for path, holder, key in list(places(document, "$")):
        kept = dict(holder)
        for said, value in INSTEAD:
            if value is MISSING:
                del holder[key]
            else:
                holder[key] = value
            yield f"{said} {path}", msgspec.json.encode(document)
            holder.clear()
            holder.update(kept)


def places(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every key in the document: its path, and the object it stands in."""
    if isinstance(value, list) and value:
        yield from places(value[0], f"{path}[0]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}", value, key
            yield from places(inner, f"{path}.{key}")
