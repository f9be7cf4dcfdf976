"""Our webhooks in a shop: there, active, and each of them once."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from adapters.woocommerce.client_webhooks import plan
from connector.contract import Subscription
from connector.errors import Unsupported
from tests.adapters.woocommerce_client_kit import (
    BAD_TOPIC,
    NO_RIGHT,
    READ_ONLY,
    answers,
    asked,
    at,
    client,
    error,
    sent_bodies,
    webhook,
)

OURS = "https://connect.example.com/webhooks/woocommerce/unguessable"
PATH = "wc/v3/webhooks"
TOPICS = ("order.created", "order.updated")
SECRET = "a-secret-of-thirty-two-characters"


class Shelf:
    """The shop's webhooks, as REST changes them."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = {row["id"]: row for row in rows}
        self.secrets: dict[int, str] = {}
        responses.add_callback(responses.GET, at(PATH), self.listed)
        responses.add_callback(responses.POST, at(PATH), self.made)
        for own_id in range(1, 60):
            one = at(f"{PATH}/{own_id}")
            responses.add_callback(responses.PUT, one, self.changed)
            responses.add_callback(responses.DELETE, one, self.deleted)

    def listed(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        return 200, {"X-WP-Total": str(len(self.rows))}, json.dumps(list(self.rows.values()))

    def made(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        body = json.loads(request.body or b"")
        if body["topic"] == "product.published":
            return 400, {}, json.dumps(BAD_TOPIC)
        own_id = max(self.rows, default=0) + 1
        self.rows[own_id] = webhook(own_id, body["topic"], body["delivery_url"], body["status"])
        self.secrets[own_id] = body["secret"]
        return 201, {}, json.dumps(self.rows[own_id])

    def changed(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        own_id = int((request.url or "").rpartition("/")[2])
        self.secrets[own_id] = json.loads(request.body or b"")["secret"]
        return 200, {}, json.dumps(self.rows[own_id])

    def deleted(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        own_id, _, query = (request.url or "").rpartition("/")[2].partition("?")
        assert query == "force=true"
        return 200, {}, json.dumps(self.rows.pop(int(own_id)))

    def kept(self) -> list[tuple[str, str]]:
        return sorted((row["topic"], row["status"]) for row in self.rows.values())


ACTIVE = [(topic, "active") for topic in TOPICS]


@responses.activate
def test_missing_webhooks_are_made_with_our_secret_and_twice_leaves_one_set() -> None:
    shelf = Shelf()
    client().subscribe(OURS, SECRET, TOPICS)
    client().subscribe(OURS, SECRET, TOPICS)
    assert shelf.kept() == ACTIVE
    assert set(shelf.secrets.values()) == {SECRET}
    assert sent_bodies()[0] == {
        "name": "Storewire: order.created",
        "topic": "order.created",
        "delivery_url": OURS,
        "secret": SECRET,
        "status": "active",
    }


@pytest.mark.parametrize("status", ["disabled", "paused"])
@responses.activate
def test_a_disabled_webhook_is_made_anew_and_not_enabled_again(status: str) -> None:
    """Enabled again it would keep its count of failures, and go at the next one."""
    shelf = Shelf(webhook(1, TOPICS[0], OURS, status), webhook(2, TOPICS[1], OURS))
    client().subscribe(OURS, SECRET, TOPICS)
    assert shelf.kept() == ACTIVE
    assert 1 not in shelf.rows
    assert not any("status" in body for body in sent_bodies()[1:])


@responses.activate
def test_doubles_go_and_what_delivers_elsewhere_stays() -> None:
    theirs = webhook(5, TOPICS[0], "https://erp.example.net/hook", "disabled")
    owners_own = webhook(6, "customer.created", OURS)
    double = [webhook(n, TOPICS[0], OURS) for n in (1, 2, 3)]
    shelf = Shelf(*double, webhook(4, TOPICS[1], OURS), theirs, owners_own)
    client().subscribe(OURS, SECRET, TOPICS)
    assert sorted(shelf.rows) == [1, 4, 5, 6]


@responses.activate
def test_a_changed_secret_reaches_the_webhooks_that_are_there() -> None:
    shelf = Shelf(webhook(1, TOPICS[0], OURS), webhook(2, TOPICS[1], OURS))
    client().subscribe(OURS, "another-secret", TOPICS)
    assert shelf.secrets == {1: "another-secret", 2: "another-secret"}


@responses.activate
def test_a_topic_of_later_releases_is_done_without() -> None:
    shelf = Shelf()
    client().subscribe(OURS, SECRET, ("product.published", *TOPICS))
    assert shelf.kept() == ACTIVE


@pytest.mark.parametrize(("body", "status"), [(READ_ONLY, 401), (NO_RIGHT, 403)])
@responses.activate
def test_a_key_that_may_not_write_says_what_to_do_by_hand(
    body: dict[str, object], status: int
) -> None:
    answers(PATH, [webhook(1, TOPICS[0], OURS)], total=1)
    responses.post(at(PATH), json=body, status=status)
    with pytest.raises(Unsupported) as raised:
        client().subscribe(OURS, SECRET, TOPICS)
    told = raised.value.detail
    assert OURS in told
    assert "API version 3: order.updated." in told
    assert "order.created" not in told
    assert SECRET not in told


@responses.activate
def test_a_key_that_may_not_write_is_enough_where_all_is_there() -> None:
    answers(PATH, [webhook(1, TOPICS[0], OURS), webhook(2, TOPICS[1], OURS)], total=2)
    for own_id in (1, 2):
        responses.put(at(f"{PATH}/{own_id}"), json=READ_ONLY, status=401)
    client().subscribe(OURS, SECRET, TOPICS)


@responses.activate
def test_one_that_is_gone_by_the_time_it_is_deleted_is_no_trouble() -> None:
    answers(PATH, [webhook(n, TOPICS[0], OURS) for n in (1, 2)], total=2)
    gone = error("woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.", 404)
    responses.delete(at(f"{PATH}/2"), json=gone, status=404)
    responses.put(at(f"{PATH}/1"), json={})
    client().subscribe(OURS, SECRET, TOPICS[:1])


@responses.activate
def test_subscriptions_are_told_with_what_they_are_worth() -> None:
    answers(PATH, [webhook(1, TOPICS[0], OURS, "disabled"), {"id": 2}], total=2)
    assert list(client().subscriptions()) == [
        Subscription(id="1", topic=TOPICS[0], delivery_url=OURS, active=False)
    ]
    assert asked()[0][2]["per_page"] == "100"


webhooks = st.builds(
    Subscription,
    id=st.integers(1, 999).map(str),
    topic=st.sampled_from([*TOPICS, "customer.created"]),
    delivery_url=st.sampled_from([OURS, "https://erp.example.net/hook"]),
    active=st.booleans(),
)


@given(st.lists(webhooks, max_size=12, unique_by=lambda each: each.id))
def test_a_plan_leaves_one_active_webhook_a_topic_and_touches_no_other(
    existing: list[Subscription],
) -> None:
    made = plan(existing, OURS, TOPICS)
    left = [each for each in existing if each.id not in made.surplus]
    ours = [each for each in left if each.delivery_url == OURS and each.topic in TOPICS]
    assert all(each.active for each in ours)
    assert sorted([*(each.topic for each in ours), *made.missing]) == sorted(TOPICS)
    assert {each.id for each in ours} == set(made.kept)
    assert all(each in left for each in existing if each.delivery_url != OURS)
