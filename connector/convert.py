"""From what platforms send to what records hold. Pure, and strict where a guess would hurt."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

import msgspec
import structlog

from connector.errors import Malformed
from connector.identifiers import order_number as order_number
from connector.records import Money, Order

log = structlog.get_logger(__name__)

Id = int | str
"""An id as a platform writes it; `text_id` makes it ours."""
Time = Annotated[datetime, msgspec.Meta(tz=True)]
"""An ISO 8601 time that must carry its offset."""
GmtTime = Annotated[datetime, msgspec.Meta(tz=False)]
"""An ISO 8601 time without offset that the platform documents as UTC."""

S = TypeVar("S", bound=StrEnum)
U = TypeVar("U", bound=StrEnum | None)


LONGEST_AMOUNT = 30
"""Digits before or behind the point: more is an attack on whoever writes it out."""
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CURRENCY = re.compile("[A-Z]{3}")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f<>\"'`\\{}|^]+", re.IGNORECASE)


def text_id(value: Id | None) -> str:
    """`820982911946154508` and `"gid://shopify/Order/820982911946154508"` are the same order.

    Empty for None, "" and 0, which platforms use for "none"."""
    if type(value) is int:
        return str(value) if value else ""
    return str(value).rsplit("/", 1)[-1].split("?", 1)[0] if value else ""


def utc(value: datetime) -> datetime:
    """A time with an offset, or one documented as UTC without, as aware UTC."""
    try:
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        raise Malformed("A time is outside the years 1 to 9999.") from None


def utc_or_none(value: datetime | None) -> datetime | None:
    return utc(value) if value else None


def is_known_by(order: Order, number: str) -> bool:
    """Whether a shopper who types this means that order: in any digits, with or without #."""
    numbers = map(order_number, (order.number, *order.other_numbers))
    return bool(order_number(number)) and order_number(number) in numbers


def money(amount: Decimal | str, currency: str) -> Money:
    """Raises Malformed for anything but a finite decimal and a three-letter currency."""
    if isinstance(amount, str) and not _AMOUNT.fullmatch(amount):
        raise Malformed("An amount of money is not a plain decimal number.")
    value = Decimal(amount)
    if not value.is_finite() or abs(value.adjusted()) > LONGEST_AMOUNT:
        raise Malformed("An amount of money is not a number anyone pays.")
    if not _CURRENCY.fullmatch(currency):
        raise Malformed("An amount of money needs an ISO 4217 currency.")
    return Money(amount=value, currency=currency)


def canonical(table: dict[str, S], raw: str | None, unknown: U) -> S | U:
    """The canonical word for a platform's word; a new word is `unknown` and one warning.

    `unknown` may be None for words that have no "unknown" of their own (`Availability`)."""
    if raw is None:
        return unknown
    if raw not in table:
        of = type(next(iter(table.values()), unknown)).__name__
        log.warning("platform.word_unknown", word=raw[:40], of=of)
    return table.get(raw, unknown)


def plain_text(markup: str) -> str:
    """Text without tags and entities: `<p>Gül &amp; Söhne</p>` is `Gül & Söhne`."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def web_url(value: str | None) -> str:
    """The address if it is http or https with a host and nothing that a page or a chat could take
    for something else (spaces, quotes, angle brackets, a user name); else empty."""
    address = (value or "").strip()
    if not _ADDRESS.fullmatch(address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.hostname and not parts.username else ""


def words(text: str | None) -> str:
    """A name or title as one line, None as empty."""
    return " ".join((text or "").split())
