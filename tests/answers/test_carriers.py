"""A link to a carrier's page is sure or is none; a number alone names nobody."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.answers.answer import Confidence
from connector.answers.carrier_table import CARRIERS, NUMBER, Carrier
from connector.answers.carriers import carrier_name, carrier_page, known_carrier, spelling
from connector.answers.text import link
from connector.answers.tracking import FORMS, candidates

DATA = os.environ.get("STOREWIRE_TEST_DATA")


def test_the_table_is_large_enough_to_be_of_use() -> None:
    assert len(CARRIERS) > 50
    assert sum(bool(carrier.page) for carrier in CARRIERS) >= 40


def test_every_page_is_https_and_has_one_place_for_the_number() -> None:
    for carrier in filter(lambda c: c.page, CARRIERS):
        assert urlsplit(carrier.page).scheme == "https"
        assert carrier.page.count(NUMBER) == 1
        assert not set("{}") & set(carrier.page.replace(NUMBER, ""))
        assert link(carrier.page.replace(NUMBER, "1Z999AA10123456784"))


def test_no_two_carriers_share_a_name() -> None:
    names = [n for c in CARRIERS for n in {spelling(name) for name in (c.name, *c.aliases)}]
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Yurtiçi Kargo", "Yurtiçi Kargo"),
        ("YURTIÇI KARGO", "Yurtiçi Kargo"),
        ("yurtici-kargo", "Yurtiçi Kargo"),
        ("Yurtici", "Yurtiçi Kargo"),
        ("PTT", "PTT Kargo"),
        ("surat_kargo", "Sürat Kargo"),
        ("پست ایران", "Iran Post"),
        ("پست", "Iran Post"),
        ("تيپاكس", "Tipax"),
        ("顺丰速运", "SF Express"),
        ("中通", "ZTO Express"),
        ("ups-us", "UPS"),
        ("dhl-de", "DHL Paket"),
        ("dhl-fr", "DHL"),
        ("La Poste", "La Poste"),
        ("ROYAL MAIL", "Royal Mail"),
    ],
)
def test_a_carrier_is_known_however_a_shop_writes_it(given: str, name: str) -> None:
    found = known_carrier(given)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "given", ["", None, "Other", "UPS or DHL", "Ups!ala Logistics", "Deutsche", "kargo", "post"]
)
def test_a_carrier_is_never_guessed_from_part_of_a_name(given: str | None) -> None:
    assert known_carrier(given) is None
    assert carrier_page(given, "1Z999AA10123456784") is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("yurtici-kargo", "Yurtiçi Kargo"),
        ("DHL-DE", "DHL-DE"),
        ("DHL Express", "DHL Express"),
        ("Kapıda Kurye", "Kapıda Kurye"),
        ("Other", ""),
        ("diğer", ""),
        ("<b>DHL</b> {{x}}", "DHL x"),
    ],
)
def test_a_carrier_is_named_as_the_shop_does_and_slugs_by_their_proper_name(
    given: str, shown: str
) -> None:
    assert carrier_name(given) == shown


@pytest.mark.parametrize(
    ("carrier", "number", "page"),
    [
        ("UPS", "1Z 999 AA1 01", "https://www.ups.com/track?tracknum=1Z999AA101"),
        ("ptt", "KP0123456789", "https://gonderitakip.ptt.gov.tr/Track/Verify?q=KP0123456789"),
        ("پست", "2" * 24, f"https://tracking.post.ir/?id={'2' * 24}"),
        (
            "UPS",
            "1Z23/../?a=1&b#c",
            "https://www.ups.com/track?tracknum=1Z23%2F..%2F%3Fa%3D1%26b%23c",
        ),
    ],
)
def test_a_number_is_put_into_its_carriers_page_and_cannot_leave_its_place(
    carrier: str, number: str, page: str
) -> None:
    assert carrier_page(carrier, number) == page


@pytest.mark.parametrize(
    "number", [None, "", "N/A", "pickup", "12345", "..", "9" * 61, "no tracking", "۱۲۳۴۵۶۷۸"]
)
def test_what_is_no_number_gets_no_page(number: str | None) -> None:
    assert carrier_page("UPS", number) is None


@pytest.mark.parametrize("carrier", ["Tipax", "Aras Kargo", "MNG Kargo", "PostNL", "YTO Express"])
def test_a_carrier_whose_page_is_not_sure_gets_none(carrier: str) -> None:
    assert known_carrier(carrier) is not None
    assert carrier_page(carrier, "123456789012") is None


@given(st.sampled_from([c for c in CARRIERS if c.page]), st.text("1Z9 /?#&%.:@\\é۱", max_size=70))
def test_whatever_stands_for_a_number_the_page_stays_the_carriers(
    carrier: Carrier, number: str
) -> None:
    page = carrier_page(carrier.name, number)
    if page is not None:
        before, after = carrier.page.split(NUMBER)
        assert page == before + quote("".join(number.split()), safe="") + after


def test_every_carrier_that_a_number_may_hint_at_is_in_the_table() -> None:
    assert {form.carrier for form in FORMS} <= {carrier.name for carrier in CARRIERS}


@pytest.mark.parametrize(
    ("number", "carrier", "confidence"),
    [
        ("1Z5R89390357567127", "UPS", Confidence.HIGH),
        ("1z 5r8 9390 3575 67127", "UPS", Confidence.HIGH),
        ("RB123456785GB", "Royal Mail", Confidence.HIGH),
        ("9400111206206406260787", "USPS", Confidence.HIGH),
        ("3318810025", "DHL", Confidence.MEDIUM),
        ("SF1234567890123", "SF Express", Confidence.LOW),
    ],
)
def test_a_number_hints_at_its_carrier(number: str, carrier: str, confidence: Confidence) -> None:
    assert (carrier, confidence) in [(c.carrier, c.confidence) for c in candidates(number)]


@pytest.mark.parametrize("number", ["1Z5R89390357567128", "RB123456786GB", "", None, "hello", "42"])
def test_a_number_whose_check_digit_is_wrong_hints_at_nobody(number: str | None) -> None:
    assert candidates(number) == []


def test_a_form_that_several_carriers_share_gives_them_all_and_none_of_them_surely() -> None:
    found = [candidates(f"{n}") for n in range(100000000000, 100000002000)]
    assert any({c.carrier for c in fits} >= {"FedEx", "Purolator"} for fits in found)
    for fits in found:
        assert len(fits) < 2 or all(c.confidence is not Confidence.HIGH for c in fits)


@given(st.text(max_size=40))
def test_no_text_breaks_the_hints_and_each_carrier_is_named_once(text: str) -> None:
    carriers = [c.carrier for c in candidates(text)]
    assert len(set(carriers)) == len(carriers)


OUR_NAMES = {"United States Postal Service": "USPS", "Amazon": "Amazon Logistics"}
CHECKED = {
    *("UPS", "DHL Express", "DHL Express (Piece ID)", "FedEx Express (12)", "FedEx Ground"),
    *("Purolator (12)", "Canada Post (16)", "DPD (14)", "USPS 20", "Yodel", "YunExpress"),
    *("Amazon Logistics",),
}


@pytest.mark.skipif(DATA is None, reason="STOREWIRE_TEST_DATA is not set")
def test_the_numbers_that_carriers_publish_are_hinted_at_and_broken_ones_are_not() -> None:
    assert DATA is not None
    path = Path(DATA, "carriers", "tracking_number_formats.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    [formats] = [part for part in told.values() if isinstance(part, list)]
    checked = [one for one in formats if one["name"] in CHECKED]
    assert len(checked) == len(CHECKED)
    for one in checked:
        name = OUR_NAMES.get(one["courier"], one["courier"])
        for number in one["test_numbers"]["valid"]:
            assert name in {c.carrier for c in candidates(number)}, (one["name"], number)
        for number in one["test_numbers"]["invalid"]:
            assert name not in {c.carrier for c in candidates(number)}, (one["name"], number)
