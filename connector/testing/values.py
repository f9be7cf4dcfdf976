"""What is wrong with a value that an adapter yields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import FieldInfo, fields

from connector.convert import web_url
from connector.records import Change, Money, Tracking

CHANGES = msgspec.json.Decoder(tuple[Change, ...])


def abnormal(changes: Iterable[object]) -> Iterator[str]:
    """Floats, times that are not aware UTC, amounts that are no numbers, wrong addresses."""
    for path, value in values(tuple(changes), "changes"):
        problem = wrong(value)
        if problem:
            yield f"{path} is {value!r}: {problem}"


def wrong(value: object) -> str:
    match value:
        case float():
            return "a float"
        case datetime() if value.utcoffset() != timedelta(0):
            return "not in aware UTC"
        case Decimal() if not value.is_finite():
            return "not a finite number"
        case Money() if not re.fullmatch("[A-Z]{3}", str(value.currency)):
            return "not in an ISO 4217 currency"
        case Tracking() if value.url and web_url(value.url) != value.url:
            return "not a link to http or https"
    return ""


def nameless(changes: Iterable[object]) -> Iterator[str]:
    """Ids that are not text, and ids without which a record cannot be told from others."""
    for path, value in values(tuple(changes), "changes"):
        if isinstance(value, msgspec.Struct):
            for field in id_fields(type(value)):
                for id_ in ids(field, getattr(value, field.name)):
                    said = "an empty id" if id_ == "" else f"{id_!r}, and ids are text"
                    yield f"{path}.{field.name} holds {said}"


@cache
def id_fields(kind: type[msgspec.Struct]) -> tuple[FieldInfo, ...]:
    return tuple(f for f in fields(kind) if f.name == "id" or f.name.endswith(("_id", "_ids")))


def ids(field: FieldInfo, value: Any) -> Iterator[object]:
    """The values of this field that are no ids although its name says so. An id that a record may
    do without is empty there; one that it needs is not."""
    if field.name.endswith("_ids"):
        yield from (item for item in value or () if not isinstance(item, str) or not item)
    elif not isinstance(value, str) or (field.required and not value):
        yield value


def mistyped(changes: tuple[Change, ...]) -> Iterator[str]:
    """Changes that are not the same once written and read again: records check no types."""
    try:
        again = CHANGES.decode(msgspec.json.encode(changes))
    except (TypeError, msgspec.MsgspecError) as error:
        yield f"cannot be read again once written: {error}"
        return
    for before, after in zip(changes, again, strict=True):
        if before != after:
            yield f"yields {before}, which is read again as {after}"


def values(value: object, path: str) -> Iterator[tuple[str, object]]:
    """The value and all it holds, each with its path."""
    yield path, value
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from values(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple | list | set | frozenset):
        for place, item in enumerate(value):
            yield from values(item, f"{path}[{place}]")
