"""Whatever goes wrong inside Flask, answered as one shape: `connector.problems`."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from apiflask import APIFlask, HTTPError
from flask import Response, json
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException

from connector.errors import (
    BadRequest,
    Misconfigured,
    StorewireError,
    TooLarge,
    Unauthorized,
    Unavailable,
)
from connector.problems import MEDIA_TYPE, document

log = structlog.get_logger(__name__)

BLANK = "about:blank"
"""RFC 9457's type for what its HTTP status says completely."""
RETRY_AFTER_SECONDS = "5"
LONGEST_NAME = 60
FRAMES = 8


class SecondFactNeeded(BadRequest):
    slug, title = "second-fact-needed", "An order number alone proves nothing"

    def __init__(self) -> None:
        super().__init__(
            "Ask the shopper for the e-mail address, phone number or postcode of the order and "
            "send it as `email`, `phone` or `postcode`."
        )


class TooManyGuesses(StorewireError):
    """`wait` in seconds. Says neither what there were too many of nor how many."""

    status, slug, title = 429, "too-many-guesses", "Too many guesses"

    def __init__(self, wait: int = 3600) -> None:
        super().__init__(
            "There have been too many questions whose order number and facts do not fit together. "
            "Wait for as many seconds as `Retry-After` says."
        )
        self.wait = wait


class IdentityNotAccepted(Unauthorized):
    """Who was vouched for is not to be known from it. Nothing is answered as if it had not come."""

    slug, title = "identity-not-accepted", "The shopper's identity is not accepted"


class NoSender(BadRequest):
    slug, title = "no-sender", "This store sends no one-time codes"

    def __init__(self) -> None:
        super().__init__(
            "The store's owner has to say how codes are sent, with `storewire sender set`. Until "
            "then a shopper proves an order with its number and one more fact of it."
        )


class NotFound(StorewireError):
    status, slug, title = 404, "not-found", "There is nothing at this address"


class MethodNotAllowed(StorewireError):
    status, slug, title = 405, "method-not-allowed", "This address takes another method"


PROBLEMS: tuple[type[StorewireError], ...] = (
    BadRequest,
    SecondFactNeeded,
    NoSender,
    Unauthorized,
    IdentityNotAccepted,
    NotFound,
    MethodNotAllowed,
    TooLarge,
    TooManyGuesses,
    StorewireError,
    Misconfigured,
    Unavailable,
)
"""Every problem a caller can meet; docs/api.md has a row for each."""
OF_HTTP: dict[int | None, type[StorewireError]] = {
    error.status: error for error in (NotFound, MethodNotAllowed, TooLarge)
}
"""Where Flask's own errors have a type of ours."""


def without_default(schema: dict[str, Any]) -> None:
    """For what is absent rather than empty."""
    del schema["default"]


class Problem(BaseModel):
    """What went wrong: `type` is for programs, `detail` for people."""

    type: str = Field(description="Which problem it is.", examples=["/problems/bad-request"])
    title: str = Field(description="The same for every problem of this type.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened here and how to mend it.")
    parameter: str = Field(
        default="",
        description="The query parameter to mend; absent where it is not one.",
        json_schema_extra=without_default,
    )


def add_problems(app: APIFlask) -> None:
    """For every route of the app, whichever room it is in."""
    app.register_error_handler(StorewireError, of_ours)
    app.register_error_handler(HTTPError, of_apiflask)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, of_surprise)


def of_ours(error: StorewireError) -> Response:
    if error.status >= 500:
        note(error)
    return answer(document(error), waiting(error))


def waiting(error: StorewireError) -> dict[str, str]:
    if isinstance(error, TooManyGuesses):
        return {"Retry-After": str(error.wait)}
    return {"Retry-After": RETRY_AFTER_SECONDS} if isinstance(error, Unavailable) else {}


def of_apiflask(error: HTTPError) -> Response:
    """A query that does not fit its model arrives so, with what pydantic said as the cause."""
    if isinstance(error.__cause__, ValidationError):
        return of_ours(bad_parameter(error.__cause__))
    return answer(blank(error.status_code, error.message or ""), {})


def bad_parameter(wrong: ValidationError) -> BadRequest:
    """The first thing that is wrong."""
    first = wrong.errors(include_url=False)[0]
    name = "".join(str(step) for step in first["loc"][:1])[:LONGEST_NAME]
    if first["type"] == "missing":
        return missing(name)
    if first["type"] == "extra_forbidden":
        return BadRequest(f"There is no parameter `{name}` here.", name)
    said = first["msg"].removeprefix("Value error, ")
    return BadRequest(f"The parameter `{name}` does not fit: {said}.", name)


def missing(name: str) -> BadRequest:
    return BadRequest(f"The parameter `{name}` is missing or empty.", name)


def of_http(error: HTTPException) -> Response:
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    ours = OF_HTTP.get(error.code)
    return answer(document(ours()) if ours else blank(error.code or 500, error.name), headers)


def blank(status: int, title: str) -> dict[str, object]:
    return {"type": BLANK, "title": title, "status": status, "detail": title}


def of_surprise(error: Exception) -> Response:
    note(error)
    return answer(document(StorewireError()), {})


def note(error: Exception) -> None:
    """Of what kind it is and where. Never its text: a database's holds what was asked for."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    at = [f"{frame.filename}:{frame.lineno}" for frame in frames]
    log.error("request.failed", error=[type(cause).__name__ for cause in causes(error)], at=at)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def answer(problem: Mapping[str, object], headers: Mapping[str, str]) -> Response:
    response = Response(json.dumps(problem), content_type=MEDIA_TYPE, headers=headers)
    response.status_code = int(str(problem["status"]))
    response.cache_control.no_store = True
    return response
