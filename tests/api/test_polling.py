"""A tool that asks again and again is told in a few bytes that nothing has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from werkzeug.test import TestResponse

from connector.api import examples
from connector.api.library import EXTENSION
from connector.records import FulfillmentStatus, Order
from connector.storage.stores import Scope
from tests.api.conftest import EMAIL, Street, arrive

ORDER = {"order": "1001", "email": EMAIL}
POLLED = [
    ("/v1/order-status", ORDER),
    ("/v1/refund-status", ORDER),
    ("/v1/return-policy", {"country": "DE"}),
    ("/v1/stock", {"q": "cup"}),
    ("/v1/reviews", {"limit": "5"}),
]


def again(
    street: Street, path: str, tag: str, asked: dict[str, str], key: str = ""
) -> TestResponse:
    bearer = key or street.keys[Scope.ANSWERS]
    headers = {"Authorization": f"Bearer {bearer}", "If-None-Match": tag}
    return street.app.test_client().get(path, query_string=asked, headers=headers)


@pytest.mark.parametrize(("path", "asked"), POLLED)
def test_what_has_not_changed_is_not_sent_again(
    street: Street, path: str, asked: dict[str, str]
) -> None:
    first = street.ask(path, **asked)
    second = again(street, path, first.headers["ETag"], asked)
    assert (second.status_code, second.data) == (304, b"")
    for name in ("ETag", "Cache-Control"):
        assert second.headers[name] == first.headers[name]


def test_growing_older_is_no_change(own_street: Street) -> None:
    first = own_street.ask("/v1/order-status", **ORDER)
    known = own_street.app.extensions[EXTENSION]
    later = replace(known, clock=lambda: examples.NOW + timedelta(seconds=5))
    own_street.app.extensions[EXTENSION] = later
    second = own_street.ask("/v1/order-status", **ORDER)
    assert second.json != first.json
    assert second.headers["ETag"] == first.headers["ETag"]


def test_news_is_sent(own_street: Street) -> None:
    first = own_street.ask("/v1/order-status", **ORDER)
    known = next(o for o in examples.RECORDS if isinstance(o, Order) and o.number == "#1001")
    arrive(own_street.database, own_street.store, [cancelled(known)])
    second = again(own_street, "/v1/order-status", first.headers["ETag"], ORDER)
    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]


def test_another_language_is_another_answer(street: Street) -> None:
    tag = street.ask("/v1/order-status", **ORDER, locale="tr").headers["ETag"]
    assert again(street, "/v1/order-status", tag, {**ORDER, "locale": "fa"}).status_code == 200


@pytest.mark.parametrize("tag", ["*", "W/", '"', "x" * 5000, 'W/"0", nonsense'])
def test_who_may_not_ask_learns_nothing_by_a_tag(street: Street, tag: str) -> None:
    """Nor does a tag that is none do any harm."""
    assert again(street, "/v1/order-status", tag, ORDER, key="wrong").status_code == 401
    wrong = {**ORDER, "email": "someone@example.org"}
    assert again(street, "/v1/order-status", tag, wrong).status_code == 200
    assert again(street, "/v1/order-status", tag, ORDER).status_code in {200, 304}


def test_what_was_not_found_has_no_tag(street: Street) -> None:
    assert "ETag" not in street.ask("/v1/order-status", order="7777", email=EMAIL).headers


def cancelled(known: Order) -> Order:
    at = examples.NOW
    return msgspec.structs.replace(
        known, updated_at=at, cancelled_at=at, fulfillment_status=FulfillmentStatus.CANCELLED
    )
