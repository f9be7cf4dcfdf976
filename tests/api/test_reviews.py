"""What shoppers say, told to who may hear it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector.api import examples
from connector.records import Deleted, Kind, OrderLine, Ref, Review, ReviewStatus
from connector.storage.stores import Scope, add_store, create_key
from tests.api.conftest import EMAIL, Street, arrive

PATH = "/v1/reviews"
HIDDEN = [state for state in ReviewStatus if state.value not in ("published", "deleted")]


def review(ref: str, minute: int = 0, **more: Any) -> Review:
    given = {
        "id": ref,
        "product_id": "501",
        "status": ReviewStatus.PUBLISHED,
        "rating": Decimal(4),
        "updated_at": examples.SEEN + timedelta(minutes=minute),
        **more,
    }
    return Review(**given)


@pytest.fixture
def square(own_street: Street) -> Street:
    """A cup shop with a source of reviews beside its own."""
    source = add_store(
        own_street.database, "judgeme", "cups", "J", {"token": "t"}, attached_to=own_street.store.id
    )
    told = {"author": "Ayşe", "author_email": EMAIL, "author_phone": "+90 532 111 22 33"}
    hidden = [review(f"h-{state}", 3, status=state) for state in HIDDEN]
    told_of = review("j1", 5, body="<b>Süper</b>", order_number="1001", **told)
    arrive(own_street.database, source, [told_of, review("j2", 4, product_id="9"), *hidden])
    return own_street


def ids(found: dict[str, Any]) -> list[str]:
    return [one["id"] for one in found["reviews"]]


def test_reviews_of_all_sources_are_one_list(square: Street) -> None:
    found = square.answer(PATH)
    assert [(one["source"], one["id"]) for one in found["reviews"]] == [
        ("judgeme", "j1"),
        ("judgeme", "j2"),
        ("woocommerce", "301"),
    ]
    assert [one["product_title"] for one in found["reviews"]] == ["Red cup", None, "Red cup"]
    assert [one["verified_purchase"] for one in found["reviews"]] == [True, None, None]
    assert found["next_cursor"] is None
    assert (found["source"], found["stale_seconds"]) == ("mirror", 240)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"rating": "5"}, ["301"]),
        ({"rating": "4"}, ["j1", "j2"]),
        ({"product": "9"}, ["j2"]),
        ({"product": " 501 "}, ["j1", "301"]),
        ({"answered": "true"}, ["301"]),
        ({"answered": "false"}, ["j1", "j2"]),
        ({"since": "2026-03-12T09:31:00Z"}, ["j1"]),
        ({"since": "2026-03-12T13:01:00+03:30"}, ["j1"]),
        ({"since": "2026-03-12"}, ["j1", "j2"]),
        ({"since": "2026-03-13"}, []),
        ({"state": "published", "rating": ""}, ["j1", "j2", "301"]),
        ({"limit": "1"}, ["j1"]),
        ({"rating": "4", "answered": "false", "product": "501"}, ["j1"]),
        ({"product": "no such"}, []),
    ],
)
def test_each_parameter_narrows_the_list(
    square: Street, asked: dict[str, str], found: list[str]
) -> None:
    assert ids(square.answer(PATH, **asked)) == found


def test_a_plus_that_was_not_encoded_is_understood(square: Street) -> None:
    found = square.answer(f"{PATH}?since=2026-03-12T13:01:00+03:30")
    assert ids(found) == ["j1"]


def test_page_by_page_is_all_of_it(square: Street) -> None:
    seen, cursor = [], ""
    for _ in range(9):
        found = square.as_agent(PATH, limit="2", cursor=cursor)
        seen += ids(found)
        cursor = found["next_cursor"]
        if cursor is None:
            break
    assert seen == ids(square.as_agent(PATH))
    assert len(seen) == 7


# Who may see what.


def test_shoppers_see_what_is_published_and_not_who_wrote_it(square: Street) -> None:
    found = square.ask(PATH)
    for secret in (EMAIL, "532", "1001", "h-", "elif@example.org"):
        assert secret not in found.text
    assert found.json is not None
    assert {one["state"] for one in found.json["reviews"]} == {"published"}
    assert {(one["contact"], one["order_number"]) for one in found.json["reviews"]} == {
        (None, None)
    }


@pytest.mark.parametrize("scope", [Scope.AGENT, Scope.ADMIN])
def test_the_people_of_the_store_see_all_and_who_wrote_it(square: Street, scope: Scope) -> None:
    found = square.answer(PATH, square.keys[scope])
    assert {one["state"] for one in found["reviews"]} == {"published", *HIDDEN}
    first = found["reviews"][0]
    assert first["contact"] == {"email": EMAIL, "phone": "+90 532 111 22 33"}
    assert first["order_number"] == "#1001"
    assert first["untrusted_text"] == "Süper"


@pytest.mark.parametrize("state", HIDDEN)
def test_what_is_not_published_is_for_the_people_of_the_store(
    square: Street, state: ReviewStatus
) -> None:
    refused = square.ask(PATH, state=state)
    assert refused.status_code == 400
    assert refused.json is not None
    assert refused.json["parameter"] == "state"
    assert "`published` reviews only" in refused.json["detail"]
    assert ids(square.as_agent(PATH, state=state)) == [f"h-{state}"]


def test_a_review_that_is_taken_down_is_gone_at_once(square: Street) -> None:
    arrive(square.database, square.store, [review("301", 9, status=ReviewStatus.PENDING)])
    assert ids(square.answer(PATH)) == ["j1", "j2"]
    gone = Deleted(ref=Ref(kind=Kind.REVIEW, id="301"), at=examples.NOW + timedelta(hours=1))
    arrive(square.database, square.store, [gone])
    assert "301" not in ids(square.as_agent(PATH))


def test_another_shops_key_sees_another_shops_reviews(square: Street) -> None:
    assert square.answer(PATH, square.others_key)["reviews"] == []
    found = square.as_agent(PATH, limit="1")
    beyond = square.answer(PATH, square.others_key, cursor=found["next_cursor"])
    assert (beyond["reviews"], beyond["as_of"], beyond["stale_seconds"]) == ([], None, None)


def test_a_sources_own_key_sees_nothing_of_the_shop(square: Street) -> None:
    source = square.store.id + 2
    key = create_key(square.database, source, Scope.AGENT)
    found = square.answer(PATH, key)
    assert {one["source"] for one in found["reviews"]} == {"judgeme"}
    assert {one["product_title"] for one in found["reviews"]} == {None}
    assert {one["order_number"] for one in found["reviews"]} == {None, "1001"}


def test_a_buyers_review_of_what_they_bought_is_verified(square: Street) -> None:
    line = OrderLine(id="1", title="Red cup", quantity=Decimal(1), product_id="501")
    fields = {name: getattr(examples.ORDER, name) for name in examples.ORDER.__struct_fields__}
    arrive(
        square.database,
        square.store,
        [
            type(examples.ORDER)(**fields | {"id": "9002", "number": "#1003", "lines": (line,)}),
            review("by-buyer", 9, author_email=EMAIL),
        ],
    )
    first = square.as_agent(PATH)["reviews"][0]
    assert (first["id"], first["verified_purchase"], first["order_number"]) == (
        "by-buyer",
        True,
        "#1003",
    )


# Mistakes.


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        ("rating", ["0", "6", "4.5", "-1", "five", "٥", "1,2"]),
        ("state", ["deleted", "Published", "approved", "published,spam"]),
        ("answered", ["yes", "1", "True", "null"]),
        (
            "since",
            [
                "yesterday",
                "2026",
                "2026-02-30",
                "2026-03-01T00:00:00",
                "12:00",
                "1772323200",
                "2026-03-01T00:00:00+99:00",
                "0001-01-01T00:00:00+05:00",
                "9999-12-31T23:59:59-05:00",
            ],
        ),
        ("limit", ["0", "101", "-5", "1.5", "all", "1e2", "007"]),
        ("cursor", ["x", "AAAA", "!!!!", "ش", "A" * 43 + "=", "A" * 42 + "B", "A" * 44]),
        ("locale", ["fa"]),
        ("email", [EMAIL]),
    ],
)
def test_a_wrong_value_is_refused_and_its_parameter_named(
    street: Street, parameter: str, values: list[str]
) -> None:
    for value in values:
        refused = street.ask(PATH, street.keys[Scope.AGENT], **{parameter: value})
        assert refused.status_code == 400, value
        assert refused.json is not None
        assert refused.json["type"] == "/problems/bad-request"
        assert refused.json["parameter"] == parameter
        assert parameter in refused.json["detail"]


@pytest.mark.parametrize("parameter", ["rating", "state", "answered", "since", "limit", "cursor"])
def test_an_empty_parameter_is_not_there(street: Street, parameter: str) -> None:
    assert ids(street.answer(PATH, **{parameter: " "})) == ["301"]


# Logs.


def test_the_log_knows_that_it_was_asked_and_not_what_or_whose(
    square: Street,
    events: list[Any],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    square.as_agent(PATH, product="501")
    square.answer(PATH, product="canary")
    square.ask(PATH, product="canary", email="canary@example.com")
    told = [(event["route"], event["outcome"], event["scope"]) for event in events]
    assert told == [(PATH, "ok", "agent"), (PATH, "no_match", "answers")]
    logged = f"{events} {caplog.text} {capfd.readouterr()}"
    for canary in ("canary", EMAIL, "elif@example.org", "532", "501", "Süper"):
        assert canary not in logged
