"""What webhooks carry: the keys of Shopify's own samples, in their spelling.

https://shopify.dev/docs/api/webhooks?reference=toml
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.fakes.shopify.model import (
    NOTHING,
    Order,
    gid,
)
from tests.fakes.shopify.rest_parts import (
    Body,
    address,
    both,
    customer,
    empty,
    fulfillment_body,
    line,
    price_set,
    refund_body,
    return_body,
    time,
)

FULFILLMENT_WORD = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}
"""REST has no word for unfulfilled."""


def order_body(order: Order, domain: str) -> Body:
    return (
        whose_order(order, domain)
        | empty_of_order()
        | order_amounts(order)
        | {
            "billing_address": address(order.address),
            "customer": customer(order.customer, order.currency, order.address),
            "shipping_address": address(order.address),
            "discount_applications": [],
            "fulfillments": [fulfillment_body(order, f) for f in order.fulfillments],
            "line_items": [line(order, one) for one in order.lines],
            "payment_terms": None,
            "refunds": [refund_body(order, r) for r in order.refunds],
            "shipping_lines": shipping_lines(order),
            "returns": [return_body(order, one) for one in order.returns],
        }
    )


def whose_order(order: Order, domain: str) -> Body:
    status = order.financial_status.lower()
    return {
        "id": order.id,
        "admin_graphql_api_id": gid("Order", order.id),
        "name": order.name,
        "number": order.number - 1000,
        "order_number": order.number,
        "confirmation_number": order.confirmation_number,
        "created_at": time(order.created_at),
        "processed_at": time(order.created_at),
        "updated_at": time(order.updated_at),
        "cancelled_at": time(order.cancelled_at),
        "cancel_reason": order.cancel_reason.lower() if order.cancel_reason else None,
        "closed_at": time(order.closed_at),
        "email": order.email,
        "contact_email": order.email,
        "phone": order.phone,
        "financial_status": status,
        "fulfillment_status": FULFILLMENT_WORD.get(order.fulfillment_status),
        "currency": order.currency,
        "presentment_currency": order.presentment_currency,
        "customer_locale": order.customer.locale,
        "order_status_url": f"https://{domain}/61234567890/orders/{order.id:x}/authenticate?key=k",
        "token": f"{order.id:032x}",
        "tags": ", ".join(order.tags),
        "note": order.note,
        "payment_gateway_names": ["bogus"] if order.transactions else [],
        "browser_ip": "203.0.113.7",
        "confirmed": True,
        "buyer_accepts_marketing": False,
        "source_name": "web",
    }


def empty_of_order() -> Body:
    unused = (
        "app_id cart_token checkout_token client_details current_total_additional_fees_set"
        " current_total_duties_set device_id landing_site landing_site_ref location_id"
        " merchant_business_entity_id merchant_of_record_app_id original_total_additional_fees_set"
        " original_total_duties_set po_number reference referring_site source_identifier"
        " source_url user_id"
    )
    lists: Body = {
        "line_item_groups": [],
        "discount_codes": [],
        "note_attributes": [],
        "tax_lines": [],
    }
    flags = "duties_included estimated_taxes tax_exempt taxes_included test"
    return empty(*unused.split()) | lists | dict.fromkeys(flags.split(), False)


def order_amounts(order: Order) -> Body:
    none = ("current_total_discounts", "current_total_tax", "total_discounts", "total_tax")
    zeros = [both(order, name, NOTHING) for name in none]
    merged: Body = {}
    for part in (
        *zeros,
        both(order, "subtotal_price", order.subtotal),
        both(order, "total_price", order.total),
        both(order, "total_line_items_price", order.subtotal),
        both(order, "current_total_price", order.current_total),
        both(order, "current_subtotal_price", order.current_total - order.shipping),
    ):
        merged |= part
    return merged | {
        "current_shipping_price_set": price_set(order, order.shipping),
        "total_shipping_price_set": price_set(order, order.shipping),
        "total_cash_rounding_payment_adjustment_set": price_set(order, NOTHING),
        "total_cash_rounding_refund_adjustment_set": price_set(order, NOTHING),
        "total_outstanding": f"{order.outstanding:.2f}",
        "total_tip_received": "0.00",
        "total_weight": 0,
    }


def shipping_lines(order: Order) -> list[Body]:
    amounts = both(order, "price", order.shipping) | both(order, "discounted_price", order.shipping)
    rest = empty("carrier_identifier", "code", "phone", "requested_fulfillment_service_id")
    shown = {
        "id": order.id - 1_000_000_000_000,
        "title": "Standard",
        "source": "shopify",
        "is_removed": False,
        "tax_lines": [],
        "discount_allocations": [],
        "current_discounted_price_set": price_set(order, order.shipping),
    }
    return [shown | amounts | rest] if order.shipping else []


def edited_body(order: Order, edit_id: int, removed: Iterable[tuple[int, int]]) -> Body:
    nothing: Body = {"additions": [], "removals": []}
    return {
        "order_edit": {
            "id": edit_id,
            "app_id": None,
            "created_at": time(order.updated_at),
            "committed_at": time(order.updated_at),
            "notify_customer": False,
            "order_id": order.id,
            "staff_note": "",
            "user_id": None,
            "line_items": {
                "additions": [],
                "removals": [{"id": number, "delta": delta} for number, delta in removed],
            },
            "discounts": {"line_item": nothing},
            "shipping_lines": nothing,
        }
    }
