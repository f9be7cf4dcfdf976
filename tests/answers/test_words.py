from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.text import Link, clean, link
from connector.answers.words import speak
from tests.answers.demo import euros


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
        ("de", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_nearest_language_we_speak_is_used(asked: str | None, spoken: str) -> None:
    assert speak(asked).tag == spoken


def test_a_shops_own_language_stands_in_for_one_we_do_not_speak() -> None:
    assert speak("de", default="tr-TR").tag == "tr"
    assert speak("fa", default="tr").tag == "fa"
    assert speak("de", default="../../etc/passwd").tag == "en"


@given(st.text(), st.text())
def test_no_junk_ever_raises(asked: str, default: str) -> None:
    assert speak(asked, default).tag in {"en", "fa", "tr", "zh-Hans"}


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
    ],
)
def test_a_date_is_in_the_calendar_of_the_language(tongue: str, written: str) -> None:
    assert speak(tongue).date(date(2026, 11, 21)) == written
    tehran = datetime(2026, 11, 22, 2, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    assert speak(tongue).date(tehran) == written
    assert speak(tongue).date(datetime(2026, 11, 21, tzinfo=UTC)) == written


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


def test_text_of_the_other_direction_is_isolated_and_the_own_is_not() -> None:
    title = "{title} is in stock."
    assert speak("fa").say(title, title="Linen") == "\u2068Linen\u2069 موجود است."
    assert speak("fa").say(title, title="روسری") == "روسری موجود است."
    assert speak("en").say(title, title="روسری") == "\u2068روسری\u2069 is in stock."
    assert speak("en").say(title, title="Linen") == "Linen is in stock."


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("青花瓷茶壶", "青花瓷茶壶有货。"),
        ("茶壶（大）", "茶壶（大）有货。"),
        ("Gömlek", "Gömlek 有货。"),
        ("茶壶 XL", "茶壶 XL 有货。"),
        ("لیوان", "\u2068لیوان\u2069 有货。"),
    ],
)
def test_chinese_is_spaced_from_latin_and_not_from_chinese(title: str, said: str) -> None:
    assert speak("zh").say("{title} is in stock.", title=title) == said


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


@given(st.text(), st.sampled_from(["en", "fa", "tr", "zh"]))
def test_no_value_breaks_or_fills_a_sentence(text: str, tongue: str) -> None:
    sentence = speak(tongue).say(
        "Your {carrier} tracking number is {number}.",
        carrier="{number}%(number)s{0}",
        number=text,
    )
    assert "{number}%(number)s{0}" in sentence
    assert clean(text) in sentence


def test_a_link_is_made_by_link_alone() -> None:
    assert isinstance(link("https://shop.example.com"), Link)
