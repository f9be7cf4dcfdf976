"""Orders, as Shopify's webhooks tell them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest

from connector.errors import Malformed
from connector.records import (
    Deleted,
    Fetch,
    FulfillmentStatus,
    Kind,
    Money,
    Order,
    PaymentStatus,
    Ref,
    Refund,
    Return,
    ReturnStatus,
    Shipment,
)
from tests.adapters.shopify_recorded import (
    body_of,
    changes,
    only,
    order_after,
    recorded,
)


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
