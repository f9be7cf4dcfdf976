"""What owners tell in JSON, one document a topic: read strictly, refused with the JSON path."""

from __future__ import annotations

import json
import re
from datetime import time
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, JsonValue, ValidationError
from pydantic_core import ErrorDetails

from connector.answers.policy_values import listed, term
from connector.answers.text import clean
from connector.errors import BadRequest

Model = TypeVar("Model", bound=BaseModel)

MOST_TEXT = 2_000_000
"""Characters; room for some thousand questions with their answers."""
MOST_NESTED = 40
DOCUMENTS = 32
"""Of each topic so many are kept read, the last used. They are known by their whole text, so what a
store changes holds from the next question on, whichever process it was told."""
TAG = "one of: "
"""Begins the names of alternatives, which are ours and no part of a JSON path."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PUBLIC_HOLIDAYS = "PublicHolidays"


def read_document(text: str) -> JsonValue:
    """Without nulls; numbers with a point stay text, so that no amount is ever a float.

    Raises BadRequest."""
    if len(text) > MOST_TEXT:
        raise refused("$", f"is longer than {MOST_TEXT} characters")
    try:
        document: JsonValue = json.loads(
            text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"),
            parse_float=str,
            parse_constant=refuse_constant,
            object_pairs_hook=object_of,
        )
        json.dumps(document, ensure_ascii=False).encode()
    except RecursionError:
        raise refused("$", "is nested too deeply") from None
    except ValueError as error:
        raise refused("$", f"is not valid JSON: {clean(str(error))}") from None
    return without_nulls(document)


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def object_of(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    """Of a property given twice JSON keeps the last, perhaps not the one that was meant."""
    found: dict[str, JsonValue] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{clean(name)} is given twice in one object")
        found[name] = value
    return found


def without_nulls(value: JsonValue, depth: int = 0) -> JsonValue:
    if depth > MOST_NESTED:
        raise refused("$", "is nested too deeply")
    if isinstance(value, dict):
        return {k: without_nulls(v, depth + 1) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_nulls(v, depth + 1) for v in value if v is not None]
    return value


def validated(model: type[Model], document: JsonValue, at: str = "$") -> Model:
    """Raises BadRequest saying where something is wrong, five things at most."""
    if not isinstance(document, dict):
        raise refused(at, "must be a JSON object")
    try:
        return model.model_validate(document)
    except ValidationError as error:
        said = (explained(each, at) for each in error.errors(include_url=False)[:5])
        raise BadRequest(" ".join(said), parameter="document") from None


def explained(error: ErrorDetails, at: str) -> str:
    """`$.openingHoursSpecification[2].opens: must be a time such as 09:30.`"""
    wrong = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        wrong = "there is no such property here"
    elif error["type"] == "missing":
        wrong = "is missing"
    return f"{at}{path_of(error['loc'])}: {wrong}."


def path_of(steps: tuple[int | str, ...]) -> str:
    named = (step for step in steps if not str(step).startswith(TAG))
    return "".join(f"[{s}]" if isinstance(s, int) else f".{clean(s)}" for s in named)


def refused(path: str, wrong: str) -> BadRequest:
    return BadRequest(f"{path}: {wrong}.", parameter="document")


def check_days(names: tuple[str, ...]) -> tuple[str, ...]:
    days = tuple(dict.fromkeys(term(name) for name in names))
    if not days or any(day not in DAYS for day in days):
        raise ValueError(f"must be one of {', '.join(DAYS)}, or a list of them")
    return days


def weekdays(names: tuple[str, ...]) -> frozenset[int]:
    """0 is Monday."""
    return frozenset(DAYS.index(name) for name in names if name in DAYS)


def check_clock(text: str) -> str:
    """As a shop writes it: `9:00`, `09:00:00`; `24:00` is the end of the day."""
    if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00(:00)?", text):
        raise ValueError("must be a time of the shop's own clock such as 09:30, without an offset")
    return text


def clock_of(text: str) -> time:
    """Checked before; `24:00` becomes midnight."""
    hours, minutes = text.split(":")[:2]
    return time(int(hours) % 24, int(minutes))


Weekdays = Annotated[tuple[str, ...], BeforeValidator(listed), AfterValidator(check_days)]
Clock = Annotated[str, AfterValidator(check_clock)]
