"""Signatures the way Standard Webhooks and Svix make them.

https://www.standardwebhooks.com and https://docs.svix.com/receiving/verifying-payloads/how-manual
"""

from __future__ import annotations

import hmac
import re
import time
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from standardwebhooks.webhooks import Webhook

from connector.contract import Delivery
from connector.errors import BadRequest

PREFIX = "whsec_"
FAMILIES = ("svix", "webhook")
"""How the three headers begin. Okendo's guide shows Svix's; it names none itself (unverified)."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is signed beside the body."""

    family: str
    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StandardWebhooks:
    """The library signs and we compare. Its `verify` would also refuse whatever is five minutes
    old or ahead: were our clock wrong, or did Okendo try again with its first timestamp, deliveries
    would be lost for good. What is sent again by someone else does no harm: it has the key of the
    first, and what it says is asked after."""

    @property
    def covers_body(self) -> bool:
        return True

    def sign(self, delivery: Delivery, secret: str) -> dict[str, str]:
        """With an id and a time of its own where the delivery has none. Raises ValueError for an
        empty secret."""
        made = next(iter(keys(secret)), b"")
        if not made:
            raise ValueError("An empty secret signs nothing.")
        stamp = stamp_of(delivery)
        new: dict[str, str] = {}
        if stamp is None:
            stamp = new_stamp(delivery)
            new = {"svix-id": stamp.id, "svix-timestamp": str(int(stamp.at.timestamp()))}
        return {**new, f"{stamp.family}-signature": signed(delivery, stamp, made)}

    def valid(self, delivery: Delivery, secrets: Iterable[str]) -> bool:
        stamp = stamp_of(delivery)
        if stamp is None or not is_text(delivery.body):
            return False
        given = delivery.headers.get(f"{stamp.family}-signature", "").split()
        expected = [signed(delivery, stamp, key) for secret in secrets for key in usable(secret)]
        matches = [
            hmac.compare_digest(one.encode(), other.encode()) for one in expected for other in given
        ]
        return any(matches)


def stamp_of(delivery: Delivery) -> Stamp | None:
    """None where the headers are missing or the time is none."""
    for family in FAMILIES:
        id_ = delivery.headers.get(f"{family}-id", "")
        at = instant(delivery.headers.get(f"{family}-timestamp", ""))
        if id_ and at:
            return Stamp(family, id_, at)
    return None


def new_stamp(delivery: Delivery) -> Stamp:
    id_ = f"msg_{sha256(delivery.body).hexdigest()[:27]}"
    return Stamp(FAMILIES[0], id_, datetime.fromtimestamp(int(time.time()), UTC))


def instant(seconds: str) -> datetime | None:
    if not re.fullmatch("[0-9]{1,11}", seconds):
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def signed(delivery: Delivery, stamp: Stamp, key: bytes) -> str:
    return Webhook(key).sign(stamp.id, stamp.at, delivery.body.decode())


def is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def keys(secret: str) -> tuple[bytes, ...]:
    """`whsec_` and base64, as Svix gives them; Okendo does not say which form its secrets have, so
    any other is taken as it is, or as base64 without the prefix. Raises BadRequest."""
    text = secret.strip()
    if text.startswith(PREFIX):
        key = decoded(text.removeprefix(PREFIX))
        if not key:
            raise BadRequest(
                "The secret begins with whsec_ and does not go on as such a secret does. Copy it"
                " again, to its last character.",
                "webhook_secret",
            )
        return (key,)
    return tuple(key for key in (text.encode(), decoded(text)) if key)


def usable(secret: str) -> Iterator[bytes]:
    """A secret that is none signs nothing, and breaks nothing."""
    try:
        yield from keys(secret)
    except BadRequest:
        return


def decoded(text: str) -> bytes:
    """Empty where it is not base64."""
    try:
        return b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (NotBase64, ValueError):
        return b""
