"""Carriers by the name people know them by."""

from __future__ import annotations

import re

from connector.answers.text import clean

BRANDS = {
    "dhl": "DHL",
    "dpd": "DPD",
    "fedex": "FedEx",
    "gls": "GLS",
    "royal-mail": "Royal Mail",
    "tnt": "TNT",
    "ups": "UPS",
    "usps": "USPS",
}
"""WooCommerce's tracking plugins keep a slug, with or without a country: `ups`, `dhl-de`."""
NAMELESS = {"custom", "other"}
"""What shops choose where their carrier is not on the list."""


def carrier_name(given: str | None) -> str:
    """Slugs nobody can mistake by their proper name, all else as given; empty where it is none."""
    name = clean(given or "")
    if name.casefold() in NAMELESS:
        return ""
    return BRANDS.get(re.sub(r"-[a-z]{2}$", "", name), name)
