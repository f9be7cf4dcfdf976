"""Where something broke, for the log: never an exception's text, which may hold what a customer
wrote, nor a traceback's lines, which may hold a secret."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

FRAMES = 8


def whereabouts(error: BaseException) -> dict[str, object]:
    """The kinds of error, from what was raised down to its cause, and the innermost frames."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {
        "error": [type(cause).__name__ for cause in _causes(error)],
        "at": [f"{frame.filename}:{frame.lineno}" for frame in frames],
    }


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
