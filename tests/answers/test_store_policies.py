"""What the store's own pages say, in its own words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.passages import LONGEST_SUMMARY, beginning, passage, whole_text
from connector.answers.store_policies import (
    PolicyText,
    Topic,
    page_on,
    policy_text,
    store_policies,
)
from connector.answers.words import speak
from tests.answers.demo import LANGUAGES, NOW
from tests.answers.test_hours import OFFICE, local

SEEN = NOW - timedelta(minutes=5)
EN = speak("en")


def page(own_id: str, text: str = "", title: str = "", url: str = "") -> PolicyText:
    document = json.dumps({"url": url, "title": title, "text": text})
    found = policy_text(own_id, document, SEEN, SEEN)
    assert found is not None
    return found


REFUND = page(
    "refund_policy_text",
    "Cayma hakkınız 14 gündür. Ücret 12.50 TL olur! Ürün kutusunda gelmelidir.",
    "İade koşulları",
    "https://shop.example.com/iade",
)
PRIVACY = page("privacy_statement_text", "ما نشانی شما را نگه می‌داریم.", "حریم خصوصی")
TERMS = page("terms_text", url="https://shop.example.com/terms")
HELD = [TERMS, PRIVACY, REFUND]


def test_one_page_is_told_with_its_title_its_beginning_and_its_address() -> None:
    answer = store_policies(HELD, which=Topic.REFUND, words=EN, now=NOW)
    assert answer.message == (
        "Our page “İade koşulları” says:\n"
        "Cayma hakkınız 14 gündür. Ücret 12.50 TL olur! Ürün kutusunda gelmelidir.\n"
        "You can read all of it here:\nhttps://shop.example.com/iade"
    )
    assert answer.citations == ["https://shop.example.com/iade"]
    assert (answer.as_of, answer.stale_seconds) == (SEEN, 300)


def test_all_pages_are_told_by_name_and_the_facts_hold_their_texts() -> None:
    answer = store_policies(HELD, words=EN, now=NOW)
    assert answer.facts is not None
    assert [each.which for each in answer.facts.policies] == ["refund", "privacy", "terms"]
    assert answer.facts.policies[0].text == REFUND.text
    assert "İade koşulları" in answer.message
    assert "12.50" not in answer.message


def test_a_page_of_which_only_the_address_is_known_is_pointed_to() -> None:
    answer = store_policies(HELD, which=Topic.TERMS, words=EN, now=NOW)
    assert answer.facts is not None
    assert answer.facts.policies[0].text is None
    assert answer.message == "You can read it on our page:\nhttps://shop.example.com/terms"


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_a_page_that_is_not_held_is_not_made_up(tongue: str) -> None:
    for held, which in ((HELD, Topic.CONTACT), ([], None)):
        answer = store_policies(held, which=which, words=speak(tongue), now=NOW)
        assert (answer.outcome, answer.facts) == ("no_match", None)
        assert answer.next_actions == ["contact_store"]


@pytest.mark.parametrize(
    "document",
    ["", "[]", "{", "null", '{"text": ""}', '{"text": "\\u202e", "url": "javascript:alert(1)"}'],
)
def test_what_holds_nothing_to_read_is_no_page(document: str) -> None:
    assert policy_text("refund_policy_text", document, SEEN, SEEN) is None


def test_the_owners_own_policy_is_no_page_to_read_out() -> None:
    assert policy_text("MerchantReturnPolicy", '{"text": "x"}', SEEN, SEEN) is None


def test_outside_hours_it_is_said_when_a_person_will_be_there() -> None:
    late = local("2026-03-12T20:00")
    answer = store_policies(HELD, which=Topic.TERMS, hours=OFFICE, words=EN, now=late)
    assert answer.message.endswith("A person will be here from 9:00 AM tomorrow (Berlin time).")


def test_the_page_on_shipping_is_found_whatever_its_platform_calls_it() -> None:
    own = page("shipping_cost_payment_info_text", url="https://shop.example.com/kargo")
    assert page_on(Topic.SHIPPING, [REFUND, own]) == "https://shop.example.com/kargo"
    assert page_on(Topic.SHIPPING, [REFUND]) is None


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("One. Two costs 3.50 euros. " + "x" * 400, "One. Two costs 3.50 euros."),
        ("کالا را بازگردانید؟ بله. " + "و " * 300, "کالا را بازگردانید؟ بله."),
        ("可以退货。七天内。" + "字" * 500, "可以退货。七天内。"),
        ("short", "short"),
    ],
)
def test_a_summary_ends_where_a_sentence_ends(text: str, begins: str) -> None:
    assert beginning(text) == begins


@given(st.text(max_size=900))
def test_a_summary_is_the_beginning_in_one_line_and_never_too_long(text: str) -> None:
    found = beginning(text)
    assert len(found) <= LONGEST_SUMMARY
    assert "\n" not in found
    whole = " ".join(whole_text(text).split("\n"))
    assert whole.startswith(found.removesuffix("…").rstrip()) or not found


@given(st.text(max_size=300))
def test_a_passage_has_no_control_or_bidi_characters_of_its_own(text: str) -> None:
    shown = passage(text, EN)
    marks = {"\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\x1b", "\r"}
    assert not marks & set(shown)
    assert shown.count("\u2068") == shown.count("\u2069")


def test_the_oldest_page_decides_how_fresh_the_answer_is() -> None:
    older = policy_text("terms_text", '{"text": "Terms."}', None, datetime(2026, 1, 1, tzinfo=UTC))
    assert older is not None
    answer = store_policies([REFUND, older], words=EN, now=NOW)
    assert answer.as_of == datetime(2026, 1, 1, tzinfo=UTC)
