"""Where is my money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from connector.convert import money
from tests.situations.orders import (
    BY_SHIRIN,
    ELIF,
    KAYA,
    PAID,
    PLACED,
    SHIRIN,
    SPRING,
    WANG,
    at_kandil,
    where_is,
)
from tests.situations.recorded import having, shopify, with_payment, with_status, woocommerce
from tests.situations.situation import Question, Situation, ask, at

REFUND = "/v1/refund-status"
NASRIN = "nasrin.ahmadi@example.org"
CLARKE = "emma.clarke@example.com"
PART_BACK = shopify("refunds-create-partial")
"""One plate of `#1001`, 400 paid back and 50 still pending."""
DAYS = {
    "@type": "MerchantReturnPolicy",
    "applicableCountry": ["TR", "CN", "GB"],
    "returnPolicyCategory": "MerchantReturnFiniteReturnWindow",
    "merchantReturnDays": 30,
    "merchantReturnLink": "https://lale.example.com/iade",
    "additionalProperty": {
        "@type": "PropertyValue",
        "name": "refundWorkingDays",
        "value": 5,
    },
}
OCTOBER_6 = at("2026-10-06T12:00")


def my_money(order: str, email: str) -> Question:
    return ask(REFUND, order=order, email=email)


def liras(amount: str) -> Any:
    return money(Decimal(amount), "TRY")


def euros(amount: str) -> Any:
    return money(Decimal(amount), "EUR")


def paid_back(own_id: int, amount: str, status: str = "success", **more: Any) -> dict[str, Any]:
    """A refund of `#1002` inside its order."""
    transaction = {"kind": "refund", "status": status, "amount": amount, "currency": "TRY"}
    return {
        "id": own_id,
        "order_id": 6123450001002,
        "created_at": "2026-10-03T10:00:00+03:00",
        "refund_line_items": [],
        "transactions": [transaction],
        **more,
    }


WHOLE = PAID.but(
    having(
        refunds=[paid_back(701, "636.00")],
        updated_at="2026-10-03T10:00:01+03:00",
    ),
    with_payment("refunded"),
)
CANCELLED = WHOLE.but(having(cancelled_at="2026-10-03T09:59:00+03:00"))

REFUNDS = (
    Situation(
        name="I ask for money that nobody sent back",
        asks=my_money("#1002", WANG),
        deliveries=(PAID,),
        facts={"state": "none", "refunds": [], "cancelled": False},
        says=("There is no refund on record",),
        tells=("#1002",),
    ),
    Situation(
        name="I ask for money that I never paid",
        asks=my_money("#1001", ELIF),
        deliveries=(PLACED,),
        facts={"state": "none", "payment_status": "pending"},
        says=("We have no payment on record for it.",),
        tells=("#1001",),
    ),
    Situation(
        name="It was cancelled and I have my money back",
        asks=my_money("#1002", WANG),
        deliveries=(CANCELLED,),
        facts={
            "state": "full",
            "cancelled": True,
            "refunded": {"amount": "636.00", "currency": "TRY"},
        },
        says=("has been refunded", "The order has been cancelled."),
        tells=("#1002", liras("636.00"), at("2026-10-03")),
    ),
    Situation(
        name="It was cancelled and refunded and I ask where it is",
        asks=where_is("#1002", WANG),
        deliveries=(CANCELLED,),
        facts={"headline": "OrderCancelled", "refunded.amount": "636.00"},
        says=("has been cancelled", "We have refunded"),
        tells=("#1002", liras("636.00")),
    ),
    Situation(
        name="I got all my money back but nobody said that it was cancelled",
        asks=my_money("1006", KAYA),
        deliveries=(woocommerce("order_updated_full_refund"),),
        now=SPRING,
        facts={"state": "full", "cancelled": False, "refunds.1.amount.amount": "60.00"},
        tells=("1006", euros("60.00"), euros("19.80"), at("2026-03-04")),
    ),
    Situation(
        name="I got all my money back and ask where the order is",
        asks=where_is("1006", KAYA),
        deliveries=(woocommerce("order_updated_full_refund"),),
        now=SPRING,
        facts={"headline": "OrderCancelled", "payment_status": "refunded"},
        tells=("1006", euros("79.80")),
    ),
    Situation(
        name="It was cancelled although I had paid and no money came back",
        asks=my_money("#1002", WANG),
        deliveries=(PAID.but(having(cancelled_at="2026-10-03T09:59:00+03:00")),),
        facts={"state": "none", "cancelled": True},
        next_actions=("contact_store",),
        says=("The order has been cancelled.", "Please contact us"),
        tells=("#1002",),
    ),
    Situation(
        name="One thing out of my order was refunded",
        asks=my_money("#1001", ELIF),
        deliveries=(PLACED.but(with_payment("paid")), PART_BACK),
        now=OCTOBER_6,
        facts={
            "state": "partial",
            "refunded.amount": "400.00",
            "refunds.0.lines.0.title": "Çini tabak - 25 cm / Mavi",
        },
        says=("Part of your order #1001 has been refunded.", "This was for:"),
        tells=("#1001", liras("400.00"), OCTOBER_6, "Çini tabak - 25 cm / Mavi"),
    ),
    Situation(
        name="One thing was refunded and I ask where the rest is",
        asks=where_is("#1001", ELIF),
        deliveries=(PLACED.but(with_payment("partially_refunded")), PART_BACK),
        now=OCTOBER_6,
        facts={
            "headline": "OrderProcessing",
            "refunded.amount": "400.00",
            "lines.0.refunded_quantity": 1,
            "lines.1.refunded_quantity": 0,
        },
        next_actions=("wait",),
        tells=("#1001", liras("400.00")),
    ),
    Situation(
        name="Some money came back and nobody says for what",
        asks=my_money("1005", CLARKE),
        deliveries=(woocommerce("order_updated_partial_refund"),),
        now=SPRING,
        facts={"state": "partial", "refunds.0.amount.amount": "14.90", "refunds.0.lines": None},
        tells=("1005", euros("14.90"), at("2026-03-04")),
    ),
    Situation(
        name="The refund was taken back by the shop",
        asks=my_money("1005", CLARKE),
        deliveries=(
            woocommerce("order_updated_partial_refund"),
            woocommerce(
                "order_updated_partial_refund",
                having(refunds=[]),
                with_status("processing", "2026-03-04T12:00:00"),
            ),
        ),
        now=SPRING,
        facts={"state": "none", "refunds": [], "refunded.amount": "0.00"},
        says=("There is no refund on record",),
        tells=("1005",),
    ),
    Situation(
        name="My refund was started and has not come through",
        asks=my_money("#1002", WANG),
        deliveries=(PAID.but(having(refunds=[paid_back(701, "636.00", "pending")])),),
        facts={"state": "pending", "refunds.0.state": "pending", "refunds.0.amount": None},
        next_actions=("wait",),
        says=("has been started but has not gone through yet",),
        tells=("#1002",),
    ),
    Situation(
        name="My refund failed",
        asks=my_money("#1002", WANG),
        deliveries=(PAID.but(having(refunds=[paid_back(701, "636.00", "failure")])),),
        facts={"state": "failed", "refunded.amount": "0.00"},
        next_actions=("contact_store",),
        says=("did not go through", "Please contact us"),
        tells=("#1002",),
    ),
    Situation(
        name="A part came back and a further refund failed",
        asks=my_money("#1002", WANG),
        deliveries=(
            PAID.but(
                having(refunds=[paid_back(701, "100.00"), paid_back(702, "50.00", "failure")]),
                with_payment("partially_refunded"),
            ),
        ),
        facts={"state": "partial", "refunded.amount": "100.00"},
        next_actions=("contact_store",),
        says=("A further refund did not go through.",),
        tells=("#1002", liras("100.00")),
    ),
    Situation(
        name="The shop says how long my bank will take",
        asks=my_money("#1002", WANG),
        deliveries=(WHOLE,),
        owner={"MerchantReturnPolicy": DAYS},
        now=at("2026-10-05T12:00"),
        facts={"state": "full", "policy_time": {"days": 5, "working_days": True}},
        next_actions=("wait",),
        says=("By our policy the money arrives within 5 working days of the refund.",),
        tells=("#1002", liras("636.00"), 5),
    ),
    Situation(
        name="My bank takes longer than the shop said",
        asks=my_money("#1002", WANG),
        deliveries=(WHOLE,),
        owner={"MerchantReturnPolicy": DAYS},
        now=at("2026-11-20T12:00"),
        facts={"state": "full"},
        next_actions=("contact_store",),
        tells=("#1002", liras("636.00")),
    ),
    Situation(
        name="I paid in another currency and was refunded in it",
        asks=my_money("#1002", WANG),
        deliveries=(
            PAID.but(
                having(
                    refunds=[
                        paid_back(
                            701,
                            "636.00",
                            refund_line_items=[
                                {
                                    "line_item_id": 14987600000201,
                                    "quantity": 1,
                                    "subtotal_set": {
                                        "shop_money": {
                                            "amount": "318.00",
                                            "currency_code": "TRY",
                                        }
                                    },
                                }
                            ],
                            transactions=[
                                {
                                    "kind": "refund",
                                    "status": "success",
                                    "amount": "54.00",
                                    "currency": "CNY",
                                }
                            ],
                        )
                    ]
                ),
                with_payment("partially_refunded"),
            ),
        ),
        facts={"refunded": {"amount": "318.00", "currency": "TRY"}, "state": "partial"},
        tells=("#1002", liras("318.00")),
    ),
    Situation(
        name="I asked for my money under a wrong address",
        asks=my_money("#1002", ELIF),
        deliveries=(WHOLE,),
        outcome="no_match",
        next_actions=("check_details",),
        tells=("#1002",),
    ),
    Situation(
        name="I ask for the money of an unpaid order that was cancelled",
        asks=my_money("1001", SHIRIN),
        deliveries=(BY_SHIRIN.but(with_status("cancelled")),),
        now=SPRING,
        facts={"state": "none", "cancelled": True},
        tells=("1001",),
    ),
    Situation(
        name="I sent something back and it was refunded on arrival",
        asks=my_money("#TR-1004-A", NASRIN),
        deliveries=(shopify("orders-updated"),),
        facts={"state": "partial", "return_status": "returned", "refunded.amount": "875.00"},
        says=("Your return is complete.",),
        tells=("#TR-1004-A", liras("875.00"), "زعفران ایرانی - ۵ گرم"),
    ),
    at_kandil(
        "An Ecwid shop gave me a part of the money back",
        changed={
            "paymentStatus": "PARTIALLY_REFUNDED",
            "refundedAmount": 49.9,
            "refunds": [{"date": "2026-03-21 07:00:00 +0000", "amount": 49.9, "source": "CP"}],
        },
        facts={"payment_status": "partially_refunded", "refunded.amount": "49.9"},
        next_actions=("wait",),
        tells=("KANDIL-7QX2M", liras("49.9")),
    ),
)
