"""A store's own wording as it is kept: what its owner says in place of our sentences."""

from __future__ import annotations

from collections.abc import Mapping

from connector.storage.engine import Database
from connector.storage.preferences import change_preference, find_preference

WORDING = "wording"
"""The preference's name."""
OwnTexts = dict[str, tuple[str, ...]]
"""By our msgid, all its forms."""
Wording = dict[str, OwnTexts]
"""By the tag of the language."""


def find_wording(database: Database, store_id: int) -> Wording:
    return find_preference(database, store_id, WORDING, Wording) or {}


def change_wording(
    database: Database, store_id: int, tag: str, texts: Mapping[str, tuple[str, ...] | None]
) -> OwnTexts:
    """Sets these, takes back those that are None, leaves all others; returns what holds then."""

    def changed(before: Wording | None) -> Wording:
        held = {**(before or {}).get(tag, {}), **texts}
        return {**(before or {}), tag: {msgid: own for msgid, own in held.items() if own}}

    return change_preference(database, store_id, WORDING, Wording, changed)[tag]
