"""Our demo stores' orders and shelves, as the tests need them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from pydantic import JsonValue

from connector.answers.policy import FINITE, MerchantReturnPolicy
from connector.answers.policy_document import parse_policies
from connector.joined import StockedItem, WholeOrder
from connector.records import (
    Availability,
    FulfillmentStatus,
    InventoryItem,
    Location,
    Money,
    Order,
    OrderLine,
    PaymentStatus,
    Product,
    Refund,
    RefundLine,
    Return,
    ReturnStatus,
    Shipment,
    ShipmentEvent,
    ShipmentStatus,
    ShippedLine,
    StockLevel,
    Tracking,
    Variant,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LANGUAGES = ("en", "fa", "tr", "zh-Hans", "ar", "de", "es", "fr")
Part = Refund | Shipment | ShipmentEvent | Return


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def euros(amount: str, currency: str = "EUR") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


def line(
    id_: str = "1",
    title: str = "Linen shirt",
    quantity: str = "1",
    requires_shipping: bool | None = None,
) -> OrderLine:
    return OrderLine(
        id=id_,
        title=title,
        quantity=Decimal(quantity),
        sku=f"SKU-{id_}",
        requires_shipping=requires_shipping,
    )


def order(
    payment: PaymentStatus = PaymentStatus.PAID,
    fulfillment: FulfillmentStatus = FulfillmentStatus.UNFULFILLED,
    *,
    lines: tuple[OrderLine, ...] | None = None,
    cancelled_at: datetime | None = None,
    return_status: ReturnStatus | None = None,
    number: str = "#1001",
    total: Money | None = None,
    country: str = "TR",
) -> Order:
    return Order(
        id="9001",
        number=number,
        placed_at=ago(20),
        updated_at=ago(1),
        total=total or euros("120.50"),
        payment_status=payment,
        fulfillment_status=fulfillment,
        return_status=return_status,
        cancelled_at=cancelled_at,
        ship_to_country=country,
        lines=(line(),) if lines is None else lines,
    )


def whole(of: Order | None = None, *parts: Part) -> WholeOrder:
    return WholeOrder(
        order=of or order(),
        refunds=tuple(p for p in parts if isinstance(p, Refund)),
        shipments=tuple(p for p in parts if isinstance(p, Shipment)),
        events=tuple(p for p in parts if isinstance(p, ShipmentEvent)),
        returns=tuple(p for p in parts if isinstance(p, Return)),
        seen_at=NOW - timedelta(seconds=90),
    )


def refund(
    amount: str,
    lines: dict[str, str] | None = None,
    *,
    id_: str = "r1",
    at: datetime | None = None,
    currency: str = "EUR",
) -> Refund:
    """`lines` is line id to quantity; None where the refund does not say."""
    said = [RefundLine(line_id=k, quantity=Decimal(q)) for k, q in (lines or {}).items()]
    return Refund(
        id=id_,
        order_id="9001",
        amount=euros(amount, currency),
        created_at=at or ago(2),
        lines=None if lines is None else tuple(said),
    )


def parcel(
    status: ShipmentStatus = ShipmentStatus.PENDING,
    *,
    id_: str = "p1",
    carrier: str = "",
    tracking: tuple[Tracking, ...] = (),
    lines: tuple[str, ...] | None = None,
    shipped_at: datetime | None = None,
    updated_at: datetime | None = None,
    estimated_at: datetime | None = None,
    raw: str | None = None,
) -> Shipment:
    said = [ShippedLine(line_id=line_id, quantity=Decimal(1)) for line_id in lines or ()]
    return Shipment(
        id=id_,
        order_id="9001",
        status=status,
        raw_status=raw,
        carrier=carrier,
        tracking=tracking,
        lines=None if lines is None else tuple(said),
        shipped_at=shipped_at,
        updated_at=updated_at,
        estimated_delivery_at=estimated_at,
    )


def scan(
    status: ShipmentStatus, at: datetime, *, of: str = "p1", estimated_at: datetime | None = None
) -> ShipmentEvent:
    return ShipmentEvent(
        id=f"{of}-{status}-{at:%d%H%M}",
        shipment_id=of,
        order_id="9001",
        status=status,
        raw_status=f"raw {status}",
        happened_at=at,
        estimated_delivery_at=estimated_at,
    )


def returned(status: ReturnStatus, at: datetime | None = None, id_: str = "t1") -> Return:
    return Return(id=id_, order_id="9001", status=status, raw_status=f"raw {status}", updated_at=at)


def level(
    available: str | None,
    location: str = "",
    said: Availability | None = None,
    at: datetime | None = None,
) -> StockLevel:
    return StockLevel(
        id=f"i-{location}",
        inventory_item_id="i",
        location_id=location,
        available=None if available is None else Decimal(available),
        availability=said,
        updated_at=at,
    )


def shelf(
    *levels: StockLevel,
    product: Product | None = None,
    variant: Variant | None = None,
    tracked: bool | None = None,
    closed: tuple[str, ...] = (),
    seen_at: datetime = NOW,
) -> StockedItem:
    names = {found.location_id for found in levels if found.location_id}
    return StockedItem(
        product=product or Product(id="77", title="Gömlek", published=True),
        variant=variant,
        inventory_item=None if tracked is None else InventoryItem(id="i", tracked=tracked),
        levels=levels,
        locations={
            name: Location(id=name, name=f"Depo {name}", active=name not in closed)
            for name in names
        },
        seen_at=seen_at,
    )


def variant(**more: object) -> Variant:
    base = {"id": "78", "product_id": "77", "title": "S, Kırmızı", "inventory_item_id": "i"}
    return Variant(**{**base, **more})  # type: ignore[arg-type]


def policy(**more: JsonValue) -> MerchantReturnPolicy:
    """Fourteen days for Turkey, but for what is said otherwise; None leaves a property out."""
    base: dict[str, JsonValue] = {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": "TR",
        "returnPolicyCategory": FINITE,
        "merchantReturnDays": 14,
        "merchantReturnLink": "https://shop.example.com/iade",
    }
    said = {name: value for name, value in {**base, **more}.items() if value is not None}
    return parse_policies(json.dumps(said))[0]
