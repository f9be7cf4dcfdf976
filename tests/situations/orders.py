"""Where is my order: from the checkout to the day it leaves the shop, or is called off."""

from __future__ import annotations

from typing import Any

from tests.situations.recorded import (
    ecwid,
    having_line,
    shopify,
    with_fulfillment,
    with_payment,
    with_status,
    woocommerce,
)
from tests.situations.situation import Question, Situation, ask, at

STATUS = "/v1/order-status"
ELIF, WANG, EMMA = "elif.yilmaz@example.com", "wang.fang@example.com", "emma.clarke@example.net"
SHIRIN, KAYA = "shirin@example.com", "elif.kaya@example.org"
PLACED = shopify("orders-create")
PAID = shopify("orders-paid")
BY_SHIRIN = woocommerce("order_created_guest")
SPRING = at("2026-03-05T09:00")
"""When the WooCommerce recordings are read."""
ZEHRA = "zehra@example.com"


def where_is(order: str, email: str) -> Question:
    return ask(STATUS, order=order, email=email)


def kandil(**changed: Any) -> dict[str, Any]:
    """What Ecwid's API says of one order."""
    order = {
        "id": "KANDIL-7QX2M",
        "internalId": 540112233,
        "vendorOrderNumber": "7QX2M",
        "total": 249.9,
        "email": ZEHRA,
        "paymentStatus": "PAID",
        "fulfillmentStatus": "PROCESSING",
        "createTimestamp": 1773988200,
        "updateTimestamp": 1774077984,
        "items": [
            {
                "id": 1828115520,
                "productId": 692730801,
                "sku": "KND-0002-1",
                "quantity": 2,
                "name": "Keçe Terlik",
                "isShippingRequired": True,
            }
        ],
        "billingPerson": {"name": "Zehra Aydın", "countryCode": "TR"},
        "shippingOption": {"shippingCarrierName": "Kandil Kurye", "isPickup": False},
    }
    return {**order, **changed}


def at_kandil(name: str, **more: Any) -> Situation:
    """An Ecwid shop's order; `changed` is what its API says otherwise."""
    changed = more.pop("changed")
    hints = (ecwid("order_updated", kandil(**changed)),)
    asks = where_is("KANDIL-7QX2M", ZEHRA)
    return Situation(name=name, asks=asks, deliveries=hints, now=at("2026-03-22T08:00"), **more)


ORDERS = (
    Situation(
        name="I have just ordered and wait for my bank transfer to arrive",
        asks=where_is("#1001", ELIF),
        deliveries=(PLACED,),
        facts={
            "order_number": "#1001",
            "headline": "OrderPaymentDue",
            "payment_status": "pending",
            "fulfillment_status": "unfulfilled",
            "return_status": "none",
            "total": {"amount": "2240.50", "currency": "TRY"},
            "lines.0.title": "Çini tabak - 25 cm / Mavi",
            "lines.0.quantity": 2,
            "shipments": [],
            "refunds": [],
        },
        next_actions=("pay",),
        says=("waiting for the payment",),
        tells=("#1001",),
    ),
    Situation(
        name="I have just ordered and paid",
        asks=where_is("#1002", WANG),
        deliveries=(PAID,),
        facts={
            "headline": "OrderProcessing",
            "payment_status": "paid",
            "raw_payment_status": "paid",
            "fulfillment_status": "unfulfilled",
        },
        next_actions=("wait",),
        says=("We are preparing your order",),
        tells=("#1002",),
    ),
    Situation(
        name="My card is only authorised",
        asks=where_is("#1001", ELIF),
        deliveries=(PLACED.but(with_payment("authorized")),),
        facts={"headline": "OrderPaymentDue", "payment_status": "authorized"},
        next_actions=("wait",),
        says=("there is nothing you need to do",),
        tells=("#1001",),
    ),
    Situation(
        name="I paid a part and owe the rest",
        asks=where_is("#1001", ELIF),
        deliveries=(PLACED.but(with_payment("partially_paid")),),
        facts={"headline": "OrderPaymentDue", "payment_status": "partially_paid"},
        next_actions=("pay",),
        tells=("#1001",),
    ),
    Situation(
        name="I let the time to pay run out",
        asks=where_is("#1001", ELIF),
        deliveries=(PLACED.but(with_payment("expired")),),
        facts={"headline": "OrderProblem", "payment_status": "expired"},
        next_actions=("pay", "contact_store"),
        tells=("#1001",),
    ),
    Situation(
        name="My payment was refused",
        asks=where_is("1001", SHIRIN),
        deliveries=(BY_SHIRIN.but(with_status("failed")),),
        now=SPRING,
        facts={"headline": "OrderProblem", "payment_status": "failed", "raw_status": "failed"},
        next_actions=("pay", "contact_store"),
        says=("did not go through",),
        tells=("1001",),
    ),
    Situation(
        name="I have not paid yet at a WooCommerce shop",
        asks=where_is("1001", SHIRIN),
        deliveries=(BY_SHIRIN.but(with_status("pending")),),
        now=SPRING,
        facts={"headline": "OrderPaymentDue", "payment_status": "pending"},
        next_actions=("pay",),
        tells=("1001",),
    ),
    Situation(
        name="I transfer the money by bank and the shop holds my order until then",
        asks=where_is("1001", SHIRIN),
        deliveries=(BY_SHIRIN.but(with_status("on-hold")),),
        now=SPRING,
        facts={
            "headline": "OrderPaymentDue",
            "payment_status": "pending",
            "fulfillment_status": "on_hold",
        },
        next_actions=("pay",),
        tells=("1001",),
    ),
    Situation(
        name="My paid order is held back by the shop",
        asks=where_is("#1002", WANG),
        deliveries=(PAID.but(with_fulfillment("on_hold")),),
        facts={"headline": "OrderProblem", "fulfillment_status": "on_hold"},
        next_actions=("contact_store",),
        says=("is on hold at the moment", "Please contact us"),
        tells=("#1002",),
    ),
    Situation(
        name="I ordered something that is sent on a later date",
        asks=where_is("#1002", WANG),
        deliveries=(PAID.but(with_fulfillment("scheduled")),),
        facts={"headline": "OrderProcessing", "fulfillment_status": "scheduled"},
        next_actions=("wait",),
        tells=("#1002",),
    ),
    Situation(
        name="I have paid and my order is being packed",
        asks=where_is("1001", SHIRIN),
        deliveries=(BY_SHIRIN,),
        now=SPRING,
        facts={
            "headline": "OrderProcessing",
            "payment_status": "paid",
            "fulfillment_status": "in_progress",
            "raw_status": "processing",
        },
        next_actions=("wait",),
        says=("We are preparing your order",),
        tells=("1001",),
    ),
    Situation(
        name="The shop has a step of its own that nobody else knows",
        asks=where_is("1007", "chen.jing@example.net"),
        deliveries=(woocommerce("order_updated_custom_status"),),
        now=SPRING,
        facts={
            "headline": "OrderProcessing",
            "payment_status": "unknown",
            "fulfillment_status": "unknown",
            "raw_status": "awaiting-customs",
        },
        next_actions=("wait",),
        says=("We have received your order",),
        tells=("1007",),
    ),
    Situation(
        name="I called it off before I had paid",
        asks=where_is("#1005", ELIF),
        deliveries=(shopify("orders-cancelled"),),
        facts={"headline": "OrderCancelled", "payment_status": "voided", "refunds": []},
        says=("has been cancelled",),
        tells=("#1005",),
    ),
    Situation(
        name="The shop cancelled my unpaid order",
        asks=where_is("1001", SHIRIN),
        deliveries=(BY_SHIRIN.but(with_status("cancelled")),),
        now=SPRING,
        facts={
            "headline": "OrderCancelled",
            "payment_status": "voided",
            "fulfillment_status": "cancelled",
        },
        says=("has been cancelled",),
        tells=("1001",),
    ),
    Situation(
        name="I bought a course, there is nothing to be sent",
        asks=where_is("#1002", WANG),
        deliveries=(
            PAID.but(with_fulfillment("fulfilled"), having_line(0, requires_shipping=False)),
        ),
        facts={
            "headline": "OrderDelivered",
            "fulfillment_status": "fulfilled",
            "shipments": [],
        },
        says=("nothing in it needs to be shipped",),
        tells=("#1002",),
    ),
    Situation(
        name="The shop knows that nothing of it is to be sent",
        asks=where_is("#1002", WANG),
        deliveries=(PAID.but(with_fulfillment("fulfillment_not_required")),),
        facts={"headline": "OrderDelivered", "fulfillment_status": "not_required"},
        says=("nothing in it needs to be shipped",),
        tells=("#1002",),
    ),
)
