"""What shoppers are told in the right-to-left languages: every sentence with everything that can
stand in it, and whole answers."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from itertools import chain, count, pairwise

from connector.answers.order_status import ask_which, no_such_order, order_status
from connector.answers.refund_status import refund_status
from connector.answers.return_policy import return_policy
from connector.answers.stock import stock
from connector.answers.text import Link
from connector.answers.words import Shown, Words, speak
from connector.api import examples
from connector.records import FulfillmentStatus, PaymentStatus, Product, ShipmentStatus, Tracking
from tests.answers.demo import NOW, euros, level, line, order, parcel, policy, refund, shelf, whole
from tests.answers.test_catalogs import sentences

SITUATIONS = "tests.situations"
ROUNDS = 2
"""How often each sentence is said, each time with other values."""
NUMBERS = ("#1001", "EU-1001", "1001-A/2", "1001", "#EU/1001-B", "WC_1001", "INV.2026.17", "۱۰۰۱")
PARCELS = (
    "00340434161094015902",
    "JD 0140 600-1",
    "1Z999AA10123456784",
    "LX123456789CN",
    "12-34/5",
)
CARRIERS = ("DHL", "پست پیشتاز", "Yurtiçi Kargo", "顺丰速运", "DPD (UK)", "سمسا Express", "S.F. 3")
LINKS = (
    Link("https://shop.example.com/iade?n=1001&m=2#top"),
    Link("https://tracking.example/JD0140600/?lang=fa-IR&id=00340434161094015902"),
    Link("http://example.com/%D8%B1%D9%88%D8%B3%D8%B1%DB%8C-3/(2)"),
)
AMOUNTS = (
    euros("1234.50"),
    euros("250000", "IRR"),
    euros("1250000", "IRT"),
    euros("9.90", "TRY"),
    euros("12.345", "SAR"),
    euros("0.99", "XTS"),
)
TITLES = (
    "Linen shirt",
    "Linen shirt (XL)!",
    "روسری ابریشم",
    "روسری ابریشم (بزرگ)",
    "روسری ابریشمی Silk 90×90",
    "گوشی iPhone 15 Pro (128GB)",
    "iPhone 15 قاب شفاف",
    "3 لیوان",
    "لیوان ۳۰۰ میلی‌لیتری",
    "کتاب ۱۴۰۵",
    "7-Zip guide, 2nd ed.",
    "青花瓷茶壶（大）",
    "茶壶 XL",
    "T-shirt «M»",
    "SKU-77/B",
    "قهوهٔ عربی [500g]",
    "50% off: cup",
    "تخفیف ۵۰٪!",
    "C++ (2nd)",
    "کیف چرم؟!",
    "USB-C → HDMI",
    "+90 555 010 20 30",
)
DAYS = (date(2026, 11, 21), date(2026, 3, 20), date(2027, 1, 1))
TIMES = ("۹:۳۰", "9:30 ص", "17:00")
ENDS = (("9:30", "17:00"), ("شنبه", "پنجشنبه"), ("الاثنين", "الجمعة"))
OF: Mapping[str, Sequence[Shown]] = {
    "amount": AMOUNTS,
    "carrier": CARRIERS,
    "code": ("482913", "AB-12 34"),
    "city": ("تهران", "برلين", "UTC"),
    "count": (3, 11, 1200, 1, 2, 100),
    "date": DAYS,
    "day": ("شنبه ۳۰ آبان ۱۴۰۵", "السبت، 21 نوفمبر 2026"),
    "days": ("شنبه تا چهارشنبه", "من الاثنين إلى الجمعة"),
    "first": DAYS[1:],
    "items": (TITLES[:3], TITLES[3:6], TITLES[12:14], TITLES[10:14]),
    "last": DAYS,
    "least": AMOUNTS,
    "link": LINKS,
    "number": NUMBERS,
    "percent": (Decimal("12.5"), Decimal(15)),
    "position": (2, 10),
    "price": AMOUNTS[1:],
    "time": TIMES,
    "times": ("۹:۳۰ تا ۱۷:۰۰", "من 9:30 ص إلى 5:00 م"),
}
"""Whatever else a sentence names is a stranger's text: TITLES."""


def messages(tongue: str) -> list[str]:
    """Each once, in an order that is the same every time."""
    words = speak(tongue)
    said = chain(said_of_all(words), said_of_each(words), answers(words), situations(tongue))
    return list(dict.fromkeys(said))


def said_of_all(words: Words) -> Iterator[str]:
    """Every sentence that has a place for a value."""
    turn = count()
    for sentence in sorted(sentences(), key=str):
        one, many = sentence[:2] if isinstance(sentence, tuple) else (sentence, "")
        names = re.findall(r"\{(\w+)\}", many or one)
        for _ in range(ROUNDS if names else 0):
            yield filled(words, one, many, {name: value(name, many, next(turn)) for name in names})


def value(name: str, many: str, turn: int) -> Shown:
    """A `least` beside a count is one too."""
    known = OF["count"] if name == "least" and many else OF.get(name, TITLES)
    return known[turn % len(known)]


def filled(words: Words, one: str, many: str, values: dict[str, Shown]) -> str:
    if not many:
        return words.say(one, **values)
    number = values.pop("count", 3)
    assert isinstance(number, int)
    return words.say_many(one, many, number, **values)


def said_of_each(words: Words) -> Iterator[str]:
    """Every value, first, in the middle and last."""
    for title, other in pairwise((*TITLES, *CARRIERS)):
        yield words.say("{title} is in stock.", title=title)
        yield words.say("It contains: {items}", items=(title, other))
    for number in (*NUMBERS, *PARCELS):
        yield words.say("Your order {number} is on its way but delayed.", number=number)
        yield words.say(
            "We could not find “{asked}”. Please check the name or the article number.",
            asked=number,
        )
    for carrier, number in zip(CARRIERS, PARCELS * 2, strict=False):
        yield words.say(
            "Your {carrier} tracking number is {number}.", carrier=carrier, number=number
        )
    for amount in AMOUNTS:
        yield words.say("We refunded {amount} on {date}.", amount=amount, date=DAYS[0])


def answers(words: Words) -> Iterator[str]:
    """Whole ones, with lines of several kinds."""
    lines = tuple(line(str(n), title, str(1 + n % 3)) for n, title in enumerate(TITLES))
    of = order(PaymentStatus.PARTIALLY_REFUNDED, FulfillmentStatus.FULFILLED, lines=lines)
    parcels = [
        parcel(
            ShipmentStatus.IN_TRANSIT,
            id_=f"p{n}",
            carrier=carrier,
            tracking=(Tracking(number=number, url=str(LINKS[n % 3])),),
            lines=tuple(str(3 * n + m) for m in range(3)),
        )
        for n, (carrier, number) in enumerate(zip(CARRIERS, PARCELS, strict=False))
    ]
    found = whole(of, *parcels, refund("12.50", {"2": "2", "4": "1"}))
    yield order_status(found, asked="1001", words=words, now=NOW).message
    yield order_status(examples.FOUND, asked="1001", words=words, now=examples.NOW).message
    yield refund_status(found, asked="1001", words=words, now=NOW).message
    yield no_such_order("#EU-1001/2", words).message
    yield ask_which([found, examples.FOUND], words).message
    yield return_policy([policy()], country=None, order=found, words=words, now=NOW).message
    yield return_policy([policy()], country="TR", order=None, words=words, now=NOW).message
    shelves = [
        shelf(
            level("2"),
            product=Product(id=title, title=title, published=True, low_stock_at=Decimal(3)),
        )
        for title in TITLES
    ]
    for n in range(0, len(shelves), 5):
        yield stock(shelves[n : n + 5], asked="x", words=words, now=NOW).message


def situations(tongue: str) -> Iterator[str]:
    """The messages of the situations that other tests tell, where they are told."""
    if find_spec(SITUATIONS):
        yield from (
            message for _, _, message in importlib.import_module(SITUATIONS).messages(tongue)
        )
