"""Strangers' words in a message that will pass through chats, helpdesks and web pages."""

from __future__ import annotations

import re

from connector.answers.text import clean

TAGS = re.compile(r"(?:<[^<>]*>)+")
TAGS_BETWEEN_WORDS = re.compile(rf"(?<=\w){TAGS.pattern}(?=\w)")
# Helpdesks fill in `{{ticket.requester}}` wherever they meet it, chats render Markdown.
SPECIAL = str.maketrans(dict.fromkeys("<>{}`"))
MARKDOWN_LINK = "]("
SUSPECT = re.compile(r"[<>{}`]|\]\(")
"""Without any of these there is nothing to take away."""


def harmless(text: str) -> str:
    """One clean line without tags, placeholders or Markdown links; perhaps empty."""
    line = clean(text)
    if not SUSPECT.search(line):
        return line
    apart = TAGS_BETWEEN_WORDS.sub(" ", line)
    bare = TAGS.sub("", apart).translate(SPECIAL)
    return clean(bare.replace(MARKDOWN_LINK, "] ("))


def shown(text: str) -> str:
    """`harmless`, and never nothing: a sentence needs something in its place."""
    return harmless(text) or "…"
