"""A shop lives on, its deliveries come late, double or never, and our copy is the shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.ecwid import adapter
from connector.contract import Delivery
from connector.records import Kind
from tests.adapters.ecwid_kit import Copy, all_pages, asked_for, client
from tests.fakes.ecwid import Carriage, Running, fake_ecwid
from tests.fakes.ecwid.receiver import Receiver, receiver


@pytest.fixture
def running() -> Iterator[Running]:
    with fake_ecwid() as running:
        running.shop.populate(orders=40, products=10, reviews=8)
        yield running


@pytest.fixture
def taker(running: Running) -> Iterator[Receiver]:
    with receiver() as found:
        running.shop.post.to = found.url
        yield found


def loaded(running: Running) -> Copy:
    copy = Copy()
    for kind in adapter.kinds:
        copy.apply(all_pages(client(running), kind))
    return copy


def hear(running: Running, taker: Receiver, copy: Copy) -> None:
    """What the core does with what arrived: checks it, then asks."""
    seen, asked = set[str](), client(running)
    for got in taker.got:
        delivery = Delivery(headers=got.headers, body=got.body)
        assert adapter.signature.valid(delivery, [running.shop.client_secret])
        key = adapter.read_envelope(delivery).key
        if key not in seen:
            seen.add(key)
            for ref in asked_for(got.body):
                copy.apply(asked.fetch(ref))


def assert_same(running: Running, copy: Copy) -> None:
    fresh = loaded(running)
    for kind in (Kind.ORDER, Kind.PRODUCT, Kind.REVIEW):
        assert copy.of(kind) == fresh.of(kind)
    truth = running.truth()
    assert copy.ids(Kind.ORDER) == {str(number) for number in truth.order_numbers()}
    for product in copy.of(Kind.PRODUCT).values():
        for own_id in product.variant_ids:
            assert copy.of(Kind.VARIANT)[own_id] == fresh.of(Kind.VARIANT)[own_id]
            item = copy.of(Kind.VARIANT)[own_id].inventory_item_id
            assert copy.of(Kind.STOCK_LEVEL)[item] == fresh.of(Kind.STOCK_LEVEL)[item]
    for order in copy.of(Kind.ORDER).values():
        for own_id in (*order.refund_ids, *order.shipment_ids):
            assert any(own_id in copy.ids(kind) for kind in (Kind.REFUND, Kind.SHIPMENT))


@pytest.mark.parametrize("seed", range(3))
def test_deliveries_in_any_order_and_twice_end_in_the_shop(
    running: Running, taker: Receiver, seed: int
) -> None:
    copy = loaded(running)
    running.shop.live(60, seed=seed)
    running.shop.deliver(Carriage(double=0.3, shuffle=True, seed=seed))
    assert taker.got
    hear(running, taker, copy)
    assert_same(running, copy)


@pytest.mark.parametrize("seed", range(3))
def test_what_deliveries_missed_a_sweep_finds(running: Running, taker: Receiver, seed: int) -> None:
    copy = loaded(running)
    since = datetime.fromtimestamp(running.shop.clock.now(), UTC) - timedelta(minutes=10)
    running.shop.live(60, seed=seed)
    running.shop.deliver(Carriage(drop=0.6, shuffle=True, seed=seed))
    hear(running, taker, copy)
    for kind in adapter.kinds:
        copy.apply(all_pages(client(running), kind, since))
    assert_same(running, copy)
