"""Which shop of Yotpo sent a request, and about what.

https://apidocs.yotpo.com/reference/about-webhooks
"""

from __future__ import annotations

import hashlib
import re

import msgspec

from adapters.yotpo.shapes import Hint
from connector.contract import Delivery, Envelope, Settings, Unsigned
from connector.errors import BadRequest, Malformed
from connector.web import base_of

API = "https://api.yotpo.com"
TOPICS = ("review_create", "review_updated")

signature = Unsigned()
"""Yotpo documents none. So a delivery has to know the shop's own URL, and is only a hint."""


def identify(settings: Settings) -> str:
    """The app key. Raises BadRequest."""
    base_of(settings, API)
    key = settings.get("app_key", "").strip()
    if not re.fullmatch("[A-Za-z0-9_-]{8,100}", key):
        raise BadRequest(
            "The app key is the long word of letters and digits under Yotpo > Settings > Store"
            " Settings > API Credentials.",
            "app_key",
        )
    return key


def read_envelope(delivery: Delivery) -> Envelope:
    try:
        hint = msgspec.json.decode(delivery.body, type=Hint)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("The body is no event of Yotpo's.") from None
    digest = hashlib.sha256(delivery.body).hexdigest()
    return Envelope(store=hint.data.app_key or "", topic=hint.event, key=digest)
