"""The parcels of an order: labels bought within Ecwid, and what the owner typed in. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.ecwid.shapes import OrderPayload, ShipmentEntry, ShippingOption
from adapters.ecwid.status import PARCEL
from adapters.ecwid.values import moment_or_none, word
from connector.convert import web_url, words
from connector.records import Shipment, ShipmentStatus, Tracking


def shipments(order: OrderPayload, own_id: str, updated_at: datetime) -> Iterator[Shipment]:
    """A parcel changes with its order, whose time it bears."""
    bought = [label(each, order, own_id, updated_at) for each in order.shipments or ()]
    yield from bought
    typed = typed_in(order)
    known = {tracking.number for parcel in bought for tracking in parcel.tracking}
    if typed is None or (typed.number and typed.number in known):
        return
    yield Shipment(
        id=f"{own_id}-tracking",
        updated_at=updated_at,
        order_id=own_id,
        status=PARCEL.get(order.fulfillment_status, ShipmentStatus.PENDING),
        raw_status=order.fulfillment_status,
        carrier=carrier(order.shipping_option),
        tracking=(typed,),
        estimated_delivery_at=moment_or_none(None, order.latest_delivery_date),
    )


def label(entry: ShipmentEntry, order: OrderPayload, own_id: str, updated_at: datetime) -> Shipment:
    service, tracking = entry.shipping_service, entry.tracking
    found = (
        Tracking(
            number=words(tracking.tracking_number or tracking.number_as_documented),
            url=web_url(tracking.tracking_url or tracking.url_as_documented),
        )
        if tracking
        else Tracking()
    )
    return Shipment(
        id=f"{own_id}-{word(entry.id)}",
        updated_at=updated_at,
        order_id=own_id,
        status=PARCEL.get(order.fulfillment_status, ShipmentStatus.LABEL_CREATED),
        raw_status=order.fulfillment_status,
        carrier=words(service.carrier_name or service.carrier) if service else "",
        tracking=() if found == Tracking() else (found,),
        estimated_delivery_at=moment_or_none(None, order.latest_delivery_date),
    )


def typed_in(order: OrderPayload) -> Tracking | None:
    found = Tracking(
        number=words(order.tracking_number or order.number_as_documented),
        url=web_url(order.tracking_url or order.url_as_documented),
    )
    return None if found == Tracking() else found


def carrier(option: ShippingOption | None) -> str:
    return words(option.shipping_carrier_name) if option else ""
