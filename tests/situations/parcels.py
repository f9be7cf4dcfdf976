"""Where is my order: from the shop to the door."""

from __future__ import annotations

from tests.situations.orders import EMMA, SPRING, at_kandil, where_is
from tests.situations.recorded import (
    having,
    having_line,
    having_parcel,
    only_line,
    only_parcel,
    shopify,
    with_fulfillment,
    with_tracking,
    woocommerce,
)
from tests.situations.situation import Situation

ASKS = where_is("#1003", EMMA)
NUMBER = "TRK100300003"
ONE = shopify(
    "orders-fulfilled",
    only_line(1),
    only_parcel(1),
    having_parcel(0, shipment_status="in_transit", updated_at="2026-10-03T10:00:01+03:00"),
)
"""One thing in one parcel, `TRK100300003` with Royal Mail."""
TWO = shopify(
    "orders-fulfilled",
    having_parcel(0, tracking_numbers=["TRK100300001"], tracking_urls=[]),
)
"""Two things in two parcels."""
LINK = "https://www.royalmail.com/track-your-item#/tracking-results/TRK100300003"
JING = "chen.jing@example.net"
DHL = {"tracking_provider": "dhl-de", "tracking_number": "JJD0000000000000017", "tracking_id": "a"}

PARCELS = (
    Situation(
        name="One part of my order is on its way and the rest is not",
        asks=ASKS,
        deliveries=(shopify("orders-partially_fulfilled"),),
        facts={
            "headline": "OrderInTransit",
            "fulfillment_status": "partially_fulfilled",
            "shipments.0.lines": None,
            "shipments.1.tracking_number": "TRK100300002",
        },
        next_actions=("track_parcel",),
        says=("Part of your order #1003 has been sent; the rest has not been sent yet.",),
        tells=("#1003", "TRK100300001", "TRK100300002"),
    ),
    Situation(
        name="One of my two parcels is here and one is not",
        asks=ASKS,
        deliveries=(
            TWO,
            shopify(
                "fulfillments-update",
                having(
                    shipment_status="delivered",
                    tracking_numbers=["TRK100300001"],
                    tracking_urls=[],
                    updated_at="2026-10-04T12:00:00+01:00",
                ),
            ),
        ),
        facts={
            "headline": "OrderInTransit",
            "shipments.0.status": "delivered",
            "shipments.1.status": "pending",
        },
        next_actions=("track_parcel",),
        says=("Parcel 1 of 2:", "The parcel has been delivered."),
        tells=("#1003", "TRK100300001", NUMBER),
    ),
    Situation(
        name="Both of my parcels are here",
        asks=ASKS,
        deliveries=(
            TWO.but(
                having_parcel(0, shipment_status="delivered"),
                having_parcel(1, shipment_status="delivered"),
            ),
        ),
        facts={"headline": "OrderDelivered"},
        says=("has been delivered",),
        tells=("#1003",),
    ),
    Situation(
        name="It was sent and nobody gave me a tracking number",
        asks=where_is("1003", JING),
        deliveries=(woocommerce("order_updated_tracking", having(meta_data=[])),),
        now=SPRING,
        facts={"headline": "OrderInTransit", "raw_status": "completed", "shipments": []},
        next_actions=("wait",),
        says=("has been sent",),
        tells=("1003",),
    ),
    Situation(
        name="The shop names the carrier and no number",
        asks=ASKS,
        deliveries=(
            ONE.but(
                having_parcel(
                    0,
                    tracking_number=None,
                    tracking_numbers=[],
                    tracking_url=None,
                    tracking_urls=[],
                    shipment_status=None,
                )
            ),
        ),
        facts={
            "headline": "OrderInTransit",
            "shipments.0.carrier": "Royal Mail",
            "shipments.0.tracking_number": None,
            "shipments.0.tracking_url": None,
        },
        next_actions=("wait",),
        says=("The carrier is Royal Mail.",),
        tells=("#1003", "Royal Mail"),
    ),
    Situation(
        name="The shop names a carrier whose page nobody knows",
        asks=ASKS,
        deliveries=(ONE.but(having_parcel(0, tracking_company="Lale Kurye", tracking_urls=[])),),
        facts={
            "shipments.0.carrier": "Lale Kurye",
            "shipments.0.tracking_url": None,
            "shipments.0.tracking_url_source": None,
        },
        next_actions=("track_parcel",),
        says=("Your Lale Kurye tracking number is TRK100300003.",),
        tells=("#1003", "Lale Kurye", NUMBER),
    ),
    Situation(
        name="The shop names the carrier and the link is the carrier's own page",
        asks=ASKS,
        deliveries=(ONE,),
        facts={"shipments.0.tracking_url": LINK, "shipments.0.tracking_url_source": "carrier"},
        next_actions=("track_parcel",),
        tells=("#1003", NUMBER, "Royal Mail"),
    ),
    Situation(
        name="The shop gives a link of its own",
        asks=ASKS,
        deliveries=(
            ONE.but(having_parcel(0, tracking_urls=["https://lale.example.com/t?n=TRK100300003"])),
        ),
        facts={
            "shipments.0.tracking_url": "https://lale.example.com/t?n=TRK100300003",
            "shipments.0.tracking_url_source": "store",
        },
        next_actions=("track_parcel",),
        tells=("#1003", NUMBER),
    ),
    Situation(
        name="The tracking link would run a script",
        asks=ASKS,
        deliveries=(
            ONE.but(
                having_parcel(
                    0,
                    tracking_company="Lale Kurye",
                    tracking_urls=["javascript:alert(document.domain)"],
                )
            ),
        ),
        facts={"shipments.0.tracking_url": None},
        next_actions=("track_parcel",),
        tells=("#1003", NUMBER),
    ),
    Situation(
        name="Two couriers carry my WooCommerce order",
        asks=where_is("1003", JING),
        deliveries=(woocommerce("order_updated_tracking"),),
        now=SPRING,
        facts={
            "headline": "OrderInTransit",
            "shipments.0.tracking_number": "JJD0000000000000017",
            "shipments.1.tracking_url": "https://kurye.example.com/t/LK-7?lang=tr",
        },
        next_actions=("track_parcel",),
        tells=("1003", "JJD0000000000000017", "LK-7", "Lale Kurye"),
    ),
    Situation(
        name="A WooCommerce shop typed the tracking number and nothing else",
        asks=where_is("1003", JING),
        deliveries=(
            woocommerce(
                "order_updated_tracking",
                with_tracking({"tracking_number": "1Z999AA10123456784", "tracking_id": "a"}),
            ),
        ),
        now=SPRING,
        facts={
            "shipments.0.carrier": None,
            "shipments.0.carrier_candidates": [],
            "shipments.0.tracking_url": None,
        },
        next_actions=("track_parcel",),
        says=("The tracking number is 1Z999AA10123456784.",),
        tells=("1003", "1Z999AA10123456784"),
    ),
    Situation(
        name="The shop packed my parcel and then unpacked it again",
        asks=ASKS,
        deliveries=(
            ONE.but(
                with_fulfillment(None),
                having_parcel(0, status="cancelled", shipment_status=None),
            ),
        ),
        facts={"headline": "OrderProcessing", "shipments": []},
        next_actions=("wait",),
        says=("We are preparing your order",),
        tells=("#1003",),
    ),
    Situation(
        name="It was called off while it was already under way",
        asks=ASKS,
        deliveries=(ONE.but(having(cancelled_at="2026-10-04T12:00:00+03:00")),),
        facts={"headline": "OrderCancelled", "shipments.0.status": "in_transit"},
        says=("has been cancelled",),
        tells=("#1003", NUMBER),
    ),
    Situation(
        name="What I bought has a name in Persian",
        asks=ASKS,
        deliveries=(TWO.but(having_line(0, name="زعفران ایرانی - ۵ گرم")),),
        facts={"shipments.0.lines.0.title": "زعفران ایرانی - ۵ گرم"},
        next_actions=("track_parcel",),
        tells=("#1003", "زعفران ایرانی - ۵ گرم"),
    ),
    at_kandil(
        "An Ecwid shop sent it with a number of the carrier",
        changed={
            "fulfillmentStatus": "SHIPPED",
            "trackingNumber": "00340434292135100186",
            "shippingOption": {"shippingCarrierName": "DHL", "isPickup": False},
        },
        facts={
            "headline": "OrderInTransit",
            "shipments.0.carrier": "DHL",
            "shipments.0.tracking_url_source": "carrier",
        },
        next_actions=("track_parcel",),
        tells=("KANDIL-7QX2M", "00340434292135100186", "DHL"),
    ),
    at_kandil(
        "An Ecwid shop says that it arrived",
        changed={"fulfillmentStatus": "DELIVERED", "trackingNumber": "00340434292135100186"},
        facts={"headline": "OrderDelivered", "fulfillment_status": "delivered"},
        tells=("KANDIL-7QX2M",),
    ),
)
