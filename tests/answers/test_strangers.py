"""What strangers wrote, in whichever place of whichever sentence, stays what it is: plain text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.catalogs import Sentence, sentences
from connector.answers.languages import catalog_of
from connector.answers.strangers import harmless
from connector.answers.text import JOINERS, Link
from connector.answers.wording import own_catalog
from connector.answers.wording_rules import PLACE, allowed
from connector.answers.words import (
    LEFT_TO_RIGHT_MARK,
    RIGHT_TO_LEFT_MARK,
    Shown,
    Words,
    speak,
)
from tests.answers.demo import euros

TAGS = ("en", "fa", "tr", "zh-Hans", "ar", "de", "es", "fr")
OPEN, CLOSE = "\u2068", "\u2069"
OURS: dict[str, Shown] = {
    "amount": euros("12.50"),
    "price": euros("4.90"),
    "least": euros("50"),
    "date": date(2026, 11, 21),
    "position": 2,
    "percent": Decimal("12.5"),
    "link": Link("https://shop.example.com/returns"),
}
"""What nobody but us writes; every other place is a stranger's."""
TRICKS = (
    "\u2069{number}\u2068 {0.__class__} %(x)s {{ticket.requester}}",
    "<b>ucuz</b><script>alert(1)</script>",
    "[ارزان](https://evil.example)",
    "\u202etxt.exe\u202c \u2066\u2067",
    "a\nb\u2028c\r\n# Başlık",
    "https://evil.example/?a=1&b=<i>",
    "`rm -rf` ![x](y)",
    "李雷](",
    "(https://evil.example)",
    "[مریم]",
    "<",
    "\u2069",
    "",
)
nasty = st.one_of(
    st.sampled_from(TRICKS),
    st.text(max_size=40),
    st.tuples(st.text(max_size=10), st.sampled_from(TRICKS)).map("".join),
)


@cache
def own_words(tag: str) -> Words:
    """A store that says everything its own way, with what it may put around the places."""
    own = {
        msgid: tuple(reworded(text) for text in each.ours)
        for msgid, each in sentences(catalog_of(tag)).items()
    }
    catalog = own_catalog(tag, own)
    assert catalog is not None
    return replace(speak(tag), catalog=catalog)


def reworded(text: str) -> str:
    return (
        "★ [Lâle] "
        + PLACE.sub(r"(\g<0>)", text.removesuffix("\n{link}"))
        + ("\n{link}" if text.endswith("\n{link}") else "")
    )


def said(words: Words, sentence: Sentence, values: dict[str, Shown], count: int) -> tuple[str, str]:
    """The sentence, and the template it was filled into."""
    one, many = sentence.english[0], sentence.english[-1]
    if len(sentence.english) == 1:
        return words.say(one, **{"count": count, **values}), words.catalog.gettext(one)
    return words.say_many(one, many, count, **values), words.catalog.ngettext(one, many, count)


@pytest.mark.parametrize("own", [False, True], ids=["ours", "own"])
@pytest.mark.parametrize("tag", TAGS)
@given(data=st.data(), count=st.sampled_from([0, 1, 2, 5, 11, 100]))
def test_no_strangers_text_gets_out_of_its_place(
    tag: str, own: bool, data: st.DataObject, count: int
) -> None:
    words = own_words(tag) if own else speak(tag)
    sentence = data.draw(st.sampled_from(sorted(sentences(catalog_of(tag)).values(), key=str)))
    theirs = [name for name in allowed(sentence) if name not in {*OURS, "count"}]
    texts = {name: data.draw(nasty) for name in theirs}
    values = {name: OURS[name] for name in allowed(sentence) if name in OURS}
    listed = {
        name: (text, "Red cup", text) if name == "items" else text for name, text in texts.items()
    }
    faced, template = said(words, sentence, {**values, **listed}, count)
    line = faced.removeprefix(RIGHT_TO_LEFT_MARK if words.right_to_left else LEFT_TO_RIGHT_MARK)

    assert isolates_are_paired(line)
    assert line.count("\n") == template.count("\n")
    assert line.splitlines() == line.split("\n")
    told = line.removesuffix(str(OURS["link"])) if "link" in allowed(sentence) else line
    assert not set("<>{}`") & set(told)
    assert not re.search(r"\]\(", told)
    strange = {c for c in told if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"}}
    assert strange <= {OPEN, CLOSE, "\n", *JOINERS}
    assert re.fullmatch(shape(words, template), line, re.DOTALL)


def isolates_are_paired(line: str) -> bool:
    """One at a time, and none left open at the end of a line."""
    marks = re.sub(f"[^{OPEN}{CLOSE}\n]", "", line)
    return re.fullmatch(f"(?:{OPEN}{CLOSE}|\n)*", marks) is not None


def shape(words: Words, template: str) -> str:
    """What stands around the places stands there still, in its order."""
    space = " ?" if words.chinese else " "
    fixed = (re.escape(part).replace(r"\ ", space) for part in PLACE.split(template)[::2])
    return ".+".join(fixed)


@given(st.text())
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(nasty, nasty)
def test_two_strangers_side_by_side_make_no_link(first: str, second: str) -> None:
    line = speak("en").say("With {service} ({carrier}):", service=first, carrier=second)
    assert "](" not in line
