"""Numbers, words and times as Ecwid writes them; garbage is refused with its path."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from connector.convert import Id, money, utc, words
from connector.errors import Malformed
from connector.records import Money

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""All that decoding may raise: not JSON or of another shape, not UTF-8, nested without end."""
LARGEST_EXPONENT = 20
"""Of an amount or quantity: beyond it is garbage that arithmetic would choke on."""
MILLISECONDS = 100_000_000_000
"""As seconds the year 5138, as milliseconds 1973: Ecwid's documentation of reviews has both."""

Text = str | None


def finite(value: Decimal, path: str) -> Decimal:
    if not value.is_finite() or value.adjusted() > LARGEST_EXPONENT:
        raise Malformed("A number is not of a sensible size.", path)
    return value


def price(value: Decimal, currency: str, path: str) -> Money:
    """Ecwid writes `11.067309160854485` where it has computed: kept as it stands."""
    try:
        return money(finite(value, path), currency)
    except Malformed as error:
        raise Malformed(error.detail, path) from None


def moment(stamp: int | None, text: Text, path: str) -> datetime:
    """UNIX seconds or milliseconds, or `2024-09-04 07:22:09 +0000`. Raises Malformed."""
    found = moment_or_none(stamp, text)
    if found is None:
        raise Malformed("A time is missing or cannot be read.", path)
    return found


def moment_or_none(stamp: int | None, text: Text) -> datetime | None:
    if stamp and stamp > 0:
        seconds = stamp / 1000 if stamp >= MILLISECONDS else stamp
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    try:
        found = datetime.fromisoformat(re.sub(r" (?=[+-]\d{4}$)", "", words(text)))
        return utc(found)  # Without an offset it is UTC.
    except (ValueError, Malformed):
        return None


def number(value: Id | None, path: str) -> str:
    """One of Ecwid's own ids, which are whole numbers. Raises Malformed."""
    text = str(value if value is not None else "")
    if not is_number(text):
        raise Malformed("An id is not a whole number.", path)
    return text


def is_number(text: str) -> bool:
    """Ids become part of an address, and come from strangers."""
    return re.fullmatch("[1-9][0-9]{0,18}", text) is not None


def word(value: Id | None) -> str:
    return words(str(value)) if value is not None else ""
