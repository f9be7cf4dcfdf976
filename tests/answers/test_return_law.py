"""What the law adds to a store's policy, with real dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import JsonValue

from connector.answers.legal import preset_for, presets
from connector.answers.policy import MerchantReturnPolicy
from connector.answers.policy_values import NOT_PERMITTED, RETURN_FEES, known_country
from connector.answers.return_facts import Eligible, ItemReturn, Payer, ReturnItem, ReturnReason
from connector.answers.return_policy import return_policy
from connector.answers.words import speak
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as F
from connector.records import PaymentStatus as P
from connector.records import ShipmentStatus as S
from tests.answers.demo import line, order, parcel, scan, whole
from tests.answers.demo import policy as policy_of

CLOCKS = {"DE": "Europe/Berlin", "FR": "Europe/Paris", "TR": "Europe/Istanbul"}
CLOCKS |= {"IR": "Asia/Tehran", "CN": "Asia/Shanghai", "GB": "Europe/London"}


def policy(days: int, **more: JsonValue) -> MerchantReturnPolicy:
    return policy_of(**{"applicableCountry": None, "merchantReturnDays": days, **more})


def strict(**more: JsonValue) -> MerchantReturnPolicy:
    """Of a shop that takes nothing back."""
    return policy(0, returnPolicyCategory=NOT_PERMITTED, **more)


def arrived(country: str, *days: str) -> WholeOrder:
    """A line and a parcel for each day, delivered at noon there."""
    lines = tuple(line(str(n)) for n in range(len(days)))
    parcels = [parcel(S.DELIVERED, id_=f"p{n}", lines=(str(n),)) for n in range(len(days))]
    scans = [scan(S.DELIVERED, noon(country, day), of=f"p{n}") for n, day in enumerate(days)]
    return whole(order(P.PAID, F.FULFILLED, lines=lines, country=country), *parcels, *scans)


def noon(country: str, day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo(CLOCKS[country]))


def items(found: WholeOrder, known: MerchantReturnPolicy, now: datetime) -> list[ReturnItem]:
    given = return_policy([known], country=None, order=found, words=speak("en"), now=now)
    assert given.facts is not None
    return given.facts.items


@pytest.mark.parametrize(
    ("country", "day", "last"),
    [
        ("DE", "2026-03-02", "2026-03-16"),  # Monday to Monday
        ("DE", "2026-12-11", "2026-12-28"),  # Christmas Day, its second day, a Sunday
        ("DE", "2026-03-20", "2026-04-07"),  # Good Friday to Easter Monday
        ("FR", "2026-06-30", "2026-07-15"),  # Bastille Day
        ("TR", "2026-03-02", "2026-03-16"),
        ("TR", "2026-10-15", "2026-10-30"),  # Republic Day
        ("IR", "2026-05-02", "2026-05-11"),  # Saturday; Thursday and Friday do not count
        ("IR", "2026-03-17", "2026-04-04"),  # Nowruz, 12 and 13 Farvardin
        ("CN", "2026-03-02", "2026-03-09"),
        ("CN", "2026-02-10", "2026-02-24"),  # Chinese New Year
        ("CN", "2026-09-24", "2026-10-08"),  # National Day
        ("CN", "2026-02-21", "2026-02-28"),  # a Saturday worked in exchange
    ],
)
def test_the_law_gives_a_last_day_to_what_the_store_does_not_take_back(
    country: str, day: str, last: str
) -> None:
    found = arrived(country, day)
    (item,) = items(found, strict(), noon(country, last))
    assert item.window_end == date.fromisoformat(last)
    assert (item.eligible, item.status) == (Eligible.YES, ItemReturn.OPEN)
    assert item.reasons == [ReturnReason.WITHIN_WINDOW, ReturnReason.STATUTORY]
    assert item.legal_basis
    midnight = datetime.fromisoformat(f"{last}T23:59:59").replace(tzinfo=ZoneInfo(CLOCKS[country]))
    assert items(found, strict(), midnight)[0].eligible is Eligible.YES
    assert item.window_ends_at is not None
    (late,) = items(found, strict(), item.window_ends_at)
    assert (late.eligible, late.reasons[0]) == (Eligible.NO, ReturnReason.WINDOW_OVER)
    assert items(found, strict(x_statutory=False), midnight)[0].eligible is Eligible.NO


def test_in_the_eu_the_last_parcel_of_the_order_counts_for_every_item() -> None:
    found = arrived("DE", "2026-03-02", "2026-03-10")
    both = items(found, strict(), noon("DE", "2026-03-20"))
    assert [item.window_end for item in both] == [date(2026, 3, 24)] * 2
    elsewhere = items(arrived("TR", "2026-03-02", "2026-03-10"), strict(), noon("TR", "2026-03-12"))
    assert [item.window_end for item in elsewhere] == [date(2026, 3, 16), date(2026, 3, 24)]


def test_in_the_eu_an_item_that_waits_for_the_last_parcel_can_be_returned_without_a_last_day() -> (
    None
):
    of = order(P.PAID, F.FULFILLED, lines=(line("0"), line("1")), country="DE")
    here = parcel(S.DELIVERED, id_="p0", lines=("0",))
    there = parcel(S.IN_TRANSIT, id_="p1", lines=("1",))
    found = whole(of, here, there, scan(S.DELIVERED, noon("DE", "2026-03-02"), of="p0"))
    now = noon("DE", "2026-05-02")
    here_item, there_item = items(found, strict(), now)
    assert (here_item.status, here_item.window_end) == (ItemReturn.OPEN, None)
    assert here_item.next_action == "request_return"
    assert (there_item.status, there_item.eligible) == (ItemReturn.NOT_STARTED, Eligible.YES)
    assert there_item.next_action == "wait"
    given = return_policy([strict()], country=None, order=found, words=speak("en"), now=now)
    assert "you can return it within 14 days of delivery." in given.message
    assert "starts when the last parcel of the order arrives." in given.message
    assert "The law requires this return period." in given.message


def test_in_the_eu_a_parcel_of_which_nothing_is_heard_leaves_the_end_open() -> None:
    of = order(P.PAID, F.FULFILLED, lines=(line("0"), line("1")), country="DE")
    here = parcel(S.DELIVERED, id_="p0", lines=("0",))
    silent = parcel(id_="p1", lines=("1",), shipped_at=noon("DE", "2026-02-27"))
    found = whole(of, here, silent, scan(S.DELIVERED, noon("DE", "2026-03-02"), of="p0"))
    (item, _) = items(found, strict(), noon("DE", "2026-05-02"))
    assert (item.eligible, item.basis) == (Eligible.UNKNOWN, "shipped")
    assert item.reasons[0] is ReturnReason.DELIVERY_DATE_UNKNOWN


def test_what_has_not_arrived_has_the_longer_of_both_periods() -> None:
    found = whole(order(P.PAID, F.FULFILLED, country="IR"), parcel(S.IN_TRANSIT))
    now = noon("IR", "2026-05-02")

    def told(days: int) -> str:
        known = policy(days)
        return return_policy([known], country=None, order=found, words=speak("en"), now=now).message

    assert "within 7 working days of delivery" in told(8)
    assert "within 30 days of delivery" in told(30)


def test_the_store_may_give_more_than_the_law_and_then_it_is_the_stores() -> None:
    (item,) = items(arrived("TR", "2026-03-02"), policy(30), noon("TR", "2026-03-25"))
    assert (item.window_end, item.legal_basis) == (date(2026, 4, 1), None)
    assert ReturnReason.STATUTORY not in item.reasons
    (same,) = items(arrived("TR", "2026-03-02"), policy(14), noon("TR", "2026-03-05"))
    assert (same.window_end, bool(same.legal_basis)) == (date(2026, 3, 16), True)
    assert ReturnReason.STATUTORY not in same.reasons


def test_the_law_is_that_of_the_country_of_delivery_whichever_is_asked_for() -> None:
    found, now = arrived("GB", "2026-03-02"), noon("GB", "2026-03-05")
    given = return_policy([strict()], country="TR", order=found, words=speak("en"), now=now)
    assert given.facts is not None
    assert (given.facts.country, given.facts.statutory) == ("TR", None)
    asked = return_policy([strict()], country="TR", order=None, words=speak("en"), now=now)
    assert asked.facts is not None
    assert asked.facts.statutory is not None
    assert asked.facts.statutory.preset == "tr-mesafeli"
    assert asked.message.startswith(
        "You can return items within 14 days of delivery. The law requires this return period. "
        "Returning items is free of charge."
    )


@pytest.mark.parametrize(
    ("country", "fees", "payer"),
    [
        ("TR", "ReturnShippingFees", Payer.STORE),
        ("TR", None, Payer.STORE),
        ("DE", "ReturnShippingFees", Payer.CUSTOMER),
        ("DE", "FreeReturn", Payer.STORE),
        ("DE", "RestockingFees", Payer.UNKNOWN),
        ("IR", "ReturnFeesCustomerResponsibility", Payer.CUSTOMER),
        ("CN", None, Payer.UNKNOWN),
    ],
)
def test_within_the_legal_period_only_what_the_law_allows_is_charged(
    country: str, fees: str | None, payer: Payer
) -> None:
    amount: JsonValue = {"value": 5, "currency": "EUR"}
    known = policy(3, returnFees=fees, restockingFee=amount if fees else None)
    found, now = arrived(country, "2026-03-02"), noon(country, "2026-03-04")
    (item,) = items(found, known, now)
    assert item.costs is not None
    assert (item.costs.return_shipping, item.costs.restocking_fee) == (payer, None)
    (free,) = items(found, known.model_copy(update={"x_statutory": False}), now)
    assert free.costs is not None
    assert (free.costs.restocking_fee is not None) == bool(fees)


def test_what_is_charged_only_after_the_legal_period_is_not_told_within_it() -> None:
    known = policy(30, returnFees="ReturnShippingFees")
    found = arrived("TR", "2026-03-02")
    (early,) = items(found, known, noon("TR", "2026-03-04"))
    (late,) = items(found, known, noon("TR", "2026-03-20"))
    assert early.costs is not None
    assert late.costs is not None
    assert early.costs.return_shipping is Payer.UNKNOWN
    assert late.costs.return_shipping is Payer.CUSTOMER
    now = noon("TR", "2026-03-04")
    general = return_policy([known], country="TR", order=None, words=speak("en"), now=now).message
    assert "pay" not in general
    assert "free" not in general


def test_every_preset_says_its_basis_and_what_nobody_has_checked() -> None:
    assert {preset.id for preset in presets()} == {
        *("eu-crd", "tr-mesafeli", "ir-ecommerce", "cn-7day"),
    }
    listed = [country for preset in presets() for country in preset.countries]
    assert len(listed) == len(set(listed)) == 27 + 3
    assert all(known_country(country) for country in listed)
    for preset in presets():
        assert preset.legal_basis
        assert preset.unverified
        assert preset.charges <= set(RETURN_FEES)
        assert all(tag == tag.casefold() for tag in preset.exempt_tags)
    assert preset_for("GB") is None
    assert preset_for(None) is None


def test_a_day_is_over_when_it_is_over_in_the_whole_country_and_in_the_shop() -> None:
    of = order(P.PAID, F.FULFILLED, country="US")
    found = whole(of, parcel(S.DELIVERED), scan(S.DELIVERED, datetime(2026, 1, 10, 18, tzinfo=UTC)))
    (item,) = items(found, policy(14), datetime(2026, 1, 11, tzinfo=UTC))
    assert item.window_end == date(2026, 1, 24)
    assert item.window_ends_at == datetime(2026, 1, 25, 10, tzinfo=UTC)
    samoa = policy(14, x_time_zone="Pacific/Pago_Pago")
    (there,) = items(found, samoa, datetime(2026, 1, 11, tzinfo=UTC))
    assert there.window_ends_at == datetime(2026, 1, 25, 11, tzinfo=UTC)


def test_a_delivery_after_midnight_there_is_one_of_the_new_day() -> None:
    of = order(P.PAID, F.FULFILLED, country="IR")
    late = datetime(2026, 5, 1, 21, tzinfo=UTC)
    (item,) = items(whole(of, parcel(S.DELIVERED), scan(S.DELIVERED, late)), policy(9), late)
    assert item.window_start == date(2026, 5, 2)


def test_where_the_country_is_not_known_a_day_ends_with_the_last_clock_on_earth() -> None:
    of = order(P.PAID, F.FULFILLED, country="")
    noon_utc = datetime(2026, 5, 1, 9, tzinfo=UTC)
    found = whole(of, parcel(S.DELIVERED), scan(S.DELIVERED, noon_utc))
    (item,) = items(found, policy(1), noon_utc)
    assert item.window_ends_at == datetime(2026, 5, 3, 12, tzinfo=UTC)
