from __future__ import annotations

from datetime import timedelta
from itertools import permutations, product

import pytest

from connector.answers.answer import Answer, OrderStatusFacts
from connector.answers.headline import Headline
from connector.answers.order_status import ask_which, order_status
from connector.answers.words import speak
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as F
from connector.records import (
    Order,
    Tracking,
)
from connector.records import PaymentStatus as P
from connector.records import ReturnStatus as R
from connector.records import ShipmentStatus as S
from tests.answers.demo import (
    LANGUAGES,
    NOW,
    Part,
    ago,
    euros,
    line,
    order,
    parcel,
    refund,
    returned,
    scan,
    whole,
)

DHL = Tracking(number="00340434", url="https://track.example.com/00340434")


def answer(
    found: WholeOrder | None, asked: str = "1001", tongue: str = "en"
) -> Answer[OrderStatusFacts]:
    return order_status(found, asked=asked, words=speak(tongue), now=NOW)


def facts(found: WholeOrder) -> OrderStatusFacts:
    given = answer(found).facts
    assert given is not None
    return given


def test_the_whole_answer_can_be_sent() -> None:
    found = whole(
        order(P.PARTIALLY_REFUNDED, F.FULFILLED),
        parcel(carrier="DHL", tracking=(DHL,), shipped_at=ago(2)),
        scan(S.IN_TRANSIT, ago(1), estimated_at=NOW + timedelta(days=2)),
        refund("12.50", {}),
    )
    assert answer(found).message == (
        "Your order #1001 is on its way. We have refunded €12.50 for this order. "
        "The carrier expects to deliver it on November 23, 2026.\n"
        "Your DHL tracking number is 00340434. You can track the parcel here:\n"
        "https://track.example.com/00340434"
    )


def test_the_persian_answer_has_jalali_dates_persian_digits_and_isolated_latin() -> None:
    found = whole(
        order(P.PARTIALLY_REFUNDED, F.FULFILLED),
        parcel(carrier="DHL", tracking=(DHL,), shipped_at=ago(2)),
        scan(S.IN_TRANSIT, ago(1), estimated_at=NOW + timedelta(days=2)),
        refund("12.50", {}),
    )
    assert answer(found, tongue="fa-IR").message == (
        "سفارش شما به شمارهٔ \u2068#1001\u2069 در راه است. "
        "بابت این سفارش \u2068۱۲٫۵۰ یورو\u2069 به شما بازگردانده‌ایم. "
        "شرکت پستی پیش‌بینی می‌کند بسته ۲ آذر ۱۴۰۵ تحویل شود.\n"
        "حمل این بسته با \u2068DHL\u2069 و کد رهگیری آن \u206800340434\u2069 است. "
        "بسته را می‌توانید اینجا پیگیری کنید:\nhttps://track.example.com/00340434"
    )


def test_the_answer_says_how_fresh_it_is() -> None:
    given = answer(whole())
    assert given.outcome == "ok"
    assert given.source == "mirror"
    assert given.as_of == NOW - timedelta(seconds=90)
    assert given.stale_seconds == 90


def test_a_clock_behind_ours_never_makes_an_answer_negative_seconds_old() -> None:
    late = order_status(whole(), asked="1", words=speak("en"), now=ago(3))
    assert late.stale_seconds == 0


def test_nothing_found_depends_on_nothing_but_what_was_typed() -> None:
    first = order_status(None, asked="1001", words=speak("tr"), now=NOW)
    assert first == order_status(None, asked="1001", words=speak("tr"), now=ago(9))
    assert first.outcome == "no_match"
    assert first.facts is None
    assert first.as_of is None
    assert first.stale_seconds is None
    assert first.next_actions == ["check_details"]
    assert "1001" in first.message


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_what_was_typed_cannot_break_the_sentence(tongue: str) -> None:
    message = answer(None, asked="{0} %s\n\u202e{number.x}\x00" + "9" * 500, tongue=tongue).message
    assert "0 %s number.x" in message
    assert not set("{}\n\x00\u202e") & set(message)
    assert len(message) < 400


def test_nothing_typed_still_gives_a_sentence() -> None:
    assert answer(None, asked=" \u200f").message.startswith("We could not find an order with")


def test_the_latest_scan_is_the_parcels_status_and_the_later_word_wins_a_tie() -> None:
    scans = [
        scan(S.PICKED_UP, ago(3)),
        scan(S.OUT_FOR_DELIVERY, ago(1)),
        scan(S.DELIVERED, ago(1)),
    ]
    for shuffled in permutations(scans):
        entry = facts(whole(order(), parcel(S.PENDING, raw="success"), *shuffled)).shipments[0]
        assert (entry.status, entry.raw_status) == (S.DELIVERED, "raw delivered")


def test_a_parcels_own_newer_word_beats_an_older_scan_but_its_silence_does_not() -> None:
    seen = scan(S.IN_TRANSIT, ago(3))
    newer = parcel(S.DELIVERED, updated_at=ago(1), raw="delivered")
    assert facts(whole(order(), newer, seen)).shipments[0].status is S.DELIVERED
    silent = parcel(S.PENDING, updated_at=ago(1))
    assert facts(whole(order(), silent, seen)).shipments[0].status is S.IN_TRANSIT
    older = parcel(S.LABEL_CREATED, updated_at=ago(4))
    assert facts(whole(order(), older, seen)).shipments[0].status is S.IN_TRANSIT


def test_cancelled_parcels_are_not_shown_whatever_was_scanned() -> None:
    found = whole(order(), parcel(S.CANCELLED, tracking=(DHL,)), scan(S.IN_TRANSIT, ago(1)))
    assert facts(found).shipments == []
    assert "00340434" not in answer(found).message


def test_each_tracking_number_is_an_entry_and_a_parcel_without_one_too() -> None:
    two = parcel(tracking=(DHL, Tracking(number="777")), shipped_at=ago(2))
    found = whole(order(P.PAID, F.FULFILLED), parcel(id_="p2"), two)
    numbers = [entry.tracking_number for entry in facts(found).shipments]
    assert numbers == ["00340434", "777", None]
    assert "Parcel 3 of 3:\nThere is no tracking information" in answer(found).message


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://x.example.com/a b", "https://x.example.com/\u202ea", ""]
)
def test_a_link_that_is_none_is_neither_shown_nor_said(url: str) -> None:
    found = whole(order(), parcel(tracking=(Tracking(number="777", url=url),)))
    assert facts(found).shipments[0].tracking_url is None
    assert "track the parcel" not in answer(found).message


def test_a_long_list_of_parcels_ends_with_how_many_more_there_are() -> None:
    parcels = [parcel(S.IN_TRANSIT, id_=f"p{n}") for n in range(6)]
    found = whole(order(P.PAID, F.FULFILLED), *parcels)
    assert len(facts(found).shipments) == 6
    assert answer(found).message.splitlines()[-1] == "And 1 more parcel."
    assert answer(found, tongue="fa").message.splitlines()[-1] == "و ۱ بستهٔ دیگر."


def test_refunds_are_summed_in_the_scale_of_the_order_and_listed_oldest_first() -> None:
    found = whole(
        order(lines=(line("1", quantity="2"), line("2"))),
        refund("7.25", {"1": "1"}, id_="r1", at=ago(1)),
        refund("5", {"1": "1"}, id_="r2", at=ago(4)),
    )
    given = facts(found)
    assert (given.refunded.amount, given.refunded.currency) == ("12.25", "EUR")
    assert [r.amount for r in given.refunds] == ["5", "7.25"]
    assert [item.refunded_quantity for item in given.lines] == [2, 0]


def test_no_refund_is_zero_in_the_orders_scale() -> None:
    assert facts(whole()).refunded.amount == "0.00"
    tomans = order(total=euros("1250000", "IRT"))
    assert facts(whole(tomans)).refunded.amount == "0"
    assert facts(whole()).lines[0].refunded_quantity == 0


def test_a_refund_that_does_not_say_its_lines_leaves_them_unknown() -> None:
    given = facts(whole(order(), refund("5.00"), refund("1.00", {"1": "1"}, id_="r2")))
    assert given.lines[0].refunded_quantity is None


def test_refunds_in_another_currency_are_told_apart() -> None:
    found = whole(order(), refund("5.00"), refund("9.90", id_="r2", currency="GBP"))
    assert facts(found).refunded.amount == "5.00"
    assert "€5.00" in answer(found).message
    assert "£9.90" in answer(found).message


def test_the_orders_own_word_on_returns_comes_first() -> None:
    said = whole(order(return_status=R.INSPECTED), returned(R.REQUESTED))
    assert facts(said).return_status is R.INSPECTED


def test_an_open_return_is_spoken_of_before_a_newer_settled_one() -> None:
    parts = [
        returned(R.RETURNED, ago(1), "t1"),
        returned(R.REQUESTED, ago(5), "t2"),
        returned(R.APPROVED, ago(3), "t3"),
    ]
    for shuffled in permutations(parts):
        given = facts(whole(order(), *shuffled))
        assert (given.return_status, given.raw_return_status) == (R.APPROVED, "raw approved")
    assert facts(whole()).return_status is R.NONE


def test_an_estimate_is_of_the_last_parcel_under_way_and_never_said_once_past() -> None:
    of = order(P.PAID, F.FULFILLED)
    there = parcel(S.DELIVERED, estimated_at=NOW + timedelta(days=9))
    soon = parcel(S.IN_TRANSIT, id_="p2", estimated_at=NOW + timedelta(days=3))
    sooner = parcel(S.IN_TRANSIT, id_="p3", estimated_at=NOW + timedelta(days=1))
    assert facts(whole(of, there, soon, sooner)).estimated_delivery_at == NOW + timedelta(days=3)
    assert facts(whole(of, there)).estimated_delivery_at is None
    silent = parcel(S.IN_TRANSIT, id_="p4")
    assert facts(whole(of, soon, silent)).estimated_delivery_at is None
    today = whole(of, parcel(S.IN_TRANSIT, estimated_at=NOW - timedelta(hours=3)))
    assert "estimated delivery date is November 21" in answer(today).message
    late = whole(of, parcel(S.IN_TRANSIT, estimated_at=ago(1)))
    assert facts(late).estimated_delivery_at == ago(1)
    assert "estimated" not in answer(late).message


def test_quantities_are_numbers_and_amounts_are_text() -> None:
    cloth = order(lines=(line(quantity="2.50"), line("2", quantity="3.0")))
    dumped = facts(whole(cloth)).model_dump(mode="json")
    assert [item["quantity"] for item in dumped["lines"]] == [2.5, 3]
    assert isinstance(dumped["lines"][1]["quantity"], int)
    assert dumped["total"] == {"amount": "120.50", "currency": "EUR"}


@pytest.mark.parametrize(
    ("found", "actions"),
    [
        (whole(order(P.PENDING)), ["pay"]),
        (whole(order(P.AUTHORIZED)), ["wait"]),
        (whole(order(P.FAILED)), ["pay", "contact_store"]),
        (whole(order(P.PAID, F.IN_PROGRESS)), ["wait"]),
        (whole(order(P.PAID, F.FULFILLED)), ["wait"]),
        (whole(order(P.PAID, F.FULFILLED), parcel(tracking=(DHL,))), ["track_parcel"]),
        (
            whole(order(P.PAID, F.FULFILLED), parcel(S.EXCEPTION, tracking=(DHL,))),
            ["track_parcel", "contact_store"],
        ),
        (whole(order(P.PAID, F.READY_FOR_PICKUP)), ["pick_up"]),
        (whole(order(P.PAID, F.DELIVERED)), []),
        (whole(order(P.PAID, F.FULFILLED), parcel(S.RETURNED)), ["contact_store"]),
        (whole(order(P.REFUNDED, F.FULFILLED), parcel(S.RETURNED)), []),
    ],
)
def test_the_next_step_fits_the_status(found: WholeOrder, actions: list[str]) -> None:
    assert answer(found).next_actions == actions


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_every_payment_and_fulfilment_can_be_said(tongue: str) -> None:
    for payment, fulfillment in product(P, F):
        found = whole(order(payment, fulfillment))
        message = answer(found, tongue=tongue).message
        assert "#1001" in message
        assert "{" not in message
        assert (message == answer(found).message) == (tongue == "en")


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_every_parcel_and_return_can_be_said(tongue: str) -> None:
    said = set()
    for status in S:
        for back in R:
            of = order(P.PAID, F.FULFILLED, return_status=back)
            message = answer(whole(of, parcel(status), parcel(S.PENDING, id_="p2")), tongue=tongue)
            assert "{" not in message.message
            said.add(message.message)
    assert len(said) > 100


def test_a_held_payment_is_not_asked_for_again() -> None:
    given = answer(whole(order(P.AUTHORIZED)))
    assert given.facts is not None
    assert given.facts.headline is Headline.PAYMENT_DUE
    assert "waiting for the payment" not in given.message


def test_sent_is_not_said_to_be_moving_or_delivered() -> None:
    message = answer(whole(order(P.PAID, F.FULFILLED))).message
    assert message == "Your order #1001 has been sent."


def message(of: Order, *parts: Part) -> str:
    return answer(whole(of, *parts)).message


def test_what_was_only_refunded_is_not_said_to_be_cancelled() -> None:
    only_refunded = order(P.REFUNDED, F.UNKNOWN)
    assert facts(whole(only_refunded)).headline is Headline.CANCELLED
    assert message(only_refunded) == "Your order #1001 has been refunded in full."
    assert message(only_refunded, refund("120.50")) == (
        "Your order #1001 has been refunded in full. The refund comes to €120.50."
    )
    assert "comes to" not in message(only_refunded, refund("5.00"))
    cancelled = order(P.REFUNDED, F.UNFULFILLED, cancelled_at=ago(1))
    assert message(cancelled, refund("120.50")) == (
        "Your order #1001 has been cancelled. We have refunded €120.50 for this order."
    )
    assert message(order(P.VOIDED)) == "Your order #1001 has been cancelled."


def test_a_finished_return_is_told_once_and_the_way_out_no_more() -> None:
    out = parcel(S.DELIVERED, carrier="DHL", tracking=(DHL,))
    assert message(order(P.PAID, F.FULFILLED), out, returned(R.RETURNED)) == (
        "The return of your order #1001 is complete."
    )


def test_an_undelivered_parcel_that_came_back_calls_for_help_unless_refunded() -> None:
    help_us = "Please contact us"
    assert help_us in message(order(P.PAID, F.FULFILLED), parcel(S.RETURNED))
    assert help_us not in message(order(P.REFUNDED, F.FULFILLED), parcel(S.RETURNED))


def test_a_parcel_that_never_left_is_no_news_of_a_cancelled_order() -> None:
    cancelled = order(P.PAID, F.FULFILLED, cancelled_at=ago(1))
    assert "777" not in message(cancelled, parcel(tracking=(Tracking(number="777"),)))
    assert "777" in message(cancelled, parcel(S.IN_TRANSIT, tracking=(Tracking(number="777"),)))


def test_a_part_at_the_counter_is_not_the_whole_order() -> None:
    of = order(P.PAID, F.FULFILLED)
    waiting = parcel(S.AVAILABLE_FOR_PICKUP)
    assert message(of, waiting) == "Your order #1001 is ready for you to pick up."
    assert message(of, waiting, parcel(S.IN_TRANSIT, id_="p2")).startswith("Part of your order")
    assert message(order(P.PAID, F.PARTIALLY_FULFILLED), waiting).startswith("Part of your order")


def test_a_part_that_was_sent_says_how_it_stands_and_promises_nothing_of_the_rest() -> None:
    of = order(P.PAID, F.PARTIALLY_FULFILLED)
    due = NOW + timedelta(days=2)
    assert message(of, parcel(S.OUT_FOR_DELIVERY, estimated_at=due)) == (
        "Part of your order #1001 has been sent; the rest has not been sent yet. "
        "The estimated delivery date of the part already sent is November 23, 2026.\n"
        "The parcel is out for delivery."
    )


@pytest.mark.parametrize("status", [S.LABEL_CREATED, S.INFO_RECEIVED])
def test_what_no_carrier_has_collected_is_not_said_to_be_sent(status: S) -> None:
    assert message(order(P.PAID, F.FULFILLED), parcel(status)) == (
        "Your order #1001 is ready to be sent.\n"
        "The parcel has been announced to the carrier but not collected yet."
    )
    partly = message(order(P.PAID, F.PARTIALLY_FULFILLED), parcel(status))
    assert partly.startswith("We are preparing your order #1001.")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (S.IN_TRANSIT, "Your order #1001 is on its way."),
        (S.DELAYED, "Your order #1001 is on its way but delayed."),
        (S.OUT_FOR_DELIVERY, "Your order #1001 is out for delivery."),
        (S.DELIVERED, "Your order #1001 has been delivered."),
    ],
)
def test_parcels_that_are_all_alike_repeat_nothing(status: S, said: str) -> None:
    of = order(P.PAID, F.FULFILLED)
    first, second = (parcel(status, id_=n, tracking=(Tracking(number=n),)) for n in ("p1", "p2"))
    assert message(of, first) == f"{said}\nThe tracking number is p1."
    assert message(of, first, second) == (
        f"{said}\nParcel 1 of 2:\nThe tracking number is p1.\n"
        "Parcel 2 of 2:\nThe tracking number is p2."
    )


def test_a_problem_is_told_before_help_is_offered() -> None:
    assert message(order(P.PAID, F.FULFILLED), parcel(S.ATTEMPT_FAILED, tracking=(DHL,))) == (
        "There is a problem with the delivery of your order #1001.\n"
        "The carrier tried to deliver the parcel but could not. "
        "The tracking number is 00340434. You can track the parcel here:\n"
        "https://track.example.com/00340434\n"
        "Please contact us and we will help you."
    )
    held = order(P.PAID, F.ON_HOLD)
    assert message(held).startswith("Your order #1001 is on hold")
    assert message(held, parcel(S.EXCEPTION)).startswith("There is a problem with the delivery")


def test_an_arrived_parcel_is_not_to_be_tracked_any_more() -> None:
    text = message(order(P.PAID, F.FULFILLED), parcel(S.DELIVERED, tracking=(DHL,)))
    assert "You can see the tracking details here:\nhttps://track.example.com" in text


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("dhl-de", "DHL"),
        ("fedex", "FedEx"),
        ("royal-mail", "Royal Mail"),
        ("DHL Express", "DHL Express"),
        ("yurtici-kargo", "Yurtiçi Kargo"),
        ("DHL-DE", "DHL-DE"),
    ],
)
def test_a_carrier_is_named_by_its_proper_name_only_where_that_is_certain(
    given: str, shown: str
) -> None:
    found = whole(order(P.PAID, F.FULFILLED), parcel(carrier=given))
    assert answer(found).message.endswith(f"The carrier is {shown}.")
    assert facts(found).shipments[0].carrier == given


@pytest.mark.parametrize("given", ["Other", "custom"])
def test_a_carrier_without_a_name_is_not_named(given: str) -> None:
    named = parcel(carrier=given, tracking=(Tracking(number="777"),))
    assert message(order(P.PAID, F.FULFILLED), named).endswith("\nThe tracking number is 777.")


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_no_message_says_a_sentence_twice_or_leaves_a_gap(tongue: str) -> None:
    for payment, fulfillment, status in product(P, F, S):
        found = whole(order(payment, fulfillment), parcel(status, tracking=(DHL,)))
        lines = answer(found, tongue=tongue).message.split("\n")
        assert len(set(lines)) == len(lines)
        assert all(text == text.strip() and "  " not in text for text in lines)


def test_a_refund_that_has_moved_no_money_is_none_to_the_shopper() -> None:
    found = whole(order(), refund("0.00"), refund("5.00", id_="r2"))
    facts = order_status(found, asked="1", words=speak("en"), now=NOW).facts
    assert facts is not None
    assert [entry.amount for entry in facts.refunds] == ["5.00"]


def test_of_several_orders_one_question_is_asked_back() -> None:
    first, second = whole(order(number="#1001")), whole(order(number="#1002{x}"))
    asked = ask_which([first, second], speak("en"))
    assert asked.outcome == "choose"
    assert asked.facts is None
    assert asked.next_actions == ["choose_order"]
    assert asked.message == (
        "This fits more than one of your orders. Which one do you mean?\n"
        "Order #1001 of November 1, 2026\nOrder #1002x of November 1, 2026"
    )
    assert asked.message.count("?") == 1


def test_a_delivered_parcel_stays_delivered_whatever_is_scanned_later() -> None:
    arrived = scan(S.DELIVERED, ago(3))
    for status in S:
        found = whole(order(P.PAID, F.FULFILLED), parcel(), arrived, scan(status, ago(1)))
        assert facts(found).headline is Headline.DELIVERED
        shopifys = parcel(status, updated_at=ago(1))
        if status not in {S.CANCELLED, S.RETURNING, S.RETURNED}:
            assert facts(whole(order(P.PAID, F.FULFILLED), shopifys, arrived)).headline is (
                Headline.DELIVERED
            )


def test_an_order_that_is_delivered_is_not_said_to_be_on_its_way_too() -> None:
    of = order(P.PAID, F.DELIVERED)
    for status in (S.IN_TRANSIT, S.EXCEPTION, S.RETURNED):
        text = message(of, parcel(status, tracking=(Tracking(number="777"),)))
        assert text == "Your order #1001 has been delivered.\nThe tracking number is 777."
