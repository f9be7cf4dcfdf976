"""Everything Storewire raises on purpose.

StorewireError
├── Malformed      a delivery we verified but cannot understand: kept as failed, with its JSON path
├── BadRequest     400: the caller can mend the request
├── Unauthorized   401: no valid signature or key; says nothing more
├── TooLarge       413: the body is over the limit
├── Unavailable    503: the database is away, ask again
├── Unsupported    the platform cannot do this
├── PlatformAway   the platform does not answer as it should: try again later
│   └── Throttled  the platform wants us to wait, and says how long
├── AccessRevoked  the platform knows us no more: the owner has to connect the shop again
├── AccessDenied   the platform knows us and refuses: the owner has to grant more
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


class BadRequest(StorewireError):
    status, slug, title = 400, "bad-request", "The request needs mending"

    def __init__(self, detail: str = "", parameter: str | None = None) -> None:
        super().__init__(detail)
        self.parameter = parameter


class Unauthorized(StorewireError):
    status, slug, title = 401, "unauthorized", "A valid key or signature is needed"


class TooLarge(StorewireError):
    status, slug, title = 413, "too-large", "The body is over the limit"


class Unavailable(StorewireError):
    status, slug, title = 503, "unavailable", "The database is away, please ask again"


class Unsupported(StorewireError):
    status, slug, title = 501, "unsupported", "The platform cannot do this"


class PlatformAway(StorewireError):
    """`detail` says what came instead of an answer, and what the owner can do about it."""

    status, slug, title = 502, "platform-away", "The shop does not answer as it should"


class Throttled(PlatformAway):
    """`wait` in seconds: not before then."""

    slug, title = "throttled", "The shop wants us to wait"

    def __init__(self, wait: float) -> None:
        super().__init__(f"The shop wants us to wait {wait:.0f} seconds.")
        self.wait = wait

    def __reduce__(self) -> tuple[type[Throttled], tuple[float]]:
        return Throttled, (self.wait,)


class AccessRevoked(StorewireError):
    """`detail` is the cure, in words an owner understands."""

    status, slug, title = 502, "access-revoked", "The shop has to be connected again"


class AccessDenied(StorewireError):
    """`detail` is the cure, in words an owner understands."""

    status, slug, title = 502, "access-denied", "The shop does not let us do this"


class Misconfigured(StorewireError):
    status, slug, title = 500, "misconfigured", "The settings need mending"
