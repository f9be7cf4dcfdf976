"""How a person reads a message in a right-to-left language: which characters belong together, and
where they have to stand on a line. Knows our isolates, and nothing of the bidi algorithm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain
from typing import Literal

Direction = Literal["ltr", "rtl"]
Line = Mapping[int, float]
"""Of one line as it is drawn: each visible character's place in the message, and the middle of it
in pixels from the left."""

ISOLATE = re.compile("[\u2066-\u2068]([^\u2066-\u2069]*)\u2069")
MARKS = "\u200e\u200f\u2066\u2067\u2068\u2069"
DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9"
NUMBER = f"[{DIGIT}]+(?:[.,:/\u066b\u066c][{DIGIT}]+)*"
LATIN = "A-Za-z\u00c0-\u024f\u3007\u3400-\u9fff"
ARABIC = (
    "\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06e1-\u06ef\u06fa-\u06ff\u200c\u200d"
)
TOKEN = re.compile(
    rf"(?P<link>https?://\S+)|(?P<percent>(?P<number>{NUMBER})[%\u066a])|{NUMBER}"
    rf"|[{LATIN}][{LATIN}{DIGIT}]*(?:[-._@/&'’+][{LATIN}{DIGIT}]+)*"
    rf"|(?P<arabic>[{ARABIC}]+)|[^\s{MARKS}]"
)
BRACKETS = {"(": ")", "[": "]", "«": "»", "（": "）"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The characters from `start` up to `end` stand side by side, with nothing in between."""

    start: int
    end: int
    direction: Direction
    """In which its parts follow each other, or its characters where it has no parts."""
    parts: tuple[Piece, ...] = ()
    mixed: bool = False
    """Only the parts are held to an order, not their sequence: people write the per cent sign on
    either side, and a stranger's text in both scripts has many a right order."""
    apart: bool = False
    """Written as an element of its own."""


def pieces(message: str) -> Iterator[Piece]:
    """A paragraph for each line of the message, read from the right."""
    start = 0
    for line in message.split("\n"):
        end = start + len(line)
        yield Piece(start=start, end=end, direction="rtl", parts=tuple(run(message, start, end)))
        start = end + 1


def run(message: str, start: int, end: int) -> Iterator[Piece]:
    for found in ISOLATE.finditer(message, start, end):
        yield from tokens(message, start, found.start())
        yield isolated(message, *found.span(1))
        start = found.end()
    yield from tokens(message, start, end)


def tokens(message: str, start: int, end: int) -> Iterator[Piece]:
    """Words, numbers, links, and every other character by itself."""
    for found in TOKEN.finditer(message, start, end):
        first, last = found.span()
        if found["percent"]:
            number = Piece(start=first, end=last - 1, direction="ltr")
            yield Piece(start=first, end=last, direction="ltr", parts=(number,), mixed=True)
        elif found["arabic"]:
            yield Piece(start=first, end=last, direction="rtl")
        else:
            yield Piece(start=first, end=last, direction="ltr", apart=found[0][0].isalnum())


def isolated(message: str, start: int, end: int) -> Piece:
    """In the direction of its first letter; left to right without one."""
    kinds = [unicodedata.bidirectional(char) for char in message[start:end]]
    letters = [kind for kind in kinds if kind in {"L", "R", "AL"}]
    if not set(letters) - {"L"}:
        return Piece(start=start, end=end, direction="ltr", apart=True)
    return Piece(
        start=start,
        end=end,
        direction="ltr" if letters[0] == "L" else "rtl",
        parts=tuple(tokens(message, start, end)),
        mixed="L" in letters,
        apart=True,
    )


def placed(piece: Piece, line: Line) -> list[int]:
    """Those of its characters that are on this line, from the left as they should stand."""
    if piece.mixed:
        return from_the_left(piece, line)
    if piece.parts:
        parts = piece.parts if piece.direction == "ltr" else piece.parts[::-1]
        return list(chain.from_iterable(placed(part, line) for part in parts))
    there = [place for place in range(piece.start, piece.end) if place in line]
    return there if piece.direction == "ltr" else there[::-1]


def from_the_left(piece: Piece, line: Line) -> list[int]:
    """Those of its characters that are on this line, from the left as they do stand."""
    return sorted((n for n in line if piece.start <= n < piece.end), key=line.__getitem__)


def accidents(message: str, lines: Sequence[Line]) -> Iterator[str]:
    """What a person would stumble over, a line each."""
    for paragraph in pieces(message):
        for line in lines:
            yield from misplaced(message, paragraph, line)
            for part in paragraph.parts:
                yield from inner_accidents(message, part, line)


def misplaced(message: str, piece: Piece, line: Line) -> Iterator[str]:
    should, does = placed(piece, line), from_the_left(piece, line)
    if should != does:
        yield f"{spelt(message, does)!a} should be {spelt(message, should)!a}, from the left"


def inner_accidents(message: str, piece: Piece, line: Line) -> Iterator[str]:
    if piece.mixed:
        for part in piece.parts:
            yield from misplaced(message, part, line)
            yield from torn(message, part, line)
        yield from unpaired(message, piece, line)


def torn(message: str, piece: Piece, line: Line) -> Iterator[str]:
    """Something else stands between its characters."""
    own = from_the_left(piece, line)
    if own and any(line[own[0]] < line[n] < line[own[-1]] for n in set(line) - set(own)):
        yield f"{spelt(message, own)!a} is torn apart"


def unpaired(message: str, piece: Piece, line: Line) -> Iterator[str]:
    """A bracket that does not stand at the end of what it encloses."""
    for start, end in enclosed(message[piece.start : piece.end]):
        first, last = piece.start + start, piece.start + end
        if not {first, last} <= set(line):
            continue
        low, high = sorted((line[first], line[last]))
        if any(not low < line[n] < high for n in range(first + 1, last) if n in line):
            yield f"{message[first : last + 1]!a} has brackets that enclose something else"


def enclosed(text: str) -> Iterator[tuple[int, int]]:
    open_: list[int] = []
    for place, char in enumerate(text):
        if char in BRACKETS:
            open_.append(place)
        elif open_ and char == BRACKETS[text[open_[-1]]]:
            yield open_.pop(), place


def spelt(message: str, places: list[int]) -> str:
    return "".join(message[place] for place in places)


def without(marks: str, message: str) -> tuple[str, list[int]]:
    """What is left of a message, and where each character of that was in it."""
    places = [place for place, char in enumerate(message) if char not in marks]
    return spelt(message, places), places


def as_elements(message: str) -> str:
    """The same message as HTML in which elements, not isolates, keep its pieces apart."""
    return "\n".join(inside(message, paragraph) for paragraph in pieces(message))


def inside(message: str, piece: Piece) -> str:
    """A stranger's mixed text is left as it would stand on a page by itself."""
    if piece.mixed:
        return plain(message, piece.start, piece.end)
    said, place = "", piece.start
    for part in piece.parts:
        said += plain(message, place, part.start) + element(message, part)
        place = part.end
    return said + plain(message, place, piece.end)


def element(message: str, piece: Piece) -> str:
    body = inside(message, piece)
    if piece.apart and not piece.parts:
        body = f'<bdo dir="ltr">{body}</bdo>'
    return f'<bdi dir="{piece.direction}">{body}</bdi>' if piece.apart else body


def plain(message: str, start: int, end: int) -> str:
    return escape("".join(char for char in message[start:end] if char not in MARKS))
