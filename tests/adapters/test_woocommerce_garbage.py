"""What no shop should send and some plugin will."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.contract import Delivery
from connector.errors import Malformed
from tests.adapters.woocommerce_recorded import (
    altered,
    parsed,
    recorded,
)


@pytest.mark.parametrize("value", [{"msg": "x"}, [1], None, True, 1.5])
def test_meta_of_any_kind_is_passed_over(value: Any) -> None:
    keys = ("_gift", "_order_number", "_fulfillment_status", "_anonymized")
    meta = [{"id": 1, "key": key, "value": value} for key in keys]
    plain = altered("order_updated", meta_data=[])
    assert altered("order_updated", meta_data=meta) == plain


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "1e999999", "", "12,50", None, True])
@pytest.mark.parametrize("place", ["total", "line", "tax", "quantity", "refund"])
def test_garbage_for_money_fails_the_delivery_with_its_place(amount: Any, place: str) -> None:
    body = json.loads(recorded("order_updated_partial_refund").body)
    line, refund = body["line_items"][0], body["refunds"][0]
    target, key = {
        "total": (body, "total"),
        "line": (line, "total"),
        "tax": (line, "total_tax"),
        "quantity": (line, "quantity"),
        "refund": (refund, "total"),
    }[place]
    target[key] = amount
    with pytest.raises(Malformed) as failure:
        altered("order_updated_partial_refund", **body)
    assert failure.value.path.startswith("$.")


@pytest.mark.parametrize(
    "key",
    [
        "id",
        "number",
        "status",
        "currency",
        "total",
        "refunds",
        "line_items",
        "meta_data",
        "billing",
    ],
)
def test_a_missing_field_fails_the_delivery_and_is_named(key: str) -> None:
    delivery = recorded("order_updated")
    body = {k: v for k, v in json.loads(delivery.body).items() if k != key}
    with pytest.raises(Malformed) as failure:
        parsed(Delivery(headers=delivery.headers, body=json.dumps(body).encode()))
    assert failure.value.path == f"$.{key}"


@pytest.mark.parametrize("key", ["date_created_gmt", "date_modified_gmt"])
def test_an_order_without_its_dates_fails(key: str) -> None:
    with pytest.raises(Malformed) as failure:
        altered("order_updated", **{key: None})
    assert failure.value.path == f"$.{key}"


def test_an_order_of_no_known_currency_fails() -> None:
    with pytest.raises(Malformed):
        altered("order_updated", currency="€")


def json_values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    return st.recursive(
        leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
    )


def fields_of(name: str) -> Iterator[tuple[str, str]]:
    for key in json.loads(recorded(name).body):
        yield name, key


FIELDS = [*fields_of("order_updated_partial_refund"), *fields_of("product_created_variation")]


@given(st.sampled_from(FIELDS), json_values())
def test_whatever_stands_in_a_field_it_is_read_or_refused(
    field: tuple[str, str], value: Any
) -> None:
    name, key = field
    try:
        changes = altered(name, **{key: value})
    except Malformed:
        return
    assert b"NaN" not in msgspec.json.encode(changes)
