"""What is logged, as it would be written."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Literal

import structlog

from config.logs import configure_logs
from config.settings import Settings


@contextmanager
def written_logs(log_format: Literal["json", "text"] = "json") -> Iterator[StringIO]:
    """Everything logged within the block, through `configure_logs`, from the lowest level on."""
    stream = StringIO()
    with logging_as_before():
        logging.getLogger().handlers = []
        configure_logs(Settings(log_level="debug", log_format=log_format), stream)
        yield stream


@contextmanager
def logging_as_before() -> Iterator[None]:
    """What the block configures ends with it: loggers once used keep the stream they have."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    forget_streams()
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()
        forget_streams()


def forget_streams() -> None:
    for module in list(sys.modules.values()):
        logger = getattr(module, "__dict__", {}).get("log")
        if isinstance(getattr(logger, "__dict__", None), dict):
            logger.__dict__.pop("bind", None)
