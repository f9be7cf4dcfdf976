"""How an answer speaks: whole sentences from a catalog, money, dates and numbers as people write
them. English is the msgid itself and needs no catalog."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from unicodedata import east_asian_width

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from persiantools.jdatetime import JalaliDate

from connector.answers.text import Link, clean, isolated
from connector.records import Money

ENGLISH = "en"
SPOKEN = {
    ENGLISH: "en",
    "fa": "fa",
    "tr": "tr",
    "zh": "zh_Hans",
    "ar": "ar",
    "de": "de",
    "es": "es",
    "fr": "fr",
}
"""Language to catalog. Traditional Chinese readers get Simplified rather than English."""
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
# WooCommerce shops in Iran price in tomans as IRT, a code ISO 4217 and CLDR do not know:
# https://woocommerce.github.io/code-reference/files/woocommerce-includes-wc-core-functions.html
CURRENCY_NAMES = {
    ("fa", "IRT"): "تومان",
    ("tr", "IRT"): "toman",
    ("zh", "IRT"): "土曼",
    ("en", "IRT"): "toman",
    ("ar", "IRT"): "تومان",
    ("de", "IRT"): "Toman",
    ("es", "IRT"): "tomanes",
    ("fr", "IRT"): "tomans",
    ("fa", "IRR"): "ریال",
}
"""What people say where CLDR knows no name or a stiffer one."""

Shown = str | int | Decimal | date | Money
"""What a sentence can hold; a plain `str` is taken for a stranger's text and cleaned."""


def msg(text: str) -> str:
    """Marks a sentence for translation where it stands, apart from where it is said."""
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language."""

    tag: str
    """BCP 47, `zh-Hans`."""
    locale: Locale
    catalog: NullTranslations

    def say(self, sentence: str, **values: Shown) -> str:
        return self.filled(self.catalog.gettext(sentence), values)

    def say_many(self, one: str, many: str, count: int, **values: Shown) -> str:
        """By the language's own plural rules; `{count}` is there to use."""
        return self.filled(self.catalog.ngettext(one, many, count), {"count": count, **values})

    def filled(self, template: str, values: dict[str, Shown]) -> str:
        """Each value enters once and is never read as a template itself."""
        shown = {name: self.shown(value) for name, value in values.items()}
        return (tightened(template, shown) if self.chinese else template).format_map(shown)

    def shown(self, value: Shown) -> str:
        match value:
            case Link():
                return str(value)
            case str():
                return isolated(clean(value), self.locale.text_direction)
            case Money():
                return self.money(value)
            case date():
                return self.date(value)
            case _:
                return self.number(value)

    def money(self, money: Money) -> str:
        """Never rounded: digits beyond the currency's own are shown too."""
        name = CURRENCY_NAMES.get((self.locale.language, money.currency))
        amount = f"{self.number(money.amount)} {name}" if name else self.priced(money)
        return isolated(self.digits(amount), self.locale.text_direction)

    def priced(self, money: Money) -> str:
        """`€12.50`; by name in Persian and Arabic, the way prices are written there, `۱۲٫۵۰ یورو`,
        and wherever a language has no sign for the currency, `25,000 Iranian rials`."""
        signless = get_currency_symbol(money.currency, self.locale) == money.currency
        return format_currency(
            money.amount,
            money.currency,
            locale=self.locale,
            numbering_system="default",
            decimal_quantization=False,
            format_type="name" if self.right_to_left or signless else "standard",
        )

    def date(self, day: date) -> str:
        """A moment's day in UTC; in Persian by the Jalali calendar."""
        day = day.astimezone(UTC).date() if isinstance(day, datetime) else day
        if not self.persian:
            return format_date(day, format="long", locale=self.locale)
        jalali = JalaliDate(day)  # type: ignore[no-untyped-call]
        return self.digits(f"{jalali.day} {jalali.strftime('%B', locale='fa')} {jalali.year}")

    def number(self, number: Decimal | int) -> str:
        written = format_decimal(
            number, locale=self.locale, numbering_system="default", decimal_quantization=False
        )
        return self.digits(written)

    def digits(self, written: str) -> str:
        """Babel localises the separators of a number and leaves its digits Latin, as CLDR has them
        for Arabic where no country is named: the same in every country."""
        return written.translate(PERSIAN_DIGITS) if self.persian else written

    def paragraph(self, sentences: Sequence[str]) -> str:
        return ("" if self.chinese else " ").join(sentences)

    def country(self, code: str) -> str:
        """Its name, or the code itself where there is no such country."""
        return str(self.locale.territories.get(code.upper(), code))

    @property
    def persian(self) -> bool:
        return self.locale.language == "fa"

    @property
    def right_to_left(self) -> bool:
        return self.locale.text_direction == "rtl"

    @property
    def chinese(self) -> bool:
        return self.locale.language == "zh"


def tightened(template: str, shown: Mapping[str, str]) -> str:
    """Chinese stands apart from Latin and digits, and close to Chinese."""
    for name, text in shown.items():
        place = f"{{{name}}}"
        if is_wide(text[:1]):
            template = template.replace(f" {place}", place)
        if is_wide(text[-1:]):
            template = template.replace(f"{place} ", place)
    return template


def is_wide(char: str) -> bool:
    return bool(char) and east_asian_width(char) in {"F", "W"}


def speak(locale: str | None, default: str = ENGLISH) -> Words:
    """The nearest language we speak: `fa-IR`, `zh_CN`, `zh-Hans-CN`. Never raises."""
    return words_in(catalog_name(locale) or catalog_name(default) or ENGLISH)


def catalog_name(tag: str | None) -> str | None:
    language = re.split(r"[-_.]", (tag or "").strip().lower())[0]
    return SPOKEN.get(language)


@cache
def words_in(name: str) -> Words:
    return Words(
        tag=name.replace("_", "-"),
        locale=Locale.parse(name),
        catalog=NullTranslations() if name == ENGLISH else catalog_of(name),
    )


def catalog_of(name: str) -> GNUTranslations:
    source = files("connector") / "locales" / name / "LC_MESSAGES" / "storewire.po"
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=name))
    compiled.seek(0)
    return GNUTranslations(compiled)
