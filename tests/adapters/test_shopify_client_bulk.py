"""All of a shop's orders by bulk operation, and what happens where there is none."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from adapters.shopify import bulk, pages
from adapters.shopify.admin import Admin
from adapters.shopify.client import ShopifyClient
from adapters.shopify.joined import Joined
from adapters.shopify.pages import Cursor, written
from connector.contract import Page
from connector.errors import PlatformAway, Throttled
from connector.records import Change, Fetch, Kind, Order, Ref, Refund, Return, Shipment
from tests.adapters.shopify_api import STATIC, Answers, Desk, make_admin, recorded, records_of, said
from tests.adapters.shopify_in_graphql import gid, order_in_graphql, refund_in_graphql
from tests.data import needs_data, shared_data

FILE = "https://storage.example.com/bulk-123.jsonl?signed=yes"
OPERATION = gid("BulkOperation", 123)


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    bulk._files.clear()
    yield
    bulk._files.clear()


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def run(state: str = "CREATED", error: str | None = None) -> dict[str, Any]:
    errors = [{"field": None, "message": "refused", "code": error}] if error else []
    operation = None if error else {"id": OPERATION, "status": state}
    return said({"bulkOperationRunQuery": {"bulkOperation": operation, "userErrors": errors}})


def status(state: str, url: str | None = None, error: str | None = None) -> dict[str, Any]:
    operation = {"id": OPERATION, "status": state, "errorCode": error, "url": url}
    return said({"bulkOperation": operation})


def lines_of(body: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """An order as a bulk file has it: its lists within, its connections behind."""
    order = order_in_graphql(body) | {"id": gid("Order", number), "name": f"#{number}"}
    children = order.pop("lineItems")["nodes"]
    order.pop("returns")
    order["refunds"] = []
    for refund in body["refunds"]:
        told = refund_in_graphql(refund, body["currency"])
        told |= {"id": gid("Refund", f"{number}{refund['id']}")}
        for left_out in ("refundLineItems", "transactions"):
            told.pop(left_out)
        order["refunds"].append(told)
    for parcel in order["fulfillments"]:
        for left_out in ("events", "fulfillmentLineItems"):
            parcel.pop(left_out)
    for left_out in ("everyRefund", "everyParcel"):
        order.pop(left_out)
    returns = [
        {"id": gid("Return", f"{number}{r['id']}"), "status": r["status"].upper()}
        for r in body["returns"]
    ]
    parent = {"__parentId": order["id"]}
    lines = [line | {"id": f"{line['id']}{number}"} for line in children]
    return [order, *(child | parent for child in [*lines, *returns])]


def jsonl(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def many(count: int) -> list[dict[str, Any]]:
    body = json.loads(recorded("orders-create"))
    return [row for number in range(1, count + 1) for row in lines_of(body, number)]


def page(made: Admin, cursor: str | None) -> Page:
    return bulk.page_of_all_orders(made, pages.read_cursor(cursor))


def rest(made: Admin, cursor: str | None) -> list[Change]:
    found: list[Change] = []
    while True:
        one = page(made, cursor)
        found += one.changes
        cursor = one.next_cursor
        if cursor is None:
            return found


def test_the_operation_is_named_in_the_first_cursor_before_there_is_a_file(
    mock: responses.RequestsMock,
) -> None:
    answers = Answers(mock, BulkRun=run(), BulkStatus=status("RUNNING"))
    made, _ = make_admin()
    first = page(made, None)
    assert first.changes == ()
    with pytest.raises(Throttled):
        page(made, first.next_cursor)
    with pytest.raises(Throttled):
        page(made, first.next_cursor)
    assert [name for name, _ in answers.asked].count("BulkRun") == 1
    assert answers.asked[1] == ("BulkStatus", {"id": OPERATION})


@pytest.mark.parametrize("seed", range(5))
def test_children_are_joined_wherever_they_stand(mock: responses.RequestsMock, seed: int) -> None:
    body = json.loads(recorded("orders-updated"))
    rows = [row for number in (1, 2, 3) for row in lines_of(body, number)]
    random.Random(seed).shuffle(rows)  # noqa: S311
    mock.add(responses.GET, FILE, body=jsonl(rows))
    Answers(mock, BulkStatus=status("COMPLETED", FILE))
    made, _ = make_admin()
    changes = rest(made, written(Cursor(bulk="123")))
    orders = {c.id: c for c in changes if isinstance(c, Order)}
    assert set(orders) == {"1", "2", "3"}
    delivered = records_of("orders/updated", body)[0]
    assert all(len(o.lines) == len(delivered.lines) for o in orders.values())
    returns = [c for c in changes if isinstance(c, Return)]
    assert sorted(r.order_id for r in returns) == ["1", "2", "3"]


def test_a_bulk_order_says_the_same_as_its_webhook(mock: responses.RequestsMock) -> None:
    body = json.loads(recorded("orders-create"))
    rows = lines_of(body, body["id"])
    rows[0]["name"] = body["name"]
    for row in rows[1:]:
        row["id"] = row["id"].removesuffix(str(body["id"]))
    mock.add(responses.GET, FILE, body=jsonl(rows))
    Answers(mock, BulkStatus=status("COMPLETED", FILE))
    made, _ = make_admin()
    assert tuple(rest(made, written(Cursor(bulk="123")))) == records_of("orders/create", body)


def test_what_a_bulk_file_cannot_carry_is_asked_for(mock: responses.RequestsMock) -> None:
    body = json.loads(recorded("orders-updated"))
    mock.add(responses.GET, FILE, body=jsonl(lines_of(body, 7)))
    Answers(mock, BulkStatus=status("COMPLETED", FILE))
    made, _ = make_admin()
    changes = rest(made, written(Cursor(bulk="123")))
    (refund,) = (c for c in changes if isinstance(c, Refund))
    delivered = next(c for c in records_of("orders/updated", body) if isinstance(c, Refund))
    assert (refund.amount, refund.raw_status) == (delivered.amount, delivered.raw_status)
    assert refund.lines is None
    assert next(c for c in changes if isinstance(c, Shipment)).lines is None
    assert changes[-1] == Fetch(ref=Ref(kind=Kind.ORDER, id="7"))


def test_a_killed_backfill_reads_on_where_it_was(mock: responses.RequestsMock) -> None:
    mock.add(responses.GET, FILE, body=jsonl(many(250)))
    Answers(mock, BulkStatus=status("COMPLETED", FILE))
    made, _ = make_admin()
    first = page(made, written(Cursor(bulk="123")))
    bulk._files.clear()  # as a new process finds it
    second = page(made, first.next_cursor)
    third = page(made, second.next_cursor)
    assert third.next_cursor is None
    found = [c.id for p in (first, second, third) for c in p.changes if isinstance(c, Order)]
    assert found == [str(n) for n in range(1, 251)]
    assert len([c for c in mock.calls if c.request.method == "GET"]) == 2


def test_the_file_is_fetched_without_our_token(mock: responses.RequestsMock) -> None:
    mock.add(responses.GET, FILE, body=jsonl(many(1)))
    Answers(mock, BulkStatus=status("COMPLETED", FILE))
    made, _ = make_admin()
    rest(made, written(Cursor(bulk="123")))
    (call,) = (c for c in mock.calls if c.request.method == "GET")
    assert "X-Shopify-Access-Token" not in call.request.headers
    assert "shpat_one" not in str(call.request.headers)


def test_a_cursor_holds_no_address_that_lets_its_reader_in(mock: responses.RequestsMock) -> None:
    mock.add(responses.GET, FILE, body=jsonl(many(101)))
    Answers(mock, BulkStatus=status("COMPLETED", FILE))
    made, _ = make_admin()
    cursor = page(made, written(Cursor(bulk="123"))).next_cursor
    assert cursor == '{"bulk":"123","done":100}'


def test_a_sixth_operation_waits_for_one_of_the_five(mock: responses.RequestsMock) -> None:
    Answers(mock, BulkRun=run(error="OPERATION_IN_PROGRESS"))
    made, _ = make_admin()
    with pytest.raises(Throttled):
        page(made, None)


@needs_data
def test_shopifys_recorded_refusal_of_a_sixth_is_understood(mock: responses.RequestsMock) -> None:
    name = "2026-04_bulk-operations_bulk-operation-run-query-concurrency-limit.json"
    capture = json.loads((shared_data() / "shopify" / "graphql_captures" / name).read_bytes())
    Answers(mock, BulkRun=capture["sixthRun"]["response"])
    made, _ = make_admin()
    with pytest.raises(Throttled):
        page(made, None)


def test_where_bulk_is_refused_the_orders_come_by_pages(mock: responses.RequestsMock) -> None:
    order = order_in_graphql(json.loads(recorded("orders-create")))
    edges = [{"cursor": "a", "node": order}]
    listed = {"edges": edges, "pageInfo": {"hasNextPage": False, "endCursor": "a"}}
    Answers(mock, BulkRun=run(error="INVALID"), OrdersWhole=said({"orders": listed}))
    made, _ = make_admin()
    assert [type(c) for c in rest(made, None)] == [Order]


@pytest.mark.parametrize("state", ["FAILED", "CANCELED", "EXPIRED"])
def test_an_operation_that_came_to_nothing_is_replaced_by_pages(
    mock: responses.RequestsMock, state: str
) -> None:
    nothing = {"edges": [], "pageInfo": {"hasNextPage": False}}
    answers = Answers(
        mock,
        BulkStatus=status(state, error="TIMEOUT"),
        OrdersWhole=said({"orders": nothing}),
    )
    made, _ = make_admin()
    assert rest(made, written(Cursor(bulk="123"))) == []
    assert answers.asked[-1] == ("OrdersWhole", {"query": None, "after": None, "returns": True})


def test_a_file_gone_after_its_seven_days_is_replaced_by_pages(
    mock: responses.RequestsMock,
) -> None:
    mock.add(responses.GET, FILE, status=403, body="<Error>Expired</Error>")
    nothing = {"edges": [], "pageInfo": {"hasNextPage": False}}
    Answers(
        mock,
        BulkStatus=status("COMPLETED", FILE),
        OrdersWhole=said({"orders": nothing}),
    )
    made, _ = make_admin()
    assert rest(made, written(Cursor(bulk="123", done=100))) == []


def test_a_shop_without_orders_has_no_file(mock: responses.RequestsMock) -> None:
    Answers(mock, BulkStatus=status("COMPLETED", None))
    made, _ = make_admin()
    assert page(made, written(Cursor(bulk="123"))) == Page((), None, 0)


def test_every_page_says_how_many_orders_there_are_in_all(mock: responses.RequestsMock) -> None:
    body = json.loads(recorded("orders-updated"))
    rows = [row for number in range(1, 131) for row in lines_of(body, number)]
    mock.add(responses.GET, FILE, body=jsonl(rows))
    Answers(mock, BulkStatus=status("COMPLETED", FILE))
    made, _ = make_admin()
    first = page(made, written(Cursor(bulk="123")))
    last = page(made, first.next_cursor)
    assert last.next_cursor is None
    orders = [c for c in (*first.changes, *last.changes) if isinstance(c, Order)]
    assert first.total == last.total == len(orders) == 130


def test_a_file_that_breaks_off_is_read_again_and_not_taken_for_whole(
    mock: responses.RequestsMock,
) -> None:
    mock.add(responses.GET, FILE, body=jsonl(many(2)), headers={"Content-Length": "9999999"})
    mock.add(responses.GET, FILE, body=jsonl(many(2)))
    Answers(mock, BulkStatus=status("COMPLETED", FILE))
    made, _ = make_admin()
    with pytest.raises(PlatformAway):
        page(made, written(Cursor(bulk="123")))
    assert sum(isinstance(c, Order) for c in rest(made, written(Cursor(bulk="123")))) == 2


@given(
    lines=st.lists(
        st.binary(min_size=1).filter(lambda b: b"\n" not in b and b.strip()), max_size=9
    ),
    size=st.integers(1, 40),
    ended=st.booleans(),
)
def test_lines_are_whole_however_the_wire_cuts_them(
    lines: list[bytes], size: int, ended: bool
) -> None:
    body = b"\n".join(lines) + (b"\n" if ended else b"")
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    assert list(bulk.whole_lines(chunks)) == lines


def test_a_file_of_something_else_is_the_platforms_fault(mock: responses.RequestsMock) -> None:
    mock.add(responses.GET, FILE, body=b"<html>not yet</html>\n")
    Answers(mock, BulkStatus=status("COMPLETED", FILE))
    client = ShopifyClient(Desk(STATIC), requests.Session(), ())
    with pytest.raises(PlatformAway):
        client.page(Kind.ORDER, None, written(Cursor(bulk="123")))


def peak(count: int) -> int:
    def lines() -> Iterator[bytes]:
        for number in range(count):
            parent = gid("Order", number)
            yield json.dumps({"id": parent, "filling": "x" * 300}).encode()
            yield json.dumps({"id": gid("LineItem", number), "__parentId": parent}).encode()

    tracemalloc.start()
    joined = Joined(lines())
    at, seen = 0, 0
    while found := list(joined.families(at, 100)):
        at += len(found)
        seen += sum(len(family.children) for family in found)
    assert (at, seen) == (count, count)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_a_file_of_ten_megabytes_is_joined_in_less_than_one() -> None:
    assert peak(20_000) < 1_000_000
