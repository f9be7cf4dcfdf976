"""Errors as `application/problem+json` (RFC 9457): one shape for deliveries and questions."""

from __future__ import annotations

import msgspec

from connector.errors import BadRequest, StorewireError

MEDIA_TYPE = "application/problem+json"


def document(error: StorewireError) -> dict[str, object]:
    """`type` ends in the error's slug and is described in docs/api.md."""
    found: dict[str, object] = {
        "type": f"/problems/{error.slug}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
    }
    if isinstance(error, BadRequest) and error.parameter:
        found["parameter"] = error.parameter
    return found


def problem(error: StorewireError) -> bytes:
    return msgspec.json.encode(document(error))
