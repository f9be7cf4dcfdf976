"""What is wrong with a message, a line each; nothing for one that can be sent as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from connector.answers.strangers import harmless
from connector.answers.text import clean
from connector.answers.words import Shown, Words, speak
from tests.situations.situation import Situation

LONGEST = 1500
ISOLATES, POP = "\u2066\u2067\u2068", "\u2069"
OTHER_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\ufeff\u200b]")
LINK = re.compile(r"https?://\S+")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
ENDS = {"zh-Hans": "。？！：", "fa": ".؟!:", "ar": ".؟!:"}
USUAL_ENDS = ".?!:"
STRANGE = {
    "zh-Hans": re.compile(r"(?<=[\u4e00-\u9fff])[,.?!:;]|[\u4e00-\u9fff，。] +[\u4e00-\u9fff，。]"),
    "fa": re.compile(r"[,;?]|[٠-٩]|[كي]"),
    "ar": re.compile(r"(?<!\d),|[;?]|[۰-۹]|[٠-٩]"),
    "fr": re.compile(r"(?<=\w)[?!;]"),
}
"""Marks and digits of another language, in what is ours to say."""
SPACED = re.compile(r"  | [.,،。，؟?!;؛]|^\s|\s$|[(\[«] | [)\]»]", re.MULTILINE)
FRENCH_SPACED = re.compile(r"  | [.,]|^\s|\s$", re.MULTILINE)
OWN_MARK = re.compile("(?:^|(?<=[\\s。]))[\u200e\u200f]", re.MULTILINE)
"""Before a sentence that begins with a name of the other direction."""
MARKUP = re.compile(r"[<>`{}]|\]\(|&\w+;")
GREGORIAN = re.compile("ژانویه|فوریه|مارس|آوریل|مهٔ|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر")
SOMETHING = "▢"
"""In place of what is not ours."""
DATED = re.compile(r"\b20\d\d\b")
LATIN_DIGITS = re.compile(r"[0-9]")


def faults(situation: Situation, locale: str, answers: dict[str, dict[str, Any]]) -> list[str]:
    """Of one answer, beside its English one."""
    answer, english = answers[locale], answers["en"]
    message, first = (OWN_MARK.sub("", str(one["message"])) for one in (answer, english))
    foreign = foreign_texts(situation, english)
    found = [*outer_faults(answer, locale), *mark_faults(message)]
    found += tongue_faults(plain(message), plain(first), locale, foreign)
    found += privacy_faults(situation, message)
    found += [f"does not tell {value!r}" for value in untold(situation, message, speak(locale))]
    return found


def outer_faults(answer: dict[str, Any], locale: str) -> Iterator[str]:
    if answer["locale"] != locale:
        yield f"is said to be in {answer['locale']}"
    if not answer["message"]:
        yield "is empty"
    if len(answer["message"]) > LONGEST:
        yield f"has {len(answer['message'])} characters"


def mark_faults(message: str) -> Iterator[str]:
    """What a chat, a helpdesk or the bidi algorithm would stumble over."""
    if found := MARKUP.search(LINK.sub("", message)):
        yield f"holds markup: {found[0]}"
    if found := OTHER_MARKS.search(message):
        yield f"holds an invisible mark: {found[0]!r}"
    for line in message.split("\n"):
        if not is_balanced(line):
            yield f"opens or closes an isolate too many: {line!r}"


def is_balanced(line: str) -> bool:
    depth = 0
    for char in line:
        depth += (char in ISOLATES) - (char == POP)
        if depth < 0:
            return False
    return depth == 0


def plain(message: str) -> str:
    return re.sub(f"[{ISOLATES}{POP}]", "", message)


def tongue_faults(
    message: str, english: str, locale: str, foreign: frozenset[str]
) -> Iterator[str]:
    yield from ending_faults(message, english, locale, foreign)
    own = without(message, foreign)
    if found := (FRENCH_SPACED if locale == "fr" else SPACED).search(message):
        yield f"is spaced wrongly at {around(message, found)!r}"
    if locale != "en":
        yield from untranslated(own, english, foreign)
    if (strange := STRANGE.get(locale)) and (found := strange.search(own)):
        yield f"has marks of another language at {around(own, found)!r}"
    if locale == "es" and [own.count(mark) for mark in "¿¡"] != [own.count(m) for m in "?!"]:
        yield "asks or exclaims without saying so at the beginning"
    if locale == "fa":
        yield from persian_faults(own, without(english, foreign))


def around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 12) : found.end() + 12]


def ending_faults(
    message: str, english: str, locale: str, foreign: frozenset[str]
) -> Iterator[str]:
    """Line for line the same, and each line that ends in English ends in this language too."""
    lines, originals = message.split("\n"), english.split("\n")
    if len(lines) != len(originals):
        yield f"has {len(lines)} lines, the English one {len(originals)}"
        return
    for line, original in zip(lines, originals, strict=True):
        if line[:1].islower() and original[:1].isupper() and line not in foreign:
            yield f"has a line that begins small: {line!r}"
        ended = original.endswith(tuple(USUAL_ENDS)) and original not in foreign
        if ended and not line.endswith(tuple(ENDS.get(locale, USUAL_ENDS))):
            yield f"has a line without an end: {line!r}"


def untranslated(own: str, english: str, foreign: frozenset[str]) -> Iterator[str]:
    for sentence in sentences(without(english, foreign)):
        if sentence in own:
            yield f"is English: {sentence}"


def sentences(text: str) -> list[str]:
    parts = (part.strip() for part in re.split(r"(?<=[.?!:])\s+|\n", text))
    return [part for part in parts if len(re.findall("[A-Za-z]{2,}", part)) > 1]


def persian_faults(own: str, english: str) -> Iterator[str]:
    if found := LATIN_DIGITS.search(own):
        yield f"has digits that are not Persian at {around(own, found)!r}"
    if found := GREGORIAN.search(own):
        yield f"has a month that is not of the Jalali calendar: {found[0]}"
    if DATED.search(english) and not re.search("1[34]\\d\\d", own.translate(AS_LATIN)):
        yield "tells no Jalali year where the English one tells a year"


AS_LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


def privacy_faults(situation: Situation, message: str) -> Iterator[str]:
    """Whose order it is stands in no answer."""
    bodies = [each.body() for each in situation.deliveries]
    known = {found for body in bodies for found in EMAIL.findall(str(body))}
    yield from (f"names {each}" for each in known if each in message)


def untold(situation: Situation, message: str, words: Words) -> Iterator[Shown]:
    said = plain(message)
    for value in situation.tells:
        if plain(words.shown(value)) not in said:
            yield value


def foreign_texts(situation: Situation, english: dict[str, Any]) -> frozenset[str]:
    """Not ours to translate: what strangers and the store wrote, numbers of orders and parcels."""
    told = [*every_text(english["facts"]), *typed(situation)]
    told += [value for value in situation.tells if isinstance(value, str)]
    lines = {line.strip() for text in told for line in text.split("\n")}
    return frozenset({form(text) for form in (clean, harmless) for text in told} | lines) - {""}


def typed(situation: Situation) -> Iterator[str]:
    yield from situation.asks.params.values()
    for document in situation.owner.values():
        yield from every_text(document)


def every_text(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from every_text(part)


def without(text: str, foreign: frozenset[str]) -> str:
    """The longest first: one may stand inside another."""
    for each in sorted(foreign, key=len, reverse=True):
        text = text.replace(each, SOMETHING)
    return LINK.sub(SOMETHING, text)
