"""Which store sent a delivery, about what, and what of it is signed: `eventCreated.eventId` alone.

https://docs.ecwid.com/build-apps/webhook-automations/learn-ecwid-webhooks
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import msgspec

from adapters.ecwid.shapes import Shape
from adapters.ecwid.values import UNREADABLE, is_number, number
from connector.contract import Delivery, Envelope, HmacSha256, Settings
from connector.convert import Id
from connector.errors import BadRequest, Malformed


class Head(Shape, frozen=True, kw_only=True):
    event_id: str
    event_created: int
    store_id: Id
    event_type: str


class Signed(Shape, frozen=True, kw_only=True):
    """Ecwid's examples of `eventId` are no UUIDs: any text."""

    event_id: str
    event_created: int | str


def signed_part(delivery: Delivery) -> bytes:
    try:
        event = msgspec.json.decode(delivery.body, type=Signed)
    except UNREADABLE:
        raise Malformed("The body is no event of Ecwid's.") from None
    return f"{event.event_created}.{event.event_id}".encode()


signature = HmacSha256(
    headers=("x-ecwid-webhook-signature",), message=signed_part, covers_body=False
)


def read_envelope(delivery: Delivery) -> Envelope:
    """The key is of the whole body: whoever saw one signature may send it with another body, and by
    `eventId` alone that one would be taken for the first and the true one for its repetition."""
    try:
        event = msgspec.json.decode(delivery.body, type=Head)
        sent_at = datetime.fromtimestamp(event.event_created, UTC)
    except UNREADABLE:
        raise Malformed("The body is no event of Ecwid's.") from None
    except (ValueError, OverflowError, OSError):
        raise Malformed("The time of the event is no time.", "$.eventCreated") from None
    if not event.event_id or not event.event_type:
        raise Malformed("The event has no id or no type.")
    return Envelope(
        store=number(event.store_id, "$.storeId"),
        topic=event.event_type,
        key=f"{event.event_id}:{sha256(delivery.body).hexdigest()}",
        sent_at=sent_at,
    )


def identify(settings: Settings) -> str:
    """The store's number. Raises BadRequest for anything else."""
    store = settings.get("store_id", "").strip()
    if not is_number(store):
        raise BadRequest(
            "An Ecwid store is known by its number, at the foot of each page of the Ecwid admin.",
            "store_id",
        )
    return store
