"""Recorded bodies with one value changed, as a platform's next version may send them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    for path, said, altered in alterations(body, INSTEAD):
        yield f"{said} {path}", altered


def without_each_key(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The body without one of its keys at a time, each with the path of what is gone."""
    for path, _, altered in alterations(body, INSTEAD[:1]):
        yield path, altered


def alterations(
    body: bytes, instead: Iterable[tuple[str, object]]
) -> Iterator[tuple[str, str, bytes]]:
    try:
        document = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return
    for path, holder, key in list(places(document, "$")):
        kept = dict(holder)
        for said, value in instead:
            if value is MISSING:
                del holder[key]
            else:
                holder[key] = value
            yield path, said, msgspec.json.encode(document)
            holder.clear()
            holder.update(kept)


def places(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every key in the document: its path, and the object it stands in. Of a list only the first
    item is looked into, and each with other keys: the rest are read the same way."""
    if isinstance(value, list):
        for place, item in first_of_each_form(value):
            yield from places(item, f"{path}[{place}]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}", value, key
            yield from places(inner, f"{path}.{key}")


def first_of_each_form(items: list[Any]) -> Iterator[tuple[int, Any]]:
    forms: dict[frozenset[str], tuple[int, Any]] = {}
    for place, item in enumerate(items):
        forms.setdefault(frozenset(item) if isinstance(item, dict) else frozenset(), (place, item))
    yield from forms.values()


def in_any_item(path: str) -> str:
    """`$.items[0].id` and msgspec's `$.items[...].id` as `$.items[].id`."""
    return re.sub(r"\[[^\]]*\]", "[]", path)
