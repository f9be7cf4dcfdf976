"""Records taken apart into what is a person's and what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import Any

import msgspec

from connector.records import Address, Buyer, Change, DataRequest, Redact, Review, Tracking
from connector.testing.scrub.keys import Role

FIELDS: dict[type[Any], dict[str, Role]] = {
    Address: {
        "name": Role.NAME,
        "street": Role.PLACE,
        "locality": Role.PLACE,
        "region": Role.PLACE,
        "postal_code": Role.POSTCODE,
        "phone": Role.PHONE,
    },
    Buyer: {"name": Role.NAME, "emails": Role.EMAIL, "phones": Role.PHONE},
    Review: {
        "author": Role.NAME,
        "author_email": Role.EMAIL,
        "author_phone": Role.PHONE,
        "title": Role.PROSE,
        "body": Role.PROSE,
        "reply": Role.PROSE,
        "media": Role.URL,
    },
    Tracking: {"number": Role.CODE, "url": Role.URL},
    DataRequest: {"emails": Role.EMAIL, "phones": Role.PHONE},
    Redact: {"emails": Role.EMAIL, "phones": Role.PHONE},
}
"""What each record holds of a person."""

Personal = tuple[Role, str]


def personal(changes: Sequence[Change]) -> list[Personal]:
    return list(_personal(tuple(changes)))


def _personal(value: object) -> Iterator[Personal]:
    if isinstance(value, tuple):
        for item in value:
            yield from _personal(item)
    elif isinstance(value, msgspec.Struct):
        roles = FIELDS.get(type(value), {})
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if name in roles:
                yield from ((roles[name], text) for text in texts(inner) if text)
            else:
                yield from _personal(inner)


def texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def as_it_is(text: str) -> str:
    return text


def impersonal(
    value: object, *, telling: bool = True, word: Callable[[str], str] = as_it_is
) -> object:
    """The same without any person's text; `telling` how much of it there is, and with what `word`
    makes of all other text."""
    if isinstance(value, tuple | list):
        return [impersonal(item, telling=telling, word=word) for item in value]
    if isinstance(value, str) and not isinstance(value, Enum):
        return word(value)
    if not isinstance(value, msgspec.Struct):
        return value
    roles = FIELDS.get(type(value), {})
    told: dict[str, object] = {"": type(value).__name__}
    for name in value.__struct_fields__:
        inner = getattr(value, name)
        if name not in roles:
            told[name] = impersonal(inner, telling=telling, word=word)
        elif telling:
            told[name] = there(inner)
    return told


def there(value: Any) -> object:
    return bool(value) if isinstance(value, str) else len(value)
