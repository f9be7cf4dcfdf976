"""One long page of chat bubbles, and what was seen of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PIL import Image, ImageChops

from tests.pictures.chromium import FINDINGS, photographed
from tests.pictures.reading import Line, as_elements

WIDTH, LINE, ACROSS = 240, 18, 16
"""Of a bubble and of a line of text in pixels, and how many bubbles stand beside each other."""
LETTERS = 30
"""That a line holds at the very least."""
HIGHEST = 12_000
"""More Chromium does not draw at once."""
QUARTER = 80
"""Of the 255 between ink and paper, and a little more: edges are drawn darker than they cover."""
CHATS = ('dir="auto"', 'dir="rtl"', 'class="plaintext"')
"""A bubble that finds out the direction, one that knows it, and one on a left-to-right page in
which each line finds out its own."""
STYLE = f"""
body {{ display: flex; flex-wrap: wrap; align-items: flex-start; width: {WIDTH * ACROSS}px;
  margin: 0 }}
p {{ box-sizing: border-box; width: {WIDTH}px; margin: 0; padding: 2px 8px; text-align: right;
  font: 12px/{LINE}px "Noto Sans Arabic", "Noto Sans", sans-serif; white-space: pre-wrap;
  overflow-wrap: anywhere }}
.plaintext {{ unicode-bidi: plaintext }}
"""
SCRIPT = """
const round = number => Math.round(number * 100) / 100
const unseen = /[\\p{Cf}\\p{Mn}\\p{Z}\\p{Cc}]/u
const boxes = bubble => {
  const text = bubble.firstChild, range = document.createRange(), found = []
  let place = 0
  for (const char of text.data) {
    range.setStart(text, place)
    range.setEnd(text, place += char.length)
    const [box] = range.getClientRects()
    found.push(unseen.test(char) ? null : [round(box.left + box.width / 2), Math.round(box.top)])
  }
  return found
}
addEventListener('load', () => {
  const found = [...document.querySelectorAll('p')].map(bubble => {
    const {left, top, right, bottom} = bubble.getBoundingClientRect()
    const chars = bubble.dataset.read === undefined ? [] : boxes(bubble)
    return {frame: [left, top, right, bottom], chars}
  })
  document.getElementById('findings').textContent = JSON.stringify(found)
})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A bubble as it is seen."""

    picture: Image.Image
    lines: list[Line]
    """Empty unless it was asked where its characters stand."""


def look_alike(one: Image.Image, other: Image.Image) -> bool:
    """But for a glyph that stands a quarter of a pixel aside, as one may behind an element."""
    if one.size != other.size:
        return False
    return not any(ImageChops.difference(one, other).histogram()[QUARTER + 1 :])


def bubble(html: str, how: str, *, read: bool = False) -> str:
    return f"<p {how}{' data-read' if read else ''}>{html}</p>"


def drawn(messages: Sequence[str], folder: Path) -> Iterator[tuple[str, Drawn, list[Drawn]]]:
    """Each message, what it should look like, and how each of CHATS shows it; the short first."""
    for sheet, height in sheets(messages):
        bubbles = [made for message in sheet for made in in_every_chat(message)]
        found = iter(photograph_of(bubbles, folder, height))
        for message in sheet:
            yield message, next(found), [next(found) for _ in CHATS]


def sheets(messages: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    """As many as fit on a page, and how high it has to be; rows of bubbles that are alike high."""
    beside = ACROSS // (len(CHATS) + 1)
    ordered = sorted(messages, key=height_of)
    sheet: list[str] = []
    height = 0
    for row in (ordered[n : n + beside] for n in range(0, len(ordered), beside)):
        if height + height_of(row[-1]) > HIGHEST:
            yield sheet, height
            sheet, height = [], 0
        sheet += row
        height += height_of(row[-1])
    yield sheet, height


def height_of(message: str) -> int:
    lines = sum(1 + len(line) // LETTERS for line in message.split("\n"))
    return lines * LINE + 4


def in_every_chat(message: str) -> Iterator[str]:
    yield bubble(as_elements(message), 'dir="rtl"')
    yield from (bubble(escape(message), how, read=how == CHATS[0]) for how in CHATS)


def photograph_of(bubbles: Sequence[str], folder: Path, height: int) -> list[Drawn]:
    page = f"""<!doctype html><html lang="en"><meta charset="utf-8"><style>{STYLE}</style>
{"".join(bubbles)}<script id="{FINDINGS}" type="application/json">[]</script>
<script>{SCRIPT}</script>"""
    photo = photographed(page, folder, width=WIDTH * ACROSS, height=height)
    lowest = max(found["frame"][3] for found in photo.findings)
    assert lowest <= height, f"The page is {lowest} pixels high and not {height}."
    return [
        Drawn(picture=photo.picture.crop(found["frame"]), lines=lines_of(found["chars"]))
        for found in photo.findings
    ]


def lines_of(chars: Sequence[tuple[float, float] | None]) -> list[Line]:
    """A character that cannot be seen is on none of them."""
    lines: dict[float, dict[int, float]] = defaultdict(dict)
    for place, found in enumerate(chars):
        if found:
            middle, top = found
            lines[top][place] = middle
    return list(lines.values())
