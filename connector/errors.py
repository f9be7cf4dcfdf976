"""Everything Storewire raises on purpose.

StorewireError
├── Malformed      a delivery we verified but cannot understand: kept as failed, with its JSON path
├── Rejected       a delivery that carries the platform's own error instead of a resource
├── BadRequest     400: the caller can mend the request
├── Unauthorized   401: no valid signature or key; says nothing more
├── Forbidden      403: a valid key that may not do this
├── TooLarge       413: the body is over the limit
├── Unavailable    503: the database is away, ask again
├── Unsupported    the platform cannot do this
└── Misconfigured  the settings or the owner's input need mending before anything can start
"""

from __future__ import annotations

from typing import ClassVar


class StorewireError(Exception):
    """Carries what problem+json shows: `status`, `slug` (end of the problem type) and `title`."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title


class Malformed(StorewireError):
    """`path` is the JSON path of the value that could not be understood, such as `$.id`."""

    status, slug, title = 422, "malformed-delivery", "The delivery could not be understood"

    def __init__(self, detail: str, path: str = "$") -> None:
        super().__init__(detail)
        self.path = path


class Rejected(StorewireError):
    status, slug, title = 422, "platform-error", "The platform sent an error instead of a resource"


class BadRequest(StorewireError):
    status, slug, title = 400, "bad-request", "The request needs mending"

    def __init__(self, detail: str = "", parameter: str | None = None) -> None:
        super().__init__(detail)
        self.parameter = parameter


class Unauthorized(StorewireError):
    status, slug, title = 401, "unauthorized", "A valid key or signature is needed"


class Forbidden(StorewireError):
    status, slug, title = 403, "forbidden", "This key may not do that"


class TooLarge(StorewireError):
    status, slug, title = 413, "too-large", "The body is over the limit"


class Unavailable(StorewireError):
    status, slug, title = 503, "unavailable", "The database is away, please ask again"


class Unsupported(StorewireError):
    status, slug, title = 501, "unsupported", "The platform cannot do this"


class Misconfigured(StorewireError):
    status, slug, title = 500, "misconfigured", "The settings need mending"
