"""Parcels and what carriers say of them. Shopify calls a parcel a fulfillment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest

from adapters.shopify import shapes
from adapters.shopify.status import PACKING, PARCEL
from connector.convert import canonical, text_id, utc, utc_or_none, web_url, words
from connector.records import (
    Change,
    Deleted,
    Kind,
    Ref,
    Shipment,
    ShipmentEvent,
    ShipmentStatus,
    ShippedLine,
    Tracking,
)


def parse_fulfillment(payload: shapes.LoneFulfillment) -> Iterator[Change]:
    yield shipment(payload)


def parse_event(payload: shapes.FulfillmentEvent) -> Iterator[Change]:
    yield ShipmentEvent(
        id=text_id(payload.id),
        updated_at=utc_or_none(payload.updated_at),
        shipment_id=text_id(payload.fulfillment_id),
        order_id=text_id(payload.order_id),
        status=canonical(PARCEL, payload.status, ShipmentStatus.UNKNOWN),
        raw_status=payload.status,
        happened_at=utc(payload.happened_at),
        estimated_delivery_at=utc_or_none(payload.estimated_delivery_at),
    )


def parse_event_gone(payload: shapes.Gone) -> Iterator[Change]:
    yield Deleted(ref=Ref(kind=Kind.SHIPMENT_EVENT, id=text_id(payload.id)), final=True)


def shipment(
    parcel: shapes.Fulfillment, order_id: str = "", seen_at: datetime | None = None
) -> Shipment:
    """`order_id` and `seen_at` are the order's, for a parcel carried inside it."""
    status, raw = parcel_status(parcel)
    return Shipment(
        id=text_id(parcel.id),
        updated_at=utc_or_none(parcel.updated_at) or seen_at,
        order_id=text_id(parcel.order_id) or order_id,
        status=status,
        raw_status=raw,
        carrier=words(parcel.tracking_company),
        tracking=tracking(parcel),
        lines=shipped_lines(parcel.line_items),
        shipped_at=utc_or_none(parcel.created_at),
    )


def parcel_status(parcel: shapes.Fulfillment) -> tuple[ShipmentStatus, str | None]:
    """The carrier knows better than the shop, but nothing is under way once the shop cancelled."""
    if parcel.shipment_status and parcel.status != "cancelled":
        raw = parcel.shipment_status
        return canonical(PARCEL, raw, ShipmentStatus.UNKNOWN), raw
    return canonical(PACKING, parcel.status, ShipmentStatus.UNKNOWN), parcel.status


def tracking(parcel: shapes.Fulfillment) -> tuple[Tracking, ...]:
    """Numbers with their links; the lists may differ in length or be missing."""
    numbers = parcel.tracking_numbers or (parcel.tracking_number,)
    urls = parcel.tracking_urls or (parcel.tracking_url,)
    pairs = ((words(n), web_url(u)) for n, u in zip_longest(numbers, urls))
    return tuple(Tracking(number=n, url=u) for n, u in pairs if n or u)


def shipped_lines(lines: tuple[shapes.PackedLine, ...] | None) -> tuple[ShippedLine, ...] | None:
    if lines is None:
        return None
    return tuple(ShippedLine(line_id=text_id(i.id), quantity=i.quantity) for i in lines)
