"""When a parcel or a refund may be expected, and who said so. Where nobody did, nothing is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from pydantic import JsonValue

from connector.answers.lanes import Lane, arrival, closest
from connector.answers.parcels import Parcel, parcels_of
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus, PaymentStatus, ShipmentStatus

END_OF_DAY = time(23, 59, 59)
PLANNED = {
    FulfillmentStatus.UNFULFILLED,
    FulfillmentStatus.IN_PROGRESS,
    FulfillmentStatus.FULFILLED,
}
UNTROUBLED = {
    *(ShipmentStatus.UNKNOWN, ShipmentStatus.PENDING, ShipmentStatus.LABEL_CREATED),
    *(ShipmentStatus.INFO_RECEIVED, ShipmentStatus.PICKED_UP, ShipmentStatus.IN_TRANSIT),
}


class EstimateBasis(StrEnum):
    CARRIER = "carrier"
    """A scan of the carrier's."""
    PROMISE = "promise"
    """What the shop or its platform has written on the parcel or the order."""
    POLICY = "policy"
    """The shop's published shipping times, where only one of them can hold for the order."""


@dataclass(frozen=True, slots=True)
class Estimate:
    at: datetime
    basis: EstimateBasis


def estimate(parcel: Parcel) -> Estimate | None:
    due = parcel.estimated_delivery_at
    scanned = any(event.estimated_delivery_at for event in parcel.events)
    return (
        Estimate(due, EstimateBasis.CARRIER if scanned else EstimateBasis.PROMISE) if due else None
    )


def last_estimate(found: WholeOrder) -> Estimate | None:
    """Of the last parcel still under way; None if one of them has none."""
    under_way = [p for p in parcels_of(found) if p.status is not ShipmentStatus.DELIVERED]
    told = [said for said in map(estimate, under_way) if said]
    return (
        max(told, key=lambda said: said.at, default=None) if len(told) == len(under_way) else None
    )


def policy_estimate(found: WholeOrder, lanes: Sequence[Lane]) -> Estimate | None:
    """By what the shop has published. The order does not tell which service was chosen nor what
    the goods alone were worth, so all that may hold for it have to say the same day."""
    order = found.order
    if not lanes or not goes_as_planned(found):
        return None
    address = order.buyer.shipping_address if order.buyer else None
    where, postcode = order.ship_to_country.upper(), address.postal_code if address else ""
    ways = [lane for lane in closest(lanes, where, postcode) if lane.ships]
    expected = {arrival(lane, where or None, order.placed_at, UTC) for lane in ways}
    days = {each.last if each else None for each in expected}
    day = days.pop() if len(days) == 1 else None
    return Estimate(datetime.combine(day, END_OF_DAY, UTC), EstimateBasis.POLICY) if day else None


def goes_as_planned(found: WholeOrder) -> bool:
    """Paid, to be shipped as one, and nothing has come in between."""
    statuses = {parcel.status for parcel in parcels_of(found)}
    order = found.order
    paid = order.payment_status is PaymentStatus.PAID and order.cancelled_at is None
    shipped = all(line.requires_shipping is not False for line in order.lines)
    one = len(parcels_of(found)) < 2 and order.fulfillment_status in PLANNED
    return paid and shipped and one and statuses <= UNTROUBLED and not found.returns


WORKING_DAYS, DAYS = "refundWorkingDays", "refundDays"
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class RefundTime:
    """How long a refund takes by the store's own policy, from the day it was made."""

    days: int
    working: bool

    def ends(self, made: datetime) -> date | None:
        """None for working days: which those are depends on the bank and the country."""
        return None if self.working else made.astimezone(UTC).date() + timedelta(days=self.days)

    def is_over(self, made: datetime, now: datetime) -> bool:
        """Of working days only where they are over by any calendar: half of all days work."""
        days = self.days * 2 + 7 if self.working else self.days
        return now.astimezone(UTC).date() > made.astimezone(UTC).date() + timedelta(days=days)


def refund_time(additional: JsonValue) -> RefundTime | None:
    """From the policy's `additionalProperty`: schema.org has no property for it, so it is a
    PropertyValue named `refundWorkingDays` or `refundDays`."""
    for name, days in named_days(additional):
        if name in (WORKING_DAYS, DAYS) and 0 < days <= MOST_DAYS:
            return RefundTime(days, working=name == WORKING_DAYS)
    return None


def named_days(additional: JsonValue) -> Iterator[tuple[str, int]]:
    for each in additional if isinstance(additional, list) else [additional]:
        if isinstance(each, dict):
            longest = each.get("maxValue", each.get("value"))
            if str(longest).isascii() and str(longest).isdecimal():
                yield str(each.get("propertyID", each.get("name"))), int(str(longest))
