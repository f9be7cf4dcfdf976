"""Kandil, a platform that exists nowhere, as an adapter that somebody else publishes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256

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
from connector.convert import Id, Time, canonical, money, text_id, utc, words
from connector.errors import BadRequest, Malformed
from connector.records import Buyer, Change, FulfillmentStatus, Order, PaymentStatus

PAYMENT = {"open": PaymentStatus.PENDING, "paid": PaymentStatus.PAID}


class KandilOrder(Payload, frozen=True, kw_only=True):
    id: Id
    number: str
    name: str = ""
    email: str = ""
    placed_at: Time
    updated_at: Time
    total: Decimal
    currency: str
    payment: str


def order(payload: KandilOrder) -> Iterator[Change]:
    if not text_id(payload.id):
        raise Malformed("An id is empty.", "$.id")
    yield Order(
        id=text_id(payload.id),
        updated_at=utc(payload.updated_at),
        number=payload.number,
        placed_at=utc(payload.placed_at),
        total=money(payload.total, payload.currency),
        payment_status=canonical(PAYMENT, payload.payment, PaymentStatus.UNKNOWN),
        fulfillment_status=FulfillmentStatus.UNKNOWN,
        raw_payment_status=payload.payment,
        buyer=Buyer(name=words(payload.name), emails=(payload.email,) if payload.email else ()),
    )


def read_envelope(delivery: Delivery) -> Envelope:
    try:
        store = delivery.headers["x-kandil-store"]
        name = delivery.headers["x-kandil-topic"]
    except KeyError as missing:
        raise Malformed(f"The header {missing} is missing.") from None
    return Envelope(store=store, topic=name, key=f"{name}:{sha256(delivery.body).hexdigest()}")


def identify(settings: Settings) -> str:
    store = settings["store"].strip().lower()
    if not store.isalnum():
        raise BadRequest("A Kandil store is named by letters and digits.", "store")
    return store


adapter = Adapter(
    name="kandil",
    title="Kandil",
    settings=(
        Setting(name="store", help="The name of the store, as in its address"),
        Setting(name="webhook_secret", help="The secret that signs its webhooks", secret=True),
    ),
    identify=identify,
    signed_with="webhook_secret",
    signature=HmacSha256(headers=("x-kandil-signature",)),
    read_envelope=read_envelope,
    topics={"order.saved": topic(KandilOrder, order)},
)
