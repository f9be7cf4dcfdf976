"""Reviews are listed newest change first, whoever collected them and however many there are."""

from __future__ import annotations

import base64
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from connector.errors import BadRequest
from connector.records import Kind, Review, ReviewStatus
from connector.storage.engine import Database
from connector.storage.purchases import MOST_ORDERS
from connector.storage.reindex import forget_index, reindex
from connector.storage.reviews import find_reviews
from connector.storage.tables import terms
from connector.storage.terms import Field, stars
from tests.statements import statements
from tests.storage.reviewed import attached, bought, ids, listed, pages, review
from tests.storage.shop import EMRE, NINE, Shop, at, deleted, new_shop, order, product

STATES = list(ReviewStatus)
RATINGS = [None, "1", "1.5", "2.49", "3", "4.5", "5"]
REVIEWS = st.builds(
    review,
    st.sampled_from(["1", "2", "3", "10", "گل"]),
    minute=st.integers(0, 3),
    product=st.sampled_from(["", "31", "3", "31 "]),
    status=st.sampled_from(STATES),
    rating=st.sampled_from(RATINGS),
    reply=st.sampled_from(["", "Teşekkürler"]),
)
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "rating": st.integers(1, 5),
        "state": st.sampled_from(STATES),
        "product": st.sampled_from(["31", "3", "99"]),
        "answered": st.booleans(),
        "since": st.integers(0, 4).map(at),
    },
)


def fits(one: Review, asked: dict[str, Any]) -> bool:
    """The same question, asked plainly."""
    changed = one.updated_at or NINE
    return (
        one.status is not ReviewStatus.DELETED
        and asked.get("rating") in (None, stars(one.rating))
        and asked.get("state") in (None, one.status)
        and asked.get("product") in (None, one.product_id)
        and asked.get("answered") in (None, bool(one.reply))
        and changed >= asked.get("since", changed)
    )


@given(
    own=st.lists(REVIEWS, max_size=5, unique_by=lambda one: one.id),
    others=st.lists(REVIEWS, max_size=5, unique_by=lambda one: one.id),
    asked=FILTERS,
    limit=st.integers(1, 4),
)
@settings(max_examples=40)
def test_page_by_page_each_that_fits_is_listed_once_newest_first(
    database: Database, own: list[Review], others: list[Review], asked: dict[str, Any], limit: int
) -> None:
    shop = new_shop(database)
    source = attached(shop)
    shop.arrive(*own)
    source.arrive(*others)
    found = list(pages(shop, limit, **asked))
    assert all(len(page) == limit for page in found[:-1])
    assert found[-1] or len(found) == 1
    every = [one for page in found for one in page]
    of_shop = [("lale", one.id) for one in own if fits(one, asked)]
    of_source = [("sada", one.id) for one in others if fits(one, asked)]
    assert sorted((one.source, one.review.id) for one in every) == sorted([*of_shop, *of_source])
    times = [one.review.updated_at or NINE for one in every]
    assert times == sorted(times, reverse=True)
    assert every == listed(shop, limit=100, **asked)


def test_one_id_at_one_time_from_three_sources_is_three_reviews(shop: Shop) -> None:
    sources = [shop, attached(shop), attached(shop)]
    for each in sources:
        each.arrive(review("1"), review("2"))
    found = [one for page in pages(shop, 1) for one in page]
    assert len(found) == 6
    assert found == listed(shop)


@pytest.mark.parametrize(
    ("rating", "counts_as"),
    [("0.4", 1), ("1", 1), ("1.49", 1), ("2.5", 3), ("3.5", 4), ("4.5", 5), ("5", 5), ("9E+40", 5)],
)
def test_half_a_star_counts_upwards(shop: Shop, rating: str, counts_as: int) -> None:
    shop.arrive(review(rating=rating))
    assert [n for n in range(1, 6) if ids(shop, rating=n)] == [counts_as]
    assert listed(shop)[0].review.rating == Decimal(rating)


def test_a_review_without_stars_is_of_no_rating(shop: Shop) -> None:
    shop.arrive(review(rating=None))
    assert ids(shop) == ["1"]
    assert [n for n in range(1, 6) if ids(shop, rating=n)] == []


def test_what_was_deleted_is_not_listed_until_it_comes_back(shop: Shop) -> None:
    gone = ReviewStatus.DELETED
    shop.arrive(review("1"), review("2", status=gone), review("3", minute=1))
    shop.arrive(deleted(Kind.REVIEW, "1", 5))
    assert (ids(shop), ids(shop, state=gone)) == (["3"], [])
    shop.arrive(review("1", minute=6), review("2", minute=7))
    assert ids(shop) == ["2", "1", "3"]


def test_a_review_that_changes_moves_to_the_front_and_to_its_new_lists(shop: Shop) -> None:
    shop.arrive(review("1"), review("2", minute=1, rating="1"))
    shop.arrive(review("1", minute=2, rating="2", reply="Danke", status=ReviewStatus.SPAM))
    assert ids(shop) == ["1", "2"]
    assert (ids(shop, rating=5), ids(shop, rating=2)) == ([], ["1"])
    assert (ids(shop, answered=True), ids(shop, answered=False)) == (["1"], ["2"])
    assert ids(shop, state=ReviewStatus.PUBLISHED) == ["2"]


def test_since_is_the_first_moment_that_counts(shop: Shop) -> None:
    shop.arrive(review("1", minute=1), review("2", minute=2))
    assert ids(shop, since=at(2)) == ["2"]
    assert ids(shop, since=at(2) + timedelta(microseconds=1)) == []
    assert ids(shop, since=NINE.replace(year=1)) == ["2", "1"]


def test_another_shops_reviews_are_not_seen_nor_a_shops_own_through_its_source(
    database: Database,
) -> None:
    shop, other = new_shop(database), new_shop(database)
    source, others = attached(shop), attached(other)
    for number, one in enumerate([shop, source, other, others]):
        one.arrive(review(str(number)))
    assert sorted(ids(shop)) == ["0", "1"]
    assert ids(source) == ["1"]
    assert sorted(ids(other)) == ["2", "3"]


def test_what_came_while_paging_shifts_nothing(shop: Shop) -> None:
    shop.arrive(*(review(str(n), minute=n) for n in range(6)))
    first = find_reviews(shop.database, shop.id, limit=2)
    shop.arrive(review("new", minute=9))
    assert [f.review.id for f in first.reviews] == ["5", "4"]
    assert ids(shop, limit=2, cursor=first.next_cursor) == ["3", "2"]


@pytest.mark.parametrize("status", [ReviewStatus.SPAM, ReviewStatus.DELETED])
def test_what_is_taken_down_between_two_reads_is_not_shown(
    shop: Shop, status: ReviewStatus
) -> None:
    """PostgreSQL's second read may see more than its first, whose index entries are made here."""
    shop.arrive(review("1"))
    with shop.database.reading() as connection:
        before = [row._asdict() for row in connection.execute(select(terms))]
    shop.arrive(review("1", minute=1, status=status))
    with shop.database.writing() as connection:
        connection.execute(insert(terms), before)
    assert ids(shop, state=ReviewStatus.PUBLISHED) == []
    assert "deleted" not in [found.review.status for found in listed(shop)]


def a_cursor(shop: Shop) -> str:
    shop.arrive(review("1"), review("2"))
    cursor = find_reviews(shop.database, shop.id, limit=1).next_cursor
    assert cursor is not None
    return cursor


def test_a_cursor_is_short_and_fits_into_an_address(shop: Shop) -> None:
    cursor = a_cursor(shop)
    assert len(base64.urlsafe_b64decode(cursor + "=")) == 32
    assert ids(shop, cursor=cursor, limit=1) != ids(shop, limit=1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda _: "x",
        lambda _: "გული",
        lambda _: "1",
        lambda cursor: cursor[:-1],
        lambda cursor: cursor + "A",
        lambda cursor: cursor + "=",
        lambda cursor: cursor + "\n",
        lambda cursor: cursor[:-1] + "_",
        lambda cursor: cursor[:20] + " " + cursor[20:],
        lambda cursor: cursor[:20] + "+" + cursor[21:],
        lambda cursor: cursor * 2,
    ],
)
def test_what_is_no_cursor_of_ours_is_refused(shop: Shop, spoil: Any) -> None:
    with pytest.raises(BadRequest) as refused:
        find_reviews(shop.database, shop.id, cursor=spoil(a_cursor(shop)))
    assert refused.value.parameter == "cursor"


@given(cursor=st.binary(min_size=32, max_size=32))
@settings(max_examples=20)
def test_a_made_up_cursor_shows_nothing_that_is_not_the_shops(
    database: Database, cursor: bytes
) -> None:
    shop, other = new_shop(database), new_shop(database)
    shop.arrive(review("1"))
    other.arrive(review("2"))
    made_up = base64.urlsafe_b64encode(cursor).decode().rstrip("=")
    assert set(ids(shop, cursor=made_up)) <= {"1"}


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"rating": 0}, "rating"),
        ({"rating": 6}, "rating"),
        ({"limit": 0}, "limit"),
        ({"limit": -1}, "limit"),
        ({"limit": 101}, "limit"),
    ],
)
def test_what_cannot_be_asked_is_refused(shop: Shop, asked: dict[str, int], parameter: str) -> None:
    with pytest.raises(BadRequest) as refused:
        find_reviews(shop.database, shop.id, **asked)  # type: ignore[arg-type]
    assert refused.value.parameter == parameter


def test_twenty_are_listed_unless_told_otherwise(shop: Shop) -> None:
    shop.arrive(*(review(str(n)) for n in range(21)))
    assert (len(ids(shop)), len(ids(shop, limit=100))) == (20, 21)


# What the shop knows of them.


def test_the_product_is_the_shops_own(database: Database) -> None:
    shop = new_shop(database)
    source = attached(shop)
    shop.arrive(product("31", "Mavi kupa"))
    source.arrive(product("32", "Not the shop's"), review("1"), review("2", product="32"))
    source.arrive(review("3", product=""))
    titles = {f.review.id: f.product and f.product.title for f in listed(shop)}
    assert titles == {"1": "Mavi kupa", "2": None, "3": None}


ORDERS = (
    bought("5001", "#1001", "31"),
    bought("5002", "#1002", "32"),
    bought("5003", "#1003", "31", placed=NINE + timedelta(days=1)),
    bought("5004", "#1004", "31", buyer=EMRE),
)
SHIRIN_WROTE: dict[str, Any] = {"author_email": "Shirin@Example.com "}


@pytest.mark.parametrize(
    ("told", "order_id"),
    [
        ({"order_id": "5002"}, "5002"),
        ({"order_id": "5002", "order_number": "1001", **SHIRIN_WROTE}, "5002"),
        ({"order_id": "7", "order_number": "۱۰۰۴"}, "5004"),
        ({"order_id": "7", "order_number": "7", **SHIRIN_WROTE}, "5003"),
        ({"order_number": "#1002"}, "5002"),
        (SHIRIN_WROTE, "5003"),
        ({"author_email": "emre@example.org"}, "5004"),
        ({**SHIRIN_WROTE, "product": "32"}, "5002"),
        ({**SHIRIN_WROTE, "product": "33"}, None),
        ({**SHIRIN_WROTE, "product": ""}, None),
        ({"author_email": "else@example.com"}, None),
        ({"author_phone": "0912 345 6789"}, None),
        ({"order_id": "7"}, None),
        ({}, None),
    ],
)
def test_the_order_is_found_by_id_else_number_else_buyer_and_product(
    shop: Shop, told: dict[str, Any], order_id: str | None
) -> None:
    shop.arrive(*ORDERS)
    attached(shop).arrive(review(**told))
    (found,) = listed(shop)
    assert (found.order and found.order.id) == order_id


def test_no_other_shops_order_and_no_other_review_is_the_order(database: Database) -> None:
    shop, other = new_shop(database), new_shop(database)
    other.arrive(*ORDERS)
    shop.arrive(review("1", order_id="5001", order_number="1001", **SHIRIN_WROTE))
    shop.arrive(review("5001", **SHIRIN_WROTE))
    assert [found.order for found in listed(shop)] == [None, None]


def test_one_who_orders_all_day_costs_nobody_else_their_order(shop: Shop) -> None:
    tester = [bought(f"t{n}", f"T-{n}", "32", buyer=EMRE, minute=n) for n in range(MOST_ORDERS + 5)]
    shop.arrive(ORDERS[0], *tester)
    shop.arrive(review("1", author_email="emre@example.org"), review("2", **SHIRIN_WROTE))
    shop.arrive(review("3", author_email="emre@example.org", product="32"))
    orders = {found.review.id: found.order and found.order.id for found in listed(shop)}
    assert orders["1"] is None
    assert orders["2"] == "5001"
    assert orders["3"] is not None


def test_one_who_writes_all_day_is_still_known_by_their_order(shop: Shop) -> None:
    shop.arrive(ORDERS[0])
    shop.arrive(*(review(f"{n}", minute=n, **SHIRIN_WROTE) for n in range(MOST_ORDERS + 5)))
    (found,) = listed(shop, limit=1)
    assert found.order is not None


def test_a_full_page_costs_no_more_reads_than_a_single_review(shop: Shop) -> None:
    source = attached(shop)
    for n in range(60):
        shop.arrive(order(f"o{n}", f"N-{n}"), product(f"p{n}", "Kupa"))
    people = [
        review(str(n), product=f"p{n}", author_email=f"a{n}@example.com", order_number=f"N-{n}")
        for n in range(60)
    ]
    source.arrive(*people)
    with statements(shop.database) as one:
        assert len(listed(shop, limit=1)) == 1
    with statements(shop.database) as many:
        assert len([f for f in listed(shop, limit=60) if f.order and f.product]) == 60
    assert len(one) == len(many) <= 7


def test_reviews_kept_before_there_were_lists_are_listed_once_that_is_made_up_for(
    shop: Shop,
) -> None:
    shop.arrive(review("1", order_id="5001"), review("2", status=ReviewStatus.DELETED))
    with shop.database.writing() as connection:
        old = terms.c.field.in_([Field.LISTED, Field.ORDER])
        connection.execute(delete(terms).where(terms.c.store_id == shop.id, old))
    assert ids(shop) == []
    with shop.database.writing() as connection:
        forget_index(connection)
    reindex(shop.database)
    assert ids(shop, rating=5) == ["1"]
    assert {row[1] for row in shop.terms_by([(Kind.REVIEW, "1")])} == {Field.LISTED, Field.ORDER}
