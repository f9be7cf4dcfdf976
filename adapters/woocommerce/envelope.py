"""Which store sent a request, about what, and whether it is a resource at all."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, urlsplit

import msgspec

from adapters.woocommerce.entities import unescaped
from adapters.woocommerce.shapes import ErrorPayload
from adapters.woocommerce.values import UNREADABLE
from connector.contract import Delivery, Envelope, HmacSha256, Settings
from connector.errors import BadRequest

DEFAULT_PORTS = {"http": 80, "https": 443}


def identify(settings: Settings) -> str:
    """The store's address in one spelling. Raises BadRequest for anything but a web address."""
    return store_address(settings.get("url", ""))


def store_address(url: str) -> str:
    """`https://WWW.Demo.example.com/shop/` and `http://demo.example.com/shop` are one store.

    A store changes between these when its owner edits a setting. Raises BadRequest."""
    try:
        parts = urlsplit(url.strip())
        host, port = host_name(parts), parts.port
    except ValueError:
        raise BadRequest("The store's address cannot be read.", "url") from None
    if parts.scheme not in DEFAULT_PORTS or not host:
        raise BadRequest(
            "The store's address must begin with https:// or http:// and a host name,"
            " for example https://demo.example.com/.",
            "url",
        )
    suffix = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{host}{suffix}{parts.path.rstrip('/')}"


def host_name(parts: SplitResult) -> str:
    """Lower-case, ASCII, without a leading `www.`; an IPv6 address keeps its brackets."""
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return f"[{host}]"
    bare = host.removeprefix("www.")
    return (bare if "." in bare else host).encode("idna").decode()


def read_envelope(delivery: Delivery) -> Envelope:
    """No header tells the time, and the delivery id is no key: WooCommerce makes it of the webhook
    and the second, so that ten products made in one second share one id.

    The signature covers no header, so none of them may cost a signed delivery its 200: WooCommerce
    switches a webhook off after a few refusals, and each store has a delivery URL of its own."""
    topic, webhook = header(delivery, "x-wc-webhook-topic"), header(delivery, "x-wc-webhook-id")
    digest = hashlib.sha256(delivery.body).hexdigest()
    return Envelope(store=named_store(delivery), topic=topic, key=f"{webhook}:{topic}:{digest}")


def named_store(delivery: Delivery) -> str:
    """Empty where the header is missing or no address: the store is then known by its URL alone."""
    try:
        return store_address(header(delivery, "x-wc-webhook-source"))
    except BadRequest:
        return ""


def header(delivery: Delivery, name: str) -> str:
    """As UTF-8, which WSGI hands over as Latin-1: `https://bücher.example` comes unencoded."""
    value = delivery.headers.get(name, "").strip()
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def secret_forms(secret: str) -> tuple[str, ...]:
    """WooCommerce decodes entities in the stored secret before it signs, and may have stored what
    the owner typed with entities: https://github.com/woocommerce/woocommerce/pull/22722"""
    return tuple(dict.fromkeys((secret, unescaped(secret))))


signature = HmacSha256(headers=("x-wc-webhook-signature",), secret_forms=secret_forms)


def is_ping(delivery: Delivery) -> bool:
    """The unsigned form WooCommerce posts on saving a webhook, again after each delivery, until it
    is answered exactly 200: https://github.com/woocommerce/woocommerce/issues/15642"""
    marked = {"x-wc-webhook-signature", "x-wc-webhook-topic"} & delivery.headers.keys()
    return not marked and re.fullmatch(rb"webhook_id=[0-9]{1,20}", delivery.body) is not None


def platform_error(body: bytes) -> str | None:
    """`woocommerce_rest_cannot_view (401)` where the webhook's owner may not see the resource, or
    where it was gone before WooCommerce built the body: signed, and named like a real delivery.

    https://github.com/woocommerce/woocommerce/issues/37806"""
    if not re.match(rb'\s*\{\s*"(code|message|data|additional_)', body):
        return None  # A resource begins with its id: not worth decoding twice.
    try:
        error = msgspec.json.decode(body, type=ErrorPayload)
    except UNREADABLE:
        return None
    if error.id is not None:
        return None
    status = http_status(error.data)
    return error.code[:80] + (f" ({status})" if status else "")


class ErrorData(msgspec.Struct):
    status: int


def http_status(data: msgspec.Raw) -> int | None:
    """From `{"status":404}` or, in some of WooCommerce's own errors, from a bare `500`."""
    try:
        found = msgspec.json.decode(data, type=ErrorData | int)
    except UNREADABLE:
        return None
    return found.status if isinstance(found, ErrorData) else found
