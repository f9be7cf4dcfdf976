"""A stand-in to try things with: asked instead of the shop, and never in a way that leaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
import responses

from adapters.shopify import adapter, bulk
from adapters.shopify.address import api_url
from adapters.shopify.admin import VERSION
from adapters.shopify.client import ShopifyClient
from adapters.shopify.pages import Cursor, written
from connector.errors import BadRequest, PlatformAway
from connector.records import Kind
from tests.adapters.shopify_api import GRAPHQL, OWN, SHOP, STATIC, Answers, Desk, said
from tests.adapters.shopify_in_graphql import gid, nodes

STAND_IN = "http://127.0.0.1:8790"
FILE = f"{STAND_IN}/bulk-results/1.jsonl?signed=yes"


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    bulk._files.clear()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made
    bulk._files.clear()


def client(**more: str) -> ShopifyClient:
    return ShopifyClient(Desk(STATIC | more), requests.Session(), adapter.topics)


def test_without_one_the_shop_is_asked_at_its_own_address() -> None:
    assert api_url({}, SHOP) == f"https://{SHOP}"
    assert api_url({"api_url": " "}, SHOP) == f"https://{SHOP}"


@pytest.mark.parametrize(
    "url",
    [
        STAND_IN,
        "http://localhost:8790",
        "http://[::1]:8790",
        "https://stand-in.example.com",
        "https://stand-in.example.com:8443/",
    ],
)
def test_a_stand_in_is_asked_instead(url: str) -> None:
    assert api_url({"api_url": url}, SHOP) == url.removesuffix("/")
    assert adapter.identify({"shop": SHOP, "api_url": url}) == SHOP


@pytest.mark.parametrize(
    "url",
    [
        "http://stand-in.example.com",
        "http://127.0.0.1.example.com",
        "http://192.168.1.7:8790",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "127.0.0.1:8790",
        "http://user:word@127.0.0.1",
        "https://stand-in.example.com/path",
        "https://stand-in.example.com?query",
        "https://stand-in.example.com#part",
        "https://stand-in.example.com:port",
        "https://stand-in.example.com\nX: y",
        "https://",
    ],
)
def test_one_that_would_leak_or_is_none_is_refused_on_connecting(url: str) -> None:
    with pytest.raises(BadRequest) as caught:
        adapter.identify({"shop": SHOP, "api_url": url})
    assert caught.value.parameter == "api_url"
    assert "http://127.0.0.1" in caught.value.detail


def test_questions_and_tokens_go_to_the_stand_in_alone(mock: responses.RequestsMock) -> None:
    place = {"id": gid("Location", 1), "name": "Depo", "isActive": True}
    told = said({"locations": nodes([place | {"updatedAt": "2026-11-01T10:00:00Z"}])})
    granted = {"access_token": "daily", "expires_in": 86399}
    mock.add(responses.POST, f"{STAND_IN}/admin/oauth/access_token", json=granted)
    mock.add(responses.POST, f"{STAND_IN}/admin/api/{VERSION}/graphql.json", json=told)
    desk = Desk(OWN | {"api_url": STAND_IN})
    found = ShopifyClient(desk, requests.Session(), adapter.topics).page(Kind.LOCATION, None, None)
    assert len(found.changes) == 1
    assert {str(call.request.url).partition("/admin")[0] for call in mock.calls} == {STAND_IN}


def finished() -> dict[str, object]:
    operation = {"id": gid("BulkOperation", 1), "status": "COMPLETED", "url": FILE}
    return said({"bulkOperation": operation})


def test_a_stand_in_s_bulk_file_is_read_from_it(mock: responses.RequestsMock) -> None:
    mock.add(responses.POST, f"{STAND_IN}/admin/api/{VERSION}/graphql.json", json=finished())
    mock.add(responses.GET, FILE, body=b"")
    found = client(api_url=STAND_IN).page(Kind.ORDER, None, written(Cursor(bulk="1")))
    assert (found.changes, found.next_cursor) == ((), None)


def test_people_s_names_are_never_fetched_unencrypted(mock: responses.RequestsMock) -> None:
    Answers(mock, BulkStatus=finished())
    with pytest.raises(PlatformAway, match="https"):
        client().page(Kind.ORDER, None, written(Cursor(bulk="1")))
    assert {call.request.url for call in mock.calls} == {GRAPHQL}
