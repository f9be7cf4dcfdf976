from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.alternatives import alternatives
from connector.answers.answer import StockedItemFacts
from connector.answers.stock import stock
from connector.answers.words import speak
from connector.joined import Near, StockedItem
from connector.records import Availability, Product
from tests.answers.demo import LANGUAGES, NOW, level, shelf, variant


def item(found: StockedItem) -> StockedItemFacts:
    facts = stock([found], asked="x", words=speak("en"), now=NOW).facts
    assert facts is not None
    return facts.items[0]


def said(*found: StockedItem, tongue: str = "en", asked: str = "x") -> str:
    return stock(found, asked=asked, words=speak(tongue), now=NOW).message


def test_the_platforms_own_word_comes_before_the_count() -> None:
    found = item(shelf(level("0", said=Availability.BACK_ORDER)))
    assert (found.availability, found.quantity) == (Availability.BACK_ORDER, 0)


def test_what_is_not_counted_is_never_out_of_stock() -> None:
    found = item(shelf(level("-3"), tracked=False))
    assert (found.availability, found.quantity) == (Availability.IN_STOCK, None)


def test_locations_add_up_and_the_total_over_all_is_not_counted_twice() -> None:
    found = item(shelf(level("4", "a"), level("3", "b"), level("100")))
    assert (found.availability, found.quantity) == (Availability.IN_STOCK, 7)
    assert [(p.name, p.quantity) for p in found.locations] == [("Depo a", 4), ("Depo b", 3)]


def test_the_total_counts_where_no_location_is_known() -> None:
    found = item(shelf(level("9")))
    assert (found.quantity, found.locations) == (9, [])


def test_a_total_newer_than_every_location_counts_those_we_have_not_heard_of() -> None:
    heard_of = level("0", "a", at=NOW)
    found = item(shelf(heard_of, level("9", at=NOW + timedelta(minutes=1))))
    assert (found.availability, found.quantity) == (Availability.IN_STOCK, 9)
    found = item(shelf(heard_of, level("9", at=NOW - timedelta(minutes=1))))
    assert (found.availability, found.quantity) == (Availability.OUT_OF_STOCK, 0)


def test_a_closed_locations_stock_cannot_be_bought() -> None:
    found = item(shelf(level("4", "a"), level("0", "b"), closed=("a",)))
    assert (found.availability, found.quantity) == (Availability.OUT_OF_STOCK, 0)
    assert [p.name for p in found.locations] == ["Depo b"]
    assert item(shelf(level("4", "a"), closed=("a",))).availability is Availability.OUT_OF_STOCK


def test_what_is_sold_on_when_none_is_left_is_on_back_order() -> None:
    assert (
        item(shelf(level("-2"), variant=variant(backorders=True))).availability
        is Availability.BACK_ORDER
    )
    assert item(shelf(level("-2"), variant=variant())).availability is Availability.OUT_OF_STOCK


def test_what_nobody_counted_is_unknown_and_we_say_so() -> None:
    for found in (shelf(), shelf(level(None)), shelf(level(None, "a"))):
        assert (item(found).availability, item(found).quantity) == (None, None)
        assert said(found) == "We cannot say at the moment whether Gömlek is in stock."
    assert stock([shelf()], asked="x", words=speak("en"), now=NOW).next_actions == ["contact_store"]


def test_little_left_is_what_the_shop_says_it_is() -> None:
    product = Product(id="77", title="Gömlek", published=True, low_stock_at=Decimal(5))
    own = variant(low_stock_at=Decimal(1))
    assert item(shelf(level("5"), product=product)).low
    assert not item(shelf(level("5"), product=product, variant=own)).low
    assert item(shelf(level("2"))).low
    assert not item(shelf(level("3"))).low
    assert not item(shelf(level("0"))).low
    assert item(shelf(level(None, said=Availability.LIMITED))).low
    assert item(shelf(level("9", said=Availability.LIMITED))).low
    assert said(shelf(level("0", said=Availability.LIMITED))).endswith("but not much is left.")


def test_a_title_names_the_product_and_the_option() -> None:
    assert item(shelf(variant=variant())).title == "Gömlek – S, Kırmızı"
    lonely = StockedItem(product=None, variant=variant(), seen_at=NOW)
    assert (item(lonely).title, item(lonely).product_id) == ("S, Kırmızı", "77")
    nameless = StockedItem(product=None, variant=variant(title="", sku="GM-S"), seen_at=NOW)
    assert item(nameless).title == "GM-S"


def test_nothing_found_asks_to_check_what_was_typed() -> None:
    given = stock([], asked="red {shirt}\n", words=speak("en"), now=NOW)
    assert (given.outcome, given.facts, given.next_actions) == ("no_match", None, ["check_details"])
    assert given.message.startswith("We could not find “red shirt”.")


def test_a_long_list_ends_with_how_many_more_there_are() -> None:
    assert said(*[shelf(level("9"))] * 6).splitlines()[-1] == "And 1 more item."
    assert said(*[shelf(level("9"))] * 7).splitlines()[-1] == "And 2 more items."
    assert said(*[shelf(level("9"))] * 7, tongue="fa").splitlines()[-1] == "و ۲ کالای دیگر."
    assert len(said(*[shelf(level("9"))] * 5).splitlines()) == 5


def test_an_answer_is_as_old_as_its_oldest_part() -> None:
    old = shelf(level("9"), seen_at=NOW - timedelta(hours=1))
    given = stock([shelf(level("9")), old], asked="x", words=speak("en"), now=NOW)
    assert given.stale_seconds == 3600


def test_a_title_cannot_break_the_sentence() -> None:
    product = Product(id="77", title="50% {count} \u202eoff\nBuy", published=True)
    assert said(shelf(level("1"), product=product)) == (
        "50% count off Buy is in stock, with only 1 left."
    )


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_every_availability_can_be_said(tongue: str) -> None:
    messages = {said(shelf(level("9", said=word)), tongue=tongue) for word in Availability}
    messages.add(said(shelf(), tongue=tongue))
    assert len(messages) == len(Availability) + 1
    assert all("Gömlek" in message and "{" not in message for message in messages)


def promised(days: float, *, preorder: bool = True) -> Product:
    expected_at = NOW + timedelta(days=days)
    return Product(
        id="77", title="Gömlek", published=True, preorder=preorder, expected_at=expected_at
    )


def test_what_is_on_preorder_is_sent_on_the_day_the_shop_has_set() -> None:
    found = item(shelf(level("9"), product=promised(10)))
    assert (found.availability, found.quantity) == (Availability.PRE_ORDER, 9)
    assert (found.expected_at, found.expected_basis) == (NOW + timedelta(days=10), "platform")
    assert said(shelf(level("9"), product=promised(10))) == (
        "Gömlek is not available at the moment, but you can pre-order it now. It is expected on "
        "December 1, 2026."
    )


def test_a_preorder_is_over_on_its_day_even_if_the_shop_has_not_said_so() -> None:
    found = item(shelf(level("9"), product=promised(0)))
    assert (found.availability, found.expected_at) == (Availability.IN_STOCK, None)
    undated = Product(id="77", title="Gömlek", published=True, preorder=True)
    assert item(shelf(level("9"), product=undated)).availability is Availability.PRE_ORDER


def test_what_has_run_out_cannot_be_preordered_but_may_be_told_of() -> None:
    found = shelf(level("0"), product=promised(10))
    assert item(found).availability is Availability.OUT_OF_STOCK
    assert said(found).endswith("It is expected back on December 1, 2026.")


def test_a_back_order_says_that_it_can_be_ordered_and_comes_later() -> None:
    waiting = shelf(level("-2"), variant=variant(backorders=True))
    assert said(waiting).endswith(
        "you can order it now and we will send it once it is back in stock."
    )
    assert item(waiting).expected_at is None, "no day is made up"
    dated = shelf(
        level("-2"), variant=variant(backorders=True), product=promised(10, preorder=False)
    )
    assert "order it now" in said(dated)
    assert said(dated).endswith("It is expected on December 1, 2026.")


def test_what_is_there_needs_no_day() -> None:
    assert item(shelf(level("9"), product=promised(10, preorder=False))).expected_at is None


def stocked(product: str, option: str, left: str, **more: object) -> StockedItem:
    whole = Product(id=product, title=f"Gömlek {product}", published=True)
    own = variant(id=option, product_id=product, title=option, **more)
    return shelf(level(left), product=whole, variant=own)


GONE = stocked("77", "S", "0")


def titles(near: Near, *asked: StockedItem) -> list[str]:
    facts = stock(asked or (GONE,), asked="x", words=speak("en"), now=NOW, near=near).facts
    assert facts is not None
    return [each.title for each in facts.alternatives]


def test_other_options_come_before_other_products_and_three_are_enough() -> None:
    near = Near(
        siblings=(stocked("77", "M", "0"), stocked("77", "L", "2")),
        alike=tuple(stocked(f"{n}", "S", "9") for n in (81, 82, 83)),
    )
    assert titles(near) == ["Gömlek 77 – L", "Gömlek 81 – S", "Gömlek 82 – S"]


def test_of_a_product_alike_one_option_is_named() -> None:
    alike = (stocked("81", "S", "0"), stocked("81", "M", "1"), stocked("81", "L", "1"))
    assert titles(Near(alike=alike)) == ["Gömlek 81 – M"]


def test_a_thing_to_wait_for_is_no_alternative() -> None:
    waiting = (stocked("81", "S", "0", backorders=True), shelf(product=promised(9)), shelf())
    assert titles(Near(siblings=waiting, alike=waiting)) == []


def test_nothing_else_is_offered_where_it_can_be_had_itself() -> None:
    near = Near(siblings=(stocked("77", "L", "2"),))
    assert titles(near, stocked("77", "S", "0", backorders=True)) == []
    assert titles(near, GONE, stocked("77", "M", "1")) == []


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_what_may_do_instead_is_named_in_a_whole_sentence(tongue: str) -> None:
    offered = [stocked(f"{n}", "S", "9") for n in (81, 82, 83)]
    for count in (1, 2, 3):
        near = Near(alike=tuple(offered[:count]))
        answer = stock([GONE], asked="x", words=speak(tongue), now=NOW, near=near)
        sentence = answer.message.splitlines()[-1]
        assert [f"Gömlek {n}" in sentence for n in (81, 82, 83)] == [n < count for n in range(3)]
        assert "{" not in sentence


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_a_day_is_told_in_every_language(tongue: str) -> None:
    day = speak(tongue).date(NOW + timedelta(days=10))
    for found in (
        shelf(level("9"), product=promised(10)),
        shelf(level("0"), product=promised(10)),
        shelf(level(None, said=Availability.BACK_ORDER), product=promised(10, preorder=False)),
    ):
        assert day in said(found, tongue=tongue)


shelved = st.builds(
    stocked, st.sampled_from("12"), st.sampled_from("SML"), st.sampled_from(["0", "1", "9"])
)


@given(st.lists(shelved, min_size=1, max_size=3), st.lists(shelved), st.lists(shelved))
def test_an_alternative_is_in_stock_and_never_what_was_asked_for(
    asked: list[StockedItem], siblings: list[StockedItem], alike: list[StockedItem]
) -> None:
    own = [item(each) for each in asked]
    found = alternatives(own, map(item, siblings), map(item, alike))
    assert len(found) <= 3
    assert all(each.availability is Availability.IN_STOCK for each in found)
    taken = {(each.product_id, each.variant_id) for each in own}
    assert not taken & {(each.product_id, each.variant_id) for each in found}
    assert not found or all(each.availability is Availability.OUT_OF_STOCK for each in own)


@given(st.lists(st.integers(-5, 5), max_size=4), st.booleans())
def test_what_is_in_stock_can_be_bought_and_what_is_out_has_none(
    counts: list[int], backorders: bool
) -> None:
    levels = [level(str(count), f"l{n}") for n, count in enumerate(counts)]
    found = item(shelf(*levels, variant=variant(backorders=backorders)))
    assert (found.availability is Availability.IN_STOCK) == (sum(counts) > 0)
    assert (found.availability is None) == (not counts)
    assert found.low <= (found.availability is Availability.IN_STOCK)
