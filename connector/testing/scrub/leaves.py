"""The strings and numbers of a JSON text, replaced without touching another byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|[{}\[\]]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    start: int
    end: int
    keys: tuple[str, ...]
    """From the top down; what stands in a list has the list's key."""
    value: str
    """A number as it is spelt."""
    is_text: bool
    is_key: bool = False
    """A key is a leaf too: some platforms write an e-mail address there."""


def leaves(text: str) -> Iterator[Leaf]:
    """Of a text that is JSON."""
    path: list[str | None] = []
    for found in TOKEN.finditer(text):
        piece = found[0]
        if piece in "{[":
            path.append("" if piece == "{" else None)
        elif piece in "}]":
            path.pop()
        else:
            leaf = leaf_at(text, found, path)
            if leaf.is_key:
                path[-1] = leaf.value
            yield leaf


def leaf_at(text: str, found: re.Match[str], path: Sequence[str | None]) -> Leaf:
    is_text = found[0].startswith('"')
    return Leaf(
        start=found.start(),
        end=found.end(),
        keys=tuple(key for key in path if key),
        value=json.loads(found[0]) if is_text else found[0],
        is_text=is_text,
        is_key=is_text and text[found.end() :].lstrip().startswith(":"),
    )


def replaced(text: str, new: Mapping[Leaf, str]) -> str:
    """Escaped the way the text itself is."""
    spell = spelling(text)
    ordered = sorted(new, key=lambda leaf: leaf.start)
    edges = [0, *(edge for leaf in ordered for edge in (leaf.start, leaf.end)), len(text)]
    between = [text[start:end] for start, end in list(pairwise(edges))[::2]]
    values = [spell(new[leaf]) if leaf.is_text else new[leaf] for leaf in ordered]
    return "".join(part for both in zip(between, [*values, ""], strict=True) for part in both)


class spelling:  # noqa: N801 - called as a function
    def __init__(self, text: str) -> None:
        self.ascii_only, self.slashes = text.isascii(), "\\/" in text

    def __call__(self, value: str) -> str:
        told = json.dumps(value, ensure_ascii=self.ascii_only)
        return told.replace("/", "\\/") if self.slashes else told
