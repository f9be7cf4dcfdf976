"""Numbers and dates as WooCommerce and its plugins write them; garbage is refused with its path."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from adapters.woocommerce.shapes import Word
from connector.convert import utc, words
from connector.errors import Malformed

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""All that decoding may raise: not JSON or of another shape, not UTF-8, nested without end."""
LARGEST_EXPONENT = 20
"""Of an amount or quantity: beyond it is garbage that arithmetic would choke on."""


def finite(value: Decimal, path: str) -> Decimal:
    if not value.is_finite() or value.adjusted() > LARGEST_EXPONENT:
        raise Malformed("An amount is not a number of a sensible size.", path)
    return value


def existing(value: datetime | None, path: str) -> datetime:
    """A date that only drafts may lack, as aware UTC. Raises Malformed."""
    if value is None:
        raise Malformed("A date is missing.", path)
    try:
        return utc(value)
    except Malformed as error:
        raise Malformed(error.detail, path) from None


def word(value: Word) -> str:
    """As one line; empty for null and for false, which is how PHP functions say "none"."""
    return "" if value is None or isinstance(value, bool) else words(str(value))


def unix_time(value: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(value), UTC) if value else None
    except (ValueError, OverflowError, OSError):
        return None


def quantity(value: msgspec.Raw, path: str) -> Decimal | None:
    """A number, as JSON or as text; None for null and "", which are not zero."""
    if bytes(value) in (b"null", b'""'):
        return None
    try:
        return finite(msgspec.json.decode(value, type=Decimal), path)
    except UNREADABLE:
        raise Malformed("A quantity is not a number.", path) from None
