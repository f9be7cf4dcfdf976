"""Questions and answers as the owner sets them: schema.org/FAQPage, and what becomes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, Field, JsonValue

from connector.answers.owner_document import DOCUMENTS, read_document, refused, validated
from connector.answers.passages import lines_of, whole_text
from connector.answers.policy import SchemaOrg
from connector.answers.policy_values import Names, check_link, listed, type_of

FAQ_PAGE = "FAQPage"
"""The id of the record that holds them, and schema.org's own word."""
MOST_ENTRIES = 2000
_SCRIPTS = (
    ("fa", re.compile(r"[پچژگکی]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)


def check_language(tag: str) -> str:
    """A BCP 47 tag that the CLDR knows the language of."""
    try:
        Locale.parse(tag.strip().replace("-", "_").split("_")[0].lower())
    except (UnknownLocaleError, ValueError):
        raise ValueError("must be a language tag such as fa, tr, zh or en") from None
    return tag.strip()


def check_written(text: str) -> str:
    if not lines_of(text):
        raise ValueError("is empty")
    return text


Language = Annotated[str, AfterValidator(check_language)]
Written = Annotated[str, AfterValidator(check_written)]
Url = Annotated[str, AfterValidator(check_link)]


class FaqAnswer(SchemaOrg):
    kind: Annotated[JsonValue, type_of("Answer")] = Field(default=None, alias="@type")
    text: Written
    url: Url | None = None
    in_language: Language | None = None


class FaqQuestion(SchemaOrg):
    """Those of one `identifier` are the same question in several languages. `isBasedOn` says what
    it was imported from."""

    kind: Annotated[JsonValue, type_of("Question")] = Field(default=None, alias="@type")
    name: Written
    alternate_name: Names = None
    accepted_answer: FaqAnswer
    in_language: Language | None = None
    url: Url | None = None
    identifier: str = ""
    is_based_on: str | None = None


class FaqPage(SchemaOrg):
    kind: Annotated[JsonValue, type_of("FAQPage")] = Field(default=None, alias="@type")
    main_entity: Annotated[
        tuple[FaqQuestion, ...],
        BeforeValidator(listed),
        Field(min_length=1, max_length=MOST_ENTRIES),
    ]
    in_language: Language | None = None
    url: Url | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    question: str
    also_asked: tuple[str, ...] = ()
    answer: str
    language: str = ""
    """The first part of a BCP 47 tag, lower case; empty where nobody says and no script tells."""
    url: str = ""
    same_as: str = ""
    """Equal for the same question in several languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    entries: tuple[Entry, ...]
    language: str = ""
    """The page's own, for entries that have none."""


@lru_cache(maxsize=32)
@lru_cache(DOCUMENTS)
def parse_faq(text: str) -> Faq:
    """Raises BadRequest with the JSON path of what is wrong."""
    document = read_document(text)
    if isinstance(document, list):
        raise refused("$", "must be an FAQPage with its questions in mainEntity, and not a list")
    page = validated(FaqPage, document)
    own = language_of(page.in_language)
    return Faq(entries=tuple(entry_of(each, page, own) for each in page.main_entity), language=own)


def entry_of(question: FaqQuestion, page: FaqPage, language: str) -> Entry:
    answer, others = question.accepted_answer, question.alternate_name or []
    said = language_of(question.in_language or answer.in_language)
    return Entry(
        question=" ".join(lines_of(question.name)),
        also_asked=tuple(" ".join(lines_of(str(name))) for name in listed(others)),
        answer=whole_text(answer.text),
        language=said or language or language_by_script(question.name),
        url=question.url or answer.url or page.url or "",
        same_as=question.identifier,
    )


def language_of(tag: str | None) -> str:
    return re.split("[-_]", (tag or "").lower())[0]


def language_by_script(text: str) -> str:
    """Only where letters leave no doubt; Latin ones may be of any language."""
    return next((language for language, letters in _SCRIPTS if letters.search(text)), "")
