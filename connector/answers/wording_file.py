"""A store's own wording as a file: gettext's PO, which every translation tool edits, or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from connector.answers.catalogs import Sentence, catalog, counts, sentences
from connector.answers.languages import catalog_of
from connector.answers.owner_document import read_document
from connector.answers.placeholders import MEANINGS
from connector.answers.po import Entry, escaped, read_po
from connector.answers.wording import Given, named
from connector.answers.wording_rules import allowed
from connector.errors import BadRequest

EXAMPLES = 3
"""Counts that explain a plural form."""


def read_wording(text: str) -> list[Given]:
    """PO, or a JSON object from msgid to text or list of forms. Raises BadRequest for what is
    neither."""
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if text.lstrip()[:1] == "{":
        return [*of_json(text)]
    return [of_entry(entry) for entry in read_po(text) if entry.texts.get("msgid") != ""]


def of_json(text: str) -> Iterator[Given]:
    document = read_document(text)
    for msgid, value in document.items() if isinstance(document, dict) else ():
        forms = tuple(map(form_of, value if isinstance(value, list) else [value]))
        place = "JSON"
        yield Given(msgid=msgid, forms=forms, places=(place,) * max(1, len(forms)))


def form_of(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise BadRequest("In JSON every sentence has a text, or a list of texts.", "file")
    return value.strip()


def of_entry(entry: Entry) -> Given:
    return Given(
        msgid=entry.texts.get("msgid", ""),
        forms=tuple(entry.texts[word].strip() for word in entry.translated),
        places=tuple(f"line {entry.lines[word]}" for word in entry.translated),
        trouble=trouble(entry),
    )


def trouble(entry: Entry) -> str:
    words = entry.translated
    if "msgid" not in entry.texts:
        return "there is no msgid before this msgstr"
    if "msgctxt" in entry.texts:
        return "our sentences have no msgctxt"
    if entry.fuzzy and any(entry.texts[word] for word in words):
        return f"{named(entry.texts['msgid'])} is marked as fuzzy: check it and take the mark away"
    counted = [f"msgstr[{nth}]" for nth in range(len(words))]
    if len(words) > 1 and words != counted:
        return f"the forms have to be {', '.join(counted)}, in this order"
    return ""


def as_po(tag: str, own: Mapping[str, Sequence[str]]) -> str:
    """Every sentence of ours with its translation in a comment; `own` is filled in."""
    name = catalog_of(tag)
    entries = (entry_lines(each, own, name) for each in sentences(name).values())
    return "\n\n".join("\n".join(lines) for lines in (header(tag), *entries))


def header(tag: str) -> list[str]:
    return [
        "# Write your own sentence into msgstr. Where it stays empty, ours is said.",
        "# Keep every placeholder, such as {number}: it is filled in when the sentence is said.",
        f"# Then: storewire wording set --store N --locale {tag} FILE",
        'msgid ""',
        'msgstr ""',
        quoted(f"Language: {catalog_of(tag)}\n"),
        quoted("MIME-Version: 1.0\n"),
        quoted("Content-Type: text/plain; charset=UTF-8\n"),
        quoted("Content-Transfer-Encoding: 8bit\n"),
        quoted(f"Plural-Forms: {catalog(catalog_of(tag)).plural_forms}\n"),
    ]


def entry_lines(sentence: Sentence, own: Mapping[str, Sequence[str]], name: str) -> Iterator[str]:
    forms = own.get(sentence.english[0], [""] * len(sentence.ours))
    plural = len(sentence.english) > 1
    for nth, ours in enumerate(sentence.ours):
        label = f"Ours for {examples(nth, name)}" if plural else "Ours"
        yield f"#. {label}: {escaped(ours)}"
    for place in allowed(sentence):
        yield f"#. {{{place}}}: {MEANINGS.get(place, 'filled in when it is said')}"
    yield f"msgid {quoted(sentence.english[0])}"
    if plural:
        yield f"msgid_plural {quoted(sentence.english[1])}"
    for nth, text in enumerate(forms):
        yield f"msgstr[{nth}] {quoted(text)}" if plural else f"msgstr {quoted(text)}"


def examples(nth: int, name: str) -> str:
    found = counts(name)[nth]
    return ", ".join(map(str, found[:EXAMPLES])) + (", …" if len(found) > EXAMPLES else "")


def quoted(text: str) -> str:
    return f'"{escaped(text)}"'


def as_json(tag: str, own: Mapping[str, Sequence[str]]) -> dict[str, str | list[str]]:
    """Of a plural the list of its forms."""
    found: dict[str, str | list[str]] = {}
    for each in sentences(catalog_of(tag)).values():
        forms = list(own.get(each.english[0], [""] * len(each.ours)))
        found[each.english[0]] = forms if len(each.english) > 1 else forms[0]
    return found
