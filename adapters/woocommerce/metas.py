"""An order's `meta_data`, where every plugin writes what it likes. Pure."""

from __future__ import annotations

import msgspec

from adapters.woocommerce.shapes import Meta, Metas
from adapters.woocommerce.values import UNREADABLE
from connector.convert import Id, words


def listed(given: Metas) -> tuple[Meta, ...] | None:
    """The entries that are entries; None where it is no list at all."""
    if isinstance(given, dict):
        given = tuple(given.values())
    if not isinstance(given, tuple):
        return None
    return tuple(entry for entry in given if isinstance(entry, Meta))


def meta_text(given: Metas, key: str) -> str:
    """The first entry's value if it is text or a whole number, else empty."""
    for meta in listed(given) or ():
        if meta.key == key:
            try:
                return words(str(msgspec.json.decode(meta.value, type=Id)))
            except UNREADABLE:
                return ""
    return ""
