from __future__ import annotations

import pytest

from connector.storage.engine import Database
from tests.storage.shop import Shop, new_shop


@pytest.fixture
def shop(database: Database) -> Shop:
    return new_shop(database)
