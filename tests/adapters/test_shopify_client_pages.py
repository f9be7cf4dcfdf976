"""What changed in a Shopify shop, and all there is, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import responses

from adapters.shopify import adapter, documents, pages
from adapters.shopify.client import ShopifyClient
from connector.contract import Client
from connector.errors import BadRequest, PlatformAway, Throttled, Unsupported
from connector.records import (
    Kind,
    Order,
    StockLevel,
)
from tests.adapters.shopify_api import (
    STATIC,
    THROTTLED,
    Answers,
    Desk,
    denied,
    make_admin,
    recorded,
    said,
)
from tests.adapters.shopify_in_graphql import (
    ITEM,
    LEVEL,
    gid,
    nodes,
    order_in_graphql,
    refund_in_graphql,
)

THEN = "2026-11-01T10:00:00Z"
WHEN = datetime(2026, 11, 1, 10, tzinfo=UTC)


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def orders_page(*numbers: int, more: bool = False, **changed: Any) -> dict[str, Any]:
    order = order_in_graphql(json.loads(recorded("orders-create"))) | changed
    edges = [
        {"cursor": f"at-{n}", "node": order | {"id": gid("Order", n), "name": f"#{n}"}}
        for n in numbers
    ]
    end = {"hasNextPage": more, "endCursor": f"at-{numbers[-1]}" if numbers else None}
    return said({"orders": {"edges": edges, "pageInfo": end}})


def test_a_sweep_of_orders_goes_on_where_it_was(mock: responses.RequestsMock) -> None:
    answers = Answers(mock, OrdersWhole=[orders_page(1, 2, more=True), orders_page(3)])
    made, _ = make_admin()
    first = pages.page_of_orders(made, WHEN, pages.START)
    last = pages.page_of_orders(made, WHEN, pages.read_cursor(first.next_cursor))
    assert [c.id for c in first.changes + last.changes if isinstance(c, Order)] == ["1", "2", "3"]
    assert last.next_cursor is None
    wanted = "updated_at:>='2026-11-01T10:00:00Z'"
    assert [(v["query"], v["after"]) for _, v in answers.asked] == [
        (wanted, None),
        (wanted, "at-2"),
    ]


def test_a_page_that_runs_out_of_budget_keeps_what_it_has(mock: responses.RequestsMock) -> None:
    slow = deepcopy(THROTTLED)
    slow["extensions"]["cost"]["throttleStatus"]["restoreRate"] = 1
    refunded = [{"id": gid("Refund", 1)}]
    about = {"id": gid("Order", 1), "currencyCode": "TRY", "updatedAt": THEN}
    refund = refund_in_graphql(json.loads(recorded("refunds-create")), "TRY")
    one = said({"order": about | {"refunds": [refund | {"id": gid("Refund", 1)}]}})
    Answers(mock, OrdersWhole=orders_page(1, 2, everyRefund=refunded), OrderRefunds=[one, slow])
    made, _ = make_admin()
    page = pages.page_of_orders(made, WHEN, pages.START)
    assert [c.id for c in page.changes if isinstance(c, Order)] == ["1"]
    assert pages.read_cursor(page.next_cursor).after == "at-1"


def test_a_sweep_goes_on_without_returns_where_it_may_not_read_them(
    mock: responses.RequestsMock,
) -> None:
    no = said(None, denied("orders", "edges", 0, "node", "returns"))
    answers = Answers(mock, OrdersWhole=[no, orders_page(1, returns=None)])
    made, _ = make_admin()
    assert len(pages.page_of_orders(made, WHEN, pages.START).changes) == 1
    assert [v["returns"] for _, v in answers.asked] == [True, False]


def test_stock_is_listed_location_by_location(mock: responses.RequestsMock) -> None:
    places = [
        {"id": gid("Location", n), "name": str(n), "isActive": True, "updatedAt": THEN}
        for n in (10, 9)
    ]
    level = {**LEVEL, "item": ITEM}
    one = said({"location": {"inventoryLevels": nodes([level])}})
    answers = Answers(mock, Locations=said({"locations": nodes(places)}), LevelsChanged=one)
    made, _ = make_admin()
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = pages.page_of_levels(made, None, pages.read_cursor(cursor))
        found += [c.id for c in page.changes if isinstance(c, StockLevel)]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == ["8:9", "8:10"]
    asked = [v["id"] for name, v in answers.asked if name == "LevelsChanged"]
    assert asked == [gid("Location", 9), gid("Location", 10)]


def test_orders_shopify_hides_for_their_age_are_not_listed_as_gone(
    mock: responses.RequestsMock,
) -> None:
    installation = {"accessScopes": [{"handle": "read_orders"}]}
    Answers(
        mock,
        Access=said(
            {
                "currentAppInstallation": installation,
                "shop": {"myshopifyDomain": "lale-demo.myshopify.com"},
                "publicApiVersions": [],
            }
        ),
    )
    made, _ = make_admin()
    with pytest.raises(Unsupported, match="60 days"):
        pages.ids(made, Kind.ORDER, None)


def test_ids_come_a_page_at_a_time(mock: responses.RequestsMock) -> None:
    one = said({"products": nodes([{"id": gid("Product", 1)}], "p1")})
    two = said({"products": nodes([{"id": gid("Product", 2)}])})
    Answers(mock, ProductIds=[one, two])
    made, _ = make_admin()
    found, cursor = pages.ids(made, Kind.PRODUCT, None)
    assert found == ("1",)
    assert pages.ids(made, Kind.PRODUCT, cursor) == (("2",), None)


def test_a_cursor_of_something_else_is_refused() -> None:
    with pytest.raises(BadRequest):
        pages.read_cursor("page=2")


def test_the_adapter_offers_what_the_contract_asks_for() -> None:
    assert adapter.connect is not None
    client: Client = adapter.connect(Desk(STATIC), requests.Session())
    assert isinstance(client, ShopifyClient)
    shelves = {Kind.LOCATION, Kind.PRODUCT, Kind.STOCK_LEVEL}
    assert set(adapter.kinds) == {*shelves, Kind.ORDER, Kind.REVIEW, Kind.POLICY}
    with pytest.raises(Unsupported):
        client.page(Kind.DATA_REQUEST, None, None)


def test_nothing_of_requests_comes_out(mock: responses.RequestsMock) -> None:
    made, _ = make_admin()
    with pytest.raises(PlatformAway):
        made.ask(documents.LOCATIONS, after=None)
    assert not issubclass(Throttled, requests.RequestException)
