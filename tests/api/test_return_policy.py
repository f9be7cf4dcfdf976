"""What can be returned, by country and by order."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from connector.api.examples import NOW
from connector.records import Buyer, Order, OrderLine, Policy, Product
from tests.api.conftest import EMAIL, Street, arrive, order

PATH = "/v1/return-policy"


@pytest.mark.parametrize("country", ["DE", "de", " De "])
def test_the_policy_of_a_country_is_found_in_either_case(street: Street, country: str) -> None:
    answer = street.answer(PATH, country=country)
    assert answer["facts"]["country"] == "DE"
    assert answer["facts"]["policy"]["merchantReturnDays"] == 30
    assert answer["citations"] == ["https://shop.example/returns"]


def test_an_order_gets_its_own_lines_and_the_country_it_went_to(street: Street) -> None:
    facts = street.answer(PATH, order="1001", email=EMAIL)["facts"]
    assert facts["country"] == "DE"
    assert facts["order_number"] == "#1001"
    assert [item["status"] for item in facts["items"]] == ["not_started"]


def test_a_country_without_a_policy_is_said_to_have_none(street: Street) -> None:
    answer = street.answer(PATH, country="TR")
    assert (answer["outcome"], answer["facts"]) == ("no_match", None)


def test_a_shop_without_a_policy_says_so(street: Street) -> None:
    answer = street.answer(PATH, street.others_key, country="TR")
    assert (answer["outcome"], answer["facts"]) == ("no_match", None)
    assert "polic" in answer["message"]


def test_a_wrong_fact_and_an_unknown_order_are_the_order_status_no_match(street: Street) -> None:
    fact = {"email": "someone@example.org"}
    wrong_fact = street.ask(PATH, order="1001", **fact).text
    assert wrong_fact.replace("1001", "7777") == street.ask(PATH, order="7777", **fact).text
    assert wrong_fact == street.ask("/v1/order-status", order="1001", **fact).text


def test_an_order_number_alone_is_not_enough(street: Street) -> None:
    response = street.ask(PATH, country="DE", order="1001")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["type"] == "/problems/second-fact-needed"


def test_people_of_the_shop_need_only_the_number(street: Street) -> None:
    assert street.as_agent(PATH, order="1001")["facts"]["order_number"] == "#1001"


def test_a_fact_without_its_order_is_not_ignored(street: Street) -> None:
    response = street.ask(PATH, country="DE", email=EMAIL)
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["parameter"] == "order"


@pytest.mark.parametrize("country", ["DEU", "D", "Germany", "12", "XQ"])
def test_what_is_no_country_is_refused(street: Street, country: str) -> None:
    response = street.ask(PATH, country=country)
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["parameter"] == "country"
    assert "ISO 3166-1" in response.json["detail"]


def bought(own_street: Street, **rules: Any) -> dict[str, Any]:
    """A cup that is sold out, in a shop with these rules."""
    line = OrderLine(id="1", title="Red cup", quantity=Decimal(1), product_id="601", sku="CUP-LAST")
    bare = order("1003", Buyer(name="Ayşe", emails=(EMAIL,)), lines=(line,), ship_to_country="GB")
    sold: Order = msgspec.structs.replace(bare, updated_at=NOW)
    gone = Product(id="601", title="Red cup", published=False, tags=("Last-Chance",))
    known = {"returnPolicyCategory": "MerchantReturnFiniteReturnWindow", "merchantReturnDays": 30}
    text = json.dumps({**known, **rules})
    terms = Policy(id="MerchantReturnPolicy", updated_at=NOW, document=text)
    arrive(own_street.database, own_street.store, [sold, gone, terms])
    item: dict[str, Any] = own_street.answer(PATH, order="1003", email=EMAIL)["facts"]["items"][0]
    return item


def test_a_products_tags_count_though_it_is_no_longer_on_sale(own_street: Street) -> None:
    item = bought(own_street, x_final_sale_tags=["last-chance"])
    assert (item["eligible"], item["reasons"]) == ("no", ["final_sale"])


def test_an_item_says_whether_it_can_be_returned_and_why(own_street: Street) -> None:
    item = bought(own_street, x_final_sale_tags=["something-else"])
    assert (item["eligible"], item["reasons"]) == ("yes", ["not_delivered_yet"])
    assert item["next_action"] == "wait"


def test_the_law_of_the_country_is_named_with_its_basis(street: Street) -> None:
    law = street.answer(PATH, country="DE")["facts"]["statutory"]
    assert law["preset"] == "eu-crd"
    assert "2011/83/EU" in law["legal_basis"]
