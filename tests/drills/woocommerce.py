"""The recorded WooCommerce store: its deliveries signed anew, and what its REST API said."""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.drills.shop import Question, Request, hmac_base64

SIGNATURE = "X-WC-Webhook-Signature"
SOURCE = "X-WC-Webhook-Source"
TOPIC = "X-WC-Webhook-Topic"
WEBHOOK = "X-WC-Webhook-ID"
OF_THE_CONNECTION = {"host", "content-length"}
AVAILABILITY = {"instock": "InStock", "outofstock": "OutOfStock", "onbackorder": "BackOrder"}
TRACKING = "_wc_shipment_tracking_items"
WHOLE_ORDER = {"number", "status", "line_items", "refunds", "meta_data", "date_modified_gmt"}
"""Keys of an order that is neither cut short nor of the oldest API version."""
SECRET = "a secret of the drill's own"


def recorded(headers: Sequence[Sequence[str]], body: bytes) -> Request:
    """As it was on the wire; our client says the length and the host itself."""
    kept = {name: value for name, value in headers if name.lower() not in OF_THE_CONNECTION}
    return Request(headers=kept, body=body)


def single(path: Path) -> Request:
    told = json.loads(path.read_bytes())
    return recorded(told["headers_list"], base64.b64decode(told["body_base64"]))


def life(folder: Path) -> list[Request]:
    _, *lines = gzip.decompress((folder / "life.ndjson.gz").read_bytes()).splitlines()
    told = (json.loads(line) for line in lines)
    return [recorded(one["headers"], one["body"].encode()) for one in told]


def readdressed(request: Request, store_url: str) -> Request:
    """Sent by the store at this address, signed with our secret; a ping is signed by nobody."""
    if TOPIC not in request.headers:
        return request
    own = {SOURCE: store_url, SIGNATURE: hmac_base64(SECRET, request.body)}
    return Request(headers={**request.headers, **own}, body=request.body)


def distinct(requests: Iterable[Request]) -> set[tuple[str, str, bytes]]:
    """What WooCommerce means as one delivery; pings are none."""
    signed = (request for request in requests if TOPIC in request.headers)
    return {(r.headers[WEBHOOK], r.headers[TOPIC], r.body) for r in signed}


def sequences(history: Sequence[Request], seeds: Sequence[int]) -> dict[str, list[Request]]:
    """One history in several orders of arrival."""
    found = {"in order": list(history)}
    found |= {f"shuffled {seed}": shuffled(history, seed) for seed in seeds}
    found["each twice"] = [request for request in history for _ in range(2)]
    return found


def shuffled(history: Sequence[Request], seed: int) -> list[Request]:
    return random.Random(seed).sample(history, len(history))  # noqa: S311 - repeatable on purpose


def bodies(requests: Iterable[Request]) -> Iterator[dict[str, Any]]:
    for request in requests:
        if TOPIC in request.headers:
            yield json.loads(request.body)


def newest_orders(told: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """By number; of two copies of one second the one that came last."""
    found: dict[str, dict[str, Any]] = {}
    for order in (body for body in told if body.keys() >= WHOLE_ORDER):
        known = found.get(order["number"], order)
        if order["date_modified_gmt"] >= known["date_modified_gmt"]:
            found[order["number"]] = order
    return found


def orders_in(told: Any) -> Iterator[dict[str, Any]]:
    """Every whole order somewhere inside a JSON value."""
    if isinstance(told, dict):
        if told.keys() >= WHOLE_ORDER:
            yield told
        for part in told.values():
            yield from orders_in(part)
    elif isinstance(told, list):
        for part in told:
            yield from orders_in(part)


def questions(requests: Iterable[Request]) -> list[Question]:
    """Everything that can be asked about what these deliveries are about."""
    found = set()
    for body in bodies(requests):
        if "line_items" in body:
            found.add(("/v1/order-status", ("order", body["number"])))
        if "stock_quantity" in body:
            found.add(("/v1/stock", ("product", str(body["id"]))))
        if body.get("sku"):
            found.add(("/v1/stock", ("sku", body["sku"])))
    return [(path, dict([pair])) for path, pair in sorted(found)]


def truth_of_order(body: dict[str, Any]) -> dict[str, Any]:
    """What the store's REST says, in the words of `told_of_order`."""
    metas = [meta["value"] for meta in body["meta_data"] if meta["key"] == TRACKING]
    return {
        "number": body["number"],
        "total": (Decimal(body["total"]), body["currency"]),
        "raw_status": body["status"],
        "refunds": sorted((abs(Decimal(r["total"])), body["currency"]) for r in body["refunds"]),
        "tracking": sorted(item["tracking_number"] for items in metas for item in items),
        "lines": [
            (line["name"], line["sku"] or "", Decimal(line["quantity"]))
            for line in body["line_items"]
        ],
    }


def told_of_order(facts: dict[str, Any]) -> dict[str, Any]:
    """What Storewire's answer says, in the words of `truth_of_order`."""
    total = facts["total"]
    return {
        "number": facts["order_number"],
        "total": (Decimal(total["amount"]), total["currency"]),
        "raw_status": facts["raw_status"],
        "refunds": sorted((Decimal(r["amount"]), r["currency"]) for r in facts["refunds"]),
        "tracking": sorted(parcel["tracking_number"] for parcel in facts["shipments"]),
        "lines": [
            (line["title"], line["sku"] or "", Decimal(str(line["quantity"])))
            for line in facts["lines"]
        ],
    }


def off(facts: dict[str, Any] | None, body: dict[str, Any]) -> list[str]:
    """Where the answer is not what the store says, a line each."""
    if facts is None:
        return [f"order {body['number']}: not found"]
    truth, told = truth_of_order(body), told_of_order(facts)
    return [
        f"order {body['number']}, {name}: the store says {truth[name]}, we say {told[name]}"
        for name in truth
        if truth[name] != told[name]
    ]


def off_stock(facts: dict[str, Any] | None, body: dict[str, Any]) -> list[str]:
    """The same of a product or variation."""
    items = facts["items"] if facts else []
    told = [(i["availability"], i["quantity"]) for i in items if i["variant_id"] == str(body["id"])]
    truth = (AVAILABILITY[body["stock_status"]], body["stock_quantity"])
    return [] if told == [truth] else [f"{body['sku']}: the store says {truth}, we say {told}"]
