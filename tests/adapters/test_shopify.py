"""Shopify, on our own recordings; and on Shopify's samples where their folder is given."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.shopify import adapter
from adapters.shopify.ignored import IGNORED
from connector.contract import Delivery
from connector.errors import BadRequest, Malformed
from connector.records import (
    EVERY,
    Change,
    Deleted,
    Fetch,
    FulfillmentStatus,
    Kind,
    Money,
    Order,
    PaymentStatus,
    Product,
    Redact,
    Ref,
    Refund,
    Return,
    ReturnStatus,
    Shipment,
    ShipmentStatus,
    StockLevel,
    Variant,
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


# ── The door ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_becomes_just_the_expected_changes(name: str) -> None:
    expected = json.loads((FIXTURES / f"{name}.json").read_text())
    assert json.loads(msgspec.json.encode(list(recorded(name)))) == expected


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_is_believed_for_its_shop_and_secret_alone(name: str) -> None:
    delivery = recording(name)
    assert adapter.read_envelope(delivery).store == SHOP
    assert adapter.signature.valid(delivery, ["an-older-secret", SECRET])
    assert not adapter.signature.valid(delivery, ["an-older-secret", ""])
    altered = Delivery(headers=delivery.headers, body=delivery.body + b" ")
    assert not adapter.signature.valid(altered, [SECRET])


def test_every_topic_is_recorded_and_none_is_both_used_and_ignored() -> None:
    assert {adapter.read_envelope(recording(name)).topic for name in RECORDINGS} == set(
        adapter.topics
    )
    assert not IGNORED & set(adapter.topics)


@pytest.mark.parametrize(
    "given",
    [SHOP, "LALE-demo.myshopify.com", f"https://{SHOP}", f"https://{SHOP}/", f" {SHOP}/ "],
)
def test_a_pasted_shop_address_is_understood(given: str) -> None:
    assert adapter.identify({"shop": given}) == SHOP


@pytest.mark.parametrize(
    "given",
    [
        "",
        "lale-demo",
        "lale.example.com",
        "-lale.myshopify.com",
        f"{SHOP}.example.com",
        f"{SHOP}\nx",
        f"{SHOP}\n.myshopify.com",
        f"example.com/{SHOP}",
        f"https://{SHOP}/admin",
        "lale@evil.myshopify.com",
    ],
)
def test_another_address_is_refused_with_what_to_give(given: str) -> None:
    with pytest.raises(BadRequest, match=r"my-shop\.myshopify\.com"):
        adapter.identify({"shop": given})


def test_events_headers_say_the_same_as_webhook_headers() -> None:
    envelope = adapter.read_envelope(recording("orders-updated-events-headers"))
    assert (envelope.store, envelope.topic) == (SHOP, "orders/updated")
    assert envelope.sent_at == datetime(2026, 10, 5, 8, 15, 30, 123457, UTC)


@pytest.mark.parametrize("value", ["", "yesterday", "2026-10-05T08:15:30", "1759651200"])
def test_a_time_that_is_none_does_not_lose_the_delivery(value: str) -> None:
    delivery = recording("orders-create")
    headers = {**delivery.headers, "x-shopify-triggered-at": value}
    assert adapter.read_envelope(Delivery(headers=headers, body=delivery.body)).sent_at is None


@pytest.mark.parametrize("name", ["topic", "webhook-id", "shop-domain"])
def test_without_a_needed_header_it_is_no_delivery_of_shopify(name: str) -> None:
    delivery = recording("orders-create")
    headers = {k: v for k, v in delivery.headers.items() if k != f"x-shopify-{name}"}
    with pytest.raises(Malformed):
        adapter.read_envelope(Delivery(headers=headers, body=delivery.body))


def test_a_retry_has_the_same_key_and_another_body_another() -> None:
    first = recording("orders-create")
    again = Delivery(headers={**first.headers, "x-shopify-triggered-at": ""}, body=first.body)
    other = Delivery(headers=first.headers, body=first.body + b" ")
    key = adapter.read_envelope(first).key
    assert adapter.read_envelope(again).key == key
    assert adapter.read_envelope(other).key != key


def test_a_compliance_delivery_without_the_shop_header_finds_its_shop() -> None:
    delivery = recording("customers-data_request-without-shop-header")
    assert "x-shopify-shop-domain" not in delivery.headers
    assert adapter.read_envelope(delivery).store == SHOP


@pytest.mark.parametrize(
    "name", ["customers-data_request", "customers-redact", "shop-redact", "app-uninstalled"]
)
def test_one_shop_cannot_have_another_erased_or_stopped(name: str) -> None:
    delivery = recording(name)
    headers = {**delivery.headers, "x-shopify-shop-domain": "other-demo.myshopify.com"}
    with pytest.raises(Malformed, match="another shop"):
        adapter.read_envelope(Delivery(headers=headers, body=delivery.body))


@pytest.mark.parametrize("topic", ["customers/redact", "shop/redact", "app/uninstalled"])
def test_an_order_cannot_pass_for_a_request_to_erase_or_stop(topic: str) -> None:
    with pytest.raises(Malformed):
        changes(topic, recording("orders-create").body)


def test_bytes_that_are_no_text_are_refused_at_the_door() -> None:
    delivery = recording("customers-redact")
    with pytest.raises(Malformed):
        adapter.read_envelope(Delivery(headers=delivery.headers, body=b'{"shop_domain":"\xff"}'))


def test_the_placeholder_shop_of_the_official_sample_is_no_contradiction() -> None:
    delivery = recording("customers-redact")
    body = json.dumps(body_of("customers-redact", shop_domain="{shop}.myshopify.com")).encode()
    sample = Delivery(headers=delivery.headers, body=body)
    assert adapter.read_envelope(sample).store == SHOP


# ── Orders ────────────────────────────────────────────────────────────────────────────────────────


def test_ids_beyond_a_float_keep_every_digit() -> None:
    assert only(Order, recorded("orders-updated")).id == "9007199254740993"


def test_a_shopper_finds_the_order_by_either_number() -> None:
    order = only(Order, recorded("orders-updated"))
    assert (order.number, order.other_numbers) == ("#TR-1004-A", ("1004",))
    assert only(Order, recorded("orders-create")).other_numbers == ()


def test_an_imported_order_has_the_date_the_shopper_saw() -> None:
    order = only(Order, recorded("orders-updated"))
    assert order.placed_at == datetime(2026, 10, 1, 16, 30, tzinfo=UTC)


def test_a_refund_does_not_shrink_the_order() -> None:
    assert order_after("orders-updated").total == Money(amount=Decimal("3135.00"), currency="TRY")


def test_a_discount_code_is_taken_off_the_line() -> None:
    (line,) = only(Order, recorded("orders-paid")).lines
    assert line.total == Money(amount=Decimal("576.00"), currency="TRY")
    lines = body_of("orders-create")["line_items"]
    lines[0]["total_discount"] = "50.00"
    assert order_after(line_items=lines).lines[0].total == Money(
        amount=Decimal("850.00"), currency="TRY"
    )


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        (None, FulfillmentStatus.UNFULFILLED),
        ("partial", FulfillmentStatus.PARTIALLY_FULFILLED),
        ("fulfilled", FulfillmentStatus.FULFILLED),
        ("teleported", FulfillmentStatus.UNKNOWN),
    ],
)
def test_the_fulfilment_word_is_understood_and_kept(
    word: str | None, meaning: FulfillmentStatus
) -> None:
    order = order_after(fulfillment_status=word)
    assert (order.fulfillment_status, order.raw_fulfillment_status) == (meaning, word)


def test_a_new_payment_word_is_unknown_and_no_payment_word_is_too() -> None:
    assert order_after(financial_status="bartered").payment_status is PaymentStatus.UNKNOWN
    assert order_after(financial_status=None).payment_status is PaymentStatus.UNKNOWN


def test_a_cancelled_order_is_cancelled_unless_part_of_it_was_sent() -> None:
    assert order_after("orders-cancelled").fulfillment_status is FulfillmentStatus.CANCELLED
    sent = order_after("orders-fulfilled", cancelled_at="2026-10-04T10:00:00Z")
    assert sent.fulfillment_status is FulfillmentStatus.FULFILLED
    recalled = body_of("fulfillments-update-cancelled")
    order = order_after("orders-cancelled", fulfillments=[recalled])
    assert order.fulfillment_status is FulfillmentStatus.CANCELLED
    assert order.shipment_ids == ("5550000000302",)


def test_all_addresses_a_buyer_may_write_from_are_known_once() -> None:
    buyer = order_after(contact_email="elif@example.org", phone=" +90 212 555 01 99 ").buyer
    assert buyer is not None
    assert buyer.emails == ("elif.yilmaz@example.com", "elif@example.org")
    assert buyer.phones == ("+90 212 555 01 99", "+90 532 555 01 01")


def test_an_order_from_the_till_has_no_buyer() -> None:
    order = only(Order, recorded("orders-updated-till"))
    assert (order.buyer, order.ship_to_country) == (None, "")


def test_what_no_answer_needs_is_not_kept() -> None:
    body = body_of(
        "orders-create",
        browser_ip="192.0.2.77",
        note="the canary note",
        client_details={"browser_ip": "192.0.2.77"},
        token="canarytoken",
    )
    kept = msgspec.json.encode(changes("orders/create", body)).decode()
    assert not [x for x in ("192.0.2.77", "canary", "authenticate", "bogus") if x in kept]


def test_an_order_carries_its_refunds_parcels_and_returns() -> None:
    found = recorded("orders-updated")
    order, refund = only(Order, found), only(Refund, found)
    assert order.refund_ids == (refund.id,)
    assert order.shipment_ids == (only(Shipment, found).id,)
    sent_back = only(Return, found)
    assert (sent_back.order_id, sent_back.status) == (order.id, ReturnStatus.RETURNED)


def test_an_order_too_large_to_send_is_fetched() -> None:
    ref = Ref(kind=Kind.ORDER, id="9007199254740993")
    assert recorded("orders-updated-oversized") == (Fetch(ref=ref),)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b'{"id": 1, "name": "#1"}', "$.created_at"),
        (b'{"id": null}', "$.id"),
        (b'{"id": 0}', "$.id"),
        (b"{}", "$.id"),
        (b"[]", "$"),
        (b"not json", "$"),
    ],
)
def test_half_an_order_fails_with_the_place_of_the_gap(body: bytes, path: str) -> None:
    with pytest.raises(Malformed) as raised:
        changes("orders/create", body)
    assert raised.value.path == path


def test_a_gap_deep_in_an_order_is_named() -> None:
    body = body_of("orders-updated")
    del body["refunds"][0]["created_at"]
    with pytest.raises(Malformed) as raised:
        changes("orders/updated", body)
    assert raised.value.path == "$.refunds[0].created_at"


def test_a_deleted_order_never_comes_back() -> None:
    assert only(Deleted, recorded("orders-delete")).final


def test_an_edit_asks_for_the_order_it_was_made_on() -> None:
    assert recorded("orders-edited") == (Fetch(ref=Ref(kind=Kind.ORDER, id="6123450001001")),)


# ── Refunds ───────────────────────────────────────────────────────────────────────────────────────


def refund_after(**changed: Any) -> Refund:
    return only(Refund, changes("refunds/create", body_of("refunds-create-partial", **changed)))


def transaction(**changed: Any) -> dict[str, Any]:
    (first, _) = body_of("refunds-create-partial")["transactions"]
    return dict(first, **changed)


def test_a_refund_alone_and_in_its_order_is_one_refund() -> None:
    alone = only(Refund, recorded("refunds-create"))
    inside = only(Refund, recorded("orders-updated"))
    assert msgspec.structs.replace(inside, updated_at=alone.updated_at) == alone
    assert inside.updated_at is not None
    assert alone.updated_at is not None
    assert inside.updated_at > alone.updated_at


def test_only_money_that_went_back_counts() -> None:
    refund = only(Refund, recorded("refunds-create-partial"))
    assert refund.amount == Money(amount=Decimal("400.00"), currency="TRY")
    assert refund.raw_status == "pending"


def test_a_cancelled_order_that_was_never_paid_refunds_nothing() -> None:
    refund = only(Refund, recorded("orders-cancelled"))
    assert (refund.amount.amount, refund.raw_status) == (Decimal(), None)


def test_a_voided_authorization_is_no_refund() -> None:
    assert refund_after(transactions=[transaction(kind="void")]).amount.amount == 0


def test_without_transactions_the_parts_are_added_and_shipping_counts_once() -> None:
    refund = only(Refund, recorded("refunds-create-without-transactions"))
    # 320.00 + 64.00 tax + 60.00 shipping - 44.00 kept back
    assert refund.amount.amount == Decimal("400.00")


def test_shipping_refunded_only_as_an_adjustment_still_counts() -> None:
    body = body_of("refunds-create-without-transactions", refund_shipping_lines=[])
    assert only(Refund, changes("refunds/create", body)).amount.amount == Decimal("400.00")


def test_a_refund_paid_in_the_shoppers_currency_is_told_in_the_shops() -> None:
    paid = transaction(amount="8.50", currency="EUR")
    assert refund_after(transactions=[paid]).amount == Money(
        amount=Decimal("450.00"), currency="TRY"
    )


def test_the_currency_is_found_in_the_lines_or_the_refund_is_fetched() -> None:
    nowhere = transaction(currency=None)
    assert refund_after(transactions=[nowhere], total_duties_set=None).amount.currency == "TRY"
    bare = body_of(
        "refunds-create-partial",
        transactions=[transaction(currency="XXX")],
        total_duties_set=None,
        refund_line_items=[],
    )
    ref = Ref(kind=Kind.REFUND, id="9870000000101", parent_id="6123450001001")
    assert changes("refunds/create", bare) == (Fetch(ref=ref),)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from(["success", "failure"]))))
def test_a_refund_is_the_sum_of_what_succeeded(paid: list[tuple[int, str]]) -> None:
    made = [transaction(amount=f"{Decimal(n) / 100:.2f}", status=word) for n, word in paid]
    total = sum(n for n, word in paid if word == "success")
    assert refund_after(transactions=made).amount.amount == Decimal(total) / 100


# ── Parcels ───────────────────────────────────────────────────────────────────────────────────────


def shipment_after(**changed: Any) -> Shipment:
    return only(Shipment, changes("fulfillments/update", body_of("fulfillments-create", **changed)))


def test_a_split_parcel_has_both_numbers_with_their_links() -> None:
    (parcel,) = recorded("fulfillments-create")
    assert isinstance(parcel, Shipment)
    assert [(t.number, t.url[-12:]) for t in parcel.tracking] == [
        ("TRK100300001", "TRK100300001"),
        ("TRK100300002", "TRK100300002"),
    ]


@given(st.lists(st.just("TRK1"), max_size=3), st.lists(st.just("https://x.example/"), max_size=3))
def test_no_tracking_number_is_lost_for_want_of_a_link(numbers: list[str], urls: list[str]) -> None:
    parcel = shipment_after(
        tracking_numbers=numbers, tracking_urls=urls, tracking_number=None, tracking_url=None
    )
    assert [t.number for t in parcel.tracking if t.number] == numbers
    assert [t.url for t in parcel.tracking if t.url] == urls


def test_the_single_tracking_fields_stand_in_for_missing_lists() -> None:
    parcel = shipment_after(tracking_numbers=None, tracking_urls=[], tracking_url="javascript:1")
    assert [(t.number, t.url) for t in parcel.tracking] == [("TRK100300001", "")]


@pytest.mark.parametrize(
    ("status", "carrier", "meaning", "raw"),
    [
        ("success", None, ShipmentStatus.PENDING, "success"),
        ("success", "attempted_delivery", ShipmentStatus.ATTEMPT_FAILED, "attempted_delivery"),
        ("success", "picked_up", ShipmentStatus.DELIVERED, "picked_up"),
        ("cancelled", "in_transit", ShipmentStatus.CANCELLED, "cancelled"),
        ("failure", None, ShipmentStatus.EXCEPTION, "failure"),
        ("success", "beamed_up", ShipmentStatus.UNKNOWN, "beamed_up"),
        (None, None, ShipmentStatus.UNKNOWN, None),
    ],
)
def test_the_carrier_is_believed_before_the_shop_but_not_after_a_cancellation(
    status: str | None, carrier: str | None, meaning: ShipmentStatus, raw: str | None
) -> None:
    parcel = shipment_after(status=status, shipment_status=carrier)
    assert (parcel.status, parcel.raw_status) == (meaning, raw)


def test_a_parcel_alone_and_in_its_order_is_one_parcel() -> None:
    (alone,) = recorded("fulfillments-create")
    assert alone == only(Shipment, recorded("orders-partially_fulfilled"))


# ── Returns and stock ─────────────────────────────────────────────────────────────────────────────


def test_a_return_is_known_at_once_and_asked_for() -> None:
    found = recorded("returns-approve")
    assert only(Return, found).status is ReturnStatus.APPROVED
    assert only(Fetch, found).ref.parent_id == "6123450001003"


def test_a_return_is_asked_for_by_what_little_is_said() -> None:
    named = Fetch(ref=Ref(kind=Kind.RETURN, id="3210000000301"))
    assert recorded("returns-update") == (named,)
    assert recorded("returns-process") == (Fetch(ref=Ref(kind=Kind.RETURN, id=EVERY)),)


def test_an_item_two_variants_share_is_counted_once() -> None:
    found = recorded("products-update")
    levels = [c for c in found if isinstance(c, StockLevel)]
    assert [(x.inventory_item_id, x.location_id, x.available) for x in levels] == [
        ("46600000000101", "", Decimal(7)),
        ("46600000000111", "", Decimal(-2)),
    ]
    assert len([v for v in found if isinstance(v, Variant)]) == 3


def test_variants_stand_in_the_shops_order() -> None:
    product = only(Product, recorded("products-update"))
    assert product.variant_ids == ("44556600000101", "44556600000111", "44556600000112")


def test_variants_beyond_the_hundredth_are_fetched() -> None:
    found = recorded("products-update-over-100-variants")
    assert only(Product, found).variant_ids == (
        "44556600000101",
        "44556600000111",
        "44556600000112",
        "44556600000901",
        "44556600000902",
    )
    assert only(Fetch, found).ref == Ref(kind=Kind.PRODUCT, id="8123400000101")


def test_a_variant_without_inventory_item_is_fetched_and_never_mixed_up_with_others() -> None:
    body = body_of("products-create")
    body["variants"][0]["inventory_item_id"] = None
    found = changes("products/update", body)
    assert [type(change) for change in found] == [Product, Fetch]


@pytest.mark.parametrize(
    "changed", [{"status": "draft"}, {"status": "unlisted"}, {"published_at": None}]
)
def test_a_product_not_on_show_is_not_published(changed: dict[str, Any]) -> None:
    body = body_of("products-create", **changed)
    assert not only(Product, changes("products/update", body)).published
    assert only(Product, recorded("products-create")).published


def test_the_only_variant_has_no_title_of_its_own() -> None:
    assert only(Variant, recorded("products-create")).title == ""


def test_stock_the_shop_does_not_count_is_not_zero() -> None:
    assert only(StockLevel, recorded("inventory_levels-update-uncounted")).available is None


def test_a_location_may_stock_an_item_again() -> None:
    gone = only(Deleted, recorded("inventory_levels-disconnect"))
    assert (gone.ref.id, gone.final) == ("46600000000101:65432100102", False)


def test_a_person_is_erased_with_their_orders() -> None:
    wanted = only(Redact, recorded("customers-redact"))
    assert wanted.order_ids == ("6123450001002", "9007199254740993")
    assert wanted.emails == ("wang.fang@example.com",)


def test_a_person_without_address_or_orders_is_erased_too() -> None:
    found = changes("customers/redact", {"shop_domain": SHOP, "customer": {"id": 7}})
    assert found == (Redact(customer_id="7"),)


# ── Shopify's own samples ─────────────────────────────────────────────────────────────────────────


def official() -> Iterator[tuple[str, Path]]:
    for path in sorted((DATA / "webhooks").glob("*/*.json")):
        yield f"{path.parent.name}/{path.stem}", path


@samples
def test_every_official_sample_is_parsed_or_known_to_be_without_use() -> None:
    found = dict(official())
    assert set(adapter.topics) <= set(found)
    assert set(found) <= set(adapter.topics) | IGNORED
    for topic in adapter.topics:
        assert changes(topic, found[topic].read_bytes()), topic


@samples
def test_our_recordings_have_no_key_that_shopify_does_not_send() -> None:
    found = dict(official())
    for name in RECORDINGS:
        envelope = adapter.read_envelope(recording(name))
        sample = json.loads(found[envelope.topic].read_bytes())
        assert set(body_of(name)) <= set(sample), name


@samples
def test_the_published_signature_is_ours() -> None:
    """It was made before the sample's ids got back the digits that JavaScript had rounded away."""
    (vector,) = json.loads((DATA / "hmac_vectors.json").read_text())["webhook"]
    body = (DATA / vector["body_file"]).read_text()
    rounded = re.sub(r"(?<=: )\d{17,}", lambda n: f"{Decimal(repr(float(n[0]))):f}", body)
    headers = {"x-shopify-hmac-sha256": vector["hmac_b64"]}
    delivery = Delivery(headers=headers, body=rounded.encode())
    assert adapter.signature.valid(delivery, [vector["secret"]])
