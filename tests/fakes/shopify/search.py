"""Shopify's search syntax, as far as clients of order and stock use it.

https://shopify.dev/docs/api/usage/search-syntax
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\()|(?P<close>\))
        |(?P<word>AND|OR|NOT)(?=[\s()]|$)
        |(?P<minus>-)(?=\w+:)
        |(?:(?P<field>\w+):\s*(?P<sign>>=|<=|>|<|=)?)?
         (?P<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s()]+)
    )""",
    re.VERBOSE,
)
Reader = Callable[[Any], Any]
"""One thing's value, or list of values, for one field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    field: str
    sign: str
    value: str
    negated: bool = False


@dataclass(slots=True)
class Search:
    """Alternatives of terms that all have to hold."""

    text: str
    groups: list[list[Term]]
    unknown: list[str] = field(default_factory=list)

    def fits(self, thing: Any, readers: Mapping[str, Reader]) -> bool:
        return (
            any(all(holds(term, thing, readers) for term in group) for group in self.groups)
            if self.groups
            else True
        )

    def only(self, name: str, sign: str = "") -> str | None:
        """The value every match has to have, where the whole search is one group."""
        terms = self.groups[0] if len(self.groups) == 1 else []
        said = [t.value for t in terms if t.field == name and t.sign == sign and not t.negated]
        return said[0] if said else None

    def least(self, name: str) -> str | None:
        return self.only(name, ">=") or self.only(name, ">")


def parse_search(text: str | None, readers: Mapping[str, Reader]) -> Search:
    """Fields that are not known are passed over silently, as Shopify does: its answer then has
    more in it than was asked for, and only `extensions.search` says so."""
    search = Search(text or "", [])
    group: list[Term] = []
    negated = False
    for match in TOKEN.finditer(text or ""):
        if match["word"] == "OR":
            search.groups.append(group)
            group = []
        elif match["word"] == "NOT" or match["minus"]:
            negated = True
        elif match["value"]:
            name = (match["field"] or "default").lower()
            if name in readers:
                group.append(term_of(match, name, negated))
            else:
                search.unknown.append(name)
            negated = False
    if group or search.groups:
        search.groups.append(group)
    return search


def term_of(match: re.Match[str], name: str, negated: bool) -> Term:
    value = match["value"]
    if value[0] in "\"'":
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    return Term(field=name, sign=match["sign"] or "", value=value,
                negated=negated)  # fmt: skip


def holds(term: Term, thing: Any, readers: Mapping[str, Reader]) -> bool:
    read = readers[term.field](thing)
    values = read if isinstance(read, (list, tuple)) else [read]
    return any(agrees(term, value) for value in values) is not term.negated


def agrees(term: Term, value: Any) -> bool:
    if value is None:
        return False
    if isinstance(value, datetime):
        return compared(term.sign, value, time_of(term.value))
    if isinstance(value, int) and not isinstance(value, bool):
        number = re.sub(r"\D", "", term.value)
        return bool(number) and compared(term.sign, value, int(number))
    return fnmatchcase(str(value).lower(), term.value.lower().replace("[", "[[]"))


def compared(sign: str, value: Any, given: Any) -> bool:
    known: dict[str, Callable[[Any, Any], Any]] = {
        ">=": operator.ge,
        "<=": operator.le,
        ">": operator.gt,
        "<": operator.lt,
    }
    agree = known.get(sign)
    return bool(agree(value, given)) if agree else bool(value == given)


def time_of(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
