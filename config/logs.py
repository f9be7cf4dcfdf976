"""Logs are events with fields: never bodies, headers or anything a customer wrote."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog

from config.settings import Settings


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
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(output),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        stream=output, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s"
    )
