"""Gettext's PO files, read strictly: of what is wrong in one its owner is told the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connector.errors import BadRequest

_LINE = re.compile(
    r"(?:(?P<word>msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,2}\])?)\s*)?"
    r'"(?P<text>(?:[^"\\]|\\.)*)"'
)
_STARTS = ("msgid", "msgctxt")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_ESCAPED = str.maketrans({value: f"\\{char}" for char, value in _ESCAPES.items()})


@dataclass(slots=True)
class Entry:
    """One sentence, by keyword, while it is read."""

    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    fuzzy: bool = False
    word: str = ""
    """What a line without a keyword goes on with."""

    @property
    def translated(self) -> list[str]:
        """Its `msgstr`s, in order."""
        return [word for word in self.texts if word.startswith("msgstr")]

    def add(self, word: str | None, text: str, number: int) -> None:
        if word and word in self.texts:
            raise unreadable(number, f"has a second {word} for the same sentence")
        self.word = word or self.word
        if not self.word:
            raise unreadable(number, "has a text that belongs to nothing")
        self.texts[self.word] = self.texts.get(self.word, "") + unescaped(text, number)
        self.lines.setdefault(self.word, number)


def read_po(text: str) -> Iterator[Entry]:
    """All but what is marked as obsolete. Raises BadRequest."""
    entry = Entry()
    for number, line in written_lines(text):
        found = _LINE.fullmatch(line)
        if entry.translated and (line.startswith("#") or (found and found["word"] in _STARTS)):
            yield entry
            entry = Entry()
        if line.startswith("#"):
            entry.fuzzy |= line.startswith("#,") and "fuzzy" in line
        elif found is None:
            raise unreadable(number, f"is no line of a PO file: {line[:40]!r}")
        else:
            entry.add(found["word"], found["text"], number)
    if entry.texts and not entry.translated:
        raise unreadable(max(entry.lines.values()), "has no msgstr after it")
    if entry.texts:
        yield entry


def written_lines(text: str) -> Iterator[tuple[int, str]]:
    # Not splitlines: it would also part a line at characters that have to be refused by name.
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        bare = line.strip(" \t")
        if bare and not bare.startswith("#~"):
            yield number, bare


def unescaped(text: str, number: int) -> str:
    unknown = next((char for char in re.findall(r"\\(.)", text) if char not in _ESCAPES), None)
    if unknown:
        raise unreadable(number, f"has \\{unknown}, which stands for nothing")
    return re.sub(r"\\(.)", lambda pair: _ESCAPES[pair[1]], text)


def escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def unreadable(number: int, what: str) -> BadRequest:
    return BadRequest(f"line {number} {what}; nothing was saved.", "file")
