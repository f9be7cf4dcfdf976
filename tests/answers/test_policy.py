from __future__ import annotations

import json
import os
from pathlib import Path
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from connector.answers.policy import MerchantReturnPolicy, SeasonalOverride
from connector.answers.policy_document import parse_policies
from connector.answers.policy_values import (
    CATEGORIES,
    CONDITIONS,
    FINITE,
    LABEL_SOURCES,
    REFUND_TYPES,
    RETURN_FEES,
    RETURN_METHODS,
    UNSPECIFIED,
    country_code,
)
from connector.answers.return_policy import policy_for
from connector.errors import BadRequest
from tests.answers.demo import policy

FULL = """{
 "@context": "https://schema.org", "@type": "MerchantReturnPolicy",
 "applicableCountry": ["DE", {"@type": "Country", "name": "AT"}],
 "returnPolicyCountry": "IE",
 "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
 "merchantReturnDays": 60, "itemCondition": "https://schema.org/NewCondition",
 "returnMethod": ["ReturnByMail", "https://schema.org/ReturnInStore"],
 "returnFees": "FreeReturn", "refundType": "https://schema.org/FullRefund",
 "returnShippingFeesAmount": {"@type": "MonetaryAmount", "value": 2.5, "currency": "EUR"},
 "returnPolicySeasonalOverride": {"@type": "MerchantReturnPolicySeasonalOverride",
  "startDate": "2026-12-01", "endDate": "2027-01-05T23:59:59Z", "merchantReturnDays": 90}
}"""
DATA = os.environ.get("STOREWIRE_TEST_DATA")
NAMES = sorted(f.alias or name for name, f in MerchantReturnPolicy.model_fields.items())
SEASON_NAMES = sorted(f.alias or name for name, f in SeasonalOverride.model_fields.items())


def test_a_policy_is_kept_just_as_the_store_set_it() -> None:
    assert parse_policies(FULL)[0].as_set() == json.loads(FULL)


def test_a_policy_reads_the_same_with_and_without_prefixes() -> None:
    full = parse_policies(FULL)[0]
    assert full.countries == {"DE", "AT"}
    assert full.category == FINITE
    assert len(full.overrides) == 1


def test_one_policy_or_a_list_of_them() -> None:
    assert len(parse_policies(f"[{FULL}, {FULL}]")) == 2


def test_a_link_alone_is_a_policy() -> None:
    [bare] = parse_policies('{"merchantReturnLink": "https://shop.example.com/returns"}')
    assert (bare.category, bare.countries) == (UNSPECIFIED, frozenset())


SEASON: dict[str, JsonValue] = {
    "startDate": "2026-12-01",
    "endDate": "2026-12-31",
    "merchantReturnDays": 30,
}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"returnWindow": 3}, "returnWindow: schema.org knows no such property"),
        ({"merchantReturnDays": None}, "merchantReturnDays is required for a finite"),
        ({"merchantReturnDays": -1}, "merchantReturnDays: "),
        *(
            ({"merchantReturnDays": days}, "merchantReturnDays: must be a whole number of days")
            for days in (30.5, -1, True, 10**9, 1e300, "soon", "", "30.5", "9" * 99, "2026-12-24")
        ),
        ({"applicableCountry": "UK"}, "applicableCountry: UK is not an ISO 3166-1 alpha-2 country"),
        ({"applicableCountry": "uk"}, "; use GB."),
        ({"applicableCountry": "EU"}, "the EU is not a country: list its countries."),
        ({"applicableCountry": "ZZ"}, "applicableCountry: ZZ is not an ISO 3166-1"),
        ({"applicableCountry": {"@type": "State", "name": "DE"}}, "applicableCountry: must be an"),
        ({"applicableCountry": [None]}, "applicableCountry: must name at least one"),
        ({"applicableCountry": ["TR", "Türkiye"]}, "applicableCountry: must be an ISO 3166-1"),
        ({"applicableCountry": []}, "applicableCountry: must name at least one"),
        ({"returnPolicyCategory": "Never"}, "returnPolicyCategory: must be one of Merchant"),
        ({"returnFees": "Free"}, "returnFees: must be one of FreeReturn"),
        ({"merchantReturnLink": "javascript:alert(1)"}, "merchantReturnLink: must be an http"),
        (
            {"returnPolicyCategory": None, "merchantReturnLink": None},
            "needs returnPolicyCategory or merchantReturnLink",
        ),
        ({"@type": "Offer"}, "@type: must be MerchantReturnPolicy"),
        ({"@type": ["Offer", "MerchantReturnPolcy"]}, "@type: must be MerchantReturnPolicy"),
        ({"return\nWindow": 3}, "return Window: schema.org knows no such property"),
        (
            {"returnShippingFeesAmount": {"value": True, "currency": "EUR"}},
            "returnShippingFeesAmount.value: must be a number",
        ),
        (
            {"returnPolicySeasonalOverride": [{**SEASON, "endDate": "Christmas"}]},
            "returnPolicySeasonalOverride.0.endDate: must be a date",
        ),
        (
            {"returnPolicySeasonalOverride": {**SEASON, "endDate": "2026-11-30"}},
            "returnPolicySeasonalOverride: endDate is before startDate",
        ),
        ({"x_window": 3}, "x_window: there is no such property here"),
        ({"x_start": "delivery"}, "x_start: Input should be 'item_delivery', 'last_item_delivery'"),
        ({"x_day_type": "working"}, "x_day_type: Input should be 'calendar' or 'business'"),
        (
            {"x_day_type": "business", "merchantReturnDays": 400},
            "merchantReturnDays is over 366 business days",
        ),
        ({"x_roll_to_business_day": "yes"}, "x_roll_to_business_day: Input should be a valid bool"),
        ({"x_statutory": 0}, "x_statutory: Input should be a valid boolean"),
        ({"x_time_zone": "Istanbul"}, "x_time_zone: must be a time zone such as Europe/Istanbul"),
        ({"x_exempt_tags": []}, 'x_exempt_tags: must be a text such as "sale"'),
        ({"x_final_sale_tags": ["sale", ""]}, 'x_final_sale_tags: must be a text such as "sale"'),
        ({"x_item_condition_text": ""}, "x_item_condition_text: String should have at least 1"),
        (
            {"x_product_exclusions": [{"tags": "a"}, {"reason": "final_sale"}]},
            "x_product_exclusions.1: needs products, skus or tags",
        ),
        (
            {"x_product_exclusions": [{"tags": "a", "reason": "old"}]},
            "x_product_exclusions.0.reason: Input should be 'exempt_by_law'",
        ),
        (
            {"x_product_exclusions": [{"tags": "a", "color": "red"}]},
            "x_product_exclusions.0.color: there is no such property here",
        ),
        (
            {"x_product_overrides": [{"skus": "A", "merchantReturnDays": 1.5}]},
            "x_product_overrides.0.merchantReturnDays: must be a whole number of days",
        ),
        ({"restockingFee": "some"}, "restockingFee: must be a number"),
        (
            {"restockingFee": {"value": "some", "currency": "EUR"}},
            "restockingFee.value: must be a number",
        ),
        (
            {"returnPolicySeasonalOverride": {**SEASON, "days": 3}},
            "returnPolicySeasonalOverride.days: schema.org knows no such property",
        ),
    ],
)
def test_what_is_wrong_with_a_policy_is_said_by_its_name(
    wrong: dict[str, JsonValue], says: str
) -> None:
    with pytest.raises(BadRequest) as refusal:
        policy(**wrong)
    assert says in refusal.value.detail
    assert refusal.value.parameter == "policy"


def test_what_is_ours_in_a_policy_is_kept_as_it_was_set() -> None:
    ours: dict[str, JsonValue] = {
        "x_start": "last_item_delivery",
        "x_day_type": "business",
        "x_roll_to_business_day": True,
        "x_time_zone": "Asia/Tehran",
        "x_statutory": False,
        "x_exempt_tags": ["personalised"],
        "x_final_sale_tags": "final-sale",
        "x_item_condition_text": "بدون استفاده و با برچسب",
        "x_product_exclusions": [{"products": [501, "502"], "reason": "gift_card"}],
        "x_product_overrides": [{"skus": "CUP", "merchantReturnDays": 30}],
        "restockingFee": {"@type": "MonetaryAmount", "value": 5, "currency": "EUR"},
    }
    assert policy(**ours).as_set().items() >= ours.items()
    assert set(ours) - {"restockingFee"} == {n for n in NAMES if n.startswith("x_")}
    assert policy(restockingFee=12.5).as_set()["restockingFee"] == 12.5


LINKED = '"merchantReturnLink": "https://shop.example.com"'
NO_POLICIES = {
    "nothing": "",
    "half an object": "{",
    "an empty list": "[]",
    "a number": "3",
    "null": "null",
    "a list of nulls": "[null]",
    "a list of numbers": "[1]",
    "not a number": '{"a": NaN}',
    "lists in lists": "[" * 100_000,
    "closed lists in lists": "[" * 500 + "]" * 500,
    "objects in objects": '{"a":' * 100_000,
    "a deep property": f'{{{LINKED}, "image": {"[" * 60 + "]" * 60}}}',
    "a huge file": f'{{{LINKED}, "name": "{"x" * 2_000_000}"}}',
    "an endless number": '{"merchantReturnDays": ' + "9" * 10_000 + "}",
    "a number beyond numbers": f'{{{LINKED}, "image": 1e999}}',
    "half a character": f'{{{LINKED}, "name": "\\ud83d"}}',
    "an empty graph": '{"@graph": []}',
    "another thing": '{"@type": "WebSite", "name": "Lale"}',
    "one product's policy": f'{{"@type": "Offer", "hasMerchantReturnPolicy": {FULL}}}',
    "a shop without a policy": '{"@type": "OnlineStore", "name": "Lale"}',
    "a shop with an address for a policy": '{"hasMerchantReturnPolicy": "https://a.example.com"}',
    "a reference to nothing": '{"hasMerchantReturnPolicy": {"@id": "#returns"}}',
}


@pytest.mark.parametrize("what", NO_POLICIES)
def test_what_is_no_policy_at_all_is_refused(what: str) -> None:
    with pytest.raises(BadRequest, match=r"[Pp]olicy|policies") as refusal:
        parse_policies(NO_POLICIES[what])
    assert len(refusal.value.detail) < 300


@pytest.mark.parametrize(
    "text",
    [
        '{"merchantReturnDays": 14, "merchantReturnDays": 30}',
        '{"merchantReturnDays": 14, "merchantReturnDays": null}',
        '{"returnPolicySeasonalOverride": {"merchantReturnDays": 1, "merchantReturnDays": 1}}',
    ],
)
def test_a_property_given_twice_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(BadRequest, match="merchantReturnDays is given more than once"):
        parse_policies(text)


def test_a_policy_without_a_country_holds_for_every_country() -> None:
    found = policy(applicableCountry=None, merchantReturnLink=None)
    assert (found.category, found.countries) == (FINITE, frozenset())
    assert policy_for([policy(), found], "JP") is found


def test_what_every_thing_has_a_policy_has_too_and_it_is_kept() -> None:
    thing: dict[str, JsonValue] = {
        "@id": "#returns",
        "additionalType": "https://example.com/Returns",
        "alternateName": ["İade", "退货"],
        "description": "Fourteen days, no questions.",
        "disambiguatingDescription": "for the shop in Izmir",
        "identifier": {"@type": "PropertyValue", "value": 7},
        "image": "https://shop.example.com/returns.png",
        "mainEntityOfPage": "https://shop.example.com/iade",
        "name": {"@language": "fa", "@value": "بازگرداندن"},
        "potentialAction": {"@type": "ReturnAction"},
        "sameAs": ["https://shop.example.com/returns"],
        "subjectOf": {"@type": "WebPage"},
        "url": "https://shop.example.com/returns",
    }
    assert policy(**thing).as_set().items() >= thing.items()
    fee: dict[str, JsonValue] = {"value": "2.50", "currency": "EUR", "description": "a label"}
    assert policy(returnShippingFeesAmount=fee).as_set()["returnShippingFeesAmount"] == fee


def test_a_byte_order_mark_is_passed_over() -> None:
    assert parse_policies("\ufeff" + FULL) == parse_policies(FULL)


def test_null_is_as_if_absent_for_every_property() -> None:
    whole = json.loads(FULL)
    season = whole["returnPolicySeasonalOverride"]
    empty = dict.fromkeys(NAMES) | whole
    empty["returnPolicySeasonalOverride"] = dict.fromkeys(SEASON_NAMES) | season
    empty["applicableCountry"] = [None, *whole["applicableCountry"]]
    [found] = parse_policies(json.dumps(empty))
    assert found.as_set() == whole


@pytest.mark.parametrize("prefix", ["", "https://schema.org/", "http://schema.org/", "schema:"])
def test_types_and_words_may_carry_the_prefix_of_schema_org(prefix: str) -> None:
    named = f"{prefix}MerchantReturnPolicy"
    season = SEASON | {"@type": f"{prefix}MerchantReturnPolicySeasonalOverride"}
    kinds: list[JsonValue] = [named, [named], ["Product", named]]
    for kind in kinds:
        found = policy(
            **{"@type": kind},
            returnPolicyCategory=f"{prefix}{FINITE}",
            returnFees=f"{prefix}FreeReturn",
            returnPolicySeasonalOverride=season,
            applicableCountry={"@type": f"{prefix}Country", "name": "DE"},
        )
        assert (found.category, *found.countries) == (FINITE, "DE")
        assert found.as_set()["@type"] == kind


SHOP = {"@type": "OnlineStore", "name": "Lale"}
WHOLE = json.loads(FULL)
GERMAN = {"@type": "MerchantReturnPolicy", "@id": "#de", "merchantReturnLink": "https://a.example"}


@pytest.mark.parametrize(
    "document",
    [
        {"@context": "https://schema.org", "@graph": [WHOLE, {"@type": "WebSite"}, GERMAN]},
        {"@graph": [WHOLE, SHOP | {"hasMerchantReturnPolicy": GERMAN}]},
        {"@graph": [SHOP | {"hasMerchantReturnPolicy": [WHOLE, {"@id": "#de"}]}, GERMAN]},
        SHOP | {"hasMerchantReturnPolicy": [WHOLE, GERMAN]},
        {"hasMerchantReturnPolicy": [WHOLE, GERMAN]},
        [
            SHOP,
            {"@type": ["https://schema.org/Organization"], "hasMerchantReturnPolicy": WHOLE},
            GERMAN,
        ],
        [{"@graph": [WHOLE]}, {"@graph": [GERMAN]}],
    ],
)
def test_policies_are_taken_out_of_a_graph_and_out_of_an_organization(document: JsonValue) -> None:
    found = parse_policies(json.dumps(document))
    assert [each.as_set() for each in found] == [WHOLE, GERMAN]


def test_a_misspelt_policy_beside_others_is_not_passed_over() -> None:
    graph = [WHOLE, GERMAN | {"@type": "MerchantReturnPolcy"}]
    with pytest.raises(BadRequest, match="Return policy 2: @type: must be MerchantReturnPolicy"):
        parse_policies(json.dumps({"@graph": graph}))


@pytest.mark.parametrize("days", [30, 30.0, "30", " 30 ", "30.0"])
def test_days_are_a_number_however_they_are_written(days: JsonValue) -> None:
    found = policy(merchantReturnDays=days)
    assert found.merchant_return_days == 30
    assert repr(found.as_set()["merchantReturnDays"]) == "30"


def test_countries_are_codes_in_upper_case_however_they_are_written() -> None:
    found = policy(applicableCountry=["de", {"@type": "Country", "name": "at"}, "XK", "DE", " tr "])
    assert found.countries == {"DE", "AT", "XK", "TR"}
    kept = ["DE", {"@type": "Country", "name": "AT"}, "XK", "DE", "TR"]
    assert found.as_set()["applicableCountry"] == kept


def test_the_countries_are_those_of_iso_3166_and_kosovo() -> None:
    codes = [f"{one}{two}" for one in ascii_uppercase for two in ascii_uppercase]
    assert len([code for code in codes if is_country(code)]) == 249 + 1
    assert not any(map(is_country, ["AC", "EA", "EZ", "IC", "TA", "UN", "XA", "QO", "ß", "ır"]))


def is_country(code: str) -> bool:
    try:
        return country_code(code) == code
    except ValueError:
        return False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4) | JSON)
def test_any_json_is_read_or_refused_and_what_is_read_is_kept(document: JsonValue) -> None:
    try:
        policies = parse_policies(json.dumps(document))
    except BadRequest:
        return
    given = document if isinstance(document, list) else [document]
    whole = [one for one in given if isinstance(one, dict)]
    assert [set(found.as_set()) for found in policies] == [
        {name for name, value in one.items() if value is not None} for one in whole
    ]
    written = json.dumps([found.as_set() for found in policies])
    assert [found.as_set() for found in parse_policies(written)] == json.loads(written)
    assert all(isinstance(found.countries, frozenset) for found in policies)


def test_every_property_and_word_of_schema_org_is_known() -> None:
    if not DATA:
        pytest.skip("STOREWIRE_TEST_DATA is not set")
    text = Path(DATA, "model", "schema_org_30.json").read_text(encoding="utf-8")
    model = json.loads(text)
    own, words = model["own_properties"], model["enumerations"]
    assert set(own["MerchantReturnPolicy"]) <= set(NAMES)
    assert set(own["MerchantReturnPolicySeasonalOverride"]) <= set(SEASON_NAMES)
    assert set(CATEGORIES) == set(words["MerchantReturnEnumeration"])
    assert set(RETURN_FEES) == set(words["ReturnFeesEnumeration"])
    assert set(REFUND_TYPES) == set(words["RefundTypeEnumeration"])
    assert set(RETURN_METHODS) == set(words["ReturnMethodEnumeration"])
    assert set(LABEL_SOURCES) == set(words["ReturnLabelSourceEnumeration"])
    assert set(CONDITIONS) == set(words["OfferItemCondition"])
