"""How an answer speaks: whole sentences from a catalog, money, dates and numbers as people write
them. English is the msgid itself and needs no catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import NullTranslations
from unicodedata import bidirectional, east_asian_width

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from persiantools.jdatetime import JalaliDate

from connector.answers import strangers
from connector.answers.catalogs import translations
from connector.answers.languages import ENGLISH as ENGLISH
from connector.answers.languages import SPOKEN as SPOKEN
from connector.answers.languages import catalog_name, tag_of, well_formed
from connector.answers.text import Link, isolated
from connector.records import Money

LOCALES = 512
"""How many are remembered of what strangers ask for."""
FIRST_JALALI, LAST_JALALI = 622, 9999
"""Years between which the calendar is defined; a stranger's date may be any."""
LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"
STRONG = {"L", "R", "AL"}
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

Shown = str | tuple[str, ...] | int | Decimal | date | Money
"""What a sentence can hold; a plain `str` is taken for a stranger's text and made harmless, several
of them are listed the way the language does it."""


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
    chain: tuple[str, ...]
    """What was tried for whoever asked, BCP 47, ending with this language."""

    def say(self, sentence: str, **values: Shown) -> str:
        return self.filled(self.catalog.gettext(sentence), values)

    def say_many(self, one: str, many: str, count: int, **values: Shown) -> str:
        """By the language's own plural rules; `{count}` is there to use."""
        return self.filled(self.catalog.ngettext(one, many, count), {"count": count, **values})

    def filled(self, template: str, values: dict[str, Shown]) -> str:
        """Each value enters once and is never read as a template itself."""
        shown = {name: self.shown(value) for name, value in values.items()}
        said = (tightened(template, shown) if self.chinese else template).format_map(shown)
        return self.facing(said)

    def facing(self, text: str) -> str:
        """Begins in this language's direction. HTML's `dir=auto` goes by the first letter of a
        message, even one in an isolate: https://html.spec.whatwg.org/#the-dir-attribute"""
        first = next((char for char in text if bidirectional(char) in STRONG), None)
        if first is None or (bidirectional(first) == "L") != self.right_to_left:
            return text
        return (RIGHT_TO_LEFT_MARK if self.right_to_left else LEFT_TO_RIGHT_MARK) + text

    def shown(self, value: Shown) -> str:
        match value:
            case Link():
                return str(value)
            case str():
                return self.quoted(value)
            case tuple():
                return self.listed(value)
            case Money():
                return self.money(value)
            case date():
                return self.date(value)
            case _:
                return self.number(value)

    def quoted(self, text: str) -> str:
        """A stranger's, isolated alone: one list may run in both directions."""
        return isolated(strangers.shown(text), self.locale.text_direction)

    def listed(self, texts: Sequence[str]) -> str:
        """Without the mark that CLDR sets behind a Persian comma: isolates make it needless."""
        joined = format_list([self.quoted(text) for text in texts], locale=self.locale)
        return joined.replace("\N{RIGHT-TO-LEFT MARK}", "")

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

    def gregorian(self, day: date, style: str) -> str:
        """The first of a month as French counts it, `1er avril`, which the CLDR does not."""
        written = format_date(day, format=style, locale=self.locale)
        first = self.locale.language == "fr" and day.day == 1
        return written.replace("1 ", "1er ", 1) if first else written

    def date(self, day: date) -> str:
        """A moment's day in UTC; in Persian by the Jalali calendar."""
        day = day.astimezone(UTC).date() if isinstance(day, datetime) else day
        if not self.persian or not FIRST_JALALI < day.year < LAST_JALALI:
            return self.digits(self.gregorian(day, "long"))
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


@lru_cache(LOCALES)
def speak(locale: str | None, default: str | None = None) -> Words:
    """The nearest language we speak: `fa-IR`, `zh_CN`, `zh-Hans-CN`; else the store's own, else
    English. Never raises."""
    words = words_in(catalog_name(locale) or catalog_name(default) or ENGLISH)
    asked = well_formed(locale)
    return replace(words, chain=(asked, words.tag)) if asked not in (None, words.tag) else words


@cache
def words_in(name: str) -> Words:
    tag = tag_of(name)
    return Words(tag=tag, locale=Locale.parse(name), catalog=translations(name), chain=(tag,))
