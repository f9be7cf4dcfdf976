"""Which store sent a request, about what, and whether it is a resource at all."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, urlsplit

import msgspec

from adapters.woocommerce.shapes import ErrorPayload
from adapters.woocommerce.values import UNREADABLE
from connector.contract import Delivery, Envelope, HmacSha256, Settings
from connector.errors import BadRequest, Malformed

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
    and the second, so that ten products made in one second share one id."""
    topic = required_header(delivery, "x-wc-webhook-topic")
    webhook = required_header(delivery, "x-wc-webhook-id")
    try:
        store = store_address(required_header(delivery, "x-wc-webhook-source"))
    except BadRequest as error:
        raise Malformed(f"x-wc-webhook-source: {error.detail}") from None
    digest = hashlib.sha256(delivery.body).hexdigest()
    return Envelope(store=store, topic=topic, key=f"{webhook}:{topic}:{digest}")


def required_header(delivery: Delivery, name: str) -> str:
    value = delivery.headers.get(name, "").strip()
    if not value:
        raise Malformed(f"The header {name} is missing.")
    return value


ENTITIES = {
    "lt": "<",
    "gt": ">",
    "amp": "&",
    "quot": '"',
    "#39": "'",
    "#x27": "'",
    "#34": '"',
    "#x22": '"',
    "#60": "<",
    "#62": ">",
    "#38": "&",
    "#x26": "&",
}
ENTITY = re.compile(r"&(lt|gt|amp|quot|#0*(?:39|34|60|62|38)|#[xX]0*(?:27|22|26));")


def unescaped(secret: str) -> str:
    """As WordPress's wp_specialchars_decode(ENT_QUOTES): these entities, once, and no others.

    https://developer.wordpress.org/reference/functions/wp_specialchars_decode/"""
    return ENTITY.sub(lambda m: ENTITIES[re.sub("(?<=[#x])0+", "", m[1].lower())], secret)


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
