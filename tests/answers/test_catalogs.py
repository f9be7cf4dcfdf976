from __future__ import annotations

import gettext
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.words import ENGLISH, SPOKEN

PACKAGE = Path(str(files("connector")))
SAID = {"say": None, "say_many": (1, 2), "msg": None}
PLURALS = {"fa": 2, "tr": 2, "zh_Hans": 1, "ar": 6, "de": 2, "es": 2, "fr": 2}
LOCALES = tuple(PLURALS)
FORMS = {"ar": ("zero", "one", "two", "few", "many", "other")}
OTHERS = ("one", "other")
NAMED = 3
"""Arabic says none, one and two in words: `يومين` is two days, with no number beside it."""


@cache
def sentences() -> frozenset[str | tuple[str, ...]]:
    found = extract_from_dir(PACKAGE / "answers", [("**.py", "python")], keywords=SAID)
    return frozenset(message for _, _, message, _, _ in found)


@cache
def catalog(locale: str) -> Catalog:
    path = PACKAGE / "locales" / locale / "LC_MESSAGES" / "storewire.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def originals(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id or ())


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def unsaid(message: Message, locale: str) -> list[set[str]]:
    """What each form of a sentence may leave out."""
    named = NAMED if locale == "ar" and message.pluralizable else 0
    return [{"count"} if nth < named else set() for nth in range(len(translations(message)))]


def test_every_language_that_is_spoken_has_a_catalog_and_no_other() -> None:
    assert {*LOCALES, ENGLISH} == set(SPOKEN.values())
    assert {path.name for path in (PACKAGE / "locales").iterdir()} == set(LOCALES)


def test_there_are_sentences_to_translate() -> None:
    assert len(sentences()) > 80


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_translated_and_none_is_left_over(locale: str) -> None:
    known = {m.id if isinstance(m.id, str) else tuple(m.id) for m in catalog(locale) if m.id}
    assert known == sentences()
    assert not catalog(locale).obsolete


@pytest.mark.parametrize("locale", LOCALES)
def test_every_translation_is_settled_complete_and_in_another_language(locale: str) -> None:
    for message in filter(lambda m: m.id, catalog(locale)):
        assert not message.fuzzy
        assert all(text.strip() for text in translations(message))
        assert not set(translations(message)) & set(originals(message))
        expected = PLURALS[locale] if message.pluralizable else 1
        assert len(translations(message)) == expected


@pytest.mark.parametrize("locale", LOCALES)
def test_every_translation_keeps_the_placeholders_and_no_braces_besides(locale: str) -> None:
    for message in filter(lambda m: m.id, catalog(locale)):
        wanted = placeholders(originals(message)[-1])
        for text, free in zip(translations(message), unsaid(message, locale), strict=True):
            assert wanted - free <= placeholders(text) <= wanted
            assert not set("{}") & set(re.sub(r"\{\w+\}", "", text))


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if PLURALS[locale] > 1])
@given(count=st.integers(0, 10_000))
def test_the_catalogs_count_as_the_cldr_does(locale: str, count: int) -> None:
    form = Locale.parse(locale).plural_form(count)
    nth = gettext.c2py(catalog(locale).plural_expr)(count)
    assert FORMS.get(locale, OTHERS)[nth] == form


FRENCH = re.compile("(?<![\\s\u00a0\u202f])[;:!?»]|«(?!\u00a0)|[^\u202f][;!?]|[^\u00a0][:»%]")


def test_french_marks_stand_behind_a_space_that_does_not_break() -> None:
    for message in filter(lambda m: m.id, catalog("fr")):
        assert not any(FRENCH.search(text) for text in translations(message)), message.string


@pytest.mark.parametrize("locale", ["es", "fa", "ar", "zh_Hans"])
def test_questions_and_commas_are_those_of_the_language(locale: str) -> None:
    foreign = {"es": "^[^¿]*\\?", "fa": "[?,;%]", "ar": "[?,;]", "zh_Hans": "[?,;:.!()]"}[locale]
    for message in filter(lambda m: m.id, catalog(locale)):
        for text in translations(message):
            assert not re.search(foreign, re.sub(r"\{\w+\}", "", text)), text


@pytest.mark.parametrize("locale", LOCALES)
def test_a_link_stands_alone_on_its_line_in_every_language(locale: str) -> None:
    with_link = [m for m in catalog(locale) if "{link}" in str(m.id)]
    assert with_link
    for message in with_link:
        assert all(text.endswith("\n{link}") for text in translations(message))
