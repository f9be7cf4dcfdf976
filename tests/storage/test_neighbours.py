"""What is like something on the shelf, and what is not."""

from __future__ import annotations

import msgspec
import pytest

from connector.joined import Near
from connector.storage.engine import Database
from connector.storage.neighbours import find_near
from tests.storage.shop import Shop, new_shop, product, variant

SHELF = {
    "1": "Red linen shirt",
    "2": "Blue linen shirt",
    "3": "White linen shirt",
    "4": "Red clay teapot",
    "5": "Red wool scarf",
    "6": "کیف چرمی مشکی",
    "7": "كيف چرمي قهوه‌ای",
    "8": "红色运动鞋",
    "9": "蓝色运动鞋",
    "10": "Mavi ipek eşarp",
    "11": "KIRMIZI İPEK EŞARP",
    "12": "Copper lamp",
}


@pytest.fixture
def shelves(shop: Shop) -> Shop:
    shop.arrive(*(product(ref, title) for ref, title in SHELF.items()))
    return shop


def near(shop: Shop, ref: str) -> Near:
    return find_near(shop.database, shop.id, shop.stock(product=ref))


def alike(shop: Shop, ref: str) -> list[str]:
    return [item.product.id for item in near(shop, ref).alike if item.product]


@pytest.mark.parametrize(
    ("ref", "expected"),
    [("1", {"2", "3"}), ("6", {"7"}), ("8", {"9"}), ("10", {"11"}), ("4", set()), ("12", set())],
)
def test_things_alike_share_what_few_others_have(
    shelves: Shop, ref: str, expected: set[str]
) -> None:
    assert set(alike(shelves, ref)) == expected


def test_the_most_alike_comes_first(shelves: Shop) -> None:
    shelves.arrive(product("20", "Blue linen shirt, long"))
    assert alike(shelves, "20")[0] == "2"


def test_tags_make_things_alike_whose_names_are_not(shop: Shop) -> None:
    for ref, title, tags in (
        ("1", "Ayşe", ("Seramik vazo",)),
        ("2", "Leyla", ("seramik VAZO", "Yeni")),
        ("3", "Nar", ("Yeni",)),
        ("4", "Gül", ("Tablo",)),
    ):
        shop.arrive(msgspec.structs.replace(product(ref, title), tags=tags))
    assert alike(shop, "1") == ["2"]


def test_other_options_stand_apart_and_the_asked_one_is_not_among_them(shelves: Shop) -> None:
    sizes = (("21", "S"), ("22", "M"), ("23", "L"))
    shelves.arrive(*(variant(ref, "2", size) for ref, size in sizes))
    found = near(shelves, "22")
    assert [item.variant.id for item in found.siblings if item.variant] == ["21", "23"]
    assert "2" not in alike(shelves, "22")
    assert near(shelves, "2").siblings == ()


def test_what_is_not_on_sale_or_another_shops_is_never_near(database: Database) -> None:
    shop, other = new_shop(database), new_shop(database)
    shop.arrive(product("1", "Linen shirt"), product("2", "Linen shirt blue", published=False))
    other.arrive(product("3", "Linen shirt red"))
    assert near(shop, "1") == Near()


def test_nothing_is_near_nothing(shop: Shop) -> None:
    assert find_near(shop.database, shop.id, []) == Near()
    shop.arrive(variant("9", "8", "S"))
    assert find_near(shop.database, shop.id, shop.stock(product="9")) == Near()
