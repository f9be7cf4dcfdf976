from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from connector.answers.headline import RULES, Headline, headline
from connector.answers.order_status import order_status
from connector.answers.words import speak
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as F
from connector.records import PaymentStatus as P
from connector.records import (
    ReturnStatus,
)
from connector.records import ShipmentStatus as S
from tests.answers.demo import NOW, Part, ago, line, order, parcel, refund, returned, scan, whole

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


def states(model: dict[str, Any]) -> Iterator[tuple[str, WholeOrder]]:
    """Every state of every platform and carrier in the model, as the order it would be."""
    for of, words in model["shopify"].items():
        for word, said in words.items() if isinstance(words, dict) else ():
            yield f"shopify {of} {word}", as_order(of, said)
    for of, words in model["ecwid"].items():
        for word, said in words.items() if isinstance(words, dict) else ():
            if of in KINDS_OF and not said.startswith("ignore"):
                yield f"ecwid {of} {word}", as_order(of, said)
    for of, words in model["carrier"].items():
        for word, said in words.items():
            yield f"{of} {word}", as_order("FulfillmentEventStatus", said)


KINDS_OF = {
    "displayFinancialStatus": P,
    "displayFulfillmentStatus": F,
    "FulfillmentEventStatus": S,
    "FulfillmentEventStatus_unstable": S,
    "FulfillmentDisplayStatus": S,
    "OrderReturnStatus": ReturnStatus,
    "ReturnStatus": ReturnStatus,
    "paymentStatus": P,
    "fulfillmentStatus": F,
}


def as_order(of: str, said: str) -> WholeOrder:
    match KINDS_OF[of](said):
        case P() as payment:
            return whole(order(payment))
        case F() as fulfillment:
            return whole(order(P.PAID, fulfillment))
        case S() as status:
            return whole(order(P.PAID, F.FULFILLED), parcel(), scan(status, ago(1)))
        case ReturnStatus() as back:
            return whole(order(P.PAID, F.DELIVERED, return_status=back))
    raise AssertionError(of)


BY_PAYMENT = {
    P.PENDING: Headline.PAYMENT_DUE,
    P.AUTHORIZED: Headline.PAYMENT_DUE,
    P.PARTIALLY_PAID: Headline.PAYMENT_DUE,
    P.FAILED: Headline.PROBLEM,
    P.EXPIRED: Headline.PROBLEM,
    P.VOIDED: Headline.CANCELLED,
    P.REFUNDED: Headline.CANCELLED,
}
BY_FULFILLMENT = {
    F.ON_HOLD: Headline.PROBLEM,
    F.DELIVERY_FAILED: Headline.PROBLEM,
    F.READY_FOR_PICKUP: Headline.PICKUP_AVAILABLE,
    F.PARTIALLY_FULFILLED: Headline.IN_TRANSIT,
    F.FULFILLED: Headline.IN_TRANSIT,
    F.OUT_FOR_DELIVERY: Headline.IN_TRANSIT,
    F.DELIVERED: Headline.DELIVERED,
    F.NOT_REQUIRED: Headline.DELIVERED,
    F.RETURNED: Headline.RETURNED,
    F.CANCELLED: Headline.CANCELLED,
}
BY_PARCEL = {
    S.ATTEMPT_FAILED: Headline.PROBLEM,
    S.EXCEPTION: Headline.PROBLEM,
    S.RETURNING: Headline.PROBLEM,
    S.RETURNED: Headline.RETURNED,
    S.DELIVERED: Headline.DELIVERED,
    S.AVAILABLE_FOR_PICKUP: Headline.PICKUP_AVAILABLE,
}
"""Of an order that was sent and tells nothing else; of other parcels it is in transit."""


def of_one_axis(found: WholeOrder) -> Headline:
    if found.order.return_status is not None:
        back = found.order.return_status is ReturnStatus.RETURNED
        return Headline.RETURNED if back else Headline.DELIVERED
    if found.events:
        return BY_PARCEL.get(found.events[0].status, Headline.IN_TRANSIT)
    by_payment = BY_PAYMENT.get(found.order.payment_status)
    by_fulfillment = BY_FULFILLMENT.get(found.order.fulfillment_status)
    return by_payment or by_fulfillment or Headline.PROCESSING


def test_every_state_of_the_model_has_its_headline_four_axes_and_a_sentence() -> None:
    if not DATA:
        pytest.skip("STOREWIRE_TEST_DATA is not set")
    model = json.loads(Path(DATA, "model", "status_maps.json").read_text(encoding="utf-8"))
    found = dict(states(model))
    assert len(found) > 80
    for state, one in found.items():
        given = order_status(one, asked="1001", words=speak("en"), now=NOW)
        assert given.facts is not None, state
        assert given.facts.headline is of_one_axis(one), state
        assert given.facts.payment_status is one.order.payment_status
        assert given.facts.fulfillment_status is one.order.fulfillment_status
        assert given.facts.return_status is (one.order.return_status or ReturnStatus.NONE)
        assert [p.status for p in given.facts.shipments] == [
            e.status for e in one.events if e.status is not S.CANCELLED
        ]
        assert "#1001" in given.message, state


def test_the_models_words_are_ours() -> None:
    if not DATA:
        pytest.skip("STOREWIRE_TEST_DATA is not set")
    model = json.loads(Path(DATA, "model", "status_maps.json").read_text(encoding="utf-8"))
    for axis, words in (
        ("payment_status", P),
        ("fulfillment_status", F),
        ("shipment_status", S),
    ):
        assert set(model["canonical"][axis]["values"]) == set(words)
    assert {*model["canonical"]["return_status"]["values"], "unknown"} == set(ReturnStatus)


def journey(own: S, before: list[S], after: list[S]) -> tuple[S, list[S]]:
    """What a parcel and its scans say, of one that was delivered at some point."""
    return own, before + after if own is S.DELIVERED else [*before, S.DELIVERED, *after]


scans = st.lists(st.sampled_from(S), max_size=1)
journeys = st.builds(journey, st.sampled_from(S), scans, scans)


@given(
    st.sampled_from([P.PAID, P.UNKNOWN, P.PENDING, P.PARTIALLY_REFUNDED]),
    st.sampled_from([F.UNFULFILLED, F.FULFILLED, F.DELIVERED, F.NOT_REQUIRED, F.READY_FOR_PICKUP]),
    st.sampled_from([None, ReturnStatus.REQUESTED, ReturnStatus.DECLINED]),
    st.lists(journeys, max_size=2),
    st.lists(st.tuples(st.sampled_from(S), st.integers(0, 1)), min_size=1, max_size=2),
    st.booleans(),
)
def test_a_later_scan_never_moves_a_delivered_order_back(
    payment: P,
    fulfillment: F,
    back: ReturnStatus | None,
    told: list[tuple[S, list[S]]],
    later: list[tuple[S, int]],
    virtual: bool,
) -> None:
    of = order(
        payment, fulfillment, return_status=back, lines=(line(requires_shipping=not virtual),)
    )
    parts: list[Part] = []
    for n, (own, seen) in enumerate(told):
        parts.append(parcel(own, id_=f"p{n}", updated_at=ago(9)))
        parts += (scan(status, ago(8 - at), of=f"p{n}") for at, status in enumerate(seen))
    more = [scan(status, ago(2 - at), of=f"p{which}") for at, (status, which) in enumerate(later)]
    assume(headline(whole(of, *parts)) is Headline.DELIVERED)
    assert headline(whole(of, *parts, *more)) is Headline.DELIVERED


def test_a_shop_that_says_delivered_is_not_contradicted_by_a_parcel() -> None:
    for status in S:
        assert headline(whole(order(P.PAID, F.DELIVERED), parcel(status))) is Headline.DELIVERED
