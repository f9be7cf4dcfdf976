"""From the tracking numbers that plugins keep in an order's meta to parcels. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from adapters.woocommerce.shapes import Meta, TrackingItem
from adapters.woocommerce.values import UNREADABLE, unix_time
from connector.convert import web_url, words
from connector.records import Shipment, ShipmentStatus, Tracking

TRACKING_META = "_wc_shipment_tracking_items"


def shipments(
    metas: Iterable[Meta], order_id: str, updated_at: datetime
) -> tuple[Shipment, ...] | None:
    """The parcels of the Shipment Tracking and AST plugins; None where they cannot be read.

    https://woocommerce.com/document/shipment-tracking/"""
    found: dict[str, Shipment] = {}
    for meta in metas:
        if meta.key == TRACKING_META:
            items = tracking_items(meta.value)
            if items is None:
                return None
            parcels = (shipment(item, order_id, updated_at) for item in items)
            found |= {parcel.id: parcel for parcel in parcels if parcel}
    return tuple(found.values())


def tracking_items(value: msgspec.Raw) -> list[TrackingItem] | None:
    """PHP writes a list with gaps as an object; an entry that is junk hides no other."""
    try:
        raw = msgspec.json.decode(value, type=list[msgspec.Raw] | dict[str, msgspec.Raw] | None)
    except UNREADABLE:
        return [] if bytes(value) == b'""' else None
    entries = raw.values() if isinstance(raw, dict) else raw or ()
    return [item for entry in entries if (item := tracking_item(entry))]


def tracking_item(entry: msgspec.Raw) -> TrackingItem | None:
    try:
        return msgspec.json.decode(entry, type=TrackingItem)
    except UNREADABLE:
        return None


def shipment(item: TrackingItem, order_id: str, updated_at: datetime) -> Shipment | None:
    number = words(str(item.tracking_number or ""))
    # A number alone may stand in two orders that were packed together.
    own_id = words(str(item.tracking_id or "")) or (f"{order_id}-{number}" if number else "")
    if not own_id:
        return None
    url = web_url(item.custom_tracking_link)
    return Shipment(
        id=own_id,
        updated_at=updated_at,
        order_id=order_id,
        # Somebody typed in a number: handed over or about to be, and nobody has scanned it yet.
        status=ShipmentStatus.PENDING,
        carrier=words(item.custom_tracking_provider) or words(item.tracking_provider),
        tracking=(Tracking(number=number, url=url),) if number or url else (),
        shipped_at=unix_time(item.date_shipped),
    )
