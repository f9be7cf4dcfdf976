"""Tracking numbers of plugins and core fulfilments, in all the shapes PHP gives them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connector.records import (
    EVERY,
    FulfillmentStatus,
    Kind,
    Order,
    Ref,
    Shipment,
    ShipmentStatus,
)
from tests.adapters.woocommerce_recorded import (
    altered,
    only,
    parsed,
    recorded,
    refs,
)


def tracking(*values: Any) -> list[dict[str, Any]]:
    return [
        {"id": n, "key": "_wc_shipment_tracking_items", "value": v} for n, v in enumerate(values)
    ]


def test_a_tracking_number_is_a_parcel_nobody_has_scanned() -> None:
    changes = parsed(recorded("order_updated_tracking"))
    dhl, courier = (change for change in changes if isinstance(change, Shipment))
    assert (dhl.carrier, dhl.tracking[0].number) == ("dhl-de", "JJD0000000000000017")
    assert dhl.shipped_at == datetime(2026, 3, 3, 12, 30, tzinfo=UTC)
    assert (courier.carrier, courier.shipped_at) == ("Lale Kurye", None)
    assert courier.tracking[0].url == "https://kurye.example.com/t/LK-7?lang=tr"
    assert dhl.status == courier.status == ShipmentStatus.PENDING
    assert only(Order, changes).shipment_ids == (dhl.id, courier.id)


def test_a_parcel_without_an_id_is_told_apart_by_order() -> None:
    """Two orders packed together share the number."""
    meta = tracking([{"tracking_number": 17}])
    one, other = (altered(name, meta_data=meta) for name in ("order_updated", "order_restored"))
    assert only(Shipment, one).tracking == only(Shipment, other).tracking
    assert only(Shipment, one).id != only(Shipment, other).id


def test_a_copied_order_does_not_take_the_parcel_of_the_first() -> None:
    """Copying an order copies its meta, the tracking id with it."""
    meta = tracking([{"tracking_id": "same", "tracking_number": "17"}])
    one, other = (altered(name, meta_data=meta) for name in ("order_updated", "order_restored"))
    assert only(Shipment, one).id == "1002-same"
    assert only(Shipment, one).id != only(Shipment, other).id
    assert only(Order, other).shipment_ids == (only(Shipment, other).id,)


def test_tracking_kept_as_json_text_is_read() -> None:
    items = [{"tracking_id": "a", "tracking_number": "17"}, {"tracking_id": "b"}]
    listed, gaps = (
        altered("order_updated", meta_data=tracking(value))
        for value in (json.dumps(items), json.dumps({"1": items[0], "4": items[1]}))
    )
    assert listed == gaps == altered("order_updated", meta_data=tracking(items))
    assert only(Order, listed).shipment_ids == ("1002-a", "1002-b")
    twice = altered("order_updated", meta_data=tracking(json.dumps(json.dumps(items))))
    assert only(Order, twice).shipment_ids is None


@pytest.mark.parametrize("escaped", ["&amp;", "&#038;", "&#38;", "&"])
def test_a_link_that_was_escaped_for_a_page_leads_where_it_should(escaped: str) -> None:
    link = f"https://kurye.example.com/t?no=7{escaped}copy=1"
    meta = tracking([{"tracking_id": "a", "custom_tracking_link": link}])
    (found,) = only(Shipment, altered("order_updated", meta_data=meta)).tracking
    assert found.url == "https://kurye.example.com/t?no=7&copy=1"


@pytest.mark.parametrize(("provider", "carrier"), [(0, ""), (12, "12"), (False, ""), (None, "")])
def test_a_carrier_that_is_no_text_costs_no_parcel(provider: Any, carrier: str) -> None:
    item = {"tracking_number": 17, "tracking_provider": provider, "date_shipped": 1772541000}
    parcel = only(Shipment, altered("order_updated", meta_data=tracking([item])))
    assert (parcel.carrier, parcel.tracking[0].number) == (carrier, "17")
    assert parcel.shipped_at == datetime(2026, 3, 3, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        ([], ()),
        ([""], ()),
        ([[]], ()),
        ([None], ()),
        ([{"0": {"tracking_id": "a"}, "2": {"tracking_id": "b"}}], ("a", "b")),
        ([[{"tracking_id": "a"}], [{"tracking_id": "b"}, {"tracking_id": "a"}]], ("a", "b")),
        ([["junk", 7, None, {"tracking_number": []}, {}, {"tracking_id": "b"}]], ("b",)),
        (["a:1:{serialized}"], None),
        ([" "], ()),
        (["null"], ()),
        (["7"], None),
        ([{"tracking_number": "loose"}], ()),
        ([[{"tracking_id": "a"}], 7], None),
    ],
)
def test_a_plugin_s_odd_tracking_hides_no_order(
    values: list[Any], numbers: tuple[str, ...] | None
) -> None:
    order = only(Order, altered("order_updated", meta_data=tracking(*values)))
    assert order.shipment_ids == (numbers and tuple(f"{order.id}-{number}" for number in numbers))


@pytest.mark.parametrize("shipped", ["", "soon", "9" * 30, "-1e5", None])
def test_an_odd_shipping_date_is_no_date(shipped: str | None) -> None:
    meta = tracking([{"tracking_id": "a", "date_shipped": shipped}])
    assert only(Shipment, altered("order_updated", meta_data=meta)).shipped_at is None


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://x.example/", "//x", "https://", "x"]
)
def test_only_a_web_link_is_shown(link: str) -> None:
    meta = tracking([{"tracking_id": "a", "tracking_number": "1", "custom_tracking_link": link}])
    assert only(Shipment, altered("order_updated", meta_data=meta)).tracking[0].url == ""


def fulfillment(value: Any) -> list[dict[str, Any]]:
    return [{"id": 1, "key": "_fulfillment_status", "value": value}]


@pytest.mark.parametrize(
    ("status", "meta", "expected"),
    [
        ("processing", "partially_fulfilled", FulfillmentStatus.PARTIALLY_FULFILLED),
        ("processing", "fulfilled", FulfillmentStatus.FULFILLED),
        ("awaiting-customs", "fulfilled", FulfillmentStatus.FULFILLED),
        ("processing", "unfulfilled", FulfillmentStatus.IN_PROGRESS),
        ("completed", "no_fulfillments", FulfillmentStatus.FULFILLED),
        ("cancelled", "fulfilled", FulfillmentStatus.CANCELLED),
        ("refunded", "partially_fulfilled", FulfillmentStatus.UNKNOWN),
        ("processing", "brand_new_word", FulfillmentStatus.IN_PROGRESS),
    ],
)
def test_core_fulfilments_win_over_the_status(
    status: str, meta: str, expected: FulfillmentStatus
) -> None:
    changes = altered("order_updated", status=status, meta_data=fulfillment(meta))
    order = only(Order, changes)
    assert (order.fulfillment_status, order.raw_fulfillment_status) == (expected, meta)
    assert order.raw_payment_status is None


def test_parcels_of_core_fulfilments_are_asked_for_and_not_hidden() -> None:
    changes = parsed(recorded("order_updated_fulfillments"))
    assert refs(changes) == [Ref(kind=Kind.SHIPMENT, id=EVERY, parent_id="1004")]
    assert only(Order, changes).shipment_ids is None
    none = altered("order_updated_fulfillments", meta_data=fulfillment("no_fulfillments"))
    assert (refs(none), only(Order, none).shipment_ids) == ([], ())
