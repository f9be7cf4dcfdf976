"""Who a WooCommerce delivery is from, whether it is one, and what it becomes."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.woocommerce import adapter
from adapters.woocommerce.entities import unescaped
from connector.contract import Delivery, Envelope
from connector.errors import BadRequest
from tests.adapters.woocommerce_recorded import (
    FIXTURES,
    NAMES,
    SECRET,
    parsed,
    recorded,
)


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_becomes_the_expected_changes(name: str) -> None:
    changes = json.loads(msgspec.json.encode(parsed(recorded(name))))
    assert changes == json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "ping"])
def test_only_the_store_s_own_secret_signs_a_delivery(name: str) -> None:
    delivery = recorded(name)
    tampered = Delivery(headers=delivery.headers, body=delivery.body + b" ")
    assert adapter.signature.valid(delivery, ["previous-secret", SECRET])
    assert not adapter.signature.valid(delivery, ["another-secret"])
    assert not adapter.signature.valid(tampered, [SECRET])


def test_a_store_without_a_secret_accepts_nothing() -> None:
    """WooCommerce signs with an empty key where its own secret is empty."""
    delivery = recorded("order_updated")
    signed = adapter.signature.sign(delivery, "")
    forged = Delivery(headers={**delivery.headers, **signed}, body=delivery.body)
    assert not adapter.signature.valid(forged, [""])
    assert not adapter.signature.valid(forged, [])


@pytest.mark.parametrize(
    ("stored", "used"),
    [
        ("a&amp;b", "a&b"),
        ("&lt;&gt;&quot;&#039;", "<>\"'"),
        ("&#39;&#x27;&#X0027;&#34;&#x22;&#60;&#062;&#38;&#x26;", "'''\"\"<>&&"),
        ("&amp;lt;", "&lt;"),
        ("&eacute;&nbsp;&LT;&#65;&amp", "&eacute;&nbsp;&LT;&#65;&amp"),
    ],
)
def test_a_secret_with_entities_is_used_the_way_wordpress_decodes_it(
    stored: str, used: str
) -> None:
    assert unescaped(stored) == used
    delivery = recorded("order_updated")
    signed = adapter.signature.sign(delivery, used)
    sent = Delivery(headers={**delivery.headers, **signed}, body=delivery.body)
    assert adapter.signature.valid(sent, [stored])


@pytest.mark.parametrize(
    "url",
    [
        "https://demo.example.com/",
        "http://demo.example.com",
        "https://www.Demo.example.com:443/",
        " http://demo.example.com:80/ ",
        "https://owner:password@demo.example.com./?lang=tr",
    ],
)
def test_every_spelling_of_a_store_s_address_is_one_store(url: str) -> None:
    assert adapter.identify({"url": url}) == "demo.example.com"


@pytest.mark.parametrize(
    ("url", "store"),
    [
        ("https://demo.example.com:8443/tr/", "demo.example.com:8443/tr"),
        ("http://[2001:DB8::1]:8080/shop", "[2001:db8::1]:8080/shop"),
        ("https://LÂLE.example/", "xn--lle-ila.example"),
        ("https://xn--lle-ila.example", "xn--lle-ila.example"),
        ("https://www.example", "www.example"),
        ("https://localhost/WordPress", "localhost/WordPress"),
    ],
)
def test_port_and_path_tell_stores_apart(url: str, store: str) -> None:
    assert adapter.identify({"url": url}) == store


@pytest.mark.parametrize(
    "url",
    [
        "",
        "demo.example.com",
        "ftp://demo.example.com/",
        "https:///shop",
        "https://[",
        "http://a:b/",
    ],
)
def test_an_address_that_is_none_is_refused_with_words(url: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        adapter.identify({"url": url})
    assert "address" in refusal.value.detail
    assert refusal.value.parameter == "url"


NAMED = ("x-wc-webhook-source", "x-wc-webhook-topic", "x-wc-webhook-id")


@given(st.sampled_from(NAMED), st.text())
def test_nothing_in_an_unsigned_header_refuses_a_delivery(name: str, text: str) -> None:
    headers = {**recorded("order_updated").headers, name: text}
    envelope = adapter.read_envelope(Delivery(headers=headers, body=b"{}"))
    assert envelope.key.endswith(":" + sha256(b"{}").hexdigest())


def envelope_without(*missing: str, **given: str) -> Envelope:
    delivery = recorded("order_updated")
    kept = {k: v for k, v in delivery.headers.items() if k.rpartition("-")[2] not in missing}
    headers = kept | {f"x-wc-webhook-{name}": value for name, value in given.items()}
    return adapter.read_envelope(Delivery(headers=headers, body=delivery.body))


def test_a_delivery_that_a_proxy_stripped_of_headers_is_still_one() -> None:
    whole, digest = envelope_without(), sha256(recorded("order_updated").body).hexdigest()
    assert envelope_without("source") == replace(whole, store="")
    assert envelope_without("id") == replace(whole, key=f":order.updated:{digest}")
    assert envelope_without("topic") == replace(whole, topic="", key=f"12::{digest}")
    assert envelope_without("source", "id", "topic").key == f"::{digest}"


@pytest.mark.parametrize("source", ["//weird", "https://", "https://a.example:99999x", "é {", " "])
def test_an_address_that_is_none_names_no_store(source: str) -> None:
    assert envelope_without(source=source).store == ""


def test_an_address_in_raw_utf8_is_the_one_in_punycode() -> None:
    """WSGI hands the bytes of a header over as Latin-1."""
    as_sent = "https://bücher.example/dükkân/".encode().decode("latin-1")
    store = adapter.identify({"url": "https://xn--bcher-kva.example/dükkân"})
    assert envelope_without(source=as_sent).store == store
    assert envelope_without(source="https://bücher.example/dükkân").store == store


def test_a_topic_that_is_not_ascii_is_kept_as_it_was_sent() -> None:
    as_sent = "action.sipariş".encode().decode("latin-1")
    assert envelope_without(topic=as_sent).topic == "action.sipariş"
    assert "action.sipariş" not in {*adapter.topics, *adapter.ignored}


def test_two_products_of_one_second_are_two_deliveries() -> None:
    """They share a delivery id, and a redelivery gets a new one: the body decides."""
    one = recorded("product_updated_simple")
    other = Delivery(headers=one.headers, body=recorded("product_updated_backorder").body)
    again = Delivery(headers={**one.headers, "x-wc-webhook-delivery-id": "x"}, body=one.body)
    assert adapter.read_envelope(one).key != adapter.read_envelope(other).key
    assert adapter.read_envelope(one).key == adapter.read_envelope(again).key


@pytest.mark.parametrize("header", ["x-wc-webhook-signature", "x-wc-webhook-topic"])
def test_only_a_bare_form_is_a_ping(header: str) -> None:
    ping = recorded("ping")
    assert adapter.is_ping(ping)
    assert not adapter.is_ping(Delivery(headers={**ping.headers, header: "x"}, body=ping.body))
    for body in (b"webhook_id=12\n", b"webhook_id=x", b"webhook_id=12&a=b", b"webhook_id="):
        assert not adapter.is_ping(Delivery(headers=ping.headers, body=body))
    assert not any(adapter.is_ping(recorded(name)) for name in NAMES if name != "ping")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"code":"wc_cannot","message":"No.","data":{"status":404}}', "wc_cannot (404)"),
        (b'{"code":"wc_cannot","message":"No.","data":500}', "wc_cannot (500)"),
        (b'{"code":"wc_cannot","message":"No.","data":null}', "wc_cannot"),
        (b' { "message":"No.", "code":"wc_cannot", "data":{"status":"x"}}', "wc_cannot"),
        (b'{"code":"wc_cannot","message":"No.","data":{"status":404},"id":7}', None),
        (b'{"code":"wc_cannot"}', None),
        (b'{"code":1,"message":"No.","data":500}', None),
        (b'{"code":"cut', None),
        (b'{"code":"\xff","message":"","data":1}', None),
        (b'{"code":' + b"[" * 100_000, None),
        (b"[]", None),
        (b"", None),
    ],
)
def test_the_store_s_own_error_is_told_from_a_resource(body: bytes, reason: str | None) -> None:
    assert adapter.platform_error(body) == reason


def test_a_shopper_cannot_make_an_order_look_like_an_error() -> None:
    note = '{"code":"woocommerce_rest_cannot_view","message":"","data":{"status":401}}'
    body = json.loads(recorded("order_updated").body) | {"customer_note": note, "code": note}
    assert adapter.platform_error(json.dumps(body).encode()) is None
    assert adapter.platform_error(json.dumps({"code": note, **body}).encode()) is None
    named = [name for name in NAMES if adapter.platform_error(recorded(name).body)]
    assert named == ["platform_error"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_private_outlives_parsing(name: str) -> None:
    kept = msgspec.json.encode(parsed(recorded(name)))
    for secret in (b"order_key", b"wc_order_", b"order-pay", b"203.0.113", b"Mozilla"):
        assert secret not in kept
    for word in (b"cost_of_goods", b"cogs", b"zang", "زنگ".encode(), b"deleted@site"):
        assert word not in kept
