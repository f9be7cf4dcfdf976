"""Shopify's words and ours: REST spellings as webhooks send them, GraphQL spellings in lower case.

https://shopify.dev/docs/api/admin-rest/latest/resources/order
https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentEventStatus
"""

from __future__ import annotations

from connector.records import FulfillmentStatus, PaymentStatus, ReturnStatus, ShipmentStatus

PAYMENT = {
    "pending": PaymentStatus.PENDING,
    "authorized": PaymentStatus.AUTHORIZED,
    "expired": PaymentStatus.EXPIRED,
    "partially_paid": PaymentStatus.PARTIALLY_PAID,
    "paid": PaymentStatus.PAID,
    "partially_refunded": PaymentStatus.PARTIALLY_REFUNDED,
    "refunded": PaymentStatus.REFUNDED,
    "voided": PaymentStatus.VOIDED,
}

FULFILLMENT = {
    "unfulfilled": FulfillmentStatus.UNFULFILLED,
    "open": FulfillmentStatus.UNFULFILLED,
    # Every line went back on the shelf before it was sent; a cancelled order says so itself.
    "restocked": FulfillmentStatus.UNFULFILLED,
    "partial": FulfillmentStatus.PARTIALLY_FULFILLED,
    "partially_fulfilled": FulfillmentStatus.PARTIALLY_FULFILLED,
    "fulfilled": FulfillmentStatus.FULFILLED,
    "fulfillment_not_required": FulfillmentStatus.NOT_REQUIRED,
    "in_progress": FulfillmentStatus.IN_PROGRESS,
    "pending_fulfillment": FulfillmentStatus.IN_PROGRESS,
    "on_hold": FulfillmentStatus.ON_HOLD,
    "request_declined": FulfillmentStatus.ON_HOLD,
    "scheduled": FulfillmentStatus.SCHEDULED,
}

RETURN = {
    "requested": ReturnStatus.REQUESTED,
    "open": ReturnStatus.APPROVED,
    "closed": ReturnStatus.RETURNED,
    "declined": ReturnStatus.DECLINED,
    "canceled": ReturnStatus.CANCELLED,
    "cancelled": ReturnStatus.CANCELLED,
}

PARCEL = {
    "label_purchased": ShipmentStatus.LABEL_CREATED,
    "label_printed": ShipmentStatus.LABEL_CREATED,
    "label_voided": ShipmentStatus.CANCELLED,
    "submitted": ShipmentStatus.PENDING,
    "confirmed": ShipmentStatus.INFO_RECEIVED,
    "carrier_picked_up": ShipmentStatus.PICKED_UP,
    "in_transit": ShipmentStatus.IN_TRANSIT,
    "delayed": ShipmentStatus.DELAYED,
    "out_for_delivery": ShipmentStatus.OUT_FOR_DELIVERY,
    "attempted_delivery": ShipmentStatus.ATTEMPT_FAILED,
    "ready_for_pickup": ShipmentStatus.AVAILABLE_FOR_PICKUP,
    "ready_for_recipient_pickup": ShipmentStatus.AVAILABLE_FOR_PICKUP,
    # By the shopper: what the carrier picks up is `carrier_picked_up`.
    "picked_up": ShipmentStatus.DELIVERED,
    "delivered": ShipmentStatus.DELIVERED,
    "failure": ShipmentStatus.EXCEPTION,
    "not_delivered": ShipmentStatus.EXCEPTION,
    "buyer_action_required": ShipmentStatus.EXCEPTION,
    "returning_to_sender": ShipmentStatus.RETURNING,
    "canceled": ShipmentStatus.CANCELLED,
    "fulfilled": ShipmentStatus.PENDING,
    "marked_as_fulfilled": ShipmentStatus.PENDING,
}
"""What a carrier says of a parcel: `shipment_status`, and the status of a fulfillment event."""

PACKING = {
    "pending": ShipmentStatus.PENDING,
    "open": ShipmentStatus.PENDING,
    "success": ShipmentStatus.PENDING,
    "cancelled": ShipmentStatus.CANCELLED,
    "error": ShipmentStatus.EXCEPTION,
    "failure": ShipmentStatus.EXCEPTION,
}
"""What the shop says of a fulfillment, used while no carrier has spoken: `success` only means that
the shop has packed it."""

AS_WEBHOOKS_SAY: dict[str, str | None] = {
    "UNFULFILLED": None,
    "OPEN": None,
    "PARTIALLY_FULFILLED": "partial",
}
"""GraphQL's words for an order's fulfilment where REST, and so every webhook, has another or none.

What only GraphQL tells (`ON_HOLD`, `SCHEDULED`) keeps its word in lower case."""

NOT_THE_CARRIER = frozenset({"FULFILLED", "MARKED_AS_FULFILLED", "SUBMITTED", "CANCELED"})
"""What GraphQL displays for a parcel while no carrier has spoken: REST's `shipment_status` is null.
"""


def rest_fulfillment(word: str | None) -> str | None:
    return AS_WEBHOOKS_SAY.get(word, word.lower()) if word else None


def rest_shipment(word: str | None) -> str | None:
    return word.lower() if word and word not in NOT_THE_CARRIER else None
