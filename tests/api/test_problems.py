"""Everything that can go wrong has one shape and says how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask, HTTPError
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import Conflict
from werkzeug.test import TestResponse

from connector.api.problems import PROBLEMS, Problem
from connector.api.rest import new_app
from connector.errors import StorewireError
from connector.records import Policy
from tests.api.conftest import EMAIL, Street, arrive

ENDPOINTS = [
    ("/v1/order-status", {"order": "1001", "email": EMAIL}),
    ("/v1/return-policy", {"country": "DE"}),
    ("/v1/stock", {"q": "cup"}),
    ("/v1/reviews", {"limit": "5"}),
]


def problem_of(response: TestResponse) -> dict[str, Any]:
    """The one shape, checked."""
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] | None = response.get_json(force=True)
    assert body is not None
    Problem.model_validate(body, strict=True, extra="forbid")
    assert body["status"] == response.status_code
    return body


@pytest.mark.parametrize(("path", "good"), ENDPOINTS)
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("frobnicate=1", "frobnicate"),
        ("frobnicate=", "frobnicate"),
        ("locale=fa&locale=tr", "locale"),
        ("locale=&locale=fa", "locale"),
        (f"locale={'x' * 201}", "locale"),
        (f"locale={'+' * 201}", "locale"),
        (f"{'y' * 500}=1", "y" * 60),
    ],
)
def test_a_mistaken_parameter_is_named(
    street: Street, path: str, good: dict[str, str], query: str, parameter: str
) -> None:
    fine = street.ask(path, **good)
    assert fine.status_code == 200
    assert fine.request.query_string
    body = problem_of(street.ask(f"{path}?{fine.request.query_string.decode()}&{query}"))
    assert (body["type"], body["status"]) == ("/problems/bad-request", 400)
    assert body["parameter"] == parameter
    assert parameter in body["detail"]


def test_two_hundred_characters_are_not_too_many(street: Street) -> None:
    assert street.answer("/v1/stock", q="x" * 200)["outcome"] == "no_match"


@pytest.mark.parametrize("query", [{}, {"order": ""}, {"order": " \t"}])
def test_a_missing_order_number_is_named(street: Street, query: dict[str, str]) -> None:
    body = problem_of(street.ask("/v1/order-status", email=EMAIL, **query))
    assert (body["status"], body["parameter"]) == (400, "order")
    assert "missing" in body["detail"]


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/v1", "/v1/orders", "/v2/stock", "//v1/stock", "//openapi.json"]
)
def test_an_unknown_address_is_not_found(street: Street, path: str) -> None:
    body = problem_of(street.app.test_client().get(path))
    assert (body["type"], body["status"]) == ("/problems/not-found", 404)


@pytest.mark.parametrize("path", [path for path, _ in ENDPOINTS])
def test_another_method_is_told_which_ones_there_are(street: Street, path: str) -> None:
    for send in (street.app.test_client().post, street.app.test_client().delete):
        response = send(path)
        assert problem_of(response)["type"] == "/problems/method-not-allowed"
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(("path", "good"), [*ENDPOINTS, ("/healthz", {})])
def test_nobody_is_redirected(street: Street, path: str, good: dict[str, str]) -> None:
    assert street.ask(f"{path}/", **good).status_code == 200


@pytest.mark.parametrize(("path", "good"), ENDPOINTS)
def test_no_answer_is_used_again_without_asking(
    street: Street, path: str, good: dict[str, str]
) -> None:
    """What is personal is not even stored."""
    personal = path in {"/v1/order-status", "/v1/reviews"}
    usual = "no-store" if personal else "private, no-cache"
    assert street.ask(path, **good).headers["Cache-Control"] == usual


@pytest.mark.parametrize(("path", "good"), [*ENDPOINTS, ("/healthz", {})])
def test_a_database_that_is_away_asks_for_patience(
    own_street: Street, path: str, good: dict[str, str]
) -> None:
    take_away(own_street.database.close, own_street.file)
    response = own_street.ask(path, **good)
    body = problem_of(response)
    assert (body["type"], body["status"]) == ("/problems/unavailable", 503)
    assert response.headers["Retry-After"] == "5"
    assert str(own_street.file) not in response.text


def take_away(close: Callable[[], None], file: Path) -> None:
    close()
    file.rename(file.with_suffix(".away"))
    file.mkdir()


def test_a_policy_that_can_not_be_read_is_not_the_askers_fault(own_street: Street) -> None:
    broken = Policy(id="MerchantReturnPolicy", document='{"oops": true}')
    arrive(own_street.database, own_street.other_store, [broken])
    body = problem_of(own_street.ask("/v1/return-policy", own_street.others_key, country="TR"))
    assert (body["type"], body["status"]) == ("/problems/misconfigured", 500)
    assert "oops" not in body["detail"]


def app_that_raises(error: Exception) -> APIFlask:
    def view() -> str:
        raise error

    app = new_app()
    app.add_url_rule("/broken", view_func=view)
    return app


@pytest.mark.parametrize("debug", [False, True])
def test_a_surprise_tells_nothing_of_itself(debug: bool, events: list[Any]) -> None:
    app = app_that_raises(ValueError(f"no such row: {EMAIL}"))
    app.debug = app.testing = debug
    response = app.test_client().get("/broken")
    assert problem_of(response)["type"] == "/problems/internal"
    assert EMAIL not in response.text
    assert "ValueError" not in response.text
    assert [event["event"] for event in events] == ["request.failed"]
    assert events[0]["error"] == ["ValueError"]
    assert any("test_problems.py:" in line for line in events[0]["at"])
    assert EMAIL not in str(events)


@pytest.mark.parametrize("error", [Conflict(), HTTPError(409)])
def test_what_has_no_type_of_its_own_is_described_by_its_status(error: Exception) -> None:
    body = problem_of(app_that_raises(error).test_client().get("/broken"))
    assert (body["type"], body["status"], body["title"]) == ("about:blank", 409, "Conflict")


@pytest.mark.parametrize("kind", PROBLEMS)
def test_every_problem_is_shown_as_what_it_is(kind: type[StorewireError]) -> None:
    error = kind()
    response = app_that_raises(error).test_client().get("/broken")
    body = problem_of(response)
    assert body["type"] == f"/problems/{kind.slug}"
    assert (body["status"], body["title"]) == (kind.status, kind.title)
    assert body["detail"] == error.detail
    assert "parameter" not in body


NAMES = [
    *("order", "email", "phone", "postcode", "country", "sku", "product", "q", "locale", "other"),
    *("rating", "state", "answered", "since", "limit", "cursor"),
]
QUERIES = st.dictionaries(st.sampled_from(NAMES), st.text(max_size=210), max_size=4)


@settings(max_examples=100, deadline=None)
@given(path=st.sampled_from([path for path, _ in ENDPOINTS]), query=QUERIES)
def test_whatever_is_asked_is_answered_or_refused_and_never_breaks(
    street: Street, path: str, query: dict[str, str]
) -> None:
    response = street.ask(path, **query)
    if response.status_code != 200:
        assert problem_of(response)["status"] == 400
