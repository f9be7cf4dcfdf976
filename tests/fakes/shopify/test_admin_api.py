"""The Admin API of the fake: what it answers, refuses and charges."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
import requests

from tests.data import needs_data, shared_data
from tests.fakes.shopify import Shop, cost
from tests.fakes.shopify.asking import Asker
from tests.fakes.shopify.generate import FIRST_ORDER
from tests.fakes.shopify.orders import PLACED, UPDATED

SWEEP = """query($query: String!, $after: String) {
  orders(first: 50, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id updatedAt } pageInfo { hasNextPage endCursor } } }"""


def test_an_order_comes_with_its_lines_parcels_and_money(shop: Shop, asker: Asker) -> None:
    order = next(o for o in shop.orders if o.fulfillments and o.refunds)
    found = asker.data(
        """query($id: ID!) { order(id: $id) { name email updatedAt
             totalPriceSet { shopMoney { amount currencyCode } }
             lineItems(first: 50) { nodes { sku quantity } }
             fulfillments(first: 5) { trackingInfo(first: 3) { number } events(first: 9)
               { nodes { status } } }
             refunds(first: 5) { totalRefundedSet { shopMoney { amount } } } } }""",
        id=f"gid://shopify/Order/{order.id}",
    )["order"]
    assert found["name"] == order.name
    assert found["updatedAt"] == order.updated_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert float(found["totalPriceSet"]["shopMoney"]["amount"]) == float(order.total)
    assert [line["sku"] for line in found["lineItems"]["nodes"]] == [i.sku for i in order.lines]
    parcel, refund = found["fulfillments"][0], found["refunds"][0]
    assert parcel["trackingInfo"][0]["number"] == order.fulfillments[0].tracking[0].number
    assert len(parcel["events"]["nodes"]) == len(order.fulfillments[0].events)
    assert float(refund["totalRefundedSet"]["shopMoney"]["amount"]) == float(order.refunded)


def test_a_sweep_by_updated_at_pages_through_every_order_once(shop: Shop, asker: Asker) -> None:
    shop.live(40, seed=2)
    seen, after, query = [], None, "updated_at:>='2020-01-01T00:00:00Z'"
    while True:
        page = asker.data(SWEEP, query=query, after=after)["orders"]
        seen += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert sorted(row["id"] for row in seen) == sorted(
        f"gid://shopify/Order/{o.id}" for o in shop.orders
    )
    assert all(a["updatedAt"] <= b["updatedAt"] for a, b in pairwise(seen))


def test_a_sweep_since_a_moment_has_what_changed_since_and_no_more(
    shop: Shop, asker: Asker
) -> None:
    shop.live(30, seed=4, over=timedelta(minutes=20))
    since = shop.now() - timedelta(minutes=30)
    page = asker.data(SWEEP, query=f"updated_at:>='{since.isoformat()}'", after=None)["orders"]
    expected = {f"gid://shopify/Order/{o.id}" for o in shop.orders if o.updated_at >= since}
    assert expected
    assert {row["id"] for row in page["nodes"]} == expected


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('name:"#1003"', [2]),
        ("name:1003", [2]),
        (f"id:{FIRST_ORDER + 5}", [5]),
        ("name:9999999", []),
        ("name:1003 OR name:1004", [2, 3]),
    ],
)
def test_search_finds_the_order_that_is_named(query: str, found: list[int], asker: Asker) -> None:
    page = asker.data(SWEEP, query=query, after=None)["orders"]["nodes"]
    assert sorted(row["id"] for row in page) == [
        f"gid://shopify/Order/{FIRST_ORDER + i}" for i in found
    ]


def test_a_search_field_nobody_knows_is_passed_over_and_only_the_extensions_say_so(
    shop: Shop, asker: Asker
) -> None:
    said = asker.ask(SWEEP, query="colour:red", after=None)
    assert len(said["data"]["orders"]["nodes"]) == 50
    assert said["extensions"]["search"][0]["warnings"][0]["field"] == "colour"


def test_an_unknown_field_is_refused_as_shopify_refuses_it(asker: Asker) -> None:
    said = asker.ask('query Q { order(id: "gid://shopify/Order/1") { nam } }')
    assert said == {
        "errors": [
            {
                "message": "Field 'nam' doesn't exist on type 'Order'",
                "locations": [{"line": 1, "column": 48}],
                "path": ["query Q", "order", "nam"],
                "extensions": {"code": "undefinedField", "typeName": "Order", "fieldName": "nam"},
            }
        ]
    }


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ orders(first: 1, colour: 2) { nodes { id } } }", "argumentNotAccepted"),
        ("query Q($a: ID) { shop { id } }", "variableNotUsed"),
        ("{ shop }", "selectionMismatch"),
        ("{ order { id } }", "missingRequiredArguments"),
        ("{ order(id: $id) { id } }", "variableNotDefined"),
    ],
)
def test_a_wrong_document_is_refused_with_shopifys_code(
    query: str, code: str, asker: Asker
) -> None:
    assert asker.ask(query)["errors"][0]["extensions"]["code"] == code


def test_what_is_not_there_is_null_and_an_id_of_another_kind_an_error(asker: Asker) -> None:
    query = "query($id: ID!) { order(id: $id) { id } }"
    assert asker.data(query, id="gid://shopify/Order/1") == {"order": None}
    wrong = asker.ask(query, id="gid://shopify/Return/1")
    assert wrong["errors"][0]["extensions"]["code"] == "RESOURCE_NOT_FOUND"


def test_a_variable_of_the_wrong_kind_is_refused_before_anything_is_asked(asker: Asker) -> None:
    said = asker.ask("query($first: Int!) { orders(first: $first) { nodes { id } } }", first="x")
    assert said["errors"][0]["extensions"]["code"] == "INVALID_VARIABLE"


def test_without_a_good_token_the_answer_is_401(shop: Shop, asker: Asker) -> None:
    asker.token = "shpat_wrong"
    answered = asker.post("{ shop { id } }")
    assert (answered.status_code, list(answered.json())) == (401, ["errors"])


@pytest.mark.parametrize(
    ("asked", "answered"), [("2026-07", "2026-07"), ("2025-04", "2026-01"), ("2026-04", "2026-04")]
)
def test_an_old_version_is_answered_by_the_oldest_there_is(
    asked: str, answered: str, asker: Asker
) -> None:
    got = asker.post("{ shop { id } }", version=asked).headers["X-Shopify-API-Version"]
    assert got == answered


def test_a_scope_that_was_not_granted_keeps_its_fields_shut(shop: Shop, asker: Asker) -> None:
    shop.app.scopes.discard("read_legal_policies")
    said = asker.ask("{ shop { shopPolicies { body } } }")
    assert said["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert "read_legal_policies" in said["errors"][0]["extensions"]["requiredAccess"]


def test_protected_fields_are_null_beside_an_error_until_shopify_approves(
    shop: Shop, asker: Asker
) -> None:
    shop.app.protected_data = False
    said = asker.ask("{ orders(first: 1) { nodes { name email } } }")
    assert said["data"]["orders"]["nodes"][0]["email"] is None
    assert said["data"]["orders"]["nodes"][0]["name"]
    assert said["errors"][0]["path"] == ["orders", "nodes", 0, "email"]


def test_orders_older_than_sixty_days_need_their_own_scope(shop: Shop, asker: Asker) -> None:
    shop.clock.advance(timedelta(days=40))
    asker.token = shop.tokens.issue()
    count = "{ ordersCount(limit: null) { count } }"
    some = asker.data(count)["ordersCount"]["count"]
    shop.app.scopes.add("read_all_orders")
    every = asker.data(count)["ordersCount"]["count"]
    assert (0 < some < every, every) == (True, 120)


def test_the_bucket_empties_throttles_and_fills_again(shop: Shop, asker: Asker) -> None:
    now = [0.0]
    shop.buckets.clock = lambda: now[0]
    shop.buckets.size = 20
    first = asker.ask("{ orders(first: 100) { nodes { id } } }")["extensions"]["cost"]
    assert first["requestedQueryCost"] == 11
    assert first["throttleStatus"] == {
        "maximumAvailable": 20,
        "currentlyAvailable": 20 - first["actualQueryCost"],
        "restoreRate": 100,
    }
    waits = asker.post("{ orders(first: 100) { nodes { id } } }")
    assert waits.status_code == 200
    assert waits.json()["errors"][0]["extensions"]["code"] == "THROTTLED"
    now[0] = 1.0
    assert "data" in asker.ask("{ orders(first: 100) { nodes { id } } }")


def test_a_query_dearer_than_a_thousand_is_refused(asker: Asker) -> None:
    deep = (
        "{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id product { id } } } } } }"
    )
    said = asker.ask(
        """{ orders(first: 250) { nodes { returns(first: 250) { nodes {
             refunds(first: 250) { nodes { id } } } } } } }"""
    )
    assert cost(deep) < 1000
    assert said["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


@pytest.mark.parametrize(
    ("query", "price"),
    [
        ("{ locations(first: 10) { nodes { id } } }", 6),
        ("{ locations(first: 20) { nodes { id } } }", 7),
        ("{ locations(first: 100) { nodes { id } } }", 11),
        ("{ locations(first: 250) { nodes { id } } }", 13),
    ],
)
def test_a_locations_page_costs_what_shopify_asked_for_it(query: str, price: int) -> None:
    assert cost(query) == price


def test_subscriptions_are_made_listed_changed_and_deleted(shop: Shop, asker: Asker) -> None:
    made = asker.data(
        """mutation { webhookSubscriptionCreate(topic: INVENTORY_LEVELS_UPDATE,
             webhookSubscription: {uri: "https://us.example.com/webhooks/shopify"})
           { webhookSubscription { id topic uri } userErrors { field message } } }"""
    )["webhookSubscriptionCreate"]["webhookSubscription"]
    listed = asker.data("{ webhookSubscriptions(first: 9) { nodes { id topic uri } } }")
    assert listed["webhookSubscriptions"]["nodes"] == [made]
    assert [s.topic for s in shop.webhooks.of_api.values()] == ["inventory_levels/update"]
    gone = "mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { userErrors { message } } }"
    assert asker.data(gone, id=made["id"])["webhookSubscriptionDelete"]["userErrors"] == []
    assert shop.webhooks.of_api == {}
    again = asker.data(gone, id=made["id"])["webhookSubscriptionDelete"]["userErrors"]
    assert again == [{"message": "Webhook subscription does not exist"}]


@pytest.mark.parametrize("status", [401, 402, 403, 404, 423, 430, 500, 503])
def test_the_next_requests_fail_as_asked_and_the_one_after_is_well(
    status: int, shop: Shop, asker: Asker
) -> None:
    shop.faults.answer(status, count=2)
    got = [asker.post("{ shop { id } }").status_code for _ in range(3)]
    assert got == [status, status, 200]


def test_429_says_when_to_come_back_and_a_wall_is_html(shop: Shop, asker: Asker) -> None:
    shop.faults.answer(429)
    shop.faults.wall()
    first, second = asker.post("{ shop { id } }"), asker.post("{ shop { id } }")
    assert (first.status_code, first.headers["Retry-After"]) == (429, "1.0")
    assert second.headers["Content-Type"].startswith("text/html")


def test_a_cut_connection_is_no_answer_at_all(shop: Shop, asker: Asker) -> None:
    shop.faults.reset()
    with pytest.raises(requests.ConnectionError):
        asker.post("{ shop { id } }")
    assert asker.post("{ shop { id } }").status_code == 200


def test_the_book_walks_the_same_orders_forwards_and_backwards(shop: Shop) -> None:
    shop.live(60, seed=9)
    for sort in (PLACED, UPDATED):
        there = [o.id for o in shop.orders.walk(sort)]
        back = [o.id for o in shop.orders.walk(sort, reverse=True)]
        assert there == back[::-1]
        assert len(there) == len(set(there)) == len(shop.orders)


@needs_data
def test_every_query_of_the_project_is_answered_and_costs_less_than_400(
    shop: Shop, asker: Asker
) -> None:
    shop.app.scopes |= {"read_shopify_payments_disputes", "read_all_orders"}
    order = next(o for o in shop.orders if o.returns)
    item = next(iter(shop.goods.items))
    given = {
        "id": f"gid://shopify/Order/{order.id}",
        "orderId": f"gid://shopify/Order/{order.id}",
        "identifier": {"id": f"gid://shopify/Order/{order.id}"},
        "query": f'name:"{order.name}"',
        "email": order.email,
        "handle": "thing-1",
        "locale": "tr",
        "locationId": f"gid://shopify/Location/{min(shop.goods.locations)}",
        "ids": [f"gid://shopify/InventoryItem/{item}"],
        "topic": "ORDERS_CREATE",
        "sub": {"uri": "https://us.example.com/w"},
    }
    kinds = {
        "bulk_cancel": "BulkOperation/1",
        "bulk_status": "BulkOperation/1",
        "inventory_item_resolve": f"InventoryItem/{item}",
        "product_rating_metafields": "Product/9300000000001",
        "return_by_id": f"Return/{order.returns[0].id}",
        "webhook_subscription_delete": "WebhookSubscription/1",
        "webhook_subscription_update": "WebhookSubscription/1",
    }
    for path in sorted((shared_data() / "shopify" / "queries").glob("[!b]*.graphql")):
        text = path.read_text()
        asked = {n: v for n, v in given.items() if f"${n}:" in text}
        if kind := kinds.get(path.stem):
            asked["id"] = f"gid://shopify/{kind}"
        said = asker.ask(text, **asked)
        assert "errors" not in said, (path.stem, said["errors"])
        assert said["extensions"]["cost"]["requestedQueryCost"] < 400, path.stem
