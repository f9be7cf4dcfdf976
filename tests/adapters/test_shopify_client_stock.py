"""One product or shelf asked of Shopify, in the shapes it answers in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import responses

from connector.records import (
    Deleted,
    InventoryItem,
    Kind,
    Location,
    Product,
    Ref,
    StockLevel,
    Variant,
)
from tests.adapters.shopify_api import (
    Answers,
    fetched,
    recorded,
    records_of,
    said,
)
from tests.adapters.shopify_in_graphql import (
    ITEM,
    LEVEL,
    gid,
    nodes,
    product_in_graphql,
    variant_in_graphql,
)

THEN = "2026-11-01T10:00:00Z"
WHEN = datetime(2026, 11, 1, 10, tzinfo=UTC)


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def test_a_fetched_product_and_the_delivered_one_are_equal_records(
    mock: responses.RequestsMock,
) -> None:
    body = json.loads(recorded("products-update"))
    Answers(mock, ProductById=said({"product": product_in_graphql(body)}))
    found = fetched(Kind.PRODUCT, str(body["id"]))
    delivered = records_of("products/update", body)
    assert found[: len(delivered)] == delivered
    assert {type(c) for c in found[len(delivered) :]} == {InventoryItem}


def test_a_product_of_many_variants_is_fetched_whole(mock: responses.RequestsMock) -> None:
    body = json.loads(recorded("products-update"))
    whole = product_in_graphql(body)
    first = whole["variants"]["nodes"][0]
    more = first | {"id": gid("ProductVariant", 555), "position": 101}
    pages_of_it = [
        said({"product": whole | {"variants": nodes([first], "v100")}}),
        said({"product": whole | {"variants": nodes([more])}}),
    ]
    Answers(mock, ProductById=pages_of_it)
    changes = fetched(Kind.PRODUCT, str(body["id"]))
    product = next(c for c in changes if isinstance(c, Product))
    assert product.variant_ids is not None
    assert product.variant_ids[-1] == "555"
    assert sum(isinstance(c, Variant) for c in changes) == 2


def test_a_variant_fetched_alone_knows_its_product(mock: responses.RequestsMock) -> None:
    body = json.loads(recorded("products-update"))
    of = {"id": gid("Product", body["id"]), "updatedAt": body["updated_at"]}
    one = variant_in_graphql(body["variants"][0]) | {"product": of}
    Answers(mock, VariantById=said({"productVariant": one}))
    found = fetched(Kind.VARIANT, "1")[0]
    assert found in records_of("products/update", body)


def test_an_item_comes_with_what_each_location_has_of_it(mock: responses.RequestsMock) -> None:
    Answers(mock, ItemById=said({"inventoryItem": ITEM | {"inventoryLevels": nodes([LEVEL])}}))
    item, level = fetched(Kind.INVENTORY_ITEM, "8")
    assert (item.id, item.sku, item.tracked) == ("8", "CAY", True)
    assert (level.id, level.available, level.updated_at) == ("8:3", -2, WHEN)


def test_what_the_shop_does_not_count_has_no_number(mock: responses.RequestsMock) -> None:
    item = ITEM | {"tracked": False, "inventoryLevel": LEVEL}
    Answers(mock, LevelByIds=said({"inventoryItem": item}))
    assert fetched(Kind.STOCK_LEVEL, "8:3")[1].available is None


def test_stock_a_location_no_longer_has_may_come_back(mock: responses.RequestsMock) -> None:
    Answers(mock, LevelByIds=said({"inventoryItem": ITEM | {"inventoryLevel": None}}))
    assert fetched(Kind.STOCK_LEVEL, "8:3") == (Deleted(ref=Ref(kind=Kind.STOCK_LEVEL, id="8:3")),)


def test_the_stock_of_all_locations_together_is_asked_of_the_product(
    mock: responses.RequestsMock,
) -> None:
    body = json.loads(recorded("products-update"))
    of = {"id": gid("Product", body["id"]), "updatedAt": THEN}
    Answers(
        mock,
        ItemById=said({"inventoryItem": ITEM | {"variants": {"nodes": [{"product": of}]}}}),
        ProductById=said({"product": product_in_graphql(body)}),
    )
    total = f"{body['variants'][0]['inventory_item_id']}:"
    found = fetched(Kind.STOCK_LEVEL, total)
    assert total in {c.id for c in found if isinstance(c, StockLevel)}


def test_a_closed_location_is_fetched_as_closed(mock: responses.RequestsMock) -> None:
    place = {"id": gid("Location", 3), "name": "Kadıköy", "isActive": False, "updatedAt": THEN}
    Answers(mock, LocationById=said({"location": place}))
    assert fetched(Kind.LOCATION, "3") == (
        Location(id="3", name="Kadıköy", active=False, updated_at=WHEN),
    )
