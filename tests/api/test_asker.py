"""Who may ask."""

from __future__ import annotations

import pytest

from connector.storage.stores import Scope
from tests.api.conftest import EMAIL, Street

GOOD = {"order": "1001", "email": EMAIL}
PATHS = ["/v1/order-status", "/v1/return-policy", "/v1/stock", "/v1/reviews"]


@pytest.mark.parametrize("path", PATHS)
def test_without_a_valid_key_every_question_meets_the_same_refusal(
    street: Street, path: str
) -> None:
    key = street.keys[Scope.ANSWERS]
    tried = [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer unknown"},
        {"Authorization": f"Bearer {key}x"},
        {"Authorization": f"Bearer {key} {key}"},
        {"Authorization": f"Bearer a=b, {key}"},
        {"Authorization": f"Basic {key}"},
        {"Authorization": f"Token {key}"},
        {"Authorization": "Basic bmljZTp0cnk="},
        {"Authorization": key},
        {"Authorization": "Bearer کلید".encode().decode("latin-1")},
        {"X-Api-Key": key},
    ]
    client = street.app.test_client()
    refusals = [client.get(path, query_string=GOOD, headers=headers) for headers in tried]
    assert {refusal.status_code for refusal in refusals} == {401}
    assert {refusal.headers["WWW-Authenticate"] for refusal in refusals} == {"Bearer"}
    assert {refusal.headers["Cache-Control"] for refusal in refusals} == {"no-store"}
    assert len({refusal.text for refusal in refusals}) == 1
    assert refusals[0].json is not None
    assert refusals[0].json["type"] == "/problems/unauthorized"


@pytest.mark.parametrize("name", ["key", "api_key", "access_token", "token", "authorization"])
def test_a_key_in_the_address_opens_nothing(street: Street, name: str) -> None:
    key = street.keys[Scope.ADMIN]
    assert street.ask(PATHS[0], "", **GOOD, **{name: key}).status_code == 401
    beside = street.ask(PATHS[0], **GOOD, **{name: key})
    assert beside.status_code == 400
    assert key not in beside.text


def test_who_asks_is_settled_before_what_is_asked(street: Street) -> None:
    assert street.ask(PATHS[0], "", nonsense="1").status_code == 401


def test_the_scheme_is_read_in_either_case(street: Street) -> None:
    headers = {"Authorization": f"bearer {street.keys[Scope.ANSWERS]}"}
    client = street.app.test_client()
    assert client.get(PATHS[0], query_string=GOOD, headers=headers).status_code == 200


def test_health_needs_no_key(street: Street) -> None:
    response = street.ask("/healthz", "")
    assert (response.status_code, response.json) == (200, {"status": "ok"})
