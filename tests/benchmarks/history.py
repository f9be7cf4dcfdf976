"""What a made-up shop has on its shelf and has sold: always the same, so that what was written once
serves again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from connector.records import (
    Address,
    AnyRecord,
    Buyer,
    FulfillmentStatus,
    InventoryItem,
    Money,
    Order,
    OrderLine,
    PaymentStatus,
    Product,
    Shipment,
    ShipmentStatus,
    StockLevel,
    Tracking,
    Variant,
)

PRODUCTS = 2_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = {
    "@type": "MerchantReturnPolicy",
    "applicableCountry": "TR",
    "returnPolicyCategory": "MerchantReturnFiniteReturnWindow",
    "merchantReturnDays": 30,
    "returnMethod": "ReturnByMail",
    "returnFees": "FreeReturn",
}
WORDS = ("fincan", "tabak", "kâse", "sürahi", "çaydanlık", "tepsi", "bardak", "kavanoz")
COLOURS = ("kırmızı", "mavi", "yeşil", "beyaz", "siyah", "sarı", "mor", "pembe")


def email(number: int) -> str:
    return f"alici{number}@example.com"


def sku(number: int) -> str:
    return f"MAL-{number}"


def words(number: int) -> str:
    return f"{COLOURS[number // 8 % 8]} {WORDS[number % 8]} {number // 64}"


def order_id(number: int) -> str:
    return str(5_000_000_000 + number)


def order(number: int) -> Iterator[AnyRecord]:
    """One that was sent, with its parcel."""
    at = BEGAN + timedelta(seconds=number)
    address = Address(
        name="Zeynep Kaya",
        street=f"Bağdat Caddesi {number % 400}",
        locality="İstanbul",
        postal_code=f"{34000 + number % 900}",
        country="TR",
        phone=f"+90532{number:07d}",
    )
    price = Money(amount=Decimal("149.90"), currency="TRY")
    yield Order(
        id=order_id(number),
        updated_at=at,
        number=f"#{number}",
        placed_at=at,
        total=price,
        payment_status=PaymentStatus.PAID,
        fulfillment_status=FulfillmentStatus.FULFILLED,
        ship_to_country="TR",
        lines=(
            OrderLine(
                id=str(number),
                title=words(number % PRODUCTS),
                quantity=Decimal(1),
                sku=sku(number % PRODUCTS),
                product_id=str(number % PRODUCTS),
                variant_id=f"v{number % PRODUCTS}",
                total=price,
            ),
        ),
        buyer=Buyer(
            customer_id=str(number // 3),
            name="Zeynep Kaya",
            emails=(email(number),),
            phones=(address.phone,),
            billing_address=address,
            shipping_address=address,
        ),
    )
    yield Shipment(
        id=str(8_000_000_000 + number),
        order_id=order_id(number),
        updated_at=at,
        status=ShipmentStatus.IN_TRANSIT,
        carrier="Yurtiçi Kargo",
        tracking=(Tracking(number=f"YK{number:012d}"),),
        shipped_at=at,
    )


def shelf(products: int) -> Iterator[AnyRecord]:
    for number in range(products):
        own, item = str(number), f"i{number}"
        yield Product(id=own, updated_at=BEGAN, title=words(number), published=True)
        yield Variant(
            id=f"v{number}",
            updated_at=BEGAN,
            product_id=own,
            title="",
            sku=sku(number),
            inventory_item_id=item,
        )
        yield InventoryItem(id=item, updated_at=BEGAN, tracked=True)
        yield StockLevel(
            id=f"l{number}",
            updated_at=BEGAN,
            inventory_item_id=item,
            available=Decimal(number % 20),
        )
