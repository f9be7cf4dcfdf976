"""What an older version kept is found by what a newer one looks it up by."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from sqlalchemy import select

from connector.records import OrderLine, Shipment, ShipmentStatus, Tracking
from connector.storage import reindex as indexing
from connector.storage.held import index
from connector.storage.reindex import forget_index, reindex
from connector.storage.tables import kept_values, sales, terms
from tests.storage.shop import Shop, item, level, order, product, variant

UPS = "1Z999AA10123456784"


def fill(shop: Shop) -> None:
    bought = OrderLine(id="1", title="Kupa", quantity=Decimal(2), product_id="2", variant_id="21")
    whole = msgspec.structs.replace(order(), lines=(bought,))
    sent = Shipment(
        id="901",
        order_id="5001",
        status=ShipmentStatus.IN_TRANSIT,
        tracking=(Tracking(number=UPS),),
    )
    tagged = msgspec.structs.replace(product("2", "Mavi kupa"), tags=("Mutfak",))
    shop.arrive(whole, sent, tagged, variant("21", "2", sku="K-1"), item("item-21"))
    shop.arrive(level("item-21", available=0))


def indexed(shop: Shop) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with shop.database.reading() as connection:
        found = connection.execute(select(terms).where(terms.c.store_id == shop.id)).all()
        sold = connection.execute(select(sales).where(sales.c.store_id == shop.id)).all()
    return sorted(map(tuple, found)), sorted(map(tuple, sold))


def grow_old(shop: Shop) -> None:
    """As if a version had kept it that indexed next to nothing."""
    with shop.database.writing() as connection:
        connection.execute(terms.delete())
        connection.execute(sales.delete())
        forget_index(connection)


def kept(shop: Shop) -> dict[str, bytes]:
    with shop.database.reading() as connection:
        return {row.name: row.value for row in connection.execute(select(kept_values))}


def test_what_was_kept_before_is_found_and_counted(shop: Shop) -> None:
    fill(shop)
    before = indexed(shop)
    grow_old(shop)
    assert shop.find(UPS) is None
    assert reindex(shop.database) == 6
    assert indexed(shop) == before
    assert len(before[1]) == 1
    assert shop.find(UPS) is not None
    assert reindex(shop.database) == 0, "it is done once"


def test_one_that_was_killed_goes_on_where_it_was(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(shop)
    before = indexed(shop)
    grow_old(shop)
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    batches = 0

    def killed(*given: object) -> None:
        nonlocal batches
        batches += 1
        if batches == 3:
            raise KeyboardInterrupt
        index(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(indexing, "index", killed)
    with pytest.raises(KeyboardInterrupt):
        reindex(shop.database)
    assert "index_version" not in kept(shop)
    assert reindex(shop.database) == 2, "four were done"
    assert indexed(shop) == before
    assert "index_done_to" not in kept(shop)


def test_one_begun_by_another_version_begins_anew(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(shop)
    monkeypatch.setattr(indexing, "INDEX_VERSION", indexing.INDEX_VERSION + 1)
    with shop.database.writing() as connection:
        connection.execute(
            kept_values.insert(), {"name": "index_done_to", "value": b"1 " + b"\xff" * 16}
        )
    assert reindex(shop.database) == 6
