"""Where the money is: what went back, when, and when it should arrive, if the store says so."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.answer import Answer
from connector.answers.estimate import RefundTime, refund_time
from connector.answers.refund_facts import EntryState, RefundState, RefundStatusFacts
from connector.answers.refund_status import refund_status, which_refund
from connector.answers.words import speak
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as F
from connector.records import PaymentStatus as P
from connector.records import Refund, RefundMethod
from connector.records import ReturnStatus as R
from tests.answers.demo import LANGUAGES, NOW, ago, line, order, refund, returned, whole

HELP = "Please contact us and we will help you."


def answer(
    found: WholeOrder | None, time: RefundTime | None = None, tongue: str = "en"
) -> Answer[RefundStatusFacts]:
    return refund_status(
        found,
        asked="1001",
        words=speak(tongue),
        now=NOW,
        time=time,
        page="https://shop.example.com/iade",
    )


def facts(found: WholeOrder, time: RefundTime | None = None) -> RefundStatusFacts:
    given = answer(found, time).facts
    assert given is not None
    return given


def plain(message: str) -> str:
    """Without isolates."""
    return message.translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")))


def waiting(word: str, id_: str = "w1") -> Refund:
    """A refund by which no money has gone back yet."""
    return msgspec.structs.replace(refund("0.00", {}, id_=id_, at=ago(3)), raw_status=word)


def test_a_partial_refund_says_what_it_was_for() -> None:
    of = order(P.PARTIALLY_REFUNDED, F.FULFILLED, lines=(line("1"), line("2", "Teapot", "3")))
    found = whole(of, refund("12.50", {"2": "2"}))
    assert answer(found).message == (
        "Part of your order #1001 has been refunded.\n"
        "We refunded €12.50 on November 19, 2026. This was for: Teapot (2)"
    )
    [entry] = facts(found).refunds
    assert entry.state is EntryState.MADE
    assert entry.lines is not None
    assert [(item.title, item.quantity) for item in entry.lines] == [("Teapot", 2)]
    assert facts(found).state is RefundState.PARTIAL


@pytest.mark.parametrize(
    ("method", "said"),
    [
        (RefundMethod.ORIGINAL_PAYMENT, "It goes back the way you paid: Kredi Kartı."),
        (RefundMethod.GIFT_CARD, "It was credited to your gift card."),
        (RefundMethod.STORE_CREDIT, "It was added to your store credit."),
        (None, ""),
    ],
)
def test_how_the_money_goes_back_is_told_and_never_guessed(
    method: RefundMethod | None, said: str
) -> None:
    paid = msgspec.structs.replace(order(), payment_method="Kredi Kartı")
    back = msgspec.structs.replace(refund("12.50"), method=method)
    found = whole(paid, back)
    assert facts(found).refunds[0].method is method
    message = plain(answer(found).message)
    assert said in message
    assert ("Kredi" in message) is (method is RefundMethod.ORIGINAL_PAYMENT)


def test_a_payment_without_a_name_is_the_one_that_was_used() -> None:
    back = msgspec.structs.replace(refund("12.50"), method=RefundMethod.ORIGINAL_PAYMENT)
    assert "It goes back to the payment method you used." in answer(whole(order(), back)).message


def test_each_refund_of_several_is_told_oldest_first() -> None:
    found = whole(
        order(P.PARTIALLY_REFUNDED),
        refund("5.00", {}, id_="r2", at=ago(1)),
        refund("7.25", {}, id_="r1", at=ago(4)),
    )
    assert answer(found).message.splitlines()[1:] == [
        "We refunded €7.25 on November 17, 2026.",
        "We refunded €5.00 on November 20, 2026.",
    ]
    assert facts(found).refunded.amount == "12.25"


def test_a_refund_that_does_not_say_its_lines_does_not_invent_them() -> None:
    assert facts(whole(order(), refund("5.00"))).refunds[0].lines is None
    assert facts(whole(order(), refund("5.00", {"77": "1"}))).refunds[0].lines is None


def test_refunds_that_add_up_to_the_total_are_the_whole_of_it() -> None:
    found = whole(order(), refund("100.00"), refund("20.50", id_="r2"))
    assert facts(found).state is RefundState.FULL
    assert answer(found).message.startswith("Your order #1001 has been refunded in full.\n")


def test_the_platforms_word_counts_where_no_refund_tells() -> None:
    assert facts(whole(order(P.REFUNDED))).state is RefundState.FULL
    assert facts(whole(order(P.PARTIALLY_REFUNDED))).state is RefundState.PARTIAL
    assert facts(whole(order(P.PAID))).state is RefundState.NONE


def test_refunded_is_not_said_to_be_cancelled_nor_cancelled_to_be_refunded() -> None:
    refunded = whole(order(P.REFUNDED, F.DELIVERED), refund("120.50"))
    assert facts(refunded).cancelled is False
    assert "cancelled" not in answer(refunded).message
    called_off = whole(order(P.PAID, F.UNFULFILLED, cancelled_at=ago(1)))
    assert facts(called_off).cancelled is True
    assert facts(called_off).state is RefundState.NONE
    assert answer(called_off).message == (
        "There is no refund on record for your order #1001. The order has been cancelled.\n" + HELP
    )
    both = answer(whole(order(P.REFUNDED, cancelled_at=ago(1)), refund("120.50"))).message
    assert both.startswith(
        "Your order #1001 has been refunded in full. The order has been cancelled.\n"
    )


def test_a_voided_payment_is_neither() -> None:
    found = whole(order(P.VOIDED, F.UNFULFILLED))
    assert facts(found).state is RefundState.NONE
    assert facts(found).cancelled is False


def test_who_has_not_paid_has_nothing_to_wait_for() -> None:
    found = whole(order(P.PENDING, F.CANCELLED))
    assert answer(found).message.endswith("We have no payment on record for it.")
    assert answer(found).next_actions == []


@pytest.mark.parametrize("word", ["pending", "PENDING", "awaiting_response"])
def test_a_refund_under_way_is_not_said_to_be_made(word: str) -> None:
    found = whole(order(), waiting(word))
    assert answer(found).message == (
        "A refund for your order #1001 has been started but has not gone through yet."
    )
    assert facts(found).state is RefundState.PENDING
    assert facts(found).refunds[0].amount is None
    assert answer(found).next_actions == ["wait"]


@pytest.mark.parametrize("word", ["failure", "error", "failed"])
def test_a_refund_that_failed_calls_for_help(word: str) -> None:
    found = whole(order(), waiting(word))
    assert answer(found).message == f"A refund for your order #1001 did not go through.\n{HELP}"
    assert answer(found).next_actions == ["contact_store"]


def test_a_refund_that_failed_and_was_made_again_is_history() -> None:
    found = whole(order(), waiting("failure"), refund("120.50"))
    assert "did not go through" not in answer(found).message
    assert HELP not in answer(found).message


def test_a_further_refund_is_told_beside_the_one_that_was_made() -> None:
    pending = whole(order(), waiting("pending"), refund("5.00"))
    assert "A further refund has been started" in answer(pending).message
    failed = whole(order(), waiting("failure"), refund("5.00"))
    assert "A further refund did not go through." in answer(failed).message
    assert HELP in answer(failed).message


def test_what_was_never_about_money_is_no_refund() -> None:
    assert facts(whole(order(), refund("0.00", {"1": "1"}))).refunds == []


def test_a_return_under_way_is_told() -> None:
    found = whole(order(P.PAID, F.DELIVERED), returned(R.IN_TRANSIT))
    assert answer(found).message == (
        "There is no refund on record for your order #1001. Your return is on its way to us."
    )
    assert answer(found).next_actions == ["wait"]


WORKING = {"@type": "PropertyValue", "name": "refundWorkingDays", "value": 5}


@pytest.mark.parametrize(
    ("said", "time"),
    [
        (WORKING, RefundTime(5, working=True)),
        ([{"name": "colour", "value": "red"}, WORKING], RefundTime(5, working=True)),
        ({"propertyID": "refundDays", "name": "x", "value": "14"}, RefundTime(14, working=False)),
        ({"name": "refundDays", "minValue": 3, "maxValue": 7}, RefundTime(7, working=False)),
        (None, None),
        ([], None),
        ("refundDays", None),
        ({"name": "refundDays", "value": "soon"}, None),
        ({"name": "refundDays", "value": -3}, None),
        ({"name": "refundDays", "value": 2.5}, None),
        ({"name": "refundDays", "value": 0}, None),
        ({"name": "refundDays", "value": 9999}, None),
        ({"name": "refundDays", "value": None}, None),
        ({"name": "refundDays", "value": True}, None),
    ],
)
def test_how_long_it_takes_is_what_the_policy_says_or_nothing(
    said: object, time: RefundTime | None
) -> None:
    assert refund_time(said) == time  # type: ignore[arg-type]


def test_nothing_is_promised_where_the_policy_says_nothing() -> None:
    found = whole(order(), refund("5.00"))
    assert "policy" not in answer(found).message
    assert facts(found).policy_time is None
    assert facts(found).refunds[0].expected_by is None
    assert answer(found).next_actions == []
    assert answer(found).citations == []


def test_working_days_are_told_and_not_turned_into_a_day() -> None:
    found, time = whole(order(), refund("5.00", at=ago(2))), RefundTime(5, working=True)
    assert answer(found, time).message.endswith(
        "\nBy our policy the money arrives within 5 working days of the refund."
    )
    assert facts(found, time).refunds[0].expected_by is None
    assert answer(found, time).next_actions == ["wait"]
    assert answer(found, time).citations == ["https://shop.example.com/iade"]


def test_calendar_days_have_a_last_day_and_after_it_the_store_has_to_help() -> None:
    time = RefundTime(3, working=False)
    soon, late = (
        whole(order(), refund("5.00", at=ago(2))),
        whole(order(), refund("5.00", at=ago(4))),
    )
    assert facts(soon, time).refunds[0].expected_by == date(2026, 11, 22)
    assert "within 3 days of the refund" in answer(soon, time).message
    assert answer(soon, time).next_actions == ["wait"]
    assert "policy" not in answer(late, time).message
    assert answer(late, time).next_actions == ["contact_store"]


def test_one_day_is_one_day() -> None:
    found = whole(order(), refund("5.00", at=NOW - timedelta(hours=1)))
    assert "within 1 working day of" in answer(found, RefundTime(1, working=True)).message
    assert "within 1 day of" in answer(found, RefundTime(1, working=False)).message


def test_nothing_is_promised_for_money_that_has_not_been_sent() -> None:
    found = whole(order(), waiting("pending"))
    assert "policy" not in answer(found, RefundTime(5, working=True)).message


def test_no_order_and_a_wrong_fact_say_the_same_as_for_order_status() -> None:
    given = answer(None)
    assert given.outcome == "no_match"
    assert given.facts is None
    assert "1001" in given.message
    assert which_refund([whole(), whole(order(number="#2"))], speak("en")).outcome == "choose"


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_every_state_of_the_money_can_be_said_once(tongue: str) -> None:
    for payment, sent, back in product(P, F, R):
        of = order(payment, sent, return_status=back)
        for parts in ((), (refund("5.00"),), (waiting("pending"), waiting("failure", "w2"))):
            message = answer(whole(of, *parts), RefundTime(2, working=True), tongue).message
            lines = message.split("\n")
            assert message.count("#1001") == 1
            assert len(set(lines)) == len(lines)
            assert all(text and text == text.strip() and "  " not in text for text in lines)


@given(
    st.text(max_size=20) | st.sampled_from(["<b>x</b>", "{number}", "{{x}}", "[a](b)", "\x00"]),
    st.text(max_size=20) | st.sampled_from(["<i>", "{title}", "\u202e", "`x`"]),
    st.sampled_from(LANGUAGES),
)
def test_no_strangers_text_reaches_the_message_as_more_than_words(
    number: str, title: str, tongue: str
) -> None:
    of = order(number=number, lines=(line("1", title),))
    message = answer(whole(of, refund("5.00", {"1": "1"})), None, tongue).message
    assert not set("{}<>`\x00\u202e") & set(message)
    assert "](" not in message
