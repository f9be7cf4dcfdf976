"""The table as a whole: what it covers, and that others can read its messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from connector.answers.headline import Headline
from connector.records import FulfillmentStatus, PaymentStatus, ReturnStatus, ShipmentStatus
from tests.data import needs_data, shared_data
from tests.situations import messages
from tests.situations.situation import LOCALES, Situation
from tests.situations.table import SITUATIONS

FEWEST = 75
AXES = {
    "payment_status": PaymentStatus,
    "fulfillment_status": FulfillmentStatus,
    "return_status": ReturnStatus,
    "headline": Headline,
}


def told(situations: tuple[Situation, ...], axis: str) -> set[str]:
    return {str(each.facts[axis]) for each in situations if axis in each.facts}


def test_there_are_many_situations_and_each_has_a_name_of_its_own() -> None:
    names = [situation.name for situation in SITUATIONS]
    assert len(names) >= FEWEST
    assert len(names) == len(set(names))


def parcels() -> set[str]:
    return {
        str(value)
        for situation in SITUATIONS
        for path, value in situation.facts.items()
        if path.startswith("shipments.") and path.endswith(".status")
    }


def missing(model: dict[str, Any]) -> Iterator[str]:
    """What a platform can say by its map and no situation is about."""
    known = {axis: told(SITUATIONS, axis) for axis in AXES}
    known["shipment_status"] = parcels()
    for axis, statuses in known.items():
        for word in sorted(mapped(model, axis) - statuses):
            yield f"{axis}: {word}"


def mapped(model: dict[str, Any], axis: str) -> set[str]:
    """Of the words that this project knows, those that Shopify, WooCommerce or Ecwid lead to."""
    shopify, woocommerce, ecwid = (model[name] for name in ("shopify", "woocommerce", "ecwid"))
    by_woocommerce = [each for each in woocommerce["status"].values() if isinstance(each, dict)]
    given: dict[str, set[str]] = {
        "payment_status": {
            *shopify["displayFinancialStatus"].values(),
            *(each["payment"] for each in by_woocommerce),
            *ecwid["paymentStatus"].values(),
        },
        "fulfillment_status": {
            *shopify["displayFulfillmentStatus"].values(),
            *(each["fulfillment"] for each in by_woocommerce),
            *ecwid["fulfillmentStatus"].values(),
        },
        "return_status": {*shopify["ReturnStatus"].values()},
        "headline": {each["order"] for each in by_woocommerce},
        "shipment_status": {*shopify["FulfillmentEventStatus"].values()},
    }
    ours: dict[str, Any] = {**AXES, "shipment_status": ShipmentStatus}
    return {word for word in given[axis] if word in set(ours[axis])}


@needs_data
def test_every_state_that_a_platform_can_tell_is_some_situation() -> None:
    model = json.loads((shared_data() / "model" / "status_maps.json").read_text())
    assert list(missing(model)) == []


def test_every_message_can_be_had_by_name_and_language() -> None:
    found = {}
    for name, locale, message in messages():
        found[name, locale] = message
        if len(found) == len(LOCALES):
            break
    assert {locale for _, locale in found} == set(LOCALES)
    assert all(found.values())
