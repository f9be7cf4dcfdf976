"""WooCommerce's products, variations, stock and reviews."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from connector.errors import Malformed
from connector.records import (
    Availability,
    Deleted,
    Kind,
    Product,
    Ref,
    Review,
    ReviewStatus,
    StockLevel,
    Variant,
)
from tests.adapters.woocommerce_recorded import (
    altered,
    only,
    parsed,
    recorded,
    refs,
)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("order_updated", "order_updated_v2"),
        ("product_updated_backorder", "product_updated_v2"),
    ],
)
def test_old_and_new_payload_versions_say_the_same(newer: str, older: str) -> None:
    assert parsed(recorded(newer)) == parsed(recorded(older))


@pytest.mark.parametrize(
    ("in_stock", "backordered", "word"),
    [(True, False, "instock"), (True, True, "onbackorder"), (False, False, "outofstock")],
)
def test_stock_words_of_the_old_version_are_worked_out(
    in_stock: bool, backordered: bool, word: str
) -> None:
    changes = altered("product_updated_v2", in_stock=in_stock, backordered=backordered)
    assert only(StockLevel, changes).raw_availability == word


def test_negative_stock_stays_negative() -> None:
    level = only(StockLevel, parsed(recorded("product_updated_backorder")))
    assert (level.available, level.availability) == (Decimal(-2), Availability.BACK_ORDER)
    assert only(Variant, parsed(recorded("product_updated_backorder"))).backorders


NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("enabled", "day", "expected"),
    [
        ("yes", "1796040000", (True, NOON)),
        ("yes", 1796040000, (True, NOON)),
        ("yes", "", (True, None)),
        ("yes", "soon", (True, None)),
        ("yes", "9" * 30, (True, None)),
        ("no", "1796040000", (False, None)),
        ({"x": 1}, "1796040000", (False, None)),
        (None, None, (False, None)),
    ],
)
def test_a_preorder_and_its_day_are_those_of_the_plugin(
    enabled: Any, day: Any, expected: tuple[bool, datetime | None]
) -> None:
    metas = [
        {"id": 1, "key": "_wc_pre_orders_enabled", "value": enabled},
        {"id": 2, "key": "_wc_pre_orders_availability_datetime", "value": day},
    ]
    found = only(Product, altered("product_updated_backorder", meta_data=metas))
    assert (found.preorder, found.expected_at) == expected


@pytest.mark.parametrize("metas", [None, "", {}, {"3": {"key": "x", "value": 1}}, [5, None]])
def test_junk_in_a_products_meta_costs_nothing(metas: Any) -> None:
    assert not only(Product, altered("product_updated_backorder", meta_data=metas)).preorder


def test_uncounted_stock_is_not_zero() -> None:
    """Nor is a number that was left from when it was counted."""
    for quantity in (None, 7):
        level = only(StockLevel, altered("product_updated_uncounted", stock_quantity=quantity))
        assert (level.available, level.availability) == (None, Availability.IN_STOCK)


def test_a_plugin_s_own_stock_word_is_kept_and_not_guessed() -> None:
    level = only(StockLevel, altered("product_updated_simple", stock_status="preorder-soon"))
    assert (level.availability, level.raw_availability) == (None, "preorder-soon")


@pytest.mark.parametrize(
    ("sent", "low"), [(5, Decimal(5)), ("5", Decimal(5)), ("", None), (None, None), (0, Decimal(0))]
)
def test_the_low_stock_mark_comes_in_many_kinds(sent: Any, low: Decimal | None) -> None:
    changes = altered("product_updated_simple", low_stock_amount=sent)
    assert only(Product, changes).low_stock_at == only(Variant, changes).low_stock_at == low


@pytest.mark.parametrize("sent", ["many", "NaN", [3], "1e400"])
def test_a_stock_that_is_no_number_fails_the_delivery(sent: Any) -> None:
    with pytest.raises(Malformed) as failure:
        altered("product_updated_simple", stock_quantity=sent)
    assert failure.value.path == "$.stock_quantity"


def test_a_simple_product_is_its_own_only_variant() -> None:
    changes = parsed(recorded("product_updated_simple"))
    product, variant, level = changes
    assert isinstance(product, Product)
    assert product.variant_ids == ("210",)
    assert isinstance(variant, Variant)
    assert (variant.id, variant.product_id, variant.title) == ("210", "210", "")
    assert isinstance(level, StockLevel)
    assert variant.inventory_item_id == level.inventory_item_id == "210"


def test_a_variation_is_a_variant_of_its_parent_which_is_asked_for() -> None:
    changes = parsed(recorded("product_created_variation"))
    variant = only(Variant, changes)
    assert (variant.product_id, variant.title) == ("220", "M, Kırmızı")
    assert only(StockLevel, changes).available == Decimal(5)
    assert refs(changes) == [Ref(kind=Kind.PRODUCT, id="220")]
    assert refs(altered("product_updated_variation_of_parent_stock")) == []


@pytest.mark.parametrize("parent", [0, None, ""])
def test_a_variation_of_no_product_fails(parent: Any) -> None:
    with pytest.raises(Malformed) as failure:
        altered("product_created_variation", parent_id=parent)
    assert failure.value.path == "$.parent_id"


def test_a_variation_of_any_option_is_called_by_its_name() -> None:
    changes = altered("product_created_variation", attributes=[])
    assert only(Variant, changes).title == "İpek Şal - M, Kırmızı"


def test_a_variation_counted_with_its_parent_has_no_stock_of_its_own() -> None:
    (variant,) = parsed(recorded("product_updated_variation_of_parent_stock"))
    assert isinstance(variant, Variant)
    assert variant.inventory_item_id == "220"
    parent = only(StockLevel, parsed(recorded("product_updated_variable")))
    assert (parent.inventory_item_id, parent.available) == ("220", Decimal(20))


def test_a_variable_product_lists_its_variations_and_is_none_itself() -> None:
    product, level = parsed(recorded("product_updated_variable"))
    assert isinstance(product, Product)
    assert isinstance(level, StockLevel)
    assert product.variant_ids == ("221", "222", "223")
    assert (product.low_stock_at, product.tags) == (Decimal(4), ("Hediye & Özel",))


@pytest.mark.parametrize(
    ("status", "visibility", "published"),
    [
        ("publish", "visible", True),
        ("publish", "hidden", True),
        ("draft", "visible", False),
        ("private", "visible", False),
        ("future", "visible", False),
    ],
)
def test_only_a_published_product_is_for_sale(
    status: str, visibility: str, published: bool
) -> None:
    changes = altered("product_updated_simple", status=status, catalog_visibility=visibility)
    assert only(Product, changes).published is only(Variant, changes).published is published


def test_a_binned_product_and_its_variant_are_deleted() -> None:
    refs_gone = {c.ref for c in parsed(recorded("product_updated_trash")) if isinstance(c, Deleted)}
    assert refs_gone == {Ref(kind=Kind.PRODUCT, id="241"), Ref(kind=Kind.VARIANT, id="241")}


def test_moved_stock_is_asked_after() -> None:
    assert refs(parsed(recorded("stock_updated"))) == [Ref(kind=Kind.PRODUCT, id="222")]


@pytest.mark.parametrize(
    ("approved", "status", "word"),
    [
        ("1", ReviewStatus.PUBLISHED, "approved"),
        ("0", ReviewStatus.PENDING, "hold"),
        ("spam", ReviewStatus.SPAM, "spam"),
        ("trash", ReviewStatus.DELETED, "trash"),
        ("post-trashed", ReviewStatus.DELETED, "post-trashed"),
        ("brand-new", ReviewStatus.UNKNOWN, "brand-new"),
    ],
)
def test_a_review_s_state_is_told_in_the_api_s_words(
    approved: str, status: ReviewStatus, word: str
) -> None:
    comment = json.loads(recorded("review_inserted").body)["arg"] | {"comment_approved": approved}
    review = only(Review, altered("review_inserted", arg=comment))
    assert (review.status, review.raw_status) == (status, word)


def test_a_review_has_no_rating_until_it_is_fetched() -> None:
    changes = parsed(recorded("review_inserted"))
    review = only(Review, changes)
    assert (review.rating, review.body) == (None, "عالی بود! 5/5 & زیبا")
    assert review.updated_at is None, "the row has no date of its last change"
    assert refs(changes) == [Ref(kind=Kind.REVIEW, id="71")]


def test_a_review_deleted_past_the_bin_is_deleted() -> None:
    comment = json.loads(recorded("review_deleted").body)["arg"] | {"comment_approved": "1"}
    assert only(Review, altered("review_deleted", arg=comment)).status == ReviewStatus.DELETED


def test_a_comment_without_a_date_is_still_a_review() -> None:
    comment = json.loads(recorded("review_inserted").body)["arg"]
    comment |= {"comment_date_gmt": "0000-00-00 00:00:00"}
    assert only(Review, altered("review_inserted", arg=comment)).created_at is None
