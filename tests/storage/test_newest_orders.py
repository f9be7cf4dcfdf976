"""The newest orders of a person who is known, without any number."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest

from connector.records import Buyer, Kind, Order, Redact
from connector.storage.lookups import facts, find_newest
from connector.storage.order_keys import MOST_OF_ONE
from connector.storage.terms import Field, Term
from tests.storage.shop import EMRE, LATE, NINE, Shop, at, deleted, new_shop, order, refund

SHIRIN = facts(email="shirin@example.com")


def numbers(
    shop: Shop, person: Collection[Term], proof: Collection[Term] | None = None
) -> list[str]:
    return [each.order.number for each in find_newest(shop.database, shop.id, person, proof)]


def placed(n: int) -> Order:
    return order(f"{n}", f"#{n}", placed=NINE + timedelta(days=n))


def test_the_newest_come_first_and_no_more_than_a_few(shop: Shop) -> None:
    for n in (3, 1, 7, 5, 2, 6, 4):
        shop.arrive(placed(n))
    assert numbers(shop, SHIRIN) == ["#7", "#6", "#5", "#4", "#3"]


def test_of_somebody_with_very_many_the_newest_are_looked_for_among_those_that_changed_last(
    shop: Shop,
) -> None:
    many = [
        order(f"{n}", f"#{n}", placed=NINE - timedelta(days=n), minute=-n)
        for n in range(2 * MOST_OF_ONE)
    ]
    shop.arrive(*reversed(many))
    assert numbers(shop, SHIRIN) == ["#0", "#1", "#2", "#3", "#4"]


def test_they_are_whole(shop: Shop) -> None:
    shop.arrive(order(), refund())
    (found,) = find_newest(shop.database, shop.id, SHIRIN)
    assert [each.id for each in found.refunds] == ["801"]


@pytest.mark.parametrize(
    "person",
    [
        facts(email="emre@example.org"),
        facts(email="nobody@example.com"),
        facts(phone="+90 555 4711471"),
        [(Field.CUSTOMER, "7002")],
        [],
    ],
)
def test_somebody_elses_are_not_among_them(shop: Shop, person: list[Term]) -> None:
    shop.arrive(order(), order("5002", "#1002", buyer=None))
    assert numbers(shop, person) == []


def test_those_of_the_same_customer_are_theirs_under_another_address(shop: Shop) -> None:
    other = Buyer(customer_id="7001", emails=("shirin.a@example.com",))
    shop.arrive(order(), order("5002", "#1002", buyer=other, placed=LATE))
    shop.arrive(order("5003", "#1003", buyer=EMRE))
    assert numbers(shop, SHIRIN) == ["#1002", "#1001"]
    assert numbers(shop, [(Field.CUSTOMER, "7001")]) == ["#1002", "#1001"]


def test_a_fact_that_is_offered_has_to_fit_too(shop: Shop) -> None:
    shop.arrive(order(), order("5003", "#1003", buyer=EMRE))
    assert numbers(shop, SHIRIN, proof=facts(postcode="7136743211")) == ["#1001"]
    assert numbers(shop, SHIRIN, proof=facts(postcode="35220")) == []
    assert numbers(shop, SHIRIN, proof=[]) == []


def test_what_is_gone_or_of_another_shop_is_not_told(shop: Shop) -> None:
    new_shop(shop.database).arrive(order("5009", "#1009"))
    shop.arrive(order(), order("5002", "#1002"))
    shop.arrive(deleted(Kind.ORDER, "5002", 9))
    assert numbers(shop, SHIRIN) == ["#1001"]
    shop.arrive(Redact(emails=("shirin@example.com",)), received=at(60 * 24 * 90))
    assert numbers(shop, SHIRIN) == []
