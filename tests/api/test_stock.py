"""What is on the shelf."""

from __future__ import annotations

import pytest

from tests.api.conftest import Street

PATH = "/v1/stock"


@pytest.mark.parametrize(
    "query",
    [
        {"sku": "cup-red"},
        {"product": "501"},
        {"q": "Red CUP"},
        {"q": "red cup", "sku": ""},
        {"product": " 501 "},
    ],
)
def test_an_item_is_found_by_number_id_or_words(street: Street, query: dict[str, str]) -> None:
    answer = street.answer(PATH, **query)
    assert [item["sku"] for item in answer["facts"]["items"]] == ["CUP-RED"]
    assert answer["facts"]["items"][0]["quantity"] == 2


def test_what_is_not_sold_is_no_match_and_named_as_asked(street: Street) -> None:
    answer = street.answer(PATH, q="green teapot")
    assert (answer["outcome"], answer["facts"]) == ("no_match", None)
    assert "green teapot" in answer["message"]


def test_what_has_run_out_comes_with_what_may_do_instead(street: Street) -> None:
    answer = street.answer(PATH, sku="CUP-SKY", locale="tr")
    facts = answer["facts"]
    assert [item["sku"] for item in facts["items"]] == ["CUP-SKY"]
    assert [item["sku"] for item in facts["alternatives"]] == ["CUP-RED"]
    assert "Red cup" in answer["message"].splitlines()[-1]
    assert answer["next_actions"] == []
    assert street.answer(PATH, sku="CUP-RED")["facts"]["alternatives"] == []


def test_another_shops_shelf_is_not_seen(street: Street) -> None:
    for query in ({"sku": "GOMLEK-S"}, {"product": "801"}, {"product": "802"}, {"q": "gömlek"}):
        assert street.answer(PATH, street.others_key, **query)["outcome"] == "ok"
        assert street.answer(PATH, **query)["outcome"] == "no_match"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sku": "", "q": " "},
        {"sku": "CUP-RED", "q": "cup"},
        {"sku": "CUP-RED", "product": "501"},
        {"sku": "CUP-RED", "product": "501", "q": "cup"},
    ],
)
def test_exactly_one_thing_has_to_be_named(street: Street, query: dict[str, str]) -> None:
    response = street.ask(PATH, **query)
    assert response.status_code == 400
    assert response.json is not None
    for name in ("`sku`", "`product`", "`q`"):
        assert name in response.json["detail"]
