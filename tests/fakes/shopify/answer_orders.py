"""Orders and all that hangs on them, as the Admin API tells of them.

https://shopify.dev/docs/api/admin-graphql/2026-07/objects/Order
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.fakes.shopify.model import NOTHING, Order, gid
from tests.fakes.shopify.page import Arguments, Context, Page, Part, page, some

Fields = dict[str, Callable[[Any, Context, Arguments], Any]]


def when(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def amount(value: Decimal) -> str:
    """15.0 and 12.75: no zero too many, but always one figure behind the point."""
    text = f"{value:.2f}"
    return text.removesuffix("0")


def money(value: Decimal, currency: str) -> dict[str, str]:
    return {"amount": amount(value), "currencyCode": currency}


def bag(order: Order, value: Decimal) -> dict[str, Any]:
    return {
        "shopMoney": money(value, order.currency),
        "presentmentMoney": money(order.shown(value), order.presentment_currency),
    }


def parts(kind: str, order: Order, things: Sequence[Any]) -> list[Part]:
    return [Part(kind, order, thing) for thing in things]


def numbered(part: Part) -> int:
    return int(part.it.id)


def listed(context: Context, arguments: Arguments, found: Sequence[Any]) -> Page:
    return page(context, arguments, found, numbered)


def none(_: Any, context: Context, arguments: Arguments) -> Page:
    """A connection to what this shop never has."""
    return page(context, arguments, (), id)


ORDER: Fields = {
    "id": lambda o, c, a: gid("Order", o.id),
    "legacyResourceId": lambda o, c, a: str(o.id),
    "name": lambda o, c, a: o.name,
    "number": lambda o, c, a: o.number,
    "confirmationNumber": lambda o, c, a: o.confirmation_number,
    "email": lambda o, c, a: o.email,
    "phone": lambda o, c, a: o.phone,
    "test": lambda o, c, a: False,
    "confirmed": lambda o, c, a: True,
    "tags": lambda o, c, a: sorted(o.tags),
    "note": lambda o, c, a: o.note,
    "sourceName": lambda o, c, a: "web",
    "createdAt": lambda o, c, a: when(o.created_at),
    "processedAt": lambda o, c, a: when(o.created_at),
    "updatedAt": lambda o, c, a: when(o.updated_at),
    "closedAt": lambda o, c, a: when(o.closed_at),
    "closed": lambda o, c, a: o.closed_at is not None,
    "cancelledAt": lambda o, c, a: when(o.cancelled_at),
    "cancelReason": lambda o, c, a: o.cancel_reason,
    "edited": lambda o, c, a: o.edited,
    "currencyCode": lambda o, c, a: o.currency,
    "presentmentCurrencyCode": lambda o, c, a: o.presentment_currency,
    "customerLocale": lambda o, c, a: o.customer.locale,
    "statusPageUrl": lambda o, c, a: f"https://{c.shop.domain}/orders/{o.id:x}/authenticate?key=k",
    "displayFinancialStatus": lambda o, c, a: o.financial_status,
    "displayFulfillmentStatus": lambda o, c, a: o.fulfillment_status,
    "returnStatus": lambda o, c, a: o.return_status,
    "fullyPaid": lambda o, c, a: not o.outstanding,
    "unpaid": lambda o, c, a: not o.received,
    "totalPriceSet": lambda o, c, a: bag(o, o.total),
    "subtotalPriceSet": lambda o, c, a: bag(o, o.subtotal),
    "currentTotalPriceSet": lambda o, c, a: bag(o, o.current_total),
    "currentSubtotalPriceSet": lambda o, c, a: bag(o, o.current_total - o.shipping),
    "totalRefundedSet": lambda o, c, a: bag(o, o.refunded),
    "totalReceivedSet": lambda o, c, a: bag(o, o.received),
    "totalOutstandingSet": lambda o, c, a: bag(o, o.outstanding),
    "totalShippingPriceSet": lambda o, c, a: bag(o, o.shipping),
    "totalTaxSet": lambda o, c, a: bag(o, NOTHING),
    "totalDiscountsSet": lambda o, c, a: bag(o, NOTHING),
    "paymentGatewayNames": lambda o, c, a: ["bogus"] if o.transactions else [],
    "customer": lambda o, c, a: o.customer,
    "shippingAddress": lambda o, c, a: o.address,
    "billingAddress": lambda o, c, a: o.address,
    "shippingLine": lambda o, c, a: shipping_line(o),
    "lineItems": lambda o, c, a: listed(c, a, parts("LineItem", o, o.lines)),
    "fulfillments": lambda o, c, a: some(a, parts("Fulfillment", o, o.fulfillments)),
    "refunds": lambda o, c, a: some(a, parts("Refund", o, o.refunds)),
    "returns": lambda o, c, a: listed(c, a, parts("Return", o, o.returns)),
    "transactions": lambda o, c, a: some(a, transactions(o)),
    "fulfillmentOrders": lambda o, c, a: page(
        c, a, [Part("FulfillmentOrder", o, o)], lambda p: int(p.order.id)
    ),
    "disputes": lambda o, c, a: [],
}

LINE: Fields = {
    "id": lambda p, c, a: gid("LineItem", p.it.id),
    "sku": lambda p, c, a: p.it.sku,
    "name": lambda p, c, a: p.it.name,
    "title": lambda p, c, a: p.it.title,
    "variantTitle": lambda p, c, a: p.it.variant_title,
    "vendor": lambda p, c, a: "Lale Demo",
    "quantity": lambda p, c, a: p.it.quantity,
    "currentQuantity": lambda p, c, a: p.order.current_quantity(p.it),
    "unfulfilledQuantity": lambda p, c, a: p.order.unsent_quantity(p.it),
    "refundableQuantity": lambda p, c, a: p.order.current_quantity(p.it),
    "nonFulfillableQuantity": lambda p, c, a: 0,
    "requiresShipping": lambda p, c, a: True,
    "isGiftCard": lambda p, c, a: False,
    "variant": lambda p, c, a: c.goods.variant_of(p.it),
    "product": lambda p, c, a: c.goods.products.get(p.it.product_id),
    "originalUnitPriceSet": lambda p, c, a: bag(p.order, p.it.price),
    "discountedUnitPriceSet": lambda p, c, a: bag(p.order, p.it.price),
    "originalTotalSet": lambda p, c, a: bag(p.order, p.it.price * p.it.quantity),
    "discountedTotalSet": lambda p, c, a: bag(p.order, p.it.price * p.it.quantity),
    "totalDiscountSet": lambda p, c, a: bag(p.order, NOTHING),
    "discountAllocations": lambda p, c, a: [],
}

FULFILLMENT: Fields = {
    "id": lambda p, c, a: gid("Fulfillment", p.it.id),
    "legacyResourceId": lambda p, c, a: str(p.it.id),
    "name": lambda p, c, a: p.it.name,
    "status": lambda p, c, a: p.it.status,
    "displayStatus": lambda p, c, a: p.it.display_status,
    "createdAt": lambda p, c, a: when(p.it.created_at),
    "updatedAt": lambda p, c, a: when(p.it.updated_at),
    "estimatedDeliveryAt": lambda p, c, a: when(p.it.estimated_delivery_at),
    "inTransitAt": lambda p, c, a: when(p.it.when("IN_TRANSIT")),
    "deliveredAt": lambda p, c, a: when(p.it.when("DELIVERED")),
    "totalQuantity": lambda p, c, a: sum(part.quantity for part in p.it.lines),
    "requiresShipping": lambda p, c, a: True,
    "order": lambda p, c, a: p.order,
    "location": lambda p, c, a: c.goods.locations.get(p.it.location_id),
    "trackingInfo": lambda p, c, a: some(a, [tracked(t) for t in p.it.tracking]),
    "events": lambda p, c, a: listed(c, a, parts("FulfillmentEvent", p.order, scans(p.it))),
    "fulfillmentLineItems": lambda p, c, a: listed(
        c, a, parts("FulfillmentLineItem", p.order, p.it.lines)
    ),
}

FULFILLMENT_LINE: Fields = {
    "id": lambda p, c, a: gid("FulfillmentLineItem", p.it.id),
    "quantity": lambda p, c, a: p.it.quantity,
    "lineItem": lambda p, c, a: Part("LineItem", p.order, p.order.line(p.it.line_id)),
}

EVENT: Fields = {
    "id": lambda p, c, a: gid("FulfillmentEvent", p.it.id),
    "status": lambda p, c, a: p.it.status,
    "message": lambda p, c, a: p.it.message,
    "happenedAt": lambda p, c, a: when(p.it.happened_at),
    "createdAt": lambda p, c, a: when(p.it.happened_at),
    "estimatedDeliveryAt": lambda p, c, a: when(p.it.estimated_delivery_at),
    "city": lambda p, c, a: p.it.city,
    "province": lambda p, c, a: None,
    "country": lambda p, c, a: p.it.country,
    "zip": lambda p, c, a: None,
}

CUSTOMER: Fields = {
    "id": lambda w, c, a: gid("Customer", w.id),
    "legacyResourceId": lambda w, c, a: str(w.id),
    "displayName": lambda w, c, a: w.name,
    "firstName": lambda w, c, a: w.first_name,
    "lastName": lambda w, c, a: w.last_name,
    "locale": lambda w, c, a: w.locale,
    "tags": lambda w, c, a: [],
    "defaultEmailAddress": lambda w, c, a: {"emailAddress": w.email},
    "defaultPhoneNumber": lambda w, c, a: {"phoneNumber": w.phone},
    "numberOfOrders": lambda w, c, a: str(sum(1 for _ in c.orders.of_customer(w.id))),
    "amountSpent": lambda w, c, a: money(
        sum((o.received - o.refunded for o in c.orders.of_customer(w.id)), NOTHING),
        c.shop.currency,
    ),
    "orders": lambda w, c, a: page(
        c, {**a, "reverse": not a.get("reverse")}, list(c.orders.of_customer(w.id)), lambda o: o.id
    ),
}

ADDRESS: Fields = {
    "name": lambda p, c, a: p.name,
    "firstName": lambda p, c, a: p.first_name,
    "lastName": lambda p, c, a: p.last_name,
    "address1": lambda p, c, a: p.address1,
    "address2": lambda p, c, a: None,
    "city": lambda p, c, a: p.city,
    "province": lambda p, c, a: None,
    "provinceCode": lambda p, c, a: None,
    "country": lambda p, c, a: p.country,
    "countryCodeV2": lambda p, c, a: p.country_code,
    "zip": lambda p, c, a: p.zip,
    "phone": lambda p, c, a: p.phone,
}


def shipping_line(order: Order) -> dict[str, Any] | None:
    said = {"id": gid("ShippingLine", order.id), "title": "Standard", "carrierIdentifier": None}
    return said | {"code": None, "originalPriceSet": bag(order, order.shipping)}


def tracked(tracking: Any) -> dict[str, Any]:
    return {"company": tracking.company, "number": tracking.number, "url": tracking.url}


def scans(parcel: Any) -> list[Any]:
    return sorted(parcel.events, key=lambda e: (e.happened_at, e.id))


def transactions(order: Order) -> list[Part]:
    """The order's own, then those of its refunds."""
    back = [t for refund in order.refunds for t in refund.transactions]
    return parts("OrderTransaction", order, [*order.transactions, *back])
