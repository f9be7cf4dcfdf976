"""A small shop on the wire, and someone who asks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.shopify import Shop, fake_shopify
from tests.fakes.shopify.asking import Asker


@pytest.fixture
def shop() -> Iterator[Shop]:
    with fake_shopify() as made:
        made.populate(orders=120, products=20)
        yield made


@pytest.fixture
def asker(shop: Shop) -> Asker:
    return Asker(shop)
