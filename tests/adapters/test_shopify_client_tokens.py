"""The access token: four ways to one, renewed in time by one process alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
import requests
import responses

from adapters.shopify.tokens import Tokens
from connector.errors import AccessDenied, AccessRevoked, PlatformAway
from tests.adapters.shopify_api import GRANTS, OWN, SHOP, STATIC, Desk

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def tokens(desk: Desk, now: datetime = NOW) -> Tokens:
    return Tokens(SHOP, desk, requests.Session(), now=lambda: now)


def hourly(at: datetime = NOW) -> Desk:
    return Desk(
        OWN
        | {
            "token": "first",
            "token_way": "offline",
            "token_from": at.isoformat(),
            "token_until": (at + timedelta(hours=1)).isoformat(),
            "refresh_token": "refresh-1",
        }
    )


def sent(call: responses.Call) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(str(call.request.body)).items()}


RENEWED = {
    "access_token": "second",
    "scope": "read_orders",
    "expires_in": 3600,
    "refresh_token": "refresh-2",
    "refresh_token_expires_in": 7776000,
}


def test_a_pasted_token_is_used_as_it_is() -> None:
    assert tokens(Desk(STATIC)).current() == "shpat_one"


def test_client_credentials_are_asked_for_and_kept_for_a_day(mock: responses.RequestsMock) -> None:
    given = {"access_token": "daily", "scope": "read_orders", "expires_in": 86399}
    mock.add(responses.POST, GRANTS, json=given)
    desk = Desk(OWN)
    assert tokens(desk).current() == "daily"
    assert tokens(desk, NOW + timedelta(hours=19)).current() == "daily"
    (call,) = mock.calls
    assert sent(call) == {
        "grant_type": "client_credentials",
        "client_id": "app-1",
        "client_secret": OWN["client_secret"],
    }
    assert tokens(desk, NOW + timedelta(hours=20)).current() == "daily"
    assert len(mock.calls) == 2


def test_a_token_is_renewed_when_four_fifths_of_its_life_are_over(
    mock: responses.RequestsMock,
) -> None:
    mock.add(responses.POST, GRANTS, json=RENEWED)
    desk = hourly()
    assert tokens(desk, NOW + timedelta(minutes=47)).current() == "first"
    assert tokens(desk, NOW + timedelta(minutes=48)).current() == "second"
    assert sent(mock.calls[0])["refresh_token"] == "refresh-1"
    assert len(desk.keeps) == 1
    assert desk.settings["refresh_token"] == "refresh-2"
    assert desk.settings["token_until"] == (NOW + timedelta(hours=1, minutes=48)).isoformat()


def test_of_two_that_renew_at_once_one_asks_and_both_go_on(mock: responses.RequestsMock) -> None:
    mock.add(responses.POST, GRANTS, json=RENEWED)
    desk, late = hourly(), NOW + timedelta(minutes=50)
    gate, found = threading.Barrier(2), list[str]()

    def go() -> None:
        gate.wait()
        found.append(tokens(desk, late).current())

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mock.calls) == 1
    assert set(found) == {"second"}


def test_a_token_someone_else_renewed_is_taken_without_asking(
    mock: responses.RequestsMock,
) -> None:
    desk = hourly()
    desk.settings = {**desk.settings, "token": "theirs"}
    assert tokens(desk).renewed("first") == "theirs"
    assert not mock.calls


def test_while_shopify_is_away_the_old_token_serves_to_its_end(
    mock: responses.RequestsMock,
) -> None:
    mock.add(responses.POST, GRANTS, status=503)
    desk = hourly()
    assert tokens(desk, NOW + timedelta(minutes=50)).current() == "first"
    with pytest.raises(PlatformAway):
        tokens(desk, NOW + timedelta(minutes=61)).current()


@pytest.mark.parametrize(
    ("status", "word", "error", "cure"),
    [
        (400, "invalid_grant", AccessRevoked, "connect the shop again"),
        (401, "invalid_client", AccessRevoked, "client secret"),
        (400, "application_cannot_be_found", AccessRevoked, "client id"),
        (400, "shop_not_permitted", AccessDenied, "organisation"),
    ],
)
def test_each_refused_grant_says_its_cure(
    mock: responses.RequestsMock, status: int, word: str, error: type[Exception], cure: str
) -> None:
    mock.add(responses.POST, GRANTS, status=status, json={"error": word})
    desk = hourly()
    with pytest.raises(error, match=cure):
        tokens(desk, NOW + timedelta(hours=2)).current()
    assert desk.keeps == []


def test_without_id_and_token_the_owner_is_told_what_to_give() -> None:
    with pytest.raises(AccessRevoked, match="client id"):
        tokens(Desk({"shop": SHOP, "client_secret": "x"})).current()


def test_a_connection_error_does_not_show_the_secret(mock: responses.RequestsMock) -> None:
    mock.add(responses.POST, GRANTS, body=requests.ConnectionError(OWN["client_secret"]))
    with pytest.raises(PlatformAway) as caught:
        tokens(Desk(OWN)).current()
    assert OWN["client_secret"] not in str(caught.value)
    assert caught.value.__cause__ is None
