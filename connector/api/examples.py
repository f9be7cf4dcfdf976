"""A small demo store, and the answers it gives: the examples in the OpenAPI document.

They are made by the code that makes real answers, so they cannot go out of date."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from connector.answers.answer import Answer
from connector.answers.insights_facts import Insight
from connector.answers.order_status import no_such_order, order_status
from connector.answers.policy_document import parse_policies
from connector.answers.refund_status import of_refunds, refund_status
from connector.answers.return_policy import return_policy
from connector.answers.reviews import ReviewFacts, Reviews, review_facts, reviews
from connector.answers.stock import stock
from connector.answers.words import speak
from connector.api.handbook_briefing import handbook_examples, handbook_records
from connector.api.insights_briefing import insights_examples
from connector.api.verification_briefing import verification_examples
from connector.joined import Near, Sold, SoldItem, StockedItem, WholeOrder
from connector.records import (
    Address,
    Buyer,
    FulfillmentStatus,
    Money,
    Order,
    OrderLine,
    PaymentStatus,
    Policy,
    Product,
    Refund,
    RefundLine,
    Review,
    ReviewStatus,
    Shipment,
    ShipmentStatus,
    StockLevel,
    Tracking,
    Variant,
)

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
SEEN = NOW - timedelta(minutes=4)
SOURCE = "woocommerce"

ORDER = Order(
    id="9001",
    number="#1001",
    placed_at=datetime(2026, 3, 9, 18, 5, tzinfo=UTC),
    updated_at=datetime(2026, 3, 11, 7, 40, tzinfo=UTC),
    total=Money(amount=Decimal("59.80"), currency="EUR"),
    payment_status=PaymentStatus.PAID,
    fulfillment_status=FulfillmentStatus.FULFILLED,
    raw_payment_status="paid",
    raw_fulfillment_status="fulfilled",
    ship_to_country="DE",
    lines=(
        OrderLine(
            id="1",
            title="Red cup",
            quantity=Decimal(2),
            sku="CUP-RED",
            product_id="501",
            variant_id="501",
            requires_shipping=True,
        ),
    ),
    buyer=Buyer(
        name="مریم رستمی",
        emails=("maryam@example.com",),
        phones=("+49 30 901820",),
        shipping_address=Address(locality="Berlin", postal_code="10115", country="DE"),
    ),
)
PARCEL = Shipment(
    id="7001",
    order_id="9001",
    updated_at=datetime(2026, 3, 12, 6, 10, tzinfo=UTC),
    status=ShipmentStatus.IN_TRANSIT,
    raw_status="in_transit",
    carrier="DHL",
    tracking=(Tracking(number="JD0140600", url="https://tracking.example/JD0140600"),),
    shipped_at=datetime(2026, 3, 11, 7, 40, tzinfo=UTC),
    estimated_delivery_at=datetime(2026, 3, 13, 17, 0, tzinfo=UTC),
)
PRODUCT = Product(
    id="501",
    title="Red cup",
    published=True,
    sku="CUP-RED",
    updated_at=SEEN,
    low_stock_at=Decimal(3),
)
VARIANT = Variant(
    id="501", product_id="501", title="", sku="CUP-RED", inventory_item_id="501", updated_at=SEEN
)
LEVEL = StockLevel(id="501", inventory_item_id="501", available=Decimal(2), updated_at=SEEN)
GONE_PRODUCT = Product(id="502", title="Blue cup", published=True, sku="CUP-SKY", updated_at=SEEN)
GONE_VARIANT = Variant(
    id="502", product_id="502", title="", sku="CUP-SKY", inventory_item_id="502", updated_at=SEEN
)
GONE_LEVEL = StockLevel(id="502", inventory_item_id="502", available=Decimal(0), updated_at=SEEN)
POLICY = Policy(
    id="MerchantReturnPolicy",
    updated_at=SEEN,
    document=json.dumps(
        {
            "@type": "MerchantReturnPolicy",
            "applicableCountry": "DE",
            "returnPolicyCategory": "MerchantReturnFiniteReturnWindow",
            "merchantReturnDays": 30,
            "returnFees": "FreeReturn",
            "merchantReturnLink": "https://shop.example/returns",
        }
    ),
)
REVIEW = Review(
    id="301",
    product_id="501",
    status=ReviewStatus.PUBLISHED,
    raw_status="approved",
    rating=Decimal(5),
    title="Tam istediğim gibi",
    body="Renk çok güzel, kargo hızlıydı.",
    author="Elif K.",
    author_email="elif@example.org",
    created_at=datetime(2026, 3, 10, 12, 15, tzinfo=UTC),
    updated_at=datetime(2026, 3, 11, 9, 0, tzinfo=UTC),
    reply="Teşekkür ederiz!",
    replied_at=datetime(2026, 3, 11, 9, 0, tzinfo=UTC),
    language="tr",
)
REFUNDED_ORDER = Order(
    id="9000",
    number="#1000",
    placed_at=datetime(2026, 2, 20, 11, 30, tzinfo=UTC),
    updated_at=datetime(2026, 3, 10, 15, 0, tzinfo=UTC),
    total=Money(amount=Decimal("44.90"), currency="EUR"),
    payment_status=PaymentStatus.PARTIALLY_REFUNDED,
    fulfillment_status=FulfillmentStatus.FULFILLED,
    raw_payment_status="partially_refunded",
    raw_fulfillment_status="fulfilled",
    ship_to_country="DE",
    lines=(
        OrderLine(id="1", title="Teapot", quantity=Decimal(1), requires_shipping=True),
        OrderLine(id="2", title="Saucer", quantity=Decimal(2), requires_shipping=True),
    ),
    buyer=ORDER.buyer,
)
REFUND = Refund(
    id="8001",
    order_id="9000",
    updated_at=datetime(2026, 3, 10, 15, 0, tzinfo=UTC),
    amount=Money(amount=Decimal("9.90"), currency="EUR"),
    created_at=datetime(2026, 3, 10, 15, 0, tzinfo=UTC),
    lines=(
        RefundLine(
            line_id="2",
            quantity=Decimal(2),
            amount=Money(amount=Decimal("9.90"), currency="EUR"),
        ),
    ),
    raw_status="success",
)
RECORDS = (
    ORDER,
    PARCEL,
    PRODUCT,
    VARIANT,
    LEVEL,
    GONE_PRODUCT,
    GONE_VARIANT,
    GONE_LEVEL,
    POLICY,
    REVIEW,
    REFUNDED_ORDER,
    REFUND,
    *handbook_records(SEEN),
)

FOUND = WholeOrder(order=ORDER, shipments=(PARCEL,), seen_at=SEEN)
REFUNDED = WholeOrder(order=REFUNDED_ORDER, refunds=(REFUND,), seen_at=SEEN)
CUP = StockedItem(product=PRODUCT, variant=VARIANT, levels=(LEVEL,), seen_at=SEEN)
SKY_CUP = StockedItem(
    product=GONE_PRODUCT, variant=GONE_VARIANT, levels=(GONE_LEVEL,), seen_at=SEEN
)
SOLD: dict[Insight, list[SoldItem]] = {
    Insight.OUT_OF_STOCK: [SoldItem(item=SKY_CUP, sold=Sold())],
    Insight.BEST_SELLERS: [SoldItem(item=CUP, sold=Sold(week=Decimal(2), month=Decimal(2)))],
    Insight.SELLING_FAST: [],
}


def examples() -> dict[str, dict[str, Any]]:
    """By operation, as OpenAPI lists them; with the query each one answers."""
    en = speak("en")
    policies = parse_policies(POLICY.document)
    return {
        "get_order_status": {
            "ok": shown(
                "?order=1001&email=maryam@example.com",
                order_status(FOUND, asked="1001", words=en, now=NOW),
            ),
            "no_match": shown("?order=4711&email=maryam@example.com", no_such_order("4711", en)),
        },
        "get_refund_status": {
            "ok": shown(
                "?order=1000&email=maryam@example.com",
                refund_status(REFUNDED, asked="1000", words=en, now=NOW),
            ),
            "no_match": shown(
                "?order=4711&email=maryam@example.com", of_refunds(no_such_order("4711", en))
            ),
        },
        "get_return_policy": {
            "ok": shown(
                "?country=DE",
                return_policy(policies, country="DE", order=None, words=en, now=NOW, seen_at=SEEN),
            ),
            "no_match": shown(
                "?country=TR",
                return_policy(policies, country="TR", order=None, words=en, now=NOW),
            ),
        },
        "get_stock": {
            "ok": shown("?q=red cup", stock([CUP], asked="red cup", words=en, now=NOW)),
            "alternatives": shown(
                "?sku=CUP-SKY",
                stock([SKY_CUP], asked="CUP-SKY", words=en, now=NOW, near=Near(alike=(CUP,))),
            ),
            "no_match": shown("?sku=CUP-BLUE", stock([], asked="CUP-BLUE", words=en, now=NOW)),
        },
        "get_reviews": {
            "some": shown(
                "?product=501", said(review_facts(REVIEW, source=SOURCE, product=PRODUCT))
            ),
            "none": shown("?rating=1", said()),
        },
        **handbook_examples(shown, now=NOW, seen=SEEN),
        **insights_examples(shown, SOLD, now=NOW),
        **verification_examples(NOW),
    }


def said(*found: ReviewFacts) -> Reviews:
    return reviews(found, next_cursor=None, seen=[SEEN for _ in found], now=NOW)


def shown(query: str, answer: Answer[Any] | Reviews) -> dict[str, Any]:
    return {"summary": query, "value": answer.model_dump(mode="json")}
