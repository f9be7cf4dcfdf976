"""Whatever order deliveries come in, and however often, the same shop stands in the end."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.records import (
    Change,
    Fetch,
    FulfillmentStatus,
    Kind,
    Order,
    PaymentStatus,
    Product,
    Ref,
    Refund,
    RefundLine,
)
from connector.storage.engine import Database
from connector.storage.held import Arrival
from tests.storage.shop import (
    EMRE,
    LATE,
    NINE,
    SHIRIN,
    Shop,
    at,
    deleted,
    item,
    level,
    location,
    money,
    new_shop,
    order,
    product,
    refund,
    shipment,
    variant,
)

LINES = (RefundLine(line_id="1", quantity=Decimal(1)),)
MANY: tuple[Change, ...] = (
    order("5001", minute=0, buyer=SHIRIN),
    order("5001", minute=1, buyer=EMRE, refund_ids=("801",)),
    order("5001", minute=1, buyer=EMRE, refund_ids=("802",)),
    order("5001", minute=1, buyer=EMRE, refund_ids=("802",), total="42.5"),
    order("5002", "#1002", minute=0),
    order("5002", "#1002", minute=None, payment=PaymentStatus.PENDING),
    deleted(Kind.ORDER, "5002", 0),
    deleted(Kind.ORDER, "5002", 1),
    deleted(Kind.ORDER, "5002", 2, final=True),
    order("5003", "#1003", minute=1),
    deleted(Kind.ORDER, "5003", 1),
    order("5003", "#1003", minute=3, other_numbers=("WEB-3",)),
    refund("801", minute=0),
    Refund(
        id="801",
        order_id="5001",
        amount=money("10"),
        created_at=NINE - timedelta(days=1),
        updated_at=at(2),
        lines=LINES,
    ),
    msgspec.structs.replace(refund("802", minute=0), lines=LINES),
    deleted(Kind.REFUND, "802", 1),
    refund("802", minute=2),
    shipment("901"),
    msgspec.structs.replace(product("31", "Mavi Kupa", sku="KUPA"), review_count=0),
    msgspec.structs.replace(product("31", "Kırmızı Kupa", minute=1), review_count=1),
    variant("41", "31", "Büyük", item="item-1"),
    level("item-1", "1", 3),
    level("item-1", "1", 4, minute=1),
    Fetch(ref=Ref(kind=Kind.ORDER, id="5001")),
)
NAMES = [
    *((Kind.ORDER, ref) for ref in ("5001", "5002", "5003")),
    *((Kind.REFUND, ref) for ref in ("801", "802")),
    (Kind.SHIPMENT, "901"),
    (Kind.PRODUCT, "31"),
    (Kind.VARIANT, "41"),
    (Kind.STOCK_LEVEL, "item-1:1"),
]


def state(shop: Shop) -> tuple[object, ...]:
    """All of a shop but when we saw it, to the letter."""
    return repr(shop.copies(NAMES)), shop.terms_by(NAMES), shop.asked()


@st.composite
def histories(draw: st.DrawFn) -> list[list[Change]]:
    """All of MANY, some of it twice, in any order, in deliveries of one to three changes."""
    again = draw(st.lists(st.sampled_from(MANY), max_size=6))
    changes = draw(st.permutations([*MANY, *again]))
    cuts = iter(draw(st.lists(st.integers(1, 3), min_size=len(changes), max_size=len(changes))))
    rest = iter(changes)
    pieces = (list(itertools.islice(rest, cut)) for cut in cuts)
    return [piece for piece in pieces if piece]


def batches(arrivals: Sequence[Arrival], sizes: Sequence[int]) -> list[Sequence[Arrival]]:
    ends = list(itertools.accumulate(sizes))
    cuts = zip([0, *ends], [*ends, len(arrivals)], strict=True)
    return [arrivals[start:end] for start, end in cuts]


@given(history=histories(), sizes=st.lists(st.integers(1, 9), max_size=6))
@settings(max_examples=15)
def test_any_order_and_repetition_ends_in_the_same_state(
    database: Database, history: list[list[Change]], sizes: list[int]
) -> None:
    straight, mixed = new_shop(database), new_shop(database)
    straight.arrive(*MANY)
    arrivals = [mixed.arrival(*changes) for changes in history]
    for batch in batches(arrivals, sizes):
        mixed.arrive_together(batch)
    assert state(mixed) == state(straight)


def test_the_newest_copy_is_shown_and_found_by_what_it_says(shop: Shop) -> None:
    shop.arrive(order(minute=2, buyer=EMRE, total="9"))
    shop.arrive(order(minute=1, buyer=SHIRIN, total="8"))
    found = shop.find(email="emre@example.org")
    assert found is not None
    assert found.order.total == money("9")
    assert shop.find(email="shirin@example.com") is None


def test_terms_of_an_older_copy_go_when_a_newer_one_comes(shop: Shop) -> None:
    shop.arrive(order(number="#1001"))
    shop.arrive(order(number="#2002", minute=1))
    assert shop.find("1001") is None
    assert shop.find("2002") is not None


@pytest.mark.parametrize("batched", [True, False])
def test_two_copies_of_one_time_are_asked_about_until_a_newer_one_comes(
    shop: Shop, batched: bool
) -> None:
    further = order(fulfillment=FulfillmentStatus.FULFILLED)
    twice = [shop.arrival(order()), shop.arrival(further)]
    for batch in [twice] if batched else [[one] for one in reversed(twice)]:
        shop.arrive_together(batch)
    found = shop.find()
    assert found is not None
    assert found.order.fulfillment_status is FulfillmentStatus.FULFILLED
    assert shop.asked() == [("order", "5001", "conflict")]
    shop.arrive(order(minute=1))
    assert shop.asked() == []


def test_a_conflict_is_moot_when_the_order_is_deleted_for_good_at_that_time(shop: Shop) -> None:
    shop.arrive(order(), order(total="7"))
    shop.arrive(deleted(Kind.ORDER, "5001", 0, final=True))
    assert shop.asked() == []


def test_an_older_copy_does_not_end_the_asking(shop: Shop) -> None:
    shop.arrive(order(minute=1), order(minute=1, total="7"))
    shop.arrive(order(minute=0))
    assert shop.asked() == [("order", "5001", "conflict")]


def test_what_a_delivery_asked_for_is_not_forgotten_over_a_conflict(shop: Shop) -> None:
    shop.arrive(Fetch(ref=Ref(kind=Kind.ORDER, id="5001")))
    shop.arrive(order(), order(total="7"))
    shop.arrive(order(minute=1))
    assert shop.asked() == [("order", "5001", "asked")]


@pytest.mark.parametrize("late", [True, False])
def test_an_order_deleted_for_good_never_comes_back(shop: Shop, late: bool) -> None:
    gone, newer = deleted(Kind.ORDER, "5001", 1, final=True), order(minute=9)
    for change in (order(), newer, gone) if late else (gone, order(), newer):
        shop.arrive(change)
    assert shop.find() is None


@pytest.mark.parametrize("late", [True, False])
def test_an_order_from_the_bin_comes_back_with_a_newer_copy(shop: Shop, late: bool) -> None:
    gone, newer = deleted(Kind.ORDER, "5001", 1), order(minute=2)
    for change in (order(), newer, gone) if late else (order(), gone, newer):
        shop.arrive(change)
    assert shop.find() is not None


def test_an_order_in_the_bin_is_not_brought_back_by_an_older_copy(shop: Shop) -> None:
    shop.arrive(deleted(Kind.ORDER, "5001", 1))
    shop.arrive(order(minute=0))
    assert shop.find() is None


def test_a_refund_taken_back_does_not_return(shop: Shop) -> None:
    shop.arrive(order(), refund("801"))
    shop.arrive(deleted(Kind.REFUND, "801", 1))
    shop.arrive(refund("801", minute=2))
    found = shop.find()
    assert found is not None
    assert found.refunds == ()


def test_a_deletion_without_a_time_is_as_old_as_its_delivery(shop: Shop) -> None:
    undated = msgspec.structs.replace(deleted(Kind.ORDER, "5001", 0), at=None)
    shop.arrive(order(minute=1))
    shop.arrive(undated)
    assert shop.find() is not None


def test_parts_may_come_before_their_order(shop: Shop) -> None:
    shop.arrive(refund("801"))
    shop.arrive(shipment("901"))
    assert shop.find() is None
    shop.arrive(order())
    found = shop.find()
    assert found is not None
    assert [part.id for part in (*found.refunds, *found.shipments)] == ["801", "901"]


def test_parts_that_a_newer_copy_of_the_order_leaves_out_are_gone(shop: Shop) -> None:
    shop.arrive(refund("801"), refund("802"), shipment("901"), shipment("902"))
    shop.arrive(order(minute=1, refund_ids=("802",), shipment_ids=("901",)))
    found = shop.find()
    assert found is not None
    assert [part.id for part in (*found.refunds, *found.shipments)] == ["802", "901"]


def test_a_refund_newer_than_the_order_counts_although_it_is_not_listed(shop: Shop) -> None:
    shop.arrive(order(minute=1, refund_ids=()))
    shop.arrive(refund("801", minute=2))
    found = shop.find()
    assert found is not None
    assert [part.id for part in found.refunds] == ["801"]


def test_stores_with_equal_ids_never_mix(database: Database) -> None:
    one, other = new_shop(database), new_shop(database)
    both = [one.arrival(order(total="1"), refund("801"), product("31", "Lamp"))]
    both += [other.arrival(order(total="2", buyer=EMRE))]
    one.arrive_together(both)
    mine, theirs = one.find(), other.find()
    assert mine is not None
    assert theirs is not None
    assert (mine.order.total, theirs.order.total) == (money("1"), money("2"))
    assert theirs.refunds == ()
    assert other.stock(words="lamp") == []
    assert one.find(email="emre@example.org") is None
    one.arrive(deleted(Kind.ORDER, "5001", 1, final=True))
    assert other.find() is not None


STOCK: tuple[Change, ...] = (
    product("31", "Keten Gömlek"),
    variant("41", "31", "S", item="shared"),
    variant("42", "31", "M", item="shared"),
    item("shared", sku="LINEN-1"),
    level("shared", "1", 5),
    location("1", "Kadıköy"),
)


@given(st.permutations(STOCK))
@settings(max_examples=15)
def test_two_variants_share_one_stock_level_whatever_came_first(
    database: Database, arrivals: list[Change]
) -> None:
    shop = new_shop(database)
    for change in arrivals:
        shop.arrive(change)
    shown = shop.stock(words="keten gömlek")
    assert [part.variant and part.variant.id for part in shown] == ["41", "42"]
    for part in shown:
        assert isinstance(part.product, Product)
        assert part.inventory_item is not None
        assert [one.available for one in part.levels] == [Decimal(5)]
        assert part.locations["1"].name == "Kadıköy"
    assert [part.variant for part in shop.stock(sku="linen-1")] == [part.variant for part in shown]


def test_an_inventory_item_without_its_product_is_nothing_to_sell_yet(shop: Shop) -> None:
    shop.arrive(item("item-41", sku="LINEN-1"), level("item-41", "1"))
    assert shop.stock(sku="LINEN-1") == []
    shop.arrive(variant("41", "31"))
    [found] = shop.stock(sku="LINEN-1")
    assert found.product is None
    assert found.variant is not None


def test_a_record_without_a_time_of_its_own_is_as_old_as_its_delivery(shop: Shop) -> None:
    shop.arrive(order(minute=None, total="1"))
    shop.arrive(order(minute=-1, total="2"))
    found = shop.find()
    assert found is not None
    assert isinstance(found.order, Order)
    assert (found.order.updated_at, found.order.total) == (NINE, money("1"))
    assert found.seen_at == LATE


@pytest.mark.parametrize("first", ["order", "parts"])
def test_parts_of_the_orders_own_second_count_although_it_does_not_list_them(
    shop: Shop, first: str
) -> None:
    whole = order(minute=1, refund_ids=(), shipment_ids=())
    parts = (refund("801", minute=1), shipment("901", minute=1))
    for change in (whole, *parts) if first == "order" else (*parts, whole):
        shop.arrive(change)
    found = shop.find()
    assert found is not None
    assert [part.id for part in (*found.refunds, *found.shipments)] == ["801", "901"]


def test_a_deleted_location_sells_nothing_and_an_unknown_one_is_believed(shop: Shop) -> None:
    shop.arrive(product("31", "Lamp"), variant("32", "31", item="7"), level("7", "1"))
    [stocked] = shop.stock(words="lamp")
    assert stocked.locations == {}
    shop.arrive(location("1", "Depo"), deleted(Kind.LOCATION, "1", 5, final=True))
    [stocked] = shop.stock(words="lamp")
    assert [(place.id, place.active) for place in stocked.locations.values()] == [("1", False)]


def test_levels_of_a_deleted_inventory_item_are_gone(shop: Shop) -> None:
    shop.arrive(product("31", "Lamp"), variant("32", "31", item="7"), level("7", "1"))
    shop.arrive(deleted(Kind.INVENTORY_ITEM, "7", 5, final=True))
    [stocked] = shop.stock(words="lamp")
    assert stocked.levels == ()
