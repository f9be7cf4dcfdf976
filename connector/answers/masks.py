"""Hints at somebody's e-mail address, phone number and name: enough to be known again by who knows
them, and as little as can be for anybody else.

A hint is as long for a short text as for a long one, and shows a letter only where many have it: a
rare one would point at few people, and a single Chinese character is half a name."""

from __future__ import annotations

import unicodedata

from connector import identifiers

HIDDEN = "•••"
COMMON = frozenset("abcdefghijklmnoprstvyzابپجحدرزسشعفکلمنهی")
"""Letters that many names begin with, in Latin and in Persian."""
COMMON_ENDINGS = frozenset({"com", "net", "org", "de", "es", "fr", "tr", "ir", "cn", "uk"})
LEAST_LETTERS = 2
"""Of a single letter the first one is all of it."""
LEAST_DIGITS = 7
SHOWN_DIGITS = 2


def masked_email(text: str) -> str:
    """`m•••@e•••.com`; `•••` for what is no address."""
    local, at, domain = identifiers.email(text).rpartition("@")
    name, dot, ending = domain.rpartition(".")
    if not (local and at and name and dot and ending):
        return HIDDEN
    shown = ending if ending in COMMON_ENDINGS else HIDDEN
    return f"{initial(local)}{HIDDEN}@{initial(name)}{HIDDEN}.{shown}"


def masked_phone(text: str) -> str:
    """`•••20`, in Latin digits; `•••` for what is too short to hide the rest of it."""
    digits = next(iter(identifiers.phones(text)), "")
    return HIDDEN + (digits[-SHOWN_DIGITS:] if len(digits) >= LEAST_DIGITS else "")


def masked_name(text: str) -> str:
    """`m•••`."""
    return initial(text) + HIDDEN


def initial(text: str) -> str:
    """The first letter without its accent, in lower case; empty where it would tell too much."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", text) if char.isalpha())
    first = letters[:1].casefold()
    return first if len(letters) >= LEAST_LETTERS and first in COMMON else ""
