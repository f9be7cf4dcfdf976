"""Webhooks made by API where they have to be, and what `check` finds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import responses

from adapters.shopify import adapter, checking, subscriptions
from adapters.shopify.admin import VERSION
from connector.contract import Finding, Settings
from connector.errors import AccessDenied, Unsupported
from tests.adapters.shopify_api import OWN, READ, SHOP, STATIC, Answers, denied, make_admin, said
from tests.adapters.shopify_in_graphql import gid, nodes

URL = "https://answers.example.com/webhooks/shopify"
BY_API = STATIC | {"webhooks": "api"}
TEMPLATE = Path(__file__).parents[2] / "adapters" / "shopify" / "shopify.app.toml"


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def hook(number: int, topic: str, uri: str = URL) -> dict[str, Any]:
    return {"id": gid("WebhookSubscription", number), "topic": topic, "uri": uri}


def listed(*hooks: dict[str, Any]) -> dict[str, Any]:
    return said({"webhookSubscriptions": nodes(list(hooks))})


def done(what: str, message: str = "") -> dict[str, Any]:
    errors = [{"field": ["webhookSubscription"], "message": message}] if message else []
    return said({what: {"userErrors": errors}})


CREATED = "webhookSubscriptionCreate"
DELETED = "webhookSubscriptionDelete"


def test_apps_with_a_toml_are_sent_there_with_the_reason(mock: responses.RequestsMock) -> None:
    made, _ = make_admin(OWN)
    with pytest.raises(Unsupported, match="twice"):
        subscriptions.subscribe(made, OWN, URL, ["orders/create"])
    assert not mock.calls


def test_missing_webhooks_are_made_and_double_ones_removed(mock: responses.RequestsMock) -> None:
    answers = Answers(
        mock,
        Webhooks=listed(
            hook(1, "ORDERS_CREATE"),
            hook(2, "ORDERS_CREATE"),
            hook(3, "ORDERS_CREATE", "https://other.example.org/hook"),
        ),
        WebhookCreate=done(CREATED),
        WebhookDelete=done(DELETED),
    )
    made, _ = make_admin(BY_API)
    topics = ["orders/create", "orders/updated", "shop/redact"]
    subscriptions.subscribe(made, BY_API, URL, topics)
    made_or_removed = [(n, v.get("topic") or v.get("id")) for n, v in answers.asked[1:]]
    assert made_or_removed == [
        ("WebhookDelete", gid("WebhookSubscription", 2)),
        ("WebhookCreate", "ORDERS_UPDATED"),
    ]
    assert answers.asked[-1][1]["sub"] == {"uri": URL, "format": "JSON"}


def test_subscribing_twice_makes_nothing_new(mock: responses.RequestsMock) -> None:
    answers = Answers(mock, Webhooks=listed(hook(1, "ORDERS_CREATE")))
    made, _ = make_admin(BY_API)
    subscriptions.subscribe(made, BY_API, URL, ["orders/create"])
    assert [name for name, _ in answers.asked] == ["Webhooks"]


def test_one_that_another_process_has_made_meanwhile_is_fine(
    mock: responses.RequestsMock,
) -> None:
    taken = done(CREATED, "Address for this topic has already been taken")
    Answers(mock, Webhooks=listed(), WebhookCreate=taken)
    made, _ = make_admin(BY_API)
    subscriptions.subscribe(made, BY_API, URL, ["orders/create"])


def test_missing_approval_for_customer_data_is_told_with_its_cure(
    mock: responses.RequestsMock,
) -> None:
    no = (
        "This app is not approved to subscribe to webhook topics containing protected customer data"
    )
    Answers(mock, Webhooks=listed(), WebhookCreate=done(CREATED, no))
    made, _ = make_admin(BY_API)
    with pytest.raises(AccessDenied, match="Protected customer data access"):
        subscriptions.subscribe(made, BY_API, URL, ["orders/create"])


def test_topics_are_listed_as_webhooks_name_them(mock: responses.RequestsMock) -> None:
    Answers(mock, Webhooks=listed(hook(1, "FULFILLMENT_EVENTS_CREATE"), hook(2, "NEW_THING")))
    made, _ = make_admin(BY_API)
    found = list(subscriptions.subscriptions(made, adapter.topics))
    assert [s.topic for s in found] == ["fulfillment_events/create", "new_thing"]
    assert all(s.active for s in found)


def access(
    *without: str, plus: tuple[str, ...] = ("read_all_orders",), supported: bool = True
) -> dict[str, Any]:
    scopes = sorted((READ | set(plus)) - set(without))
    return said(
        {
            "currentAppInstallation": {"accessScopes": [{"handle": s} for s in scopes]},
            "shop": {"myshopifyDomain": SHOP},
            "publicApiVersions": [
                {"handle": VERSION, "supported": supported},
                {"handle": "unstable", "supported": False},
            ],
        }
    )


ONE = {"id": gid("Order", 1), "email": None}
READABLE = said({"orders": nodes([ONE])})


def check(
    mock: responses.RequestsMock, settings: Settings = STATIC, **changed: Any
) -> list[Finding]:
    Answers(mock, **{"Access": access(), "Readable": READABLE, "Webhooks": listed()} | changed)
    made, _ = make_admin(settings)
    return list(checking.check(made, settings))


def worse(found: list[Finding]) -> list[Finding]:
    return [each for each in found if each.severity != "note"]


def test_a_shop_that_is_all_right_has_only_notes(mock: responses.RequestsMock) -> None:
    found = check(mock)
    assert worse(found) == []
    assert "pasted" in found[0].what


def test_scopes_missing_say_what_cannot_be_answered(mock: responses.RequestsMock) -> None:
    (found,) = worse(check(mock, Access=access("read_returns")))
    assert found.severity == "error"
    assert "returns" in found.what
    assert "read_returns" in found.cure


def test_policies_we_may_not_read_are_told_with_both_cures(mock: responses.RequestsMock) -> None:
    (found,) = worse(check(mock, Access=access("read_legal_policies")))
    assert found.severity == "warning"
    assert "policies" in found.what
    assert "read_legal_policies" in found.cure
    assert "storewire policy set" in found.cure


def test_writing_includes_reading(mock: responses.RequestsMock) -> None:
    plus = ("read_all_orders", "write_returns")
    assert worse(check(mock, Access=access("read_returns", plus=plus))) == []


def test_the_60_days_are_said_aloud(mock: responses.RequestsMock) -> None:
    (found,) = worse(check(mock, Access=access(plus=())))
    assert found.severity == "warning"
    assert "60 days" in found.what


def test_people_kept_back_are_told_from_people_unknown(mock: responses.RequestsMock) -> None:
    gap = said({"orders": nodes([ONE])}, denied("orders", "nodes", 0, "email"))
    (found,) = worse(check(mock, Readable=gap))
    assert "email" in found.what
    assert "Protected customer data" in found.cure


def test_an_app_that_may_see_no_orders_is_told_so(mock: responses.RequestsMock) -> None:
    (found,) = worse(check(mock, Readable=said(None, denied("orders"))))
    assert "no orders" in found.what


def test_an_api_version_that_ended_is_found(mock: responses.RequestsMock) -> None:
    (found,) = worse(check(mock, Access=access(supported=False)))
    assert VERSION in found.what


def test_both_ways_of_webhooks_at_once_are_found(mock: responses.RequestsMock) -> None:
    (found,) = worse(check(mock, Webhooks=listed(hook(1, "ORDERS_CREATE"))))
    assert found.severity == "error"
    assert "twice" in found.what


def test_other_programs_webhooks_are_not_ours_to_mind(mock: responses.RequestsMock) -> None:
    other = hook(1, "ORDERS_CREATE", "https://other.example.org/hook")
    assert worse(check(mock, Webhooks=listed(other))) == []


def test_webhooks_by_api_for_an_app_that_has_a_toml_are_found(
    mock: responses.RequestsMock,
) -> None:
    now = datetime.now(UTC)
    daily = OWN | {"webhooks": "api", "token": "t", "token_way": "client_credentials"}
    daily |= {"token_from": now.isoformat(), "token_until": (now + timedelta(days=1)).isoformat()}
    (found,) = worse(check(mock, daily))
    assert "webhooks=api" in found.what


def test_a_permission_about_to_end_is_told(mock: responses.RequestsMock) -> None:
    now = datetime.now(UTC)
    hourly = OWN | {"token": "t", "token_way": "offline", "refresh_token": "r"}
    hourly |= {"token_from": now.isoformat(), "token_until": (now + timedelta(hours=1)).isoformat()}
    hourly |= {"refresh_until": (now + timedelta(days=3)).isoformat()}
    (found,) = worse(check(mock, hourly))
    assert "renew" in found.what


@pytest.mark.parametrize(("skew", "side"), [(300.0, "ahead"), (-300.0, "behind")])
def test_a_wrong_clock_is_found(skew: float, side: str) -> None:
    (found,) = checking.clock(skew)
    assert side in found.what


def test_the_template_names_every_topic_we_understand_and_no_other() -> None:
    told = tomllib.loads(TEMPLATE.read_text("utf-8"))
    subscribed = told["webhooks"]["subscriptions"]
    topics = [t for s in subscribed for t in s.get("topics", [])]
    compliance = [t for s in subscribed for t in s.get("compliance_topics", [])]
    assert len(topics) == len(set(topics))
    assert set(topics) | set(compliance) == set(adapter.topics)
    assert set(compliance) == subscriptions.ONLY_BY_TOML
    assert told["webhooks"]["api_version"] == VERSION
    scopes = told["access_scopes"]["scopes"].split(",")
    assert set(scopes) == {*checking.NEEDED, *checking.WELCOME}
