"""Until when an order line may come back. Days are UTC days; the day of delivery is not counted
and the last day is. A window is never said to be over on a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from connector.answers.answer import Basis, ItemReturn
from connector.answers.headline import Headline, headline
from connector.answers.parcels import Parcel, parcels_of
from connector.answers.policy import (
    FINITE,
    NOT_PERMITTED,
    UNLIMITED,
    UNSPECIFIED,
    MerchantReturnPolicy,
    ReturnTerms,
)
from connector.answers.settled import refunded_quantity
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus, OrderLine, PaymentStatus, ShipmentStatus

SURE = {Basis.CARRIER_DELIVERED, Basis.PLATFORM_DELIVERED}
ALL_SENT = {
    FulfillmentStatus.FULFILLED,
    FulfillmentStatus.DELIVERED,
    FulfillmentStatus.NOT_REQUIRED,
}
SILENT = {ShipmentStatus.UNKNOWN, ShipmentStatus.PENDING, ShipmentStatus.EXPIRED}
"""Parcels no carrier speaks of: they may have arrived."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a policy grants once its season is taken into account."""

    category: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Start:
    day: date
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    status: ItemReturn
    start: date | None = None
    end: date | None = None
    basis: Basis = Basis.NONE
    days: int | None = None
    """How many days the policy grants, where it says."""
    settled: bool = False
    """Not returnable because it has come back, was refunded or never sent."""


def terms_on(policy: MerchantReturnPolicy, days: Sequence[date]) -> Terms:
    """The kindest of the policy and the seasonal overrides that cover one of `days`."""
    seasonal = [o for o in policy.overrides if any(o.covers(day) for day in days)]
    offers: list[ReturnTerms] = [policy, *(o for o in seasonal if o.category != UNSPECIFIED)]
    categories = {offer.category for offer in offers}
    for category in (UNLIMITED, FINITE, UNSPECIFIED, NOT_PERMITTED):
        if category in categories:
            return Terms(category, most_days(offers) if category == FINITE else None)
    return Terms(UNSPECIFIED)


def most_days(offers: Sequence[ReturnTerms]) -> int:
    return max(o.merchant_return_days or 0 for o in offers if o.category == FINITE)


def window(
    policy: MerchantReturnPolicy, found: WholeOrder, line: OrderLine, now: datetime
) -> Window:
    if is_settled(found, line):
        return Window(status=ItemReturn.NOT_RETURNABLE, settled=True)
    today = now.astimezone(UTC).date()
    start = start_of(found, line, today)
    days = [day_of(found.order.placed_at), *([start.day] if start else [])]
    return window_from(terms_on(policy, days), start, today)


def window_from(terms: Terms, start: Start | None, today: date) -> Window:
    if terms.category == NOT_PERMITTED:
        return Window(status=ItemReturn.NOT_RETURNABLE)
    if terms.category == UNSPECIFIED:
        return Window(status=ItemReturn.UNKNOWN)
    if start is None:
        return Window(status=ItemReturn.NOT_STARTED, days=terms.days)
    if terms.days is None:
        return Window(status=ItemReturn.OPEN, start=start.day, basis=start.basis)
    return finite_window(terms.days, start, today)


def finite_window(days: int, start: Start, today: date) -> Window:
    end = start.day + timedelta(days=days)
    over = ItemReturn.CLOSED if start.basis in SURE else ItemReturn.UNKNOWN
    status = ItemReturn.OPEN if today <= end else over
    return Window(status=status, start=start.day, end=end, basis=start.basis, days=days)


def is_settled(found: WholeOrder, line: OrderLine) -> bool:
    """Nothing of the line is left to come back."""
    if headline(found) in (Headline.CANCELLED, Headline.RETURNED):
        return True
    back = refunded_quantity(found, line)
    if back is None:
        return found.order.payment_status is PaymentStatus.REFUNDED
    return back >= line.quantity


def start_of(found: WholeOrder, line: OrderLine, today: date) -> Start | None:
    """None while the line is on its way or still at the shop."""
    parcels = parcels_with(found, line)
    if is_partly_sent(found, line, parcels):
        return None
    if parcels and all(parcel.status is ShipmentStatus.DELIVERED for parcel in parcels):
        return last_delivery(parcels) or assumed_start(found, parcels, today)
    arrived = {*SILENT, ShipmentStatus.DELIVERED}
    if found.order.fulfillment_status is FulfillmentStatus.DELIVERED:
        return assumed_start(found, parcels, today)
    if is_sent(found, line) and all(parcel.status in arrived for parcel in parcels):
        return assumed_start(found, parcels, today)
    return None


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
    parcels = list(parcels_of(found))
    carrying = [p for p in parcels if any(s.line_id == line.id for s in p.shipment.lines or ())]
    if carrying:
        return carrying
    all_say = all(parcel.shipment.lines is not None for parcel in parcels)
    still_to_send = all_say and found.order.fulfillment_status not in ALL_SENT
    return [] if still_to_send else parcels


def last_delivery(parcels: Sequence[Parcel]) -> Start | None:
    """None if some parcel does not say when it arrived."""
    starts = [delivery_of(parcel) for parcel in parcels]
    known = [start for start in starts if start is not None]
    return max(known, key=lambda start: start.day) if len(known) == len(starts) else None


def delivery_of(parcel: Parcel) -> Start | None:
    scans = [e for e in parcel.events if e.status is ShipmentStatus.DELIVERED]
    if scans:
        return Start(day_of(scans[-1].happened_at), Basis.CARRIER_DELIVERED)
    changed = parcel.shipment.updated_at
    return Start(day_of(changed), Basis.PLATFORM_DELIVERED) if changed else None


def assumed_start(found: WholeOrder, parcels: Sequence[Parcel], today: date) -> Start | None:
    """Sent, and no one said when it arrived. None while even the guess lies ahead."""
    estimated = [p.estimated_delivery_at for p in parcels if p.estimated_delivery_at]
    shipped = [p.shipment.shipped_at for p in parcels if p.shipment.shipped_at]
    start = Start(day_of(found.order.placed_at), Basis.PLACED)
    if estimated:
        start = Start(day_of(max(estimated)), Basis.ESTIMATED_DELIVERY)
    elif shipped:
        start = Start(day_of(max(shipped)), Basis.SHIPPED)
    return start if start.day <= today else None


def day_of(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
