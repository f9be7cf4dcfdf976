"""How a request shows the key: Basic over https, else an OAuth 1.0a signature in the query.

A signature tells nothing of the secret and holds for one request. So it is also what is used over
https where the Authorization header gets lost on the way; the secret itself is never put into an
address, where servers log it: https://github.com/woocommerce/woocommerce/issues/17271
"""

from __future__ import annotations

import secrets
import time
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, urlencode

import requests
from woocommerce.oauth import OAuth

Param = str | int | bool | Sequence[str]


class Way(StrEnum):
    BASIC = "basic"
    SIGNED = "signed"
    SIGNED_AS_HTTP = "signed as http"
    """Over https, to a WordPress that takes it for http because a proxy ends TLS before it."""
    OPEN = "open"
    """Without a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    consumer_key: str
    consumer_secret: str = field(repr=False)


def as_query(params: Mapping[str, Param]) -> dict[str, str]:
    """Lists joined by commas: PHP keeps only the last of a name that is repeated."""
    return {name: as_text(value) for name, value in params.items()}


def as_text(value: Param) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else ",".join(value)


def encoded(address: str, query: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(query, quote_via=quote, safe=',:')}" if query else address


def signed(method: str, address: str, query: Mapping[str, str], key: Key) -> dict[str, str]:
    """The query with its signature, made by WooCommerce's own client. Of it only the arithmetic is
    used: its nonces repeat (8 digits) and it signs values with a "/" wrongly; we send none."""
    params = {
        **query,
        "oauth_consumer_key": key.consumer_key,
        "oauth_timestamp": str(int(time.time())),
        "oauth_nonce": secrets.token_hex(20),
        "oauth_signature_method": "HMAC-SHA256",
    }
    oauth = OAuth(address, key.consumer_key, key.consumer_secret, method=method)
    signature: str = oauth.generate_oauth_signature(dict(params), address)
    return {**params, "oauth_signature": signature}


def shown(
    method: str, address: str, params: Mapping[str, Param], way: Way, key: Key
) -> tuple[str, dict[str, str]]:
    """The address to ask, and the headers that show the key."""
    query = as_query(params)
    if way is Way.OPEN:
        return encoded(address, query), {}
    if way is Way.BASIC:
        pair = f"{key.consumer_key}:{key.consumer_secret}".encode()
        return encoded(address, query), {"Authorization": f"Basic {b64encode(pair).decode()}"}
    as_seen = address
    if way is Way.SIGNED_AS_HTTP:
        as_seen = address.replace("https://", "http://", 1)
    return encoded(address, signed(method, as_seen, query, key)), {}


def only(
    headers: Mapping[str, str],
) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """As `auth` of a request: these headers, and nothing out of a .netrc file."""

    def put(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(headers)
        return request

    return put
