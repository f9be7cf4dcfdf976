"""Lists: what is counted, in which order, and which questions are not understood."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from tests.fakes.woocommerce import Running
from tests.fakes.woocommerce.clock import gmt, local
from tests.fakes.woocommerce.conftest import NOON, Ask
from tests.fakes.woocommerce.words import person


def ids(answer: requests.Response) -> list[int]:
    return [row["id"] for row in answer.json()]


def test_pages_together_hold_every_order_once(running: Running, ask: Ask) -> None:
    running.shop.populate(orders=25, products=4, reviews=0)
    pages = [
        ask("orders", per_page=10, page=page, orderby="modified", order="asc", _fields="id")
        for page in (1, 2, 3)
    ]
    assert [page.headers["X-WP-Total"] for page in pages] == ["25"] * 3
    assert [page.headers["X-WP-TotalPages"] for page in pages] == ["3"] * 3
    found = [one for page in pages for one in ids(page)]
    assert sorted(found) == sorted(running.shop.truth().order_ids())
    assert 'rel="next"' in pages[1].headers["Link"]
    assert 'rel="prev"' in pages[1].headers["Link"]
    assert 'rel="next"' not in pages[2].headers["Link"]


def test_beyond_the_last_page_orders_count_nothing(running: Running, ask: Ask) -> None:
    running.shop.populate(orders=5, products=4, reviews=0)
    beyond = ask("orders", per_page=3, page=99)
    assert beyond.json() == []
    assert beyond.headers["X-WP-Total"] == "0"
    assert "per_page=3&page=0&status%5B0%5D=any>" in beyond.headers["Link"]


def test_beyond_the_last_page_products_are_still_counted(running: Running, ask: Ask) -> None:
    running.shop.populate(products=4, reviews=0)
    beyond = ask("products", page=9)
    assert (beyond.json(), beyond.headers["X-WP-Total"]) == ([], "4")


def test_a_filter_that_does_not_exist_finds_everything(running: Running, ask: Ask) -> None:
    running.shop.populate(orders=11, products=4, reviews=9)
    assert ask("orders", number="NAR-1405-12").headers["X-WP-Total"] == "11"
    everything = ask("products/reviews", status="all", modified_after="2099-01-01T00:00:00")
    assert everything.headers["X-WP-Total"] == "9"


def test_the_bin_is_only_shown_when_it_is_asked_for(running: Running, ask: Ask) -> None:
    running.shop.populate(orders=6, products=4, reviews=0)
    binned = min(running.shop.truth().order_ids())
    running.shop.trash_order(binned)
    assert binned not in ids(ask("orders"))
    assert binned not in ids(ask("orders", status="any"))
    assert ids(ask("orders", status="trash")) == [binned]
    assert ask(f"orders/{binned}").json()["status"] == "trash"


def test_modified_after_leaves_out_its_own_second(running: Running, ask: Ask) -> None:
    shop = running.shop
    shop.populate(orders=4, products=4, reviews=0)
    first, second = sorted(shop.truth().order_ids())[:2]
    shop.write_meta(first, "_seen", "1")
    shop.clock.advance(1)
    shop.write_meta(second, "_seen", "1")

    def since(moment: int) -> list[int]:
        return ids(
            ask(
                "orders",
                modified_after=gmt(moment),
                dates_are_gmt="true",
                orderby="modified",
                order="asc",
            )
        )

    before = ask("orders", modified_before=gmt(NOON + 1), dates_are_gmt="true")
    assert first in ids(before)
    assert second not in ids(before)
    assert since(NOON - 1) == [first, second]
    assert since(NOON) == [second]
    assert since(NOON + 1) == []


def test_without_dates_are_gmt_a_date_is_the_shops_own(running: Running, ask: Ask) -> None:
    running.shop.populate(orders=2, products=4, reviews=0)
    touched = min(running.shop.truth().order_ids())
    running.shop.write_meta(touched, "_seen", "1")
    assert ids(ask("orders", modified_after=local(NOON - 1))) == [touched]
    assert ids(ask("orders", modified_after=local(NOON))) == []


def test_the_past_was_not_changed_in_the_order_it_was_made(running: Running, ask: Ask) -> None:
    running.shop.populate(orders=90, products=4, reviews=0)
    rows = ask("orders", per_page=90, orderby="modified", order="asc").json()
    dates = [row["date_modified_gmt"] for row in rows]
    assert dates == sorted(dates)
    assert len(set(dates)) < len(dates)
    assert [row["id"] for row in rows] != sorted(row["id"] for row in rows)
    assert all(row["date_created_gmt"] <= row["date_modified_gmt"] for row in rows)


def test_a_doubled_slash_in_the_path_is_overlooked(ask: Ask) -> None:
    assert ask("/orders").status_code == 200


def test_an_offset_with_dates_are_gmt_loses_three_hours(running: Running, ask: Ask) -> None:
    running.shop.populate(orders=2, products=4, reviews=0)
    running.shop.write_meta(min(running.shop.truth().order_ids()), "_seen", "1")
    since = f"{gmt(NOON - 60)}Z"
    assert ids(ask("orders", modified_after=since, dates_are_gmt="true")) == []
    assert len(ids(ask("orders", modified_after=since))) == 1


def test_what_changes_an_orders_date_and_what_does_not(running: Running, ask: Ask) -> None:
    shop = running.shop
    shop.populate(orders=0, products=4, reviews=0)
    own = shop.place_order(person(1), [(min(shop.products), 2)], "processing")

    def date() -> str:
        return str(ask(f"orders/{own}").json()["date_modified_gmt"])

    def moved(act: Callable[[], object]) -> bool:
        before = date()
        shop.clock.advance(5)
        act()
        return date() != before

    assert moved(lambda: shop.write_meta(own, "_seen", "1"))
    assert moved(lambda: shop.refund_amount(own, 100))
    assert not moved(lambda: shop.delete_refund(own, shop.order(own).refunds[0].id))
    assert ask(f"orders/{own}").json()["refunds"] == []
    assert not moved(lambda: shop.add_note(own, "packed"))
    assert moved(lambda: shop.trash_order(own))
    assert moved(lambda: shop.restore_order(own))


def test_a_variations_change_takes_its_parents_date_along(running: Running, ask: Ask) -> None:
    running.shop.populate(products=5, reviews=0)
    variation = next(one for one in running.shop.products.values() if one.kind == "variation")
    running.shop.clock.advance(7)
    running.shop.set_stock(variation.id, 3)
    when = gmt(NOON + 7)
    assert ask(f"products/{variation.parent_id}").json()["date_modified_gmt"] == when
    listed = ask("variations", modified_after=gmt(NOON + 6), dates_are_gmt="true")
    assert ids(listed) == [variation.id]


@pytest.mark.parametrize(
    "asked",
    [{"per_page": 0}, {"per_page": 101}, {"page": 0}, {"orderby": "total"}, {"status": "lost"}],
)
def test_what_cannot_be_is_refused(ask: Ask, asked: dict[str, object]) -> None:
    refused = ask("orders", **asked)
    assert refused.status_code == 400
    assert refused.json()["code"] == "rest_invalid_param"


def test_fields_of_a_list_leave_out_links_that_one_order_keeps(running: Running, ask: Ask) -> None:
    running.shop.populate(orders=1, products=4, reviews=0)
    (row,) = ask("orders", _fields="id,number,billing.email").json()
    assert list(row) == ["id", "billing", "number"]
    assert list(row["billing"]) == ["email"]
    assert "_links" in ask(f"orders/{row['id']}", _fields="id").json()


def test_include_takes_a_comma_list_and_of_repeated_ones_the_last(
    running: Running, ask: Ask
) -> None:
    running.shop.populate(orders=5, products=4, reviews=0)
    first, second, *_ = sorted(running.shop.truth().order_ids())
    assert ids(ask("orders", include=f"{first},{second}")) == [second, first]
    assert ids(ask("orders", include=[first, second])) == [second]


def test_a_search_finds_too_much_by_mail_and_nothing_by_number(running: Running, ask: Ask) -> None:
    shop = running.shop
    shop.populate(orders=0, products=4, reviews=0)
    wares = [(min(shop.products), 1)]
    first = shop.place_order(person(10), wares, number="NAR-1405-12")
    second = shop.place_order(person(100), wares)
    start = person(10).email.partition("@")[0]
    assert person(100).email.startswith(start)
    assert ids(ask("orders", search=start)) == [second, first]
    assert ids(ask("orders", search="NAR-1405-12")) == []
    assert ids(ask("orders", search=str(first))) == [first]


def test_skus_find_variations_that_lists_leave_out(running: Running, ask: Ask) -> None:
    running.shop.populate(products=5, reviews=0)
    variation = next(one for one in running.shop.products.values() if one.kind == "variation")
    assert variation.id not in ids(ask("products", per_page=100))
    (found,) = ask("products", sku=variation.sku).json()
    assert (found["id"], found["type"], found["parent_id"]) == (
        variation.id,
        "variation",
        variation.parent_id,
    )
