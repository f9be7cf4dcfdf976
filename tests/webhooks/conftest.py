"""Logs are written as they are in service: structlog's own traceback would take seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.webhooks.logs import written_logs


@pytest.fixture(autouse=True)
def logs_as_in_service() -> Iterator[None]:
    with written_logs():
        yield
