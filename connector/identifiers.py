"""What shoppers type, brought to one spelling, so that equal things are found by equality.

Order numbers, tracking numbers and payment ids, e-mail addresses, phone numbers, postcodes and
words; any script, any digits.
"""

from __future__ import annotations

import re
import unicodedata

SHORTEST_NATIONAL_PHONE = 7
LONGEST_COUNTRY_CODE = 3
SHORTEST_REFERENCE = 6
"""`N/A`, `pickup` and `12345` are no references, whatever field they were typed into."""

_ONE_LETTER = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ı": "i", "\u200c": " "})
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_RUN = re.compile(rf"[{_CJK}]+|[^\W{_CJK}]+")
_ARTICLE = re.compile(r"^[وبکف]?ال(?=\w{3})")
_GAPS, _GAPS_AND_HASH = re.compile(r"[\s\u200c]+"), re.compile(r"[\s\u200c#]+")
_MARKS, _NO_DIGITS = re.compile(r"[\W_]+"), re.compile("[^0-9]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def _plain(text: str) -> str:
    """Compatibility forms unified, every script's digits as 0-9, case and invisible marks gone."""
    if text.isascii():
        return text.lower()  # What the rest comes to, at a fiftieth of the time.
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf" or c == "\u200c")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)


def _without(gaps: re.Pattern[str], text: str) -> str:
    """Plain once more behind it: a gap may have stood between a letter and its accent."""
    return _plain(gaps.sub("", _plain(text)))


def order_number(text: str) -> str:
    """`#1001`, `№ 1001`, `１００１`, `۱۰۰۱` and ` 1001 ` are one number; `EU-1001` keeps its
    prefix, with whatever dash it is typed."""
    return _without(_GAPS_AND_HASH, text.replace("№", "")).translate(_DASHES)


def email(text: str) -> str:
    return _without(_GAPS, text)


def postcode(text: str) -> str:
    """Letters and digits only, `D02 AF30` as `d02af30`."""
    return _without(_MARKS, text)


def reference(text: str) -> str:
    """A tracking number or the id of a payment: letters and digits only, `1Z 999 AA1 0123` as
    `1z999aa10123`. Empty where that is too little to tell one from another."""
    bare = _without(_MARKS, text)
    telling = len(bare) >= SHORTEST_REFERENCE and any(char.isdecimal() for char in bare)
    return bare if telling else ""


def phones(text: str) -> tuple[str, ...]:
    """The spellings under which one phone number may be known: with and without country code.

    Two numbers are the same when they share a spelling: `+49 30 901820` and `030 901820` do."""
    digits = _NO_DIGITS.sub("", _plain(text)).lstrip("0")
    shorter = (digits[cut:].lstrip("0") for cut in range(1, LONGEST_COUNTRY_CODE + 1))
    national = [spelling for spelling in shorter if len(spelling) >= SHORTEST_NATIONAL_PHONE]
    return tuple(dict.fromkeys([digits, *national])) if digits else ()


def words(text: str) -> tuple[str, ...]:
    """The words of a title or a question, without accents; pairs of characters where a script
    puts no spaces between words."""
    bare = unicodedata.normalize("NFKD", _plain(text).translate(_ONE_LETTER))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    found: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", letters).translate(_ONE_LETTER)):
        found += _pairs(run) if without_spaces(run) else [run]
    return tuple(dict.fromkeys(found))


def without_article(word: str) -> str:
    """`الحقیبه` and `والحقیبه` as `حقیبه`: Arabic writes its article, and "and", "with" and "like"
    before it, onto the word."""
    return _ARTICLE.sub("", word)


def without_spaces(word: str) -> bool:
    """Of a script that puts no spaces between words."""
    return bool(re.match(f"[{_CJK}]", word))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]
