"""The headline of an order: its four axes in one word of schema.org/OrderStatus.

The first rule that holds decides. A refund does not move the headline, except that an order wholly
refunded before anything was sent is cancelled: schema.org has no word for refunded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from connector.answers.parcels import parcels_of
from connector.answers.settled import refunded, refunded_quantity, return_status
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as Fulfillment
from connector.records import PaymentStatus as Payment
from connector.records import ReturnStatus
from connector.records import ShipmentStatus as Parcel


class Headline(StrEnum):
    """schema.org/OrderStatus."""

    CANCELLED = "OrderCancelled"
    RETURNED = "OrderReturned"
    PROBLEM = "OrderProblem"
    DELIVERED = "OrderDelivered"
    PICKUP_AVAILABLE = "OrderPickupAvailable"
    IN_TRANSIT = "OrderInTransit"
    PAYMENT_DUE = "OrderPaymentDue"
    PROCESSING = "OrderProcessing"


PAYMENT_OPEN = {Payment.PENDING, Payment.AUTHORIZED, Payment.PARTIALLY_PAID}
PAYMENT_LOST = {Payment.FAILED, Payment.EXPIRED}
SENT = {
    Fulfillment.PARTIALLY_FULFILLED,
    Fulfillment.FULFILLED,
    Fulfillment.OUT_FOR_DELIVERY,
    Fulfillment.DELIVERED,
    Fulfillment.RETURNED,
}
MOVING = {Parcel.PICKED_UP, Parcel.IN_TRANSIT, Parcel.DELAYED, Parcel.OUT_FOR_DELIVERY}
TROUBLE = {Parcel.ATTEMPT_FAILED, Parcel.EXCEPTION, Parcel.RETURNING, Parcel.RETURNED}
LEFT_THE_SHOP = {
    *MOVING,
    *TROUBLE,
    Parcel.AVAILABLE_FOR_PICKUP,
    Parcel.DELIVERED,
    Parcel.EXPIRED,
}
CAME_BACK = {ReturnStatus.IN_TRANSIT, ReturnStatus.INSPECTED, ReturnStatus.RETURNED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    payment: Payment
    fulfillment: Fulfillment
    returns: ReturnStatus
    parcels: frozenset[Parcel]
    cancelled: bool
    wholly_refunded: bool
    partly_returned: bool
    virtual: bool
    """Nothing in the order is to be shipped."""

    @property
    def sent(self) -> bool:
        gone = self.fulfillment in SENT or self.parcels & LEFT_THE_SHOP
        return bool(gone) or self.returns in CAME_BACK


def axes_of(found: WholeOrder) -> Axes:
    order = found.order
    return Axes(
        payment=order.payment_status,
        fulfillment=order.fulfillment_status,
        returns=return_status(found),
        parcels=frozenset(parcel.status for parcel in parcels_of(found)),
        cancelled=order.cancelled_at is not None,
        wholly_refunded=wholly_refunded(found),
        partly_returned=partly_returned(found),
        virtual=is_virtual(found),
    )


def wholly_refunded(found: WholeOrder) -> bool:
    if found.order.payment_status is Payment.REFUNDED:
        return True
    return 0 < found.order.total.amount <= refunded(found).amount


def partly_returned(found: WholeOrder) -> bool:
    """Returns do not say their lines: what was refunded shows whether only part came back."""
    counts = [(line.quantity, refunded_quantity(found, line)) for line in found.order.lines]
    if not any(back for _, back in counts):
        return found.order.payment_status is Payment.PARTIALLY_REFUNDED
    return any(back is not None and back < ordered for ordered, back in counts)


def is_virtual(found: WholeOrder) -> bool:
    lines = found.order.lines
    return bool(lines) and all(line.requires_shipping is False for line in lines)


def is_cancelled(axes: Axes) -> bool:
    if axes.cancelled or axes.fulfillment is Fulfillment.CANCELLED:
        return True
    return not axes.sent and (axes.payment is Payment.VOIDED or axes.wholly_refunded)


def is_only_refunded(found: WholeOrder) -> bool:
    """Of an order under the headline cancelled: all the money went back, and nobody says that the
    order was cancelled. WooCommerce's `refunded` may well have been delivered."""
    order = found.order
    called_off = order.cancelled_at or order.fulfillment_status is Fulfillment.CANCELLED
    return not called_off and order.payment_status is not Payment.VOIDED


def is_returned(axes: Axes) -> bool:
    undelivered = axes.parcels == {Parcel.RETURNED} and not is_said_delivered(axes)
    if axes.fulfillment is Fulfillment.RETURNED or undelivered:
        return True
    return axes.returns is ReturnStatus.RETURNED and not axes.partly_returned


def is_said_delivered(axes: Axes) -> bool:
    """The shop says so of the whole order; what becomes of a parcel later is told by its return."""
    return axes.fulfillment is Fulfillment.DELIVERED


def is_problem(axes: Axes) -> bool:
    # WooCommerce's on-hold is an order waiting for its payment, not one with a problem:
    # https://woocommerce.com/document/managing-orders/order-statuses/
    held = axes.fulfillment is Fulfillment.ON_HOLD and axes.payment not in PAYMENT_OPEN
    failed = axes.fulfillment is Fulfillment.DELIVERY_FAILED
    trouble = bool(axes.parcels & TROUBLE) and not is_said_delivered(axes)
    return held or failed or trouble or axes.payment in PAYMENT_LOST


def is_delivered(axes: Axes) -> bool:
    """`fulfilled` alone is no delivery: WooCommerce calls an order completed when it is sent."""
    if is_said_delivered(axes):
        return True
    if axes.parcels:
        everything_sent = axes.fulfillment is not Fulfillment.PARTIALLY_FULFILLED
        return axes.parcels == {Parcel.DELIVERED} and everything_sent
    if axes.fulfillment is Fulfillment.NOT_REQUIRED:
        return axes.payment not in PAYMENT_OPEN
    return axes.virtual and axes.fulfillment is Fulfillment.FULFILLED


def is_at_pickup(axes: Axes) -> bool:
    ready = axes.fulfillment is Fulfillment.READY_FOR_PICKUP
    return ready or Parcel.AVAILABLE_FOR_PICKUP in axes.parcels


def is_in_transit(axes: Axes) -> bool:
    return axes.fulfillment in SENT or bool(axes.parcels & LEFT_THE_SHOP)


def is_payment_due(axes: Axes) -> bool:
    return axes.payment in PAYMENT_OPEN


RULES = (
    (is_cancelled, Headline.CANCELLED),
    (is_returned, Headline.RETURNED),
    (is_problem, Headline.PROBLEM),
    (is_delivered, Headline.DELIVERED),
    (is_at_pickup, Headline.PICKUP_AVAILABLE),
    (is_in_transit, Headline.IN_TRANSIT),
    (is_payment_due, Headline.PAYMENT_DUE),
)


def headline(found: WholeOrder) -> Headline:
    axes = axes_of(found)
    return next((word for holds, word in RULES if holds(axes)), Headline.PROCESSING)
