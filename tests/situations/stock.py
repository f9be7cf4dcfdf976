"""Is it in stock."""

from __future__ import annotations

from typing import Any

from tests.situations.orders import SPRING
from tests.situations.recorded import Delivered, Edit, having, shopify, woocommerce
from tests.situations.situation import Question, Situation, ask

STOCK = "/v1/stock"
VASE = woocommerce("product_updated_simple")
"""گلدان سرامیکی آبی, `VASE-BLUE`: 3 left, low from 5 on."""
SCARF = woocommerce("product_updated_backorder")
TOWEL = woocommerce("product_updated_uncounted")
SHAWL = (
    woocommerce("product_updated_variable"),
    woocommerce("product_created_variation"),
    woocommerce("product_updated_variation_of_parent_stock"),
)
"""İpek Şal: 5 of M red, and L blue out of the 20 that all other sizes share."""
PLATE = shopify("products-update")
KADIKOY = shopify("locations-create")
BURSA = shopify("locations-create", having(id=65432100102, name="بازار بورسا"))
NOTHING_SUCH: dict[str, Any] = {"outcome": "no_match", "next_actions": ("check_details",)}


def is_there(**params: str) -> Question:
    return ask(STOCK, **params)


def stocked(amount: int | None, status: str = "instock", **more: Any) -> Edit:
    """Of a WooCommerce product."""
    return having(stock_quantity=amount, stock_status=status, **more)


def level(available: int | None, location: int = 65432100101) -> Delivered:
    """So many plates of 25 cm at one location."""
    return shopify("inventory_levels-update", having(available=available, location_id=location))


def at_the_shop(name: str, product: Delivered, **more: Any) -> Situation:
    base: dict[str, Any] = {"deliveries": (product,), "now": SPRING, "next_actions": ("buy",)}
    return Situation(name=name, **{**base, **more})


STOCKS = (
    at_the_shop(
        "I want something of which there is plenty",
        woocommerce("product_published"),
        asks=is_there(sku="CEZVE"),
        facts={"items.0.availability": "InStock", "items.0.quantity": 7, "items.0.low": False},
        says=("Bakır Cezve is in stock.",),
        tells=("Bakır Cezve",),
    ),
    at_the_shop(
        "I want something of which little is left",
        VASE,
        asks=is_there(sku="vase-blue"),
        facts={"items.0.availability": "InStock", "items.0.quantity": 3, "items.0.low": True},
        says=("with only 3 left",),
        tells=("گلدان سرامیکی آبی", 3),
    ),
    at_the_shop(
        "I want the very last one",
        VASE.but(stocked(1)),
        asks=is_there(sku="VASE-BLUE"),
        facts={"items.0.quantity": 1, "items.0.low": True},
        tells=("گلدان سرامیکی آبی",),
    ),
    at_the_shop(
        "The shop itself says that little is left",
        VASE.but(stocked(None, "lowstock", manage_stock=False)),
        asks=is_there(sku="VASE-BLUE"),
        facts={"items.0.availability": "LimitedAvailability", "items.0.low": True},
        says=("but not much is left",),
        tells=("گلدان سرامیکی آبی",),
    ),
    at_the_shop(
        "It is sold out",
        VASE.but(stocked(0, "outofstock")),
        asks=is_there(sku="VASE-BLUE"),
        facts={"items.0.availability": "OutOfStock", "items.0.quantity": 0},
        next_actions=(),
        says=("is out of stock at the moment",),
        tells=("گلدان سرامیکی آبی",),
    ),
    at_the_shop(
        "It is sold out but I can order it all the same",
        SCARF,
        asks=is_there(sku="围巾-01"),
        facts={"items.0.availability": "BackOrder", "items.0.quantity": -2},
        says=("you can order it now",),
        tells=("丝绸围巾",),
    ),
    at_the_shop(
        "The shop does not count it",
        TOWEL,
        asks=is_there(sku="TOWEL"),
        facts={"items.0.availability": "InStock", "items.0.quantity": None},
        says=("Lale & Co Tea Towel is in stock.",),
        tells=("Lale & Co Tea Towel",),
    ),
    at_the_shop(
        "I ask by its number at the shop",
        VASE,
        asks=is_there(product="210"),
        facts={"items.0.sku": "VASE-BLUE"},
        tells=("گلدان سرامیکی آبی",),
    ),
    at_the_shop(
        "I ask for it by a Persian word, typed with Arabic letters",
        VASE,
        asks=is_there(q="گلدان سراميكي"),
        facts={"items.0.sku": "VASE-BLUE"},
        tells=("گلدان سرامیکی آبی",),
    ),
    at_the_shop(
        "I ask for it by a Turkish word, without its dots",
        VASE,
        asks=is_there(q="ipek sal"),
        deliveries=SHAWL,
        facts={"items.0.title": "İpek Şal – M, Kırmızı", "items.1.sku": "SAL-L-MAV"},
        tells=("İpek Şal – M, Kırmızı", "İpek Şal – L, Mavi"),
    ),
    at_the_shop(
        "I ask for it by a Chinese word",
        SCARF,
        asks=is_there(q="围巾"),
        facts={"items.0.sku": "围巾-01"},
        tells=("丝绸围巾",),
    ),
    at_the_shop(
        "I ask for it by an English word, in the plural",
        TOWEL,
        asks=is_there(q="tea towels"),
        facts={"items.0.sku": "TOWEL"},
        tells=("Lale & Co Tea Towel",),
    ),
    at_the_shop(
        "I want one size and one colour of it",
        VASE,
        asks=is_there(q="şal mavi"),
        deliveries=SHAWL,
        facts={"items.0.sku": "SAL-L-MAV", "items.0.quantity": 20},
        tells=("İpek Şal – L, Mavi",),
    ),
    at_the_shop(
        "It lies in two shops",
        PLATE,
        asks=is_there(sku="CINI-25"),
        deliveries=(PLATE, KADIKOY, BURSA, level(7), level(4, 65432100102)),
        facts={
            "items.0.quantity": 11,
            "items.0.locations": [
                {"name": "Kadıköy mağazası", "quantity": 7},
                {"name": "بازار بورسا", "quantity": 4},
            ],
        },
        tells=("Çini tabak – 25 cm / Mavi",),
    ),
    at_the_shop(
        "One of the two shops has closed",
        PLATE,
        asks=is_there(sku="CINI-25"),
        deliveries=(
            PLATE,
            KADIKOY,
            shopify("locations-deactivate"),
            BURSA,
            level(7),
            level(4, 65432100102),
        ),
        facts={"items.0.quantity": 4},
        tells=("Çini tabak – 25 cm / Mavi",),
    ),
    at_the_shop(
        "It was oversold and is made again",
        PLATE,
        asks=is_there(q="çini tabak 30 cm"),
        facts={"items.0.availability": "BackOrder", "items.0.quantity": -2},
        says=("you can order it now",),
        tells=("Çini tabak – 30 cm / Mavi",),
    ),
    at_the_shop(
        "The shop does not count the plates",
        PLATE,
        asks=is_there(sku="CINI-25"),
        deliveries=(PLATE, shopify("inventory_items-update")),
        facts={"items.0.availability": "InStock", "items.0.quantity": None},
        tells=("Çini tabak – 25 cm / Mavi",),
    ),
    at_the_shop(
        "I ask for something that the shop never had",
        VASE,
        asks=is_there(q="bisiklet"),
        says=("We could not find “bisiklet”.",),
        tells=("bisiklet",),
        **NOTHING_SUCH,
    ),
    at_the_shop(
        "I ask for something with a page of markup",
        VASE,
        asks=is_there(q="<b>bisiklet</b> {{shop}} [x](https://b.example)"),
        says=("We could not find “bisiklet",),
        **NOTHING_SUCH,
    ),
    at_the_shop(
        "It was taken off the shop",
        VASE,
        asks=is_there(sku="VASE-BLUE"),
        deliveries=(
            VASE,
            VASE.but(having(status="trash", date_modified_gmt="2026-03-04T12:00:00")),
        ),
        tells=("VASE-BLUE",),
        **NOTHING_SUCH,
    ),
    at_the_shop(
        "The shop's name for it is full of markup",
        VASE.but(having(name="<i>Vazo</i> {{ticket}} `x` [y](https://b.example)")),
        asks=is_there(sku="VASE-BLUE"),
        facts={"items.0.quantity": 3},
        tells=(3,),
    ),
)
