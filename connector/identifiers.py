"""What shoppers type, brought to one spelling, so that equal things are found by equality.

Order numbers, e-mail addresses, phone numbers, postcodes and words; any script, any digits.
"""

from __future__ import annotations

import re
import unicodedata

SHORTEST_NATIONAL_PHONE = 7
LONGEST_COUNTRY_CODE = 3

_ONE_LETTER = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ı": "i", "\u200c": " "})
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af]")


def _plain(text: str) -> str:
    """Compatibility forms unified, every script's digits as 0-9, case and invisible marks gone."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in folded
        if unicodedata.category(char) != "Cf" or char == "\u200c"
    )


def order_number(text: str) -> str:
    """`#1001`, `１００１`, `۱۰۰۱` and ` 1001 ` are one number; `EU-1001` keeps its prefix."""
    return re.sub(r"[\s\u200c#№]+", "", _plain(text))


def email(text: str) -> str:
    return _plain(text).strip()


def postcode(text: str) -> str:
    """Letters and digits only, `D02 AF30` as `d02af30`."""
    return "".join(char for char in _plain(text) if char.isalnum())


def phones(text: str) -> tuple[str, ...]:
    """The spellings under which one phone number may be known: with and without country code.

    Two numbers are the same when they share a spelling: `+49 30 901820` and `030 901820` do."""
    digits = "".join(char for char in _plain(text) if char.isdecimal()).lstrip("0")
    shorter = (digits[cut:].lstrip("0") for cut in range(1, LONGEST_COUNTRY_CODE + 1))
    national = [spelling for spelling in shorter if len(spelling) >= SHORTEST_NATIONAL_PHONE]
    return tuple(dict.fromkeys([digits, *national])) if digits else ()


def words(text: str) -> tuple[str, ...]:
    """The words of a title or a question, without accents; pairs of characters where a script
    puts no spaces between words."""
    bare = unicodedata.normalize("NFKD", _plain(text).translate(_ONE_LETTER))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    found: list[str] = []
    for run in re.findall(r"\w+", unicodedata.normalize("NFKC", letters).translate(_ONE_LETTER)):
        found += _pairs(run) if _CJK.search(run) else [run]
    return tuple(dict.fromkeys(found))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]
