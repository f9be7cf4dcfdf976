"""WooCommerce's adapter over a real store's deliveries, and what its REST said in the end."""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from adapters.woocommerce import adapter
from connector.contract import Delivery
from connector.convert import plain_text
from connector.records import (
    KINDS,
    AnyRecord,
    Change,
    Deleted,
    Fetch,
    Kind,
    Order,
    Product,
    Record,
    Redact,
    RedactStore,
    Ref,
    Refund,
    Review,
    Shipment,
    StockLevel,
    Uninstalled,
    Variant,
)

DATA = os.environ.get("STOREWIRE_TEST_DATA", "")
pytestmark = pytest.mark.skipif(
    not DATA, reason="STOREWIRE_TEST_DATA does not name the data folder"
)
FOLDER = Path(DATA) / "woocommerce"

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    name: str
    delivery: Delivery
    secret: str
    signature_ok: bool
    received_at: datetime
    api_version: int | None = None


@cache
def single() -> tuple[Sent, ...]:
    """All but the answers of the one-click key handover, which are no webhooks."""
    paths = sorted((FOLDER / "deliveries").glob("*.json"))
    return tuple(single_one(p) for p in paths if "wc-auth" not in p.name)


def single_one(path: Path) -> Sent:
    told = json.loads(path.read_bytes())
    headers = {name.lower(): value for name, value in told["headers_list"]}
    return Sent(
        name=path.name,
        delivery=Delivery(headers=headers, body=base64.b64decode(told["body_base64"])),
        secret=told["secret"] or "",
        signature_ok=bool(told["signature_ok"]),
        received_at=datetime.fromtimestamp(told["received_at"], UTC),
        api_version=(told.get("webhook") or {}).get("api_version"),
    )


@cache
def life() -> tuple[Sent, ...]:
    first, *rest = gzip.decompress((FOLDER / "life.ndjson.gz").read_bytes()).splitlines()
    return tuple(life_one(json.loads(line), json.loads(first)["secret"]) for line in rest)


def life_one(told: dict[str, Any], secret: str) -> Sent:
    headers = {name.lower(): value for name, value in told["headers"]}
    return Sent(
        name=f"life {headers['x-wc-webhook-topic']}",
        delivery=Delivery(headers=headers, body=told["body"].encode()),
        secret=secret,
        signature_ok=True,
        received_at=datetime.fromtimestamp(told["received_at"], UTC),
    )


@cache
def truth() -> Any:
    return json.loads(gzip.decompress((FOLDER / "life_truth.json.gz").read_bytes()))


def real() -> Iterator[Sent]:
    """Every delivery of the store that is no ping."""
    return (sent for sent in (*single(), *life()) if not adapter.is_ping(sent.delivery))


def changes_of(sent: Sent) -> tuple[Change, ...]:
    topic = adapter.read_envelope(sent.delivery).topic
    if topic in adapter.ignored or adapter.platform_error(sent.delivery.body):
        return ()
    return adapter.topics[topic].changes(sent.delivery.body)


def key_of(change: AnyRecord | Deleted) -> tuple[tuple[Kind, str], datetime | None]:
    if isinstance(change, Deleted):
        return (change.ref.kind, change.ref.id), change.at
    return (KINDS[type(change)], change.id), change.updated_at


@cache
def newest() -> dict[tuple[Kind, str], Record | Deleted]:
    """The newest copy of everything; of copies of one second the one that came last."""
    found: dict[tuple[Kind, str], tuple[datetime, Record | Deleted]] = {}
    for sent in life():
        for change in changes_of(sent):
            if isinstance(change, Fetch | Redact | RedactStore | Uninstalled):
                continue
            key, told_at = key_of(change)
            at = told_at or sent.received_at
            if key not in found or at >= found[key][0]:
                found[key] = (at, change)
    return {key: change for key, (_, change) in found.items()}


def latest(kind: type[R], record_id: Any) -> R:
    record = newest()[KINDS[kind], str(record_id)]
    assert isinstance(record, kind)
    return record


def asked() -> set[Ref]:
    fetches = (c for sent in life() for c in changes_of(sent) if isinstance(c, Fetch))
    return {fetch.ref for fetch in fetches}


def living_orders() -> list[Any]:
    bodies = [order["body"] for order in truth()["orders"].values()]
    return [body for body in bodies if body["status"] != "trash"]


def test_every_signature_of_the_store_verifies_and_no_empty_secret_does() -> None:
    signed = [sent for sent in real() if sent.signature_ok]
    for sent in signed:
        holds = adapter.signature.valid(sent.delivery, [sent.secret])
        assert holds is bool(sent.secret), sent.name
    assert len(signed) > 700
    assert any(not sent.secret for sent in signed)


def test_pings_are_told_from_deliveries() -> None:
    pings = {sent.name for sent in (*single(), *life()) if adapter.is_ping(sent.delivery)}
    assert pings == {sent.name for sent in single() if b"webhook_id" in sent.delivery.body}
    assert len(pings) > 50


def test_every_delivery_is_of_one_store_known_and_understood() -> None:
    for sent in real():
        envelope = adapter.read_envelope(sent.delivery)
        assert envelope.store == adapter.identify({"url": "https://127.0.0.1:8899"})
        assert envelope.topic in {*adapter.topics, *adapter.ignored}, sent.name
        changes_of(sent)


def test_only_error_bodies_are_errors() -> None:
    for sent in real():
        body = json.loads(sent.delivery.body)
        error = adapter.platform_error(sent.delivery.body)
        assert bool(error) is ("code" in body and "message" in body), sent.name
        assert not error or error.endswith(f"({body['data']['status']})")


def test_different_bodies_never_share_a_key() -> None:
    seen: dict[str, tuple[str, bytes]] = {}
    for sent in real():
        envelope = adapter.read_envelope(sent.delivery)
        said = (envelope.topic, sent.delivery.body)
        assert seen.setdefault(envelope.key, said) == said


def without_low_stock(record: Record) -> Record:
    """wp_api_v2 does not tell the low-stock mark."""
    if isinstance(record, Product | Variant):
        return msgspec.structs.replace(record, low_stock_at=None)
    return record


def test_both_payload_versions_of_one_moment_give_one_record() -> None:
    copies: dict[tuple[Kind, str, datetime], dict[int | None, Record]] = {}
    for sent in single():
        for change in () if adapter.is_ping(sent.delivery) else changes_of(sent):
            if isinstance(change, Order | Refund | Shipment | Product | Variant | StockLevel):
                assert change.updated_at
                key = (KINDS[type(change)], change.id, change.updated_at)
                copies.setdefault(key, {})[sent.api_version] = without_low_stock(change)
    both = [versions for versions in copies.values() if {2, 3} <= versions.keys()]
    assert len(both) > 30
    assert [versions for versions in both if versions[2] != versions[3]] == []


def test_orders_end_as_the_store_has_them() -> None:
    for body in living_orders():
        order = latest(Order, body["id"])
        assert order.raw_status == body["status"]
        assert (str(order.total.amount), order.total.currency) == (body["total"], body["currency"])
        assert (order.number, len(order.lines)) == (body["number"], len(body["line_items"]))
        assert order.buyer
        assert order.buyer.emails == (body["billing"]["email"],)
    assert len(living_orders()) > 40


def test_refunds_end_as_the_store_has_them() -> None:
    for body in living_orders():
        told = {str(r["id"]): r for r in truth()["refunds"].get(str(body["id"]), [])}
        order = latest(Order, body["id"])
        assert set(order.refund_ids or ()) == set(told)
        for refund_id, entry in told.items():
            refund = latest(Refund, refund_id)
            assert (str(refund.amount.amount), refund.order_id) == (entry["amount"], order.id)


def test_a_refund_s_earliest_copy_is_of_the_second_it_was_made() -> None:
    first: dict[str, datetime] = {}
    for refund in (c for sent in life() for c in changes_of(sent) if isinstance(c, Refund)):
        first[refund.id] = min(refund.created_at, first.get(refund.id, refund.created_at))
    entries = [entry for told in truth()["refunds"].values() for entry in told]
    off = [
        abs((first[str(e["id"])] - utc(e["date_created_gmt"])).total_seconds())
        for e in entries
        if str(e["id"]) in first
    ]
    assert sorted(off)[len(off) // 2] <= 1, "where no later change came before the delivery"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_parcels_end_as_the_store_has_them() -> None:
    numbers = 0
    for body in living_orders():
        metas = [m["value"] for m in body["meta_data"] if "shipment_tracking" in m["key"]]
        told = [item["tracking_number"] for items in metas for item in items]
        parcels = [latest(Shipment, i) for i in latest(Order, body["id"]).shipment_ids or ()]
        assert [parcel.tracking[0].number for parcel in parcels] == told
        numbers += len(told)
    assert numbers > 3


def test_binned_orders_are_gone_or_asked_after() -> None:
    bodies = [order["body"] for order in truth()["orders"].values()]
    binned = [str(body["id"]) for body in bodies if body["status"] == "trash"]
    for order_id in binned:
        gone = isinstance(newest().get((Kind.ORDER, order_id)), Deleted)
        assert gone or Ref(kind=Kind.ORDER, id=order_id) in asked()
    assert binned


def test_stock_ends_as_the_store_has_it() -> None:
    variations = [v for told in truth()["variations"].values() for v in told]
    for body in (*truth()["products"].values(), *variations):
        if body["manage_stock"] == "parent":
            assert latest(Variant, body["id"]).inventory_item_id == str(body["parent_id"])
            continue
        level = latest(StockLevel, body["id"])
        assert (None if level.available is None else int(level.available)) == body["stock_quantity"]
        assert level.raw_availability == body["stock_status"]
    assert any((body["stock_quantity"] or 0) < 0 for body in truth()["products"].values())


def test_variable_products_list_the_variations_the_store_has() -> None:
    for body in truth()["products"].values():
        ids = tuple(str(i) for i in body["variations"]) or (str(body["id"]),)
        assert latest(Product, body["id"]).variant_ids == ids
        for variant_id in ids:
            assert latest(Variant, variant_id).product_id == str(body["id"])


def test_reviews_end_as_the_store_has_them() -> None:
    for body in truth()["reviews"]:
        review = latest(Review, body["id"])
        assert (review.raw_status, review.author) == (body["status"], body["reviewer"])
        assert review.body == plain_text(body["review"])
        assert review.created_at == utc(body["date_created_gmt"])
    assert len(truth()["reviews"]) > 20
