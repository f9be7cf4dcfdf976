"""Carriers by the name people know them by, and their own page for a parcel."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from connector import identifiers
from connector.answers.carrier_table import CARRIERS, NAMELESS, NUMBER, Carrier
from connector.answers.strangers import harmless
from connector.answers.text import Link, link

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
"""How plugins write a carrier, `yurtici-kargo`; people write it otherwise."""
LONGEST_NUMBER = 60
NAMES = 1024
"""How many spellings are remembered: a store writes the few it uses on every parcel."""


def spelling(name: str) -> str:
    """One for `Yurtiçi Kargo`, `YURTICI KARGO` and `yurtici-kargo`."""
    return "".join(identifiers.words(name.replace("_", " ")))


KNOWN = {spelling(alias): c for c in CARRIERS for alias in (c.name, *c.aliases)}
UNNAMED = frozenset(map(spelling, NAMELESS))


@lru_cache(NAMES)
def known_carrier(given: str | None) -> Carrier | None:
    """None where the name is none of ours: a carrier is never guessed from part of its name."""
    name = harmless(given or "")
    whole = KNOWN.get(spelling(name))
    if whole or not SLUG.fullmatch(name):
        return whole
    # WooCommerce's tracking plugins keep a slug, with or without a country: `ups`, `dhl-de`.
    return KNOWN.get(spelling(re.sub(r"-[a-z]{2}$", "", name)))


@lru_cache(NAMES)
def carrier_name(given: str | None) -> str:
    """Slugs nobody can mistake by their proper name, all else as given; empty where it is none."""
    name = harmless(given or "")
    if spelling(name) in UNNAMED:
        return ""
    carrier = known_carrier(name) if SLUG.fullmatch(name) else None
    return carrier.brand or carrier.name if carrier else name


def carrier_page(given: str | None, number: str | None) -> Link | None:
    """The carrier's own page for this parcel, https; None where we are not sure of both."""
    carrier = known_carrier(given)
    bare = "".join((number or "").split())
    if carrier is None or not carrier.page or not plausible(bare):
        return None
    return link(carrier.page.replace(NUMBER, quote(bare, safe="")))


def plausible(number: str) -> bool:
    """Long enough to be one, and nothing that only looks like it."""
    telling = identifiers.reference(number)
    return bool(telling) and len(number) <= LONGEST_NUMBER and number.isascii()
