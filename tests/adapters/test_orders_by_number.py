"""An order by the number a shopper types, at each platform: the same whichever way it is typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import requests
import responses

from adapters.judgeme.client import JudgeMe
from adapters.okendo.client import Okendo
from adapters.shopify import adapter as shopify
from adapters.shopify.client import ShopifyClient
from adapters.stamped.client import Stamped
from adapters.yotpo.client import Yotpo
from connector.contract import Client
from connector.errors import AccessRevoked, PlatformAway, Unsupported
from connector.records import Change, Deleted, Fetch, Kind, Order, Record, Ref, Refund
from tests.adapters import ecwid_kit
from tests.adapters import woocommerce_client_kit as woo
from tests.adapters.shopify_api import GRAPHQL, STATIC, Answers, Desk, said
from tests.fakes.ecwid import fake_ecwid
from tests.fakes.ecwid.words import person

LATIN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
STRANGE = (
    "",
    " ",
    "#",
    "№",
    "\u200c",
    "۰",
    "../../products",
    "1001/refunds",
    "%",
    '"',
    "\\",
    "a" * 200,
)
"""What strangers type."""


def spellings(number: str) -> Sequence[str]:
    bare = number.lstrip("#")
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdecimal() else c for c in bare)
    return (number, bare, f" #{bare} ", f"# {bare}", bare.lower(), bare.translate(LATIN), wide)


def orders(changes: Sequence[Change]) -> list[str]:
    return sorted({each.id for each in changes if isinstance(each, Order)})


# WooCommerce


def in_woocommerce(*rows: dict[str, Any]) -> None:
    """A shop that has these, with a plugin of numbers that lets its search find them."""

    def found(query: dict[str, str]) -> tuple[Any, int | None]:
        return [row for row in rows if query["search"] in str(row).lower()], None

    woo.answered_by("wc/v3/orders", found)
    for row in rows:
        woo.answers(f"wc/v3/orders/{row['id']}", row)
    for own_id in ("1001", "73", "0"):
        if own_id not in {str(row["id"]) for row in rows}:
            woo.answers(f"wc/v3/orders/{own_id}", woo.NO_ORDER, status=404)


def by_woocommerce(number: str) -> tuple[Change, ...]:
    return tuple(woo.client().orders(number))


@responses.activate
@pytest.mark.parametrize("typed", spellings("73"))
def test_woocommerce_finds_an_order_by_its_id(typed: str) -> None:
    in_woocommerce(woo.order(73), woo.order(730), woo.order(12, total="73.00"))
    assert orders(by_woocommerce(typed)) == ["73"]


@responses.activate
@pytest.mark.parametrize("typed", spellings("EU-1001"))
def test_woocommerce_finds_an_order_by_the_number_a_plugin_gave_it(typed: str) -> None:
    in_woocommerce(woo.order(73, number="EU-1001"), woo.order(74, number="EU-10011"))
    assert orders(by_woocommerce(typed)) == ["73"]


@responses.activate
def test_woocommerce_takes_no_order_for_another_whose_id_is_its_number() -> None:
    in_woocommerce(woo.order(1001, number="5"), woo.order(73, number="1001"))
    assert orders(by_woocommerce("1001")) == ["73"]


@responses.activate
def test_woocommerce_brings_refunds_with_their_lines_behind_the_order() -> None:
    entry = {"id": 35, "reason": "Wrong size", "total": "-14.88"}
    in_woocommerce(woo.order(73, refunds=[entry]))
    woo.answers("wc/v3/orders/73/refunds", [woo.refund(35)])
    first, *behind = by_woocommerce("73")
    assert isinstance(first, Order)
    (refund,) = [each for each in behind if isinstance(each, Refund)]
    assert refund.lines
    assert not any(isinstance(each, Fetch) for each in behind)


@responses.activate
def test_woocommerce_says_of_an_order_in_the_bin_that_it_is_gone() -> None:
    woo.answers("wc/v3/orders/73", woo.order(73, status="trash"))
    woo.answers("wc/v3/orders", [])
    assert [c.ref for c in by_woocommerce("73") if isinstance(c, Deleted)] == [
        Ref(kind=Kind.ORDER, id="73")
    ]


@responses.activate
def test_woocommerce_is_asked_the_same_for_an_order_and_for_none() -> None:
    in_woocommerce(woo.order(73))
    asked = []
    for number in ("73", "1001"):
        before = len(woo.asked())
        by_woocommerce(number)
        asked.append([path.replace(number, "N") for _, path, _ in woo.asked()[before:]])
    assert asked[0] == asked[1] == ["wc/v3/orders/N", "wc/v3/orders"]


@responses.activate
def test_a_row_that_a_plugin_spoilt_hides_no_order_and_is_none() -> None:
    in_woocommerce(
        woo.order(73), woo.order(74, number="73", date_created_gmt=None), {"id": 75, "number": "73"}
    )
    assert orders(by_woocommerce("73")) == ["73"]


@responses.activate
@pytest.mark.parametrize("typed", STRANGE)
def test_woocommerce_has_nothing_for_what_is_no_number(typed: str) -> None:
    in_woocommerce(woo.order(73))
    assert by_woocommerce(typed) == ()
    allowed = {"wc/v3/orders", "wc/v3/orders/0"}
    assert {path for _, path, _ in woo.asked()} <= allowed, "nothing typed leads elsewhere"


# Shopify


def in_shopify(mock: responses.RequestsMock, *names: str) -> Answers:
    nodes = [shopify_order(number, name) for number, name in enumerate(names, start=1)]
    return Answers(mock, OrdersNamed=said({"orders": {"nodes": nodes}}))


def shopify_order(number: int, name: str) -> dict[str, Any]:
    price = {"shopMoney": {"amount": "42.50", "currencyCode": "EUR"}}
    when = "2026-03-20T09:30:00Z"
    return {
        "id": f"gid://shopify/Order/{number}",
        "name": name,
        "number": 1000 + number,
        "createdAt": when,
        "processedAt": when,
        "updatedAt": when,
        "currencyCode": "EUR",
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
        "returnStatus": "NO_RETURN",
        "totalPriceSet": price,
        "email": "elif@example.com",
        "lineItems": {"nodes": [], "pageInfo": {"hasNextPage": False}},
        "fulfillments": [],
        "everyRefund": [],
        "everyParcel": [],
        "returns": {"nodes": [], "pageInfo": {"hasNextPage": False}},
    }


def by_shopify(number: str) -> tuple[Change, ...]:
    client = ShopifyClient(Desk(STATIC), requests.Session(), shopify.topics)
    return tuple(client.orders(number))


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as running:
        yield running


@pytest.mark.parametrize("typed", spellings("#1001"))
def test_shopify_finds_an_order_by_its_name(mock: responses.RequestsMock, typed: str) -> None:
    shop = in_shopify(mock, "#1001", "#10011")
    assert orders(by_shopify(typed)) == ["1"]
    ((_, variables),) = shop.asked
    assert variables["query"] == 'name:"1001" OR name:"#1001"'


@pytest.mark.parametrize("typed", [*spellings("TR-1001-A"), "1001"])
def test_shopify_finds_an_order_with_a_prefix(mock: responses.RequestsMock, typed: str) -> None:
    in_shopify(mock, "TR-1001-A", "TR-1001-B")
    assert orders(by_shopify(typed)) == ["1"]


def test_shopify_tells_the_order_first_and_nothing_of_its_parts(
    mock: responses.RequestsMock,
) -> None:
    in_shopify(mock, "#1001")
    first, whole = by_shopify("1001")
    assert isinstance(first, Order)
    assert isinstance(whole, Order)
    assert (first.refund_ids, whole.refund_ids) == (None, ())


@pytest.mark.parametrize("typed", STRANGE)
def test_shopify_has_nothing_for_what_is_no_number(
    mock: responses.RequestsMock, typed: str
) -> None:
    shop = in_shopify(mock, "#1001")
    assert by_shopify(typed) == ()
    for _, variables in shop.asked:
        parts = variables["query"].split(" OR ")
        assert len(parts) == 2, "what is typed stays between its quotes"
        assert all(part.endswith('"') for part in parts)


def test_a_quote_cannot_end_what_shopify_looks_for(mock: responses.RequestsMock) -> None:
    shop = in_shopify(mock)
    by_shopify('1" OR email:"elif@example.com\\')
    ((_, variables),) = shop.asked
    assert r'name:"1\"oremail:\"elif@example.com\\"' in variables["query"]


def test_shopify_that_knows_us_no_more_says_so(mock: responses.RequestsMock) -> None:
    mock.post(GRAPHQL, status=401, json={"errors": "Invalid API key"})
    with pytest.raises(AccessRevoked):
        by_shopify("1001")


# Ecwid


def test_ecwid_finds_an_order_by_whatever_it_is_known_by() -> None:
    with fake_ecwid() as running:
        running.shop.populate(orders=12)
        wanted = list(running.shop.orders.values())[5]
        client = ecwid_kit.client(running)
        for typed in spellings(wanted.public_id):
            assert orders(tuple(client.orders(typed))) == [str(wanted.internal_id)], typed


def test_ecwid_takes_no_order_for_one_whose_number_begins_so() -> None:
    with fake_ecwid() as running:
        running.shop.populate(orders=12)
        wanted = next(iter(running.shop.orders.values()))
        client = ecwid_kit.client(running)
        assert orders(tuple(client.orders(wanted.public_id[:2]))) == []


def test_ecwid_brings_refunds_and_no_carts() -> None:
    with fake_ecwid() as running:
        running.shop.populate(orders=3)
        order = next(iter(running.shop.orders.values()))
        running.shop.refund(order, 1.5)
        cart = running.shop.leave_cart(person(1), [])
        client = ecwid_kit.client(running)
        found = tuple(client.orders(order.public_id))
        assert isinstance(found[0], Order)
        assert any(isinstance(each, Refund) for each in found)
        assert tuple(client.orders(cart.public_id)) == ()


def test_ecwid_has_nothing_for_what_is_no_number() -> None:
    with fake_ecwid() as running:
        running.shop.populate(orders=3)
        client = ecwid_kit.client(running)
        for typed in (*STRANGE, ".", "..", ",", "1,2"):
            found = tuple(client.orders(typed))
            assert not any(isinstance(each, Record) for each in found), typed


def test_ecwid_that_does_not_answer_says_so() -> None:
    with fake_ecwid() as running:
        client = ecwid_kit.client(running)
    with pytest.raises(PlatformAway):
        tuple(client.orders("1001"))


# Reviews


@pytest.mark.parametrize("source", [JudgeMe, Okendo, Stamped, Yotpo])
def test_a_source_of_reviews_knows_no_orders(source: type[Client]) -> None:
    with pytest.raises(Unsupported):
        source.orders(object.__new__(source), "1001")
