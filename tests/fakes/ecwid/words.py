"""The people and goods of the demo shop. None of them exists."""

from __future__ import annotations

import random
from dataclasses import dataclass

PEOPLE = (
    ("لیلا صادقی", "leila.sadeghi", "IR", "اصفهان", "خیابان چهارباغ ۲۰", "+98 31 5550 1"),
    ("آرش نیک‌نام", "arash.niknam", "DE", "Hamburg", "Elbchaussee 9", "+49 40 5550 2"),
    ("Zeynep Şahin", "zeynep.sahin", "TR", "Ankara", "Tunalı Hilmi Cd. 44", "+90 312 555 03"),
    ("Ömer Çelik", "omer.celik", "TR", "Bursa", "Atatürk Cd. 5", "+90 224 555 04"),
    ("陈静", "chen.jing", "CN", "杭州", "西湖大道 18 号", "+86 571 5550 5"),
    ("刘洋", "liu.yang", "CN", "广州", "天河路 7 号", "+86 20 5550 6"),
    ("Grace O'Hara", "grace.ohara", "IE", "Galway", "2 Shop St", "+353 91 555 07"),
    ("Peter Wood", "peter.wood", "GB", "York", "8 Stonegate", "+44 1904 555 08"),
)
DOMAINS = ("example.com", "example.org", "example.net")
GOODS = (
    "فانوس مسی",
    "گلیم دستباف",
    "Cam Kandil",
    "Yün Şal – Çizgili",
    "青花瓷碗",
    "竹灯",
    "Oak & Ash Stool",
)
COLOURS = ("Kırmızı", "آبی", "绿色", "Black")
OPINIONS = ("عالی بود", "Çok beğendim", "质量很好", "Just right", "Fena değil")
CARRIERS = ("Yurtiçi Kargo", "DHL", "SF Express", "An Post")
REASONS = ("", "beden olmadı", "رنگش فرق داشت", "Broken on arrival")


@dataclass(frozen=True, slots=True)
class Person:
    customer_id: int
    name: str
    email: str
    country: str
    city: str
    street: str
    phone: str


def person(number: int) -> Person:
    """The same one for the same number."""
    name, mail, country, city, street, phone = PEOPLE[number % len(PEOPLE)]
    which = number % 101
    email = f"{mail}.{which}@{DOMAINS[number % len(DOMAINS)]}"
    return Person(270_919_000 + which, name, email, country, city, street, f"{phone}{which:03}")


def dice(*seed: int) -> random.Random:
    """Chance that falls the same way for the same numbers."""
    return random.Random("/".join(map(str, seed)))  # noqa: S311 - repeatable on purpose
