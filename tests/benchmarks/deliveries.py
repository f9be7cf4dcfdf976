"""Deliveries as shops send them: the recordings of an adapter, each as another thing, made as large
as asked for, signed with the shop's own secret."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from connector.contract import Delivery
from connector.registry import discover
from connector.testing.recordings import Recording, recordings, resigned
from tests.benchmarks.load import Request
from tests.drills.shop import Shop
from tests.running import ROOT

SECRET = "bench-secret-0123456789abcdef"
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
MIX: Mapping[str, Mapping[str, int]] = {
    "shopify": {"orders-updated": 6, "fulfillments-create": 2, "products-update": 2},
    "woocommerce": {"order_updated": 6, "order_updated_tracking": 2, "product_updated_simple": 2},
}
"""Recordings by how often each is sent. What is small by nature stays smaller than asked for."""
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "shopify": {"shop": "bench.myshopify.com", "client_secret": SECRET},
    "woocommerce": {"url": "https://bench.example.com", "webhook_secret": SECRET},
}
IDS = count(7_000_000_001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One shop's webhooks, on their way to its delivery URL."""

    platform: str
    path: str
    """Of its delivery URL."""

    def requests(self, size: int, how_many: int, seed: int = 1) -> Iterator[Request]:
        """All different; orders and products of about `size` bytes."""
        drawn = random.Random(seed)  # noqa: S311 - repeatable
        adapter, known = discover()[self.platform], recorded(self.platform)
        names, weights = zip(*MIX[self.platform].items(), strict=True)
        for name in drawn.choices(names, weights, k=how_many):
            one = known[name].delivery
            body = json.dumps(renewed(json.loads(one.body), size)).encode()
            sent = Delivery(headers={**one.headers, **fresh(self.platform)}, body=body)
            signed = resigned(adapter, sent, body, SECRET)
            headers = [(k, v) for k, v in signed.headers.items() if k != "host"]
            yield Request(method="POST", path=self.path, headers=headers, body=body)


def sender(shop: Shop, platform: str) -> Sender:
    path = shop.delivery_url.partition("/webhooks/")[2]
    return Sender(platform=platform, path=f"/webhooks/{path}")


def recorded(platform: str) -> dict[str, Recording]:
    folder = ROOT / "adapters" / platform / "fixtures"
    return {one.name: one for one in recordings(Path(folder))}


def fresh(platform: str) -> dict[str, str]:
    """Headers that no two deliveries share."""
    if platform == "woocommerce":
        source = SETTINGS[platform]["url"] + "/"
        return {"x-wc-webhook-delivery-id": uuid4().hex, "x-wc-webhook-source": source}
    shop = SETTINGS[platform]["shop"]
    return {"x-shopify-webhook-id": str(uuid4()), "x-shopify-shop-domain": shop}


def renewed(body: dict[str, Any], size: int) -> dict[str, Any]:
    """Another order or product, with as many lines as make it this large."""
    own = next(IDS)
    at = (BEGAN + timedelta(seconds=own % 1_000_000)).isoformat(timespec="seconds")
    body = {**body, "id": own, "updated_at": at, "date_modified_gmt": at.removesuffix("+00:00")}
    numbers = {"name": f"#{own}", "order_number": own, "number": str(own), "order_id": own}
    body |= {name: value for name, value in numbers.items() if name in body and name != "name"}
    if "line_items" in body:
        body |= {"name": f"#{own}"} if "order_number" in body else {}
        body["line_items"] = lines(body["line_items"][0], size - len(json.dumps(body)))
    return body


def lines(line: dict[str, Any], room: int) -> list[dict[str, Any]]:
    how_many = max(1, 1 + room // len(json.dumps(line)))
    return [{**line, "id": next(IDS)} for _ in range(how_many)]
