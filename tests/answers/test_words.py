from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.strangers import harmless
from connector.answers.text import Link, clean, link
from connector.answers.words import Shown, speak
from connector.records import Money
from tests.answers.demo import euros
from tests.answers.test_catalogs import sentences

TAGS = ("en", "fa", "tr", "zh-Hans", "ar", "de", "es", "fr")
OPEN, CLOSE = "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("fa", "fa"),
        ("fa-IR", "fa"),
        ("FA_ir.UTF-8", "fa"),
        ("tr_TR", "tr"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hans-CN", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("en-GB", "en"),
        ("ar", "ar"),
        ("ar-EG", "ar"),
        ("de-AT", "de"),
        ("es_419", "es"),
        ("fr-CA", "fr"),
        ("pt-BR", "en"),
        ("ku", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_nearest_language_we_speak_is_used(asked: str | None, spoken: str) -> None:
    assert speak(asked).tag == spoken


@pytest.mark.parametrize(
    ("asked", "default", "tried"),
    [
        ("ku", "tr", ["ku", "tr"]),
        ("zh-TW", "tr", ["zh-TW", "zh-Hans"]),
        ("", "tr", ["tr"]),
        ("", None, ["en"]),
        ("fa", "tr", ["fa"]),
        ("FA_ir.UTF-8", "tr", ["fa-IR", "fa"]),
        ("pt-br", None, ["pt-BR", "en"]),
        ("sr_RS@latin", "tr", ["sr-RS", "tr"]),
        ("fa-u-nu-latn-x-whoever", None, ["fa"]),
    ],
)
def test_it_is_told_which_languages_were_tried(
    asked: str, default: str | None, tried: list[str]
) -> None:
    assert list(speak(asked, default).chain) == tried


@pytest.mark.parametrize(
    "nonsense", ["<b>", "fa-<script>", "deutsch bitte", "٣٤", "x" * 200, "fa\n\u202e", "i-klingon"]
)
def test_what_is_no_language_tag_is_not_repeated(nonsense: str) -> None:
    words = speak(nonsense, "tr")
    assert words.chain == (words.tag,)


@given(st.text())
def test_no_stranger_writes_into_the_chain(asked: str) -> None:
    assert all(re.fullmatch("[A-Za-z0-9-]{2,50}", tag) for tag in speak(asked).chain)


def test_a_shops_own_language_stands_in_for_one_we_do_not_speak() -> None:
    assert speak("pt", default="tr-TR").tag == "tr"
    assert speak("fa", default="tr").tag == "fa"
    assert speak("pt", default="../../etc/passwd").tag == "en"


@given(st.text(), st.text())
def test_no_junk_ever_raises(asked: str, default: str) -> None:
    assert speak(asked, default).tag in TAGS


@pytest.mark.parametrize(
    ("tongue", "amount", "currency", "written"),
    [
        ("en", "1234.50", "EUR", "€1,234.50"),
        ("en", "12.345", "USD", "$12.345"),
        ("tr", "9.90", "TRY", "₺9,90"),
        ("zh", "5", "CNY", "¥5.00"),
        ("en", "1250.90", "TRY", "1,250.90 Turkish Lira"),
        ("en", "2500000", "IRR", "2,500,000 Iranian rials"),
        ("tr", "2500000", "IRR", "2.500.000 İran riyali"),
        ("zh", "1250.90", "TRY", "1,250.90土耳其里拉"),
        ("tr", "1250.90", "TRY", "₺1.250,90"),
        ("en", "1200.00", "JPY", "¥1,200"),
        ("fa", "1234.5", "EUR", "\u2068۱٬۲۳۴٫۵۰ یورو\u2069"),
        ("fa", "250000", "IRR", "\u2068۲۵۰٬۰۰۰ ریال\u2069"),
        ("fa", "1250000", "IRT", "\u2068۱٬۲۵۰٬۰۰۰ تومان\u2069"),
        ("ar", "1234.5", "EUR", "\u20681,234.50 يورو\u2069"),
        ("ar-EG", "12.345", "SAR", "\u206812.345 ريال سعودي\u2069"),
        ("ar", "1250000", "IRT", "\u20681,250,000 تومان\u2069"),
        ("de", "1234.5", "EUR", "1.234,50\xa0€"),
        ("de", "12.345", "CHF", "12,345 Schweizer Franken"),
        ("de", "250000", "IRT", "250.000 Toman"),
        ("es", "1234.5", "EUR", "1.234,50\xa0€"),
        ("es", "250000", "IRT", "250.000 tomanes"),
        ("fr", "1234.5", "EUR", "1\u202f234,50\xa0€"),
        ("fr", "250000", "IRT", "250\u202f000 tomans"),
    ],
)
def test_money_is_written_as_people_write_it_and_never_rounded(
    tongue: str, amount: str, currency: str, written: str
) -> None:
    assert speak(tongue).money(euros(amount, currency)) == written


@pytest.mark.parametrize(
    ("tongue", "written"),
    [
        ("en", "November 21, 2026"),
        ("tr", "21 Kasım 2026"),
        ("zh", "2026年11月21日"),
        ("fa", "۳۰ آبان ۱۴۰۵"),
        ("ar", "21 نوفمبر 2026"),
        ("de", "21. November 2026"),
        ("es", "21 de noviembre de 2026"),
        ("fr", "21 novembre 2026"),
    ],
)
def test_a_date_is_in_the_calendar_of_the_language(tongue: str, written: str) -> None:
    assert speak(tongue).date(date(2026, 11, 21)) == written
    tehran = datetime(2026, 11, 22, 2, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    assert speak(tongue).date(tehran) == written
    assert speak(tongue).date(datetime(2026, 11, 21, tzinfo=UTC)) == written


def test_the_first_of_a_month_is_written_as_french_counts_it() -> None:
    assert speak("fr").date(date(2026, 4, 1)) == "1er avril 2026"
    assert speak("fr").gregorian(date(2026, 10, 1), "full") == "jeudi 1er octobre 2026"
    assert speak("fr").date(date(2026, 4, 11)) == "11 avril 2026"
    assert speak("es").date(date(2026, 4, 1)) == "1 de abril de 2026"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2025, 3, 20), "۳۰ اسفند ۱۴۰۳"),
        (date(2025, 3, 21), "۱ فروردین ۱۴۰۴"),
        (date(2026, 3, 20), "۲۹ اسفند ۱۴۰۴"),
        (date(2028, 2, 29), "۱۰ اسفند ۱۴۰۶"),
    ],
)
def test_the_persian_year_ends_on_its_own_last_day(day: date, written: str) -> None:
    assert speak("fa").date(day) == written


def test_numbers_are_in_the_digits_of_the_language() -> None:
    assert speak("fa").number(Decimal("1234.5")) == "۱٬۲۳۴٫۵"
    assert speak("tr").number(1234) == "1.234"
    assert speak("ar").number(Decimal("1234.5")) == "1,234.5"
    assert speak("de").number(Decimal("1234.5")) == "1.234,5"
    assert speak("fr").number(Decimal("1234.5")) == "1\u202f234,5"


WITHIN = ("You can return items within {count} day of delivery.",) * 2


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "في يوم الاستلام نفسه"),
        (1, "خلال يوم واحد من الاستلام"),
        (2, "خلال يومين من الاستلام"),
        (3, "خلال 3 أيام من الاستلام"),
        (11, "خلال 11 يومًا من الاستلام"),
        (100, "خلال 100 يوم من الاستلام"),
        (103, "خلال 103 أيام من الاستلام"),
    ],
)
def test_arabic_counts_with_all_its_six_forms(count: int, said: str) -> None:
    assert speak("ar").say_many(*WITHIN, count) == f"يمكنكم إرجاع المنتجات {said}."


def test_none_is_singular_in_french_and_plural_in_german_and_spanish() -> None:
    more = "And {count} more parcel.", "And {count} more parcels."
    assert speak("fr").say_many(*more, 0) == "Et 0 autre colis."
    assert speak("de").say_many(*more, 0) == "Und 0 weitere Pakete."
    assert speak("es").say_many(*more, 0) == "Y 0 paquetes más."
    assert speak("de").say_many(*more, 1) == "Und 1 weiteres Paket."


def filled(sentence: str | tuple[str, ...], tongue: str, count: int) -> str:
    """Every place taken by what could stand there: a Latin name, a date, a price, a link."""
    one, many = (sentence, sentence) if isinstance(sentence, str) else sentence[:2]
    names = set(re.findall(r"\{(\w+)\}", many)) - {"count"}
    values = {name: SHOWN.get(name, "DHL 7") for name in names}
    if isinstance(sentence, str):
        return speak(tongue).say(one, count=count, **values)
    return speak(tongue).say_many(one, many, count, **values)


SHOWN: dict[str, Shown] = {
    "amount": euros("12.50"),
    "price": euros("4.90"),
    "date": date(2026, 11, 21),
    "position": 2,
    "percent": Decimal("12.5"),
    "link": Link("https://shop.example.com/returns"),
}


@pytest.mark.parametrize("tongue", TAGS)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 100])
def test_every_sentence_is_whole_in_every_language(tongue: str, count: int) -> None:
    for sentence in sentences():
        said = filled(sentence, tongue, count)
        assert said.strip()
        assert not set("{}") & set(said)
        assert said.count(OPEN) == said.count(CLOSE)


@pytest.mark.parametrize("tongue", ["fa", "ar"])
def test_in_a_right_to_left_language_no_latin_run_stands_bare(tongue: str) -> None:
    for sentence in sentences():
        said = filled(sentence, tongue, 3).removesuffix(str(SHOWN["link"]))
        bare = re.sub(f"{OPEN}[^{CLOSE}]*{CLOSE}", "", said)
        assert not re.search("[A-Za-z]", bare)


@given(st.text(), st.sampled_from(["fa", "ar"]))
def test_strangers_text_with_latin_or_digits_is_isolated(text: str, tongue: str) -> None:
    said = speak(tongue).shown(text)
    plain = harmless(text) or "…"
    runs = any(unicodedata.bidirectional(char) in {"L", "EN", "AN"} for char in plain)
    assert said == (f"{OPEN}{plain}{CLOSE}" if runs else plain)


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["EUR", "USD", "SAR", "IRT", "XXX"]))
def test_a_price_is_isolated_and_named_in_arabic(amount: Decimal, currency: str) -> None:
    said = speak("ar").money(Money(amount=amount, currency=currency))
    assert (said[0], said[-1]) == (OPEN, CLOSE)
    assert "\u200f" not in said


def test_text_of_the_other_direction_is_isolated_and_the_own_is_not() -> None:
    title = "{title} is in stock."
    assert speak("fa").say(title, title="Linen") == "\u200f\u2068Linen\u2069 موجود است."
    assert speak("fa").say(title, title="روسری") == "روسری موجود است."
    assert speak("en").say(title, title="روسری") == "\u200e\u2068روسری\u2069 is in stock."
    assert speak("en").say(title, title="٤٢") == "\u2068٤٢\u2069 is in stock."
    assert speak("en").say(title, title="Linen") == "Linen is in stock."


def test_a_list_of_names_in_both_directions_keeps_its_order() -> None:
    """As one isolate it would run left to right, because its first name does."""
    items = ("Red cup (۲)", "فنجان", "Saucer")
    assert speak("fa").say("It contains: {items}", items=items) == (
        "محتویات بسته: \u2068Red cup (۲)\u2069، فنجان، و \u2068Saucer\u2069"
    )
    assert speak("en").say("It contains: {items}", items=items[1:]) == (
        "It contains: \u2068فنجان\u2069 and Saucer"
    )


def test_no_typography_of_the_west_is_given_up() -> None:
    """A French mark keeps its space, a German quotation opens low."""
    asked = "We have no ready answer to “{asked}”. Please contact us."
    assert "\u00ab\u00a0Red cup\u00a0\u00bb" in speak("fr").say(asked, asked="Red cup")
    assert "\u201eRed cup\u201c" in speak("de").say(asked, asked="Red cup")
    assert "\u00abRed cup\u00bb" in speak("es").say(asked, asked="Red cup")
    fee = "A restocking fee ({percent}%) is charged for returned items."
    for tongue in ("de", "es", "fr"):
        assert "(12,5\u00a0%)" in speak(tongue).say(fee, percent=Decimal("12.5"))
    assert "(%12,5)" in speak("tr").say(fee, percent=Decimal("12.5"))
    assert "(۱۲٫۵٪)" in speak("fa").say(fee, percent=Decimal("12.5"))


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("青花瓷茶壶", "青花瓷茶壶有货。"),
        ("茶壶（大）", "茶壶（大）有货。"),
        ("Gömlek", "Gömlek 有货。"),
        ("茶壶 XL", "茶壶 XL 有货。"),
        ("لیوان", "\u200e\u2068لیوان\u2069 有货。"),
    ],
)
def test_chinese_is_spaced_from_latin_and_not_from_chinese(title: str, said: str) -> None:
    assert speak("zh").say("{title} is in stock.", title=title) == said


def test_a_message_that_begins_with_a_foreign_name_runs_in_its_own_direction_all_the_same() -> None:
    """A page with `dir=auto` asks the first letter, and looks into isolates."""
    asked = speak("fa").say("We could not find “{asked}”. Please check the name.", asked="bisiklet")
    assert asked.startswith("\u200f")
    assert speak("ar").facing("\u2068By card.\u2069").startswith("\u200f")
    assert speak("de").facing("12,50 €") == "12,50 €"
    assert speak("fa").facing("\u2068#1001\u2069 ارسال شد.") == "\u2068#1001\u2069 ارسال شد."


def test_a_link_stands_as_it_is() -> None:
    url = link("https://shop.example.com/iade?n=%7Bx%7D&m=%s")
    assert url is not None
    assert speak("fa").say("You can track the parcel here:\n{link}", link=url).endswith("\n" + url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "//shop.example.com",
        "https://",
        "https://shop.example.com/a b",
        "https://shop.example.com/\na",
        "https://shop.example.com/\u202egpj.exe",
        "https://shop.example.com/\u200ca",
        None,
    ],
)
def test_what_is_no_plain_web_address_is_no_link(url: str | None) -> None:
    assert link(url) is None


def test_persian_and_emoji_survive_cleaning() -> None:
    assert clean("می\u200cخواهم  👩\u200d👧 ") == "می\u200cخواهم 👩\u200d👧"


@given(st.text())
def test_cleaned_text_is_one_visible_line_of_bounded_length(text: str) -> None:
    line = clean(text)
    assert len(line) <= 120
    assert line == clean(line)
    kinds = {unicodedata.category(char) for char in line if char not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    line.encode()


@given(st.text(), st.sampled_from(TAGS))
def test_no_value_breaks_or_fills_a_sentence(text: str, tongue: str) -> None:
    sentence = speak(tongue).say(
        "Your {carrier} tracking number is {number}.",
        carrier="{number}%(number)s{0}",
        number=text,
    )
    assert "number%(number)s0" in sentence
    assert harmless(text) in sentence


def test_a_link_is_made_by_link_alone() -> None:
    assert isinstance(link("https://shop.example.com"), Link)


@pytest.mark.parametrize("tongue", ["fa", "ar", "en"])
@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_date_beyond_every_calendar_can_still_be_said(tongue: str, day: date) -> None:
    assert speak(tongue).date(day)
