"""From the tracking numbers that plugins keep in an order's meta to parcels. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from adapters.woocommerce.entities import unescaped
from adapters.woocommerce.metas import listed
from adapters.woocommerce.shapes import Metas, TrackingItem
from adapters.woocommerce.values import UNREADABLE, unix_time, word
from connector.convert import web_url
from connector.records import Shipment, ShipmentStatus, Tracking

TRACKING_META = "_wc_shipment_tracking_items"


def shipments(given: Metas, order_id: str, updated_at: datetime) -> tuple[Shipment, ...] | None:
    """The parcels of the Shipment Tracking and AST plugins; None where they cannot be read.

    https://woocommerce.com/document/shipment-tracking/"""
    metas = listed(given)
    if metas is None:
        return None
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
        raw = decode_items(value)
        if isinstance(raw, str):  # Some importers store the list as its JSON text.
            raw = decode_items(raw.encode()) if raw.strip() else None
    except UNREADABLE:
        return None
    if isinstance(raw, str):
        return None
    entries = raw.values() if isinstance(raw, dict) else raw or ()
    return [item for entry in entries if (item := tracking_item(entry))]


decode_items = msgspec.json.Decoder(list[msgspec.Raw] | dict[str, msgspec.Raw] | str | None).decode


def tracking_item(entry: msgspec.Raw) -> TrackingItem | None:
    try:
        return msgspec.json.decode(entry, type=TrackingItem)
    except UNREADABLE:
        return None


def shipment(item: TrackingItem, order_id: str, updated_at: datetime) -> Shipment | None:
    number = word(item.tracking_number or "")
    own_id = word(item.tracking_id or "") or number
    if not own_id:
        return None
    # Plugins escape the link for a page, where `&` is `&amp;`.
    url = web_url(unescaped(word(item.custom_tracking_link)))
    return Shipment(
        # Neither id nor number is unique beyond the order: orders are copied, and packed together.
        id=f"{order_id}-{own_id}",
        updated_at=updated_at,
        order_id=order_id,
        # Somebody typed in a number: handed over or about to be, and nobody has scanned it yet.
        status=ShipmentStatus.PENDING,
        carrier=word(item.custom_tracking_provider or "") or word(item.tracking_provider or ""),
        tracking=(Tracking(number=number, url=url),) if number or url else (),
        shipped_at=unix_time(word(item.date_shipped)),
    )
