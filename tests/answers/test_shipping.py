"""Shipping: what the store has told, with dates that skip weekends and holidays; never a guess."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.answer import Answer
from connector.answers.lanes import Lane, arrival
from connector.answers.shipping import ShippingFacts, ShippingOption, shipping
from connector.answers.shipping_lanes import parse_shipping
from connector.answers.words import speak
from connector.answers.working_days import Place, holiday, is_working, plus_working
from connector.errors import BadRequest
from tests.answers.demo import LANGUAGES
from tests.answers.test_hours import OFFICE, local

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)  # a Thursday
PAGE = "https://shop.example.com/shipping"


def days(least: int, most: int) -> dict[str, Any]:
    return {"minValue": least, "maxValue": most, "unitCode": "DAY"}


def to(*countries: str, **more: Any) -> dict[str, Any]:
    return {"addressCountry": list(countries), **more}


def condition(
    where: dict[str, Any] | None = None,
    price: str | None = "5.00",
    transit: tuple[int, int] | None = (1, 2),
    origin: str = "DE",
    **more: Any,
) -> dict[str, Any]:
    said = {
        "shippingOrigin": {"addressCountry": origin},
        "shippingDestination": where,
        "shippingRate": {"value": price, "currency": "EUR"} if price else None,
        "transitTime": {"duration": days(*transit)} if transit else None,
        **more,
    }
    return {name: value for name, value in said.items() if value is not None}


def service(*conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {
        "@type": "ShippingService",
        "scheduleTimezone": "Europe/Berlin",
        "handlingTime": {"duration": days(0, 1)},
    }
    return {**base, "shippingConditions": list(conditions), **more}


def lanes(*services: dict[str, Any]) -> tuple[Lane, ...]:
    return parse_shipping(json.dumps(list(services)))


def ask(*services: dict[str, Any], now: datetime = NOW, **more: Any) -> Answer[ShippingFacts]:
    found = lanes(*services) if services else None
    return shipping(found, words=more.pop("words", speak("en")), now=now, **more)


def option(answer: Answer[ShippingFacts], nth: int = 0) -> ShippingOption:
    assert answer.facts is not None
    return answer.facts.options[nth]


def span(answer: Answer[ShippingFacts]) -> tuple[date | None, date | None]:
    found = option(answer)
    return found.earliest, found.latest


def price(answer: Answer[ShippingFacts]) -> str:
    return option(answer).prices[0].price.amount


def test_the_dates_skip_the_weekend() -> None:
    answer = ask(service(condition(to("DE"))), country="DE")
    assert span(answer) == (date(2026, 3, 13), date(2026, 3, 17))
    assert "between March 13, 2026 and March 17, 2026" in answer.message
    assert "Shipping costs €5.00." in answer.message


def test_the_dates_skip_holidays_of_the_origin_and_of_the_destination() -> None:
    maundy = datetime(2026, 4, 2, 9, tzinfo=UTC)
    both = ask(service(condition(to("DE")), handlingTime=days(1, 1)), country="DE", now=maundy)
    assert span(both) == (date(2026, 4, 8), date(2026, 4, 9))  # Good Friday, Easter Monday
    feast = datetime(2026, 4, 22, 9, tzinfo=UTC)
    turkey = ask(service(condition(to("TR")), handlingTime=days(0, 0)), country="TR", now=feast)
    assert span(turkey) == (date(2026, 4, 24), date(2026, 4, 27))  # 23 April is a holiday there
    assert turkey.facts is not None
    assert turkey.facts.holidays_of == ["DE", "TR"]


def test_a_friday_weekend_counts_where_the_parcel_goes() -> None:
    answer = ask(
        service(condition(to("IR"), transit=(1, 1)), handlingTime=days(0, 0)), country="IR"
    )
    assert span(answer) == (date(2026, 3, 14),) * 2  # Thursday plus one: Saturday
    assert "should arrive on March 14, 2026" in answer.message


def test_after_the_cut_off_hour_it_counts_for_the_next_working_day() -> None:
    given_ = service(
        condition(to("DE"), transit=(1, 1)),
        handlingTime={"duration": days(0, 0), "cutoffTime": "14:00"},
    )
    before, after = (ask(given_, country="DE", now=local(f"2026-03-12T{t}")) for t in CUT)
    assert span(before) == (date(2026, 3, 13),) * 2
    assert span(after) == (date(2026, 3, 16),) * 2
    assert "Orders placed after 2:00 PM, local time of the shop" in after.message
    assert option(after).cutoff_zone == "Europe/Berlin"


CUT = ("13:59", "14:00")


def test_what_is_sent_and_there_on_one_day_waits_for_a_day_that_is_worked_there() -> None:
    friday = datetime(2026, 3, 13, 9, tzinfo=UTC)
    given_ = service(condition(to("IR"), transit=(0, 0)), handlingTime=days(0, 0))
    assert span(ask(given_, country="IR", now=friday)) == (date(2026, 3, 14),) * 2


def test_of_the_prefixes_of_a_zone_the_longest_that_fits_counts() -> None:
    given_ = service(
        condition(to("DE", postalCodePrefix=["2", "264"]), "8.00"),
        condition(to("DE", postalCodePrefix="26"), "9.00"),
    )
    assert price(ask(given_, country="DE", postcode="26465")) == "8.00"
    assert price(ask(given_, country="DE", postcode="26721")) == "9.00"


def test_the_cut_off_hour_may_carry_its_own_offset() -> None:
    given_ = service(
        condition(to("DE"), transit=(1, 1)),
        scheduleTimezone=None,
        handlingTime={"duration": days(0, 0), "cutoffTime": "14:00+03:30"},
    )
    early, late = (NOW.replace(hour=10, minute=m) for m in (29, 30))
    assert span(ask(given_, country="DE", now=early)) == (date(2026, 3, 13),) * 2
    assert span(ask(given_, country="DE", now=late)) == (date(2026, 3, 16),) * 2


def test_saturdays_count_for_a_carrier_that_delivers_on_them() -> None:
    week = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    transit = {"duration": days(2, 2), "businessDays": week}
    given_ = service(
        condition(to("DE"), transit=None, transitTime=transit), handlingTime=days(0, 0)
    )
    assert span(ask(given_, country="DE")) == (date(2026, 3, 14),) * 2


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [("10115", "5.00"), ("27498", "20.00"), ("18565", "9.00"), ("26465", "8.00"), ("", "5.00")],
)
def test_the_closest_zone_of_a_postcode_counts(postcode: str, expected: str) -> None:
    answer = ask(
        service(
            condition(to("DE"), "5.00"),
            condition(to("DE", postalCodePrefix=["26", "185"]), "9.00"),
            condition(to("DE", postalCodePrefix="264"), "8.00"),
            condition(
                to("DE", postalCodeRange={"postalCodeBegin": "27490", "postalCodeEnd": "27499"}),
                "20.00",
            ),
        ),
        country="DE",
        postcode=postcode,
    )
    assert price(answer) == expected


def test_where_only_some_postcodes_are_served_the_postcode_is_asked_for() -> None:
    given_ = service(condition(to("DE", postalCodePrefix="10")))
    asked = ask(given_, country="DE")
    assert (asked.outcome, asked.next_actions) == ("no_match", ["check_details"])
    assert "postcode" in asked.message
    elsewhere = ask(given_, country="DE", postcode="80331")
    assert (elsewhere.outcome, elsewhere.next_actions) == ("no_match", ["contact_store"])


def test_an_order_that_is_worth_enough_ships_for_free() -> None:
    rate = {
        "shippingRate": {"value": "4.90", "currency": "EUR"},
        "freeShippingThreshold": {"value": "50.00", "currency": "EUR"},
    }
    given_ = service(condition(to("DE"), price=None, shippingRate=rate))
    assert [price(ask(given_, country="DE", total=Decimal(t))) for t in ("49.99", "50")] == [
        "4.90",
        "0",
    ]
    told = ask(given_, country="DE").message
    assert "Shipping costs €4.90. Shipping is free for orders of €50.00 or more." in told


def test_prices_by_the_worth_of_the_order_are_all_told_or_the_one_that_holds() -> None:
    def tier(least: str | None, most: str | None, amount: str) -> dict[str, Any]:
        value = {"currency": "EUR", "minValue": least, "maxValue": most}
        return condition(to("DE"), amount, orderValue={k: v for k, v in value.items() if v})

    given_ = service(tier("20", "49.99", "3.00"), tier("50", None, "0"), tier(None, "19.99", "6"))
    told = ask(given_, country="DE").message
    assert (
        "costs €6.00. Shipping costs €3.00 for orders of €20.00 or more. Shipping is free" in told
    )
    assert price(ask(given_, country="DE", total=Decimal(30))) == "3.00"


def test_several_carriers_are_one_line_each() -> None:
    answer = ask(
        service(condition(to("DE")), provider={"@type": "Organization", "name": "DHL"}),
        service(condition(to("DE"), "12.00", (1, 1)), name="Express", provider="UPS"),
        country="DE",
    )
    lines = answer.message.split("\n")
    assert [line.split(":")[0] for line in lines] == ["With DHL", "With Express (UPS)"]
    assert [option(answer, n).carrier for n in (0, 1)] == ["DHL", "UPS"]


def test_googles_own_vocabulary_says_the_same() -> None:
    offer = {
        "@type": "OfferShippingDetails",
        "shippingRate": {"@type": "MonetaryAmount", "value": 3.5, "currency": "EUR"},
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": "DE"},
        "shippingOrigin": {"addressCountry": "DE"},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": days(0, 1),
            "transitTime": days(1, 2),
            "cutoffTime": "14:30Z",
        },
    }
    answer = ask(offer, country="DE")
    assert span(answer) == (date(2026, 3, 13), date(2026, 3, 17))
    assert price(answer) == "3.5"
    organization = json.dumps({"@type": "OnlineStore", "hasShippingService": service(condition())})
    assert len(parse_shipping(organization)) == 1


def test_without_handling_time_no_date_is_made_up() -> None:
    given_ = service(condition(to("DE")))
    del given_["handlingTime"]
    answer = ask(given_, country="DE")
    assert span(answer) == (None, None)
    assert "Once your order has been sent, delivery takes 1 to 2 working days." in answer.message
    assert "2026" not in answer.message


def test_a_country_that_is_not_served_is_told_as_the_store_told_it() -> None:
    given_ = [
        service(condition(to("DE"))),
        service(condition(to("RU"), None, None, doesNotShip=True)),
    ]
    no = ask(*given_, country="RU")
    assert no.facts is not None
    assert (no.outcome, no.facts.ships) == ("ok", False)
    assert no.message.startswith("We do not ship to this destination: Russia.")
    unknown = ask(*given_, country="TR", page=PAGE)
    assert (unknown.outcome, unknown.citations) == ("no_match", [PAGE])
    assert "do not have our shipping times and costs for this destination" in unknown.message


def test_the_country_is_asked_for_only_where_it_matters() -> None:
    single = ask(service(condition(to("DE"))))
    assert single.facts is not None
    assert single.facts.country == "DE"
    several = ask(service(condition(to("DE")), condition(to("TR"))))
    assert (several.outcome, several.next_actions) == ("no_match", ["check_details"])
    everywhere = ask(service(condition()))
    assert (everywhere.outcome, span(everywhere)) == ("ok", (None, None))


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_a_store_that_told_nothing_is_not_answered_for(tongue: str) -> None:
    answer = ask(words=speak(tongue), page=PAGE)
    assert (answer.outcome, answer.facts, answer.citations) == ("no_match", None, [PAGE])
    assert answer.message.endswith(f"\n{PAGE}")
    assert not any(char.isdigit() for char in answer.message.removesuffix(PAGE))


def test_outside_hours_it_is_said_when_a_person_will_be_there() -> None:
    told = ask(service(condition(to("DE"))), now=local("2026-03-12T20:00"), hours=OFFICE)
    assert told.message.endswith("A person will be here from 9:00 AM tomorrow (Berlin time).")


def test_names_of_services_cannot_reorder_or_break_the_message() -> None:
    evil = "DHL\n\u202eSend your card number"
    given_ = [service(condition(to("DE")), name=evil), service(condition(to("DE")), name="UPS")]
    message = ask(*given_, country="DE").message
    assert "\u202e" not in message
    assert len(message.split("\n")) == 2


def test_a_persian_answer_counts_by_the_jalali_calendar() -> None:
    message = ask(service(condition(to("DE"))), words=speak("fa")).message
    assert "۲۲ اسفند ۱۴۰۴" in message


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ([], "$: holds no ShippingService"),
        ([1], "$[0]: must be a JSON object."),
        ([service()], "$[0].shippingConditions:"),
        ([service(condition(to("XQ")))], "shippingDestination[0].addressCountry: XQ is not"),
        (
            [service(condition(to("DE"), "five"))],
            "$[0].shippingConditions[0].shippingRate.value: must be a number.",
        ),
        (
            [service(condition(to("DE"), transitTime=days(3, 2)))],
            "$[0].shippingConditions[0].transitTime: minValue is over maxValue.",
        ),
        (
            [service(condition(to("DE"), transitTime={"unitCode": "DAY"}))],
            "transitTime: needs value or maxValue.",
        ),
        (
            [service(condition(), handlingTime={"cutoffTime": "14:00"}, scheduleTimezone=None)],
            "$[0]: cutoffTime needs its offset",
        ),
        (
            [service(condition(shippingOrigin=None))],
            "$[0]: handlingTime is counted in working days of shippingOrigin",
        ),
        ([service(condition(to("DE", addressRegion="BE")))], "addressRegion: there is no such"),
        (
            [service(condition(price=None, transit=None))],
            "$: says neither what shipping costs nor how long it takes",
        ),
    ],
)
def test_wrong_terms_are_refused_with_the_place_and_the_reason(document: Any, told: str) -> None:
    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if v is not None}
        return [bare(v) for v in value] if isinstance(value, list) else value

    with pytest.raises(BadRequest) as refused:
        parse_shipping(json.dumps(bare(document)))
    assert told in refused.value.detail


countries = st.sampled_from(["DE", "TR", "IR", "CN", "SA", "US", "AF", "IL"])
spans = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda both: (min(both), max(both)))
moments = st.integers(0, 6 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(countries, countries, spans, spans, moments, st.sampled_from(["00:00", "14:00", "23:59"]))
def test_nothing_arrives_before_it_was_handled_and_the_last_day_is_not_before_the_first(
    origin: str,
    there: str,
    handling: tuple[int, int],
    transit: tuple[int, int],
    now: datetime,
    cutoff: str,
) -> None:
    given_ = service(
        condition(to(there), transit=transit, origin=origin),
        handlingTime={"duration": days(*handling), "cutoffTime": cutoff},
    )
    found = arrival(lanes(given_)[0], there, now, UTC)
    assert found is not None
    home, abroad = Place(country=origin), Place(country=there)
    assert found.ordered >= local_day(now)
    assert is_working(found.ordered, home)
    handled = plus_working(found.ordered, handling[0], home)
    assert handled <= found.first <= found.last
    assert is_working(found.first, abroad)
    assert is_working(found.last, abroad)
    assert working_between(handled, found.first, abroad) >= transit[0]


def local_day(now: datetime) -> date:
    return now.date()


def working_between(first: date, last: date, place: Place) -> int:
    """Counted one by one, without the first."""
    span_ = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(1 for day in span_ if is_working(day, place))


def test_weekends_and_holidays_are_those_of_the_country() -> None:
    friday, saturday, sunday = (date(2026, 3, day) for day in (13, 14, 15))
    worked = {
        code: [is_working(day, Place(country=code)) for day in (friday, saturday, sunday)]
        for code in ("DE", "IR", "XK")
    }
    assert worked == {
        "DE": [True, False, False],
        "IR": [False, True, True],
        "XK": [True, False, False],
    }
    assert holiday(date(2026, 3, 21), Place(country="IR"))
