"""What tests share: the key of their databases, and the recordings that are kept elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SECRET_KEYS = ("a secret key that only tests know",)
SHARED_DATA = "STOREWIRE_TEST_DATA"

needs_data = pytest.mark.skipif(
    not os.environ.get(SHARED_DATA),
    reason=f"set {SHARED_DATA} to the folder of recorded deliveries to run this",
)


def shared_data() -> Path:
    """The folder of recorded deliveries; only in tests marked `needs_data`."""
    return Path(os.environ[SHARED_DATA])
