"""How far somebody is believed who asks about an order."""

from __future__ import annotations

from typing import Any

import pytest

from connector.api import examples, orders
from connector.api.trust import Shopper
from connector.records import Buyer
from connector.storage.stores import Scope
from tests.api.conftest import EMAIL, PHONE, POSTCODE, Street, arrive, order
from tests.api.test_order_status import shared_parcel
from tests.statements import statements

PATHS = ("/v1/order-status", "/v1/refund-status", "/v1/return-policy")
BUYER = examples.ORDER.buyer
assert BUYER is not None


def vouching(monkeypatch: pytest.MonkeyPatch, shopper: Shopper | None) -> None:
    monkeypatch.setattr(orders, "vouched_for", lambda: shopper)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_about_an_order_says_how_far_who_asked_is_believed(
    street: Street, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert street.answer(path, order="1001", postcode=POSTCODE)["trust"] == "claimed"
    assert street.answer(path, order="1001", postcode="99999")["trust"] == "anonymous"
    for scope in (Scope.AGENT, Scope.ADMIN):
        for number in ("1001", "7777"):
            assert street.answer(path, street.keys[scope], order=number)["trust"] == "agent"
    vouching(monkeypatch, Shopper(email=EMAIL))
    assert street.answer(path, order="1001")["trust"] == "verified"


@pytest.mark.parametrize("path", ["/v1/stock?q=cup", "/v1/return-policy?country=DE", "/v1/hours"])
def test_other_answers_say_nothing_of_it(street: Street, path: str) -> None:
    assert street.answer(path)["trust"] is None


@pytest.mark.parametrize(
    "shopper",
    [
        Shopper(email="Maryam@Example.com "),
        Shopper(phone=PHONE),
        Shopper(phone="030 901820"),
        Shopper(customer_id="customer-7"),
        Shopper(email="another@example.com", customer_id="customer-7"),
    ],
)
def test_who_is_vouched_for_needs_no_second_fact(
    own_street: Street, monkeypatch: pytest.MonkeyPatch, shopper: Shopper
) -> None:
    theirs = order("3001", Buyer(customer_id="customer-7", emails=(EMAIL,), phones=(PHONE,)))
    arrive(own_street.database, own_street.store, [theirs])
    vouching(monkeypatch, shopper)
    answer = own_street.answer(PATHS[0], order="3001")
    assert (answer["outcome"], answer["trust"]) == ("ok", "verified")
    assert own_street.answer(PATHS[0], order="1002")["trust"] == "anonymous"
    assert own_street.ask(PATHS[0], order="2001").json == {
        **own_street.answer(PATHS[0], order="7777"),
        "message": own_street.answer(PATHS[0], order="7777")["message"].replace("7777", "2001"),
    }, "not of another shop with a customer of that name"


def test_another_persons_order_is_claimed_by_its_facts(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    vouching(monkeypatch, Shopper(email="someone@example.org"))
    assert street.answer(PATHS[0], order="1001", email=EMAIL)["trust"] == "claimed"
    assert street.answer(PATHS[0], order="1001")["outcome"] == "no_match"
    wrong = street.answer(PATHS[0], order="1001", postcode="99999")
    assert (wrong["outcome"], wrong["trust"]) == ("no_match", "anonymous")


def test_a_fact_that_does_not_fit_takes_nothing_from_who_is_vouched_for(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    vouching(monkeypatch, Shopper(email=EMAIL))
    assert street.answer(PATHS[0], order="1001", postcode="99999")["trust"] == "verified"


def test_nobody_is_vouched_for_by_an_empty_name(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    for shopper in (Shopper(), Shopper(phone="---"), Shopper(email=" ")):
        vouching(monkeypatch, shopper)
        assert street.ask(PATHS[0], order="1001").status_code == 400


@pytest.mark.parametrize("fact", [{}, {"email": "someone@example.org"}])
def test_what_is_not_theirs_costs_them_the_same_reads_as_what_is_not_there(
    street: Street, monkeypatch: pytest.MonkeyPatch, fact: dict[str, str]
) -> None:
    vouching(monkeypatch, Shopper(email="lilei@example.org", customer_id="customer-9"))
    with statements(street.database) as not_theirs:
        wrong = street.ask(PATHS[0], order="1001", **fact)
    with statements(street.database) as not_there:
        none = street.ask(PATHS[0], order="7777", **fact)
    assert not_theirs == not_there
    assert wrong.text.replace("1001", "7777") == none.text
    looked = [statement for statement in not_there if "JOIN terms" in statement]
    assert len(looked) == 1 + bool(fact), "as themselves, and then with what they offered"


def test_a_verified_shopper_sees_hints_and_people_of_the_shop_see_all(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    def contact() -> Any:
        return street.answer(PATHS[0], order="1001", email=EMAIL)["facts"]["contact"]

    assert contact() is None
    vouching(monkeypatch, Shopper(email=EMAIL))
    assert contact()["email_hints"] == ["m•••@e•••.com"]
    assert (contact()["name"], contact()["emails"], contact()["postcode"]) == (None, [], None)
    told = street.as_agent(PATHS[0], order="1001")["facts"]["contact"]
    assert (told["emails"], told["phones"], told["town"]) == ([EMAIL], [PHONE], "Berlin")


@pytest.mark.parametrize("path", PATHS)
def test_several_orders_are_asked_back_about_whoever_asks(
    own_street: Street, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    arrive(own_street.database, own_street.store, shared_parcel("3001", "3002"))
    number = "1Z5R89390357567127"
    claimed = own_street.answer(path, order=number, email=EMAIL)
    agents = own_street.as_agent(path, order=number)
    vouching(monkeypatch, Shopper(email=EMAIL))
    verified = own_street.answer(path, order=number)
    answers = (claimed, verified, agents)
    assert [(a["outcome"], a["facts"], a["trust"]) for a in answers] == [
        ("choose", None, trust) for trust in ("claimed", "verified", "agent")
    ]
    one = own_street.answer(path, order="3002")
    assert (one["outcome"] != "choose", one["trust"]) == (True, "verified")


def test_the_document_says_who_may_see_what(street: Street) -> None:
    document = street.app.test_client().get("/openapi.json").json
    assert document is not None
    schemas = document["components"]["schemas"]
    assert schemas["OrderContact"]["properties"]["emails"]["x-least-trust"] == "agent"
    assert schemas["OrderStatusFacts"]["properties"]["contact"]["x-least-trust"] == "verified"
    assert schemas["OrderStatusFacts"]["properties"]["total"]["x-least-trust"] == "claimed"
    levels = schemas["OrderStatusAnswer"]["properties"]["trust"]["anyOf"][0]["enum"]
    assert levels == ["anonymous", "claimed", "verified", "agent"]
