"""Parcels and their scans."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.records import (
    Shipment,
    ShipmentStatus,
)
from tests.adapters.shopify_recorded import (
    body_of,
    changes,
    only,
    recorded,
)


def shipment_after(**changed: Any) -> Shipment:
    return only(Shipment, changes("fulfillments/update", body_of("fulfillments-create", **changed)))


def test_a_split_parcel_has_both_numbers_with_their_links() -> None:
    (parcel,) = recorded("fulfillments-create")
    assert isinstance(parcel, Shipment)
    assert [(t.number, t.url[-12:]) for t in parcel.tracking] == [
        ("TRK100300001", "TRK100300001"),
        ("TRK100300002", "TRK100300002"),
    ]


@given(st.lists(st.just("TRK1"), max_size=3), st.lists(st.just("https://x.example/"), max_size=3))
def test_no_tracking_number_is_lost_for_want_of_a_link(numbers: list[str], urls: list[str]) -> None:
    parcel = shipment_after(
        tracking_numbers=numbers, tracking_urls=urls, tracking_number=None, tracking_url=None
    )
    assert [t.number for t in parcel.tracking if t.number] == numbers
    assert [t.url for t in parcel.tracking if t.url] == urls


def test_the_single_tracking_fields_stand_in_for_missing_lists() -> None:
    parcel = shipment_after(tracking_numbers=None, tracking_urls=[], tracking_url="javascript:1")
    assert [(t.number, t.url) for t in parcel.tracking] == [("TRK100300001", "")]


@pytest.mark.parametrize(
    ("status", "carrier", "meaning", "raw"),
    [
        ("success", None, ShipmentStatus.PENDING, "success"),
        ("success", "attempted_delivery", ShipmentStatus.ATTEMPT_FAILED, "attempted_delivery"),
        ("success", "picked_up", ShipmentStatus.DELIVERED, "picked_up"),
        ("cancelled", "in_transit", ShipmentStatus.CANCELLED, "cancelled"),
        ("failure", None, ShipmentStatus.EXCEPTION, "failure"),
        ("success", "beamed_up", ShipmentStatus.UNKNOWN, "beamed_up"),
        (None, None, ShipmentStatus.UNKNOWN, None),
    ],
)
def test_the_carrier_is_believed_before_the_shop_but_not_after_a_cancellation(
    status: str | None, carrier: str | None, meaning: ShipmentStatus, raw: str | None
) -> None:
    parcel = shipment_after(status=status, shipment_status=carrier)
    assert (parcel.status, parcel.raw_status) == (meaning, raw)


def test_a_parcel_alone_and_in_its_order_is_one_parcel() -> None:
    (alone,) = recorded("fulfillments-create")
    assert alone == only(Shipment, recorded("orders-partially_fulfilled"))
