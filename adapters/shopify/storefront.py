"""The app proxy: what a storefront asks of `/apps/<name>` Shopify asks of us, signed.

https://shopify.dev/docs/apps/build/online-store/app-proxies/authenticate-app-proxies
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from adapters.shopify.envelope import SHOP
from connector.contract import Params, Storefront, Visitor
from connector.errors import Unauthorized

SIGNATURE = "signature"
ADDS = frozenset({"shop", "path_prefix", "timestamp", "logged_in_customer_id", SIGNATURE})
LONGEST_TIME = 11
"""Digits: more is no year that a clock here can show."""


def signature(params: Params, secret: str) -> str:
    """Unlike that of webhooks and OAuth: hex, and nothing between the parameters."""
    said = sorted(
        f"{name}={','.join(values)}" for name, values in params.items() if name != SIGNATURE
    )
    return hmac.digest(secret.encode(), "".join(said).encode(), "sha256").hex()


def visitor(added: Mapping[str, str]) -> Visitor:
    """The customer's id is empty for who is not logged in."""
    shop, at, customer = (
        added.get(name, "") for name in ("shop", "timestamp", "logged_in_customer_id")
    )
    whole = at.isascii() and at.isdigit() and len(at) <= LONGEST_TIME
    is_id = not customer or (customer.isascii() and customer.isdigit())
    if not (SHOP.match(shop) and whole and is_id):
        raise Unauthorized
    return Visitor(store=shop, customer_id=customer, sent_at=datetime.fromtimestamp(int(at), UTC))


storefront = Storefront(adds=ADDS, signed_in=SIGNATURE, signature=signature, visitor=visitor)
