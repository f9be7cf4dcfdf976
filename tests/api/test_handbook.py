"""The questions about the store itself, as they are asked over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connector.answers.hours_document import OPENING_HOURS
from connector.answers.shipping_lanes import SHIPPING_DETAILS
from connector.answers.store_policies import RECORDS, Topic
from connector.api import examples
from connector.api.handbook_questions import (
    FaqQuestion,
    HoursQuestion,
    PoliciesQuestion,
    ShippingQuestion,
)
from connector.records import Policy
from connector.storage.stores import Scope
from tests.api.conftest import Street, arrive

PATHS = ("/v1/shipping", "/v1/policies", "/v1/faq", "/v1/hours")
NEEDED: dict[str, dict[str, str]] = {"/v1/faq": {"q": "How can I pay?"}}


def keep(street: Street, own_id: str, document: Any) -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    newer = Policy(id=own_id, document=text, updated_at=examples.NOW)
    arrive(street.database, street.store, [newer])


def test_shipping_to_a_country_is_answered_with_dates_and_the_price(street: Street) -> None:
    answer = street.answer("/v1/shipping", country="de", total="60")
    (option,) = answer["facts"]["options"]
    assert option["prices"] == [{"price": {"amount": "0", "currency": "EUR"}, "order_from": None}]
    assert (option["earliest"], option["latest"]) == ("2026-03-13", "2026-03-17")
    assert answer["stale_seconds"] == 240


def test_several_countries_need_to_be_told_apart(street: Street) -> None:
    answer = street.answer("/v1/shipping")
    assert (answer["outcome"], answer["next_actions"]) == ("no_match", ["check_details"])


def test_the_shops_own_page_stands_in_for_terms_that_were_not_set(own_street: Street) -> None:
    page = {"url": "https://cups.example/shipping", "title": "Shipping", "text": "Fast."}
    text = Policy(id="shipping_policy_text", document=json.dumps(page))
    arrive(own_street.database, own_street.other_store, [text])
    answer = own_street.answer("/v1/shipping", own_street.others_key, country="DE")
    assert answer["outcome"] == "no_match"
    assert answer["citations"] == ["https://cups.example/shipping"]
    assert answer["message"].endswith("https://cups.example/shipping")


def test_one_policy_is_told_whole(street: Street) -> None:
    (policy,) = street.answer("/v1/policies", which="privacy")["facts"]["policies"]
    assert policy["text"].startswith("We keep your address")
    assert policy["summary"] == policy["text"]


@pytest.mark.parametrize("topic", list(Topic))
def test_every_subject_can_be_asked_for(street: Street, topic: Topic) -> None:
    outcome = street.answer("/v1/policies", which=topic)["outcome"]
    assert outcome == ("ok" if topic is Topic.PRIVACY else "no_match")


def test_a_question_is_answered_in_the_language_asked_for(street: Street) -> None:
    answer = street.answer("/v1/faq", q="پرداخت", locale="fa")
    assert answer["facts"]["entries"][0]["language"] == "fa"
    assert answer["facts"]["languages"] == ["fa", "en"]


def test_the_hours_say_that_somebody_is_there_and_when_an_answer_comes(street: Street) -> None:
    facts = street.answer("/v1/hours")["facts"]
    assert (facts["open_now"], facts["closes_at"]) == (True, "2026-03-12T16:00:00Z")
    assert facts["reply_by"] == "2026-03-12T11:30:00Z"


@pytest.mark.parametrize("path", PATHS)
def test_another_shop_knows_nothing_of_it(street: Street, path: str) -> None:
    answer = street.answer(path, street.others_key, **NEEDED.get(path, {}))
    assert (answer["outcome"], answer["facts"]) == ("no_match", None)


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_answered_without_a_key(street: Street, path: str) -> None:
    assert street.ask(path, "", **NEEDED.get(path, {})).status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_every_scope_is_answered_alike(street: Street, path: str) -> None:
    asked = NEEDED.get(path, {})
    texts = {street.ask(path, key, **asked).text for key in street.keys.values()}
    assert len(texts) == 1
    assert Scope.ANSWERS in street.keys


@pytest.mark.parametrize(
    ("path", "query", "parameter"),
    [
        ("/v1/shipping", {"country": "Germany"}, "country"),
        ("/v1/shipping", {"total": "-1"}, "total"),
        ("/v1/shipping", {"total": "1e9"}, "total"),
        ("/v1/policies", {"which": "Privacy"}, "which"),
        ("/v1/faq", {}, "q"),
        ("/v1/faq", {"q": " "}, "q"),
        ("/v1/hours", {"day": "Monday"}, "day"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    street: Street, path: str, query: dict[str, str], parameter: str
) -> None:
    response = street.ask(path, **query)
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["parameter"] == parameter


@pytest.mark.parametrize(
    ("own_id", "path"),
    [(OPENING_HOURS, "/v1/hours"), (SHIPPING_DETAILS, "/v1/shipping"), ("FAQPage", "/v1/faq")],
)
def test_a_document_that_can_no_longer_be_read_is_the_owners_to_mend(
    own_street: Street, own_id: str, path: str
) -> None:
    keep(own_street, own_id, {"of": "an older version"})
    response = own_street.ask(path, **NEEDED.get(path, {}))
    assert response.status_code == 500
    assert response.json is not None
    assert response.json["type"] == "/problems/misconfigured"


def test_hours_that_can_no_longer_be_read_take_no_other_answer_with_them(
    own_street: Street, events: list[Any]
) -> None:
    keep(own_street, OPENING_HOURS, "{}")
    assert own_street.answer("/v1/policies", which="privacy")["outcome"] == "ok"
    assert own_street.answer("/v1/shipping", country="DE")["outcome"] == "ok"
    assert [event["event"] for event in events].count("hours.unreadable") == 2


def test_a_page_of_junk_hides_no_other_page(own_street: Street) -> None:
    keep(own_street, "terms_text", "not JSON")
    policies = own_street.answer("/v1/policies")["facts"]["policies"]
    assert [policy["which"] for policy in policies] == ["privacy"]


def test_what_was_asked_is_not_logged(street: Street, events: list[Any]) -> None:
    street.answer("/v1/faq", q="my secret is canary@example.com")
    logged = [event for event in events if event["event"] == "question.answered"]
    assert len(logged) == 1
    assert "canary" not in str(events)


def test_every_page_a_platform_keeps_has_a_subject() -> None:
    assert set(RECORDS.values()) == set(Topic)


def test_the_questions_take_no_more_than_they_need() -> None:
    fields = {
        question.__name__: list(question.model_fields)
        for question in (ShippingQuestion, PoliciesQuestion, FaqQuestion, HoursQuestion)
    }
    assert fields == {
        "ShippingQuestion": ["country", "postcode", "total", "locale"],
        "PoliciesQuestion": ["which", "locale"],
        "FaqQuestion": ["q", "locale"],
        "HoursQuestion": ["locale"],
    }
