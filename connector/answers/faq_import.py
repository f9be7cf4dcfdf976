"""Questions and answers out of what a store has already: JSON, CSV, Markdown, or its own page."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Literal

from pydantic import JsonValue

from connector.answers.faq_document import FaqPage
from connector.answers.owner_document import MOST_TEXT, read_document, refused, validated
from connector.errors import BadRequest

Format = Literal["json", "csv", "markdown", "text"]
FORMATS: dict[str, Format] = {
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
}
COLUMNS = ("question", "answer", "language", "url", "identifier")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_BETWEEN = re.compile(r"(?<=[.!?])\s+|(?<=[؟。！？])\s*|\n+")
"""Sentences."""
_QUESTION_MARK = re.compile(r"[?؟？]\s*$")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_MARKS = re.compile(r"\*\*|__|`|^\s*>\s?", re.MULTILINE)
Row = dict[str, JsonValue]


def import_faq(text: str, form: Format, source: str, language: str = "") -> list[Row]:
    """Schema.org Questions, marked with their `source`. `language` is a BCP 47 tag for those that
    tell none. Raises BadRequest, with the JSON path or the row of what is wrong."""
    if len(text) > MOST_TEXT:
        raise BadRequest(f"{source} is longer than {MOST_TEXT} characters.", "document")
    readers = {"json": of_json, "csv": of_csv, "markdown": of_markdown, "text": of_text}
    found = list(readers[form](text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")))
    if not found:
        raise BadRequest(f"There is no question with an answer in {source}.", "document")
    said: Row = {"inLanguage": language} if language else {}
    rows: list[Row] = [{**said, **row, "isBasedOn": source} for row in found]
    validated(FaqPage, {"mainEntity": list[JsonValue](rows)})
    return rows


def merged(document: str | None, rows: list[Row], source: str) -> str:
    """The document with these in place of what came from the same source before."""
    page = read_document(document) if document else {"@type": "FAQPage"}
    if not isinstance(page, dict):
        raise refused("$", "must be an FAQPage")
    held = page.get("mainEntity", [])
    others = [
        row
        for row in (held if isinstance(held, list) else [held])
        if not (isinstance(row, dict) and row.get("isBasedOn") == source)
    ]
    whole: Row = {**page, "mainEntity": [*others, *rows]}
    validated(FaqPage, whole)
    return json.dumps(whole, ensure_ascii=False)


def question(name: str, text: str, **more: JsonValue) -> Row:
    return {
        "@type": "Question",
        "name": name.strip(),
        "acceptedAnswer": {"@type": "Answer", "text": text.strip()},
        **{key: value for key, value in more.items() if value},
    }


def of_json(text: str) -> Iterator[Row]:
    """An FAQPage, or a list of `{"question": ..., "answer": ..., "language": ...}`."""
    document = read_document(text)
    if isinstance(document, dict):
        page = validated(FaqPage, document)
        own: Row = {"inLanguage": page.in_language} if page.in_language else {}
        given = document["mainEntity"]
        for each in given if isinstance(given, list) else [given]:
            if isinstance(each, dict):
                yield {**own, **each}
        return
    for place, row in enumerate(document if isinstance(document, list) else []):
        if not isinstance(row, dict):
            raise refused(f"$[{place}]", "must be a JSON object")
        yield of_row({str(k): str(v) for k, v in row.items()}, f"$[{place}]")


def of_csv(text: str) -> Iterator[Row]:
    """With a header line; commas, semicolons or tabs."""
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    rows = csv.DictReader(StringIO(text), delimiter=separator, strict=True)
    try:
        for row in rows:
            known = {str(k).strip().lower(): str(v or "") for k, v in row.items() if k}
            yield of_row(known, f"line {rows.line_num}")
    except csv.Error as error:
        raise refused(f"line {rows.line_num}", f"is not CSV: {error}") from None


def of_row(row: dict[str, str], at: str) -> Row:
    if unknown := sorted(set(row) - set(COLUMNS)):
        raise refused(f"{at}.{unknown[0]}", f"there is no such column; use {', '.join(COLUMNS)}")
    for name in ("question", "answer"):
        if not row.get(name, "").strip():
            raise refused(f"{at}.{name}", "is missing or empty")
    return question(
        row["question"],
        row["answer"],
        inLanguage=row.get("language", "").strip(),
        url=row.get("url", "").strip(),
        identifier=row.get("identifier", "").strip(),
    )


def of_markdown(text: str) -> Iterator[Row]:
    """A heading is a question, what stands below it the answer; a heading with nothing below it
    but other headings is none."""
    asked, answer = "", list[str]()
    for line in [*text.splitlines(), "# "]:
        heading = _HEADING.match(line.strip()) or re.match(r"^(#)\s*()$", line)
        if not heading:
            answer.append(line)
            continue
        if asked and (told := unmarked("\n".join(answer)).strip()):
            yield question(unmarked(asked), told)
        asked, answer = heading[2], []


def unmarked(text: str) -> str:
    """Markdown as plain text: a link keeps its address."""
    return _MARKS.sub("", _LINK.sub(r"\1 (\2)", text))


def of_text(text: str) -> Iterator[Row]:
    """A sentence that ends in a question mark is a question, what follows up to the next one the
    answer: the page of a store, of which no headings are held."""
    asked, answer = "", list[str]()
    for sentence in filter(str.strip, _BETWEEN.split(text)):
        if not _QUESTION_MARK.search(sentence):
            answer.append(sentence.strip())
            continue
        if asked and answer:
            yield question(asked, " ".join(answer))
        asked, answer = sentence.strip(), []
    if asked and answer:
        yield question(asked, " ".join(answer))
