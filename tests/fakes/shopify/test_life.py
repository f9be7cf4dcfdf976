"""The shop's past and its life: the same for one seed, and never impossible."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.shopify import Shop
from tests.fakes.shopify.model import NOTHING, Order


def a_shop(seed: int, changes: int = 0) -> Shop:
    shop = Shop()
    shop.clock.stop(shop.now().replace(year=2026, month=10, day=1, hour=12, minute=0, second=0))
    shop.populate(orders=60, seed=seed, products=12)
    shop.live(changes, seed=seed)
    return shop


def possible(order: Order) -> None:
    for line in order.lines:
        assert 0 <= line.removed + order.sent_quantity(line.id) <= line.quantity
        assert order.current_quantity(line) >= 0
    assert NOTHING <= order.refunded <= order.received
    assert order.created_at <= order.updated_at
    times = [t for parcel in order.fulfillments for t in (parcel.created_at, parcel.updated_at)]
    assert all(order.created_at <= t <= order.updated_at for t in times)
    assert not (order.cancelled_at and order.sent)


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32))
def test_whatever_happens_to_an_order_is_possible(seed: int) -> None:
    shop = a_shop(seed, changes=120)
    for order in shop.truth().orders:
        possible(order)
        json.dumps(shop.body(order))


def test_one_seed_lives_one_life_and_another_another() -> None:
    def end(seed: int) -> list[Order]:
        return list(a_shop(seed, changes=100).truth().orders)

    assert end(5) == end(5)
    assert end(5) != end(6)


def test_changes_of_one_thing_never_share_a_second_unless_asked_to() -> None:
    shop = a_shop(1)
    order = next(iter(shop.orders))
    times = [shop.update_order(order.id, note=str(n)).updated_at for n in range(3)]
    assert len(set(times)) == 3
    shop.ties = True
    later = times[-1] + timedelta(seconds=5)
    shop.clock.stop(later)
    assert {shop.update_order(order.id, note=str(n)).updated_at for n in range(3)} == {later}


def test_the_truth_does_not_move_with_the_shop() -> None:
    shop = a_shop(3)
    truth = shop.truth()
    before = list(truth.orders)
    shop.live(50, seed=9)
    assert list(truth.orders) == before
    assert list(shop.truth().orders) != before


def test_a_past_of_two_hundred_thousand_orders_keeps_none_of_them() -> None:
    shop = Shop()
    shop.populate(orders=200_000)
    assert (len(shop.orders), len(shop.orders.changed)) == (200_000, 0)
    newest = shop.orders.numbered(201_000)
    assert newest
    assert newest.updated_at <= shop.now()


def test_what_is_sold_leaves_the_shelf_and_comes_back_when_it_is_cancelled() -> None:
    shop = a_shop(4)
    product = next(iter(shop.goods.products.values()))
    shelf = (product.variants[0].item_id, min(shop.goods.locations))
    before = shop.goods.levels[shelf]
    order = shop.create_order(7, [(product, 2)])
    sold = shop.goods.levels[shelf]
    assert (sold.available, sold.committed) == (before.available - 2, before.committed + 2)
    assert sold.on_hand == before.on_hand
    shop.cancel_order(order.id)
    back = shop.goods.levels[shelf]
    assert (back.available, back.committed) == (before.available, before.committed)
    assert shop.order(order.id).financial_status == "REFUNDED"


def test_what_was_sent_cannot_be_cancelled() -> None:
    shop = a_shop(4)
    order = next(o for o in shop.orders if o.sent)
    with pytest.raises(ValueError, match="outstanding fulfillments"):
        shop.cancel_order(order.id)
