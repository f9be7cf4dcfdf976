"""From when a return window is reckoned: a delivery, else the best guess at one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from connector.answers.headline import Headline, headline
from connector.answers.local_days import Clocks
from connector.answers.parcels import Parcel, parcels_of
from connector.answers.return_facts import Basis
from connector.answers.settled import refunded_quantity
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus, OrderLine, PaymentStatus, ShipmentStatus

ALL_SENT = {
    FulfillmentStatus.FULFILLED,
    FulfillmentStatus.DELIVERED,
    FulfillmentStatus.NOT_REQUIRED,
}
SILENT = {ShipmentStatus.UNKNOWN, ShipmentStatus.PENDING, ShipmentStatus.EXPIRED}
"""Parcels no carrier speaks of: they may have arrived."""


@dataclass(frozen=True, slots=True)
class Start:
    day: date
    basis: Basis
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One order on its way to its buyer, looked at now."""

    found: WholeOrder
    clocks: Clocks
    now: datetime

    def day_of(self, moment: datetime) -> date:
        return self.clocks.day_of(moment)

    def start(self, line: OrderLine, rule: str) -> Start | None:
        """By a word of `x_start`; None before the window begins."""
        if rule == "order":
            return Start(self.day_of(self.found.order.placed_at), Basis.PLACED, sure=True)
        if rule == "shipment":
            return self.sent(line)
        own = self.delivered(line)
        return self.last(own) if own and rule == "last_item_delivery" else own

    def last(self, own: Start) -> Start | None:
        """With the last of what is still to come or came; as sure as the least sure of them."""
        lines = [each for each in self.found.order.lines if is_awaited(self.found, each)]
        starts = [own, *(self.delivered(line) for line in lines)]
        known = [start for start in starts if start]
        if len(known) < len(starts):
            return None
        latest = max(known, key=lambda start: (start.day, not start.sure))
        unsure = next((start for start in known if not start.sure), None)
        return replace(latest, basis=unsure.basis, sure=False) if unsure else latest

    def sent(self, line: OrderLine) -> Start | None:
        """With its last parcel, which may not say when that was."""
        parcels = parcels_with(self.found, line)
        sent = [p.shipment.shipped_at for p in parcels if p.shipment.shipped_at]
        if is_partly_sent(self.found, line, parcels):
            return None
        if parcels and len(sent) == len(parcels):
            return Start(self.day_of(max(sent)), Basis.SHIPPED, sure=True)
        gone = is_sent(self.found, line) or self.delivered(line)
        return self.assumed(parcels) if gone else None

    def delivered(self, line: OrderLine) -> Start | None:
        """None while the line is on its way or still at the shop."""
        parcels = parcels_with(self.found, line)
        if is_partly_sent(self.found, line, parcels):
            return None
        if parcels and all(parcel.status is ShipmentStatus.DELIVERED for parcel in parcels):
            return self.last_delivery(parcels) or self.assumed(parcels)
        arrived = {*SILENT, ShipmentStatus.DELIVERED}
        if self.found.order.fulfillment_status is FulfillmentStatus.DELIVERED:
            return self.assumed(parcels)
        if is_sent(self.found, line) and all(parcel.status in arrived for parcel in parcels):
            return self.assumed(parcels)
        return None

    def last_delivery(self, parcels: Sequence[Parcel]) -> Start | None:
        """None if some parcel does not say when it arrived."""
        starts = [self.delivery_of(parcel) for parcel in parcels]
        known = [start for start in starts if start is not None]
        return max(known, key=by_day) if len(known) == len(starts) else None

    def delivery_of(self, parcel: Parcel) -> Start | None:
        scans = [e for e in parcel.events if e.status is ShipmentStatus.DELIVERED]
        if scans:
            return Start(self.day_of(scans[-1].happened_at), Basis.CARRIER_DELIVERED, sure=True)
        changed = parcel.shipment.updated_at
        return Start(self.day_of(changed), Basis.PLATFORM_DELIVERED, sure=True) if changed else None

    def assumed(self, parcels: Sequence[Parcel]) -> Start | None:
        """Sent, and no one said when it arrived. None while even the guess lies ahead."""
        estimated = [p.estimated_delivery_at for p in parcels if p.estimated_delivery_at]
        shipped = [p.shipment.shipped_at for p in parcels if p.shipment.shipped_at]
        start = Start(self.day_of(self.found.order.placed_at), Basis.PLACED)
        if estimated:
            start = Start(self.day_of(max(estimated)), Basis.ESTIMATED_DELIVERY)
        elif shipped:
            start = Start(self.day_of(max(shipped)), Basis.SHIPPED)
        return start if start.day <= self.day_of(self.now) else None


def by_day(start: Start) -> tuple[date, str]:
    """Of two deliveries on one day always the same, however they are listed."""
    return start.day, start.basis


def is_awaited(found: WholeOrder, line: OrderLine) -> bool:
    return line.requires_shipping is not False and not is_settled(found, line)


def is_settled(found: WholeOrder, line: OrderLine) -> bool:
    """Nothing of the line is left to come back."""
    if headline(found) in (Headline.CANCELLED, Headline.RETURNED):
        return True
    back = refunded_quantity(found, line)
    if back is None:
        return found.order.payment_status is PaymentStatus.REFUNDED
    return back >= line.quantity


def is_partly_sent(found: WholeOrder, line: OrderLine, parcels: Sequence[Parcel]) -> bool:
    """Some of its pieces are in no parcel yet."""
    packed = [s for p in parcels for s in p.shipment.lines or () if s.line_id == line.id]
    pieces = sum((shipped.quantity for shipped in packed), start=Decimal(0))
    left = line.quantity - (refunded_quantity(found, line) or 0)
    return 0 < pieces < left and found.order.fulfillment_status not in ALL_SENT


def is_sent(found: WholeOrder, line: OrderLine) -> bool:
    """What needs no parcel was handed over when it was bought."""
    return found.order.fulfillment_status in ALL_SENT or line.requires_shipping is False


def parcels_with(found: WholeOrder, line: OrderLine) -> list[Parcel]:
    """The parcels that carry the line; all of the order's where none says it does."""
    if line.requires_shipping is False:
        return []
    parcels = list({parcel.shipment.id: parcel for parcel in parcels_of(found)}.values())
    carrying = [p for p in parcels if any(s.line_id == line.id for s in p.shipment.lines or ())]
    if carrying:
        return carrying
    all_say = all(parcel.shipment.lines is not None for parcel in parcels)
    still_to_send = all_say and found.order.fulfillment_status not in ALL_SENT
    return [] if still_to_send else parcels
