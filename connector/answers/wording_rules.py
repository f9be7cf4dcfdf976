"""What a sentence of a store's own has to keep to: it says no less than ours, as plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches

from connector.answers.catalogs import Sentence, counts
from connector.answers.strangers import MARKDOWN_LINK, SPECIAL
from connector.answers.text import visible

LONGEST = 1000
PLACE = re.compile(r"\{(\w+)\}")
ALONE = ("link", "code")
TOUCHING = re.compile(r"[}\]][{(]")
"""With strangers' text in the places, chats could take the two for a Markdown link."""


def complaints(sentence: Sentence, own: Sequence[str], catalog: str) -> Iterator[tuple[int, str]]:
    """What is wrong, by form; of each form the first thing. None for a sentence that fits."""
    if len(own) != len(sentence.ours):
        yield 0, f"has {forms_of(len(own))} and needs {len(sentence.ours)}"
        return
    for nth, text in enumerate(own):
        if found := complaint(text, allowed(sentence), unsaid(sentence, nth, catalog)):
            yield nth, f"{form_name(nth, len(own))}{found}"


def complaint(text: str, places: Sequence[str], free: set[str]) -> str | None:
    found = (rule(text, places) for rule in RULES)
    return next(filter(None, found), None) or missing(text, places, free)


def forms_of(count: int) -> str:
    return "one form" if count == 1 else f"{count} forms"


def form_name(nth: int, of: int) -> str:
    return f"form {nth + 1} of {of} " if of > 1 else ""


def allowed(sentence: Sentence) -> list[str]:
    """The placeholders of a sentence, in order."""
    return list(dict.fromkeys(name for text in sentence.english for name in PLACE.findall(text)))


def unsaid(sentence: Sentence, nth: int, catalog: str) -> set[str]:
    """A form for one count alone may say it in words: `a day`, `يومان`."""
    plural = len(sentence.english) > 1
    return {"count"} if plural and len(counts(catalog)[nth]) == 1 else set()


def empty(text: str, _places: Sequence[str]) -> str | None:
    return None if text else "is empty while others are not"


def too_long(text: str, _places: Sequence[str]) -> str | None:
    too_many = len(text) > LONGEST
    return f"has {len(text)} characters; {LONGEST} are the most" if too_many else None


def unseen(text: str, _places: Sequence[str]) -> str | None:
    char = next((char for char in text if char != "\n" and visible(char) != char), None)
    if char is None:
        return None
    name = unicodedata.name(char, "a control character")
    return f"has a character that cannot be seen: U+{ord(char):04X}, {name}"


def broken(text: str, places: Sequence[str]) -> str | None:
    """A link is told alone on the last line: what follows it would be taken for a part of it. A
    code too, to be found and copied."""
    alone = next((f"{{{name}}}" for name in ALONE if name in places), "")
    body = text.removesuffix(f"\n{alone}") if alone else text
    if alone and alone in text and (body == text or alone in body):
        return rf"has to end with {alone} on a line of its own: \n{alone}"
    return "has a line break" if "\n" in body else None


def marked_up(text: str, _places: Sequence[str]) -> str | None:
    plain = text.replace("{", "").replace("}", "")
    found = next((char for char in plain if ord(char) in SPECIAL), None)
    if found is None and MARKDOWN_LINK in text:
        found = MARKDOWN_LINK
    return f"is plain text and cannot have {found}" if found else None


def wrong_braces(text: str, places: Sequence[str]) -> str | None:
    rest = PLACE.sub("\0", text)
    at = re.search(r"\{[^{}\0]{0,40}\}?|\}", rest)
    return f"has braces around what is no placeholder: {at[0]} ({known(places)})" if at else None


def unknown(text: str, places: Sequence[str]) -> str | None:
    name = next((name for name in PLACE.findall(text) if name not in places), None)
    if name is None:
        return None
    near = get_close_matches(name, places, 1)
    hint = f"did you mean {{{near[0]}}}?" if near else known(places)
    return f"has the placeholder {{{name[:40]}}}, which is not filled in here ({hint})"


def touching(text: str, _places: Sequence[str]) -> str | None:
    at = TOUCHING.search(text)
    return f"needs something between {at[0][0]} and {at[0][1]}" if at else None


def missing(text: str, places: Sequence[str], free: set[str]) -> str | None:
    there = set(PLACE.findall(text)) | free
    lost = [f"{{{name}}}" for name in places if name not in there]
    return f"lacks {' and '.join(lost)}, which the shopper would not be told" if lost else None


def known(places: Sequence[str]) -> str:
    named = ", ".join(f"{{{name}}}" for name in places)
    return f"there is {named}" if named else "there is none in this sentence"


RULES: tuple[Callable[[str, Sequence[str]], str | None], ...] = (
    *(empty, too_long, unseen, wrong_braces, unknown),
    *(broken, marked_up, touching),
)
