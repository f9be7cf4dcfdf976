"""How shoppers name an order and prove that it is theirs."""

from __future__ import annotations

from typing import Any

from connector.storage.stores import Scope
from tests.situations.orders import BY_SHIRIN, ELIF, EMMA, KAYA, PAID, PLACED, SPRING, STATUS
from tests.situations.parcels import ONE
from tests.situations.recorded import Body, Edit, having, of_order, shopify, woocommerce
from tests.situations.situation import Question, Situation, ask, at

NOT_FOUND: dict[str, Any] = {"outcome": "no_match", "next_actions": ("check_details",)}
SEQUENTIAL = woocommerce("order_updated_sequential_number")
FROM_THE_EU = BY_SHIRIN.but(of_order("EU-1001", 2001, "shirin@example.com"))


def typed(name: str, order: str, **more: Any) -> Situation:
    """`#1002` of Wang Fang, asked for in some spelling."""
    return Situation(
        name=name,
        asks=ask(STATUS, order=order, **more.pop("fact", {"email": "wang.fang@example.com"})),
        deliveries=(PAID,),
        facts={"order_number": "#1002", "headline": "OrderProcessing"},
        next_actions=("wait",),
        tells=("#1002",),
        **more,
    )


def of_customer(own_id: int, number: str, email: str, placed: str) -> Edit:
    """Another Shopify order, of the customer who placed the recorded one."""

    def edit(body: Body) -> None:
        body.update(
            id=own_id,
            name=number,
            email=email,
            contact_email=email,
            created_at=placed,
            processed_at=placed,
            updated_at=placed,
        )
        body["customer"]["email"] = email

    return edit


def with_parcel_of(number: str) -> Edit:
    return having(
        fulfillments=[
            {
                "id": 5550000000900 + len(number),
                "status": "success",
                "created_at": "2026-10-02T12:00:00+03:00",
                "tracking_company": "Royal Mail",
                "tracking_number": number,
            }
        ],
        fulfillment_status="fulfilled",
    )


NUMBERS = (
    typed("I typed the number without its hash", "1002"),
    typed("I typed the number in Persian digits", "#۱۰۰۲"),
    typed("I typed the number in Arabic digits and with spaces", " # ١٠٠٢ "),
    typed("I typed the number in full-width letters", "＃１００２"),
    typed("I wrote my address in capitals", "#1002", fact={"email": " WANG.FANG@Example.COM "}),
    typed("I know the postcode and no e-mail address", "#1002", fact={"postcode": "200040"}),
    Situation(
        name="My number has letters and a dash and I typed it small",
        asks=ask(STATUS, order="eu–1001", email="shirin@example.com"),
        deliveries=(FROM_THE_EU,),
        now=SPRING,
        facts={"order_number": "EU-1001"},
        next_actions=("wait",),
        tells=("EU-1001",),
    ),
    Situation(
        name="Without its letters my number is another",
        asks=ask(STATUS, order="1001", email="shirin@example.com"),
        deliveries=(FROM_THE_EU,),
        now=SPRING,
        tells=("1001",),
        **NOT_FOUND,
    ),
    Situation(
        name="The shop prints other numbers than WooCommerce counts",
        asks=ask(STATUS, order="lale-2026-0042", email=KAYA),
        deliveries=(SEQUENTIAL,),
        now=SPRING,
        facts={"order_number": "LALE-2026-0042"},
        next_actions=("wait",),
        tells=("LALE-2026-0042",),
    ),
    Situation(
        name="I have only the tracking number",
        asks=ask(STATUS, order="trk 1003 00003", email=EMMA),
        deliveries=(ONE,),
        facts={"order_number": "#1003", "shipments.0.tracking_number": "TRK100300003"},
        next_actions=("track_parcel",),
        tells=("#1003", "TRK100300003"),
    ),
    Situation(
        name="I gave another e-mail address than the one I ordered with",
        asks=ask(STATUS, order="#1002", email=ELIF),
        deliveries=(PAID,),
        says=("We could not find order #1002 with these details.",),
        tells=("#1002",),
        **NOT_FOUND,
    ),
    Situation(
        name="I mistyped the number",
        asks=ask(STATUS, order="#9999", email="wang.fang@example.com"),
        deliveries=(PAID,),
        says=("We could not find order #9999 with these details.",),
        tells=("#9999",),
        **NOT_FOUND,
    ),
    Situation(
        name="I typed a page of markup where the number goes",
        asks=ask(STATUS, order="<script>alert(1)</script>{{order}} [x](y)", email=ELIF),
        deliveries=(PLACED,),
        says=("We could not find order",),
        **NOT_FOUND,
    ),
    Situation(
        name="I typed nothing but signs where the number goes",
        asks=ask(STATUS, order="<{}>", email=ELIF),
        deliveries=(PLACED,),
        says=("We could not find an order with these details.",),
        **NOT_FOUND,
    ),
    Situation(
        name="The order was deleted at the shop",
        asks=ask(STATUS, order="#1002", email="wang.fang@example.com"),
        deliveries=(PAID, shopify("orders-delete", having(id=6123450001002))),
        tells=("#1002",),
        **NOT_FOUND,
    ),
    Situation(
        name="Two of my orders travel in one parcel",
        asks=ask(STATUS, order="TRK100900001", email=ELIF),
        deliveries=(
            PLACED.but(with_parcel_of("TRK100900001")),
            PLACED.but(
                of_customer(6123450001009, "#1009", ELIF, "2026-10-02T11:20:00+03:00"),
                with_parcel_of("TRK10090000 1"),
            ),
        ),
        outcome="choose",
        next_actions=("choose_order",),
        says=("This fits more than one of your orders. Which one do you mean?",),
        tells=("#1001", "#1009", at("2026-10-01"), at("2026-10-02")),
    ),
    Situation(
        name="I have ordered with two e-mail addresses",
        asks=ask(STATUS, order="#1009", email=ELIF),
        deliveries=(
            PLACED,
            PLACED.but(
                of_customer(6123450001009, "#1009", "elif@example.org", "2026-10-02T11:20:00+03:00")
            ),
        ),
        facts={"order_number": "#1009"},
        next_actions=("pay",),
        tells=("#1009",),
    ),
    Situation(
        name="Somebody of the shop asks for me by the number alone",
        asks=Question(path=STATUS, params={"order": "1002"}, scope=Scope.AGENT),
        deliveries=(PAID,),
        facts={"order_number": "#1002"},
        next_actions=("wait",),
        tells=("#1002",),
    ),
)
