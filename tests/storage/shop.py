"""A shop of the tests: records with sensible values, and one way to let them arrive and look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import select

from connector.contract import Delivery
from connector.joined import StockedItem, WholeOrder
from connector.records import (
    Address,
    Buyer,
    Change,
    Deleted,
    FulfillmentStatus,
    InventoryItem,
    Kind,
    Location,
    Money,
    Order,
    OrderLine,
    PaymentStatus,
    Product,
    Ref,
    Refund,
    Shipment,
    ShipmentStatus,
    StockLevel,
    Variant,
)
from connector.storage.apply import apply
from connector.storage.deliveries import Kept, Reading, State, delivery_key, keep, sealed_body
from connector.storage.engine import Database
from connector.storage.held import Arrival, held
from connector.storage.keys import record_key
from connector.storage.lookups import facts, find_orders
from connector.storage.newest import Copy
from connector.storage.shelf import find_stock
from connector.storage.stores import add_store
from connector.storage.tables import deliveries, fetches, records, terms
from connector.storage.terms import Term

NINE = datetime(2026, 3, 21, 9, tzinfo=UTC)
LATE = NINE + timedelta(days=30)

SHIRIN = Buyer(
    customer_id="7001",
    name="شیرین احمدی",
    emails=("shirin@example.com",),
    phones=("+98 912 345 6789",),
    billing_address=Address(
        name="شیرین احمدی",
        street="خیابان حافظ ۱۲",
        locality="شیراز",
        postal_code="71367-43211",
        country="IR",
    ),
)
EMRE = Buyer(
    customer_id="7002",
    name="Emre Yıldız",
    emails=("emre@example.org",),
    phones=("0532 111 22 33",),
    shipping_address=Address(
        name="Emre Yıldız", street="Lale Sokak 5", locality="İzmir", postal_code="35220"
    ),
)


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def money(amount: str = "42.50", currency: str = "EUR") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


def order(
    ref: str = "5001",
    number: str = "#1001",
    *,
    minute: int | None = 0,
    buyer: Buyer | None = SHIRIN,
    total: str = "42.50",
    payment: PaymentStatus = PaymentStatus.PAID,
    fulfillment: FulfillmentStatus = FulfillmentStatus.UNFULFILLED,
    refund_ids: tuple[str, ...] | None = None,
    shipment_ids: tuple[str, ...] | None = None,
    other_numbers: tuple[str, ...] = (),
    placed: datetime = NINE,
) -> Order:
    """`minute` is that of `updated_at`; None leaves it to the delivery."""
    return Order(
        id=ref,
        number=number,
        other_numbers=other_numbers,
        updated_at=None if minute is None else at(minute),
        placed_at=placed,
        total=money(total),
        payment_status=payment,
        fulfillment_status=fulfillment,
        lines=(OrderLine(id="1", title="Mavi kupa", quantity=Decimal(2)),),
        buyer=buyer,
        refund_ids=refund_ids,
        shipment_ids=shipment_ids,
    )


def refund(ref: str = "801", order_ref: str = "5001", *, minute: int = 0) -> Refund:
    return Refund(
        id=ref, order_id=order_ref, amount=money("10"), created_at=NINE, updated_at=at(minute)
    )


def shipment(ref: str = "901", order_ref: str = "5001", *, minute: int = 0) -> Shipment:
    status = ShipmentStatus.IN_TRANSIT
    return Shipment(id=ref, order_id=order_ref, status=status, updated_at=at(minute))


def product(
    ref: str, title: str, *, minute: int = 0, published: bool = True, sku: str = ""
) -> Product:
    return Product(id=ref, title=title, published=published, sku=sku, updated_at=at(minute))


def variant(
    ref: str, product_ref: str, title: str = "", *, item: str = "", sku: str = "", minute: int = 0
) -> Variant:
    return Variant(
        id=ref,
        product_id=product_ref,
        title=title,
        sku=sku,
        inventory_item_id=item or f"item-{ref}",
        updated_at=at(minute),
    )


def item(ref: str, sku: str = "") -> InventoryItem:
    return InventoryItem(id=ref, sku=sku, tracked=True, updated_at=NINE)


def level(item_ref: str, location: str = "", available: int = 3, *, minute: int = 0) -> StockLevel:
    return StockLevel(
        id=f"{item_ref}:{location}",
        inventory_item_id=item_ref,
        location_id=location,
        available=Decimal(available),
        updated_at=at(minute),
    )


def location(ref: str, name: str) -> Location:
    return Location(id=ref, name=name, updated_at=NINE)


def deleted(kind: Kind, ref: str, minute: int, *, final: bool = False) -> Deleted:
    return Deleted(ref=Ref(kind=kind, id=ref), at=at(minute), final=final)


def find_order(
    database: Database, store_id: int, number: str, proof: Collection[Term] | None
) -> WholeOrder | None:
    """The only one that fits, or the newest."""
    return next(iter(find_orders(database, store_id, number, proof)), None)


@dataclass(frozen=True, slots=True)
class Shop:
    """One store in a real database."""

    database: Database
    id: int

    def key(self, kind: Kind, ref: str) -> bytes:
        return record_key(self.id, kind, ref)

    def arrival(self, *changes: Change, received: datetime = LATE) -> Arrival:
        return Arrival(
            store_id=self.id, delivery=b"some", at=NINE, received_at=received, changes=changes
        )

    def arrive(self, *changes: Change, received: datetime = LATE) -> None:
        """One delivery that carries all of them, in a transaction of its own."""
        self.arrive_together([self.arrival(*changes, received=received)])

    def arrive_together(self, batch: Sequence[Arrival]) -> None:
        with self.database.writing() as connection:
            apply(connection, self.database.keyring, batch)

    def kept(
        self,
        key: str,
        *changes: Change,
        body: bytes = b"{}",
        state: State = State.APPLIED,
        received: datetime = LATE,
        reason: str | None = None,
        path: str | None = None,
    ) -> Kept:
        """A delivery with this body, ready to be kept."""
        name = delivery_key(self.id, key)
        delivery = Delivery(headers={"x-topic": "any"}, body=body)
        return Kept(
            store_id=self.id,
            key=name,
            topic="any",
            received_at=received,
            sent_at=NINE,
            raw=sealed_body(self.database.keyring, name, delivery),
            reading=Reading(state=state, changes=changes, reason=reason, path=path),
        )

    def keep(self, *batch: Kept) -> None:
        with self.database.writing() as connection:
            keep(connection, self.database.keyring, batch)

    def find(self, number: str = "#1001", **fact: str) -> WholeOrder | None:
        return find_order(self.database, self.id, number, facts(**fact) if fact else None)

    def stock(self, **question: str) -> list[StockedItem]:
        return find_stock(self.database, self.id, **question)

    def copies(self, names: Iterable[tuple[Kind, str]]) -> dict[tuple[Kind, str], Copy]:
        """What is stored of these, opened; the only way to compare two stores."""
        with self.database.reading() as connection:
            query = select(records).where(records.c.store_id == self.id)
            rows = {row.key: row for row in connection.execute(query)}
        found = {name: rows.pop(self.key(*name), None) for name in names}
        assert not rows, "records that nobody sent"
        keyring = self.database.keyring
        return {name: held(row, keyring).copy for name, row in found.items() if row is not None}

    def terms_by(self, names: Iterable[tuple[Kind, str]]) -> list[tuple[object, ...]]:
        """Under what each of these can be found."""
        name_of = {self.key(*name): name for name in names}
        with self.database.reading() as connection:
            query = select(terms).where(terms.c.store_id == self.id)
            rows = connection.execute(query).all()
        return sorted((name_of[row.record], row.field, row.term) for row in rows)

    def asked(self) -> list[tuple[str, str, str]]:
        with self.database.reading() as connection:
            query = select(fetches).where(fetches.c.store_id == self.id)
            rows = connection.execute(query).all()
        return sorted((row.kind, row.ref, row.reason) for row in rows)

    def bodies(self) -> int:
        """How many deliveries still have their body."""
        with self.database.reading() as connection:
            theirs = (deliveries.c.store_id == self.id) & deliveries.c.raw.isnot(None)
            return len(connection.execute(select(deliveries.c.id).where(theirs)).all())


def new_shop(database: Database) -> Shop:
    name = f"{uuid4().hex}.example.com"
    return Shop(database, add_store(database, "lale", name, "Lale", {"secret": "s"}).id)
