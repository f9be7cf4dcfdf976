"""What shoppers type, in the spellings they really use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector import identifiers

ONE_SPELLING: tuple[Callable[[str], str], ...] = (
    identifiers.order_number,
    identifiers.email,
    identifiers.postcode,
    identifiers.reference,
)

# Characters that have more than one spelling, and such as carry none at all.
typed = st.text() | st.text(
    "aA1#№ -–ß ıİée\u0301كيکی\u200c\u200d\u200f\ufeff\u00a0۱١１ＡⅣ㎏ﬁ①가\u1100\u1161ガｶﾞ¨\u0345"
)


@pytest.mark.parametrize("one_spelling", ONE_SPELLING)
@given(text=typed)
def test_a_spelling_brought_to_one_stays_as_it_is(
    one_spelling: Callable[[str], str], text: str
) -> None:
    assert one_spelling(one_spelling(text)) == one_spelling(text)


@given(typed)
def test_the_words_of_words_are_the_same_words(text: str) -> None:
    found = identifiers.words(text)
    assert identifiers.words(" ".join(found)) == found


@given(typed)
def test_words_are_words_and_each_is_named_once(text: str) -> None:
    found = identifiers.words(text)
    assert all(word and not word.isspace() for word in found)
    assert len(set(found)) == len(found)


@given(st.text("0123456789 +-()۰۱۲۳", max_size=20))
def test_a_phone_number_shares_a_spelling_with_itself_however_typed(text: str) -> None:
    known = identifiers.phones(text)
    assert bool(known) == any(char.isdecimal() and int(char) for char in text)
    assert all(set(identifiers.phones(one)) & set(known) for one in known)
    assert all(one.isascii() and one.isdecimal() for one in known)


@given(country=st.sampled_from(["1", "44", "49", "86", "90", "98", "971"]), rest=st.integers())
def test_a_number_is_the_same_with_and_without_its_country(country: str, rest: int) -> None:
    national = f"{2_000_000 + abs(rest) % 9_000_000_000}"
    abroad = identifiers.phones(f"+{country} {national}")
    for home in (f"0{national}", national, f"00{country}{national}", f"+{country}(0){national}"):
        assert set(identifiers.phones(home)) & set(abroad)


@given(typed, st.sampled_from(["\u200f", "\u200e", "\u2060", "\ufeff", "\u00ad"]))
def test_invisible_marks_change_nothing(text: str, mark: str) -> None:
    marked = f"{mark}{text[:1]}{mark}{text[1:]}{mark}"
    for one_spelling in ONE_SPELLING:
        assert one_spelling(marked) == one_spelling(text)


SAME_NUMBER = (
    ("1001", ("#1001", " 1001 ", "# 1001", "№1001", "№ 1001", "１００１", "＃１００１")),
    ("1001", ("۱۰۰۱", "#۱۰۰۱", "١٠٠١", "१००१", "\u200f#1001\u200e", "10\u200c01", "1001\n")),
    ("web-2026-0007", ("WEB-2026-0007", "Web–2026–0007", "web‑2026‑0007", "WEB－2026－0007")),
    ("eu1001", ("EU 1001", "eu1001", "ＥＵ１００１")),
    ("سفارش1", ("سفارش ۱", "سفارش۱")),
)


@pytest.mark.parametrize(("number", "spellings"), SAME_NUMBER)
def test_one_order_number(number: str, spellings: tuple[str, ...]) -> None:
    assert {identifiers.order_number(one) for one in (number, *spellings)} == {number}


@pytest.mark.parametrize(
    ("one", "other"), [("1001", "EU-1001"), ("1001", "10010"), ("1-001", "1001"), ("A1", "B1")]
)
def test_two_order_numbers(one: str, other: str) -> None:
    assert identifiers.order_number(one) != identifiers.order_number(other)


@pytest.mark.parametrize(
    "spelling",
    [
        "ada@example.com",
        " Ada@Example.COM ",
        "ADA＠EXAMPLE.COM",
        "ada@example.com\u200f",
        "ada\u200c@example.com",
        "ada@ example.com",
    ],
)
def test_one_address(spelling: str) -> None:
    assert identifiers.email(spelling) == "ada@example.com"


@pytest.mark.parametrize(
    ("postcode", "spellings"),
    [
        ("d02af30", ("D02 AF30", "d02af30", "D02-AF30")),
        ("7136743211", ("71367-43211", "۷۱۳۶۷۴۳۲۱۱", "۷۱۳۶۷ ۴۳۲۱۱")),
        ("sw1a1aa", ("SW1A 1AA", "sw1a1aa")),
        ("34710", ("34710", " 34710 ", "３４７１０")),
        ("1000001", ("〒100-0001", "１００－０００１")),
    ],
)
def test_one_postcode(postcode: str, spellings: tuple[str, ...]) -> None:
    assert {identifiers.postcode(one) for one in spellings} == {postcode}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+49 30 901820", "030 901820"),
        ("+49 (0)30 901820", "0049 30 901820"),
        ("+98 912 345 6789", "۰۹۱۲ ۳۴۵ ۶۷۸۹"),
        ("+90 532 111 22 33", "0 (532) 111-22-33"),
        ("+1 (212) 555-0100", "212.555.0100"),
        ("+86 138 0013 8000", "13800138000"),
        ("+971 50 123 4567", "0501234567"),
        ("１３８００１３８０００", "+8613800138000"),
    ],
)
def test_one_phone(one: str, other: str) -> None:
    assert set(identifiers.phones(one)) & set(identifiers.phones(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0912 345 6789", "0912 345 6788"),
        ("+98 912 345 6789", "6789"),
        ("+98 912 345 6789", "345 6789"),
        ("030 901820", "901820"),
        ("", "0"),
    ],
)
def test_two_phones(one: str, other: str) -> None:
    assert not set(identifiers.phones(one)) & set(identifiers.phones(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café Mug – Large", "cafe mug large"),
        ("KIRMIZI İpek Eşarp", "kirmizi ipek esarp"),
        ("Kırmızı", "kirmizi"),
        ("كيف‌هاى چرمي", "کیف های چرمی"),
        ("مانتوِ آبی", "مانتو ابی"),
        ("红色运动鞋", "红色 色运 运动 动鞋"),
        ("鞋", "鞋"),
        ("iPhone手机壳", "iphone 手机 机壳"),
        ("ガラスｺｯﾌﾟ", "カラ ラス スコ コッ ッフ"),
        ("Größe 42, größe", "grosse 42"),
        ("کد ۴۲", "کد 42"),
        ("!?", ""),
    ],
)
def test_words_of_a_title(text: str, expected: str) -> None:
    assert list(identifiers.words(text)) == expected.split()


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("الحقیبه", "حقیبه"),
        ("والحقیبه", "حقیبه"),
        ("بالحقیبه", "حقیبه"),
        ("الف", "الف"),
        ("ابریشم", "ابریشم"),
        ("shirt", "shirt"),
    ],
)
def test_an_arabic_word_stands_without_its_article(word: str, bare: str) -> None:
    assert identifiers.without_article(word) == bare


@pytest.mark.parametrize(
    ("one", "spellings"),
    [
        (
            "1z999aa10123456784",
            ("1Z 999 AA1 01 2345 6784", "1z999aa10123456784", "１Z999AA10123456784"),
        ),
        ("rb123456785gb", ("RB 123 456 785 GB", "rb123456785gb", "RB-123456785-GB")),
        ("219870000012345678901234", ("۲۱۹۸۷۰۰۰۰۰۱۲۳۴۵۶۷۸۹۰۱۲۳۴", "21987 00000 12345 67890 1234")),
        ("pi3nxabc9", ("pi_3NxAbC9", " PI_3nxabc9\u200f")),
    ],
)
def test_one_reference(one: str, spellings: tuple[str, ...]) -> None:
    assert {identifiers.reference(spelling) for spelling in (one, *spellings)} == {one}


@pytest.mark.parametrize(
    "text", ["", "N/A", "pickup", "12345", "#1001", "------", "tracking", "・・"]
)
def test_what_tells_nothing_apart_is_no_reference(text: str) -> None:
    assert identifiers.reference(text) == ""
