"""What a shopper and the people of the shop learn of an order, and what nobody does."""

from __future__ import annotations

import re
from typing import Any

import pytest

from connector.answers.answer import Answer
from connector.api import examples
from connector.records import Shipment, ShipmentStatus, Tracking
from connector.storage.stores import Scope
from tests.api.conftest import EMAIL, PHONE, POSTCODE, Street, arrive, order
from tests.statements import statements

PATH = "/v1/order-status"


def test_a_shopper_learns_where_the_parcel_is(street: Street) -> None:
    answer = street.answer(PATH, order="1001", email=EMAIL)
    assert list(answer) == list(Answer.model_fields), "the outcome and the message come first"
    assert answer["outcome"] == "ok"
    assert "JD0140600" in answer["message"]
    assert answer["facts"]["shipments"][0]["tracking_number"] == "JD0140600"
    assert answer["stale_seconds"] == 240


@pytest.mark.parametrize(
    "fact",
    [
        {"email": EMAIL},
        {"email": "Maryam@Example.COM "},
        {"phone": PHONE},
        {"phone": "030 901820"},
        {"phone": "۰۳۰۹۰۱۸۲۰"},
        {"postcode": POSTCODE},
        {"email": "someone@example.org", "postcode": POSTCODE},
    ],
)
def test_any_one_fact_of_the_order_proves_it(street: Street, fact: dict[str, str]) -> None:
    assert street.answer(PATH, order="1001", **fact)["facts"]["order_number"] == "#1001"


@pytest.mark.parametrize("number", ["#1001", " 1001 ", "۱۰۰۱", "١٠٠١", "１００１"])
def test_an_order_number_is_understood_in_any_digits(street: Street, number: str) -> None:
    assert street.answer(PATH, order=number, email=EMAIL)["facts"]["order_number"] == "#1001"


WRONG = [
    {"email": "someone@example.org"},
    {"phone": "+90 555 0000000"},
    {"postcode": "99999"},
    {"email": "lilei@example.org"},
    {"phone": "---"},
    {"postcode": EMAIL},
]


@pytest.mark.parametrize("fact", WRONG)
def test_a_wrong_fact_and_an_unknown_order_are_the_same_answer(
    street: Street, fact: dict[str, str]
) -> None:
    wrong_fact = street.ask(PATH, order="1001", **fact)
    unknown_order = street.ask(PATH, order="7777", **fact)
    assert wrong_fact.json is not None
    assert wrong_fact.json["outcome"] == "no_match"
    assert wrong_fact.status_code == unknown_order.status_code == 200
    assert wrong_fact.text.replace("1001", "7777") == unknown_order.text
    assert list(wrong_fact.headers) == list(unknown_order.headers)


def test_a_wrong_fact_and_an_unknown_order_cost_the_same_reads(street: Street) -> None:
    with statements(street.database) as wrong_fact:
        street.answer(PATH, order="1001", email="someone@example.org")
    with statements(street.database) as unknown_order:
        street.answer(PATH, order="7777", email="someone@example.org")
    with statements(street.database) as right:
        street.answer(PATH, order="1001", email=EMAIL)
    assert wrong_fact == unknown_order
    assert len(right) > len(wrong_fact) > 0


@pytest.mark.parametrize("number", ["1001", "7777"])
@pytest.mark.parametrize("fact", [{}, {"email": ""}, {"email": "  ", "phone": "", "postcode": ""}])
def test_an_order_number_alone_is_not_enough(
    street: Street, number: str, fact: dict[str, str]
) -> None:
    response = street.ask(PATH, order=number, **fact)
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["type"] == "/problems/second-fact-needed"
    for name in ("`email`", "`phone`", "`postcode`"):
        assert name in response.json["detail"]
    assert number not in response.text


@pytest.mark.parametrize("scope", [Scope.AGENT, Scope.ADMIN])
def test_people_of_the_shop_need_only_the_number(street: Street, scope: Scope) -> None:
    for query in ({}, {"email": "", "phone": " "}):
        answer = street.answer(PATH, street.keys[scope], order="1001", **query)
        assert answer["facts"]["order_number"] == "#1001"


@pytest.mark.parametrize("fact", WRONG)
def test_a_fact_that_an_agent_gives_has_to_fit(street: Street, fact: dict[str, str]) -> None:
    assert street.as_agent(PATH, order="1001", **fact)["outcome"] == "no_match"


def test_another_shops_key_sees_nothing_of_this_one(street: Street) -> None:
    for known, unknown in (("1001", "7777"), ("1002", "7777")):
        theirs = street.ask(PATH, street.others_key, order=known)
        nothing = street.ask(PATH, street.others_key, order=unknown)
        assert theirs.text.replace(known, unknown) == nothing.text
    assert street.answer(PATH, street.others_key, order="2001")["outcome"] == "ok"
    assert street.as_agent(PATH, order="2001", email=EMAIL)["outcome"] == "no_match"


def test_the_answer_is_in_the_language_asked_for(street: Street) -> None:
    for asked, spoken, word in (
        ("fa-IR", "fa", "سفارش"),
        ("tr", "tr", "sipariş"),
        ("zh_CN", "zh-Hans", "订单"),
        ("tlh", "en", "order"),
    ):
        response = street.ask(PATH, order="1001", email=EMAIL, locale=asked)
        assert response.json is not None
        assert response.json["locale"] == spoken
        assert word in response.json["message"]
        assert word in response.text, "readable as it travels"


def test_a_shopper_may_give_the_tracking_number_instead(street: Street) -> None:
    for typed in ("JD0140600", "jd 0140 600", "ＪＤ０１４０６００"):
        assert street.answer(PATH, order=typed, email=EMAIL)["facts"]["order_number"] == "#1001"


def test_a_tracking_number_proves_nothing(street: Street) -> None:
    assert street.ask(PATH, order="JD0140600").status_code == 400
    wrong = street.ask(PATH, order="JD0140600", email="someone@example.org")
    unknown = street.ask(PATH, order="JD0140601", email="someone@example.org")
    assert wrong.text.replace("JD0140600", "JD0140601") == unknown.text


def test_a_wrong_fact_of_a_tracking_number_costs_the_same_reads(street: Street) -> None:
    with statements(street.database) as wrong_fact:
        street.answer(PATH, order="JD0140600", email="someone@example.org")
    with statements(street.database) as unknown:
        street.answer(PATH, order="JD0140601", email="someone@example.org")
    assert wrong_fact == unknown


def shared_parcel(number: str, other: str) -> list[Any]:
    buyer = examples.ORDER.buyer
    assert buyer is not None
    return [
        *(order(one, buyer) for one in (number, other)),
        *(
            Shipment(
                id=f"parcel-of-{one}",
                order_id=f"id-of-{one}",
                status=ShipmentStatus.IN_TRANSIT,
                tracking=(Tracking(number="1Z5R89390357567127"),),
            )
            for one in (number, other)
        ),
    ]


def test_a_parcel_of_two_orders_is_asked_back_about_once(own_street: Street) -> None:
    arrive(own_street.database, own_street.store, shared_parcel("3001", "3002"))
    for path in (PATH, "/v1/refund-status"):
        answer = own_street.answer(path, order="1Z5R89390357567127", email=EMAIL)
        assert answer["outcome"] == "choose"
        assert answer["facts"] is None
        assert answer["message"].count("?") == 1
        assert {"3001", "3002"} <= set(re.findall(r"\d{4}", answer["message"]))
        assert own_street.answer(path, order="3002", email=EMAIL)["outcome"] == "ok"


def test_nobody_is_asked_about_orders_that_are_not_theirs(own_street: Street) -> None:
    arrive(own_street.database, own_street.store, shared_parcel("3001", "3002"))
    shared = own_street.ask(PATH, order="1Z5R89390357567127", email="someone@example.org")
    unknown = own_street.ask(PATH, order="1Z5R89390357567128", email="someone@example.org")
    assert shared.text.replace("567127", "567128") == unknown.text
    assert own_street.ask(PATH, order="1Z5R89390357567127").status_code == 400
