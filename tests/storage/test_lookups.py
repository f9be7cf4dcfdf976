"""What a shopper types finds their order and what they want to buy, and nothing of anyone else."""

from __future__ import annotations

import msgspec
import pytest

from connector.records import Buyer, Kind, Order, Policy, Shipment, Tracking
from connector.storage.engine import Database
from connector.storage.lookups import facts, find_orders, find_policy
from connector.storage.order_keys import MOST_FITTING
from tests.storage.shop import (
    EMRE,
    LATE,
    NINE,
    SHIRIN,
    Shop,
    deleted,
    level,
    new_shop,
    order,
    product,
    shipment,
    variant,
)


@pytest.fixture
def printed(shop: Shop) -> Shop:
    """A shop with one order as the shop prints it, `#WEB-1001`, also known as `9001`."""
    shop.arrive(order(number="#WEB-1001", other_numbers=("9001",)))
    shop.arrive(order("5002", "#1002", buyer=EMRE))
    return shop


SPELLINGS = (
    "#WEB-1001",
    "WEB-1001",
    "web-1001",
    " # Web - 1001 ",
    "ＷＥＢ－１００１",
    "WEB-۱۰۰۱",
    "web-١٠٠١",
    "WEB–1001",
    "№ WEB-1001",
    "\u200fWEB-1001\u200e",
    "9001",
    "۹۰۰۱",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_order_is_found_however_its_number_is_typed(printed: Shop, spelling: str) -> None:
    found = printed.find(spelling, email="shirin@example.com")
    assert found is not None
    assert found.order.id == "5001"


@pytest.mark.parametrize("number", ["1001", "WEB-100", "WEB-10011", "", "#", "%", "WEB_1001"])
def test_a_number_that_is_only_nearly_right_finds_nothing(printed: Shop, number: str) -> None:
    assert printed.find(number) is None


PROOFS = (
    {"email": "shirin@example.com"},
    {"email": " Shirin@Example.COM "},
    {"phone": "+98 912 345 6789"},
    {"phone": "0912 345 6789"},
    {"phone": "۰۹۱۲۳۴۵۶۷۸۹"},
    {"phone": "0098-912-345-6789"},
    {"postcode": "71367-43211"},
    {"postcode": "۷۱۳۶۷ ۴۳۲۱۱"},
    {"email": "wrong@example.com", "postcode": "7136743211"},
)


@pytest.mark.parametrize("proof", PROOFS)
def test_any_one_right_fact_proves_an_order_is_theirs(printed: Shop, proof: dict[str, str]) -> None:
    found = printed.find("WEB-1001", **proof)
    assert found is not None
    assert found.order.buyer == SHIRIN


NO_PROOFS = (
    {"email": "emre@example.org"},
    {"email": "shirin@example.co"},
    {"email": "@"},
    {"phone": "0532 111 22 33"},
    {"phone": "6789"},
    {"phone": "0"},
    {"postcode": "35220"},
    {"postcode": "7001"},
    {"email": "09123456789"},
    {"postcode": "5001"},
)


@pytest.mark.parametrize("proof", NO_PROOFS)
def test_no_wrong_fact_shows_an_order(printed: Shop, proof: dict[str, str]) -> None:
    assert printed.find("WEB-1001", **proof) is None


def test_no_facts_at_all_prove_nothing(printed: Shop) -> None:
    assert facts(email=" ", phone="-", postcode="\u200f") == []
    assert find_orders(printed.database, printed.id, "WEB-1001", []) == ()


def test_the_phone_of_an_address_proves_as_well_as_the_buyers(shop: Shop) -> None:
    shop.arrive(order(buyer=EMRE))
    assert shop.find(phone="+90 532 111 22 33") is not None


def test_of_two_orders_of_one_number_the_one_with_the_right_fact_is_shown(shop: Shop) -> None:
    shop.arrive(order("1", "#7", buyer=SHIRIN), order("2", "#7", buyer=EMRE, placed=LATE))
    of_shirin, of_anyone = shop.find("7", email="shirin@example.com"), shop.find("7")
    assert of_shirin is not None
    assert of_anyone is not None
    assert (of_shirin.order.id, of_anyone.order.id) == ("1", "2")


def test_the_printed_number_goes_before_another_orders_other_number(shop: Shop) -> None:
    shop.arrive(order("1", "#7"), order("2", "#8", other_numbers=("7",), placed=LATE))
    found = shop.find("7")
    assert found is not None
    assert found.order.id == "1"


UPS = "1Z 999 AA1 01 2345 6784"


def sent(ref: str, order_ref: str, *numbers: str) -> Shipment:
    tracking = tuple(Tracking(number=number) for number in numbers)
    return msgspec.structs.replace(shipment(ref, order_ref), tracking=tracking)


def paid(ref: str, number: str, *transactions: str, buyer: Buyer = SHIRIN) -> Order:
    return msgspec.structs.replace(order(ref, number, buyer=buyer), transaction_ids=transactions)


def numbers_found(shop: Shop, asked: str, **fact: str) -> list[str]:
    proof = facts(**fact) if fact else None
    return [found.order.number for found in find_orders(shop.database, shop.id, asked, proof)]


@pytest.mark.parametrize(
    "typed", [UPS, "1z999aa10123456784", "１Z999AA10123456784", "1Z-999-AA10123456784"]
)
def test_an_order_is_found_by_the_tracking_number_of_its_parcel(printed: Shop, typed: str) -> None:
    printed.arrive(sent("901", "5001", "77777777", UPS))
    found = printed.find(typed, email="shirin@example.com")
    assert found is not None
    assert found.order.id == "5001"
    assert [parcel.id for parcel in found.shipments] == ["901"]
    assert printed.find(typed, email="emre@example.org") is None
    assert printed.find("1Z999AA10123456785", email="shirin@example.com") is None


def test_a_parcel_that_arrives_before_its_order_finds_it_later(shop: Shop) -> None:
    shop.arrive(sent("901", "5001", UPS))
    assert shop.find(UPS) is None
    shop.arrive(order())
    assert shop.find(UPS, email="shirin@example.com") is not None


def test_a_tracking_number_that_is_none_finds_nothing(printed: Shop) -> None:
    printed.arrive(sent("901", "5001", "N/A", "", "pickup"))
    assert [printed.find(typed) for typed in ("N/A", "pickup", "")] == [None, None, None]


def test_a_tracking_number_stays_in_its_shop(database: Database) -> None:
    shop, other = new_shop(database), new_shop(database)
    shop.arrive(order(), sent("901", "5001", UPS))
    assert shop.find(UPS) is not None
    assert other.find(UPS) is None


def test_a_parcel_that_was_deleted_leads_nowhere(printed: Shop) -> None:
    printed.arrive(sent("901", "5001", UPS))
    printed.arrive(deleted(Kind.SHIPMENT, "901", 1))
    assert printed.find(UPS) is None


def test_an_order_is_found_by_the_id_of_its_payment(shop: Shop) -> None:
    shop.arrive(paid("1", "#1", "pi_3NxAbC9"), paid("2", "#2", "pi_4", buyer=EMRE))
    assert numbers_found(shop, "PI_3nxabc9", email="shirin@example.com") == ["#1"]
    assert numbers_found(shop, "pi_3NxAbC9", email="emre@example.org") == []


def test_a_printed_number_goes_before_a_tracking_number(shop: Shop) -> None:
    shop.arrive(order("1", "#1234567"), order("2", "#8"), sent("901", "2", "1234567"))
    assert numbers_found(shop, "1234567") == ["#1234567"]


def test_a_parcel_of_two_orders_gives_both_and_only_those_that_are_theirs(shop: Shop) -> None:
    shop.arrive(order("1", "#1"), order("2", "#2", placed=LATE), order("3", "#3", buyer=EMRE))
    shop.arrive(sent("901", "1", UPS), sent("902", "2", UPS), sent("903", "3", UPS))
    assert numbers_found(shop, UPS, email="shirin@example.com") == ["#2", "#1"]
    assert numbers_found(shop, UPS, email="emre@example.org") == ["#3"]
    assert numbers_found(shop, UPS, email="someone@example.org") == []
    assert len(numbers_found(shop, UPS)) == 3
    for found in find_orders(shop.database, shop.id, UPS, None):
        assert [parcel.order_id for parcel in found.shipments] == [found.order.id]


def test_a_number_that_many_orders_share_does_not_load_them_all(shop: Shop) -> None:
    shop.arrive(*(order(f"{n}", f"#{n}") for n in range(MOST_FITTING + 5)))
    shop.arrive(*(sent(f"p{n}", f"{n}", "00000000") for n in range(MOST_FITTING + 5)))
    assert len(numbers_found(shop, "00000000")) == MOST_FITTING


def test_any_address_of_the_same_customer_proves_the_order(shop: Shop) -> None:
    work = msgspec.structs.replace(
        SHIRIN, emails=("shirin@work.example.com",), phones=("0211234567",)
    )
    shop.arrive(order("1", "#1"), order("2", "#2", buyer=work))
    assert shop.find("1", email="Shirin@Work.example.com") is not None
    assert shop.find("2", email="shirin@example.com") is not None
    assert shop.find("1", phone="0211234567") is None, "addresses are merged, phones are not"
    assert shop.find("1", email="emre@example.org") is None


def test_guests_are_nobodys_customers(shop: Shop) -> None:
    guest = msgspec.structs.replace(SHIRIN, customer_id="")
    other = Buyer(customer_id="", emails=("other@example.com",))
    shop.arrive(order("1", "#1", buyer=guest), order("2", "#2", buyer=other))
    assert shop.find("1", email="other@example.com") is None


def test_a_customer_of_another_shop_is_another_person(database: Database) -> None:
    shop, elsewhere = new_shop(database), new_shop(database)
    shop.arrive(order("1", "#1"))
    elsewhere.arrive(order("9", "#9", buyer=Buyer(customer_id="7001", emails=("x@example.com",))))
    assert shop.find("1", email="x@example.com") is None


def test_the_stores_policy_is_found_and_no_other_stores(database: Database) -> None:
    shop, other = new_shop(database), new_shop(database)
    shop.arrive(Policy(id="MerchantReturnPolicy", document='{"days": 30}', updated_at=NINE))
    found = find_policy(database, shop.id)
    assert found is not None
    assert found.document == '{"days": 30}'
    assert find_policy(database, other.id) is None


@pytest.fixture
def shelves(shop: Shop) -> Shop:
    shop.arrive(
        product("1", "Café Mug – Large"),
        product("2", "İpek Eşarp, KIRMIZI"),
        variant("21", "2", "Küçük", sku="ESARP-K"),
        variant("22", "2", "Büyük", sku="ESARP-B"),
        product("3", "كيف چرمی زنانه"),
        product("4", "红色运动鞋"),
        product("5", "Secret Mug", published=False, sku="SECRET"),
        product("6", "T-Shirt"),
        variant("61", "6", "S"),
        variant("62", "6", "Sage"),
        product("7", "iPhone手机壳"),
        level("item-21", available=1),
    )
    return shop


QUESTIONS: tuple[tuple[str, list[str]], ...] = (
    ("mug", ["1"]),
    ("CAFE", ["1"]),
    ("café mug", ["1"]),
    ("lar", ["1"]),
    ("ipek", ["21", "22"]),
    ("kirmizi esarp", ["21", "22"]),
    ("kırmızı eşarp küçük", ["21"]),
    ("BÜYÜK İPEK", ["22"]),
    ("کیف", ["3"]),
    ("کيف چرمي", ["3"]),
    ("运动鞋", ["4"]),
    ("红色", ["4"]),
    ("iphone 手机", ["7"]),
    ("shirt s", ["61"]),
    ("shirt", ["61", "62"]),
    ("sage", ["62"]),
    ("mu", []),
    ("secret", []),
    ("secret mug", ["1"]),
    ("zebra", []),
    ("", []),
    ("%", []),
)


@pytest.mark.parametrize(("words", "expected"), QUESTIONS)
def test_things_are_found_by_words_in_any_language(
    shelves: Shop, words: str, expected: list[str]
) -> None:
    shown = [part.variant or part.product for part in shelves.stock(words=words)]
    assert [one.id for one in shown if one] == expected


def test_a_sku_or_an_id_finds_just_the_one(shelves: Shop) -> None:
    [by_sku] = shelves.stock(sku="esarp-k")
    [by_id] = shelves.stock(product="21")
    assert by_sku.variant == by_id.variant
    assert [one.available for one in by_sku.levels] == [1]
    assert shelves.stock(sku="SECRET") == []
    assert shelves.stock(product="5") == []


def test_a_variant_its_product_no_longer_lists_is_not_sold(shop: Shop) -> None:
    shop.arrive(variant("41", "31", "S"), variant("42", "31", "M"))
    listed = product("31", "Cap", minute=1)
    shop.arrive(msgspec.structs.replace(listed, variant_ids=("42",)))
    assert [part.variant and part.variant.id for part in shop.stock(words="cap")] == ["42"]


def test_a_deleted_product_takes_its_variants_off_the_shelf(shop: Shop) -> None:
    shop.arrive(product("31", "Cap"), variant("41", "31", "Green"))
    shop.arrive(deleted(Kind.PRODUCT, "31", 1))
    assert shop.stock(words="green") == []


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Red cup", "cups"),
        ("Cam bardak", "bardaklar"),
        ("红色茶杯", "茶"),
        ("فنجان چینی", "فنجان‌ها"),
        ("کفش‌های ورزشی", "کفشهای"),
        ("کفش‌های ورزشی", "کفش های ورزشی"),
        ("كتاب‌ها و مجله‌ها", "کتابها"),
        ("روسری ابریشمی آبی", "روسري ابريشمى"),
        ("IŞIKLI İĞNE YASTIĞI", "ışıklı iğne yastığı"),
        ("ışıklı iğne yastığı", "IŞIKLI İĞNE"),
        ("ıhlamur çayı", "Ihlamur"),
        ("Kırmızı bardak", "kirmizi bardaklarınız"),
        ("不锈钢保温杯", "保温杯"),
        ("不锈钢保温杯", "有没有保温杯"),
        ("حقيبة جلدية", "الحقيبة"),
        ("الحقيبة الجلدية", "حقيبة"),
        ("حقيبة جلدية", "بالحقائب والحقيبة"),
        ("حقيبة جلدية", "حقيبه جلديه"),
        ("قَمِيصٌ أَحْمَر", "قميص احمر"),
        ("إبريق الشاي", "ابريق"),
        ("Kaffeetasse weiß", "kaffeetassen weiss"),
        ("Tasse à café", "tasses a cafe"),
    ],
)
def test_a_thing_is_found_by_its_plural_and_by_one_character(
    database: Database, title: str, asked: str
) -> None:
    shop = new_shop(database)
    shop.arrive(product("1", title))
    assert [item.product and item.product.title for item in shop.stock(words=asked)] == [title]
    assert shop.stock(words="xyzzy") == []


def test_a_question_of_two_hundred_characters_without_spaces_finds_its_thing(shop: Shop) -> None:
    """Each pair of them is a word."""
    title = "".join(chr(0x4E00 + nth) for nth in range(200))
    shop.arrive(product("51", title), product("52", title[:150]))
    assert [item.product and item.product.id for item in shop.stock(words=title)] == ["51"]
