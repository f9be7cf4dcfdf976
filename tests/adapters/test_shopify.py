"""Shopify's door: envelopes, signatures and what is recorded."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256

import msgspec
import pytest

from adapters.shopify import adapter
from adapters.shopify.ignored import IGNORED
from connector.contract import Delivery
from connector.errors import BadRequest, Malformed
from tests.adapters.shopify_recorded import (
    FIXTURES,
    RECORDINGS,
    SECRET,
    SHOP,
    body_of,
    changes,
    recorded,
    recording,
)


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_becomes_just_the_expected_changes(name: str) -> None:
    expected = json.loads((FIXTURES / f"{name}.json").read_text())
    assert json.loads(msgspec.json.encode(list(recorded(name)))) == expected


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_is_believed_for_its_shop_and_secret_alone(name: str) -> None:
    delivery = recording(name)
    assert adapter.read_envelope(delivery).store == SHOP
    assert adapter.signature.valid(delivery, ["an-older-secret", SECRET])
    assert not adapter.signature.valid(delivery, ["an-older-secret", ""])
    altered = Delivery(headers=delivery.headers, body=delivery.body + b" ")
    assert not adapter.signature.valid(altered, [SECRET])


def test_every_topic_is_recorded_and_none_is_both_used_and_ignored() -> None:
    assert {adapter.read_envelope(recording(name)).topic for name in RECORDINGS} == set(
        adapter.topics
    )
    assert not IGNORED & set(adapter.topics)


@pytest.mark.parametrize(
    "given",
    [SHOP, "LALE-demo.myshopify.com", f"https://{SHOP}", f"https://{SHOP}/", f" {SHOP}/ "],
)
def test_a_pasted_shop_address_is_understood(given: str) -> None:
    assert adapter.identify({"shop": given}) == SHOP


@pytest.mark.parametrize(
    "given",
    [
        "",
        "lale-demo",
        "lale.example.com",
        "-lale.myshopify.com",
        f"{SHOP}.example.com",
        f"{SHOP}\nx",
        f"{SHOP}\n.myshopify.com",
        f"example.com/{SHOP}",
        f"https://{SHOP}/admin",
        "lale@evil.myshopify.com",
    ],
)
def test_another_address_is_refused_with_what_to_give(given: str) -> None:
    with pytest.raises(BadRequest, match=r"my-shop\.myshopify\.com"):
        adapter.identify({"shop": given})


def test_events_headers_say_the_same_as_webhook_headers() -> None:
    envelope = adapter.read_envelope(recording("orders-updated-events-headers"))
    assert (envelope.store, envelope.topic) == (SHOP, "orders/updated")
    assert envelope.sent_at == datetime(2026, 10, 5, 8, 15, 30, 123457, UTC)


@pytest.mark.parametrize("value", ["", "yesterday", "2026-10-05T08:15:30", "1759651200"])
def test_a_time_that_is_none_does_not_lose_the_delivery(value: str) -> None:
    delivery = recording("orders-create")
    headers = {**delivery.headers, "x-shopify-triggered-at": value}
    assert adapter.read_envelope(Delivery(headers=headers, body=delivery.body)).sent_at is None


def without(*names: str) -> Delivery:
    delivery = recording("orders-create")
    dropped = {f"x-shopify-{name}" for name in names}
    headers = {k: v for k, v in delivery.headers.items() if k not in dropped}
    return Delivery(headers=headers, body=delivery.body)


def test_without_a_shop_it_is_no_delivery_of_shopify() -> None:
    with pytest.raises(Malformed):
        adapter.read_envelope(without("shop-domain"))


def test_no_other_header_costs_a_delivery_its_place() -> None:
    digest = sha256(recording("orders-create").body).hexdigest()[:32]
    nameless = adapter.read_envelope(without("webhook-id"))
    assert (nameless.store, nameless.topic) == (SHOP, "orders/create")
    assert nameless.key == f"orders/create:{digest}"
    assert adapter.read_envelope(without("topic")).topic == ""
    assert adapter.read_envelope(without("topic", "webhook-id")).key == f":{digest}"


def test_two_things_of_one_id_deleted_without_webhook_ids_are_two_deliveries() -> None:
    def key(topic: str) -> str:
        headers = {**without("webhook-id").headers, "x-shopify-topic": topic}
        return adapter.read_envelope(Delivery(headers=headers, body=b'{"id":1}')).key

    assert key("orders/delete") != key("products/delete")


def test_a_retry_has_the_same_key_and_another_body_another() -> None:
    first = recording("orders-create")
    again = Delivery(headers={**first.headers, "x-shopify-triggered-at": ""}, body=first.body)
    other = Delivery(headers=first.headers, body=first.body + b" ")
    key = adapter.read_envelope(first).key
    assert adapter.read_envelope(again).key == key
    assert adapter.read_envelope(other).key != key


def test_a_compliance_delivery_without_the_shop_header_finds_its_shop() -> None:
    delivery = recording("customers-data_request-without-shop-header")
    assert "x-shopify-shop-domain" not in delivery.headers
    assert adapter.read_envelope(delivery).store == SHOP


@pytest.mark.parametrize(
    "name", ["customers-data_request", "customers-redact", "shop-redact", "app-uninstalled"]
)
def test_one_shop_cannot_have_another_erased_or_stopped(name: str) -> None:
    delivery = recording(name)
    headers = {**delivery.headers, "x-shopify-shop-domain": "other-demo.myshopify.com"}
    with pytest.raises(Malformed, match="another shop"):
        adapter.read_envelope(Delivery(headers=headers, body=delivery.body))


@pytest.mark.parametrize("topic", ["customers/redact", "shop/redact", "app/uninstalled"])
def test_an_order_cannot_pass_for_a_request_to_erase_or_stop(topic: str) -> None:
    with pytest.raises(Malformed):
        changes(topic, recording("orders-create").body)


def test_bytes_that_are_no_text_are_refused_at_the_door() -> None:
    delivery = recording("customers-redact")
    with pytest.raises(Malformed):
        adapter.read_envelope(Delivery(headers=delivery.headers, body=b'{"shop_domain":"\xff"}'))


def test_the_placeholder_shop_of_the_official_sample_is_no_contradiction() -> None:
    delivery = recording("customers-redact")
    body = json.dumps(body_of("customers-redact", shop_domain="{shop}.myshopify.com")).encode()
    sample = Delivery(headers=delivery.headers, body=body)
    assert adapter.read_envelope(sample).store == SHOP
