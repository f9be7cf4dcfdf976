"""Which shop of Stamped sent a request, and about what."""

from __future__ import annotations

import hashlib
import re

from connector.contract import Delivery, Envelope, Settings, SharedSecret
from connector.errors import BadRequest, Malformed
from connector.web import base_of

API = "https://stamped.io/api/v2"
REVIEW = "review"
OTHER = "other"
"""Questions, promoter scores, checkout comments and rewards: how Stamped spells these topics is not
documented, and we have no use for any of them."""
MARK = b'"reviewRating"'
"""In every review, and in nothing else that is documented."""

signature = SharedSecret(headers=("x-stamped-webhook-secret", "x-secret-key"))
"""Both headers come with each delivery; that both hold the secret is not said, so either may.
https://support.stamped.io/article/834-webhooks"""


def identify(settings: Settings) -> str:
    """The shop's host. Raises BadRequest."""
    base_of(settings, API)
    return host_of(settings.get("store_url", ""))


def host_of(address: str) -> str:
    """`https://WWW.Demo.example.com/` and `demo.example.com` are one shop. Raises BadRequest."""
    bare = re.sub("^https?://", "", address.strip().lower()).partition("/")[0]
    host = bare.removeprefix("www.")
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        raise BadRequest(
            "The shop's address is written as Stamped has it under Settings > Store, such as"
            " demo.myshopify.com.",
            "store_url",
        )
    return host


def read_envelope(delivery: Delivery) -> Envelope:
    try:
        store = host_of(delivery.headers.get("x-stamped-store-url", ""))
    except BadRequest:
        raise Malformed("The header x-stamped-store-url names no shop.") from None
    return Envelope(
        store=store,
        topic=topic_of(delivery),
        key=hashlib.sha256(delivery.body).hexdigest(),
    )


def topic_of(delivery: Delivery) -> str:
    """By the header where its word is about reviews, else by what the body holds: no list of those
    words is documented, and older shops have no such header at all."""
    word = delivery.headers.get("x-stamped-topic", REVIEW).lower()
    return REVIEW if REVIEW in word or MARK in delivery.body else OTHER
