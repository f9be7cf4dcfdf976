"""Where what we hold of a fake Ecwid is not what it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from connector.records import (
    Kind,
    Order,
    Policy,
    Product,
    Record,
    Refund,
    Review,
    Shipment,
    StockLevel,
    Variant,
)
from tests.drills.ecwid_truth import Key, Said, everything
from tests.fakes.ecwid import Shop

Held = Mapping[Key, Record]
"""Every record that is not deleted."""
PARTS = (Refund, Shipment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    counted: Mapping[str, int]
    """Of each kind, what the shop has."""
    differences: list[str]


def compared(shop: Shop, held: Held, *, after_the_night: bool) -> Compared:
    """Field by field, of everything the shop has; and that nothing else could be told. What nobody
    is told of any more, such as a colour that is no longer listed, is dropped by night."""
    with shop.lock:
        there = dict(everything(shop))
    ours = Ours(held)
    counted: dict[str, int] = {}
    for (kind, _), said in there.items():
        counted[kind.value] = counted.get(kind.value, 0) + 1
        for part in ("refunds", "parcels"):
            counted[part] = counted.get(part, 0) + len(said.get(part, ()))
    return Compared(
        counted=counted,
        differences=[
            *missing_or_other(there, ours),
            *(line for key in held.keys() - there.keys() for line in ours.too_much(key)),
            *(unswept(held.keys() - there.keys()) if after_the_night else ()),
        ],
    )


def missing_or_other(there: Mapping[Key, Said], ours: Ours) -> Iterator[str]:
    for (kind, own_id), said in there.items():
        record = ours.held.get((kind, own_id))
        if record is None:
            yield f"{kind} {own_id}, {kind}: not there"
            continue
        told = ours.told(record)
        for name, value in said.items():
            if told[name] != value:
                yield f"{kind} {own_id}, {name}: the shop says {value}, we hold {told[name]}"


def unswept(beyond: set[Key]) -> Iterator[str]:
    for kind, own_id in beyond:
        if kind is Kind.VARIANT:
            yield f"{kind} {own_id}, not dropped: the shop has none"


class Ours:
    """Our copy, and the parts of each order in it."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.parts: dict[str, list[Refund | Shipment]] = {}
        self.counted = {getattr(record, "inventory_item_id", "") for record in self.offered()}
        for record in held.values():
            if isinstance(record, PARTS):
                self.parts.setdefault(record.order_id, []).append(record)

    def offered(self) -> Iterator[Record]:
        """What a product lists, itself included."""
        for record in self.held.values():
            if isinstance(record, Product):
                yield record
                keys = ((Kind.VARIANT, own_id) for own_id in record.variant_ids or ())
                yield from (self.held[key] for key in keys if key in self.held)

    def too_much(self, key: Key) -> Iterator[str]:
        """Parts are compared with their order, and nobody is told of those whose order is gone, of
        what its product does not list, or of a shelf nothing lies on."""
        kind, own_id = key
        record = self.held[key]
        if isinstance(record, PARTS):
            return
        if isinstance(record, StockLevel) and record.inventory_item_id not in self.counted:
            return
        if isinstance(record, Variant) and not self.lists(record):
            return
        yield f"{kind} {own_id}, too much: the shop has none"

    def lists(self, variant: Variant) -> bool:
        product = self.held.get((Kind.PRODUCT, variant.product_id))
        return isinstance(product, Product) and variant.id in (product.variant_ids or ())

    def told(self, record: Record) -> Said:
        """The fields of `everything`, out of a record of ours."""
        match record:
            case Order():
                return self.told_of_order(record)
            case Review():
                return told_of_review(record)
            case Policy():
                return {"document": msgspec.json.decode(record.document)}
        return told_of_goods(record)

    def told_of_order(self, order: Order) -> Said:
        parts = self.parts.get(order.id, [])
        listed = {*(order.refund_ids or ()), *(order.shipment_ids or ())}
        counted = [part for part in parts if part.id in listed]
        return {
            "number": order.number,
            "total": (order.total.amount, order.total.currency),
            "payment": order.raw_payment_status,
            "fulfilment": order.raw_fulfillment_status,
            "return": order.raw_return_status,
            "placed": order.placed_at,
            "changed": order.updated_at,
            "buyer": told_of_buyer(order),
            "lines": tuple(
                (one.id, one.title, one.sku, one.quantity, one.variant_id) for one in order.lines
            ),
            "refunds": sorted(
                (one.created_at, one.amount.amount, one.amount.currency)
                for one in counted
                if isinstance(one, Refund)
            ),
            "parcels": sorted(
                (one.tracking[0].number, one.carrier, one.raw_status)
                for one in counted
                if isinstance(one, Shipment)
            ),
            "parts beyond": listed ^ {part.id for part in parts},
        }


def told_of_buyer(order: Order) -> tuple[str, ...] | None:
    if (buyer := order.buyer) is None:
        return None
    place = buyer.shipping_address
    return (
        buyer.customer_id,
        buyer.name,
        *buyer.emails,
        *buyer.phones,
        place.street if place else "",
    )


def told_of_review(review: Review) -> Said:
    return {
        "product": review.product_id,
        "state": review.status.value,
        "stars": review.rating,
        "text": review.body,
        "author": (review.author, review.author_email),
        "order": review.order_number,
        "written": review.created_at,
        "changed": review.updated_at,
    }


def told_of_goods(record: Record) -> Said:
    match record:
        case StockLevel():
            return {
                "available": record.available,
                "word": record.availability,
                "changed": record.updated_at,
            }
        case Product():
            return {
                "title": record.title,
                "sku": record.sku,
                "on sale": record.published,
                "variants": record.variant_ids,
                "changed": record.updated_at,
            }
        case Variant():
            return {
                "product": record.product_id,
                "title": record.title,
                "sku": record.sku,
                "on sale": record.published,
                "item": record.inventory_item_id,
            }
    raise TypeError(f"The shop has no {type(record).__name__}")
