"""What orders sold is counted once, however often and in whatever order they arrive."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connector.joined import Sold
from connector.records import (
    FulfillmentStatus,
    Kind,
    Order,
    OrderLine,
    PaymentStatus,
    Redact,
    RedactStore,
)
from connector.storage.engine import Database, micros
from connector.storage.sales import MOST_UNITS, sold_since
from connector.storage.tables import sales
from tests.storage.shop import LATE, NINE, Shop, at, deleted, new_shop, order, product, variant

DAY = timedelta(days=1)


def line(variant_id: str = "21", quantity: str = "1", product_id: str = "2") -> OrderLine:
    return OrderLine(
        id=f"l{variant_id}",
        title="İpek eşarp",
        quantity=Decimal(quantity),
        product_id=product_id,
        variant_id=variant_id,
    )


def with_lines(of: Order, *lines: OrderLine) -> Order:
    return msgspec.structs.replace(of, lines=lines)


def rows(shop: Shop) -> list[tuple[object, ...]]:
    with shop.database.reading() as connection:
        query = select(sales.c.item, sales.c.sold_at, sales.c.units, sales.c.record)
        found = connection.execute(query.where(sales.c.store_id == shop.id)).all()
    return sorted(tuple(row) for row in found)


def sold(shop: Shop, ref: str, kind: Kind = Kind.VARIANT) -> Sold | None:
    week, month = (micros(NINE - timedelta(days=days)) for days in (7, 28))
    with shop.database.reading() as connection:
        found = sold_since(connection, shop.id, week, month).get(shop.key(kind, ref))
    return found.sold() if found else None


def test_each_line_is_counted_by_the_day_it_was_ordered(shop: Shop) -> None:
    shop.arrive(with_lines(order("1", "#1", placed=NINE - DAY), line(), line("22", "2.5")))
    shop.arrive(with_lines(order("2", "#2", placed=NINE - 8 * DAY), line(quantity="3")))
    shop.arrive(with_lines(order("3", "#3", placed=NINE - 29 * DAY), line(quantity="100")))
    assert sold(shop, "21") == Sold(week=Decimal(1), month=Decimal(4))
    assert sold(shop, "22") == Sold(week=Decimal("2.5"), month=Decimal("2.5"))


def test_the_first_moment_of_the_seven_days_counts_and_the_last_before_does_not(
    shop: Shop,
) -> None:
    moment = timedelta(microseconds=1)
    shop.arrive(with_lines(order("1", "#1", placed=NINE - 7 * DAY), line()))
    shop.arrive(with_lines(order("2", "#2", placed=NINE - 7 * DAY - moment), line()))
    shop.arrive(with_lines(order("3", "#3", placed=NINE - 28 * DAY), line()))
    shop.arrive(with_lines(order("4", "#4", placed=NINE - 28 * DAY - moment), line()))
    assert sold(shop, "21") == Sold(week=Decimal(1), month=Decimal(3))


@pytest.mark.parametrize(
    "off",
    [
        {"cancelled_at": at(5)},
        {"fulfillment_status": FulfillmentStatus.CANCELLED},
        *({"payment_status": status} for status in ("failed", "expired", "voided")),
    ],
)
def test_an_order_that_came_to_nothing_sells_nothing(shop: Shop, off: dict[str, object]) -> None:
    whole = with_lines(order("1", "#1"), line())
    shop.arrive(whole)
    assert sold(shop, "21") is not None
    if "payment_status" in off:
        off = {"payment_status": PaymentStatus(str(off["payment_status"]))}
    shop.arrive(msgspec.structs.replace(whole, updated_at=at(5), **off))
    assert rows(shop) == []


def test_a_deleted_order_sells_nothing_and_one_that_comes_back_does(shop: Shop) -> None:
    shop.arrive(with_lines(order("1", "#1"), line()))
    shop.arrive(deleted(Kind.ORDER, "1", 1))
    assert rows(shop) == []
    shop.arrive(with_lines(order("1", "#1", minute=2), line()))
    assert len(rows(shop)) == 1
    shop.arrive(deleted(Kind.ORDER, "1", 3, final=True))
    assert rows(shop) == []


def test_a_person_who_is_forgotten_leaves_what_was_sold(shop: Shop) -> None:
    shop.arrive(with_lines(order("1", "#1"), line()))
    before = rows(shop)
    shop.arrive(Redact(emails=("shirin@example.com",)))
    assert shop.find("1", email="shirin@example.com") is None
    assert rows(shop) == before != []


def test_a_store_that_is_forgotten_has_sold_nothing(shop: Shop) -> None:
    shop.arrive(with_lines(order("1", "#1"), line()))
    shop.arrive(RedactStore())
    assert rows(shop) == []


def test_what_cannot_be_a_number_of_things_keeps_no_order_out(shop: Shop) -> None:
    odd = (line("1", "1e30"), line("2", "0"), line("3", "-2"), line("", "1", product_id=""))
    shop.arrive(with_lines(order("1", "#1"), *odd))
    assert [row[2] for row in rows(shop)] == [MOST_UNITS]
    assert shop.find("#1", email="shirin@example.com") is not None


def test_a_line_that_names_only_the_product_sold_its_only_variant(shop: Shop) -> None:
    shop.arrive(product("2", "Kupa"), variant("2", "2"))
    shop.arrive(product("3", "Gömlek"), variant("31", "3", "S"), variant("32", "3", "M"))
    named = (line("", "2"), line("2", "1"), line("", "4", product_id="3"))
    shop.arrive(with_lines(order("1", "#1"), *named))
    assert sold(shop, "2") == Sold(week=Decimal(3), month=Decimal(3))
    assert sold(shop, "2", Kind.PRODUCT) is None
    assert sold(shop, "3", Kind.PRODUCT) == Sold(week=Decimal(4), month=Decimal(4))


quantities = st.lists(st.integers(1, 3).map(str), max_size=3)
copies = st.builds(
    lambda ref, minute, counts, off: (
        with_lines(
            order(ref, f"#{ref}", minute=minute, placed=NINE - DAY),
            *(line(f"{n}", count) for n, count in enumerate(counts)),
        )
        if not off
        else deleted(Kind.ORDER, ref, minute)
    ),
    st.sampled_from(["1", "2"]),
    st.integers(0, 3),
    quantities,
    st.booleans(),
)


@settings(max_examples=40)
@given(data=st.data(), changes=st.lists(copies, max_size=5))
def test_any_order_of_arrival_and_any_repetition_sells_the_same(
    database: Database, data: st.DataObject, changes: list[Order]
) -> None:
    one, other = new_shop(database), new_shop(database)
    for change in changes:
        one.arrive(change)
    shuffled = data.draw(st.permutations([*changes, *changes[:2]]))
    other.arrive_together([other.arrival(change, received=LATE) for change in shuffled])
    names = {"1", "2"}

    def counted(shop: Shop) -> list[tuple[object, ...]]:
        known = {shop.key(Kind.VARIANT, f"{n}"): n for n in range(3)}
        orders = {shop.key(Kind.ORDER, ref): ref for ref in names}
        return sorted((known[r[0]], r[2], orders[r[3]]) for r in rows(shop))  # type: ignore[index]

    assert counted(one) == counted(other)
