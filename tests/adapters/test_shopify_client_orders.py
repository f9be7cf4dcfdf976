"""One order, refund, parcel or return asked of Shopify, in the shapes it answers in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
import requests
import responses

from adapters.shopify import adapter, fetching, graph, translate
from adapters.shopify.client import ShopifyClient
from connector.errors import AccessDenied, PlatformAway, Unsupported
from connector.records import (
    EVERY,
    Deleted,
    FulfillmentStatus,
    Kind,
    Order,
    Ref,
    Refund,
    Return,
    Shipment,
    ShipmentEvent,
)
from tests.adapters.shopify_api import (
    STATIC,
    Answers,
    Desk,
    denied,
    fetched,
    make_admin,
    recorded,
    records_of,
    said,
)
from tests.adapters.shopify_in_graphql import (
    bag,
    gid,
    nodes,
    order_in_graphql,
    parcel_in_graphql,
    questions_of,
    refund_in_graphql,
)
from tests.data import needs_data, shared_data

THEN = "2026-11-01T10:00:00Z"
WHEN = datetime(2026, 11, 1, 10, tzinfo=UTC)
WHOLE_ORDERS = (
    "orders-create",
    "orders-paid",
    "orders-partially_fulfilled",
    "orders-fulfilled",
    "orders-cancelled",
    "orders-updated",
    "orders-updated-till",
)


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


@pytest.mark.parametrize("name", WHOLE_ORDERS)
def test_a_fetched_order_and_the_delivered_one_are_equal_records(
    mock: responses.RequestsMock, name: str
) -> None:
    body = json.loads(recorded(name))
    Answers(mock, **questions_of(body))
    assert fetched(Kind.ORDER, str(body["id"])) == records_of("orders/updated", body)


@pytest.mark.parametrize("word", ["ON_HOLD", "SCHEDULED", "IN_PROGRESS"])
def test_what_only_graphql_tells_of_an_order_is_kept(
    mock: responses.RequestsMock, word: str
) -> None:
    order = order_in_graphql(json.loads(recorded("orders-create")))
    Answers(mock, OrderById=said({"order": order | {"displayFulfillmentStatus": word}}))
    (found,) = fetched(Kind.ORDER, "1")
    assert found.fulfillment_status is FulfillmentStatus(word.lower())
    assert found.raw_fulfillment_status == word.lower()


def test_scans_come_with_the_order_as_their_webhook_has_them(mock: responses.RequestsMock) -> None:
    body = json.loads(recorded("orders-updated"))
    scan = json.loads(recorded("fulfillment_events-create"))
    scan["updated_at"] = scan["created_at"]
    order = order_in_graphql(body)
    parcel = order["fulfillments"][0] | {"id": gid("Fulfillment", scan["fulfillment_id"])}
    parcel["events"] = {
        "nodes": [
            {
                "id": gid("FulfillmentEvent", scan["id"]),
                "status": scan["status"].upper(),
                "createdAt": scan["created_at"],
                "happenedAt": scan["happened_at"],
                "estimatedDeliveryAt": scan["estimated_delivery_at"],
            }
        ]
    }
    order |= {"id": gid("Order", scan["order_id"]), "fulfillments": [parcel]}
    order["everyParcel"] = [{"id": parcel["id"]}]
    Answers(mock, **questions_of(body) | {"OrderById": said({"order": order})})
    events = [c for c in fetched(Kind.ORDER, "1") if isinstance(c, ShipmentEvent)]
    assert events == list(records_of("fulfillment_events/create", scan))


def test_an_order_that_is_gone_is_deleted_for_good(mock: responses.RequestsMock) -> None:
    Answers(mock, OrderById=said({"order": None}))
    assert fetched(Kind.ORDER, "77") == (Deleted(ref=Ref(kind=Kind.ORDER, id="77"), final=True),)


def test_an_order_we_may_not_see_is_not_taken_for_deleted(mock: responses.RequestsMock) -> None:
    Answers(mock, OrderById=said({"order": None}, denied("order")))
    with pytest.raises(AccessDenied):
        fetched(Kind.ORDER, "77")


def test_a_field_that_took_its_order_with_it_is_no_deletion(mock: responses.RequestsMock) -> None:
    Answers(mock, OrderById=said({"order": None}, denied("order", "lineItems")))
    with pytest.raises(AccessDenied):
        fetched(Kind.ORDER, "77")


def test_a_shop_that_hides_people_still_tells_its_orders(mock: responses.RequestsMock) -> None:
    order = order_in_graphql(json.loads(recorded("orders-create")))
    hidden = {"email": None, "phone": None, "customer": None}
    hidden |= {"shippingAddress": None, "billingAddress": None}
    Answers(mock, OrderById=said({"order": order | hidden}, *(denied("order", k) for k in hidden)))
    (found,) = fetched(Kind.ORDER, "1")
    assert isinstance(found, Order)
    assert found.buyer is None


def test_without_the_scope_for_returns_the_order_is_told_without_them(
    mock: responses.RequestsMock,
) -> None:
    body = json.loads(recorded("orders-updated"))
    order = order_in_graphql(body)
    order.pop("returns")
    no, yes = said({"order": None}, denied("order", "returns")), said({"order": order})
    answers = Answers(mock, **questions_of(body) | {"OrderById": [no, yes, yes]})
    made, _ = make_admin()
    for _ in range(2):
        kinds = {type(c) for c in fetching.fetch(made, Ref(kind=Kind.ORDER, id="1"))}
        assert Order in kinds
        assert Return not in kinds
    asked = [v["returns"] for name, v in answers.asked if name == "OrderById"]
    assert asked == [True, False, False]


def test_an_order_of_many_lines_refunds_and_parcels_is_fetched_whole(
    mock: responses.RequestsMock,
) -> None:
    body = json.loads(recorded("orders-updated"))
    order = order_in_graphql(body)
    line, parcel = order["lineItems"]["nodes"][0], order["fulfillments"][0]
    refund = refund_in_graphql(body["refunds"][0], body["currency"])
    order["lineItems"] = nodes([line], "more-lines")
    order["everyParcel"] = [{"id": gid("Fulfillment", n)} for n in (7, 8)]
    order["fulfillments"] = [
        parcel
        | {
            "id": gid("Fulfillment", 7),
            "fulfillmentLineItems": nodes(
                parcel["fulfillmentLineItems"]["nodes"][:1], "more-packed"
            ),
        }
    ]
    order["everyRefund"] = [{"id": gid("Refund", n)} for n in (5, 6)]
    order["returns"] = nodes(order["returns"]["nodes"], "more-returns")
    about = {"id": order["id"], "currencyCode": "TRY", "updatedAt": order["updatedAt"]}
    answers = Answers(
        mock,
        OrderById=said({"order": order}),
        OrderLines=said({"order": {"lineItems": nodes([line | {"id": gid("LineItem", 99)}])}}),
        ParcelLines=said(
            {
                "fulfillment": {
                    "fulfillmentLineItems": nodes(
                        [{"quantity": 3, "lineItem": {"id": gid("LineItem", 99)}}]
                    )
                }
            }
        ),
        ParcelById=said({"fulfillment": parcel | {"id": gid("Fulfillment", 8), "order": about}}),
        OrderRefunds=said({"order": about | {"refunds": [refund | {"id": gid("Refund", 5)}]}}),
        RefundById=said({"refund": refund | {"id": gid("Refund", 6), "order": about}}),
        OrderReturns=said(
            {"order": about | {"returns": nodes([{"id": gid("Return", 41), "status": "DECLINED"}])}}
        ),
    )
    changes = fetched(Kind.ORDER, "1")
    found = next(c for c in changes if isinstance(c, Order))
    assert [i.id for i in found.lines][-1] == "99"
    assert len(found.lines) == 2
    assert found.shipment_ids == ("7", "8")
    assert found.refund_ids == ("5", "6")
    assert sum(isinstance(c, Refund) for c in changes) == 2
    assert [c.id for c in changes if isinstance(c, Return)][-1] == "41"
    seven = next(c for c in changes if isinstance(c, Shipment) and c.id == "7")
    assert [i.line_id for i in seven.lines or ()][-1] == "99"
    assert ("OrderLines", {"id": order["id"], "after": "more-lines"}) in answers.asked


def test_a_refund_fetched_alone_says_the_same_as_its_webhook(mock: responses.RequestsMock) -> None:
    body = json.loads(recorded("refunds-create"))
    about = {"id": gid("Order", body["order_id"]), "currencyCode": "TRY", "updatedAt": THEN}
    refund = refund_in_graphql(body, "TRY") | {"order": about}
    Answers(mock, RefundById=said({"refund": refund}))
    (found,) = fetched(Kind.REFUND, str(body["id"]))
    (delivered,) = records_of("refunds/create", body)
    assert found == msgspec.structs.replace(delivered, updated_at=WHEN)


def test_a_parcel_fetched_alone_says_the_same_as_its_webhook(mock: responses.RequestsMock) -> None:
    body = json.loads(recorded("fulfillments-update"))
    about = {"id": gid("Order", body["order_id"]), "currencyCode": "TRY", "updatedAt": THEN}
    Answers(mock, ParcelById=said({"fulfillment": parcel_in_graphql(body) | {"order": about}}))
    assert fetched(Kind.SHIPMENT, str(body["id"])) == records_of("fulfillments/update", body)


def test_a_return_is_fetched_with_its_order(mock: responses.RequestsMock) -> None:
    about = {"id": gid("Order", 9), "currencyCode": "TRY", "updatedAt": THEN}
    one = {"id": gid("Return", 4), "status": "OPEN", "order": about}
    Answers(mock, ReturnById=said({"return": one}))
    (found,) = fetched(Kind.RETURN, "4", "9")
    assert (found.id, found.order_id, found.raw_status, found.updated_at) == (
        "4",
        "9",
        "open",
        WHEN,
    )


def test_a_webhook_that_names_no_return_brings_those_of_orders_changed_lately(
    mock: responses.RequestsMock,
) -> None:
    listed = nodes(
        [
            {"id": gid("Order", 1), "returnStatus": "NO_RETURN"},
            {"id": gid("Order", 2), "returnStatus": "IN_PROGRESS"},
        ]
    )
    returns = nodes([{"id": gid("Return", 4), "status": "CLOSED"}])
    answers = Answers(
        mock,
        OrdersChanged=said({"orders": listed}),
        OrderReturns=said(
            {"order": {"id": gid("Order", 2), "updatedAt": THEN, "returns": returns}}
        ),
    )
    (found,) = fetched(Kind.RETURN, EVERY)
    assert (found.id, found.order_id, found.raw_status) == ("4", "2", "closed")
    assert answers.asked[0][1]["query"].startswith("updated_at:>='20")


@pytest.mark.parametrize(
    ("kind", "question", "field"),
    [
        (Kind.REFUND, "RefundById", "refund"),
        (Kind.SHIPMENT, "ParcelById", "fulfillment"),
        (Kind.RETURN, "ReturnById", "return"),
        (Kind.PRODUCT, "ProductById", "product"),
        (Kind.VARIANT, "VariantById", "productVariant"),
        (Kind.INVENTORY_ITEM, "ItemById", "inventoryItem"),
        (Kind.LOCATION, "LocationById", "location"),
    ],
)
def test_what_shopify_knows_no_more_is_deleted_for_good(
    mock: responses.RequestsMock, kind: Kind, question: str, field: str
) -> None:
    Answers(mock, **{question: said({field: None})})
    assert fetched(kind, "5") == (Deleted(ref=Ref(kind=kind, id="5"), final=True),)


def test_an_answer_that_makes_no_sense_is_the_platforms_fault(
    mock: responses.RequestsMock,
) -> None:
    order = order_in_graphql(json.loads(recorded("orders-create")))
    Answers(mock, OrderById=said({"order": order | {"currencyCode": "lira"}}))
    client = ShopifyClient(Desk(STATIC), requests.Session(), adapter.topics)
    with pytest.raises(PlatformAway, match="strange"):
        client.fetch(Ref(kind=Kind.ORDER, id="1"))


def test_what_shopify_does_not_have_is_unsupported() -> None:
    with pytest.raises(Unsupported):
        fetched(Kind.DATA_REQUEST, "1")


def test_a_refund_in_another_currency_is_told_in_the_shops(mock: responses.RequestsMock) -> None:
    """GraphQL gives every amount in the shop's currency; the webhook adds its parts up."""
    body = json.loads(recorded("refunds-create"))
    refund = refund_in_graphql(body, "TRY")
    refund["transactions"]["nodes"] = [
        {"kind": "REFUND", "status": "SUCCESS", "amountSet": bag("60.00", "TRY")},
        {"kind": "REFUND", "status": "PENDING", "amountSet": bag("9.00", "TRY")},
    ]
    about = {"id": gid("Order", 1), "currencyCode": "TRY", "updatedAt": THEN}
    Answers(mock, RefundById=said({"refund": refund | {"order": about}}))
    (found,) = fetched(Kind.REFUND, "1")
    assert (str(found.amount.amount), found.raw_status) == ("60.00", "pending")


@needs_data
@pytest.mark.parametrize("topic", ["create", "updated", "paid", "cancelled", "fulfilled"])
def test_shopifys_own_samples_say_the_same_in_graphql(
    mock: responses.RequestsMock, topic: str
) -> None:
    sample = shared_data() / "shopify" / "webhooks" / "orders" / f"{topic}.json"
    body = json.loads(sample.read_bytes())
    Answers(mock, **questions_of(body))
    assert fetched(Kind.ORDER, str(body["id"])) == records_of(f"orders/{topic}", body)


@pytest.mark.parametrize(
    ("given", "currency", "written"),
    [
        ("15.0", "TRY", "15.00"),
        ("1980.0", "JPY", "1980"),
        ("1.25", "KWD", "1.250"),
        ("0.125", "EUR", "0.125"),
    ],
)
def test_amounts_are_written_as_webhooks_write_them(
    given: str, currency: str, written: str
) -> None:
    price = graph.Price(amount=Decimal(given), currency_code=currency)
    assert str(translate.amount(graph.PriceSet(shop_money=price))) == written
