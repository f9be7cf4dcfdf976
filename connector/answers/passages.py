"""The store's own longer texts, made fit to be sent: visible, in lines, cut at a sentence."""

from __future__ import annotations

import re

from connector.answers.text import isolated, visible
from connector.answers.words import Words

LONGEST_SUMMARY = 400
LONGEST_PASSAGE = 1500
LONGEST_TEXT = 50_000
MOST_LINES = 400
_END = re.compile(r"[.!?…](?=[\s\"'”’»)\]]|$)[\"'”’»)\]]*|[؟。！？](?:[”’」』）])*")
"""The end of a sentence; a point inside a number or an address is none."""


def lines_of(text: str) -> list[str]:
    """Without control, bidi and other invisible characters, and without empty lines."""
    cleaned = (" ".join("".join(map(visible, line)).split()) for line in text.splitlines())
    return [line for line in cleaned if line][:MOST_LINES]


def whole_text(text: str) -> str:
    found = "\n".join(lines_of(text[: 2 * LONGEST_TEXT]))
    return found if len(found) <= LONGEST_TEXT else found[: LONGEST_TEXT - 1].rstrip() + "…"


def beginning(text: str, longest: int = LONGEST_SUMMARY) -> str:
    """As many whole sentences as fit, in one line; a first one that does not is cut at a word."""
    line = " ".join(lines_of(text[: 20 * longest]))
    if len(line) <= longest:
        return line
    ends = [found.end() for found in _END.finditer(line, 0, longest)]
    if ends:
        return line[: ends[-1]].rstrip()
    cut = line[: longest - 1]
    return (cut[: cut.rfind(" ")] if cut.rfind(" ") > longest // 2 else cut).rstrip() + "…"


def passage(text: str, words: Words) -> str:
    """A text with its lines, each in its own direction, to be sent below a sentence of ours."""
    found = lines_of(text)
    if sum(map(len, found)) > LONGEST_PASSAGE:
        found = [beginning(" ".join(found), LONGEST_PASSAGE)]
    return "\n".join(isolated(line, words.locale.text_direction) for line in found)
