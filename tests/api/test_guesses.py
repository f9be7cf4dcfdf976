"""Guessing at orders comes to an end, and its end tells nothing either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from connector.api import examples, orders
from connector.api.guesses import network_of
from connector.api.library import EXTENSION, Library
from connector.api.limits import Limits
from connector.api.trust import Shopper
from connector.storage.stores import Scope, create_key
from connector.storage.tables import attempts
from tests.api.conftest import EMAIL, PHONE, POSTCODE, Street, build_street
from tests.statements import statements
from wsgi import behind

PATHS = ("/v1/order-status", "/v1/refund-status", "/v1/return-policy")
FEW = Limits(per_hour=3, per_key_and_hour=100)
STRANGER = "someone@example.org"


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Street]:
    """Three guesses an hour."""
    built = build_street(tmp_path, FEW)
    yield built
    built.database.close()


def limited(street: Street, limits: Limits) -> None:
    library: Library = street.app.extensions[EXTENSION]
    street.app.extensions[EXTENSION] = replace(library, limits=limits)


def later(street: Street, minutes: float) -> None:
    library: Library = street.app.extensions[EXTENSION]
    at = examples.NOW + timedelta(minutes=minutes)
    street.app.extensions[EXTENSION] = replace(library, clock=lambda: at)


def statuses(street: Street, path: str, times: int, **query: str) -> list[int]:
    return [street.ask(path, **query).status_code for _ in range(times)]


def seen(response: TestResponse, asked: str) -> tuple[int, str, list[tuple[str, str]]]:
    return response.status_code, response.text.replace(asked, "ASKED"), list(response.headers)


def failures(street: Street) -> int:
    with street.database.reading() as connection:
        return int(connection.execute(select(func.sum(attempts.c.failures))).scalar() or 0)


@pytest.mark.parametrize("path", PATHS)
def test_an_order_and_none_are_locked_after_as_many_guesses_with_the_same_words(
    guarded: Street, path: str
) -> None:
    """Each guess with another fact, so that it is the number that is locked."""
    ours, nobodys = [
        [
            seen(guarded.ask(path, order=number, email=f"{guess}-{number}@example.org"), number)
            for guess in range(5)
        ]
        for number in ("1001", "7777")
    ]
    assert ours == nobodys
    assert [status for status, *_ in ours] == [200, 200, 200, 429, 429]


def test_spelling_it_otherwise_is_no_other_guess(guarded: Street) -> None:
    for spellings in (
        ["1001", "#1001", "۱۰۰۱", " １００１ "],
        ["JD0140600", "jd 0140 600", "JD-0140-600", "J.D.0140600"],
    ):
        asked = [
            guarded.ask(PATHS[0], order=spelt, email=f"{spelt.encode().hex()}@example.org")
            for spelt in spellings
        ]
        assert [answer.status_code for answer in asked] == [200, 200, 200, 429]


@pytest.mark.parametrize(
    "fact", [{"email": STRANGER}, {"phone": "+90 555 0000000"}, {"email": EMAIL}]
)
def test_a_fact_cannot_be_tried_on_many_orders(guarded: Street, fact: dict[str, str]) -> None:
    asked = [guarded.ask(PATHS[0], order=str(5000 + n), **fact).status_code for n in range(4)]
    assert asked == [200, 200, 200, 429]


def test_a_postcode_is_shared_by_many_people(guarded: Street) -> None:
    asked = [
        guarded.ask(PATHS[0], order=str(5000 + n), postcode="10117").status_code for n in range(31)
    ]
    assert asked == [200] * 30 + [429]


def test_the_three_questions_are_counted_together(guarded: Street) -> None:
    for path in PATHS:
        assert statuses(guarded, path, 1, order="1001", email=STRANGER) == [200]
    for path in PATHS:
        assert statuses(guarded, path, 1, order="1001", postcode="99999") == [429]


@pytest.mark.parametrize("fact", [{"email": EMAIL}, {"phone": PHONE}, {"postcode": POSTCODE}])
def test_who_is_right_is_never_counted(guarded: Street, fact: dict[str, str]) -> None:
    assert statuses(guarded, PATHS[0], 6, order="1001", **fact) == [200] * 6
    assert failures(guarded) == 0


def test_a_locked_number_is_refused_to_the_right_fact_too_until_the_hour_is_over(
    guarded: Street,
) -> None:
    """Else a lock would tell which guess was right."""
    statuses(guarded, PATHS[0], 3, order="1001", email=STRANGER)
    later(guarded, 20.5)
    refused = guarded.ask(PATHS[0], order="1001", postcode=POSTCODE)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == str(39 * 60 + 30)
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.json is not None
    assert refused.json["type"] == "/problems/too-many-guesses"
    assert "1001" not in refused.text
    later(guarded, 60)
    assert guarded.answer(PATHS[0], order="1001", postcode=POSTCODE)["trust"] == "claimed"


def test_a_refusal_looks_nothing_up(guarded: Street) -> None:
    statuses(guarded, PATHS[0], 3, order="1001", email=STRANGER)
    with statements(guarded.database) as asked:
        assert guarded.ask(PATHS[0], order="1001", email=EMAIL).status_code == 429
    assert not [statement for statement in asked if "terms" in statement or "INSERT" in statement]


def test_agents_are_neither_counted_nor_refused(guarded: Street) -> None:
    statuses(guarded, PATHS[0], 4, order="1001", email=STRANGER)
    before = failures(guarded)
    for _ in range(5):
        assert guarded.as_agent(PATHS[0], order="1001", email=STRANGER)["outcome"] == "no_match"
        assert guarded.as_agent(PATHS[0], order="7777")["trust"] == "agent"
    assert guarded.as_agent(PATHS[0], order="1001")["outcome"] == "ok"
    assert failures(guarded) == before


def test_who_is_vouched_for_cannot_be_locked_out(
    guarded: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(guarded, Limits(per_hour=3, per_key_and_hour=4))
    for guess in range(5):
        guarded.ask(PATHS[0], order="1001", email=STRANGER)
        guarded.ask(PATHS[0], order=f"{guess}", email=EMAIL)
    assert guarded.ask(PATHS[0], order="1000", postcode=POSTCODE).status_code == 429
    before = failures(guarded)
    monkeypatch.setattr(orders, "vouched_for", lambda: Shopper(email=EMAIL))
    for path in PATHS:
        assert guarded.answer(path, order="1001")["trust"] == "verified"
        assert guarded.answer(path, order="1001", email=STRANGER)["trust"] == "verified"
        assert guarded.ask(path, order="1002", email=STRANGER).status_code == 429
    assert failures(guarded) == before


def test_keys_and_addresses_have_a_limit_of_their_own(guarded: Street) -> None:
    limited(guarded, Limits(per_hour=3, per_key_and_hour=5))
    for guess in range(5):
        fact = {"order": str(6000 + guess), "email": f"{guess}@example.org"}
        assert guarded.ask(PATHS[0], **fact).status_code == 200
    assert guarded.ask(PATHS[0], order="1001", email=EMAIL).status_code == 429
    assert guarded.answer("/v1/stock", q="cup")["outcome"] == "ok"
    assert guarded.answer(PATHS[2], country="DE")["trust"] is None
    elsewhere = guarded.ask(PATHS[0], guarded.others_key, order="2001")
    assert elsewhere.status_code == 200


def test_a_lock_is_logged_once_and_without_whom(guarded: Street, events: list[Any]) -> None:
    for _ in range(6):
        guarded.ask(PATHS[0], order="4711-canary", email="canary@example.com")
    locked = [event for event in events if event["event"] == "guesses.locked"]
    assert sorted(event["by"] for event in locked) == ["email", "number", "tracking"]
    assert {event["store"] for event in locked} == {guarded.store.id}
    assert "canary" not in str(events)
    assert "4711" not in str(events)


def test_a_question_without_a_fact_is_no_guess(guarded: Street) -> None:
    assert statuses(guarded, PATHS[0], 5, order="1001") == [400] * 5
    assert statuses(guarded, "/v1/stock", 5, sku="nothing") == [200] * 5
    assert failures(guarded) == 0


@pytest.mark.parametrize(
    "forwarded", ["", "garbage", "1.2.3.4, ", ",", "::%%", "é" * 300, "1" * 9000]
)
def test_a_proxys_nonsense_breaks_nothing(guarded: Street, forwarded: str) -> None:
    assert through(guarded, 1, guarded.keys[Scope.ANSWERS], forwarded, order="7777") == 200


def through(street: Street, proxies: int, key: str, forwarded: str, **query: str) -> int:
    """The status of a stranger's question that came by so many proxies that we trust."""
    answer = Client(behind(proxies, street.app.wsgi_app)).get(
        PATHS[0],
        query_string={"email": STRANGER, **query},
        headers={
            "Authorization": f"Bearer {key}",
            "X-Forwarded-For": forwarded.encode().decode("latin-1"),
        },
    )
    return answer.status_code


@pytest.mark.parametrize(
    ("proxies", "forwarded", "statuses_seen"),
    [
        (0, ("203.0.113.7", "203.0.113.8"), (200, 200, 429)),
        (1, ("203.0.113.7", "203.0.113.8"), (200, 200, 200)),
        (1, ("203.0.113.7", "203.0.113.9, 203.0.113.7"), (200, 200, 429)),
        (2, ("203.0.113.7, 10.0.0.1", "203.0.113.8, 10.0.0.1"), (200, 200, 200)),
    ],
)
def test_who_calls_is_told_by_as_many_proxies_as_are_trusted(
    guarded: Street, proxies: int, forwarded: tuple[str, str], statuses_seen: tuple[int, ...]
) -> None:
    """Guesses by two keys: what is locked is where they come from."""
    limited(guarded, Limits(per_hour=100, per_key_and_hour=2))
    keys = [create_key(guarded.database, guarded.store.id, Scope.ANSWERS) for _ in range(2)]
    asked = (keys[0], forwarded[0]), (keys[0], forwarded[0]), (keys[1], forwarded[1])
    answered = [
        through(guarded, proxies, key, said, order=str(n)) for n, (key, said) in enumerate(asked)
    ]
    assert tuple(answered) == statuses_seen


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "203.0.113.7:4711", True),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::1", "[2001:db8:0:1::2]:443", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("", "unknown", True),
    ],
)
def test_a_caller_is_known_by_their_network(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same
