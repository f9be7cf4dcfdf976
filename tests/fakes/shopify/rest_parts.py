"""What webhooks carry of an order's parts, alone or inside it.

https://shopify.dev/docs/api/webhooks?reference=toml
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.fakes.shopify.model import (
    NOTHING,
    Address,
    CarrierEvent,
    Customer,
    Fulfillment,
    Line,
    Order,
    Refund,
    RefundedLine,
    Return,
    Transaction,
    gid,
)
from tests.fakes.shopify.state import ZONE

Body = dict[str, Any]


def time(when: datetime | None) -> str | None:
    return when.astimezone(ZONE).isoformat() if when else None


def price_set(order: Order, amount: Decimal) -> Body:
    return {
        "shop_money": {"amount": f"{amount:.2f}", "currency_code": order.currency},
        "presentment_money": {
            "amount": f"{order.shown(amount):.2f}",
            "currency_code": order.presentment_currency,
        },
    }


def both(order: Order, name: str, amount: Decimal) -> Body:
    return {name: f"{amount:.2f}", f"{name}_set": price_set(order, amount)}


def empty(*names: str) -> Body:
    return dict.fromkeys(names)


def address(place: Address) -> Body:
    return {
        "first_name": place.first_name,
        "address1": place.address1,
        "phone": place.phone,
        "city": place.city,
        "zip": place.zip,
        "province": None,
        "country": place.country,
        "last_name": place.last_name,
        "address2": None,
        "company": None,
        "latitude": None,
        "longitude": None,
        "name": place.name,
        "country_code": place.country_code,
        "province_code": None,
    }


def customer(who: Customer, currency: str, home: Address) -> Body:
    return {
        "id": who.id,
        "created_at": None,
        "updated_at": None,
        "first_name": who.first_name,
        "last_name": who.last_name,
        "state": "disabled",
        "note": None,
        "verified_email": True,
        "multipass_identifier": None,
        "tax_exempt": False,
        "email": who.email,
        "phone": who.phone,
        "currency": currency,
        "tax_exemptions": [],
        "admin_graphql_api_id": gid("Customer", who.id),
        "default_address": default_address(who, home),
    }


def default_address(who: Customer, home: Address) -> Body:
    shown = {n: v for n, v in address(home).items() if n not in ("latitude", "longitude")}
    named = {"id": who.id, "customer_id": who.id, "country_name": home.country}
    return shown | named | {"default": True}


def line(order: Order, one: Line) -> Body:
    unsent = order.unsent_quantity(one)
    sent = order.sent_quantity(one.id)
    return {
        "id": one.id,
        "admin_graphql_api_id": gid("LineItem", one.id),
        "attributed_staffs": [],
        "current_quantity": order.current_quantity(one),
        "fulfillable_quantity": unsent,
        "fulfillment_service": "manual",
        "fulfillment_status": ("partial" if unsent else "fulfilled") if sent else None,
        "gift_card": False,
        "grams": 100,
        "name": one.name,
        **both(order, "price", one.price),
        "product_exists": True,
        "product_id": one.product_id,
        "properties": [],
        "quantity": one.quantity,
        "requires_shipping": True,
        "sales_line_item_group_id": None,
        "sku": one.sku,
        "taxable": True,
        "title": one.title,
        **both(order, "total_discount", NOTHING),
        "variant_id": one.variant_id,
        "variant_inventory_management": "shopify",
        "variant_title": one.variant_title,
        "vendor": "Lale Demo",
        "tax_lines": [],
        "duties": [],
        "discount_allocations": [],
    }


def carried(order: Order, one: Line) -> Body:
    """A line inside a parcel or refund says a little less of itself than inside its order."""
    left_out = ("attributed_staffs", "current_quantity", "sales_line_item_group_id")
    return {name: value for name, value in line(order, one).items() if name not in left_out}


def fulfillment_body(order: Order, parcel: Fulfillment) -> Body:
    event, tracking = parcel.last_event, parcel.tracking
    first = tracking[0] if tracking else None
    packed = [(order.line(p.line_id), p.quantity) for p in parcel.lines]
    return {
        "id": parcel.id,
        "order_id": order.id,
        "status": parcel.status.lower(),
        "created_at": time(parcel.created_at),
        "service": "manual",
        "updated_at": time(parcel.updated_at),
        "tracking_company": first.company if first else None,
        "shipment_status": event.status.lower() if event else None,
        "location_id": parcel.location_id,
        "origin_address": None,
        "email": order.email,
        "destination": address(order.address),
        "line_items": [carried(order, one) | {"quantity": quantity} for one, quantity in packed],
        "tracking_number": first.number if first else None,
        "tracking_numbers": [t.number for t in tracking],
        "tracking_url": first.url if first else None,
        "tracking_urls": [t.url for t in tracking],
        "receipt": {},
        "name": parcel.name,
        "admin_graphql_api_id": gid("Fulfillment", parcel.id),
    }


def event_body(order: Order, parcel: Fulfillment, event: CarrierEvent, shop_id: int) -> Body:
    rest = empty("province", "zip", "address1", "latitude", "longitude")
    return rest | {
        "id": event.id,
        "fulfillment_id": parcel.id,
        "status": event.status.lower(),
        "message": event.message,
        "happened_at": time(event.happened_at),
        "city": event.city,
        "country": event.country,
        "shop_id": shop_id,
        "created_at": time(event.happened_at),
        "updated_at": time(event.happened_at),
        "estimated_delivery_at": time(event.estimated_delivery_at),
        "order_id": order.id,
        "admin_graphql_api_id": gid("FulfillmentEvent", event.id),
    }


def refund_body(order: Order, refund: Refund) -> Body:
    return {
        "id": refund.id,
        "order_id": order.id,
        "created_at": time(refund.created_at),
        "note": refund.note,
        "user_id": None,
        "processed_at": time(refund.created_at),
        "duties": [],
        "total_duties_set": price_set(order, NOTHING),
        "return": return_named(refund),
        "refund_shipping_lines": refunded_shipping(order, refund),
        "restock": any(part.restock_type != "NO_RESTOCK" for part in refund.lines),
        "admin_graphql_api_id": gid("Refund", refund.id),
        "order_adjustments": [],
        "refund_line_items": [refunded_line(order, part) for part in refund.lines],
        "transactions": [transaction(order, t) for t in refund.transactions],
    }


def return_named(refund: Refund) -> Body | None:
    number = refund.return_id
    return {"id": number, "admin_graphql_api_id": gid("Return", number)} if number else None


def refunded_shipping(order: Order, refund: Refund) -> list[Body]:
    amounts = {
        "id": refund.id + 1,
        "refund_id": refund.id,
        "subtotal_amount_set": price_set(order, refund.shipping),
        "tax_amount_set": price_set(order, NOTHING),
    }
    return [amounts] if refund.shipping else []


def refunded_line(order: Order, part: RefundedLine) -> Body:
    return {
        "id": part.id,
        "quantity": part.quantity,
        "line_item_id": part.line_id,
        "location_id": part.location_id,
        "restock_type": part.restock_type.lower(),
        # Numbers, unlike every other amount: so they are in Shopify's samples.
        "subtotal": float(part.subtotal),
        "total_tax": 0,
        "subtotal_set": price_set(order, part.subtotal),
        "total_tax_set": price_set(order, NOTHING),
        "line_item": carried(order, order.line(part.line_id)),
    }


def transaction(order: Order, money: Transaction) -> Body:
    rest = empty("authorization", "location_id", "user_id", "parent_id", "device_id", "error_code")
    return rest | {
        "id": money.id,
        "order_id": order.id,
        "kind": money.kind.lower(),
        "gateway": money.gateway,
        "status": money.status.lower(),
        "message": "",
        "created_at": time(money.at),
        "test": False,
        "processed_at": time(money.at),
        "source_name": "web",
        "receipt": {},
        # The shopper's currency, here alone.
        "amount": f"{order.shown(money.amount):.2f}",
        "currency": order.presentment_currency,
        "payment_id": f"{order.name}.1",
        "total_unsettled_set": {
            "presentment_money": {"amount": "0.0", "currency": "XXX"},
            "shop_money": {"amount": "0.0", "currency": "XXX"},
        },
        "manual_payment_gateway": False,
        "amount_rounding": None,
        "admin_graphql_api_id": gid("OrderTransaction", money.id),
    }


def return_body(order: Order, sent: Return) -> Body:
    return {
        "id": sent.id,
        "admin_graphql_api_id": gid("Return", sent.id),
        "status": sent.status.lower(),
        "order": {"id": order.id, "admin_graphql_api_id": gid("Order", order.id)},
        "total_return_line_items": sent.quantity,
        "name": sent.name,
        "return_line_items": returned_lines(sent),
        "return_shipping_fees": [],
        "exchange_line_items": [],
        "total_exchange_line_items": 0,
    }


def return_declined(order: Order, sent: Return) -> Body:
    return {
        "id": sent.id,
        "admin_graphql_api_id": gid("Return", sent.id),
        "status": sent.status.lower(),
        "order": {"id": order.id, "admin_graphql_api_id": gid("Order", order.id)},
        "decline": {"reason": "final_sale", "note": sent.declined},
    }


def returned_lines(sent: Return) -> list[Body]:
    def one(number: int) -> Body:
        return {"id": number, "admin_graphql_api_id": gid("ReturnLineItem", number)}

    return [one(part.id) | {"quantity": part.quantity} for part in sent.lines]


def return_ended(order: Order, sent: Return) -> Body:
    """Of returns/cancel, close and reopen: another shape than the rest of the family."""
    return {
        "id": sent.id,
        "admin_graphql_api_id": gid("Return", sent.id),
        "order_id": order.id,
        "status": sent.status.lower(),
    }
