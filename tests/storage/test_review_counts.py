"""A product whose number of ratings moved has its reviews asked for, whatever told us of it."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from connector.records import EVERY, Fetch, Kind, Product, Ref
from connector.storage.engine import Database, micros
from connector.storage.tables import fetches
from tests.storage.shop import LATE, Shop, at, deleted, new_shop


def rated(count: int | None, *, minute: int = 0, ref: str = "31") -> Product:
    return Product(
        id=ref, title="Mavi kupa", published=True, updated_at=at(minute), review_count=count
    )


def asked(shop: Shop) -> list[tuple[str, int]]:
    """Whose reviews, and at what time."""
    with shop.database.reading() as connection:
        query = select(fetches).where(fetches.c.store_id == shop.id)
        rows = connection.execute(query).all()
    assert all((row.kind, row.ref, row.reason) == (Kind.REVIEW, EVERY, "asked") for row in rows)
    return sorted((row.parent_ref, row.asked_at) for row in rows)


def test_a_count_that_moved_asks_for_the_reviews_of_that_product_alone(shop: Shop) -> None:
    shop.arrive(rated(3), rated(3, ref="32"))
    assert asked(shop) == []
    shop.arrive(rated(4, minute=1), rated(3, minute=1, ref="32"))
    assert asked(shop) == [("31", micros(LATE))]


def test_a_count_that_falls_asks_too(shop: Shop) -> None:
    shop.arrive(rated(3))
    shop.arrive(rated(2, minute=1))
    assert asked(shop) == [("31", micros(LATE))]


@pytest.mark.parametrize(
    ("held", "told", "asks"),
    [(0, 0, False), (3, 3, False), (3, None, False), (None, None, False), (None, 0, True)],
)
def test_only_a_count_that_is_known_to_differ_or_known_at_last_asks(
    shop: Shop, held: int | None, told: int | None, asks: bool
) -> None:
    shop.arrive(rated(held))
    shop.arrive(rated(told, minute=1))
    assert bool(asked(shop)) is asks


def test_a_product_that_came_back_has_its_reviews_asked_for(shop: Shop) -> None:
    shop.arrive(rated(3))
    shop.arrive(deleted(Kind.PRODUCT, "31", 1))
    assert asked(shop) == []
    shop.arrive(rated(3, minute=2))
    assert asked(shop) == [("31", micros(LATE))]


@pytest.mark.parametrize("together", [False, True])
def test_the_same_is_asked_in_any_order_of_arrival(database: Database, together: bool) -> None:
    for order in itertools.permutations([rated(0), rated(1, minute=1), rated(0, minute=2)]):
        shop = new_shop(database)
        if together:
            shop.arrive(*order)
        else:
            for each in order:
                shop.arrive(each)
        assert asked(shop) == [("31", micros(LATE))], order


def test_two_shops_with_one_product_id_are_not_mixed_up(database: Database) -> None:
    one, other = new_shop(database), new_shop(database)
    one.arrive_together([one.arrival(rated(1)), other.arrival(rated(1))])
    one.arrive_together([one.arrival(rated(2, minute=1)), other.arrival(rated(2, minute=1))])
    assert asked(one) == asked(other) == [("31", micros(LATE))]


def test_a_count_that_moves_again_before_it_is_asked_about_is_one_hint(shop: Shop) -> None:
    later = LATE + timedelta(minutes=1)
    shop.arrive(rated(1))
    shop.arrive(rated(2, minute=1))
    shop.arrive(rated(3, minute=2), received=later)
    assert asked(shop) == [("31", micros(later))]


def test_a_delivery_that_asked_for_them_goes_on_waiting_for_them(shop: Shop) -> None:
    shop.arrive(rated(1), Fetch(ref=Ref(kind=Kind.REVIEW, id=EVERY, parent_id="31")))
    shop.arrive(rated(2, minute=1))
    with shop.database.reading() as connection:
        (row,) = connection.execute(select(fetches)).all()
    assert row.delivery == b"some"
