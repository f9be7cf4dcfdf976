"""Shopify-shaped deliveries about invented people, signed as Shopify signs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.drills.shop import Request, hmac_base64

SECRET = "a client secret of the drill's own"
WEBHOOKS, EVENTS = "X-Shopify-", "Shopify-"
"""How the header names begin: of webhooks, and of Events."""


def delivery(
    shop: str,
    topic: str,
    body: bytes,
    *,
    triggered_at: datetime | None = None,
    family: str = WEBHOOKS,
    secret: str = SECRET,
) -> Request:
    """One delivery with an id of its own, of now unless a time is given."""
    said = {
        "Topic": topic,
        "Shop-Domain": shop,
        "Webhook-Id": str(uuid4()),
        "Triggered-At": (triggered_at or datetime.now(UTC)).isoformat(),
        "API-Version": "2026-07",
        "Hmac-Sha256": hmac_base64(secret, body),
    }
    headers = {f"{family}{name}": value for name, value in said.items()}
    return Request(headers={"Content-Type": "application/json", **headers}, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    email: str
    phone: str
    street: str
    postcode: str = "34710"
    customer_id: int = 7001


def order(number: int, who: Person, **more: Any) -> bytes:
    """A paid order of this number."""
    first, _, last = who.name.partition(" ")
    customer = {
        "id": who.customer_id,
        "first_name": first,
        "last_name": last,
        "email": who.email,
        "phone": who.phone,
    }
    return json.dumps({**paid_order(number), "customer": customer, **contact(who), **more}).encode()


def contact(who: Person) -> Mapping[str, Any]:
    address = {
        "name": who.name,
        "address1": who.street,
        "city": "İstanbul",
        "zip": who.postcode,
        "country_code": "TR",
        "phone": who.phone,
    }
    people = {"email": who.email, "contact_email": who.email, "phone": who.phone}
    return {**people, "billing_address": address, "shipping_address": address}


def paid_order(number: int) -> Mapping[str, Any]:
    return {
        "id": 5_000_000_000 + number,
        "name": f"#{number}",
        "order_number": number,
        "created_at": "2026-11-01T10:00:00+03:00",
        "updated_at": "2026-11-01T10:00:05+03:00",
        "currency": "TRY",
        "total_price": "149.90",
        "financial_status": "paid",
        "fulfillment_status": None,
        "line_items": [
            {"id": 9_000_000_000 + number, "quantity": 1, "name": "Fincan", "price": "149.90"}
        ],
        "fulfillments": [],
        "refunds": [],
    }
