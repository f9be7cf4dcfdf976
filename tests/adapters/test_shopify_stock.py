"""Returns, stock and products."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from connector.records import (
    EVERY,
    Deleted,
    Fetch,
    Kind,
    Product,
    Redact,
    Ref,
    Return,
    ReturnStatus,
    StockLevel,
    Variant,
)
from tests.adapters.shopify_recorded import (
    SHOP,
    body_of,
    changes,
    only,
    recorded,
)


def test_a_return_is_known_at_once_and_asked_for() -> None:
    found = recorded("returns-approve")
    assert only(Return, found).status is ReturnStatus.APPROVED
    assert only(Fetch, found).ref.parent_id == "6123450001003"


def test_a_return_is_asked_for_by_what_little_is_said() -> None:
    named = Fetch(ref=Ref(kind=Kind.RETURN, id="3210000000301"))
    assert recorded("returns-update") == (named,)
    assert recorded("returns-process") == (Fetch(ref=Ref(kind=Kind.RETURN, id=EVERY)),)


def test_an_item_two_variants_share_is_counted_once() -> None:
    found = recorded("products-update")
    levels = [c for c in found if isinstance(c, StockLevel)]
    assert [(x.inventory_item_id, x.location_id, x.available) for x in levels] == [
        ("46600000000101", "", Decimal(7)),
        ("46600000000111", "", Decimal(-2)),
    ]
    assert len([v for v in found if isinstance(v, Variant)]) == 3


def test_variants_stand_in_the_shops_order() -> None:
    product = only(Product, recorded("products-update"))
    assert product.variant_ids == ("44556600000101", "44556600000111", "44556600000112")


def test_variants_beyond_the_hundredth_are_fetched() -> None:
    found = recorded("products-update-over-100-variants")
    assert only(Product, found).variant_ids == (
        "44556600000101",
        "44556600000111",
        "44556600000112",
        "44556600000901",
        "44556600000902",
    )
    assert only(Fetch, found).ref == Ref(kind=Kind.PRODUCT, id="8123400000101")


def test_a_variant_without_inventory_item_is_fetched_and_never_mixed_up_with_others() -> None:
    body = body_of("products-create")
    body["variants"][0]["inventory_item_id"] = None
    found = changes("products/update", body)
    assert [type(change) for change in found] == [Product, Fetch]


@pytest.mark.parametrize(
    "changed", [{"status": "draft"}, {"status": "unlisted"}, {"published_at": None}]
)
def test_a_product_not_on_show_is_not_published(changed: dict[str, Any]) -> None:
    body = body_of("products-create", **changed)
    assert not only(Product, changes("products/update", body)).published
    assert only(Product, recorded("products-create")).published


def test_the_only_variant_has_no_title_of_its_own() -> None:
    assert only(Variant, recorded("products-create")).title == ""


def test_stock_the_shop_does_not_count_is_not_zero() -> None:
    assert only(StockLevel, recorded("inventory_levels-update-uncounted")).available is None


def test_a_location_may_stock_an_item_again() -> None:
    gone = only(Deleted, recorded("inventory_levels-disconnect"))
    assert (gone.ref.id, gone.final) == ("46600000000101:65432100102", False)


def test_a_person_is_erased_with_their_orders() -> None:
    wanted = only(Redact, recorded("customers-redact"))
    assert wanted.order_ids == ("6123450001002", "9007199254740993")
    assert wanted.emails == ("wang.fang@example.com",)


def test_a_person_without_address_or_orders_is_erased_too() -> None:
    found = changes("customers/redact", {"shop_domain": SHOP, "customer": {"id": 7}})
    assert found == (Redact(customer_id="7"),)
