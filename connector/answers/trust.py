"""How far somebody is believed, and what of an answer that lets them see.

Every field of what is told of an order names the least level that may see it:
`Claimed[str | None]`. The OpenAPI document shows it as `x-least-trust`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

LEAST = "x-least-trust"

TrustWord = Literal["anonymous", "claimed", "verified", "agent"]


class Trust(IntEnum):
    """The higher, the more may be seen."""

    ANONYMOUS = 0
    CLAIMED = 1
    """Knows the number of an order and one more fact of it."""
    VERIFIED = 2
    """Shown to be this person: by a one-time code, a signed identity or the platform's login."""
    AGENT = 3
    """Works for the store."""

    @property
    def word(self) -> TrustWord:
        return WORDS[self]


WORDS: Mapping[Trust, TrustWord] = {
    Trust.ANONYMOUS: "anonymous",
    Trust.CLAIMED: "claimed",
    Trust.VERIFIED: "verified",
    Trust.AGENT: "agent",
}
OF_WORD: Mapping[str, Trust] = {word: trust for trust, word in WORDS.items()}

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

Anyone = Annotated[T, Field(json_schema_extra={LEAST: "anonymous"})]
Claimed = Annotated[T, Field(json_schema_extra={LEAST: "claimed"})]
Verified = Annotated[T, Field(json_schema_extra={LEAST: "verified"})]
Agents = Annotated[T, Field(json_schema_extra={LEAST: "agent"})]


def seen_by(part: M, trust: Trust) -> M | None:
    """What somebody of this trust may see of it: what they may not is null or empty. None where
    what they may not see can be neither."""
    model, seen = type(part), {}
    for name in looked_into(model, trust):
        value = getattr(part, name)
        shown = seen_value(value, trust) if trust >= least_of(model, name) else None
        if shown is None and value is not None:
            info = model.model_fields[name]
            if not is_blankable(info):
                return None
            shown = blank(info)
        seen[name] = shown
    return part.model_copy(update=seen) if seen else part


@cache
def looked_into(model: type[BaseModel], trust: Trust) -> tuple[str, ...]:
    """The fields that somebody of this trust does not see the whole of."""
    return tuple(
        name
        for name, info in model.model_fields.items()
        if trust < least_of(model, name) or any(looked_into(m, trust) for m in models_in(info))
    )


def models_in(info: FieldInfo) -> Iterator[type[BaseModel]]:
    """Those that a value of this field may be made of."""
    waiting = [info.annotation]
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield annotation
        waiting += get_args(annotation)


def seen_value(value: object, trust: Trust) -> object:
    if isinstance(value, BaseModel):
        return seen_by(value, trust)
    if isinstance(value, list):
        return list(seen_entries(value, trust))
    return value


def seen_entries(values: list[object], trust: Trust) -> Iterator[object]:
    for value in values:
        shown = seen_value(value, trust)
        if shown is not None:
            yield shown


@cache
def least_of(model: type[BaseModel], name: str) -> Trust:
    """What nobody has thought about is seen by nobody but the store's own people."""
    said = declared(model.model_fields[name])
    return Trust.AGENT if said is None else said


def declared(info: FieldInfo) -> Trust | None:
    extra: Any = info.json_schema_extra
    return OF_WORD.get(extra[LEAST]) if isinstance(extra, dict) and LEAST in extra else None


def is_blankable(info: FieldInfo) -> bool:
    return is_list(info) or type(None) in get_args(info.annotation)


def is_list(info: FieldInfo) -> bool:
    return get_origin(info.annotation) is list


def blank(info: FieldInfo) -> object:
    return [] if is_list(info) else None
