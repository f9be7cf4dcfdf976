"""Our own sentences, as translators left them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations, c2py
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from connector.answers.languages import ENGLISH

ANY_OTHER = "de"
"""All catalogs hold the same sentences; English, being the msgid itself, has none of its own."""
COUNTED = range(201)
"""Counts that show which plural form is for what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    english: tuple[str, ...]
    """The msgid, and its plural where it has one."""
    ours: tuple[str, ...]
    """One form, or of a plural all of the language's."""


@cache
def catalog(name: str) -> Catalog:
    if name == ENGLISH:
        return Catalog(locale=ENGLISH)
    source = files("connector") / "locales" / name / "LC_MESSAGES" / "storewire.po"
    with source.open("rb") as file:
        return read_po(file, locale=name)


@cache
def sentences(name: str) -> Mapping[str, Sentence]:
    """All there are in a language, by their msgid."""
    if name == ENGLISH:
        same = (each.english for each in sentences(ANY_OTHER).values())
        return {english[0]: Sentence(english=english, ours=english) for english in same}
    return {each.english[0]: each for each in _read(catalog(name))}


def _read(found: Catalog) -> Iterator[Sentence]:
    for message in found:
        if message.id:
            yield Sentence(english=_texts(message.id), ours=_texts(message.string))


def _texts(given: str | Sequence[str] | None) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())


@cache
def counts(name: str) -> tuple[tuple[int, ...], ...]:
    """For each plural form of a language the counts it is said of, as far as 200."""
    form_of = c2py(catalog(name).plural_expr)
    forms = range(catalog(name).num_plurals)
    return tuple(tuple(count for count in COUNTED if form_of(count) == form) for form in forms)


@cache
def translations(name: str) -> NullTranslations:
    return NullTranslations() if name == ENGLISH else _made(catalog(name))


def translations_over(name: str, texts: Mapping[str, tuple[str, ...]]) -> NullTranslations:
    """These texts, by their msgid, with all of ours behind them."""
    own = Catalog(locale=name)
    own.mime_headers = [("Plural-Forms", catalog(name).plural_forms)]
    for msgid, forms in texts.items():
        english = sentences(name)[msgid].english
        own.add(english if len(english) > 1 else msgid, forms if len(english) > 1 else forms[0])
    made = _made(own)
    made.add_fallback(translations(name))
    return made


def _made(found: Catalog) -> GNUTranslations:
    written = BytesIO()
    write_mo(written, found)
    written.seek(0)
    return GNUTranslations(written)
