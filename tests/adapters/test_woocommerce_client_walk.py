"""Nothing is missed while a list changes under the walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from adapters.woocommerce.client_walk import Listing, Place, Step, place, walk, wire_time
from adapters.woocommerce.rest import Rest
from connector.records import Deleted, Kind, Order
from tests.adapters.woocommerce_client_kit import (
    BAD_PARAMETER,
    account,
    answered_by,
    answers,
    asked,
    at,
    client,
    order,
    product,
)

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
LISTING = Listing(path="wc/v3/orders", params={"status": "any"}, per_page=3)
Rows = dict[int, datetime]


class List:
    """A list as WooCommerce filters, sorts and cuts it; `deaf` to what old releases knew not."""

    def __init__(self, rows: Rows, *, deaf: tuple[str, ...] = (), counted: bool = True) -> None:
        self.rows, self.deaf, self.counted = rows, deaf, counted
        self.hidden: set[int] = set()
        self.between: Callable[[int], None] = lambda turn: None
        self.turns = 0

    def answer(self, asked: dict[str, str]) -> tuple[list[dict[str, object]], int | None]:
        self.between(self.turns)
        self.turns += 1
        query = {name: value for name, value in asked.items() if name not in self.deaf}
        found = [(own_id, at) for own_id, at in self.rows.items() if self._meant(at, query)]
        by_time = query.get("orderby") == "modified"
        found.sort(key=lambda row: (row[1], row[0]) if by_time else (NOW, row[0]))
        size, page = int(query["per_page"]), int(query.get("page", "1"))
        first = int(query.get("offset", (page - 1) * size))
        shown = found[first : first + size]
        total = len(found) if shown or first == 0 else 0
        told = [
            {"id": own_id, "date_modified_gmt": wire_time(at)}
            for own_id, at in shown
            if own_id not in self.hidden
        ]
        return list(told), total if self.counted else None

    def _meant(self, at: datetime, query: dict[str, str]) -> bool:
        assert query.get("dates_are_gmt", "true") == "true"
        after, before = query.get("modified_after"), query.get("modified_before")
        return (not after or at > moment(after)) and (not before or at < moment(before))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Fake(Rest):
    """Without the wire, for many walks a second."""

    def __init__(self, rows: List) -> None:
        super().__init__(account(), requests.Session())
        self.list = rows

    def get(self, path: str, params: Any = None) -> Any:
        from adapters.woocommerce.rest_failures import Answer
        from adapters.woocommerce.rest_signing import as_query

        rows, total = self.list.answer(as_query(params))
        headers = {} if total is None else {"X-WP-Total": str(total)}
        return Answer(status=200, headers=headers, body=msgspec.json.encode(rows))


def steps(shop: Rest, since: datetime | None = None, limit: int = 2000) -> Iterator[Step]:
    """Through the cursor each time, as after a crash."""
    cursor: str | None = None
    for _ in range(limit):
        step = walk(shop, LISTING, since, place(cursor, Place()))
        yield step
        if step.next is None:
            return
        cursor = step.next.cursor()
    raise AssertionError("The walk does not end.")


def met(shop: Rest, since: datetime | None = None) -> set[int]:
    return {int(row.head.id) for step in steps(shop, since) for row in step.rows}


seconds = st.integers(0, 8).map(lambda n: NOW + timedelta(seconds=n))
lists = st.dictionaries(st.integers(1, 60), seconds, max_size=40)
deafness = st.sampled_from(
    [
        (),
        ("modified_after",),
        ("modified_before",),
        ("modified_after", "modified_before", "orderby"),
    ]
)


@given(lists, deafness, st.booleans())
def test_a_walk_through_everything_meets_every_row(
    rows: Rows, deaf: tuple[str, ...], counted: bool
) -> None:
    assert met(Fake(List(rows, deaf=deaf, counted=counted))) == set(rows)


@given(lists, seconds, deafness, st.booleans())
def test_a_walk_since_a_time_meets_what_changed_then_or_later_and_nothing_else(
    rows: Rows, since: datetime, deaf: tuple[str, ...], counted: bool
) -> None:
    wanted = {own_id for own_id, changed in rows.items() if changed >= since}
    shop = Fake(List(rows, deaf=deaf, counted=counted))
    assert met(shop, since + timedelta(microseconds=999)) == wanted


@given(st.data())
def test_rows_that_move_go_or_come_while_it_is_walked_hide_no_other(data: st.DataObject) -> None:
    """Whatever is there from beginning to end is met, and met as it was last."""
    rows: Rows = dict(data.draw(lists))
    deaf = data.draw(deafness)
    shop = List(dict(rows), deaf=deaf)
    later = NOW + timedelta(minutes=1)
    staying = set(rows)

    def stir(turn: int) -> None:
        acts = ["touch", "erase", "add"]
        for act in data.draw(st.lists(st.sampled_from(acts), max_size=3)) if turn < 12 else ():
            own_id = data.draw(st.sampled_from(sorted(shop.rows or {1: NOW})))
            if act == "erase":
                shop.rows.pop(own_id, None)
                staying.discard(own_id)
            else:
                new = own_id if act == "touch" else max(shop.rows, default=0) + 1
                shop.rows[new] = later + timedelta(seconds=turn)

    shop.between = stir
    assert staying <= met(Fake(shop))


@given(lists, st.sets(st.integers(1, 60)), deafness)
def test_rows_we_may_not_see_hide_no_other(
    rows: Rows, hidden: set[int], deaf: tuple[str, ...]
) -> None:
    """WooCommerce counts them, and leaves them out of their pages."""
    shop = List(rows, deaf=deaf)
    shop.hidden = hidden
    assert met(Fake(shop)) == set(rows) - hidden


def test_a_thousand_rows_of_one_second_are_walked_through_by_id() -> None:
    rows = dict.fromkeys(range(1, 1001), NOW) | {2000: NOW + timedelta(seconds=1)}
    shop = List(rows)
    assert met(Fake(shop)) == set(rows)
    assert shop.turns < 510


def test_each_page_begins_with_the_second_in_which_the_one_before_ended() -> None:
    rows = {n: NOW + timedelta(seconds=n) for n in range(1, 8)}
    found = [[int(row.head.id) for row in step.rows] for step in steps(Fake(List(rows)))]
    assert found == [[1, 2, 3], [3, 4, 5], [5, 6, 7]]


@given(st.one_of(st.none(), st.text(max_size=30), st.from_regex(r"\d\|\w+\|[^|]*\|\d*\|\d*\|\d*")))
def test_a_cursor_that_cannot_be_read_starts_over(cursor: str | None) -> None:
    found = place(cursor, Place())
    assert place(found.cursor(), Place()) == found


@responses.activate
def test_an_old_shop_without_orderby_modified_is_walked_by_id() -> None:
    answers("wc/v3/orders", BAD_PARAMETER, status=400)
    answers("wc/v3/orders", [order(1), order(2)], total=2)
    first = client().page(Kind.ORDER, None, None)
    assert first.changes == ()
    second = client().page(Kind.ORDER, None, first.next_cursor)
    assert [change.id for change in second.changes if isinstance(change, Order)] == ["1", "2"]


@responses.activate
def test_orders_in_the_bin_are_swept_after_the_others_and_become_deletions() -> None:
    binned = order(9, status="trash", date_modified_gmt="2026-11-21T19:40:00")
    answered_by(
        "wc/v3/orders",
        lambda asked: ([binned], 1) if asked["status"] == "trash" else ([order(8)], 1),
    )
    shop = client()
    first = shop.page(Kind.ORDER, NOW, None)
    second = shop.page(Kind.ORDER, NOW, first.next_cursor)
    assert [type(change) for change in first.changes] == [Order]
    (gone,) = second.changes
    assert isinstance(gone, Deleted)
    assert (gone.ref.id, gone.at) == ("9", datetime(2026, 11, 21, 19, 40, tzinfo=UTC))
    assert second.next_cursor is None
    assert asked()[0][2] == {
        "status": "any",
        "orderby": "modified",
        "order": "asc",
        "dates_are_gmt": "true",
        "modified_after": "2026-11-21T18:59:59",
        "per_page": "100",
    }


@responses.activate
def test_a_row_that_a_plugin_spoilt_hides_no_other() -> None:
    spoilt = {**order(2), "billing": None}
    unpayable = order(3, currency="Euro")
    answers("wc/v3/orders", [order(1), spoilt, unpayable, order(4)], total=4)
    found = client().page(Kind.ORDER, None, None).changes
    assert [change.id for change in found if isinstance(change, Order)] == ["1", "4"]


def the_ids(kind: Kind) -> set[str]:
    found, cursor = set[str](), None
    while True:
        some, cursor = client().ids(kind, cursor)
        found.update(some)
        if cursor is None:
            return found


@responses.activate
def test_every_variant_we_would_keep_is_among_the_ids_of_variants() -> None:
    rows = [product(1), product(2, type="variable", variations=[21, 22])]
    answers("wc/v3/products", rows, total=2)
    assert the_ids(Kind.VARIANT) == {"1", "21", "22"}


@responses.activate
def test_carts_on_their_way_are_not_among_the_ids_of_orders() -> None:
    rows = [{"id": 1, "status": "processing"}, {"id": 2, "status": "checkout-draft"}]
    answers("wc/v3/orders", rows, total=2)
    assert the_ids(Kind.ORDER) == {"1"}
    assert asked()[0][2]["_fields"] == "id,status"


@pytest.mark.parametrize("new", [True, False])
@responses.activate
def test_refund_ids_are_found_in_shops_with_and_without_a_list_of_refunds(new: bool) -> None:
    if new:
        answers("wc/v3/refunds", [{"id": 35}, {"id": 36}], total=2)
    else:
        body = {"code": "rest_no_route", "message": "", "data": {"status": 404}}
        answers("wc/v3/refunds", body, status=404)
        entries = [{"id": 35, "reason": "", "total": "-1.00"}, {"id": 36, "total": "-2.00"}]
        answers(
            "wc/v3/orders", [{"id": 26, "refunds": entries}, {"id": 27, "refunds": []}], total=2
        )
    assert the_ids(Kind.REFUND) == {"35", "36"}


@responses.activate
def test_an_id_list_that_shrinks_between_two_pages_loses_no_id() -> None:
    """Or the order would be taken for erased."""
    present = list(range(1, 202))

    def answer(asked: dict[str, str]) -> tuple[list[dict[str, int]], int]:
        first = int(asked.get("offset", (int(asked.get("page", "1")) - 1) * 100))
        shown = present[first : first + 100]
        total = len(present)
        if 1 in present:
            present.remove(1)
        return [{"id": own_id} for own_id in shown], total

    answered_by("wc/v3/products", answer)
    assert {int(own_id) for own_id in the_ids(Kind.PRODUCT)} >= set(range(2, 202))


@responses.activate
def test_no_address_is_asked_but_the_shop_s() -> None:
    answers("wc/v3/products", [], total=0)
    client().page(Kind.PRODUCT, None, None)
    assert {(call.request.url or "").partition("?")[0] for call in responses.calls} == {
        at("wc/v3/products")
    }
