"""Opening hours: is somebody there, when next, and by when a person answers."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.hours import opening_hours
from connector.answers.hours_document import parse_hours
from connector.answers.hours_words import promised, reply_promise
from connector.answers.opening import Hours, openings, reply_by, status
from connector.answers.owner_document import DAYS
from connector.answers.words import speak
from connector.errors import BadRequest
from tests.answers.demo import LANGUAGES

WEEKDAYS = list(DAYS[:5])
EN = speak("en")


def spec(opens: str | None, closes: str | None, *days: str, **more: Any) -> dict[str, Any]:
    span = {"opens": opens, "closes": closes}
    return {"dayOfWeek": list(days or DAYS), **{k: v for k, v in span.items() if v}, **more}


def document(*specs: dict[str, Any], zone: str = "Europe/Berlin", **more: Any) -> str:
    return json.dumps({"scheduleTimezone": zone, "openingHoursSpecification": list(specs), **more})


def hours(*specs: dict[str, Any], zone: str = "Europe/Berlin", **more: Any) -> Hours:
    return parse_hours(document(*specs, zone=zone, **more))


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


OFFICE = hours(spec("09:00", "17:00", *WEEKDAYS))


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-03-12T08:59:59", False),
        ("2026-03-12T09:00", True),
        ("2026-03-12T16:59:59", True),
        ("2026-03-12T17:00", False),
        ("2026-03-14T12:00", False),
    ],
)
def test_it_is_open_from_the_first_minute_and_closed_at_the_last(at: str, is_open: bool) -> None:
    assert status(OFFICE, local(at)).open_now is is_open


def test_after_friday_evening_the_next_opening_is_on_monday() -> None:
    state = status(OFFICE, local("2026-03-13T18:00"))
    assert state.opens_at == local("2026-03-16T09:00")


def test_a_lunch_break_is_closed_time() -> None:
    shop = hours(spec("09:00", "12:00"), spec("13:30", "18:00"))
    state = status(shop, local("2026-03-12T12:15"))
    assert (state.open_now, state.opens_at) == (False, local("2026-03-12T13:30"))
    assert status(shop, local("2026-03-12T11:00")).closes_at == local("2026-03-12T12:00")


def test_a_night_shop_is_open_past_midnight_into_a_day_it_does_not_name() -> None:
    shop = hours(spec("20:00", "02:00", "Saturday"))
    state = status(shop, local("2026-03-15T01:30"))
    assert (state.open_now, state.closes_at) == (True, local("2026-03-15T02:00"))
    assert not status(shop, local("2026-03-15T02:00")).open_now


def test_days_that_touch_at_midnight_are_one_opening() -> None:
    shop = hours(spec("18:00", "24:00", "Friday"), spec("00:00", "03:00", "Saturday"))
    assert status(shop, local("2026-03-13T23:00")).closes_at == local("2026-03-14T03:00")


@pytest.mark.parametrize("closes", ["24:00", "23:59"])
def test_a_shop_that_never_closes_has_no_closing_time(closes: str) -> None:
    shop = hours(spec("00:00", closes))
    state = status(shop, local("2026-03-12T03:00"))
    assert (state.open_now, state.closes_at) == (True, None)
    said = opening_hours(shop, words=EN, now=local("2026-03-12T03:00")).message
    assert said.startswith("We are open around the clock.")


def test_a_weekend_can_be_friday() -> None:
    tehran = hours(spec("09:00", "17:00", *DAYS[5:], *DAYS[:4]), zone="Asia/Tehran")
    assert status(tehran, local("2026-03-15T10:00", "Asia/Tehran")).open_now  # a Sunday
    friday = status(tehran, local("2026-03-13T10:00", "Asia/Tehran"))
    assert friday.opens_at == local("2026-03-14T09:00", "Asia/Tehran")


def test_it_is_closed_on_public_holidays_of_its_region_only() -> None:
    closed = spec(None, None, "PublicHolidays")
    women = local("2027-03-08T10:00")  # a holiday in Berlin alone
    for region, is_open in (("BE", False), ("BY", True)):
        address = {"addressCountry": "DE", "addressRegion": region}
        shop = hours(spec("09:00", "17:00"), closed, address=address)
        assert status(shop, women).open_now is is_open


def test_a_holiday_can_have_hours_of_its_own_and_is_named() -> None:
    shop = hours(
        spec("09:00", "17:00"),
        spec("10:00", "12:00", "PublicHolidays"),
        address={"addressCountry": "TR"},
        zone="Europe/Istanbul",
    )
    at = local("2026-10-29T11:00", "Europe/Istanbul")
    assert status(shop, at).closes_at == local("2026-10-29T12:00", "Europe/Istanbul")
    facts = opening_hours(shop, words=EN, now=at).facts
    assert facts is not None
    assert facts.days[0].public_holiday == "Cumhuriyet Bayramı"
    assert facts.days[0].special


def test_a_special_day_stands_above_a_season_and_a_season_above_the_week() -> None:
    shop = hours(
        spec("09:00", "17:00"),
        spec("08:00", "20:00", validFrom="2026-12-01", validThrough="2026-12-31"),
        specialOpeningHoursSpecification=[
            {"validFrom": "2026-12-24", "validThrough": "2027-01-02"},
            {"validFrom": "2026-12-31", "validThrough": "2026-12-31", **spec("10:00", "12:00")},
        ],
    )
    assert status(shop, local("2026-12-10T19:00")).open_now
    assert not status(shop, local("2026-12-25T10:00")).open_now
    assert status(shop, local("2026-12-31T11:00")).open_now
    assert status(shop, local("2026-12-25T10:00")).opens_at == local("2026-12-31T10:00")


@pytest.mark.parametrize(
    ("zone", "first"), [("Asia/Tehran", "Saturday"), ("Europe/Berlin", "Monday")]
)
def test_the_week_begins_where_it_begins_for_the_shop(zone: str, first: str) -> None:
    shop = hours(spec("09:00", "17:00", "Wednesday"), zone=zone)
    said = opening_hours(shop, words=EN, now=local("2026-03-12T10:00")).message
    assert said.split("\n")[1].startswith(first)


def test_a_closing_in_the_coming_days_is_told_in_the_message() -> None:
    shop = hours(
        spec("09:00", "17:00"),
        specialOpeningHoursSpecification={"validFrom": "2026-03-20", "validThrough": "2026-03-20"},
    )
    said = opening_hours(shop, words=EN, now=local("2026-03-12T10:00")).message
    assert "On Friday, March 20, 2026 we are closed." in said


def test_the_hour_that_spring_skips_shortens_the_night_shift_and_autumn_lengthens_it() -> None:
    night = hours(spec("22:00", "06:00"))

    def length(day: str) -> timedelta:
        first = next(openings(night, local(day)))
        return first.end - first.start

    assert length("2026-03-28T21:00") == timedelta(hours=7)
    assert length("2026-10-24T21:00") == timedelta(hours=9)
    assert length("2026-06-10T21:00") == timedelta(hours=8)


def test_the_promise_counts_opening_time_only() -> None:
    shop = hours(spec("09:00", "17:00", *WEEKDAYS), firstReplyMinutes=120)
    assert reply_by(shop, local("2026-03-13T16:00")) == local("2026-03-16T10:00")
    assert reply_by(shop, local("2026-03-13T10:00")) == local("2026-03-13T12:00")
    said = reply_promise(shop, local("2026-03-13T16:00"), EN)
    assert said == ("A person will answer you by 10:00 AM on Monday, March 16, 2026 (Berlin time).")


def test_a_promise_that_ends_with_the_day_is_kept_that_day() -> None:
    shop = hours(spec("09:00", "17:00", *WEEKDAYS), firstReplyMinutes=60)
    assert reply_by(shop, local("2026-03-13T16:00")) == local("2026-03-13T17:00")


def test_outside_hours_it_is_said_when_a_person_will_be_there() -> None:
    at = local("2026-03-12T20:00")
    said = "We are closed at the moment. A person will be here from 9:00 AM tomorrow (Berlin time)."
    assert reply_promise(OFFICE, at, EN) == said
    assert list(promised(OFFICE, at, EN)) == [said]


def test_nothing_is_promised_that_the_shop_did_not_promise() -> None:
    assert reply_promise(OFFICE, local("2026-03-12T10:00"), EN) is None
    assert reply_promise(None, local("2026-03-12T20:00"), EN) is None
    never = hours(spec("00:00", "00:00"), firstReplyMinutes=60)
    assert reply_promise(never, local("2026-03-12T20:00"), EN) is None
    assert "We do not know when we open again." in (
        opening_hours(never, words=EN, now=local("2026-03-12T20:00")).message
    )


def test_within_hours_a_promise_is_only_for_who_is_sent_to_a_person() -> None:
    shop, at = hours(spec("09:00", "17:00"), firstReplyMinutes=30), local("2026-03-12T10:00")
    assert list(promised(shop, at, EN)) == []
    assert list(promised(shop, at, EN, person_wanted=True)) == [
        "A person will answer you by 10:30 AM today (Berlin time)."
    ]


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_the_answer_is_whole_in_every_language(tongue: str) -> None:
    answer = opening_hours(OFFICE, words=speak(tongue), now=local("2026-03-12T10:00"))
    assert answer.facts is not None
    assert answer.facts.open_now
    assert answer.locale == tongue
    assert "{" not in answer.message
    if tongue == "fa":
        assert "۱۷:۰۰" in answer.message


def test_a_shop_without_hours_says_so() -> None:
    answer = opening_hours(None, words=EN, now=local("2026-03-12T10:00"))
    assert (answer.outcome, answer.facts) == ("no_match", None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "$: must be a JSON object."),
        ("{", "$: is not valid JSON"),
        (document(spec("9", "17:00")), "$.openingHoursSpecification[0].opens: must be a time"),
        (document(spec("09:00", None)), "$.openingHoursSpecification[0]: needs both"),
        (document(spec("09:00", "09:00")), "open around the clock is 00:00 to 24:00"),
        (document(spec("24:00", "09:00")), "a day begins at 00:00"),
        (document(spec("09:00", "17:00"), zone="Berlin"), "$.scheduleTimezone: must be a time"),
        (document(spec("09:00", "17:00", "Funday")), "dayOfWeek: must be one of Monday"),
        (document(), "$.openingHoursSpecification:"),
        (document(spec(None, None, "PublicHolidays")), "needs address.addressCountry"),
        (document(spec("09:00", "17:00"), opens=1), "$.opens: there is no such property"),
        (
            document(spec("09:00", "17:00"), firstReplyMinutes="soon"),
            "$.firstReplyMinutes:",
        ),
        (
            document(
                spec("09:00", "17:00"), address={"addressCountry": "DE", "addressRegion": "X"}
            ),
            "$.address: addressRegion must be",
        ),
        (
            document(
                spec("09:00", "17:00"),
                specialOpeningHoursSpecification=[{"validFrom": "2026-01-01"}],
            ),
            "$.specialOpeningHoursSpecification[0]: needs validFrom and validThrough",
        ),
        ('{"a": 1, "a": 2}', "a is given twice"),
    ],
)
def test_wrong_hours_are_refused_with_the_place_and_the_reason(text: str, told: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_hours(text)
    assert told in refused.value.detail


clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True)
specs = st.builds(lambda opens, closes, on: spec(opens, closes, *on), clocks, clocks, days).filter(
    lambda each: each["opens"] != each["closes"] or each["opens"] == "00:00"
)
zones = st.sampled_from(sorted(available_timezones() - {"localtime"}))
moments = st.integers(0, 32 * 366 * 24 * 60).map(
    lambda minutes: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
night_of_change = st.sampled_from(
    [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]
)
changing = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes), night_of_change, st.integers(-300, 300)
)


@given(st.lists(specs, min_size=1, max_size=4), zones, moments | changing)
def test_the_next_opening_is_ahead_closed_until_then_and_open_from_then(
    given_specs: list[dict[str, Any]], zone: str, now: datetime
) -> None:
    shop = hours(*given_specs, zone=zone)
    state = status(shop, now)
    if state.open_now:
        assert state.opens_at is None
        assert state.closes_at is None or state.closes_at > now
        if state.closes_at:
            assert not status(shop, state.closes_at).open_now
            assert status(shop, state.closes_at - timedelta(seconds=1)).open_now
    elif state.opens_at:
        assert state.opens_at > now
        assert status(shop, state.opens_at).open_now
        between = now + (state.opens_at - now) / 2
        assert not status(shop, between).open_now
        assert status(shop, between).opens_at == state.opens_at


@given(st.lists(specs, min_size=1, max_size=3), moments, st.integers(1, 5000))
def test_a_promise_is_kept_within_opening_time(
    given_specs: list[dict[str, Any]], now: datetime, minutes: int
) -> None:
    shop = hours(*given_specs, firstReplyMinutes=minutes)
    by = reply_by(shop, now)
    if by is None:
        return
    assert by >= now + timedelta(minutes=minutes)
    worked = sum(
        (
            max(min(each.end, by) - max(each.start, now), timedelta(0))
            for each in openings(shop, now)
        ),
        timedelta(0),
    )
    assert worked == timedelta(minutes=minutes)


@given(specs, zones, moments)
def test_by_the_shops_own_clock_it_is_open_within_its_hours(
    one: dict[str, Any], zone: str, now: datetime
) -> None:
    """Where no clock is being changed within two days."""
    own = ZoneInfo(zone)
    here = now.astimezone(own)
    around = {(now + timedelta(hours=h)).astimezone(own).utcoffset() for h in range(-48, 49, 6)}
    if len(around) > 1:
        return
    clock, day = here.strftime("%H:%M"), DAYS[here.weekday()]
    before = DAYS[(here.weekday() - 1) % 7]
    opens, closes, on = one["opens"], one["closes"], one["dayOfWeek"]
    closes = "24:00" if closes == "23:59" else closes
    if opens == closes:
        expected = False
    elif opens < closes:
        expected = day in on and opens <= clock < closes
    else:
        expected = (day in on and clock >= opens) or (before in on and clock < closes)
    assert status(hours(one, zone=zone), now).open_now is expected


def test_the_days_of_the_facts_begin_today_where_the_shop_is() -> None:
    shop = hours(spec("09:00", "17:00"), zone="Pacific/Auckland")
    facts = opening_hours(shop, words=EN, now=datetime(2026, 3, 12, 20, tzinfo=UTC)).facts
    assert facts is not None
    assert facts.days[0].day == date(2026, 3, 13)
    assert [day.day_of_week for day in facts.days][:2] == ["Friday", "Saturday"]
