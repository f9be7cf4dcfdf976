"""Deliveries as shops send them: the recordings of an adapter, each as another thing, made as large
as asked for, signed with the shop's own secret."""

from __future__ import annotations

import json
import random
import re
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
SMALL = {"orders-updated": "orders-updated-till"}
"""An order of fewer than `LARGE` bytes in place of one of more."""
LARGE = 14_000
GID = re.compile(rb"(gid://shopify/\w+/)(\d+)")
IDS_OF_ITS_OWN = {
    *("id", "order_id", "fulfillment_id", "refund_id", "return_id", "line_item_id"),
    *("inventory_item_id", "customer_id"),
}
OF_THE_LINE = {"host", "content-length"}
"""Headers that whoever sends it sets anew."""
IDS = count(7_000_000_001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Webhooks on their way to a delivery URL."""

    platform: str
    path: str
    """Of its delivery URL."""
    addresses: tuple[str, ...]
    """Of the shops that send by turns, all with one secret."""

    def requests(self, size: int, how_many: int, seed: int = 1) -> Iterator[Request]:
        """All different; orders and products of about `size` bytes."""
        drawn = random.Random(seed)  # noqa: S311 - repeatable
        adapter, known = discover()[self.platform], recorded(self.platform)
        names, weights = zip(*MIX[self.platform].items(), strict=True)
        for name in drawn.choices(names, weights, k=how_many):
            one = known[smaller(name, size)].delivery
            body = renewed(json.loads(one.body), size)
            own = fresh(self.platform, drawn.choice(self.addresses))
            sent = Delivery(headers={**one.headers, **own}, body=body)
            signed = resigned(adapter, sent, body, SECRET)
            headers = [each for each in signed.headers.items() if each[0] not in OF_THE_LINE]
            yield Request(method="POST", path=self.path, headers=headers, body=body)


def sender(shop: Shop, platform: str = "shopify") -> Sender:
    path = shop.delivery_url.partition("/webhooks/")[2]
    address = next(iter(SETTINGS[platform].values()))
    return Sender(platform=platform, path=f"/webhooks/{path}", addresses=(address,))


def recorded(platform: str) -> dict[str, Recording]:
    folder = ROOT / "adapters" / platform / "fixtures"
    return {one.name: one for one in recordings(Path(folder))}


def smaller(name: str, size: int) -> str:
    return SMALL.get(name, name) if size < LARGE else name


def fresh(platform: str, address: str) -> dict[str, str]:
    """Headers that no two deliveries share."""
    if platform == "woocommerce":
        named = {"x-wc-webhook-source": address + "/"}
        return {**named, "x-wc-webhook-delivery-id": uuid4().hex}
    return {"x-shopify-webhook-id": str(uuid4()), "x-shopify-shop-domain": address}


def renewed(body: dict[str, Any], size: int) -> bytes:
    """Another order or product with other parts and another buyer, and as many lines as make it
    this large. What it is about is the same: the articles."""
    own = next(IDS)
    at = (BEGAN + timedelta(seconds=own % 1_000_000)).isoformat(timespec="seconds")
    ids: dict[int, int] = {body["id"]: own}
    body = _with_other_ids(body, ids)
    body |= {"updated_at": at, "date_modified_gmt": at.removesuffix("+00:00")}
    numbers = {"order_number": own, "number": str(own)}
    body |= {name: value for name, value in numbers.items() if name in body}
    if "line_items" in body:
        body |= {"name": f"#{own}"} if "order_number" in body else {}
        body["line_items"] += lines(body["line_items"][0], size - len(packed(body)))
    return GID.sub(lambda found: found[1] + other_number(found[2], ids), packed(body))


def other_number(old: bytes, ids: Mapping[int, int]) -> bytes:
    return b"%d" % ids.get(int(old), int(old))


def _with_other_ids(value: Any, ids: dict[int, int]) -> Any:
    """Of everything in it but articles; the same other id for the same one."""
    if isinstance(value, list):
        return [_with_other_ids(each, ids) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _other(name, each, ids) for name, each in value.items()}


def _other(name: str, value: Any, ids: dict[int, int]) -> Any:
    if name in IDS_OF_ITS_OWN and value and isinstance(value, int):
        return ids.setdefault(value, next(IDS))
    if name == "email" and value:
        return f"{next(iter(ids.values()))}@example.com"
    return _with_other_ids(value, ids)


def lines(line: dict[str, Any], room: int) -> list[dict[str, Any]]:
    return [{**line, "id": next(IDS)} for _ in range(room // len(packed(line)))]


def packed(body: dict[str, Any]) -> bytes:
    """As both platforms do it."""
    return json.dumps(body, separators=(",", ":")).encode()
