"""What staff see of the shelf as a whole."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from connector.answers.insights_facts import Insight
from connector.records import Change, Order, OrderLine
from connector.storage import insights
from connector.storage.engine import Database
from connector.storage.insights import find_insights
from tests.storage.shop import NINE, Shop, level, location, new_shop, order, product, variant

DAY = timedelta(days=1)


def stocked(ref: str, left: int, **more: object) -> tuple[Change, ...]:
    """A product with one variant, named by its own id."""
    one = msgspec.structs.replace(variant(ref, ref, item=ref), **more)
    return product(ref, f"Thing {ref}"), one, level(ref, available=left)


def bought(ref: str, units: int, days: float = 1) -> Order:
    line = OrderLine(id="1", title="x", quantity=Decimal(units), product_id=ref, variant_id=ref)
    name = f"{ref}-{days}"
    placed = order(name, f"#{name}", placed=NINE - days * DAY)
    return msgspec.structs.replace(placed, lines=(line,))


def listed(shop: Shop, insight: Insight, most: int = 20) -> list[str]:
    found = find_insights(shop.database, shop.id, [insight], most=most, now=NINE)
    assert set(found) == {insight}
    return [each.item.variant.id for each in found[insight] if each.item.variant]


def test_what_is_missed_most_comes_first_and_what_nobody_bought_last(shop: Shop) -> None:
    shop.arrive(*stocked("1", 0), *stocked("2", 0), *stocked("3", 5), *stocked("4", -2))
    shop.arrive(bought("1", 2), bought("4", 9, days=20), bought("3", 50), bought("4", 99, days=40))
    assert listed(shop, Insight.OUT_OF_STOCK) == ["4", "1", "2"]
    assert listed(shop, Insight.OUT_OF_STOCK, most=2) == ["4", "1"]


def test_what_another_place_has_or_what_is_sold_on_is_not_out_of_stock(shop: Shop) -> None:
    shop.arrive(location("a", "Tehran"), location("b", "Izmir"))
    shop.arrive(product("1", "Cup"), variant("1", "1", item="1"), level("1", "a", 0))
    shop.arrive(*stocked("2", 0, backorders=True))
    assert listed(shop, Insight.OUT_OF_STOCK) == ["1"]
    shop.arrive(level("1", "b", 3))
    assert listed(shop, Insight.OUT_OF_STOCK) == []


def test_what_comes_in_again_is_missed_no_more(shop: Shop) -> None:
    shop.arrive(*stocked("1", 0))
    shop.arrive(level("1", available=4, minute=1))
    assert listed(shop, Insight.OUT_OF_STOCK) == []


def test_only_what_is_on_sale_is_told_of(shop: Shop) -> None:
    shop.arrive(*stocked("1", 0), *stocked("2", 0, published=False), bought("2", 5))
    shop.arrive(msgspec.structs.replace(product("1", "Thing 1", minute=1), published=False))
    for insight in Insight:
        assert listed(shop, insight) == []


def test_best_sellers_are_by_units_and_of_this_shop(database: Database) -> None:
    shop, other = new_shop(database), new_shop(database)
    for each in (shop, other):
        each.arrive(*stocked("1", 5), *stocked("2", 0), *stocked("3", 5))
    shop.arrive(bought("1", 2), bought("1", 2, days=9), bought("2", 5, days=27))
    other.arrive(bought("3", 100))
    assert listed(shop, Insight.BEST_SELLERS) == ["2", "1"]


def test_what_will_be_gone_first_comes_first(shop: Shop) -> None:
    shop.arrive(*stocked("1", 9), *stocked("2", 3), *stocked("3", 500), *stocked("4", 0))
    for ref in "1234":
        shop.arrive(bought(ref, 7))
    assert listed(shop, Insight.SELLING_FAST) == ["2", "1"]


def test_no_more_is_looked_at_than_can_be_shown(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insights, "MOST_LOOKED_AT", 2)
    shop.arrive(*(each for n in range(5) for each in stocked(f"{n}", 0)))
    assert len(listed(shop, Insight.OUT_OF_STOCK)) == 2
