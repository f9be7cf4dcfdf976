"""Strangers' text and links, made fit to stand in a sentence that will be sent."""

from __future__ import annotations

import unicodedata

from connector.convert import web_url

LONGEST = 120
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Persian is misspelt without the first, emoji fall apart without the second."""
OPEN, CLOSE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
SPACES = {"Cc", "Zl", "Zp"}
INVISIBLE = {"Cf", "Cs", "Co", "Cn"}
LEFT_TO_RIGHT, RIGHT_TO_LEFT = {"L", "EN", "AN"}, {"R", "AL", "AN"}


class Link(str):
    """An address safe to stand alone on a line. Made by `link`."""

    __slots__ = ()


def link(url: str | None) -> Link | None:
    """None for anything but an http or https address in which every character can be seen."""
    address = web_url(url)
    # What is printable is seen; asking of each character takes a hundred times as long.
    plain = address.isprintable() or all(
        visible(char) == char and char not in JOINERS for char in address
    )
    return Link(address) if address and plain else None


def visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in SPACES:
        return " "
    return "" if category in INVISIBLE and char not in JOINERS else char


def clean(text: str) -> str:
    """One line of at most 120 characters without control, bidi or other invisible characters."""
    seen = text if text.isprintable() else "".join(map(visible, text))
    line = " ".join(seen.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def isolated(text: str, direction: str) -> str:
    """Keeps a run of the other direction from reordering the sentence around it."""
    if direction == "ltr" and text.isascii():
        return text
    other = LEFT_TO_RIGHT if direction == "rtl" else RIGHT_TO_LEFT
    foreign = any(unicodedata.bidirectional(char) in other for char in text)
    return f"{OPEN}{text}{CLOSE}" if foreign else text
