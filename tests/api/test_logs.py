"""What the log learns: that a question was answered, never what it was."""

from __future__ import annotations

from typing import Any

import pytest

from connector.storage.stores import Scope
from tests.api.conftest import PHONE, POSTCODE, Street

CANARIES = {
    "order": "4711-canary",
    "email": "canary@example.com",
    "phone": "+90 555 4711471",
    "postcode": "CA1 4NA",
    "locale": "fa-canary",
}


def test_an_answered_question_is_one_event(street: Street, events: list[Any]) -> None:
    street.answer("/v1/order-status", order="1001", phone=PHONE, locale="fa-IR")
    assert events == [
        {
            "event": "question.answered",
            "log_level": "info",
            "route": "/v1/order-status",
            "store": street.store.id,
            "outcome": "ok",
            "scope": "answers",
            "locale": "fa",
        }
    ]


def test_the_event_says_which_question_and_whose(street: Street, events: list[Any]) -> None:
    street.answer("/v1/stock", street.others_key, q="canary")
    street.answer("/v1/return-policy", street.keys[Scope.ADMIN], country="DE")
    told = [(e["route"], e["store"], e["outcome"], e["scope"]) for e in events]
    assert told == [
        ("/v1/stock", street.other_store.id, "no_match", "agent"),
        ("/v1/return-policy", street.store.id, "ok", "admin"),
    ]


@pytest.mark.parametrize("path", ["/v1/order-status", "/v1/return-policy", "/v1/stock"])
def test_nothing_that_was_asked_reaches_a_log(
    street: Street,
    path: str,
    events: list[Any],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    street.ask(path, **CANARIES)
    street.ask(path, "canary-key", **CANARIES)
    street.ask(path, q="canary", locale="canary")
    street.ask(path, order="1001", postcode=POSTCODE, canary="canary")
    street.ask(f"/canary{path}", **CANARIES)
    logged = f"{events} {caplog.text} {capfd.readouterr()}"
    assert "question.answered" in logged
    for canary in ("canary", "4711", "CA1", POSTCODE, *street.keys.values()):
        assert canary not in logged


def test_a_broken_database_does_not_spill_what_was_asked(
    own_street: Street,
    events: list[Any],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with own_street.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE terms")
    response = own_street.ask("/v1/order-status", **CANARIES)
    assert response.status_code >= 500
    logged = f"{events} {caplog.text} {capfd.readouterr()} {response.text}"
    assert "request.failed" in logged
    assert "canary" not in logged
    assert "4711" not in logged
