"""What Persian and Arabic readers see: nothing runs the wrong way. Looked at in pictures.

Messages of all situations, and every sentence filled with what is hard to set: numbers with signs,
addresses, names in Latin letters that end in brackets or marks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from connector.answers.catalogs import sentences
from connector.answers.languages import catalog_of
from connector.answers.placeholders import MEANINGS
from connector.answers.text import Link
from connector.answers.words import Shown, speak
from connector.convert import money
from tests.pictures.chromium import REQUIRED, browser, picture, told
from tests.pictures.page import COLUMNS, FIRST, LAST, SHOWN, WIDTH, Box, boxes, page
from tests.situations import messages

BLUR = ImageFilter.BoxBlur(2)
MOST_APART = 40
"""Of 255 steps of grey, behind that blur."""
AT_ONCE = 120
"""Messages on one page: a picture has a largest height."""
HARD: tuple[dict[str, Shown], ...] = (
    {"number": "#1001", "title": "Bone China (2 pcs.)", "asked": "red cup?", "carrier": "DHL"},
    {"number": "EU-1001/A", "title": "فنجان Red Cup", "asked": "SKU: 12-B", "carrier": "UPS (UK)"},
    {"number": "1Z999AA10123456784", "title": "12 cm Teller", "asked": "...", "carrier": "پست"},
)
VALUES: dict[str, Shown] = {
    "amount": money("1234.50", "EUR"),
    "price": money("25000", "IRT"),
    "least": Decimal(2),
    "percent": Decimal("12.5"),
    "position": 2,
    "date": date(2026, 11, 21),
    "first": date(2026, 11, 21),
    "last": date(2026, 12, 3),
    "link": Link("https://shop.example.com/returns?lang=tr#top"),
    "items": ("Red cup", "فنجان", "Saucer (2)"),
    "time": "18:00",
    "opens": "10:00",
    "closes": "18:30",
    "times": "10:00–18:30",
}
OTHERS: dict[str, Shown] = dict.fromkeys(MEANINGS.keys() - {"count"}, "İpek & Co. (TR)")

pytestmark = pytest.mark.skipif(
    browser() is None and not os.environ.get(REQUIRED),
    reason="Chromium is not installed (Debian: apt-get install chromium fonts-dejavu-core).",
)


@pytest.mark.parametrize("tongue", ["fa", "ar"])
def test_nothing_runs_the_wrong_way(tongue: str, tmp_path: Path) -> None:
    found = accidents([*of_situations(tongue), *of_sentences(tongue)], tmp_path)
    assert not found, "\n".join(found)


def test_a_message_without_its_isolates_is_found_out(tmp_path: Path) -> None:
    """The eye that looks at the pictures can see."""
    marks = str.maketrans(dict.fromkeys(FIRST + LAST))
    telling = [text for text in of_sentences("fa") if "#1001" in text or "(2 pcs.)" in text]
    bare = [text.translate(marks) for text in telling]
    found = accidents(bare[:20], tmp_path)
    assert len({each.split("\n")[0] for each in found}) > 10


@cache
def told_in_situations() -> list[tuple[str, str, str]]:
    return list(messages())


def of_situations(tongue: str) -> Iterator[str]:
    yield from dict.fromkeys(text for _, locale, text in told_in_situations() if locale == tongue)


def of_sentences(tongue: str) -> Iterator[str]:
    words = speak(tongue)
    for nth, sentence in enumerate(sentences(catalog_of(tongue)).values()):
        one, many = sentence.english[0], sentence.english[-1]
        values = OTHERS | VALUES | HARD[nth % len(HARD)]
        if len(sentence.english) == 1:
            yield words.say(one, count=5, **values)
        else:
            yield words.say_many(one, many, 5, **values)


def accidents(texts: list[str], folder: Path) -> list[str]:
    every = list(dict.fromkeys(texts))
    parts = [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]
    return [each for nth, part in enumerate(parts) for each in on_page(part, folder, nth)]


def on_page(texts: list[str], folder: Path, nth: int) -> Iterator[str]:
    file, shot = folder / f"{nth}.html", folder / f"{nth}.png"
    file.write_text(page(texts), encoding="utf-8")
    found = boxes(told(file, (COLUMNS * WIDTH, 1000)))
    height = max(box.place[3] for seen_as in found for box in seen_as)
    picture(file, shot, (COLUMNS * WIDTH, height))
    with Image.open(shot) as image:
        seen = image.convert("L")
    for text, seen_as in zip(texts, found, strict=True):
        references = seen_as[len(SHOWN) :]
        for (way, nth_reference), box in zip(SHOWN.items(), seen_as, strict=False):
            yield from (f"{text}\n({way}) {each}" for each in box.stumbles)
            if differ(seen, box, references[nth_reference]):
                yield f"{text}\n({way}) looks other than it should"


def differ(seen: Image.Image, box: Box, reference: Box) -> bool:
    """By more than letters that lie a fraction of a pixel aside, as at the edges of elements."""
    shown = [seen.crop(each.place).filter(BLUR) for each in (box, reference)]
    if shown[0].size != shown[1].size:
        return True
    return any(ImageChops.difference(*shown).histogram()[MOST_APART:])
