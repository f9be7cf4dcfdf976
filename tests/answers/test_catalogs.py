from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

PACKAGE = Path(str(files("connector")))
SAID = {"say": None, "say_many": (1, 2), "msg": None}
LOCALES = ("fa", "tr", "zh_Hans")
PLURALS = {"fa": 2, "tr": 2, "zh_Hans": 1}


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
        for text in translations(message):
            assert placeholders(text) == wanted
            assert not set("{}") & set(re.sub(r"\{\w+\}", "", text))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_link_stands_alone_on_its_line_in_every_language(locale: str) -> None:
    with_link = [m for m in catalog(locale) if "{link}" in str(m.id)]
    assert with_link
    for message in with_link:
        assert all(text.endswith("\n{link}") for text in translations(message))
