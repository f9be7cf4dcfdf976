"""Can I send it back, and what becomes of what I sent back."""

from __future__ import annotations

from typing import Any

from tests.situations.orders import (
    BY_SHIRIN,
    EMMA,
    SHIRIN,
    SPRING,
    WANG,
    at_kandil,
    where_is,
)
from tests.situations.parcels import JING, ONE, TWO
from tests.situations.recorded import (
    Delivered,
    having,
    having_line,
    having_parcel,
    shopify,
    woocommerce,
)
from tests.situations.refunds import CANCELLED, WHOLE
from tests.situations.scans import scan
from tests.situations.situation import Question, Situation, ask, at

RETURNS_PATH = "/v1/return-policy"
PAGE = "https://lale.example.com/iade"
FINITE = "MerchantReturnFiniteReturnWindow"
HERE = (
    ONE.but(having(updated_at="2026-10-04T16:00:00+01:00")),
    scan("delivered", "2026-10-04T15:00:00+01:00"),
)
"""`#1003` arrived in London on October 4."""


def can_i_return(order: str, email: str) -> Question:
    return ask(RETURNS_PATH, order=order, email=email)


def days(count: int, *countries: str, **more: Any) -> dict[str, Any]:
    """A policy of this many days, the shop's own."""
    return {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": [*countries] or ["GB"],
        "returnPolicyCategory": FINITE,
        "merchantReturnDays": count,
        "merchantReturnLink": PAGE,
        **more,
    }


def policy(document: Any) -> dict[str, Any]:
    return {"MerchantReturnPolicy": document}


def to_country(code: str) -> Delivered:
    """`#1003`, delivered there."""
    address = HERE[0].body()["shipping_address"]
    return HERE[0].but(having(shipping_address={**address, "country_code": code}))


def with_return(name: str, sent: str = "2026-10-05T08:15:30Z", **more: Any) -> Delivered:
    """News of the return of `#1003`."""
    return shopify(f"returns-{name}", having(**more), sent_at=sent)


def returning(name: str, topic: str, **more: Any) -> Situation:
    """What the shop says of the return, on asking where the order is."""
    word = more.pop("word", None)
    said = {"status": word} if word else {}
    return Situation(
        name=name,
        asks=where_is("#1003", EMMA),
        deliveries=(*HERE, with_return(topic, **said)),
        tells=("#1003",),
        **more,
    )


def wanting(name: str, **more: Any) -> Situation:
    """`#1003` arrived on October 4 and may perhaps go back."""
    base: dict[str, Any] = {
        "asks": can_i_return("#1003", EMMA),
        "deliveries": HERE,
        "owner": policy(days(30)),
    }
    return Situation(name=name, **{**base, **more})


GLASSES = "İnce belli çay bardağı - 6'lı"

RETURNS = (
    returning(
        "I have asked to send something back",
        "request",
        facts={"headline": "OrderDelivered", "return_status": "requested"},
        says=("We have received your request to return items.",),
    ),
    returning(
        "I may send it back",
        "approve",
        facts={"return_status": "approved", "raw_return_status": "open"},
        says=("Your return has been approved.",),
    ),
    returning(
        "I may not send it back",
        "decline",
        facts={"return_status": "declined"},
        says=("Your request to return items has been declined.",),
    ),
    returning(
        "I changed my mind and keep it after all",
        "cancel",
        facts={"return_status": "cancelled"},
        says=("Your return has been cancelled.",),
    ),
    returning(
        "What I sent back has arrived and is settled",
        "close",
        facts={"return_status": "returned", "headline": "OrderReturned"},
        says=("The return of your order #1003 is complete.",),
    ),
    at_kandil(
        "I withdrew from the purchase by the shop's button",
        changed={"fulfillmentStatus": "DELIVERED", "withdrawalRequested": True},
        facts={"return_status": "requested"},
        says=("We have received your request to return items.",),
        tells=("KANDIL-7QX2M",),
    ),
    at_kandil(
        "The shop has all of it back",
        changed={"fulfillmentStatus": "RETURNED", "trackingNumber": "00340434292135100186"},
        facts={
            "headline": "OrderReturned",
            "fulfillment_status": "returned",
            "return_status": "returned",
        },
        says=("is complete",),
        tells=("KANDIL-7QX2M",),
    ),
    wanting(
        "I want to send it back in time",
        facts={
            "country": "GB",
            "items.0.status": "open",
            "items.0.eligible": "yes",
            "items.0.window_start": "2026-10-04",
            "items.0.window_end": "2026-11-03",
            "items.0.basis": "carrier_delivered",
            "items.0.next_action": "request_return",
        },
        next_actions=("request_return",),
        tells=(GLASSES, at("2026-11-03")),
    ),
    wanting(
        "Today is the last day to send it back",
        now=at("2026-11-03T20:00"),
        facts={"items.0.status": "open", "items.0.window_end": "2026-11-03"},
        next_actions=("request_return",),
        says=("up to and including November 3, 2026",),
        tells=(GLASSES, at("2026-11-03")),
    ),
    wanting(
        "Yesterday was the last day to send it back",
        now=at("2026-11-04T12:00"),
        facts={
            "items.0.status": "closed",
            "items.0.eligible": "no",
            "items.0.reasons": ["window_over"],
        },
        next_actions=("contact_store",),
        says=("This does not affect your rights if an item is faulty.",),
        tells=(GLASSES, at("2026-11-03")),
    ),
    wanting(
        "I want to send back what has not arrived yet",
        deliveries=(ONE,),
        facts={"items.0.status": "not_started", "items.0.eligible": "yes"},
        next_actions=("wait",),
        tells=(GLASSES, 30),
    ),
    wanting(
        "Nobody knows on which day it arrived",
        asks=can_i_return("1003", JING),
        deliveries=(woocommerce("order_updated_tracking", having(meta_data=[])),),
        owner=policy(days(30, "CN")),
        now=SPRING,
        facts={"items.0.status": "open", "items.0.basis": "placed"},
        next_actions=("request_return",),
        says=("We do not know the exact delivery date",),
        tells=("گلدان سرامیکی آبی", at("2026-04-01")),
    ),
    wanting(
        "Nobody knows on which day it arrived, and it may be too late",
        asks=can_i_return("1003", JING),
        deliveries=(woocommerce("order_updated_tracking", having(meta_data=[])),),
        owner=policy(days(30, "CN")),
        now=at("2026-06-01T12:00"),
        facts={"items.0.status": "unknown", "items.0.eligible": "unknown"},
        next_actions=("contact_store",),
        says=("we cannot say for certain",),
    ),
    wanting(
        "I have two things in two parcels and the law waits for the last",
        deliveries=(
            TWO.but(
                having(shipping_address=to_country("DE").body()["shipping_address"]),
                having_parcel(
                    0, shipment_status="delivered", updated_at="2026-10-04T12:00:00+03:00"
                ),
                having_parcel(1, shipment_status="in_transit"),
            ),
        ),
        owner=policy(days(7, "DE")),
        facts={"items.0.status": "open", "items.1.status": "not_started"},
        next_actions=("request_return", "wait"),
        says=("The return period starts when the last parcel of the order arrives.",),
        tells=("Lale vazo", GLASSES),
    ),
    wanting(
        "I am already sending it back",
        deliveries=(*HERE, with_return("approve")),
        facts={"items.0.reasons": ["within_window", "return_under_way"]},
        next_actions=("request_return",),
        says=("A return for this order is already under way.",),
        tells=(GLASSES, at("2026-11-03")),
    ),
    wanting(
        "I want to send back what was cancelled",
        asks=can_i_return("#1002", WANG),
        deliveries=(CANCELLED,),
        owner=policy(days(30, "CN")),
        facts={"items.0.reasons": ["order_cancelled"]},
        says=("so there is nothing to return",),
        tells=("#1002",),
    ),
    wanting(
        "I want to send back what I have my money for",
        asks=can_i_return("#1002", WANG),
        deliveries=(WHOLE,),
        owner=policy(days(30, "CN")),
        facts={"items.0.reasons": ["already_refunded"]},
        says=("has already been refunded in full",),
        tells=("#1002",),
    ),
    wanting(
        "The thing I want to send back is called something nasty",
        deliveries=(
            HERE[0].but(having_line(0, name="<img src=x> {name} Vazo [a](https://b.example)")),
            HERE[1],
        ),
        facts={"items.0.eligible": "yes"},
        next_actions=("request_return",),
        tells=(at("2026-11-03"),),
    ),
    wanting(
        "The thing I want to send back has no name",
        deliveries=(HERE[0].but(having_line(0, name="\u200e", title="")), HERE[1]),
        facts={"items.0.eligible": "yes"},
        next_actions=("request_return",),
        says=("This item",),
        tells=(at("2026-11-03"),),
    ),
    wanting(
        "The shop never said whether it takes things back",
        owner={},
        outcome="no_match",
        next_actions=("contact_store",),
        says=("We do not have our return policy at hand. Please contact us.",),
    ),
    wanting(
        "The shop has no policy for my country",
        owner=policy(days(30, "JP")),
        outcome="no_match",
        next_actions=("contact_store",),
        says=("for this country at hand",),
    ),
    wanting(
        "I have not ordered yet and ask how returns go",
        asks=ask(RETURNS_PATH, country="GB"),
        deliveries=(),
        owner=policy(
            days(30, returnFees="FreeReturn", inStoreReturnsOffered=True),
        ),
        facts={"country": "GB", "order_number": None, "items": []},
        says=("You can return items within 30 days of delivery.",),
        tells=(30,),
    ),
    wanting(
        "I have not ordered yet and do not say where I live",
        asks=ask(RETURNS_PATH),
        deliveries=(),
        owner=policy([days(30, "GB"), days(14, "TR")]),
        outcome="no_match",
        next_actions=("check_details",),
        says=("Please tell us which country it is.",),
    ),
    wanting(
        "In Turkey I have not ordered yet, the shop gives less than the law",
        asks=ask(RETURNS_PATH, country="TR"),
        deliveries=(),
        owner=policy(days(7, "TR")),
        facts={"country": "TR", "statutory.preset": "tr-mesafeli", "statutory.days": 14},
        says=("within 14 days", "The law requires this return period."),
        tells=(14,),
    ),
    wanting(
        "I want to send back something of a stranger's order",
        asks=can_i_return("#1003", SHIRIN),
        outcome="no_match",
        next_actions=("check_details",),
        tells=("#1003",),
    ),
    wanting(
        "It has not even been sent",
        asks=can_i_return("1001", SHIRIN),
        deliveries=(BY_SHIRIN,),
        owner=policy(days(10, "IR", x_day_type="business")),
        now=SPRING,
        facts={"items.0.status": "not_started", "items.1.status": "not_started"},
        next_actions=("wait",),
        tells=("گلدان سرامیکی آبی", 10),
    ),
)
