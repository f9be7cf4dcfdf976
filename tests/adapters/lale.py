"""Lale, an honest little platform that only the tests know, and what was recorded of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

import msgspec

from connector.contract import (
    Adapter,
    Delivery,
    Envelope,
    HmacSha256,
    Payload,
    Setting,
    Settings,
    topic,
)
from connector.convert import Id, Time, money, text_id, utc, utc_or_none, web_url, words
from connector.errors import BadRequest, Malformed
from connector.records import (
    Buyer,
    Change,
    Deleted,
    Fetch,
    FulfillmentStatus,
    Kind,
    Order,
    OrderLine,
    PaymentStatus,
    Ref,
    Shipment,
    ShipmentStatus,
    Tracking,
    Uninstalled,
)

STORE = "lale.example.com"


class LalePerson(Payload, frozen=True, kw_only=True):
    name: str
    email: str


class LaleItem(Payload, frozen=True, kw_only=True):
    id: Id
    title: str
    count: Decimal


class LaleOrder(Payload, frozen=True, kw_only=True):
    id: Id
    number: str
    placed: Time
    changed: Time
    sum: Decimal
    currency: str
    person: LalePerson | None = None
    items: tuple[LaleItem, ...] = ()
    link: str | None = None


class LaleGone(Payload, frozen=True, kw_only=True):
    id: Id


class LaleNotice(Payload, frozen=True, kw_only=True):
    """Has no field we rely on."""


def required(value: Id) -> str:
    if not text_id(value):
        raise Malformed("An id is empty.", "$.id")
    return text_id(value)


def order(shape: LaleOrder) -> Order:
    return Order(
        id=required(shape.id),
        updated_at=utc(shape.changed),
        number=shape.number,
        placed_at=utc(shape.placed),
        total=money(shape.sum, shape.currency),
        payment_status=PaymentStatus.PAID,
        fulfillment_status=FulfillmentStatus.UNFULFILLED,
        lines=tuple(
            OrderLine(id=required(item.id), title=words(item.title), quantity=item.count)
            for item in shape.items
        ),
        buyer=Buyer(name=shape.person.name, emails=(shape.person.email,)) if shape.person else None,
        refund_ids=(),
    )


def shipment(shape: LaleOrder) -> Shipment:
    return Shipment(
        id=required(shape.id),
        order_id=required(shape.id),
        updated_at=utc_or_none(shape.changed),
        status=ShipmentStatus.IN_TRANSIT,
        tracking=(Tracking(number="LA-1", url=web_url(shape.link)),),
    )


def order_changed(shape: LaleOrder) -> Iterator[Change]:
    yield order(shape)
    yield shipment(shape)


def order_gone(shape: LaleGone) -> Iterator[Change]:
    yield Deleted(ref=Ref(kind=Kind.ORDER, id=required(shape.id)), final=True)


def removed(shape: LaleNotice) -> Iterator[Change]:
    yield Uninstalled()


def header(delivery: Delivery, name: str) -> str:
    if not delivery.headers.get(name):
        raise Malformed(f"The header {name} is missing.")
    return delivery.headers[name]


def sent(delivery: Delivery) -> datetime:
    try:
        return datetime.fromtimestamp(int(header(delivery, "x-lale-sent")), UTC)
    except (ValueError, OverflowError):
        raise Malformed("The header x-lale-sent is no time.") from None


def read_envelope(delivery: Delivery) -> Envelope:
    name = header(delivery, "x-lale-topic")
    return Envelope(
        store=header(delivery, "x-lale-store"),
        topic=name,
        key=f"{name}:{sha256(delivery.body).hexdigest()}",
        sent_at=sent(delivery),
    )


def is_ping(delivery: Delivery) -> bool:
    return delivery.body == b"ping" and "x-lale-topic" not in delivery.headers


def platform_error(body: bytes) -> str | None:
    found = re.fullmatch(rb'\{"fault": "([a-z ]+)"\}', body)
    return found[1].decode() if found else None


def identify(settings: Settings) -> str:
    host = settings["address"].removeprefix("https://").rstrip("/").lower()
    if not host:
        raise BadRequest("The address of the store is missing.", "address")
    return host


SIGNATURE = HmacSha256(headers=("x-lale-signature", "lale-signature"))
HONEST = Adapter(
    name="lale",
    title="Lale",
    settings=(
        Setting(name="address", help="Address of the store"),
        Setting(name="secret", help="Signs deliveries", secret=True),
    ),
    identify=identify,
    signed_with="secret",
    signature=SIGNATURE,
    read_envelope=read_envelope,
    topics={
        "order.changed": topic(LaleOrder, order_changed),
        "order.gone": topic(LaleGone, order_gone),
        "app.removed": topic(LaleNotice, removed),
    },
    ignored=frozenset({"cart.changed"}),
    is_ping=is_ping,
    platform_error=platform_error,
)


class LaleHint(Payload, frozen=True, kw_only=True):
    event: str
    id: Id


def order_hint(shape: LaleHint) -> Iterator[Change]:
    yield Fetch(ref=Ref(kind=Kind.ORDER, id=required(shape.id)))


def signed_event(delivery: Delivery) -> bytes:
    """Lale's older hints sign nothing but the number of the event."""
    try:
        return msgspec.json.decode(delivery.body, type=LaleHint).event.encode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Malformed("The body is no hint.") from None


HINTING = replace(
    HONEST,
    signature=HmacSha256(
        headers=("x-lale-signature",), message=signed_event, covers_body=False, encoding="hex"
    ),
    topics={"order.hint": topic(LaleHint, order_hint)},
    ignored=frozenset(),
)

ORDER_BODY = """{"id": 820982911946154508, "number": "#1001", "placed": "2026-03-20T09:30:00+03:30",
 "changed": "2026-03-21T10:00:00+03:00", "sum": 1249.90, "currency": "TRY", "link": null,
 "person": {"name": "Zeynep Yıldız", "email": "zeynep@example.com"},
 "items": [{"id": "77", "title": "دفتر  چرمی", "count": 2}]}"""
ORDER_CHANGES = [
    {
        "type": "Order",
        "id": "820982911946154508",
        "updated_at": "2026-03-21T07:00:00Z",
        "number": "#1001",
        "placed_at": "2026-03-20T06:00:00Z",
        "total": {"amount": "1249.90", "currency": "TRY"},
        "payment_status": "paid",
        "fulfillment_status": "unfulfilled",
        "lines": [
            {
                "id": "77",
                "title": "دفتر چرمی",
                "quantity": "2",
                "sku": "",
                "product_id": "",
                "variant_id": "",
                "total": None,
                "requires_shipping": None,
            }
        ],
        "buyer": {
            "customer_id": "",
            "name": "Zeynep Yıldız",
            "emails": ["zeynep@example.com"],
            "phones": [],
            "billing_address": None,
            "shipping_address": None,
        },
        "refund_ids": [],
    },
    {
        "type": "Shipment",
        "id": "820982911946154508",
        "updated_at": "2026-03-21T07:00:00Z",
        "order_id": "820982911946154508",
        "status": "in_transit",
        "tracking": [{"number": "LA-1", "url": ""}],
    },
]


def gone(order_id: str) -> dict[str, object]:
    ref = {"kind": "order", "id": order_id, "parent_id": ""}
    return {"type": "Deleted", "ref": ref, "at": None, "final": True}


RECORDED: tuple[tuple[str, str, str, object], ...] = (
    # name, topic, body, expected changes
    ("order_changed", "order.changed", ORDER_BODY, ORDER_CHANGES),
    ("order_gone", "order.gone", '{"id": 5}', [gone("5")]),
    ("order_gone_again", "order.gone", '{"id": 6}', [gone("6")]),
    ("app_removed", "app.removed", '{"store": 12}', [{"type": "Uninstalled"}]),
    ("cart", "cart.changed", '{"id": 7}', []),
    ("fault", "order.changed", '{"fault": "no access"}', []),
)
