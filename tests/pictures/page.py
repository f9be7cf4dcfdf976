"""One page of messages, each as a chat shows its plain text, beside what it has to look like.

What it has to look like is made by a rule of its own: the paragraph runs from right to left; what
stands between isolates is a `<bdi>`; every other number, word of Latin letters or address stands
for itself, from left to right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

WIDTH = 420
"""Of a message, in CSS pixels."""
SHOWN = {"auto": 0, "rtl": 0, "plaintext": 1}
"""How chats set a message's direction, by its first letter, by the page or line by line, and which
of the references it has to look like."""
COLUMNS = len(SHOWN) + 2
FIRST, LAST = "\u2066\u2067\u2068", "\u2069"
PIECES = re.compile(rf"[{FIRST}](.*?){LAST}", re.DOTALL)
THEIRS = re.compile(rf"[\u200e\u200f]?[{FIRST}][^{LAST}]*{LAST}")
TOKEN = re.compile(
    r"https?://\S+|[0-9A-Za-z\u06f0-\u06f9\u0660-\u0669]+(?:[.,:/٫٬-][0-9A-Za-z\u06f0-\u06f9\u0660-\u0669]+)*"
)
STYLE = f"""
body {{ margin: 0; font: 14px/20px "DejaVu Sans", sans-serif; background: white; }}
.row {{ display: flex; align-items: flex-start; }}
p {{ width: {WIDTH - 20}px; margin: 4px 10px; white-space: pre-wrap; overflow-wrap: anywhere; }}
.line {{ display: block; }}
.plaintext {{ unicode-bidi: plaintext; }}
"""
SCRIPT = Path(__file__).with_name("page.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Box:
    """Where a paragraph stands in the picture, and what a reader would stumble over."""

    place: tuple[int, int, int, int]
    """Left, top, right, bottom."""
    stumbles: tuple[str, ...]


def page(messages: Sequence[str]) -> str:
    rows = "\n".join(f'<div class="row">{row(each)}</div>' for each in messages)
    return (
        f'<!doctype html><html lang="fa"><head><meta charset="utf-8"><style>{STYLE}</style></head>'
        f'<body>{rows}<script type="application/json" id="told"></script>'
        f"<script>{SCRIPT}</script></body></html>"
    )


def row(message: str) -> str:
    """The message in each way of `SHOWN`, and behind them what each of these has to look like."""
    text = escape(message)
    whole, by_line = reference(message), "".join(map(line, message.split("\n")))
    return (
        f'<p dir="auto">{text}</p><p dir="rtl">{text}</p><p class="plaintext">{text}</p>'
        f'<p dir="rtl" class="reference">{whole}</p><p class="reference">{by_line}</p>'
    )


def line(text: str) -> str:
    """Where each line has a direction of its own, that of an address is from left to right, and so
    is that of a stranger's line, which stands between isolates and is in another language."""
    theirs = THEIRS.fullmatch(text) and not text.startswith("\u200f")
    direction = "ltr" if theirs or text.startswith("https://") else "rtl"
    return f'<span class="line" dir="{direction}">{reference(text)}</span>'


def reference(message: str) -> str:
    parts, end = [], 0
    for found in PIECES.finditer(message):
        parts += [tokens(message[end : found.start()]), f"<bdi>{escape(found[1])}</bdi>"]
        end = found.end()
    return "".join([*parts, tokens(message[end:])])


def tokens(text: str) -> str:
    parts, end = [], 0
    for found in TOKEN.finditer(text):
        parts += [escape(text[end : found.start()]), f'<bdi dir="ltr">{escape(found[0])}</bdi>']
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def boxes(told: str) -> list[list[Box]]:
    """By message: one for each way in `SHOWN`, and behind them the two references."""
    return [
        [Box(place=tuple(each["box"]), stumbles=tuple(each["stumbles"])) for each in one]
        for one in json.loads(told)
    ]
