"""Which of the records we hold the platform did not name."""

from __future__ import annotations

from sqlalchemy import update

from connector.records import Kind, Ref, Review, ReviewStatus
from connector.storage.engine import Database
from connector.storage.held import keys_beyond, refs_of
from connector.storage.tables import records
from tests.storage.shop import NINE, Shop, deleted, new_shop, order, product, refund


def review(ref: str, product_ref: str) -> Review:
    return Review(
        id=ref,
        product_id=product_ref,
        status=ReviewStatus.PUBLISHED,
        updated_at=NINE,
        body="çok iyi",
    )


def beyond(shop: Shop, kind: Kind, *named: str, parent: str = "") -> list[Ref]:
    theirs = {shop.key(kind, ref) for ref in named}
    with shop.database.reading() as connection:
        keys = keys_beyond(connection, shop.id, kind, theirs, parent)
        found = refs_of(connection, shop.database.keyring, keys)
    assert len(found) == len(keys)
    return sorted(found, key=lambda ref: ref.id)


def test_what_was_named_what_is_deleted_and_what_is_another_kinds_or_shops_is_left_out(
    database: Database,
) -> None:
    shop, other = new_shop(database), new_shop(database)
    shop.arrive(order("1", "#1"), order("2", "#2"), order("3", "#3"), refund("4", "1"))
    shop.arrive(deleted(Kind.ORDER, "3", 1))
    other.arrive(order("5", "#5"))
    assert beyond(shop, Kind.ORDER, "1") == [Ref(kind=Kind.ORDER, id="2")]
    assert beyond(shop, Kind.REFUND) == [Ref(kind=Kind.REFUND, id="4", parent_id="1")]


def test_of_one_parent_only_its_own(shop: Shop) -> None:
    shop.arrive(product("31", "Kupa"), review("1", "31"), review("2", "31"), review("3", "32"))
    assert beyond(shop, Kind.REVIEW, "1", parent="31") == [Ref(kind=Kind.REVIEW, id="2")]
    assert beyond(shop, Kind.REVIEW, parent="33") == []
    shop.arrive(refund("1", "31"), refund("2", "32"))
    assert [ref.id for ref in beyond(shop, Kind.REFUND, parent="31")] == ["1"]


def test_what_was_named_is_not_even_opened(shop: Shop) -> None:
    shop.arrive(order("1", "#1"), order("2", "#2"))
    with shop.database.writing() as connection:
        named = records.c.key == shop.key(Kind.ORDER, "1")
        connection.execute(update(records).where(named).values(document=b"does not open"))
    assert beyond(shop, Kind.ORDER, "1") == [Ref(kind=Kind.ORDER, id="2")]


def test_more_records_than_are_read_at_once(shop: Shop) -> None:
    shop.arrive(order("9", "#9"))
    row = {"store_id": shop.id, "kind": "order", "version": 0, "seen_at": 0, "document": b"x"}
    keys = [number.to_bytes(16, "big") for number in range(12_000)]
    with shop.database.writing() as connection:
        connection.execute(records.insert(), [{**row, "key": key} for key in keys])
    with shop.database.reading() as connection:
        found = keys_beyond(connection, shop.id, Kind.ORDER, set(keys[:-1]))
    assert sorted(found) == sorted([keys[-1], shop.key(Kind.ORDER, "9")])
