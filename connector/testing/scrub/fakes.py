"""What takes a person's place: within one recording always the same for the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit, urlunsplit

from connector.testing.scrub.keys import Role

EMAIL = re.compile(r"[^\s@<>\"'(),;:=/\\]+@[^\s@<>\"'(),;:=/\\]+\.[^\s@<>\"'(),;:=/\\]+")
IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
IPV6 = re.compile(
    r"(?<![\w:])(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}"
    r"|(?=[0-9A-Fa-f:]*::)(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w:])"
)
PHONE = re.compile(
    r"(?<![\w.+-])(?:"
    r"(?:\+|00)[ ().-]*[1-9](?:[ ().-]*\d){6,14}"  # +90 532 555 01 02
    r"|0\d{9,10}"  # 05325550102
    r"|\(?0\d{1,4}\)?(?:[ .-]\d{2,4}){2,4}"  # (0532) 555 01 02
    r")(?![\w-])"
)
LONG = re.compile(r"(?<![\w+=-])(?=[\w+=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{24,}(?![\w+=-])")
MARKUP = re.compile(r"(</?\w+)[^>]*>|&#?\w+;")
WORDS = (
    "Lale",
    "Sumbul",
    "Nergis",
    "Menekse",
    "Reyhan",
    "Zambak",
    "Yasemin",
    "Papatya",
    "Karanfil",
    "Leylak",
    "Gelincik",
    "Mimoza",
    "Nilufer",
    "Orkide",
    "Begonya",
    "Kardelen",
    "Sardunya",
    "Akasya",
    "Manolya",
    "Defne",
    "Kekik",
    "Nane",
    "Adacayi",
    "Biberiye",
    "Ihlamur",
    "Cinar",
    "Kavak",
    "Sedir",
    "Ladin",
    "Mese",
    "Gurgen",
    "Kayin",
    "Servi",
    "Zeytin",
    "Incir",
    "Badem",
    "Ceviz",
    "Kestane",
)
TOLD_ELSEWHERE = (Role.EMAIL, Role.PHONE, Role.CODE, Role.TOKEN)
"""What is looked for in all other values as it stands."""
SHORTEST_TOLD = 6
LAST_DIGITS = 7
"""Of a phone number: what comes before says the country and the town, in one of many spellings."""


class Fakes:
    def __init__(self, everything: str) -> None:
        """`everything` that is scrubbed: none of its words is given to another."""
        given = {folded(word) for word in re.findall(r"\w+", everything)}
        self._free = iter([word for word in WORDS if folded(word) not in given])
        self._words: dict[str, str] = {}
        self._seen: dict[Role, dict[str, int]] = {}
        self._values: dict[str, str] = {}
        self.of_people: set[str] = set()
        """Words of names and places: in whatever else they stand, they are replaced too."""
        self._make: dict[Role, Callable[[str], str]] = {
            Role.EMAIL: self.email,
            Role.PHONE: self.phone,
            Role.POSTCODE: self.postcode,
            Role.IP: self.ip,
            Role.TOKEN: self.token,
            Role.CODE: self.code,
            Role.URL: self.url,
            Role.NAME: self.of_person,
            Role.PLACE: self.of_person,
            Role.PROSE: self.prose,
        }

    def make(self, role: Role, value: str) -> str:
        made = self._make[role](value)
        if role in TOLD_ELSEWHERE and len(value) >= SHORTEST_TOLD:
            self._values[value] = made
        return made

    def number(self, role: Role, value: str) -> int:
        """1 for the first one of its kind, and so on."""
        seen = self._seen.setdefault(role, {})
        return seen.setdefault(value, len(seen) + 1)

    def email(self, value: str) -> str:
        if not EMAIL.search(value):
            return self.of_person(value)
        return EMAIL.sub(
            lambda m: f"person{self.number(Role.EMAIL, m[0].casefold())}@example.com", value
        )

    def phone(self, value: str) -> str:
        """The last digits alone are replaced, so that one number in two spellings stays one."""
        plain = digits(value)
        if not plain:
            return self.of_person(value)
        last = min(LAST_DIGITS, len(plain))
        number = self.number(Role.PHONE, plain[-last:])
        return spell(value, plain[:-last] + f"{5_550_100 + number:07d}"[-last:])

    def postcode(self, value: str) -> str:
        plain = digits(value)
        number = self.number(Role.POSTCODE, re.sub(r"\W", "", value).casefold())
        told = f"{number:0{len(plain)}d}"[-len(plain) :] if plain else ""
        first = "1" if plain and told[0] == "0" else told[:1]
        return re.sub(r"[^\W\d_]", upper_x, spell(value, first + told[1:]))

    def ip(self, value: str) -> str:
        if IPV4.search(value):
            return IPV4.sub(lambda m: f"203.0.113.{self.number(Role.IP, m[0]) % 250}", value)
        if IPV6.search(value):
            return IPV6.sub(lambda m: f"2001:db8::{self.number(Role.IP, m[0]):x}", value)
        return self.of_person(value)

    def token(self, value: str) -> str:
        """Of the same length and make."""
        number = str(self.number(Role.TOKEN, value))
        return re.sub(r"[^\W\d_]", upper_x, self._counted(value, number))

    def code(self, value: str) -> str:
        """With its letters, which say whose it is; without them where they say more."""
        if len(digits(value)) < SHORTEST_TOLD or " " in value.strip():
            return self.token(value)
        return self._counted(value, str(self.number(Role.CODE, value)))

    def _counted(self, value: str, number: str) -> str:
        plain = digits(value)
        return spell(value, number.zfill(len(plain))[-len(plain) :]) if plain else value

    def url(self, value: str) -> str:
        """Hosts and words of the path; no query, and no number or token in the path."""
        return ",".join(self._url(one) for one in value.split(","))

    def _url(self, value: str) -> str:
        try:
            parts = urlsplit(value)
        except ValueError:
            return self.prose(value)
        path = "/".join(self._step(step) for step in parts.path.split("/"))
        return urlunsplit((parts.scheme, parts.hostname or "", path, "", ""))

    def _step(self, step: str) -> str:
        if step in self._values:
            return self._values[step]
        stem, dot, kind = (
            step.rpartition(".") if re.search(r"\.[a-z0-9]{2,4}$", step) else (step, "", "")
        )
        return (stem if re.fullmatch("[a-z_-]*", stem) else self.token(stem)) + dot + kind

    def of_person(self, value: str) -> str:
        self.of_people.update(folded(w) for w in letters(value) if tells(w))
        return self.prose(value)

    def prose(self, value: str) -> str:
        """Word for word and digit for digit; tags stay, without what stands in them."""
        told, after = "", 0
        for found in MARKUP.finditer(value):
            told += self._prose(value[after : found.start()])
            told += f"{found[1]}>" if found[1] else found[0]
            after = found.end()
        return told + self._prose(value[after:])

    def _prose(self, value: str) -> str:
        told = re.sub(r"[^\W\d_]+", lambda m: self.word(m[0]), value)
        return re.sub(r"\d", lambda m: in_script(m[0], 1), told)

    def word(self, word: str) -> str:
        key = folded(word)
        if key not in self._words:
            self._words[key] = next(self._free, f"Cicek{letter_number(len(self._words))}")
        made = self._words[key]
        return made.upper() if word.isupper() and len(word) > 1 else made

    def without_people(self, value: str) -> str:
        """A value that is no person's, without what it repeats of one."""
        for known in sorted(self._values, key=len, reverse=True):
            value = value.replace(known, self._values[known])
        return re.sub(
            r"[^\W\d_]+",
            lambda m: self.word(m[0]) if folded(m[0]) in self.of_people else m[0],
            value,
        )

    def without_patterns(self, value: str, *, tokens: bool) -> str:
        """And without what anywhere looks like an address, a number or a token."""
        for pattern, make in (
            (EMAIL, self.email),
            (IPV4, self.ip),
            (IPV6, self.ip),
            (PHONE, self.phone),
        ):
            value = pattern.sub(lambda m, make=make: make(m[0]), value)  # type: ignore[misc]
        return LONG.sub(lambda m: self.token(m[0]), value) if tokens else value


def letters(value: str) -> Iterable[str]:
    return re.findall(r"[^\W\d_]+", value)


def folded(word: str) -> str:
    """`YILDIZ` and `Yıldız` are one name, and so are `René` and `RENE`."""
    plain = unicodedata.normalize("NFKD", word.casefold()).replace("ı", "i")
    return "".join(c for c in plain if not unicodedata.combining(c))


def tells(word: str) -> bool:
    """One letter is an initial, two of an alphabet a code; of Chinese two are a name."""
    return len(word) > 2 or (len(word) == 2 and not word.isascii())


def letter_number(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def digits(value: str) -> str:
    return "".join(str(unicodedata.decimal(c)) for c in value if c.isdecimal())


def spell(value: str, new: str) -> str:
    """The digits of `value` replaced by those of `new` from the first on, each in its script."""
    left = iter(new)
    return "".join(in_script(c, int(next(left))) if c.isdecimal() else c for c in value)


def in_script(like: str, digit: int) -> str:
    return chr(ord(like) - unicodedata.decimal(like) + digit)


def upper_x(found: re.Match[str]) -> str:
    return "X" if found[0].isupper() else "x"
