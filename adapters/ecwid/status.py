"""Ecwid's words in ours. `CUSTOM_*` are the shop's own, and stay unknown."""

from __future__ import annotations

from connector.records import FulfillmentStatus, PaymentStatus, ReviewStatus, ShipmentStatus

UNFINISHED = "INCOMPLETE"
"""The payment status of an abandoned cart, which is no order."""
CANCELLED = "CANCELLED"

PAYMENT = {
    "AWAITING_PAYMENT": PaymentStatus.PENDING,
    "PAID": PaymentStatus.PAID,
    CANCELLED: PaymentStatus.VOIDED,
    "REFUNDED": PaymentStatus.REFUNDED,
    "PARTIALLY_REFUNDED": PaymentStatus.PARTIALLY_REFUNDED,
    "CUSTOM_PAYMENT_STATUS_1": PaymentStatus.UNKNOWN,
    "CUSTOM_PAYMENT_STATUS_2": PaymentStatus.UNKNOWN,
    "CUSTOM_PAYMENT_STATUS_3": PaymentStatus.UNKNOWN,
}
FULFILLMENT = {
    "AWAITING_PROCESSING": FulfillmentStatus.UNFULFILLED,
    "PROCESSING": FulfillmentStatus.IN_PROGRESS,
    "SHIPPED": FulfillmentStatus.FULFILLED,
    "OUT_FOR_DELIVERY": FulfillmentStatus.OUT_FOR_DELIVERY,
    "DELIVERED": FulfillmentStatus.DELIVERED,
    "READY_FOR_PICKUP": FulfillmentStatus.READY_FOR_PICKUP,
    "WILL_NOT_DELIVER": FulfillmentStatus.DELIVERY_FAILED,
    "RETURNED": FulfillmentStatus.RETURNED,
    "CUSTOM_FULFILLMENT_STATUS_1": FulfillmentStatus.UNKNOWN,
    "CUSTOM_FULFILLMENT_STATUS_2": FulfillmentStatus.UNKNOWN,
    "CUSTOM_FULFILLMENT_STATUS_3": FulfillmentStatus.UNKNOWN,
}
PARCEL = {
    # The shop says it handed it over; no carrier has spoken yet.
    "SHIPPED": ShipmentStatus.PENDING,
    "OUT_FOR_DELIVERY": ShipmentStatus.OUT_FOR_DELIVERY,
    "DELIVERED": ShipmentStatus.DELIVERED,
    "READY_FOR_PICKUP": ShipmentStatus.AVAILABLE_FOR_PICKUP,
    "WILL_NOT_DELIVER": ShipmentStatus.EXCEPTION,
    "RETURNED": ShipmentStatus.RETURNED,
}
"""A parcel has no status of its own: its order's."""
REVIEW = {"MODERATED": ReviewStatus.PENDING, "PUBLISHED": ReviewStatus.PUBLISHED}
