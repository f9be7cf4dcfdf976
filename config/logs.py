"""Logs are events with fields: never bodies, headers or anything a customer wrote."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import TextIO

import structlog
from structlog.typing import EventDict

from config.settings import Settings


def _name_the_error(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Of what kind a bug is and where: neither its message nor the values around it, as a usual
    traceback would, because these may be a customer's."""
    errors = list(_chain(sys.exc_info()[1])) if event.pop("exc_info", None) else []
    if errors:
        frames = traceback.extract_tb(errors[0].__traceback__)
        event["error"] = " from ".join(type(error).__name__ for error in errors)
        event["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def configure_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Our own events and the libraries' warnings, to standard error, in one format."""
    output = stream or sys.stderr
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    readable = settings.log_format == "text"
    renderer = (
        structlog.dev.ConsoleRenderer(colors=False)
        if readable
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_the_error,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(output),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        stream=output, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s"
    )
