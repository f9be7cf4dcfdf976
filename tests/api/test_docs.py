"""docs/api.md says what the code does: every curl in it is run."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel

from connector.answers import answer, insights_facts, refund_facts, return_facts, reviews
from connector.answers.headline import Headline
from connector.answers.words import SPOKEN
from connector.api.handbook_questions import (
    FaqQuestion,
    HoursQuestion,
    PoliciesQuestion,
    ShippingQuestion,
)
from connector.api.insights_questions import InsightsQuestion
from connector.api.problems import PROBLEMS, SecondFactNeeded
from connector.api.questions import (
    LONGEST,
    LONGEST_IDENTITY,
    STATES,
    OrderStatusQuestion,
    Question,
    RefundStatusQuestion,
    ReturnPolicyQuestion,
    ReviewsQuestion,
    StockQuestion,
)
from connector.api.verification_briefing import (
    Body,
    ConfirmQuestion,
    VerificationConfirmed,
    VerificationQuestion,
    VerificationStarted,
)
from connector.storage.stores import Scope
from tests.api.conftest import Street

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```sh\n(curl .*?)```\n\n```json\n(.*?)```", DOCS, re.DOTALL)


HANDBOOK = ("/v1/shipping", "/v1/policies", "/v1/faq", "/v1/hours")


def section(heading: str) -> str:
    """From a heading to the next of the same depth."""
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^## |\Z)", DOCS, re.DOTALL | re.MULTILINE)
    assert found, heading
    return found[1]


def table(text: str, header: str) -> list[list[str]]:
    """The cells of the one table whose header line begins so, without backticks."""
    lines = text.splitlines()
    (start,) = [n for n, line in enumerate(lines) if line.startswith(f"| {header} |")]
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("`") for cell in line.strip("|").split(" | ")])
    return rows


def test_every_address_is_described_and_no_other(street: Street) -> None:
    described = re.findall(r"^## (GET|POST) (\S+)$", DOCS, re.MULTILINE)
    there = [
        (method, rule.rule)
        for rule in street.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    assert sorted([*described, ("GET", "/openapi.json")]) == sorted(there)
    assert "`/openapi.json`" in DOCS


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("/v1/order-status", OrderStatusQuestion),
        ("/v1/refund-status", RefundStatusQuestion),
        ("/v1/return-policy", ReturnPolicyQuestion),
        ("/v1/stock", StockQuestion),
        ("/v1/reviews", ReviewsQuestion),
        ("/v1/shipping", ShippingQuestion),
        ("/v1/policies", PoliciesQuestion),
        ("/v1/faq", FaqQuestion),
        ("/v1/hours", HoursQuestion),
        ("/v1/stock/insights", InsightsQuestion),
        ("/v1/verification", VerificationQuestion),
        ("/v1/verification/confirm", ConfirmQuestion),
    ],
)
def test_the_parameters_are_those_that_are_taken(path: str, question: type[Question]) -> None:
    method = "POST" if issubclass(question, Body) else "GET"
    rows = table(section(f"## {method} {path}"), "parameter")
    assert [row[0] for row in rows] == list(question.model_fields)
    for row in rows:
        assert (row[1] == "required") == question.model_fields[row[0]].is_required()
    assert f"at most {LONGEST} characters (`identity` {LONGEST_IDENTITY})" in DOCS


@pytest.mark.parametrize(
    ("path", "part", "model"),
    [
        ("/v1/order-status", "facts", answer.OrderStatusFacts),
        ("/v1/order-status", "lines", answer.OrderedLine),
        ("/v1/order-status", "shipments", answer.ParcelFacts),
        ("/v1/order-status", "refunds", answer.RefundFacts),
        ("/v1/refund-status", "facts", refund_facts.RefundStatusFacts),
        ("/v1/refund-status", "refunds", refund_facts.RefundEntry),
        ("/v1/refund-status", "lines", refund_facts.RefundedLine),
        ("/v1/return-policy", "facts", return_facts.ReturnPolicyFacts),
        ("/v1/return-policy", "items", return_facts.ReturnItem),
        ("/v1/stock", "facts", answer.StockFacts),
        ("/v1/stock", "items", answer.StockedItemFacts),
        ("/v1/stock", "locations", answer.PlacedStock),
        ("/v1/stock/insights", "facts", insights_facts.InsightsFacts),
        ("/v1/stock/insights", "lists", insights_facts.InsightItem),
        ("/v1/reviews", "reviews", reviews.ReviewFacts),
        ("/v1/reviews", "contact", reviews.Contact),
    ],
)
def test_the_fields_are_those_that_are_sent(path: str, part: str, model: type[BaseModel]) -> None:
    rows = table(section(f"## GET {path}"), f"field of `{part}`")
    assert [row[0] for row in rows] == list(model.model_fields)


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/v1/verification", VerificationStarted),
        ("/v1/verification/confirm", VerificationConfirmed),
    ],
)
def test_the_fields_around_codes_are_those_that_are_sent(path: str, model: type[BaseModel]) -> None:
    rows = table(section(f"## POST {path}"), "field")
    assert [row[0] for row in rows] == list(model.model_fields)


def test_the_fields_of_a_list_of_reviews_are_described() -> None:
    rows = table(section("## GET /v1/reviews"), "field")
    assert [row[0] for row in rows] == list(reviews.Reviews.model_fields)


def test_the_states_of_a_review_are_listed() -> None:
    (row,) = [r for r in table(section("## GET /v1/reviews"), "parameter") if r[0] == "state"]
    assert re.findall(r"`(\w+)`", row[-1].split(";")[0]) == [state.value for state in STATES]


def test_the_fields_of_every_answer_are_described() -> None:
    rows = table(section("## What is common to all questions"), "field")
    assert [row[0] for row in rows] == list(answer.Answer.model_fields)
    told = dict(rows)["next_actions"]
    assert re.findall(r"`(\w+)`?", told) == [action.value for action in answer.NextAction]


def test_the_headlines_are_listed() -> None:
    told = re.search(r"The words of `headline`: (.*?)\.", DOCS, re.DOTALL)
    assert told
    assert re.findall(r"`(\w+)`", told[1]) == [headline.value for headline in Headline]


def test_the_problems_are_those_that_can_be_met() -> None:
    rows = table(section("## Problems"), "type")
    assert {(row[0], row[1]) for row in rows} == {
        (f"/problems/{kind.slug}", str(kind.status)) for kind in PROBLEMS
    }
    assert len(rows) == len(PROBLEMS)
    assert SecondFactNeeded.slug in section("## Authentication and scopes")


def test_the_scopes_are_those_a_key_can_have() -> None:
    rows = table(section("## Authentication and scopes"), "scope")
    assert [row[0] for row in rows] == [scope.value for scope in Scope]


def test_the_locales_are_those_that_are_spoken() -> None:
    told = re.search(r"BCP 47 tag\. (.*?) are spoken", DOCS, re.DOTALL)
    assert told
    assert set(re.findall(r"`(\w+)`", told[1])) == set(SPOKEN)


def test_every_link_inside_the_page_leads_to_a_heading() -> None:
    headings = {h.lower().replace(" ", "-") for h in re.findall(r"^#+ (.*)$", DOCS, re.MULTILINE)}
    links = re.findall(r"\]\(#([^)]+)\)", DOCS)
    assert links
    assert set(links) <= headings


def asked(command: str) -> tuple[str, dict[str, str], Scope | None]:
    """The path, the parameters and the scope of the key that is sent, as curl would."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:2] == ["curl", "-G"]
    given = [b for a, b in pairwise(words) if a in {"-d", "--data-urlencode"}]
    names = {"$STOREWIRE_KEY": Scope.ANSWERS, "$STOREWIRE_AGENT_KEY": Scope.AGENT}
    sent = [names[word.split()[-1]] for word in words if word.startswith("Authorization: ")]
    return urlsplit(words[2]).path, dict(p.split("=", 1) for p in given), next(iter(sent), None)


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_every_request_shown_gets_the_answer_shown(
    street: Street, command: str, shown: str
) -> None:
    path, query, scope = asked(command)
    response = street.ask(path, street.keys[scope] if scope else "", **query)
    assert response.get_json(force=True) == json.loads(shown)


def test_every_question_is_shown_answered_and_in_persian_too() -> None:
    assert len(SHOWN) == DOCS.count("curl ") == DOCS.count("```json")
    paths = {asked(command)[0] for command, _ in SHOWN}
    assert {
        "/v1/order-status",
        "/v1/refund-status",
        "/v1/return-policy",
        "/v1/stock",
        "/v1/stock/insights",
        "/v1/reviews",
        *HANDBOOK,
        "/healthz",
    } == paths
    persian = {asked(c)[0] for c, shown in SHOWN if json.loads(shown).get("locale") == "fa"}
    assert persian == {
        *("/v1/order-status", "/v1/refund-status", "/v1/return-policy", "/v1/stock"),
        "/v1/stock/insights",
        *HANDBOOK,
    }
