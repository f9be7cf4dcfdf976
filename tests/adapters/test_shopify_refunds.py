"""Refunds, which have no total of their own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.records import (
    Fetch,
    Kind,
    Money,
    Ref,
    Refund,
    RefundMethod,
)
from tests.adapters.shopify_recorded import (
    body_of,
    changes,
    only,
    recorded,
)


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


@pytest.mark.parametrize(
    ("gateways", "method"),
    [
        (["shopify_payments"], RefundMethod.ORIGINAL_PAYMENT),
        (["gift_card"], RefundMethod.GIFT_CARD),
        (["shopify_store_credit"], RefundMethod.STORE_CREDIT),
        (["manual"], None),
        (["iyzico", "iyzico"], RefundMethod.ORIGINAL_PAYMENT),
        (["iyzico", "gift_card"], None),
        ([None], None),
        ([], None),
    ],
)
def test_how_the_money_goes_back_is_told_where_all_of_it_goes_one_way(
    gateways: list[str | None], method: RefundMethod | None
) -> None:
    back = [transaction(gateway=each) for each in gateways]
    assert refund_after(transactions=back).method is method


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


@pytest.mark.parametrize("word", ["pending", "failure", "error"])
def test_a_refund_that_did_not_go_through_is_nothing_yet_and_says_so(word: str) -> None:
    for currency in ("TRY", "EUR", None):
        failed = transaction(amount="5.00", status=word, currency=currency)
        refund = refund_after(transactions=[failed])
        assert (str(refund.amount.amount), refund.amount.currency) == ("0.00", "TRY")
        assert refund.raw_status == word


@pytest.mark.parametrize(("currency", "nothing"), [("TRY", "0.00"), ("JPY", "0"), ("KWD", "0.000")])
def test_nothing_is_written_the_way_the_currency_is(currency: str, nothing: str) -> None:
    body = body_of("orders-cancelled", currency=currency)
    refund = only(Refund, changes("orders/cancelled", body))
    assert str(refund.amount.amount) == nothing


def test_an_amount_keeps_the_scale_it_came_in() -> None:
    assert str(refund_after(transactions=[transaction(amount="5.00")]).amount.amount) == "5.00"
    assert str(refund_after(transactions=[transaction(amount="5")]).amount.amount) == "5"


ASKED = Fetch(ref=Ref(kind=Kind.REFUND, id="9870000000101", parent_id="6123450001001"))


def paid_in_euro(**changed: Any) -> dict[str, Any]:
    paid = transaction(amount="8.50", currency="EUR")
    return body_of("refunds-create-partial", transactions=[paid], refund_line_items=[], **changed)


def test_money_told_only_in_the_shoppers_currency_is_asked_after() -> None:
    """`total_duties_set` names the shop's currency, and that is all that is told in it."""
    found = changes("refunds/create", paid_in_euro())
    refund = only(Refund, found)
    assert (str(refund.amount.amount), refund.amount.currency) == ("0.00", "TRY")
    assert found == (refund, ASKED)
    order = changes("orders/updated", body_of("orders-create", refunds=[paid_in_euro()]))
    assert ASKED in order
    assert only(Refund, order).amount == refund.amount


def test_a_refund_that_never_names_the_shops_currency_is_asked_after() -> None:
    found = changes("refunds/create", paid_in_euro(total_duties_set=None))
    refund = only(Refund, found)
    assert refund.amount == Money(amount=Decimal("8.50"), currency="EUR")
    assert found == (refund, ASKED)


def test_a_refund_told_in_full_is_not_asked_after() -> None:
    for name in ("refunds-create", "refunds-create-partial", "orders-cancelled", "orders-updated"):
        assert not [change for change in recorded(name) if isinstance(change, Fetch)]
    foreign = transaction(amount="8.50", currency="EUR", status="pending")
    body = body_of("refunds-create-partial", transactions=[foreign], refund_line_items=[])
    assert [type(change) for change in changes("refunds/create", body)] == [Refund]


@given(st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from(["success", "failure"]))))
def test_a_refund_is_the_sum_of_what_succeeded(paid: list[tuple[int, str]]) -> None:
    made = [transaction(amount=f"{Decimal(n) / 100:.2f}", status=word) for n, word in paid]
    total = sum(n for n, word in paid if word == "success")
    assert refund_after(transactions=made).amount.amount == Decimal(total) / 100
