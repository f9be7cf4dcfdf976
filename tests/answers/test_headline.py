from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.headline import RULES, Headline, headline
from connector.records import FulfillmentStatus as F
from connector.records import PaymentStatus as P
from connector.records import (
    ReturnStatus,
)
from connector.records import ShipmentStatus as S
from tests.answers.demo import ago, line, order, parcel, refund, returned, scan, whole

DATA = os.environ.get("STOREWIRE_TEST_DATA")


def test_a_cancelled_order_is_cancelled_whatever_else_is_true() -> None:
    found = whole(order(P.PAID, F.FULFILLED, cancelled_at=ago(1)), parcel(S.EXCEPTION))
    assert headline(found) is Headline.CANCELLED


def test_woocommerces_cancelled_order_is_cancelled() -> None:
    assert headline(whole(order(P.VOIDED, F.CANCELLED))) is Headline.CANCELLED


def test_a_voided_payment_cancels_only_what_was_never_sent() -> None:
    assert headline(whole(order(P.VOIDED, F.UNFULFILLED))) is Headline.CANCELLED
    assert headline(whole(order(P.VOIDED, F.FULFILLED))) is Headline.IN_TRANSIT
    assert headline(whole(order(P.VOIDED), parcel(S.IN_TRANSIT))) is Headline.IN_TRANSIT


@pytest.mark.parametrize("fulfillment", [F.UNFULFILLED, F.UNKNOWN, F.IN_PROGRESS, F.NOT_REQUIRED])
def test_an_order_wholly_refunded_before_it_was_sent_is_cancelled(fulfillment: F) -> None:
    assert headline(whole(order(P.REFUNDED, fulfillment))) is Headline.CANCELLED


def test_refunds_that_add_up_to_the_total_cancel_too() -> None:
    found = whole(order(), refund("100.00"), refund("20.50", id_="r2"))
    assert headline(found) is Headline.CANCELLED
    assert headline(whole(order(), refund("100.00"))) is Headline.PROCESSING


def test_a_refund_after_delivery_does_not_move_the_headline() -> None:
    found = whole(order(P.REFUNDED, F.FULFILLED), parcel(S.DELIVERED))
    assert headline(found) is Headline.DELIVERED


def test_a_refund_of_what_came_back_is_a_return_and_no_cancellation() -> None:
    found = whole(order(P.REFUNDED, F.UNKNOWN), returned(ReturnStatus.RETURNED))
    assert headline(found) is Headline.RETURNED


def test_an_order_marked_returned_is_returned() -> None:
    assert headline(whole(order(P.PAID, F.RETURNED))) is Headline.RETURNED


def test_a_parcel_back_with_the_sender_is_a_returned_order() -> None:
    assert headline(whole(order(P.PAID, F.FULFILLED), parcel(S.RETURNED))) is Headline.RETURNED


def test_a_return_of_some_lines_leaves_the_order_delivered() -> None:
    two = order(P.PARTIALLY_REFUNDED, F.FULFILLED, lines=(line("1"), line("2")))
    parts = parcel(S.DELIVERED), returned(ReturnStatus.RETURNED)
    assert headline(whole(two, *parts, refund("60.00", {"1": "1"}))) is Headline.DELIVERED
    everything = refund("110.00", {"1": "1", "2": "1"})
    assert headline(whole(two, *parts, everything)) is Headline.RETURNED
    assert headline(whole(two, *parts, refund("60.00"))) is Headline.DELIVERED


@pytest.mark.parametrize("payment", [P.FAILED, P.EXPIRED])
def test_a_lost_payment_is_a_problem(payment: P) -> None:
    assert headline(whole(order(payment))) is Headline.PROBLEM


@pytest.mark.parametrize("status", [S.ATTEMPT_FAILED, S.EXCEPTION, S.RETURNING])
def test_a_parcel_in_trouble_is_a_problem_even_beside_a_delivered_one(status: S) -> None:
    found = whole(order(P.PAID, F.FULFILLED), parcel(S.DELIVERED), parcel(status, id_="p2"))
    assert headline(found) is Headline.PROBLEM


def test_an_order_on_hold_is_a_problem_unless_it_waits_for_its_payment() -> None:
    assert headline(whole(order(P.PAID, F.ON_HOLD))) is Headline.PROBLEM
    assert headline(whole(order(P.PENDING, F.ON_HOLD))) is Headline.PAYMENT_DUE


def test_a_shop_that_will_not_deliver_has_a_problem_or_has_cancelled() -> None:
    assert headline(whole(order(P.PAID, F.DELIVERY_FAILED))) is Headline.PROBLEM
    assert headline(whole(order(P.REFUNDED, F.DELIVERY_FAILED))) is Headline.CANCELLED


def test_woocommerces_completed_is_not_delivery() -> None:
    assert headline(whole(order(P.PAID, F.FULFILLED))) is Headline.IN_TRANSIT


def test_an_order_is_delivered_once_its_last_parcel_is() -> None:
    of = order(P.PAID, F.FULFILLED)
    first, second = parcel(S.DELIVERED), parcel(S.IN_TRANSIT, id_="p2")
    assert headline(whole(of, first, second)) is Headline.IN_TRANSIT
    arrived = scan(S.DELIVERED, ago(1), of="p2")
    assert headline(whole(of, first, second, arrived)) is Headline.DELIVERED


def test_a_delivered_part_of_an_order_is_no_delivered_order() -> None:
    found = whole(order(P.PAID, F.PARTIALLY_FULFILLED), parcel(S.DELIVERED))
    assert headline(found) is Headline.IN_TRANSIT


def test_the_platforms_own_word_delivered_is_enough() -> None:
    assert headline(whole(order(P.PAID, F.DELIVERED))) is Headline.DELIVERED


def test_a_virtual_order_is_delivered_once_fulfilled_and_paid() -> None:
    gift_card = (line(requires_shipping=False),)
    assert headline(whole(order(P.PAID, F.FULFILLED, lines=gift_card))) is Headline.DELIVERED
    assert headline(whole(order(P.PAID, F.IN_PROGRESS, lines=gift_card))) is Headline.PROCESSING
    assert headline(whole(order(P.PAID, F.NOT_REQUIRED))) is Headline.DELIVERED
    assert headline(whole(order(P.PENDING, F.NOT_REQUIRED))) is Headline.PAYMENT_DUE


def test_an_order_waiting_at_the_counter_can_be_picked_up() -> None:
    assert headline(whole(order(P.PAID, F.READY_FOR_PICKUP))) is Headline.PICKUP_AVAILABLE
    found = whole(order(P.PAID, F.FULFILLED), parcel(S.AVAILABLE_FOR_PICKUP))
    assert headline(found) is Headline.PICKUP_AVAILABLE


@pytest.mark.parametrize("status", [S.PICKED_UP, S.IN_TRANSIT, S.DELAYED, S.OUT_FOR_DELIVERY])
def test_a_moving_parcel_is_in_transit_though_the_order_does_not_know_it(status: S) -> None:
    assert headline(whole(order(P.PAID, F.UNFULFILLED), parcel(status))) is Headline.IN_TRANSIT


def test_cash_on_delivery_is_in_transit_before_it_is_due() -> None:
    assert headline(whole(order(P.PENDING, F.FULFILLED))) is Headline.IN_TRANSIT


@pytest.mark.parametrize("payment", [P.PENDING, P.AUTHORIZED, P.PARTIALLY_PAID])
def test_an_open_payment_is_due(payment: P) -> None:
    assert headline(whole(order(payment))) is Headline.PAYMENT_DUE


def test_everything_else_is_being_processed() -> None:
    assert headline(whole(order(P.PAID, F.IN_PROGRESS))) is Headline.PROCESSING
    assert headline(whole(order(P.UNKNOWN, F.UNKNOWN))) is Headline.PROCESSING
    assert headline(whole(order(), parcel(S.LABEL_CREATED))) is Headline.PROCESSING


def test_a_cancelled_parcel_is_no_parcel() -> None:
    found = whole(order(), parcel(S.CANCELLED), scan(S.IN_TRANSIT, ago(1)))
    assert headline(found) is Headline.PROCESSING


@given(
    st.sampled_from(P),
    st.sampled_from(F),
    st.none() | st.sampled_from(ReturnStatus),
    st.lists(st.sampled_from(S), max_size=3),
)
def test_no_order_is_delivered_while_a_parcel_is_not(
    payment: P, fulfillment: F, back: ReturnStatus | None, statuses: list[S]
) -> None:
    parcels = [parcel(status, id_=f"p{n}") for n, status in enumerate(statuses)]
    word = headline(whole(order(payment, fulfillment, return_status=back), *parcels))
    under_way = [s for s in statuses if s not in (S.DELIVERED, S.CANCELLED)]
    if under_way and fulfillment is not F.DELIVERED:
        assert word is not Headline.DELIVERED


def test_the_rules_are_the_models_in_its_order() -> None:
    if not DATA:
        pytest.skip("STOREWIRE_TEST_DATA is not set")
    model = json.loads(Path(DATA, "model", "status_maps.json").read_text(encoding="utf-8"))
    said = [rule.split()[-1] for rule in model["order_status_precedence"]]
    assert said == [*(word for _, word in RULES), Headline.PROCESSING]
    assert set(model["canonical"]["order_status"]["values"]) == set(Headline)


def test_woocommerces_statuses_get_the_models_headlines() -> None:
    if not DATA:
        pytest.skip("STOREWIRE_TEST_DATA is not set")
    model = json.loads(Path(DATA, "model", "status_maps.json").read_text(encoding="utf-8"))
    for said in model["woocommerce"]["status"].values():
        if isinstance(said, dict):
            found = whole(order(P(said["payment"]), F(said["fulfillment"])))
            assert headline(found) == said["order"]
