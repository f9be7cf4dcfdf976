"""An order's parcels with their scans: what stands behind the shipment axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from connector.joined import WholeOrder
from connector.records import Shipment, ShipmentEvent, ShipmentStatus

RANK = {status: rank for rank, status in enumerate(ShipmentStatus)}
SILENT = {ShipmentStatus.UNKNOWN, ShipmentStatus.PENDING}
FINAL = (ShipmentStatus.DELIVERED, ShipmentStatus.CANCELLED)
"""No later scan takes these back: carriers scan on when they tidy up."""
AFTER_DELIVERY = {ShipmentStatus.RETURNING, ShipmentStatus.RETURNED}
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    shipment: Shipment
    events: tuple[ShipmentEvent, ...]
    """Oldest first."""

    @property
    def speaker(self) -> Shipment | ShipmentEvent:
        """Who knows best where the parcel is: the scan that decides, or its own newer word."""
        event = self.deciding
        return self.shipment if event is None or self.overrules(event) else event

    @property
    def deciding(self) -> ShipmentEvent | None:
        """The last scan, but none behind the one that ended the journey."""
        for status in FINAL:
            ended = [event for event in self.events if event.status is status]
            if ended:
                return ended[-1]
        return self.events[-1] if self.events else None

    def overrules(self, event: ShipmentEvent) -> bool:
        """Shops cancel parcels without a scan, and edit them without knowing where they are."""
        own = self.shipment.status
        if own is ShipmentStatus.CANCELLED or own is ShipmentStatus.DELIVERED:
            return own is not event.status
        changed = self.shipment.updated_at
        newer = changed is not None and changed > event.happened_at
        if event.status is ShipmentStatus.DELIVERED:
            return newer and own in AFTER_DELIVERY
        return newer and own not in SILENT

    @property
    def status(self) -> ShipmentStatus:
        return self.speaker.status

    @property
    def raw_status(self) -> str | None:
        return self.speaker.raw_status

    @property
    def estimated_delivery_at(self) -> datetime | None:
        """The carrier's newest word before the shop's."""
        said = [e.estimated_delivery_at for e in self.events if e.estimated_delivery_at]
        return said[-1] if said else self.shipment.estimated_delivery_at


def parcels_of(found: WholeOrder) -> tuple[Parcel, ...]:
    """Every parcel that is not cancelled, the first one sent first."""
    parcels = (
        Parcel(shipment=shipment, events=events_of(found, shipment.id))
        for shipment in sorted(found.shipments, key=when_sent)
    )
    return tuple(p for p in parcels if p.status is not ShipmentStatus.CANCELLED)


def when_sent(shipment: Shipment) -> tuple[datetime, str]:
    return shipment.shipped_at or END_OF_TIME, shipment.id


def events_of(found: WholeOrder, shipment_id: str) -> tuple[ShipmentEvent, ...]:
    events = [event for event in found.events if event.shipment_id == shipment_id]
    return tuple(sorted(events, key=lambda e: (e.happened_at, RANK[e.status], e.id)))
