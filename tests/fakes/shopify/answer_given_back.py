"""Refunds, returns and what is still to be sent."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify.answer_orders import Fields, bag, listed, none, parts, when
from tests.fakes.shopify.model import NOTHING, Order, Return, gid
from tests.fakes.shopify.page import Arguments, Context, Page, Part, page

REASON: dict[str, Any] = {
    "id": "gid://shopify/ReturnReasonDefinition/1",
    "handle": "other",
    "name": "Other",
    "deleted": False,
}

TRANSACTION: Fields = {
    "id": lambda p, c, a: gid("OrderTransaction", p.it.id),
    "kind": lambda p, c, a: p.it.kind,
    "status": lambda p, c, a: p.it.status,
    "gateway": lambda p, c, a: p.it.gateway,
    "createdAt": lambda p, c, a: when(p.it.at),
    "processedAt": lambda p, c, a: when(p.it.at),
    "test": lambda p, c, a: False,
    "amountSet": lambda p, c, a: bag(p.order, p.it.amount),
}

REFUND: Fields = {
    "id": lambda p, c, a: gid("Refund", p.it.id),
    "legacyResourceId": lambda p, c, a: str(p.it.id),
    "createdAt": lambda p, c, a: when(p.it.created_at),
    "processedAt": lambda p, c, a: when(p.it.created_at),
    "updatedAt": lambda p, c, a: when(p.it.created_at),
    "note": lambda p, c, a: p.it.note,
    "order": lambda p, c, a: p.order,
    "totalRefundedSet": lambda p, c, a: bag(p.order, p.it.amount),
    "return": lambda p, c, a: return_of(p.order, p.it.return_id),
    "refundLineItems": lambda p, c, a: listed(c, a, parts("RefundLineItem", p.order, p.it.lines)),
    "refundShippingLines": lambda p, c, a: page(
        c,
        a,
        [Part("RefundShippingLine", p.order, p.it)] if p.it.shipping else [],
        lambda s: s.it.id,
    ),
    "orderAdjustments": none,
    "duties": lambda p, c, a: [],
    "transactions": lambda p, c, a: listed(
        c, a, parts("OrderTransaction", p.order, p.it.transactions)
    ),
}

REFUND_LINE: Fields = {
    "id": lambda p, c, a: gid("RefundLineItem", p.it.id),
    "quantity": lambda p, c, a: p.it.quantity,
    "restockType": lambda p, c, a: p.it.restock_type,
    "restocked": lambda p, c, a: p.it.restock_type != "NO_RESTOCK",
    "subtotalSet": lambda p, c, a: bag(p.order, p.it.subtotal),
    "totalTaxSet": lambda p, c, a: bag(p.order, NOTHING),
    "location": lambda p, c, a: c.goods.locations.get(p.it.location_id),
    "lineItem": lambda p, c, a: Part("LineItem", p.order, p.order.line(p.it.line_id)),
}

REFUND_SHIPPING: Fields = {
    "id": lambda p, c, a: gid("RefundShippingLine", p.it.id + 1),
    "subtotalAmountSet": lambda p, c, a: bag(p.order, p.it.shipping),
    "taxAmountSet": lambda p, c, a: bag(p.order, NOTHING),
}

RETURN: Fields = {
    "id": lambda p, c, a: gid("Return", p.it.id),
    "name": lambda p, c, a: p.it.name,
    "status": lambda p, c, a: p.it.status,
    "createdAt": lambda p, c, a: when(p.it.created_at),
    "requestApprovedAt": lambda p, c, a: when(p.it.approved_at),
    "closedAt": lambda p, c, a: when(p.it.closed_at),
    "totalQuantity": lambda p, c, a: p.it.quantity,
    "order": lambda p, c, a: p.order,
    "decline": lambda p, c, a: declined(p.it),
    "returnLineItems": lambda p, c, a: listed(c, a, parts("ReturnLineItem", p.order, p.it.lines)),
    "exchangeLineItems": none,
    "reverseFulfillmentOrders": none,
    "refunds": lambda p, c, a: listed(
        c, a, parts("Refund", p.order, [r for r in p.order.refunds if r.return_id == p.it.id])
    ),
}

RETURN_LINE: Fields = {
    "id": lambda p, c, a: gid("ReturnLineItem", p.it.id),
    "quantity": lambda p, c, a: p.it.quantity,
    "refundableQuantity": lambda p, c, a: p.it.quantity - refunded(p),
    "refundedQuantity": lambda p, c, a: refunded(p),
    "processedQuantity": lambda p, c, a: refunded(p),
    "unprocessedQuantity": lambda p, c, a: p.it.quantity - refunded(p),
    "returnReason": lambda p, c, a: "OTHER",
    "returnReasonNote": lambda p, c, a: p.it.note,
    "customerNote": lambda p, c, a: p.it.note or None,
    "returnReasonDefinition": lambda p, c, a: REASON,
    "fulfillmentLineItem": lambda p, c, a: packed(p),
}

FULFILLMENT_ORDER: Fields = {
    "id": lambda p, c, a: gid("FulfillmentOrder", p.order.id + 1_000_000_000_000),
    "status": lambda p, c, a: "OPEN" if p.order.fulfillment_status != "FULFILLED" else "CLOSED",
    "requestStatus": lambda p, c, a: "UNSUBMITTED",
    "fulfillAt": lambda p, c, a: when(p.order.created_at),
    "fulfillBy": lambda p, c, a: None,
    "assignedLocation": lambda p, c, a: assigned(c),
    "fulfillmentHolds": lambda p, c, a: [],
    "deliveryMethod": lambda p, c, a: {
        "id": gid("DeliveryMethod", p.order.id),
        "methodType": "SHIPPING",
        "minDeliveryDateTime": None,
        "maxDeliveryDateTime": None,
    },
    "lineItems": lambda p, c, a: listed(
        c, a, parts("FulfillmentOrderLineItem", p.order, p.order.lines)
    ),
}

FULFILLMENT_ORDER_LINE: Fields = {
    "id": lambda p, c, a: gid("FulfillmentOrderLineItem", p.it.id + 1_000_000_000_000),
    "remainingQuantity": lambda p, c, a: p.order.unsent_quantity(p.it),
    "totalQuantity": lambda p, c, a: p.it.quantity,
    "lineItem": lambda p, c, a: Part("LineItem", p.order, p.it),
}

RETURNABLE: Fields = {
    "id": lambda p, c, a: gid("ReturnableFulfillment", p.it.id),
    "fulfillment": lambda p, c, a: Part("Fulfillment", p.order, p.it),
    "returnableFulfillmentLineItems": lambda p, c, a: listed(
        c, a, parts("ReturnableFulfillmentLineItem", p.order, p.it.lines)
    ),
}

RETURNABLE_LINE: Fields = {
    "quantity": lambda p, c, a: p.it.quantity,
    "fulfillmentLineItem": lambda p, c, a: Part("FulfillmentLineItem", p.order, p.it),
}


def return_of(order: Order, number: int | None) -> Part | None:
    found = next((one for one in order.returns if one.id == number), None)
    return Part("Return", order, found) if found else None


def declined(sent: Return) -> dict[str, Any] | None:
    return {"reason": "FINAL_SALE", "note": sent.declined} if sent.declined else None


def refunded(part: Part) -> int:
    return min(int(part.it.quantity), int(part.order.refunded_quantity(part.it.line_id)))


def packed(part: Part) -> Part | None:
    parcels = (one for parcel in part.order.fulfillments for one in parcel.lines)
    found = next((one for one in parcels if one.id == part.it.packed_id), None)
    return Part("FulfillmentLineItem", part.order, found) if found else None


def assigned(context: Context) -> dict[str, Any]:
    place = context.goods.locations[min(context.goods.locations)]
    return {"name": place.name, "location": place}


def returnable(order: Order, context: Context, arguments: Arguments) -> Page:
    return listed(context, arguments, parts("ReturnableFulfillment", order, order.sent))
