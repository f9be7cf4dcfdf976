"""What staff ask of the shelf as a whole, and shoppers do not."""

from __future__ import annotations

import pytest

from connector.api import examples
from connector.records import Kind
from connector.storage.stores import Scope
from tests.api.conftest import Street, arrive
from tests.storage.shop import deleted

PATH = "/v1/stock/insights"
LISTS = ("out_of_stock", "best_sellers", "selling_fast")


def test_a_key_that_speaks_to_shoppers_is_told_whose_this_is(street: Street) -> None:
    response = street.ask(PATH)
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["type"].endswith("bad-request")
    assert "`agent` or `admin`" in response.json["detail"]
    assert street.ask(PATH, "").status_code == 401


@pytest.mark.parametrize("scope", [Scope.AGENT, Scope.ADMIN])
def test_staff_see_what_sells_and_what_is_missing(street: Street, scope: Scope) -> None:
    facts = street.answer(PATH, street.keys[scope])["facts"]
    assert [row["sku"] for row in facts["out_of_stock"]] == ["CUP-SKY"]
    assert [(row["sku"], row["units_sold_28d"]) for row in facts["best_sellers"]] == [
        ("CUP-RED", 2)
    ]
    assert facts["selling_fast"] == []


@pytest.mark.parametrize("kind", LISTS)
def test_one_list_is_given_where_one_is_asked_for(street: Street, kind: str) -> None:
    facts = street.as_agent(PATH, kind=kind)["facts"]
    assert [name for name in LISTS if facts[name] is not None] == [kind]


@pytest.mark.parametrize(
    "query", [{"kind": "worst_sellers"}, {"limit": "0"}, {"limit": "101"}, {"days": "7"}]
)
def test_what_cannot_be_asked_is_said_so(street: Street, query: dict[str, str]) -> None:
    response = street.ask(PATH, street.keys[Scope.AGENT], **query)
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["parameter"] == next(iter(query))


def test_another_shops_sales_are_not_seen(street: Street) -> None:
    facts = street.answer(PATH, street.others_key)["facts"]
    assert facts["best_sellers"] == facts["out_of_stock"] == []


def test_a_limit_is_kept_in_every_list(own_street: Street) -> None:
    facts = own_street.as_agent(PATH, limit="1")["facts"]
    assert [len(facts[name]) for name in LISTS] == [1, 1, 0]


def test_a_deleted_order_sold_nothing(own_street: Street) -> None:
    assert own_street.as_agent(PATH, kind="best_sellers")["facts"]["best_sellers"]
    gone = deleted(Kind.ORDER, examples.ORDER.id, 0, final=True)
    arrive(own_street.database, own_street.store, [gone])
    answer = own_street.as_agent(PATH, kind="best_sellers", locale="de")
    assert answer["facts"]["best_sellers"] == []
    assert answer["message"] == "In den letzten 28 Tagen wurde nichts verkauft."
