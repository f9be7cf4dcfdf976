"""Which shop of Okendo sent a request, and about what. https://docs.okendo.io/webhooks/topics"""

from __future__ import annotations

import hashlib
import re

import msgspec

from adapters.okendo.shapes import Heading
from adapters.okendo.signature import StandardWebhooks, keys, stamp_of
from connector.contract import Delivery, Envelope, Settings
from connector.errors import BadRequest, Malformed
from connector.web import base_of

API = "https://api.okendo.io/enterprise"
IGNORED_RESOURCES = (
    "loyalty_adjustment_transaction",
    "loyalty_customer",
    "loyalty_earning_transaction",
    "loyalty_redemption_transaction",
    "quiz_response",
    "referral",
    "survey_response",
)
VERBS = ("create", "update", "delete")

signature = StandardWebhooks()


def identify(settings: Settings) -> str:
    """The Okendo user id, a UUID. Raises BadRequest, also for a secret that cannot be one."""
    base_of(settings, API)
    keys(settings.get("webhook_secret", ""))
    return user_id(settings.get("user_id", ""))


def user_id(text: str) -> str:
    bare = text.strip().lower()
    if not is_uuid(bare):
        raise BadRequest(
            "The Okendo user id is a UUID, such as 0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f. It is in"
            " Okendo under Settings > Integrations.",
            "user_id",
        )
    return bare


def is_uuid(text: str) -> bool:
    return re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text.lower()) is not None


def read_envelope(delivery: Delivery) -> Envelope:
    """The key has the body in it: two bodies are two deliveries, whatever their id says. The shop
    is named where the resource names it, which is not documented: each has its own delivery URL."""
    try:
        heading = msgspec.json.decode(delivery.body, type=Heading)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("The body is no event of Okendo's.") from None
    stamp = stamp_of(delivery)
    if stamp is None:
        raise Malformed("The headers with the id and the time are missing.")
    return Envelope(
        store=(heading.resource.subscriber_id or "").lower(),
        topic=f"{heading.resource_type}.{heading.topic}",
        key=f"{stamp.id}:{hashlib.sha256(delivery.body).hexdigest()}",
        sent_at=stamp.at,
    )
