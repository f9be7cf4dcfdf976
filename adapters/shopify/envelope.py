"""Which shop, which topic, which delivery."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import sha256

import msgspec

from adapters.shopify.address import stand_in
from adapters.shopify.shapes import ShopName
from connector.contract import Delivery, Envelope, Settings, malformed
from connector.convert import Time, utc
from connector.errors import BadRequest, Malformed

SHOP = re.compile(r"\A[a-z0-9][a-z0-9\-_]*\.myshopify\.com\Z")

NAMES_ITS_SHOP = frozenset(
    {"customers/data_request", "customers/redact", "shop/redact", "app/uninstalled"}
)
"""Topics whose body names the shop. They erase or stop things, and the signature covers the body
only, so for these the header alone is not believed."""

body_shop = msgspec.json.Decoder(ShopName).decode


def identify(settings: Settings) -> str:
    """`lale-demo.myshopify.com`, also out of a pasted `https://lale-demo.myshopify.com/`."""
    stand_in(settings)  # Raises where that is wrong, before anything is asked there.
    given = settings.get("shop", "").strip().lower()
    shop = given.removeprefix("https://").removeprefix("http://").removesuffix("/")
    if not SHOP.match(shop):
        raise BadRequest(
            "The shop is its permanent address as Shopify gave it, such as "
            "my-shop.myshopify.com: not the shop's own domain and not admin.shopify.com.",
            "shop",
        )
    return shop


def read_envelope(delivery: Delivery) -> Envelope:
    """Only the shop is needed: the signature covers no header, so no other one may cost a signed
    delivery its 200. Without its id a delivery repeats another of the same topic and body."""
    topic = header(delivery, "topic")
    told_apart_by = header(delivery, "webhook-id") or topic
    return Envelope(
        store=shop_of(delivery, topic),
        topic=topic,
        key=f"{told_apart_by}:{sha256(delivery.body).hexdigest()[:32]}",
        sent_at=time_or_none(header(delivery, "triggered-at")),
    )


def header(delivery: Delivery, name: str) -> str:
    """Webhooks say `X-Shopify-Topic`, Events `shopify-topic`.

    https://shopify.dev/docs/api/events/latest"""
    headers = delivery.headers
    return headers.get(f"x-shopify-{name}") or headers.get(f"shopify-{name}") or ""


def shop_of(delivery: Delivery, topic: str) -> str:
    """Compliance deliveries have come without the header, so their body may stand in for it.

    https://github.com/Shopify/shopify-api-ruby/issues/1261"""
    named = header(delivery, "shop-domain").lower()
    inside = shop_in_body(delivery.body) if topic in NAMES_ITS_SHOP else ""
    if named and inside and named != inside:
        raise Malformed("The body is of another shop than the headers say.", "$.shop_domain")
    shop = named or inside
    if not SHOP.match(shop):
        raise Malformed("Neither header nor body names a myshopify.com shop.")
    return shop


def shop_in_body(body: bytes) -> str:
    """Empty where it names none, or only the `{shop}.myshopify.com` of Shopify's own samples."""
    try:
        said = body_shop(body)
    except msgspec.DecodeError as error:
        raise malformed(error) from None
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.") from None
    shop = (said.shop_domain or said.myshopify_domain or "").lower()
    return shop if SHOP.match(shop) else ""


def time_or_none(value: str) -> datetime | None:
    """Shopify writes nanoseconds; what is no time at all is as good as none."""
    try:
        return utc(msgspec.convert(value, Time))
    except (msgspec.ValidationError, OverflowError):
        return None
