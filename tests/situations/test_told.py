"""The checks of messages, each with a message that it has to find something in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.situations.orders import ELIF, PLACED, where_is
from tests.situations.situation import LOCALES, Situation, at
from tests.situations.told import faults

GOOD = {
    "en": "Your order \u2068#1001\u2069 arrives on October 7, 2026.",
    "fa": "سفارش شما به شمارهٔ \u2068#1001\u2069 در ۱۵ مهر ۱۴۰۵ می‌رسد.",
    "tr": "#1001 numaralı siparişiniz 7 Ekim 2026 tarihinde gelir.",
    "zh-Hans": "您的订单 #1001 将于2026年10月7日送达。",
    "ar": "يصل طلبكم رقم \u2068#1001\u2069 في 7 أكتوبر 2026.",
    "de": "Ihre Bestellung #1001 kommt am 7. Oktober 2026.",
    "es": "Su pedido #1001 llega el 7 de octubre de 2026.",
    "fr": "Votre commande #1001 arrive le 7 octobre 2026.",
}
SITUATION = Situation(
    name="planted",
    asks=where_is("#1001", ELIF),
    deliveries=(PLACED,),
    tells=("#1001", at("2026-10-07")),
)


def found(locale: str, message: str) -> list[str]:
    said: dict[str, dict[str, Any]] = {
        each: {"locale": each, "message": text, "facts": {"order_number": "#1001"}}
        for each, text in GOOD.items()
    }
    said[locale]["message"] = message
    return faults(SITUATION, locale, said)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_good_message_has_nothing_wrong_with_it(locale: str) -> None:
    assert found(locale, GOOD[locale]) == []


@pytest.mark.parametrize(
    ("locale", "old", "new", "complaint"),
    [
        ("en", ".", ". {carrier}.", "markup"),
        ("en", "order", "<b>order</b>", "markup"),
        ("en", "order", "order  ", "spaced"),
        ("en", "order", "order" * 300, "characters"),
        ("en", "\u2069", "", "isolate"),
        ("en", "order", "order\u202e", "invisible"),
        ("en", "order", f"order of {ELIF}", f"names {ELIF}"),
        ("en", "#1001", "#1002", "does not tell '#1001'"),
        ("en", "7,", "8,", "does not tell"),
        ("fa", GOOD["fa"], GOOD["en"], "is English"),
        ("fa", "۱۵ مهر ۱۴۰۵", "15 مهر 1405", "digits"),
        ("fa", "۱۵ مهر ۱۴۰۵", "۷ اکتبر ۲۰۲۶", "Jalali"),
        ("fa", "سفارش", "سفارش,", "marks"),
        ("fa", "سفارش", "سفارش\u200f", "invisible"),
        ("fa", "سفارش", "سفارش ك", "marks"),
        ("ar", " في", ", في", "marks"),
        ("ar", "7", "٧", "marks"),
        ("zh-Hans", "。", ".", "without an end"),
        ("zh-Hans", "将于", "将 于", "marks"),
        ("zh-Hans", "将于", "将,于", "marks"),
        ("de", ".", "", "without an end"),
        ("de", "Ihre", "ihre", "begins small"),
        ("de", "2026.", "2026.\nGruß.", "lines"),
        ("es", "2026.", "2026?", "without saying so"),
        ("fr", "2026.", "2026?", "marks"),
    ],
)
def test_a_fault_is_found(locale: str, old: str, new: str, complaint: str) -> None:
    said = found(locale, GOOD[locale].replace(old, new))
    assert any(complaint in each for each in said), said


def test_a_message_in_another_language_than_asked_is_found() -> None:
    answers = {"en": {"locale": "tr", "message": GOOD["en"], "facts": None}}
    assert "is said to be in tr" in faults(SITUATION, "en", answers)
