"""What the tests of the Shopify adapter share: our own recordings, and Shopify's samples where
their folder is given."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, TypeVar

import pytest

from adapters.shopify import adapter
from connector.contract import Delivery
from connector.records import (
    Change,
    Order,
)

SECRET = "fixture-secret-0123456789abcdef"
SHOP = "lale-demo.myshopify.com"
FIXTURES = Path(__file__).parents[2] / "adapters" / "shopify" / "fixtures"
RECORDINGS = sorted(path.stem for path in FIXTURES.glob("*.http"))
DATA = Path(os.environ.get("STOREWIRE_TEST_DATA", "")) / "shopify"
samples = pytest.mark.skipif(
    "STOREWIRE_TEST_DATA" not in os.environ,
    reason="STOREWIRE_TEST_DATA does not say where Shopify's own samples are",
)

C = TypeVar("C", bound=Change)


def recording(name: str) -> Delivery:
    head, body = (FIXTURES / f"{name}.http").read_bytes().split(b"\n\n", 1)
    lines = (line.split(": ", 1) for line in head.decode().splitlines())
    return Delivery(headers={name.lower(): value for name, value in lines}, body=body)


def changes(topic: str, body: bytes | dict[str, Any]) -> tuple[Change, ...]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return adapter.topics[topic].changes(raw)


def recorded(name: str) -> tuple[Change, ...]:
    delivery = recording(name)
    return changes(adapter.read_envelope(delivery).topic, delivery.body)


def body_of(name: str, **changed: Any) -> dict[str, Any]:
    return dict(json.loads(recording(name).body), **changed)


def only(wanted: type[C], found: tuple[Change, ...]) -> C:
    (one,) = [change for change in found if isinstance(change, wanted)]
    return one


def order_after(name: str = "orders-create", **changed: Any) -> Order:
    return only(Order, changes("orders/updated", body_of(name, **changed)))
