"""What goes over the wire to Shopify, and what is made of every way it can go wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses
from structlog.testing import capture_logs

from adapters.shopify import admin as wire
from adapters.shopify import documents as ask
from adapters.shopify.admin import PATIENCE, TIMEOUT, VERSION
from adapters.shopify.budget import Budget, ThrottleStatus
from connector.errors import AccessDenied, AccessRevoked, PlatformAway, StorewireError, Throttled
from tests.adapters.shopify_api import (
    GRANTS,
    GRAPHQL,
    OWN,
    THROTTLED,
    Answers,
    asked,
    denied,
    make_admin,
    said,
)
from tests.adapters.shopify_in_graphql import nodes

GOOD = said({"locations": nodes([])})


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def answer(mock: responses.RequestsMock, status: int = 200, **more: Any) -> None:
    mock.add(responses.POST, GRAPHQL, status=status, **more)


def test_a_question_goes_out_once_with_version_token_and_variables(
    mock: responses.RequestsMock,
) -> None:
    answer(mock, json=GOOD)
    made, slept = make_admin()
    assert made.ask(ask.LOCATIONS, after="x").locations.nodes == ()
    (call,) = mock.calls
    assert call.request.url == f"https://lale-demo.myshopify.com/admin/api/{VERSION}/graphql.json"
    assert call.request.headers["X-Shopify-Access-Token"] == "shpat_one"
    assert asked(call) == ("Locations", {"after": "x"})
    assert call.request.req_kwargs["timeout"] == TIMEOUT  # type: ignore[attr-defined]
    assert slept == []


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_passing_fault_is_waited_out(mock: responses.RequestsMock, status: int) -> None:
    answer(mock, status, json={"errors": "later"})
    answer(mock, json=GOOD)
    made, slept = make_admin()
    made.ask(ask.LOCATIONS, after=None)
    assert len(slept) == 1


def test_a_dropped_connection_is_tried_again(mock: responses.RequestsMock) -> None:
    answer(mock, body=requests.ConnectionError("gone"))
    answer(mock, json=GOOD)
    made, slept = make_admin()
    made.ask(ask.LOCATIONS, after=None)
    assert len(slept) == 1


def test_a_shop_that_stays_away_is_said_to_be_away(mock: responses.RequestsMock) -> None:
    answer(mock, 503)
    made, slept = make_admin()
    with pytest.raises(PlatformAway):
        made.ask(ask.LOCATIONS, after=None)
    assert len(mock.calls) == wire.ATTEMPTS
    assert slept == sorted(slept)


def test_a_change_is_not_sent_twice_when_nobody_knows_if_it_arrived(
    mock: responses.RequestsMock,
) -> None:
    answer(mock, body=requests.ReadTimeout("too late"))
    made, _ = make_admin()
    with pytest.raises(PlatformAway):
        made.ask(ask.BULK_RUN, query="{ orders }")
    assert len(mock.calls) == 1


def test_the_shops_own_wait_is_kept(mock: responses.RequestsMock) -> None:
    answer(mock, 429, headers={"Retry-After": "2.0"})
    answer(mock, json=GOOD)
    made, slept = make_admin()
    made.ask(ask.LOCATIONS, after=None)
    assert slept == [2.0]


def test_a_long_wait_is_handed_to_whoever_asked(mock: responses.RequestsMock) -> None:
    answer(mock, 429, headers={"Retry-After": "120"})
    made, slept = make_admin()
    with pytest.raises(Throttled) as caught:
        made.ask(ask.LOCATIONS, after=None)
    assert caught.value.wait == 120
    assert slept == []


def test_throttled_with_status_200_waits_until_the_bucket_holds_enough(
    mock: responses.RequestsMock,
) -> None:
    Answers(mock, Locations=[THROTTLED, GOOD])
    made, slept = make_admin(at_once=True)
    made.ask(ask.LOCATIONS, after=None)
    assert slept[0] == 2.0


def test_background_work_leaves_a_reserve_for_a_shopper_who_waits() -> None:
    now = [0.0]
    budget = Budget(lambda: now[0])
    low = ThrottleStatus(maximum_available=1000, currently_available=300, restore_rate=50)
    budget.learn("locations", 100, low)
    assert budget.take("locations", at_once=False) == pytest.approx(2.0)
    assert budget.take("locations", at_once=True) == 0
    now[0] = 4.0
    assert budget.take("locations", at_once=False) == 0


def test_a_question_dearer_than_the_bucket_waits_for_a_full_one_and_not_for_ever() -> None:
    budget = Budget(lambda: 0.0)
    small = ThrottleStatus(maximum_available=100, currently_available=50, restore_rate=10)
    budget.learn("order_by_id", 400, small)
    assert budget.take("order_by_id", at_once=False) == pytest.approx(5.0)


def test_background_work_is_told_to_come_back_where_the_wait_is_long(
    mock: responses.RequestsMock,
) -> None:
    budget = Budget(lambda: 0.0)
    low = ThrottleStatus(maximum_available=2000, currently_available=0, restore_rate=50)
    budget.learn("locations", 10, low)
    made, _ = make_admin(budget=budget)
    with pytest.raises(Throttled) as caught:
        made.ask(ask.LOCATIONS, after=None)
    assert caught.value.wait > PATIENCE
    assert not mock.calls


@pytest.mark.parametrize(
    ("status", "error", "cure"),
    [
        (402, AccessDenied, "unpaid bill"),
        (403, AccessDenied, "scopes"),
        (404, AccessRevoked, "permanent address"),
        (423, AccessDenied, "locked"),
        (430, PlatformAway, "attack"),
        (301, PlatformAway, "another address"),
    ],
)
def test_each_refusal_says_what_the_owner_can_do(
    mock: responses.RequestsMock, status: int, error: type[StorewireError], cure: str
) -> None:
    answer(mock, status, headers={"Location": "https://elsewhere.example.com/"})
    made, slept = make_admin()
    with pytest.raises(error, match=cure):
        made.ask(ask.LOCATIONS, after=None)
    assert len(mock.calls) == 1
    assert slept == []


def test_a_refused_pasted_token_has_to_be_pasted_again(mock: responses.RequestsMock) -> None:
    answer(mock, 401, json={"errors": "[API] Invalid API key or access token"})
    made, _ = make_admin()
    with pytest.raises(AccessRevoked, match="pasted"):
        made.ask(ask.LOCATIONS, after=None)
    assert len(mock.calls) == 1


def test_a_refused_token_of_our_own_is_renewed_once(mock: responses.RequestsMock) -> None:
    mock.add(responses.POST, GRANTS, json={"access_token": "new", "expires_in": 86399})
    answer(mock, 401)
    answer(mock, json=GOOD)
    made, _ = make_admin(OWN | {"token": "old", "token_way": "client_credentials"})
    made.ask(ask.LOCATIONS, after=None)
    sent = [c.request.headers.get("X-Shopify-Access-Token") for c in mock.calls]
    assert sent == ["old", None, "new"]


def test_a_new_token_refused_as_well_is_the_end(mock: responses.RequestsMock) -> None:
    mock.add(responses.POST, GRANTS, json={"access_token": "new", "expires_in": 86399})
    answer(mock, 401)
    made, _ = make_admin(OWN | {"token": "old", "token_way": "client_credentials"})
    with pytest.raises(AccessRevoked):
        made.ask(ask.LOCATIONS, after=None)
    assert len(mock.calls) == 3


def test_fields_kept_back_are_gaps_and_not_errors(mock: responses.RequestsMock) -> None:
    found = {"orders": nodes([{"id": "gid://shopify/Order/1", "email": None}])}
    Answers(mock, Readable=said(found, denied("orders", "nodes", 0, "email")))
    made, _ = make_admin()
    answered = made.answer(ask.READABLE, {})
    assert answered.gaps == {"orders.nodes.email"}
    assert answered.data.orders.nodes[0].id == "gid://shopify/Order/1"


def test_a_part_that_failed_for_another_reason_is_no_answer(mock: responses.RequestsMock) -> None:
    broken: dict[str, Any] = {"message": "Internal error", "path": ["orders", "nodes"]}
    broken |= {"extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    Answers(mock, Readable=said({"orders": nodes([])}, broken))
    made, slept = make_admin()
    with pytest.raises(PlatformAway):
        made.ask(ask.READABLE)
    assert len(slept) == wire.ATTEMPTS - 1


def test_a_missing_scope_is_named(mock: responses.RequestsMock) -> None:
    refused = denied("locations")
    refused["extensions"]["requiredAccess"] = "`read_locations` access scope."
    Answers(mock, Locations=said(None, refused))
    made, _ = make_admin()
    with pytest.raises(AccessDenied, match="read_locations"):
        made.ask(ask.LOCATIONS, after=None)


@pytest.mark.parametrize("body", [b"<html>Just a moment</html>", b"", b"[]", b'{"data": 5}'])
def test_what_is_no_answer_is_said_to_be_none(mock: responses.RequestsMock, body: bytes) -> None:
    answer(mock, body=body)
    made, _ = make_admin()
    with pytest.raises(PlatformAway):
        made.ask(ask.LOCATIONS, after=None)


def test_another_api_version_is_told_once(mock: responses.RequestsMock) -> None:
    answer(mock, json=GOOD, headers={"X-Shopify-API-Version": "2025-10"})
    made, _ = make_admin()
    wire._versions_told.clear()
    with capture_logs() as logs:
        made.ask(ask.LOCATIONS, after=None)
        made.ask(ask.LOCATIONS, after=None)
    told = [entry for entry in logs if entry["event"] == "shopify.version_differs"]
    assert [(t["asked"], t["given"]) for t in told] == [(VERSION, "2025-10")]


def test_neither_token_nor_person_gets_into_logs_or_errors(mock: responses.RequestsMock) -> None:
    who = "ayse@example.com"
    answer(mock, 500, body=who)
    answer(mock, body=requests.ConnectionError(f"https://x/?token=shpat_one&who={who}"))
    answer(mock, 500, body=who)
    answer(mock, 500, body=who)
    made, _ = make_admin()
    with capture_logs() as logs, pytest.raises(PlatformAway) as caught:
        made.ask(ask.LOCATIONS, after=who)
    told = json.dumps(logs, default=str) + str(caught.value)
    assert who not in told
    assert "shpat_one" not in told


def test_the_clock_is_compared_with_shopifys(mock: responses.RequestsMock) -> None:
    answer(mock, json=GOOD, headers={"Date": "Sun, 01 Nov 2020 10:00:00 GMT"})
    made, _ = make_admin()
    made.ask(ask.LOCATIONS, after=None)
    assert made.clock_skew > 86400
