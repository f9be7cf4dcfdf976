"""What staff are told of the shelf as a whole."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.insights import belongs, cover, insights, quickens
from connector.answers.insights_facts import Insight
from connector.answers.words import speak
from connector.joined import Sold, SoldItem
from tests.answers.demo import LANGUAGES, NOW, level, shelf, variant


def of(week: str, month: str) -> Sold:
    return Sold(week=Decimal(week), month=Decimal(month))


def sells(left: str | None, week: str, month: str, **more: object) -> SoldItem:
    return SoldItem(item=shelf(level(left), **more), sold=of(week, month))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sold", "fast"),
    [
        (of("3", "8"), True),
        (of("3", "8.01"), False),
        (of("2", "2"), False),
        (of("2.999", "2.999"), False),
        (of("3", "3"), True),
        (of("10", "40"), False),
        (of("15", "40"), True),
        (of("0", "40"), False),
    ],
)
def test_selling_fast_is_half_again_as_fast_as_before_and_more_than_chance(
    sold: Sold, fast: bool
) -> None:
    assert quickens(sold) == fast


@pytest.mark.parametrize(
    ("left", "fast"), [("14", True), ("14.04", True), ("14.1", False), ("1", True), ("0", False)]
)
def test_what_lasts_two_weeks_or_less_will_be_gone_soon(left: str, fast: bool) -> None:
    assert belongs(Insight.SELLING_FAST, sells(left, "7", "7"), NOW) == fast


def test_what_is_not_counted_or_can_be_sold_on_is_never_gone_soon() -> None:
    assert not belongs(Insight.SELLING_FAST, sells(None, "7", "7"), NOW)
    waiting = sells("-1", "7", "7", variant=variant(backorders=True))
    assert not belongs(Insight.SELLING_FAST, waiting, NOW)


@pytest.mark.parametrize(
    ("quantity", "sold", "days"),
    [
        (10, of("0", "28"), "10.0"),
        (10, of("14", "28"), "5.0"),
        (10, of("1", "28"), "10.0"),
        (1, of("0", "1"), "28.0"),
        (1, of("3", "3"), "2.3"),
        (0, of("7", "7"), "0"),
        (-4, of("7", "7"), "0"),
        (0.5, of("7", "7"), "0.5"),
        (10, of("0", "0"), None),
        (None, of("7", "7"), None),
    ],
)
def test_cover_is_by_the_faster_of_both_rates(
    quantity: float | None, sold: Sold, days: str | None
) -> None:
    assert cover(quantity, sold) == (None if days is None else Decimal(days))


def test_a_row_says_what_is_left_and_what_went() -> None:
    found = {Insight.BEST_SELLERS: [sells("12", "2.5", "14")]}
    answer = insights(found, words=speak("en"), now=NOW + timedelta(minutes=1))
    assert answer.facts is not None
    assert answer.facts.best_sellers is not None
    row = answer.facts.best_sellers[0]
    assert (row.units_sold_7d, row.units_sold_28d, row.days_of_cover) == (2.5, 14, 24)
    assert (row.title, row.product_id, row.quantity) == ("Gömlek", "77", 12)
    assert answer.facts.out_of_stock is answer.facts.selling_fast is None
    assert (answer.as_of, answer.stale_seconds) == (NOW, 60)


def test_nothing_to_tell_is_told_and_only_of_what_was_asked() -> None:
    nothing = insights({each: [] for each in Insight}, words=speak("en"), now=NOW)
    assert nothing.message.splitlines() == [
        "Nothing on sale is out of stock.",
        "Nothing was sold in the last 28 days.",
        "Nothing is selling unusually fast.",
    ]
    assert (nothing.outcome, nothing.as_of) == ("ok", None)
    one = insights({Insight.SELLING_FAST: []}, words=speak("en"), now=NOW)
    assert one.message == "Nothing is selling unusually fast."


def test_three_of_each_list_are_named_and_the_others_counted() -> None:
    found = {
        Insight.OUT_OF_STOCK: [sells("0", "1", "1"), sells("0", "0", "5"), sells("0", "0", "0")],
        Insight.SELLING_FAST: [sells("4", "7", "7")] * 5,
    }
    assert insights(found, words=speak("en"), now=NOW).message.splitlines() == [
        "Gömlek is out of stock; 1 was sold in the last 28 days.",
        "Gömlek is out of stock; 5 were sold in the last 28 days.",
        "Gömlek is out of stock at the moment.",
        *["Gömlek is selling fast and will be gone in about 4 days."] * 3,
        "And 2 more items.",
    ]


@pytest.mark.parametrize("tongue", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 100])
def test_every_list_can_be_said_in_every_language(tongue: str, count: int) -> None:
    found = {each: [sells(f"{count}", f"{count}", f"{count}")] for each in Insight}
    message = insights(found, words=speak(tongue), now=NOW).message
    assert len(message.splitlines()) == 3
    assert all("Gömlek" in line and "{" not in line for line in message.splitlines())


@given(
    st.integers(-5, 500),
    st.integers(0, 500),
    st.integers(0, 500),
)
def test_no_row_is_in_two_lists_that_exclude_each_other(left: int, week: int, before: int) -> None:
    each = sells(f"{left}", f"{week}", f"{week + before}")
    out = belongs(Insight.OUT_OF_STOCK, each, NOW)
    fast = belongs(Insight.SELLING_FAST, each, NOW)
    assert out == (left <= 0)
    assert not (out and fast)
    assert fast <= belongs(Insight.BEST_SELLERS, each, NOW)
