"""What a shopper has who sent us the right code: a sealed text that says who they are."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

import msgspec

from connector.api.problems import IdentityNotAccepted
from connector.api.trust import Shopper
from connector.errors import Misconfigured
from connector.storage.engine import from_micros, micros
from connector.storage.sealing import Keyring, digest

LASTS = timedelta(minutes=30)
PREFIX = "swi_"
FOREIGN = "This identity was not given out by us for this store."
EXPIRED = "This identity has expired: have the shopper sent a new code."


class _Said(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    email: str
    phone: str
    until: int


def is_ours(token: str) -> bool:
    return token.startswith(PREFIX)


def sealed(keyring: Keyring, store_id: int, shopper: Shopper, until: datetime) -> str:
    said = _Said(email=shopper.email, phone=shopper.phone, until=micros(until))
    box = keyring.seal(msgspec.json.encode(said), _context(store_id))
    return PREFIX + urlsafe_b64encode(box).rstrip(b"=").decode()


def opened(keyring: Keyring, store_id: int, token: str, at: datetime) -> Shopper:
    """Raises IdentityNotAccepted, which says whether it has only expired."""
    text = token.removeprefix(PREFIX)
    try:
        # What is not of the alphabet would be passed over: one token would have many spellings.
        box = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        plain = keyring.unseal(box, _context(store_id))
    except (ValueError, Misconfigured):
        raise IdentityNotAccepted(FOREIGN) from None
    said = msgspec.json.decode(plain, type=_Said)
    if from_micros(said.until) <= at:
        raise IdentityNotAccepted(EXPIRED)
    return Shopper(email=said.email, phone=said.phone)


def _context(store_id: int) -> bytes:
    return digest("identity", store_id)
