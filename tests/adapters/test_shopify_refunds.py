"""Refunds, which have no total of their own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from connector.records import (
    Fetch,
    Kind,
    Money,
    Ref,
    Refund,
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
