"""A hint is known again by who knows the whole, and tells nobody else more than it must."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.masks import COMMON, HIDDEN, masked_email, masked_name, masked_phone


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("maryam@example.com", "m•••@e•••.com"),
        (" Maryam@Example.COM ", "m•••@e•••.com"),
        ("ｍaryam@example.com", "m•••@e•••.com"),
        ("Şirin@örnek.example.tr", "s•••@o•••.tr"),
        ("مریم@example.ir", "م•••@e•••.ir"),
        ("李雷@例子.cn", "•••@•••.cn"),
        ("m@example.com", "•••@e•••.com"),
        ("maryam@e.com", "m•••@•••.com"),
        ("x.wang@example.com", "•••@e•••.com"),
        ("maryam@example.museum", "m•••@e•••.•••"),
        ("maryam@home@example.com", "m•••@e•••.com"),
        ("maryam@localhost", HIDDEN),
        ("@example.com", HIDDEN),
        ("maryam@.com", HIDDEN),
        ("maryam", HIDDEN),
        ("", HIDDEN),
        ("\u202e\x00@\n.com", HIDDEN),
    ],
)
def test_an_address_is_hinted_at(text: str, hint: str) -> None:
    assert masked_email(text) == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("+49 30 901820", "•••20"),
        ("030 901820", "•••20"),
        ("۰۹۱۲۳۴۵۶۷۸۹", "•••89"),
        ("110", HIDDEN),
        ("123456", HIDDEN),
        ("call me", HIDDEN),
        ("", HIDDEN),
    ],
)
def test_a_phone_number_is_hinted_at(text: str, hint: str) -> None:
    assert masked_phone(text) == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Mehmet Kaya", "m•••"),
        ("Émile", "e•••"),
        ("مریم رستمی", "م•••"),
        ("ژاله", HIDDEN),
        ("李雷", HIDDEN),
        ("Xerxes", HIDDEN),
        ("M", HIDDEN),
        ("  7 ", HIDDEN),
        ("", HIDDEN),
    ],
)
def test_a_name_is_hinted_at(text: str, hint: str) -> None:
    assert masked_name(text) == hint


ODD = st.text(max_size=40) | st.emails() | st.from_regex(r"\A\+?[\d\s-]{0,20}\Z")


@given(ODD)
def test_a_hint_shows_two_common_letters_or_two_digits_at_most(text: str) -> None:
    bare = masked_email(text).rpartition(".")[0].replace("•", "").replace("@", "")
    assert len(bare) <= 2
    assert set(bare) <= COMMON
    assert set(masked_name(text).replace("•", "")) <= COMMON
    assert len(masked_phone(text)) in (len(HIDDEN), len(HIDDEN) + 2)


@given(st.integers(2, 60), st.integers(2, 60))
def test_hints_of_long_and_short_ones_are_the_same(one: int, other: int) -> None:
    assert masked_email(f"m{'a' * one}@example.com") == masked_email(f"m{'b' * other}@example.com")
    assert masked_email(f"m@e{'a' * one}.com") == masked_email(f"m@e{'b' * other}.com")
    assert masked_name("m" * one) == masked_name("m" * other)
