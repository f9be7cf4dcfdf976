"""When one copy of what a delivery says differs from another only in saying less.

A key that is gone may cost what it told; it may not turn into a claim. So beside equal changes only
these pass:

- a change less, or a `Fetch` in place of what is not told;
- in a change that stays (the same type and id), a field that falls back to not knowing: None,
  `unknown`, an empty text, fewer items in a list;
- another text for people to read: names, streets and titles are put together of several keys.

Never passing are another amount, number, time, id, status, yes or no; a list that may be None
(`refund_ids`) and is empty instead, which claims that there is none; and a change about something
that the whole payload does not speak of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

import msgspec
from msgspec.structs import FieldInfo, fields

from connector.records import Change, Fetch, Money


def claims(given: Sequence[Change], whole: Sequence[Change]) -> Iterator[str]:
    """What `given` says and `whole`, parsed from the complete payload, does not."""
    for change in given:
        if not isinstance(change, Fetch) and change not in whole:
            yield from claims_of(change, whole)


def claims_of(change: Change, whole: Sequence[Change]) -> Iterator[str]:
    name = type(change).__name__
    alike = [each for each in whole if type(each) is type(change) and about(each) == about(change)]
    if not alike:
        yield f"it yields a {name} about {about(change)!r}"
        return
    yield from min((list(of_fields(change, each, name)) for each in alike), key=len)


def about(change: Change) -> object:
    return getattr(change, "id", None) or getattr(change, "ref", None)


def of_fields(given: msgspec.Struct, whole: msgspec.Struct, path: str) -> Iterator[str]:
    for field in fields(type(given)):
        before, after = getattr(whole, field.name), getattr(given, field.name)
        yield from of_value(after, before, field, f"{path}.{field.name}")


def of_value(given: Any, whole: Any, field: FieldInfo, path: str) -> Iterator[str]:
    if given == whole or knows_nothing(given, field) or is_prose(given, whole, field):
        return
    if isinstance(given, msgspec.Struct) and same_kind(given, whole):
        yield from of_fields(given, whole, path)
    elif isinstance(given, tuple) and isinstance(whole, tuple) and given:
        for place, item in enumerate(given):
            yield from of_item(item, whole, field, f"{path}[{place}]")
    else:
        yield f"{path} is {given!r} in place of {whole!r}"


def of_item(item: Any, whole: tuple[Any, ...], field: FieldInfo, path: str) -> Iterator[str]:
    """It has to be one of the whole list's, or to say less than one of them."""
    found = [list(of_value(item, each, field, path)) for each in whole]
    yield from min(found, key=len, default=[f"{path} is new"])


def same_kind(given: msgspec.Struct, whole: object) -> bool:
    """Half an amount is none: `Money` is one value."""
    return type(given) is type(whole) and not isinstance(given, Money)


def knows_nothing(value: Any, field: FieldInfo) -> bool:
    if isinstance(value, Enum):
        return value.name == "UNKNOWN"
    return value is None or value == "" or (value == () and field.default == ())


def is_prose(given: Any, whole: Any, field: FieldInfo) -> bool:
    """Text that is neither a word of ours nor an id."""
    is_id = field.name == "id" or field.name.endswith(("_id", "_ids"))
    both_text = isinstance(given, str) and isinstance(whole, str)
    return both_text and not is_id and not isinstance(whole, Enum)
