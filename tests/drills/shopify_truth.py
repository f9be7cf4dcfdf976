"""What a fake Shopify has, in the words of records, without a line of the adapter; and where what
we hold is not that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from connector.records import (
    InventoryItem,
    Kind,
    Location,
    Order,
    Policy,
    Product,
    Record,
    Refund,
    Return,
    Shipment,
    ShipmentEvent,
    StockLevel,
    Variant,
)
from tests.fakes.shopify import model
from tests.fakes.shopify.truth import Truth

Said = dict[str, Any]
Held = Mapping[tuple[Kind, str], Record]
"""Every record that is not deleted."""

FULFILLED = {"UNFULFILLED": None, "PARTIALLY_FULFILLED": "partial", "FULFILLED": "fulfilled"}
"""REST has a word for two of them: https://shopify.dev/docs/api/admin-rest/latest/resources/order"""
ONLY_VARIANT = "Default Title"
NOT_ALWAYS = {Kind.SHIPMENT_EVENT}
"""Scans of a parcel that has arrived are not asked for: it says so itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    counted: Mapping[str, int]
    """Of each kind, what the shop has."""
    differences: list[str]


def compared(truth: Truth, held: Held) -> Compared:
    """Field by field, of everything the shop has; and that we hold nothing else."""
    there = dict(everything(truth))
    counted: dict[str, int] = {}
    for kind, _ in there:
        counted[kind.value] = counted.get(kind.value, 0) + 1
    return Compared(
        counted=counted,
        differences=[*missing_or_other(there, held), *too_much(truth, there, held)],
    )


def missing_or_other(there: Mapping[tuple[Kind, str], Said], held: Held) -> Iterator[str]:
    for (kind, own_id), said in there.items():
        record = held.get((kind, own_id))
        if record is None:
            if kind not in NOT_ALWAYS:
                yield f"{kind} {own_id}, {kind}: not there"
            continue
        ours = told(record)
        for name, value in said.items():
            if ours[name] is not UNSAID and ours[name] != value:
                yield f"{kind} {own_id}, {name}: the shop says {value}, we hold {ours[name]}"


def too_much(truth: Truth, there: Mapping[tuple[Kind, str], Said], held: Held) -> Iterator[str]:
    """Parts of what is gone are shown to nobody; all else that the shop has not is too much."""
    gone = {str(number) for number in truth.deleted_orders}
    for (kind, own_id), record in held.items():
        known = (kind, own_id) in there or getattr(record, "order_id", "") in gone
        if not known and not is_shelf_of_none(truth, record):
            yield f"{kind} {own_id}, too much: the shop has none"


def is_shelf_of_none(truth: Truth, record: Record) -> bool:
    """Of a deleted product, which takes its variants and shelves with it; or a product's total."""
    if isinstance(record, StockLevel):
        item = int(record.inventory_item_id)
        return not record.location_id or item not in truth.goods.items
    if isinstance(record, InventoryItem):
        return int(record.id) not in truth.goods.items
    return isinstance(record, Variant) and int(record.product_id) not in truth.products


UNSAID = object()
"""By a bulk file, of what only a question of its own would bring."""


def told(record: Record) -> Said:
    """The fields of `everything`, out of a record of ours."""
    match record:
        case Order():
            return told_of_order(record)
        case Refund():
            lines = tuple((one.line_id, one.quantity) for one in record.lines or ())
            return {
                "order": record.order_id,
                "amount": (record.amount.amount, record.amount.currency),
                "at": record.created_at,
                "lines": lines,
            }
        case Shipment():
            return {
                "order": record.order_id,
                "word": record.raw_status,
                "carrier": record.carrier,
                "tracking": tuple((one.number, one.url) for one in record.tracking),
                "lines": UNSAID
                if record.lines is None
                else tuple((one.line_id, one.quantity) for one in record.lines),
                "at": record.shipped_at,
            }
        case ShipmentEvent():
            return {
                "parcel": record.shipment_id,
                "word": record.raw_status,
                "at": record.happened_at,
                "due": record.estimated_delivery_at,
            }
        case Return():
            return {"order": record.order_id, "word": record.raw_status}
    return told_of_goods(record)


def told_of_order(order: Order) -> Said:
    return {
        "number": order.number,
        "total": (order.total.amount, order.total.currency),
        "payment": order.raw_payment_status,
        "fulfilment": order.raw_fulfillment_status,
        "placed": order.placed_at,
        "changed": order.updated_at,
        "cancelled": order.cancelled_at,
        "e-mail": order.buyer.emails[0] if order.buyer and order.buyer.emails else "",
        "lines": tuple((one.id, one.title, one.sku, one.quantity) for one in order.lines),
        "refunds": set(order.refund_ids or ()),
        "parcels": set(order.shipment_ids or ()),
    }


def told_of_goods(record: Record) -> Said:
    match record:
        case StockLevel():
            return {"available": record.available, "changed": record.updated_at}
        case Product():
            ids = tuple(record.variant_ids or ())
            return {
                "title": record.title,
                "tags": set(record.tags),
                "variants": ids,
                "on sale": record.published,
            }
        case Variant():
            return {
                "product": record.product_id,
                "title": record.title,
                "sku": record.sku,
                "item": record.inventory_item_id,
                "sold on": record.backorders,
            }
        case InventoryItem():
            return {"sku": record.sku, "counted": record.tracked}
        case Location():
            return {"name": record.name, "open": record.active}
        case Policy():
            return {"changed": record.updated_at}
    raise TypeError(f"The shop has no {type(record).__name__}")


def everything(truth: Truth) -> Iterator[tuple[tuple[Kind, str], Said]]:
    for order in truth.orders:
        yield (Kind.ORDER, str(order.id)), order_of(order)
        yield from parts_of(order)
    yield from goods_of(truth)
    for kind, policy in truth.policies.items():
        yield (Kind.POLICY, f"{kind.lower()}_text"), {"changed": policy.updated_at}


def order_of(order: model.Order) -> Said:
    return {
        "number": order.name,
        "total": (order.total, order.currency),
        "payment": order.financial_status.lower(),
        "fulfilment": FULFILLED[order.fulfillment_status],
        "placed": order.created_at,
        "changed": order.updated_at,
        "cancelled": order.cancelled_at,
        "e-mail": order.email,
        "lines": tuple((str(o.id), o.name, o.sku, Decimal(o.quantity)) for o in order.lines),
        "refunds": {str(refund.id) for refund in order.refunds},
        "parcels": {str(parcel.id) for parcel in order.fulfillments},
    }


def parts_of(order: model.Order) -> Iterator[tuple[tuple[Kind, str], Said]]:
    for refund in order.refunds:
        yield (Kind.REFUND, str(refund.id)), refund_of(order, refund)
    for parcel in order.fulfillments:
        yield (Kind.SHIPMENT, str(parcel.id)), parcel_of(order, parcel)
        for scan in parcel.events:
            yield (Kind.SHIPMENT_EVENT, str(scan.id)), scan_of(parcel, scan)
    for back in order.returns:
        said = {"order": str(order.id), "word": back.status.lower()}
        yield (Kind.RETURN, str(back.id)), said


def refund_of(order: model.Order, refund: model.Refund) -> Said:
    lines = tuple((str(one.line_id), Decimal(one.quantity)) for one in refund.lines)
    amount = (refund.amount, order.currency)
    return {"order": str(order.id), "amount": amount, "at": refund.created_at, "lines": lines}


def parcel_of(order: model.Order, parcel: model.Fulfillment) -> Said:
    """Its word is the carrier's once there is one, unless the shop has cancelled it."""
    scan = parcel.last_event if parcel.status != "CANCELLED" else None
    return {
        "order": str(order.id),
        "word": (scan.status if scan else parcel.status).lower(),
        "carrier": parcel.tracking[0].company if parcel.tracking else "",
        "tracking": tuple((one.number, one.url) for one in parcel.tracking),
        "lines": tuple((str(one.line_id), Decimal(one.quantity)) for one in parcel.lines),
        "at": parcel.created_at,
    }


def scan_of(parcel: model.Fulfillment, scan: model.CarrierEvent) -> Said:
    due: datetime | None = scan.estimated_delivery_at
    return {
        "parcel": str(parcel.id),
        "word": scan.status.lower(),
        "at": scan.happened_at,
        "due": due,
    }


def goods_of(truth: Truth) -> Iterator[tuple[tuple[Kind, str], Said]]:
    for product in truth.products.values():
        on_sale = product.status == "ACTIVE" and product.published_at is not None
        said = {
            "title": product.title,
            "tags": set(product.tags),
            "variants": tuple(str(one.id) for one in product.variants),
            "on sale": on_sale,
        }
        yield (Kind.PRODUCT, str(product.id)), said
        for one in product.variants:
            yield (Kind.VARIANT, str(one.id)), variant_of(one)
    for item in truth.goods.items.values():
        yield (Kind.INVENTORY_ITEM, str(item.id)), {"sku": item.sku, "counted": item.tracked}
    for (item_id, place), level in truth.levels.items():
        said = {"available": Decimal(level.available), "changed": level.updated_at}
        yield (Kind.STOCK_LEVEL, f"{item_id}:{place}"), said
    for location in truth.goods.locations.values():
        yield (Kind.LOCATION, str(location.id)), {"name": location.name, "open": location.active}


def variant_of(variant: Any) -> Said:
    return {
        "product": str(variant.product_id),
        "title": "" if variant.title == ONLY_VARIANT else variant.title,
        "sku": variant.sku,
        "item": str(variant.item_id),
        "sold on": variant.policy == "CONTINUE",
    }
