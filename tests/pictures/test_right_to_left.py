"""Nobody who reads from right to left stumbles: looked at in a real Chromium."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from connector.answers.words import RIGHT_TO_LEFT_MARK as RIGHT
from connector.answers.words import speak
from tests.pictures.messages import messages
from tests.pictures.page import CHATS, Drawn, bubble, drawn, look_alike, photograph_of
from tests.pictures.reading import MARKS, accidents, as_elements, without

TONGUES = ("fa", "ar")


def stumbles(message: str, reference: Drawn, shown: list[Drawn]) -> list[str]:
    """Where the characters stand in the first chat, and that all chats look as they should."""
    differing = [
        how
        for how, seen in zip(CHATS, shown, strict=True)
        if not look_alike(seen.picture, reference.picture)
    ]
    found = [*accidents(message, shown[0].lines)]
    return found + [f"<p {how}> does not look as it should: {message!a}" for how in differing]


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_message_reads_from_right_to_left_in_every_chat(tongue: str, tmp_path: Path) -> None:
    found = [
        stumble
        for message, reference, shown in drawn(messages(tongue), tmp_path)
        for stumble in stumbles(message, reference, shown)
    ]
    assert not found, "\n".join(found)


UNEVEN = ("#1001", "1001-A/2", "12-34/5", "C++", "Linen (XL)!", "+90 555 010 20 30", "50% off!")
"""Each would be turned round or torn apart by the words around it."""
UNMARKED = [
    ("Your order {number} is on its way but delayed.", "number", UNEVEN, MARKS, 'dir="rtl"'),
    ("{title} is in stock.", "title", ("Linen", "C++", "DPD (UK)"), RIGHT, 'dir="auto"'),
]
"""Messages that lack marks of ours, where a chat shows that it needs them."""


def test_without_our_marks_a_person_stumbles_and_the_check_says_so(tmp_path: Path) -> None:
    told = [
        (words.say(sentence, **{place: value}), marks, how)
        for words in map(speak, TONGUES)
        for sentence, place, values, marks, how in UNMARKED
        for value in values
    ]
    bubbles = [
        made
        for message, marks, how in told
        for made in (
            bubble(as_elements(message), 'dir="rtl"'),
            bubble(escape(without(marks, message)[0]), how, read=True),
        )
    ]
    found = photograph_of(bubbles, tmp_path, 200)
    for (message, marks, _), reference, shown in zip(told, found[::2], found[1::2], strict=True):
        _, places = without(marks, message)
        lines = [{places[n]: middle for n, middle in line.items()} for line in shown.lines]
        assert [*accidents(message, lines)], message
        assert not look_alike(shown.picture, reference.picture), message
