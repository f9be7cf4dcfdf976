from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from connector.answers.answer import Answer
from connector.answers.policy import MerchantReturnPolicy
from connector.answers.policy_values import NOT_PERMITTED, UNLIMITED, UNSPECIFIED
from connector.answers.return_facts import Basis, ItemReturn, ReturnItem, ReturnPolicyFacts
from connector.answers.return_policy import return_policy
from connector.answers.words import speak
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as F
from connector.records import PaymentStatus as P
from connector.records import ReturnStatus, Shipment
from connector.records import ShipmentStatus as S
from tests.answers.demo import (
    LANGUAGES,
    NOW,
    ago,
    line,
    order,
    parcel,
    refund,
    returned,
    scan,
    whole,
)
from tests.answers.demo import policy as policy_of

SENT = order(P.PAID, F.FULFILLED)
ISTANBUL = ZoneInfo("Europe/Istanbul")


def policy(**more: JsonValue) -> MerchantReturnPolicy:
    """Of a shop that sells to other shops: the law gives these no right to return."""
    return policy_of(x_statutory=False, **more)


def answer(
    found: WholeOrder | None,
    *policies: MerchantReturnPolicy,
    country: str | None = None,
    now: datetime = NOW,
    tongue: str = "en",
) -> Answer[ReturnPolicyFacts]:
    known = policies or (policy(),)
    return return_policy(known, country=country, order=found, words=speak(tongue), now=now)


def items(
    found: WholeOrder, *policies: MerchantReturnPolicy, now: datetime = NOW
) -> list[ReturnItem]:
    facts = answer(found, *policies, now=now).facts
    assert facts is not None
    return facts.items


def item(found: WholeOrder, *policies: MerchantReturnPolicy, now: datetime = NOW) -> ReturnItem:
    return items(found, *policies, now=now)[0]


def delivered(days_ago: float, id_: str = "p1") -> WholeOrder:
    return whole(SENT, parcel(S.DELIVERED, id_=id_), scan(S.DELIVERED, ago(days_ago), of=id_))


def test_the_last_day_counts_and_the_day_of_delivery_does_not() -> None:
    found = item(delivered(14))
    assert found.status is ItemReturn.OPEN
    assert (found.window_start, found.window_end) == (date(2026, 11, 7), date(2026, 11, 21))
    assert found.basis is Basis.CARRIER_DELIVERED
    late = NOW.astimezone(ISTANBUL).replace(hour=23, minute=59)
    assert item(delivered(14), now=late).status is ItemReturn.OPEN
    assert item(delivered(15)).status is ItemReturn.CLOSED


def test_a_parcel_marked_delivered_without_a_scan_counts_from_its_last_change() -> None:
    found = item(whole(SENT, parcel(S.DELIVERED, updated_at=ago(20))))
    assert (found.status, found.basis) == (ItemReturn.CLOSED, Basis.PLATFORM_DELIVERED)


def test_the_window_starts_with_the_last_parcel_that_carries_the_line() -> None:
    of = order(P.PAID, F.FULFILLED, lines=(line("1"), line("2")))
    found = whole(
        of,
        parcel(S.DELIVERED, lines=("1",)),
        parcel(S.DELIVERED, id_="p2", lines=("1", "2")),
        parcel(S.IN_TRANSIT, id_="p3", lines=("2",)),
        scan(S.DELIVERED, ago(9)),
        scan(S.DELIVERED, ago(3), of="p2"),
    )
    first, second = items(found)
    assert first.window_start == date(2026, 11, 18)
    assert (second.status, second.window_end) == (ItemReturn.NOT_STARTED, None)


def test_where_no_parcel_says_its_lines_the_last_of_the_order_counts() -> None:
    parts = parcel(S.DELIVERED), parcel(S.DELIVERED, id_="p2")
    both = whole(SENT, *parts, scan(S.DELIVERED, ago(9)), scan(S.DELIVERED, ago(3), of="p2"))
    assert item(both).window_start == date(2026, 11, 18)
    one = whole(SENT, parts[0], parcel(S.IN_TRANSIT, id_="p2"), scan(S.DELIVERED, ago(9)))
    assert item(one).status is ItemReturn.NOT_STARTED


def test_a_line_still_at_the_shop_has_no_window_though_another_has_arrived() -> None:
    of = order(P.PAID, F.PARTIALLY_FULFILLED, lines=(line("1"), line("2")))
    found = whole(of, parcel(S.DELIVERED, lines=("1",)), scan(S.DELIVERED, ago(30)))
    assert [i.status for i in items(found)] == [ItemReturn.CLOSED, ItemReturn.NOT_STARTED]


@pytest.mark.parametrize("fulfillment", [F.UNFULFILLED, F.IN_PROGRESS, F.UNKNOWN, F.ON_HOLD])
def test_the_window_of_what_was_never_sent_has_not_started(fulfillment: F) -> None:
    found = item(whole(order(P.PAID, fulfillment)))
    assert (found.status, found.window_start, found.basis) == (
        ItemReturn.NOT_STARTED,
        None,
        Basis.NONE,
    )


def test_a_sent_order_without_delivery_date_is_open_on_a_guess_and_never_closed_on_it() -> None:
    fresh = item(whole(SENT, parcel(shipped_at=ago(3))))
    assert (fresh.status, fresh.basis) == (ItemReturn.OPEN, Basis.SHIPPED)
    old = item(whole(SENT, parcel(shipped_at=ago(300))))
    assert (old.status, old.basis) == (ItemReturn.UNKNOWN, Basis.SHIPPED)
    unsent = item(whole(SENT))
    assert (unsent.status, unsent.basis) == (ItemReturn.UNKNOWN, Basis.PLACED)
    guessed = item(whole(SENT, parcel(shipped_at=ago(9), estimated_at=ago(4))))
    assert (guessed.window_start, guessed.basis) == (date(2026, 11, 17), Basis.ESTIMATED_DELIVERY)


def test_the_guess_is_told_to_the_buyer() -> None:
    message = answer(whole(SENT, parcel(shipped_at=ago(3)))).message
    assert "we counted from the day the order was sent" in message


def test_a_guess_that_lies_ahead_starts_nothing() -> None:
    ahead = parcel(shipped_at=ago(1), estimated_at=NOW + timedelta(days=3))
    assert item(whole(SENT, ahead)).status is ItemReturn.NOT_STARTED


def test_refunded_lines_cannot_come_back_and_what_is_left_can() -> None:
    of = order(P.PARTIALLY_REFUNDED, F.FULFILLED, lines=(line("1"), line("2", quantity="3")))
    parts = parcel(S.DELIVERED), scan(S.DELIVERED, ago(3)), refund("9.00", {"1": "1", "2": "1"})
    first, second = items(whole(of, *parts))
    assert (first.status, first.quantity) == (ItemReturn.NOT_RETURNABLE, 0)
    assert (second.status, second.quantity) == (ItemReturn.OPEN, 2)


def test_an_order_refunded_returned_or_cancelled_as_a_whole_cannot_come_back() -> None:
    arrived = parcel(S.DELIVERED), scan(S.DELIVERED, ago(3))
    refunded = whole(order(P.REFUNDED, F.FULFILLED), *arrived, refund("120.50"))
    back = whole(SENT, *arrived, returned(ReturnStatus.RETURNED))
    cancelled = whole(order(P.VOIDED, F.CANCELLED))
    for found in (refunded, back, cancelled):
        assert item(found).status is ItemReturn.NOT_RETURNABLE
    assert "nothing to return" in answer(cancelled).message
    assert "has already been refunded in full" in answer(refunded).message
    assert "has already been returned" in answer(back).message
    unsent = whole(order(P.REFUNDED, F.UNKNOWN), refund("120.50"))
    assert "cancelled" not in answer(unsent).message
    late = whole(order(P.PAID, F.FULFILLED, cancelled_at=ago(1)), *arrived)
    assert "If you have received any of it" in answer(late).message


def test_a_policy_without_window_says_what_it_means() -> None:
    def of(category: str) -> ReturnItem:
        return item(delivered(400), policy(returnPolicyCategory=category, merchantReturnDays=None))

    assert of(NOT_PERMITTED).status is ItemReturn.NOT_RETURNABLE
    assert (of(UNLIMITED).status, of(UNLIMITED).window_end) == (ItemReturn.OPEN, None)
    assert of(UNSPECIFIED).status is ItemReturn.UNKNOWN


SEASON: dict[str, JsonValue] = {
    "startDate": "2026-11-01",
    "endDate": "2026-11-10",
    "merchantReturnDays": 60,
}


def test_a_season_makes_the_window_longer_and_never_shorter() -> None:
    longer = policy(returnPolicySeasonalOverride=SEASON)
    assert item(delivered(15), longer).window_end == date(2027, 1, 5)
    shorter = policy(returnPolicySeasonalOverride={**SEASON, "merchantReturnDays": 3})
    assert item(delivered(14), shorter).status is ItemReturn.OPEN
    past = policy(returnPolicySeasonalOverride={**SEASON, "endDate": "2026-11-01"})
    ordered_in_season = item(delivered(15), past)
    assert ordered_in_season.window_end == date(2027, 1, 5)
    fees_only: JsonValue = {**SEASON, "merchantReturnDays": None, "returnFees": "FreeReturn"}
    silent = policy(
        returnPolicyCategory=NOT_PERMITTED,
        merchantReturnDays=None,
        returnPolicySeasonalOverride=fees_only,
    )
    assert item(delivered(15), silent).status is ItemReturn.NOT_RETURNABLE
    never = policy(
        returnPolicySeasonalOverride={**SEASON, "startDate": "2025-01-01", "endDate": "2025-02-01"}
    )
    assert item(delivered(15), never).status is ItemReturn.CLOSED


def test_the_policy_is_the_one_of_the_country_then_the_general_one_then_none() -> None:
    turkey, general = policy(), policy(applicableCountry=None, merchantReturnDays=30)
    germany = policy(applicableCountry=["DE", "AT"], merchantReturnDays=20)

    def days(country: str | None, *known: MerchantReturnPolicy) -> JsonValue:
        facts = answer(None, *known, country=country).facts
        return facts.policy["merchantReturnDays"] if facts else None

    assert days("at", general, turkey, germany) == 20
    assert days("GB", turkey, general, germany) == 30
    assert days(None, turkey, general) == 30
    assert days("GB", turkey, germany) is None
    assert days(None, turkey) is None


def test_an_orders_country_is_where_it_was_sent_unless_one_is_asked_for() -> None:
    given = answer(delivered(3), policy())
    assert given.facts is not None
    assert (given.facts.country, given.facts.order_number) == ("TR", "#1001")
    assert answer(delivered(3), policy(), country="DE").outcome == "no_match"


def test_no_policy_says_what_is_missing() -> None:
    unknown = answer(None, policy(), country="DE", tongue="tr")
    assert "Almanya" in unknown.message
    assert unknown.next_actions == ["contact_store"]
    assert answer(None, policy()).next_actions == ["check_details"]
    none = return_policy([], country=None, order=None, words=speak("en"), now=NOW)
    assert (none.outcome, none.next_actions) == ("no_match", ["contact_store"])


def test_the_policy_can_be_asked_without_an_order_and_is_cited() -> None:
    given = answer(None, policy(returnFees="https://schema.org/FreeReturn"), country="TR")
    assert given.message == (
        "You can return items within 14 days of delivery. Returning items is free of charge.\n"
        "You can read our return policy here:\nhttps://shop.example.com/iade"
    )
    assert given.citations == ["https://shop.example.com/iade"]
    assert given.as_of is None
    assert answer(None, policy(merchantReturnLink=None), country="TR").citations == []


def test_an_answer_is_as_old_as_the_older_of_policy_and_order() -> None:
    given = return_policy(
        [policy()], country=None, order=whole(), words=speak("en"), now=NOW, seen_at=ago(1)
    )
    assert given.stale_seconds == 86_400
    assert answer(whole()).stale_seconds == 90


def test_a_single_day_is_singular() -> None:
    assert "within 1 day of" in answer(None, policy(merchantReturnDays=1), country="TR").message


def test_no_days_at_all_means_the_day_of_delivery() -> None:
    none = policy(merchantReturnDays=0)
    assert answer(None, none, country="TR").message.startswith(
        "You can return items on the day of delivery only."
    )
    assert "return it on the day of delivery only" in answer(whole(), none).message


def test_what_a_return_costs_is_said_where_one_is_possible_and_does_not_depend_on_the_day() -> None:
    paid = policy(returnFees="ReturnShippingFees")
    told = "You pay for return shipping."
    assert told in answer(delivered(3), paid).message
    assert told in answer(whole(), paid).message
    assert told not in answer(delivered(90), paid).message
    free_season: dict[str, JsonValue] = {
        **SEASON,
        "endDate": "2026-11-21",
        "returnFees": "FreeReturn",
    }
    seasonal = policy(returnFees="ReturnShippingFees", returnPolicySeasonalOverride=free_season)
    assert "free of charge" in answer(None, seasonal, country="TR").message
    assert "free of charge" in answer(delivered(3), seasonal).message
    late_season: JsonValue = {**free_season, "startDate": "2026-11-15"}
    half = policy(
        returnFees="ReturnShippingFees",
        returnPolicySeasonalOverride=late_season,
    )
    assert told not in answer(delivered(3), half).message
    assert "free of charge" not in answer(delivered(3), half).message


def test_a_change_of_mind_costs_what_the_policy_says_of_it() -> None:
    mixed = policy(returnFees="FreeReturn", customerRemorseReturnFees="ReturnShippingFees")
    message = answer(None, mixed, country="TR").message
    assert "You pay for return shipping." in message
    assert "free of charge" not in message


@pytest.mark.parametrize(
    ("arrived", "days", "last"),
    [
        (date(2026, 1, 31), 30, date(2026, 3, 2)),
        (date(2028, 1, 31), 30, date(2028, 3, 1)),
        (date(2028, 2, 15), 14, date(2028, 2, 29)),
        (date(2027, 2, 15), 14, date(2027, 3, 1)),
        (date(2026, 12, 25), 14, date(2027, 1, 8)),
    ],
)
def test_a_window_runs_over_the_ends_of_months_and_years(
    arrived: date, days: int, last: date
) -> None:
    moment = datetime(arrived.year, arrived.month, arrived.day, 18, tzinfo=ISTANBUL)
    found = whole(SENT, parcel(S.DELIVERED), scan(S.DELIVERED, moment))
    known = policy(merchantReturnDays=days)
    assert item(found, known, now=moment).window_end == last
    end = datetime(last.year, last.month, last.day, 23, 59, tzinfo=ISTANBUL)
    assert item(found, known, now=end).status is ItemReturn.OPEN
    assert item(found, known, now=end + timedelta(minutes=1)).status is ItemReturn.CLOSED


def test_a_line_of_which_pieces_are_still_at_the_shop_has_no_window() -> None:
    three = (line("1", quantity="3"),)
    of = order(P.PARTIALLY_REFUNDED, F.PARTIALLY_FULFILLED, lines=three)
    one = parcel(S.DELIVERED, lines=("1",)), scan(S.DELIVERED, ago(30))
    assert item(whole(of, *one)).status is ItemReturn.NOT_STARTED
    assert item(whole(of, *one, refund("9.00", {"1": "2"}))).status is ItemReturn.CLOSED


def test_a_long_order_ends_with_how_many_more_there_are() -> None:
    of = order(P.PAID, F.FULFILLED, lines=tuple(line(str(n), f"Shirt {n}") for n in range(7)))
    assert "\nAnd 2 more items.\n" in answer(whole(of)).message


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_every_state_of_a_line_can_be_said(tongue: str) -> None:
    lasting = policy(returnPolicyCategory=UNLIMITED, merchantReturnDays=None)
    never = policy(returnPolicyCategory=NOT_PERMITTED, merchantReturnDays=None)
    asked = [
        (delivered(3), policy()),
        (delivered(90), policy()),
        (delivered(90), lasting),
        (delivered(90), never),
        (whole(), policy()),
        (whole(), lasting),
        (whole(SENT), policy()),
        (whole(SENT, parcel(shipped_at=ago(3))), policy()),
        (whole(order(P.VOIDED, F.CANCELLED)), policy()),
        (None, policy()),
        (None, lasting),
        (None, never),
    ]
    messages = [answer(found, known, country="TR", tongue=tongue).message for found, known in asked]
    assert len(set(messages)) >= len(asked) - 1
    assert not any("{" in message for message in messages)


DELIVERIES = st.integers(0, 60)
DAYS = st.integers(0, 60)
HOURS = st.integers(-24 * 90, 24 * 90)


@given(DELIVERIES, DAYS, HOURS)
def test_a_window_is_never_open_after_its_last_day_nor_closed_before(
    arrived: int, days: int, hours: int
) -> None:
    now = NOW + timedelta(hours=hours)
    known = policy(merchantReturnDays=days)
    found = item(delivered(arrived), known, now=now)
    assert found.window_start is not None
    assert found.window_end is not None
    assert found.window_end - found.window_start == timedelta(days=days)
    today = now.astimezone(ISTANBUL).date()
    assert (found.status is ItemReturn.OPEN) == (today <= found.window_end)
    assert (found.status is ItemReturn.CLOSED) == (today > found.window_end)
    assert found == item(delivered(arrived), known, now=now)


PARCELS = st.builds(
    parcel,
    st.sampled_from(S),
    shipped_at=st.none() | st.just(ago(40)),
    updated_at=st.none() | st.just(ago(30)),
    estimated_at=st.none() | st.just(ago(35)),
    lines=st.sampled_from([None, (), ("1",)]),
)


@given(st.sampled_from(F), st.lists(PARCELS, max_size=3), DAYS, HOURS)
def test_a_window_is_closed_only_on_a_delivery(
    fulfillment: F, parcels: list[Shipment], days: int, hours: int
) -> None:
    parts = [msgspec.structs.replace(p, id=f"p{n}") for n, p in enumerate(parcels)]
    found = whole(order(P.PAID, fulfillment), *parts)
    given = item(found, policy(merchantReturnDays=days), now=NOW + timedelta(hours=hours))
    if given.status is ItemReturn.CLOSED:
        assert given.basis in (Basis.CARRIER_DELIVERED, Basis.PLATFORM_DELIVERED)
    if given.window_start and given.window_end:
        assert given.window_end >= given.window_start
    if given.status is ItemReturn.OPEN:
        assert given.window_end is not None
        local = (NOW + timedelta(hours=hours)).astimezone(ISTANBUL)
        assert local.date() <= given.window_end
