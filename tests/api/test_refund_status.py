"""What a shopper learns of the money of an order, and what nobody does."""

from __future__ import annotations

import json

import pytest

from connector.api.examples import NOW
from connector.records import Policy
from connector.storage.stores import Scope
from tests.api.conftest import EMAIL, PHONE, POSTCODE, Street, arrive
from tests.api.test_order_status import WRONG
from tests.statements import statements

PATH = "/v1/refund-status"
STATED = {
    "@type": "MerchantReturnPolicy",
    "returnPolicyCategory": "MerchantReturnUnlimitedWindow",
    "merchantReturnLink": "https://shop.example/returns",
    "additionalProperty": {"@type": "PropertyValue", "name": "refundWorkingDays", "value": 5},
}


def set_policy(street: Street, document: str) -> None:
    arrive(
        street.database,
        street.store,
        [Policy(id="MerchantReturnPolicy", updated_at=NOW, document=document)],
    )


@pytest.mark.parametrize("fact", [{"email": EMAIL}, {"phone": PHONE}, {"postcode": POSTCODE}])
def test_a_shopper_learns_what_was_refunded(street: Street, fact: dict[str, str]) -> None:
    answer = street.answer(PATH, order="1000", **fact)
    assert answer["outcome"] == "ok"
    assert answer["message"] == (
        "Part of your order #1000 has been refunded.\n"
        "We refunded €9.90 on March 10, 2026. This was for: Saucer (2)"
    )
    assert answer["facts"]["state"] == "partial"
    assert answer["facts"]["cancelled"] is False
    assert answer["facts"]["policy_time"] is None


def test_an_order_without_a_refund_says_so(street: Street) -> None:
    answer = street.answer(PATH, order="1001", email=EMAIL)
    assert answer["message"] == "There is no refund on record for your order #1001."


def test_the_stores_own_policy_says_when_the_money_arrives(own_street: Street) -> None:
    set_policy(own_street, json.dumps(STATED))
    answer = own_street.answer(PATH, order="1000", email=EMAIL)
    assert answer["message"].endswith(
        "By our policy the money arrives within 5 working days of the refund."
    )
    assert answer["next_actions"] == ["wait"]
    assert answer["citations"] == ["https://shop.example/returns"]


def test_a_policy_that_cannot_be_read_keeps_nobody_from_their_answer(own_street: Street) -> None:
    set_policy(own_street, "not JSON")
    answer = own_street.answer(PATH, order="1000", email=EMAIL)
    assert answer["facts"]["refunded"]["amount"] == "9.90"


@pytest.mark.parametrize("fact", WRONG)
def test_a_wrong_fact_and_an_unknown_order_are_the_same_answer(
    street: Street, fact: dict[str, str]
) -> None:
    with statements(street.database) as of_wrong_fact:
        wrong_fact = street.ask(PATH, order="1000", **fact)
    with statements(street.database) as of_unknown_order:
        unknown_order = street.ask(PATH, order="7777", **fact)
    assert wrong_fact.json is not None
    assert wrong_fact.json["outcome"] == "no_match"
    assert wrong_fact.text.replace("1000", "7777") == unknown_order.text
    assert of_wrong_fact == of_unknown_order


@pytest.mark.parametrize("number", ["1000", "7777"])
def test_an_order_number_alone_is_not_enough(street: Street, number: str) -> None:
    response = street.ask(PATH, order=number)
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["type"] == "/problems/second-fact-needed"


def test_people_of_the_shop_need_only_the_number(street: Street) -> None:
    for scope in (Scope.AGENT, Scope.ADMIN):
        answer = street.answer(PATH, street.keys[scope], order="1000")
        assert answer["facts"]["order_number"] == "#1000"


def test_another_shops_key_sees_nothing_of_this_one(street: Street) -> None:
    assert street.answer(PATH, street.others_key, order="1000")["outcome"] == "no_match"
