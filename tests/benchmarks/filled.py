"""A shop with as many orders as asked for, filled past the door; kept, since it takes a while."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from config.settings import Settings
from connector.cli.stores import keep_policy
from connector.records import (
    KINDS,
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
from connector.storage.engine import Database, micros
from connector.storage.held import Held, save
from connector.storage.keys import record_key
from connector.storage.migrate import migrate, open_database
from connector.storage.newest import Copy
from connector.storage.stores import Scope, add_store, create_key

PRODUCTS = 2_000
AT_ONCE = 2_000
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    home: Path
    orders: int
    products: int
    key: str
    """Of scope `answers`."""

    @staticmethod
    def email(number: int) -> str:
        return f"alici{number}@example.com"

    @staticmethod
    def sku(number: int) -> str:
        return f"MAL-{number}"

    @staticmethod
    def words(number: int) -> str:
        return f"{COLOURS[number // 8 % 8]} {WORDS[number % 8]} {number // 64}"


def filled(folder: Path, orders: int) -> Filled:
    home = folder / f"filled-{orders}"
    told = home / "filled.json"
    if not told.exists():
        told.write_text(json.dumps({"key": fill(home, orders)}))
    key = json.loads(told.read_text())["key"]
    return Filled(home=home, orders=orders, products=PRODUCTS, key=key)


def fill(home: Path, orders: int) -> str:
    home.mkdir(parents=True, exist_ok=True)
    settings = Settings(home=home)
    migrate(settings.database, settings.secret_keys)
    database = open_database(settings.database, settings.secret_keys)
    store = add_store(database, "shopify", "bench.myshopify.com", "Bench", {})
    keep_policy(database, store.id, json.dumps(POLICY))
    for some in batches(shelf(PRODUCTS), AT_ONCE):
        keep(database, store.id, some)
    for some in batches((part for n in range(orders) for part in order(n)), AT_ONCE):
        keep(database, store.id, some)
    key = create_key(database, store.id, Scope.ANSWERS)
    database.close()
    return key


def batches(these: Iterator[AnyRecord], size: int) -> Iterator[list[AnyRecord]]:
    some: list[AnyRecord] = []
    for each in these:
        some.append(each)
        if len(some) == size:
            yield some
            some = []
    yield some


def keep(database: Database, store_id: int, some: Iterable[AnyRecord]) -> None:
    """As `apply` leaves them, without asking what we had."""
    rows = {}
    for record in some:
        assert record.updated_at is not None
        version, kind = micros(record.updated_at), KINDS[type(record)]
        copy = Copy(version=version, record=record)
        held = Held(store_id=store_id, kind=kind, copy=copy, seen_at=version, ref=record.id)
        rows[record_key(store_id, kind, record.id)] = held
    with database.writing() as connection:
        save(connection, database.keyring, rows)


def order(number: int) -> Iterator[AnyRecord]:
    """One that was sent, with its parcel."""
    at, who = BEGAN + timedelta(seconds=number), Filled.email(number)
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
        id=str(5_000_000_000 + number),
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
                title=f"{Filled.words(number % PRODUCTS)}",
                quantity=Decimal(1),
                sku=Filled.sku(number % PRODUCTS),
                product_id=str(number % PRODUCTS),
                variant_id=f"v{number % PRODUCTS}",
                total=price,
            ),
        ),
        buyer=Buyer(
            customer_id=str(number // 3),
            name="Zeynep Kaya",
            emails=(who,),
            phones=(address.phone,),
            billing_address=address,
            shipping_address=address,
        ),
    )
    yield Shipment(
        id=str(8_000_000_000 + number),
        order_id=str(5_000_000_000 + number),
        updated_at=at,
        status=ShipmentStatus.IN_TRANSIT,
        carrier="Yurtiçi Kargo",
        tracking=(Tracking(number=f"YK{number:012d}"),),
        shipped_at=at,
    )


def shelf(products: int) -> Iterator[AnyRecord]:
    for number in range(products):
        own, item = str(number), f"i{number}"
        yield Product(id=own, updated_at=BEGAN, title=Filled.words(number), published=True)
        yield Variant(
            id=f"v{number}",
            updated_at=BEGAN,
            product_id=own,
            title="",
            sku=Filled.sku(number),
            inventory_item_id=item,
        )
        yield InventoryItem(id=item, updated_at=BEGAN, tracked=True)
        yield StockLevel(
            id=f"l{number}",
            updated_at=BEGAN,
            inventory_item_id=item,
            available=Decimal(number % 20),
        )
