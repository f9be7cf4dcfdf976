from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from connector.answers.policy import (
    CATEGORIES,
    CONDITIONS,
    FINITE,
    LABEL_SOURCES,
    REFUND_TYPES,
    RETURN_FEES,
    RETURN_METHODS,
    UNSPECIFIED,
    MerchantReturnPolicy,
    SeasonalOverride,
    parse_policies,
)
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
        ({"merchantReturnDays": "14"}, "merchantReturnDays: "),
        ({"merchantReturnDays": True}, "merchantReturnDays: "),
        ({"merchantReturnDays": 10**9}, "merchantReturnDays: "),
        ({"applicableCountry": "UK"}, "applicableCountry: UK is not an ISO 3166-1"),
        ({"applicableCountry": ["TR", "Türkiye"]}, "applicableCountry: must be an ISO 3166-1"),
        ({"applicableCountry": []}, "applicableCountry: must name at least one"),
        ({"returnPolicyCategory": "Never"}, "returnPolicyCategory: must be one of Merchant"),
        ({"returnFees": "Free"}, "returnFees: must be one of FreeReturn"),
        ({"merchantReturnLink": "javascript:alert(1)"}, "merchantReturnLink: must be an http"),
        (
            {"applicableCountry": None, "merchantReturnLink": None},
            "needs applicableCountry and returnPolicyCategory, or else merchantReturnLink",
        ),
        ({"@type": "Offer"}, "@type: "),
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


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", "[1]", '{"a": NaN}', "[" * 100_000])
def test_what_is_no_policy_at_all_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match=r"policy|policies"):
        parse_policies(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3)
    ),
    max_leaves=6,
)
NAMES = sorted(f.alias or name for name, f in MerchantReturnPolicy.model_fields.items())


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4) | JSON)
def test_any_json_is_read_or_refused_and_what_is_read_is_kept(document: JsonValue) -> None:
    try:
        policies = parse_policies(json.dumps(document))
    except BadRequest:
        return
    kept = document if isinstance(document, list) else [document]
    assert [found.as_set() for found in policies] == kept
    assert all(isinstance(found.countries, frozenset) for found in policies)


def test_every_property_and_word_of_schema_org_is_known() -> None:
    if not DATA:
        pytest.skip("STOREWIRE_TEST_DATA is not set")
    text = Path(DATA, "model", "schema_org_30.json").read_text(encoding="utf-8")
    model = json.loads(text)
    own, words = model["own_properties"], model["enumerations"]
    assert set(own["MerchantReturnPolicy"]) <= set(NAMES)
    season = {f.alias or name for name, f in SeasonalOverride.model_fields.items()}
    assert set(own["MerchantReturnPolicySeasonalOverride"]) <= season
    assert set(CATEGORIES) == set(words["MerchantReturnEnumeration"])
    assert set(RETURN_FEES) == set(words["ReturnFeesEnumeration"])
    assert set(REFUND_TYPES) == set(words["RefundTypeEnumeration"])
    assert set(RETURN_METHODS) == set(words["ReturnMethodEnumeration"])
    assert set(LABEL_SOURCES) == set(words["ReturnLabelSourceEnumeration"])
    assert set(CONDITIONS) == set(words["OfferItemCondition"])
