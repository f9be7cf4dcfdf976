"""WooCommerce's orders and refunds, as a shop and its shoppers would notice them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from connector.records import (
    Deleted,
    Fetch,
    Kind,
    Order,
    PaymentStatus,
    Product,
    Ref,
    Refund,
)
from tests.adapters.woocommerce_recorded import (
    altered,
    only,
    parsed,
    recorded,
    refs,
)

SEQUENTIAL = "order_updated_sequential_number"


@pytest.mark.parametrize(
    ("status", "payment", "fulfillment"),
    [
        ("pending", "pending", "unfulfilled"),
        ("failed", "failed", "unfulfilled"),
        ("on-hold", "pending", "on_hold"),
        ("processing", "paid", "in_progress"),
        ("completed", "paid", "fulfilled"),
        ("cancelled", "voided", "cancelled"),
        ("refunded", "refunded", "unknown"),
        ("ready-for-pickup", "paid", "ready_for_pickup"),
        ("awaiting-customs", "unknown", "unknown"),
    ],
)
def test_a_status_says_what_was_paid_and_sent(status: str, payment: str, fulfillment: str) -> None:
    order: Order = only(Order, altered("order_updated", status=status))
    assert (order.payment_status, order.fulfillment_status) == (payment, fulfillment)
    assert order.raw_status == status


def refunds(*amounts: str) -> list[dict[str, Any]]:
    return [{"id": 700 + n, "reason": "", "total": a} for n, a in enumerate(amounts)]


@pytest.mark.parametrize(
    ("status", "amounts", "expected"),
    [
        ("completed", ["-0.01"], PaymentStatus.PARTIALLY_REFUNDED),
        ("completed", ["-40.00", "-39.79"], PaymentStatus.PARTIALLY_REFUNDED),
        ("completed", ["-40.00", "-39.80"], PaymentStatus.REFUNDED),
        ("awaiting-customs", ["-1.00"], PaymentStatus.PARTIALLY_REFUNDED),
        ("refunded", ["-1.00"], PaymentStatus.REFUNDED),
        ("refunded", [], PaymentStatus.REFUNDED),
        ("completed", ["0.00"], PaymentStatus.PAID),
    ],
)
def test_what_was_paid_back_decides_partly_or_wholly_refunded(
    status: str, amounts: list[str], expected: PaymentStatus
) -> None:
    changes = altered("order_updated", status=status, refunds=refunds(*amounts))
    assert only(Order, changes).payment_status == expected


def test_a_refund_is_positive_and_asked_after() -> None:
    changes = parsed(recorded("order_updated_partial_refund"))
    order, refund = only(Order, changes), only(Refund, changes)
    assert order.total.amount == Decimal("79.80"), "an order's total is not shrunk by refunds"
    assert order.refund_ids == (refund.id,) == ("1105",)
    assert (refund.amount.amount, refund.lines) == (Decimal("14.90"), None)
    assert refs(changes) == [Ref(kind=Kind.REFUND, id="1105", parent_id="1005")]


def test_a_refund_that_is_listed_no_longer_is_gone() -> None:
    assert only(Order, altered("order_updated_partial_refund", refunds=[])).refund_ids == ()


def test_a_binned_order_is_deleted_even_where_a_restoration_was_announced() -> None:
    gone = Deleted(
        ref=Ref(kind=Kind.ORDER, id="1009"), at=datetime(2026, 3, 4, 10, tzinfo=UTC), final=False
    )
    assert parsed(recorded("order_updated_trash")) == (gone,)
    (late,) = altered("order_restored", status="trash")
    assert isinstance(late, Deleted)


@pytest.mark.parametrize("status", ["checkout-draft", "auto-draft", "draft", "new"])
def test_a_cart_is_no_order(status: str) -> None:
    assert altered("order_updated_draft", status=status, date_modified_gmt=None) == ()


@pytest.mark.parametrize("name", ["order_deleted", "product_deleted", "order_erased"])
def test_a_deletion_is_asked_after_and_never_believed(name: str) -> None:
    changes = parsed(recorded(name))
    assert [type(change) for change in changes] == [Fetch]


def test_the_store_s_local_dates_are_never_used() -> None:
    name = "order_updated"
    wrong = altered(name, date_created="1999-01-01T00:00:00", date_modified="nonsense")
    assert wrong == parsed(recorded(name))
    assert only(Order, wrong).placed_at == datetime(2026, 3, 2, 9, 15, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("2026-03-02T09:15:21", 9),
        ("2026-03-02T09:15:21Z", 9),
        ("2026-03-02T09:15:21.000+00:00", 9),
        ("2026-03-02T09:15:21+03:00", 6),
    ],
)
def test_an_offset_that_a_plugin_adds_to_a_date_is_believed(written: str, hour: int) -> None:
    changes = altered("order_updated", date_modified_gmt=written, date_created_gmt=written)
    order, at = only(Order, changes), datetime(2026, 3, 2, hour, 15, 21, tzinfo=UTC)
    assert (order.updated_at, order.placed_at) == (at, at)
    product = only(Product, altered("product_updated_simple", date_modified_gmt=written))
    assert product.updated_at == at


def test_a_line_costs_what_the_shopper_paid_with_tax() -> None:
    vase, scarf = only(Order, parsed(recorded("order_updated"))).lines
    assert (vase.total.amount, scarf.total.amount) == (Decimal("45.00"), Decimal("29.90"))
    assert (vase.variant_id, scarf.variant_id) == ("210", "222"), "without variations its own id"
    assert vase.quantity == Decimal(2)


def test_a_line_s_title_is_plain_text_and_its_sku_may_be_missing() -> None:
    line = json.loads(recorded("order_updated").body)["line_items"][0]
    line |= {"name": "Lale &amp; Co <b>Mug</b>", "sku": None, "quantity": 1.5, "product_id": 0}
    (found,) = only(Order, altered("order_updated", line_items=[line])).lines
    assert (found.title, found.sku, found.quantity) == ("Lale & Co Mug", "", Decimal("1.5"))
    assert (found.product_id, found.variant_id) == ("", "")


def test_a_guest_is_known_by_e_mail_only_and_ships_to_the_billing_country() -> None:
    order = only(Order, parsed(recorded("order_created_guest")))
    assert order.buyer.customer_id == ""
    assert order.buyer.emails == ("shirin@example.com",)
    assert order.buyer.shipping_address is None
    assert order.ship_to_country == "IR"


def test_a_person_the_owner_had_erased_is_not_kept() -> None:
    assert only(Order, parsed(recorded("order_updated_erased_person"))).buyer is None


def test_a_sequential_number_is_the_number_and_its_plain_form_another() -> None:
    order = only(Order, parsed(recorded(SEQUENTIAL)))
    assert (order.id, order.number, order.other_numbers) == ("1008", "LALE-2026-0042", ("42",))
    assert only(Order, altered(SEQUENTIAL, number="42")).other_numbers == ("LALE-2026-0042",)
