"""Nothing is lost from a list that changes while it is walked, and nobody is asked too often."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest
import responses

from adapters.ecwid import pace
from adapters.ecwid.pace import MINUTE, Pace, pace_of
from adapters.ecwid.rest import STAND_IN_ALLOWS
from adapters.ecwid.shapes import Listed
from adapters.ecwid.walk import Place, dense
from connector.errors import Throttled
from connector.records import Kind
from tests.adapters.ecwid_kit import Copy, all_ids, client
from tests.fakes.ecwid import Clock, Running, fake_ecwid
from tests.fakes.ecwid.words import dice, person

DAY = 86_400


@pytest.fixture
def running() -> Iterator[Running]:
    with fake_ecwid() as running:
        yield running


def walked(running: Running, kind: Kind, meanwhile: Callable[[], None]) -> Copy:
    """As a job does it, which sleeps where it is told to. After a while the shop comes to rest."""
    asked, copy, cursor, pages = client(running), Copy(), None, 0
    while True:
        pages += 1
        assert pages < 200, "the walk does not end"
        try:
            page = asked.page(kind, None, cursor)
        except Throttled as error:
            running.shop.clock.advance(int(error.wait))
            continue
        copy.apply(page.changes)
        cursor = page.next_cursor
        if cursor is None:
            return copy
        if pages < 15:
            meanwhile()


@pytest.mark.parametrize("seed", range(6))
def test_orders_that_change_and_go_while_they_are_read_hide_no_other(
    running: Running, seed: int
) -> None:
    shop, chance = running.shop, dice(seed)
    shop.populate(orders=320, products=6, reviews=0)

    def meanwhile() -> None:
        for order in chance.sample(list(shop.orders.values()), 25):
            shop.touch_order(order)
        for order in chance.sample(list(shop.orders.values()), 3):
            shop.delete_order(order)
        shop.place_order(person(chance.randrange(99)), [])

    copy = walked(running, Kind.ORDER, meanwhile)
    assert {str(number) for number in shop.orders} <= copy.ids(Kind.ORDER)


@pytest.mark.parametrize("seed", range(6))
def test_hundreds_changed_in_one_second_are_all_read_as_they_leave_it(seed: int) -> None:
    """As after an import, or after all prices were raised."""
    with fake_ecwid(clock=Clock(-2 * DAY)) as running:
        shop, chance = running.shop, dice(seed)
        for number in range(430):
            shop.add_product(f"Cam Kandil {number}", f"KND-{number}", 90)
        second = shop.clock.now()
        for product in shop.products.values():
            product.created = product.updated = second
        shop.clock.advance(DAY)

        def meanwhile() -> None:
            for product in chance.sample(list(shop.products.values()), 40):
                shop.touch_product(product)
            shop.delete_product(chance.choice(list(shop.products.values())))

        copy = walked(running, Kind.PRODUCT, meanwhile)
        assert {str(number) for number in shop.products} <= copy.ids(Kind.PRODUCT)


@pytest.mark.parametrize(("total", "behind"), [(300, 300), (290, 190), (60, 0)])
def test_rows_that_left_a_full_second_are_stepped_back_for(total: int, behind: int) -> None:
    rows = tuple(msgspec.Raw(b"{}") for _ in range(100))
    here = Place(at=5, span=1, offset=200, seen=300)
    step = dense(Listed(total=total, items=rows), here)
    if total == 300:
        assert step.next == Place(at=6, span=1)
    else:
        assert step.next == Place(at=5, span=1, offset=behind, seen=total)


def test_what_is_still_going_on_is_waited_for(running: Running) -> None:
    """Else what comes in above what was read would be missed."""
    for number in range(101):
        running.shop.add_product(f"竹灯 {number}", f"KND-{number}", 90)
    with pytest.raises(Throttled) as raised:
        client(running).page(Kind.PRODUCT, None, None)
    assert raised.value.wait < 60


def test_hundreds_changed_just_now_are_all_read(running: Running) -> None:
    for number in range(260):
        running.shop.add_product(f"竹灯 {number}", f"KND-{number}", 90)
    copy = walked(running, Kind.PRODUCT, lambda: None)
    assert copy.ids(Kind.PRODUCT) == {str(number) for number in running.shop.products}


def test_ids_are_all_named_while_things_come_and_go(running: Running) -> None:
    shop, chance = running.shop, dice(7)
    shop.populate(orders=320, products=6, reviews=0)
    before = set(shop.orders)
    asked, found, cursor = client(running), set[str](), None
    while True:
        ids, cursor = asked.ids(Kind.ORDER, cursor)
        found.update(ids)
        if cursor is None:
            break
        for order in chance.sample(list(shop.orders.values()), 10):
            shop.delete_order(order)
        shop.touch_order(chance.choice(list(shop.orders.values())))
    assert {str(number) for number in before & set(shop.orders)} <= found
    asked_by = {name for asked in running.asked for name in asked.params if name.endswith("From")}
    assert asked_by == {"createdFrom"}


def test_a_long_silence_costs_few_requests(running: Running) -> None:
    """A year without an order, in a shop of a thousand."""
    running.shop.clock.advance(-365 * DAY)
    running.shop.populate(orders=150, products=4, reviews=0)
    running.shop.clock.advance(365 * DAY)
    running.shop.populate(orders=150, products=0, reviews=0)
    running.asked.clear()
    walked(running, Kind.ORDER, lambda: None)
    assert len(running.asked) < 60


def test_an_empty_shop_is_one_empty_page(running: Running) -> None:
    page = client(running).page(Kind.ORDER, None, None)
    assert (page.changes, page.next_cursor, page.total) == ((), None, 0)
    assert all_ids(client(running), Kind.ORDER) == set()


def test_no_more_is_asked_in_a_minute_than_ecwid_allows() -> None:
    now = [0.0]
    own = Pace(clock=lambda: now[0], most=3)
    assert [own.take() for _ in range(3)] == [0, 0, 0]
    now[0] = 10
    assert own.take() == MINUTE - 10
    now[0] = 60
    assert own.take() == 0
    assert pace.MOST < 600


def test_all_clients_of_a_token_share_its_pace() -> None:
    assert pace_of("secret_a") is pace_of("secret_a")
    assert pace_of("secret_a") is not pace_of("secret_b")


def test_a_pace_that_is_used_up_lets_others_go_first(running: Running) -> None:
    own = pace_of(running.shop.token)
    for _ in range(pace.MOST):
        own.take()
    with pytest.raises(Throttled) as raised:
        client(running).page(Kind.ORDER, None, None)
    assert 10 < raised.value.wait <= MINUTE
    assert not running.asked


def asked_until_it_waits(own: Pace) -> int:
    return next(number for number in range(10_000) if own.take())


def test_a_stand_in_on_this_machine_may_let_us_ask_faster(running: Running) -> None:
    running.shop.switches.per_minute = 900
    client(running).page(Kind.ORDER, None, None)
    asked = len(running.asked)
    assert asked + asked_until_it_waits(pace_of(running.shop.token)) == 900 - pace.SPARE


def test_ecwid_itself_is_never_asked_faster_whatever_an_answer_says(running: Running) -> None:
    word = {STAND_IN_ALLOWS: "60000"}
    with responses.RequestsMock() as mock:
        mock.get(
            f"https://app.ecwid.com/api/v3/{running.shop.store_id}/profile",
            json=running.shop.profile.shown(),
            headers=word,
        )
        client(running, api_url="").page(Kind.POLICY, None, None)
    assert asked_until_it_waits(pace_of(running.shop.token)) == pace.MOST - 1


def test_a_stand_in_slows_nobody_down(running: Running) -> None:
    own = Pace()
    own.allow(3)
    assert asked_until_it_waits(own) == pace.MOST


def test_the_shop_stops_those_who_ask_too_often(running: Running) -> None:
    running.shop.switches.per_minute = 5
    running.shop.switches.retry_after = 30
    asked = client(running)
    all_ids(asked, Kind.ORDER)
    all_ids(asked, Kind.PRODUCT)
    with pytest.raises(Throttled):
        asked.check()
