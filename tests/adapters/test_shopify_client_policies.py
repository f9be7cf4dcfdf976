"""What the shop tells its shoppers under Settings > Policies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import responses

from adapters.shopify import adapter
from adapters.shopify.client import ShopifyClient
from connector.contract import Page
from connector.errors import AccessDenied, PlatformAway
from connector.records import Change, Deleted, Kind, Policy, Ref
from tests.adapters.shopify_api import STATIC, Answers, Desk, denied, fetched, said

REFUNDS = "refund_policy_text"
IDS = {
    REFUNDS,
    "shipping_policy_text",
    "privacy_policy_text",
    "terms_of_service_text",
    "terms_of_sale_text",
    "legal_notice_text",
    "subscription_policy_text",
    "contact_information_text",
}


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def policy(kind: str = "REFUND_POLICY", **changed: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "title": "İade &amp; değişim",
        "url": "https://lale-demo.myshopify.com/policies/refund-policy",
        "body": "<h2>İade</h2><p>14 gün içinde &amp; ücretsiz.</p>",
        "updatedAt": "2026-11-01T10:00:00Z",
    } | changed


def listed(*policies: dict[str, Any]) -> dict[str, Any]:
    return said({"shop": {"shopPolicies": list(policies)}})


REFUSED = said(None, denied("shop", "shopPolicies"))


def client() -> ShopifyClient:
    return ShopifyClient(Desk(STATIC), requests.Session(), adapter.topics)


def page() -> Page:
    return client().page(Kind.POLICY, None, None)


def written(found: tuple[Change, ...]) -> dict[str, Policy]:
    return {each.id: each for each in found if isinstance(each, Policy)}


def gone(found: tuple[Change, ...]) -> set[str]:
    return {each.ref.id for each in found if isinstance(each, Deleted)}


def test_policies_are_loaded_with_all_else() -> None:
    assert Kind.POLICY in adapter.kinds


def test_what_the_shop_says_of_refunds_is_kept_as_text(mock: responses.RequestsMock) -> None:
    Answers(mock, Policies=listed(policy()))
    found = page()
    (kept,) = written(found.changes).values()
    assert kept.id == REFUNDS
    assert kept.updated_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert json.loads(kept.document) == {
        "url": "https://lale-demo.myshopify.com/policies/refund-policy",
        "title": "İade & değişim",
        "text": "İade 14 gün içinde & ücretsiz.",
    }
    assert found.next_cursor is None
    assert found.total == len(found.changes)


@pytest.mark.parametrize("own_id", sorted(IDS))
def test_each_kind_of_policy_has_an_id_of_its_own(
    mock: responses.RequestsMock, own_id: str
) -> None:
    Answers(mock, Policies=listed(policy(own_id.removesuffix("_text").upper())))
    found = page().changes
    assert set(written(found)) == {own_id}
    assert gone(found) == IDS - {own_id}


def test_a_kind_that_is_new_at_shopify_is_kept_too(mock: responses.RequestsMock) -> None:
    Answers(mock, Policies=listed(policy("WARRANTY_POLICY")))
    assert set(written(page().changes)) == {"warranty_policy_text"}


def test_a_policy_the_shop_took_down_is_forgotten_until_it_writes_one(
    mock: responses.RequestsMock,
) -> None:
    Answers(mock, Policies=listed())
    found = page().changes
    assert gone(found) == IDS
    assert not any(each.final for each in found if isinstance(each, Deleted))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p> &nbsp; </p>",
        "<p>Returns go to: [INSERT RETURN ADDRESS]</p>",
        "<p>We collect [[INSERT WHAT YOU COLLECT]].</p>",
        "<p>Write to [<b>Insert</b> e-mail address].</p>",
    ],
)
def test_sample_text_is_never_taken_for_a_policy(mock: responses.RequestsMock, body: str) -> None:
    Answers(mock, Policies=listed(policy(body=body), policy("SHIPPING_POLICY")))
    found = page().changes
    assert set(written(found)) == {"shipping_policy_text"}
    assert REFUNDS in gone(found)


@pytest.mark.parametrize("text", ["Insert [the slip] first.", "Keep the leaflet [inserted]."])
def test_brackets_that_are_no_gap_are_left_alone(mock: responses.RequestsMock, text: str) -> None:
    Answers(mock, Policies=listed(policy(body=f"<p>{text}</p>")))
    assert set(written(page().changes)) == {REFUNDS}


def test_a_missing_scope_is_no_news_and_stops_no_load(mock: responses.RequestsMock) -> None:
    Answers(mock, Policies=REFUSED)
    assert page() == Page((), None, 0)
    assert fetched(Kind.POLICY, REFUNDS) == ()
    with pytest.raises(AccessDenied):
        client().ids(Kind.POLICY, None)


def test_a_shop_that_is_away_is_no_missing_scope(mock: responses.RequestsMock) -> None:
    Answers(mock, Policies=said(None, {"message": "no", "path": ["shop"]}))
    with pytest.raises(PlatformAway):
        page()


def test_one_policy_is_fetched_by_its_id(mock: responses.RequestsMock) -> None:
    Answers(mock, Policies=listed(policy(), policy("SHIPPING_POLICY")))
    (found,) = fetched(Kind.POLICY, REFUNDS)
    assert found == written(page().changes)[REFUNDS]
    (absent,) = fetched(Kind.POLICY, "privacy_policy_text")
    assert absent == Deleted(ref=Ref(kind=Kind.POLICY, id="privacy_policy_text"))


def test_the_owner_s_own_policy_is_none_of_shopifys(mock: responses.RequestsMock) -> None:
    answers = Answers(mock, Policies=listed(policy()))
    assert fetched(Kind.POLICY, "MerchantReturnPolicy") == ()
    assert answers.asked == []
    assert set(client().ids(Kind.POLICY, None)[0]) == {"MerchantReturnPolicy", REFUNDS}
