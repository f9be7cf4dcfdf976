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
from connector.records import Buyer, Order, Product, Variant
from tests.adapters.woocommerce_recorded import (
    altered,
    only,
    parsed,
    recorded,
)


@pytest.mark.parametrize("value", [{"msg": "x"}, [1], None, True, 1.5])
def test_meta_of_any_kind_is_passed_over(value: Any) -> None:
    keys = ("_gift", "_order_number", "_fulfillment_status", "_anonymized")
    meta = [{"id": 1, "key": key, "value": value} for key in keys]
    plain = altered("order_updated", meta_data=[])
    assert altered("order_updated", meta_data=meta) == plain


def test_meta_with_gaps_is_read_like_a_list() -> None:
    metas = json.loads(recorded("order_updated_tracking").body)["meta_data"]
    gaps = {str(2 * place): meta for place, meta in enumerate(metas)}
    assert altered("order_updated_tracking", meta_data=gaps) == parsed(
        recorded("order_updated_tracking")
    )


@pytest.mark.parametrize("junk", [None, False, 7, 1.5, "", "a:0:{}"])
def test_meta_that_is_no_list_hides_no_order_and_no_known_parcel(junk: Any) -> None:
    plain = only(Order, altered("order_updated", meta_data=[]))
    order = only(Order, altered("order_updated", meta_data=junk))
    assert order == msgspec.structs.replace(plain, shipment_ids=None)


@pytest.mark.parametrize("junk", [None, 7, "x", [], [1], {}, {"key": {}}, {"key": [], "value": 1}])
def test_one_junk_entry_of_meta_hides_no_other(junk: Any) -> None:
    metas = json.loads(recorded("order_updated_tracking").body)["meta_data"]
    changes = altered("order_updated_tracking", meta_data=[junk, *metas])
    assert changes == parsed(recorded("order_updated_tracking"))


@pytest.mark.parametrize(("sku", "read"), [(77, "77"), (0, "0"), (None, ""), (False, "")])
def test_a_sku_that_is_no_text_is_read_as_such(sku: Any, read: str) -> None:
    line = json.loads(recorded("order_updated").body)["line_items"][0] | {"sku": sku}
    assert only(Order, altered("order_updated", line_items=[line])).lines[0].sku == read
    changes = altered("product_updated_simple", sku=sku)
    assert only(Product, changes).sku == only(Variant, changes).sku == read


def test_a_quantity_in_quotes_is_a_quantity() -> None:
    line = json.loads(recorded("order_updated").body)["line_items"][0] | {"quantity": "2"}
    assert only(Order, altered("order_updated", line_items=[line])).lines[0].quantity == 2


def test_an_address_of_no_fields_is_no_address() -> None:
    order = only(Order, altered("order_updated", shipping=[]))
    assert order.buyer.shipping_address is None
    assert (order.buyer.name, order.ship_to_country) == ("Elif Kaya", "TR")
    nobody = only(Order, altered("order_updated", billing=[], shipping=[]))
    assert (nobody.ship_to_country, nobody.buyer) == ("", Buyer(customer_id="8"))


def test_a_postcode_and_a_phone_that_are_numbers_are_kept() -> None:
    billing = json.loads(recorded("order_updated").body)["billing"]
    billing |= {"postcode": 34433, "phone": 902125550102, "state": False}
    found = only(Order, altered("order_updated", billing=billing)).buyer
    assert (found.billing_address.postal_code, found.billing_address.region) == ("34433", "")
    assert found.phones[0] == "902125550102"


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


@pytest.mark.parametrize("date", [None, "", "soon", "0001-01-01T00:00:00+05:00"])
@pytest.mark.parametrize("key", ["date_created_gmt", "date_modified_gmt"])
def test_an_order_without_its_dates_fails(key: str, date: Any) -> None:
    with pytest.raises(Malformed) as failure:
        altered("order_updated", **{key: date})
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
