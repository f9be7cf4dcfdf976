"""Our WooCommerce recordings, as they are and with a field changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from adapters.woocommerce import adapter
from connector.contract import Delivery
from connector.records import (
    Change,
    Fetch,
    Ref,
)

FIXTURES = Path(__file__).parents[2] / "adapters" / "woocommerce" / "fixtures"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.http"))
SECRET = "fixture-secret-0123456789abcdef"


def recorded(name: str) -> Delivery:
    head, _, body = (FIXTURES / f"{name}.http").read_bytes().partition(b"\n\n")
    pairs = (line.split(": ", 1) for line in head.decode("latin-1").split("\n"))
    return Delivery(headers={key.lower(): value for key, value in pairs}, body=body)


def parsed(delivery: Delivery) -> tuple[Change, ...]:
    if adapter.is_ping(delivery) or adapter.platform_error(delivery.body):
        return ()
    topic = adapter.read_envelope(delivery).topic
    return () if topic in adapter.ignored else adapter.topics[topic].changes(delivery.body)


def altered(name: str, /, **fields: Any) -> tuple[Change, ...]:
    """The changes of a recording some of whose fields were different."""
    delivery = recorded(name)
    body = json.dumps({**json.loads(delivery.body), **fields}).encode()
    return parsed(Delivery(headers=delivery.headers, body=body))


def only(kind: type[Any], changes: tuple[Change, ...]) -> Any:
    (found,) = (change for change in changes if isinstance(change, kind))
    return found


def refs(changes: tuple[Change, ...]) -> list[Ref]:
    return [change.ref for change in changes if isinstance(change, Fetch)]
