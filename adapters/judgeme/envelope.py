"""Which shop of Judge.me sent a request, and about what."""

from __future__ import annotations

import hashlib
import re

import msgspec

from adapters.judgeme.shapes import Hint
from connector.contract import Delivery, Envelope, HmacSha256, Settings
from connector.errors import BadRequest
from connector.web import base_of

API = "https://judge.me/api/v1"
TOPICS = ("review/created", "review/updated", "review/published")
"""The third is not documented; some shops get it beside the first, for the same review."""
SOME_TOPIC = "review/updated"

signature = HmacSha256(headers=("judgeme-hmac-sha256",), encoding="hex")
"""With the private API token where the webhook was made with it, else with the OAuth app's secret.
https://judge.me/help/en/articles/8299679-verifying-webhooks-from-judge-me"""


def identify(settings: Settings) -> str:
    """The shop's domain as Judge.me has it, such as `demo.myshopify.com`. Raises BadRequest."""
    base_of(settings, API)
    return shop_domain(settings.get("shop_domain", ""))


def shop_domain(text: str) -> str:
    domain = re.sub("^https?://", "", text.strip().lower()).rstrip("/")
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain):
        raise BadRequest(
            "The shop's domain is written as Judge.me shows it, such as demo.myshopify.com.",
            "shop_domain",
        )
    return domain


def read_envelope(delivery: Delivery) -> Envelope:
    """Deliveries are not documented to name their topic or shop. Both are taken from where some
    receivers found them (unverified) and nothing hangs on either: each shop has a delivery URL of
    its own, and all topics mean the same."""
    return Envelope(
        store=named_shop(delivery),
        topic=named_topic(delivery),
        key=hashlib.sha256(delivery.body).hexdigest(),
    )


def named_shop(delivery: Delivery) -> str:
    try:
        return shop_domain(delivery.headers.get("x-judgeme-shop-domain", ""))
    except BadRequest:
        return ""


def named_topic(delivery: Delivery) -> str:
    try:
        in_body = msgspec.json.decode(delivery.body, type=Hint).key
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        in_body = None
    for name in (delivery.headers.get("x-judgeme-topic"), in_body):
        if name in TOPICS:
            return name
    return SOME_TOPIC
