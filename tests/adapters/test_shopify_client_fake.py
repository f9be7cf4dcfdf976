"""The client against the fake Shopify: questions by the schema, records as webhooks say them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from adapters.shopify import adapter, bulk, documents
from adapters.shopify.budget import Budget
from adapters.shopify.client import ShopifyClient
from adapters.shopify.documents import Document
from adapters.shopify.install import install
from connector.contract import Asked, Begun, Opening
from connector.errors import AccessDenied, AccessRevoked, PlatformAway, Throttled
from connector.records import (
    Fetch,
    InventoryItem,
    Kind,
    Order,
    Policy,
    Product,
    Ref,
    ShipmentEvent,
    StockLevel,
)
from tests.adapters.shopify_api import Desk, records_of

pytest.importorskip("tests.fakes.shopify.app", reason="the fake Shopify is not here")

from tests.fakes.shopify import rest, rest_goods
from tests.fakes.shopify.answers import ANSWERS
from tests.fakes.shopify.app import fake_shopify
from tests.fakes.shopify.cost import cost
from tests.fakes.shopify.schema import schema
from tests.fakes.shopify.shop import Shop

ORDERS = 60
FILLS_AT_ONCE = 10_000
"""Points a second: waiting for a bucket is tried where it is looked at, with one that is small."""
DOCUMENTS = {k: v for k, v in vars(documents).items() if isinstance(v, Document)}


@pytest.fixture(scope="module", autouse=True)
def _whole_schema() -> None:
    """Looked at when the tests run: to read it takes seconds, and every worker collects."""
    known = schema().type_map
    wanted = {"DiscountAllocation": "allocatedAmountSet", "Location": "inventoryLevels"}
    missing = [f"{k}.{f}" for k, f in wanted.items() if f not in getattr(known[k], "fields", {})]
    if missing:
        why = f"the fake's own schema leaves out {missing}"
        pytest.skip(f"{why}: set STOREWIRE_TEST_DATA for Shopify's")


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    made = Shop()
    made.populate(ORDERS, products=8)
    made.live(60)
    made.buckets.rate = FILLS_AT_ONCE
    with fake_shopify(made) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.shopify.admin.budget_of", lambda of: Budget())
    bulk._files.clear()
    shop.faults.clear()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        yield made


def app_of(shop: Shop) -> dict[str, str]:
    return {
        "client_id": shop.app.client_id,
        "client_secret": shop.app.client_secret,
        "api_url": shop.url,
    }


def settings(shop: Shop, **more: str) -> dict[str, str]:
    return app_of(shop) | {"shop": shop.domain} | more


@pytest.fixture
def client(shop: Shop, session: requests.Session) -> ShopifyClient:
    return ShopifyClient(
        Desk(settings(shop, access_token=shop.tokens.issue())), session, adapter.topics
    )


def everything(client: ShopifyClient, kind: Kind, since: datetime | None = None) -> list[Any]:
    found: list[Any] = []
    cursor: str | None = None
    for _ in range(1000):
        try:
            page = client.page(kind, since, cursor)
        except Throttled:
            continue
        found += page.changes
        cursor = page.next_cursor
        if cursor is None:
            return found
    raise AssertionError("it never ends")


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_question_is_one_the_schema_knows_and_costs_little(name: str) -> None:
    graphql = pytest.importorskip("graphql")
    document = DOCUMENTS[name]
    parsed = graphql.parse(document.text)
    assert graphql.validate(schema(), parsed) == []
    assert cost(document.text) < 400


def test_the_bulk_question_is_one_the_schema_knows() -> None:
    graphql = pytest.importorskip("graphql")
    assert graphql.validate(schema(), graphql.parse(documents.composed("bulk_orders"))) == []


def delivered(shop: Shop, order: Any) -> tuple[Any, ...]:
    return records_of("orders/updated", rest.order_body(order, shop.domain))


def test_every_fetched_order_equals_its_webhook(shop: Shop, client: ShopifyClient) -> None:
    for order in islice(shop.truth().orders, 0, None):
        found = client.fetch(Ref(kind=Kind.ORDER, id=str(order.id)))
        assert tuple(c for c in found if not isinstance(c, ShipmentEvent)) == delivered(shop, order)


def test_every_product_equals_its_webhook(shop: Shop, client: ShopifyClient) -> None:
    found = [c for c in everything(client, Kind.PRODUCT) if not isinstance(c, InventoryItem)]
    assert len([c for c in found if isinstance(c, Product)]) == len(shop.truth().products)


def test_a_backfill_brings_every_order_as_its_webhook_would(
    shop: Shop, client: ShopifyClient
) -> None:
    found = everything(client, Kind.ORDER)
    orders = {c.id: c for c in found if isinstance(c, Order)}
    truth = {str(o.id): delivered(shop, o)[0] for o in shop.truth().orders}
    assert orders == truth
    asked = {c.ref.id for c in found if isinstance(c, Fetch)}
    assert asked <= set(truth)


def test_a_sweep_brings_the_orders_changed_since(shop: Shop, client: ShopifyClient) -> None:
    since = datetime.now(UTC) - timedelta(hours=1, minutes=30)
    found = {c.id for c in everything(client, Kind.ORDER, since) if isinstance(c, Order)}
    wanted = {str(o.id) for o in shop.truth().orders if o.updated_at >= since}
    assert wanted
    assert found == wanted


@pytest.mark.skipif(
    "inventoryLevels" not in ANSWERS["Location"],
    reason="the fake Shopify does not list stock by location yet",
)
def test_stock_of_every_location_is_loaded(shop: Shop, client: ShopifyClient) -> None:
    found = {
        c.id: c.available for c in everything(client, Kind.STOCK_LEVEL) if isinstance(c, StockLevel)
    }
    truth = shop.truth().levels
    counted = {f"{i}:{p}": level.available for (i, p), level in truth.items()}
    assert set(found) == set(counted)
    assert {k: v for k, v in found.items() if v is not None}.items() <= counted.items()


def test_no_stock_that_is_there_is_listed_as_gone(shop: Shop, client: ShopifyClient) -> None:
    """Also what a product says of all locations together."""
    loaded = [*everything(client, Kind.PRODUCT), *everything(client, Kind.STOCK_LEVEL)]
    held = {c.id for c in loaded if isinstance(c, StockLevel)}
    assert any(each.endswith(":") for each in held)
    assert held <= listed(client, Kind.STOCK_LEVEL)


def listed(client: ShopifyClient, kind: Kind) -> set[str]:
    found: set[str] = set()
    cursor: str | None = None
    while True:
        page, cursor = client.ids(kind, cursor)
        found.update(page)
        if cursor is None:
            return found


def test_all_ids_are_listed(shop: Shop, client: ShopifyClient) -> None:
    shop.app.scopes |= {"read_all_orders"}
    assert listed(client, Kind.ORDER) == {str(o.id) for o in shop.truth().orders}


def test_client_credentials_get_in(shop: Shop, session: requests.Session) -> None:
    desk = Desk(settings(shop))
    client = ShopifyClient(desk, session, adapter.topics)
    assert client.check()
    assert desk.settings["token_way"] == "client_credentials"


def test_a_revoked_daily_token_is_replaced(shop: Shop, session: requests.Session) -> None:
    desk = Desk(settings(shop))
    client = ShopifyClient(desk, session, adapter.topics)
    client.check()
    first = desk.settings["token"]
    shop.tokens.revoke(first)
    client.check()
    assert desk.settings["token"] != first


def test_a_revoked_pasted_token_ends_it(shop: Shop, session: requests.Session) -> None:
    token = shop.tokens.issue()
    client = ShopifyClient(Desk(settings(shop, access_token=token)), session, adapter.topics)
    shop.tokens.revoke(token)
    with pytest.raises(AccessRevoked):
        client.check()


def came(params: Mapping[str, str], **headers: str) -> Asked:
    return Asked(params=params, headers=headers, at=datetime.now(UTC))


def granted_by_code(shop: Shop, session: requests.Session) -> Mapping[str, str]:
    link = came(shop.tokens.signed({"shop": shop.domain, "timestamp": timestamp()}))
    opening = install.opened(app_of(shop), link, session)
    begun = Begun(
        settings=opening.settings,
        state="a-state",
        callback_url="https://answers.example.com/back",
        return_url="https://answers.example.com/done",
    )
    answer = session.get(install.authorize(begun), allow_redirects=False)
    back = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    assert back["state"] == "a-state"
    return install.granted(begun.settings, came(back), session)


def timestamp() -> str:
    return str(int(datetime.now(UTC).timestamp()))


def test_an_owner_who_agrees_lets_us_in_and_the_token_renews(
    shop: Shop, session: requests.Session
) -> None:
    desk = Desk(granted_by_code(shop, session))
    client = ShopifyClient(desk, session, adapter.topics)
    assert client.check()
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    first = desk.settings["token"]
    desk.settings = {
        **desk.settings,
        "token_from": long_ago.isoformat(),
        "token_until": (long_ago + timedelta(hours=1)).isoformat(),
    }
    assert client.check()
    assert desk.settings["token"] != first


def test_the_embedded_page_lets_us_in(shop: Shop, session: requests.Session) -> None:
    opening = embedded(shop, session)
    assert opening.granted
    assert ShopifyClient(Desk(opening.settings), session, adapter.topics).check()


def embedded(shop: Shop, session: requests.Session) -> Opening:
    bearer = f"Bearer {shop.tokens.session_token()}"
    return install.opened(app_of(shop), came({}, authorization=bearer), session)


def test_a_quiet_shop_s_token_is_renewed_by_sweeps_before_it_ends(
    shop: Shop, session: requests.Session
) -> None:
    """No delivery comes for three hours; every five minutes a sweep asks what has changed."""
    desk = Desk(embedded(shop, session).settings)
    client = ShopifyClient(desk, session, adapter.topics)
    client._admin.tokens._now = shop.now
    granted = len(shop.tokens.granted)
    left: list[timedelta] = []
    try:
        for _ in range(36):
            shop.clock.advance(timedelta(minutes=5))
            client.page(Kind.LOCATION, shop.now(), None)
            left.append(datetime.fromisoformat(desk.settings["token_until"]) - shop.now())
    finally:
        shop.clock.run()
    assert min(left) > timedelta(minutes=12)
    assert shop.tokens.granted[granted:] == ["refresh_token"] * 3


@pytest.mark.parametrize(
    ("status", "error"),
    [(402, AccessDenied), (403, AccessDenied), (404, AccessRevoked), (430, PlatformAway)],
)
def test_what_the_shop_refuses_is_told_apart(
    shop: Shop, client: ShopifyClient, status: int, error: type[Exception]
) -> None:
    shop.faults.answer(status)
    with pytest.raises(error):
        client.fetch(Ref(kind=Kind.LOCATION, id="1"))


def test_faults_that_pass_are_passed_over(shop: Shop, client: ShopifyClient) -> None:
    shop.faults.answer(503)
    shop.faults.reset()
    assert everything(client, Kind.LOCATION)


def test_a_small_bucket_slows_us_down_and_stops_nothing(shop: Shop, client: ShopifyClient) -> None:
    before, shop.buckets.size = shop.buckets.size, 150
    shop.buckets.rate = 2000
    try:
        order = next(iter(shop.truth().orders))
        for _ in range(4):
            assert client.fetch(Ref(kind=Kind.ORDER, id=str(order.id)))
    finally:
        shop.buckets.size, shop.buckets.rate = before, FILLS_AT_ONCE


def test_webhooks_by_api_are_made_once(shop: Shop, session: requests.Session) -> None:
    desk = Desk(settings(shop, access_token=shop.tokens.issue(), webhooks="api"))
    client = ShopifyClient(desk, session, adapter.topics)
    url = "https://answers.example.com/webhooks/shopify"
    client.subscribe(url, "", tuple(adapter.topics))
    client.subscribe(url, "", tuple(adapter.topics))
    found = [s for s in client.subscriptions() if s.delivery_url == url]
    assert len(found) == len({s.topic for s in found})
    assert {s.topic for s in found} == set(adapter.topics) - {
        "customers/data_request",
        "customers/redact",
        "shop/redact",
    }


def test_people_kept_back_are_found(shop: Shop, client: ShopifyClient) -> None:
    shop.app.protected_data = False
    try:
        told = [f for f in client.check() if f.severity == "error"]
    finally:
        shop.app.protected_data = True
    assert any("email" in f.what for f in told)


def test_without_the_scope_for_returns_all_else_is_loaded(
    shop: Shop, client: ShopifyClient
) -> None:
    before, shop.app.scopes = shop.app.scopes, shop.app.scopes - {"read_returns"}
    try:
        found = {c.id for c in everything(client, Kind.ORDER) if isinstance(c, Order)}
    finally:
        shop.app.scopes = before
    assert found == {str(o.id) for o in shop.truth().orders}


def test_policies_are_as_the_shop_has_them(shop: Shop, client: ShopifyClient) -> None:
    shop.set_policy("PRIVACY_POLICY", "Gizlilik", "<p>Hiçbir şey saklamayız.</p>")
    shop.set_policy("TERMS_OF_SERVICE", "Şartlar", "<p>[INSERT YOUR TERMS]</p>")
    found = {c.id: json.loads(c.document) for c in policies(client)}
    assert set(found) == {"refund_policy_text", "shipping_policy_text", "privacy_policy_text"}
    assert found["privacy_policy_text"]["text"] == "Hiçbir şey saklamayız."
    shop.drop_policy("PRIVACY_POLICY")
    assert {c.id for c in policies(client)} == {"refund_policy_text", "shipping_policy_text"}


def policies(client: ShopifyClient) -> list[Policy]:
    return [c for c in everything(client, Kind.POLICY) if isinstance(c, Policy)]


def test_without_the_scope_for_policies_there_is_no_news_of_them(
    shop: Shop, client: ShopifyClient
) -> None:
    before, shop.app.scopes = shop.app.scopes, shop.app.scopes - {"read_legal_policies"}
    try:
        assert everything(client, Kind.POLICY) == []
        assert any("read_legal_policies" in found.cure for found in client.check())
    finally:
        shop.app.scopes = before


def test_returns_are_fetched_with_their_order(shop: Shop, client: ShopifyClient) -> None:
    for order, sent in islice(shop.truth().returns(), 5):
        (found,) = client.fetch(Ref(kind=Kind.RETURN, id=str(sent.id)))
        inside = next(c for c in delivered(shop, order) if getattr(c, "id", "") == str(sent.id))
        assert found == inside


def test_refunds_fetched_alone_are_those_of_their_order(shop: Shop, client: ShopifyClient) -> None:
    for order, refund in islice(shop.truth().refunds(), 5):
        (found,) = client.fetch(Ref(kind=Kind.REFUND, id=str(refund.id)))
        inside = next(c for c in delivered(shop, order) if getattr(c, "id", "") == str(refund.id))
        assert found == inside


def test_stock_fetched_equals_its_webhook(shop: Shop, client: ShopifyClient) -> None:
    (item, place), level = next(iter(shop.truth().levels.items()))
    found = client.fetch(Ref(kind=Kind.STOCK_LEVEL, id=f"{item}:{place}"))
    body = rest_goods.level_body(level)
    assert tuple(found)[-1:] == records_of("inventory_levels/update", body)
