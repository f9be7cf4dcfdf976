"""Lists as Ecwid gives them: filtered, cut into parts of a hundred, reduced to chosen fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from tests.fakes.ecwid.clock import Json

T = TypeVar("T")
MOST = 100


class WrongParameter(Exception):
    """Answered with 400."""


def stamp(params: Mapping[str, str], name: str) -> int | None:
    """A UNIX time, or `2023-01-15 19:27:50` in UTC."""
    text = params.get(name, "")
    if not text:
        return None
    if re.fullmatch("[0-9]+", text):
        return int(text)
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise WrongParameter(name) from None


def within(params: Mapping[str, str], name: str, at: int) -> bool:
    """Whether `at` is in `nameFrom` to `nameTo`, both of which count in."""
    lower, upper = stamp(params, f"{name}From"), stamp(params, f"{name}To")
    return (lower is None or at >= lower) and (upper is None or at <= upper)


def listed(
    rows: Iterable[T], shown: Callable[[T], Json], params: Mapping[str, str], default: int = MOST
) -> Json:
    found = list(rows)
    offset, limit = int(params.get("offset", 0)), min(int(params.get("limit", default)), MOST)
    items = [shown(row) for row in found[offset : offset + limit]]
    whole: Json = {
        "total": len(found),
        "count": len(items),
        "offset": offset,
        "limit": limit,
        "items": items,
    }
    return only(whole, params.get("responseFields", ""))


def only(whole: Json, fields: str) -> Json:
    """`total,items(id,combinations(id))` of it; all of it where nothing is said."""
    if not fields:
        return whole
    kept, rest = tree(fields)
    if rest:
        raise WrongParameter("responseFields")
    return cut(whole, kept)


def tree(text: str) -> tuple[dict[str, dict[str, object]], str]:
    """The fields up to a closing bracket, and what stands behind it."""
    found: dict[str, dict[str, object]] = {}
    while text and text[0] != ")":
        match = re.match(r"(\w+)(\(?)", text)
        if not match:
            raise WrongParameter("responseFields")
        text = text[match.end() :]
        inner: dict[str, dict[str, object]] = {}
        if match[2]:
            inner, text = tree(text)
            text = text.removeprefix(")")
        found[match[1]] = dict(inner)
        text = text.removeprefix(",")
    return found, text


def cut(value: Json, kept: Mapping[str, object]) -> Json:
    return {name: inner(value[name], below) for name, below in kept.items() if name in value}


def inner(value: object, below: object) -> object:
    if not isinstance(below, dict) or not below:
        return value
    if isinstance(value, list):
        return [cut(each, below) for each in value]
    return cut(value, below) if isinstance(value, dict) else value
