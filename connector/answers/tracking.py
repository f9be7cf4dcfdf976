"""Which carriers a tracking number may belong to, by its form and its check digit alone.

Several carriers share a form, and one number in ten passes a check digit by chance, so these are
candidates for a person to look at. Nothing here is ever said to a shopper or made into a link.
Check digits: UPU S10 (https://www.upu.int/en/postal-solutions/programmes-services/standards), the
others as the carriers publish them to those who print labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connector import identifiers
from connector.answers.answer import CarrierCandidate, Confidence

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
FEDEX_WEIGHTS = (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)
POSTS = {
    "AT": "Österreichische Post",
    "AU": "Australia Post",
    "BE": "bpost",
    "CA": "Canada Post",
    "CH": "Swiss Post",
    "CN": "China Post",
    "DE": "Deutsche Post",
    "DK": "PostNord",
    "ES": "Correos",
    "FR": "La Poste",
    "GB": "Royal Mail",
    "IE": "An Post",
    "IR": "Iran Post",
    "IT": "Poste Italiane",
    "JP": "Japan Post",
    "NL": "PostNL",
    "PL": "Poczta Polska",
    "RU": "Pochta Rossii",
    "SE": "PostNord",
    "TR": "PTT Kargo",
    "US": "USPS",
}
"""Who sends parcels whose number ends in a country; the one who brings them may be another."""


def always(number: str) -> bool:
    return True


def s10(number: str) -> bool:
    total = sum(int(d) * w for d, w in zip(number[2:10], S10_WEIGHTS, strict=True))
    return int(number[10]) == {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)


def ups(number: str) -> bool:
    """Letters count as digits: A is 2, B is 3, and so on round the ten."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in number[2:-1]]
    total = sum(value * (2 if at % 2 else 1) for at, value in enumerate(values))
    return int(number[-1]) == -total % 10


def three_and_one(number: str) -> bool:
    """The check digit of GS1 barcodes, counted from the right."""
    digits = [int(c) for c in reversed(number[:-1])]
    total = sum(digit * (1 if at % 2 else 3) for at, digit in enumerate(digits))
    return int(number[-1]) == -total % 10


def fedex(number: str) -> bool:
    total = sum(int(d) * w for d, w in zip(number[:11], FEDEX_WEIGHTS, strict=True))
    return int(number[11]) == total % 11 % 10


def luhn(number: str) -> bool:
    doubled = (
        int(c) if at % 2 == 0 else sum(divmod(2 * int(c), 10))
        for at, c in enumerate(reversed(number))
    )
    return sum(doubled) % 10 == 0


def mod7(number: str) -> bool:
    return int(number[:-1]) % 7 == int(number[-1])


def mod37(number: str) -> bool:
    """ISO 7064 mod 37,36."""
    check = 36
    for char in number[:-1]:
        check += int(char, 36)
        check = (check % 36 or 36) * 2 % 37
    return (check + int(number[-1], 36)) % 36 == 1


@dataclass(frozen=True, slots=True)
class Form:
    carrier: str
    pattern: str
    check: Callable[[str], bool]
    confidence: Confidence

    def fits(self, number: str) -> bool:
        return bool(re.fullmatch(self.pattern, number)) and self.check(number)


HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
FORMS = (
    Form("UPS", r"1Z[A-Z0-9]{15}[0-9]", ups, HIGH),
    *(Form(post, rf"[A-Z]{{2}}[0-9]{{9}}{code}", s10, HIGH) for code, post in POSTS.items()),
    Form("USPS", r"9[1-5][0-9]{20}", three_and_one, HIGH),
    Form("DPD", r"[0-9]{14}[0-9A-Z]", mod37, MEDIUM),
    Form("FedEx", r"[0-9]{12}", fedex, MEDIUM),
    Form("FedEx", r"[0-9]{15}", three_and_one, MEDIUM),
    Form("Purolator", r"[0-5][0-9]{11}", luhn, MEDIUM),
    Form("DHL", r"[0-9]{10,11}", mod7, MEDIUM),
    Form("USPS", r"[0-9]{20}", three_and_one, MEDIUM),
    Form("Canada Post", r"[0-9]{16}", three_and_one, MEDIUM),
    Form("DHL", r"J[A-Z]{2,3}[0-9]{9,10}", always, LOW),
    Form("Yodel", r"J?JD[0-9]{16}", always, LOW),
    Form("YunExpress", r"YT[0-9]{16}", always, LOW),
    Form("Amazon Logistics", r"TB[ACM][0-9]{12}", always, LOW),
    Form("SF Express", r"SF[0-9]{12,13}", always, LOW),
    Form("Iran Post", r"[0-9]{24}", always, LOW),
)
SURER = {HIGH: 0, MEDIUM: 1, LOW: 2}


def candidates(number: str | None) -> list[CarrierCandidate]:
    """The surest first; none that is sure where there are several as sure."""
    bare = identifiers.reference(number or "").upper()
    fitting = [form for form in FORMS if bare.isascii() and form.fits(bare)]
    return list(ranked(sorted(fitting, key=lambda form: SURER[form.confidence])))


def ranked(fitting: list[Form]) -> Iterator[CarrierCandidate]:
    carriers = dict.fromkeys(form.carrier for form in fitting)
    for carrier in carriers:
        surest = next(form.confidence for form in fitting if form.carrier == carrier)
        alone = len(carriers) == 1 or surest is not HIGH
        yield CarrierCandidate(carrier=carrier, confidence=surest if alone else MEDIUM)
