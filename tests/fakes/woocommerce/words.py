"""The people and goods of the demo shop. None of them exists."""

from __future__ import annotations

import random
from dataclasses import dataclass

PEOPLE = (
    # first name, last name, as in an e-mail address, country, city, street, phone
    ("زهرا", "محمدی", "zahra.mohammadi", "IR", "تهران", "خیابان ولیعصر ۱۲", "+98 21 5550 0"),
    ("کاوه", "رضایی", "kaveh.rezaei", "IR", "شیراز", "بلوار زند ۴", "+98 71 5550 1"),
    ("نسرین", "کریمی‌فر", "nasrin.karimifar", "DE", "Köln", "Ringstraße 7", "+49 221 5550 2"),
    ("Ayşe", "Yılmaz", "ayse.yilmaz", "TR", "İstanbul", "Bağdat Cd. 101", "+90 216 555 03"),
    ("Çağrı", "Öztürk", "cagri.ozturk", "TR", "İzmir", "Kıbrıs Şehitleri Cd. 8", "+90 232 555 04"),
    ("Işıl", "Güneş", "isil.gunes", "DE", "Berlin", "Sonnenallee 55", "+49 30 5550 5"),
    ("伟", "李", "li.wei", "CN", "上海", "南京东路 100 号", "+86 21 5550 6"),
    ("秀英", "王", "wang.xiuying", "CN", "成都", "春熙路 9 号", "+86 28 5550 7"),
    ("Nora", "O'Neil & Sons", "nora.oneil", "IE", "Cork", "12 Quay St", "+353 21 555 08"),
    ("Thomas", "Baker", "thomas.baker", "GB", "Leeds", "3 Mill Lane", "+44 113 555 09"),
)
DOMAINS = ("example.com", "example.org", "example.net")
GOODS = (
    "کاسه سفالی",
    "رومیزی قلمکار",
    "Bakır Cezve",
    "Keçe Terlik – Çiçekli",
    "白瓷茶壶",
    "竹编篮",
    "Oak Tray & Stand",
    'Lamp "Moon" 12"',
)
SIZES = ("S", "M", "L")
COLOURS = ("Kırmızı", "آبی", "绿色", "Black")
NOTES = ("", "", "", "به همسایه بدهید", "Zile basmayın", "请放在门口", "Leave it at no. 4")
REASONS = ("", "Too small", "beden olmadı", "رنگش فرق داشت", "颜色不对")
OPINIONS = (
    "خیلی خوب بود",
    "Çok güzel, teşekkürler",
    "很好,推荐",
    "Does what it says",
    "Kötü değil",
)
CARRIERS = ("dhl-de", "yurtici-kargo", "sf-express", "an-post", "")


@dataclass(frozen=True, slots=True)
class Person:
    first_name: str
    last_name: str
    email: str
    country: str
    city: str
    street: str
    phone: str


def person(number: int) -> Person:
    """The same one for the same number; about one in a thousand comes back."""
    first, last, mail, country, city, street, phone = PEOPLE[number % len(PEOPLE)]
    which = number % 1009
    email = f"{mail}.{which}@{DOMAINS[number % len(DOMAINS)]}"
    return Person(first, last, email, country, city, street, f"{phone}{which:04}")


def dice(*seed: int) -> random.Random:
    """Chance that falls the same way for the same numbers."""
    return random.Random("/".join(map(str, seed)))  # noqa: S311 - repeatable on purpose
