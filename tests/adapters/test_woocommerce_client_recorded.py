"""What a real shop answered is understood, and its refusals are told apart."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from adapters.woocommerce.client_policies import is_written
from adapters.woocommerce.client_records import fulfillment, local_time, refund, review, time_zone
from adapters.woocommerce.client_shapes import (
    FulfillmentPayload,
    Index,
    PagePayload,
    RefundPayload,
    ReviewPayload,
    SystemStatus,
    VariationPayload,
    WebhookPayload,
)
from adapters.woocommerce.products import product_changes
from adapters.woocommerce.rest_failures import (
    Answer,
    BadParameter,
    Gone,
    KeyUnseen,
    NoRoute,
    Passing,
    failure,
)
from connector.contract import Payload
from connector.errors import AccessDenied, AccessRevoked, StorewireError
from connector.records import Shipment
from tests.data import needs_data, shared_data

pytestmark = needs_data


def recorded(name: str) -> dict[str, Any]:
    path = shared_data() / "woocommerce" / "rest" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def body(name: str) -> bytes:
    return json.dumps(recorded(name)["body"]).encode()


def rows(name: str, shape: type[Payload]) -> list[Any]:
    return list(msgspec.json.decode(body(name), type=list[shape]))  # type: ignore[valid-type]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("error_401_nokey", KeyUnseen),
        ("error_401_badkey", KeyUnseen),
        ("error_401_http_basic", KeyUnseen),
        ("error_401_wrong_secret", AccessRevoked),
        ("error_401_readkey_write", AccessDenied),
        ("error_401_writekey_read", AccessDenied),
        ("error_403_lowly", AccessDenied),
        ("error_404_order", Gone),
        ("error_deleted_order", Gone),
        ("error_404_route", NoRoute),
        ("order_shipment_trackings_404", NoRoute),
        ("error_400_orderby", BadParameter),
        ("error_400_param", BadParameter),
        ("error_400_refund_too_big", Passing),
        ("wp_settings_with_wc_key", AccessDenied),
    ],
)
def test_a_recorded_refusal_is_known_for_what_it_is(name: str, kind: type[StorewireError]) -> None:
    said = recorded(name)
    method = said.get("request", {}).get("method", "GET")
    answer = Answer(status=said["status"], headers=dict(said["headers"]), body=body(name))
    assert type(failure(answer, method)) is kind


def test_recorded_lists_tell_their_totals() -> None:
    for name, total in (("refunds_all", 3), ("orders_page99_empty", 0), ("webhooks", 60)):
        said = recorded(name)
        answer = Answer(status=200, headers=dict(said["headers"]), body=body(name))
        assert answer.total == total
        assert failure(answer, "GET") is None


def test_recorded_refunds_are_understood() -> None:
    found = {each.id: refund(each, "1", "EUR") for each in rows("refunds_all", RefundPayload)}
    assert [(line.line_id, str(line.quantity)) for line in found[35].lines or ()] == [("13", "1")]
    assert found[36].lines == ()


def test_recorded_reviews_are_understood() -> None:
    found = [review(each) for each in rows("reviews_all_status", ReviewPayload)]
    assert {each.raw_status for each in found} == {"approved", "hold"}
    assert all(each.rating and each.created_at for each in found)


def test_a_recorded_fulfillment_is_understood() -> None:
    payload = msgspec.json.decode(body("fulfillment_update_put"), type=FulfillmentPayload)
    index = msgspec.json.decode(body("index_wp_json"), type=Index)
    found = fulfillment(payload, "24", time_zone(index))
    assert isinstance(found, Shipment)
    assert found.tracking
    assert found.lines
    assert found.updated_at == local_time("2026-11-21 22:32:00", time_zone(index))


def test_recorded_variations_are_understood() -> None:
    found = rows("variations_all_endpoint", VariationPayload)
    assert all(tuple(product_changes(each)) for each in found)


def test_recorded_webhooks_and_settings_are_understood() -> None:
    assert {each.status for each in rows("webhooks", WebhookPayload)} == {"active", "disabled"}
    status = msgspec.json.decode(body("system_status_trimmed"), type=SystemStatus)
    assert (status.environment.version, status.environment.wp_cron) == ("10.5.0", False)


def test_the_recorded_sample_page_is_no_policy() -> None:
    (page,) = rows("wp_pages_slug", PagePayload)
    assert not is_written(page)
