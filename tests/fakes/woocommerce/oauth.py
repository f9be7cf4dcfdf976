"""OAuth 1.0a with one leg, as WooCommerce asks for it over plain http.

https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-rest-authentication.php
"""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Mapping
from urllib.parse import unquote

from tests.fakes.woocommerce.errors import unauthenticated
from tests.fakes.woocommerce.keys import Key, Keyring
from tests.fakes.woocommerce.php import Json, quoted

NAMES = (
    "oauth_consumer_key",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
)
METHODS = {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256"}
WINDOW = 15 * 60


class OAuth:
    """Remembers nonces."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._nonces: set[tuple[str, str]] = set()

    def user(self, method: str, url: str, query: Json, authorization: str) -> Key | None:
        """None where nothing is signed or nobody knows the key: the route then says 401 in its own
        words. Raises RestError 401 where a signature is wrong. `url` is without its query."""
        given = {**from_header(authorization), **query}
        missing = [name for name in NAMES if name not in given]
        if len(missing) == len(NAMES):
            return None
        if missing:
            what = "parameters" if len(missing) > 1 else "parameter"
            raise unauthenticated(f"Missing OAuth {what} {', '.join(missing)}")
        key = self._keyring.find(str(given["oauth_consumer_key"]))
        if key is None:
            return None
        check_signature(key, method, url, given)
        self._check_age(key, str(given["oauth_timestamp"]), str(given["oauth_nonce"]))
        return key

    def _check_age(self, key: Key, timestamp: str, nonce: str) -> None:
        if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > WINDOW:
            raise unauthenticated("Invalid timestamp.")
        if (key.consumer_key, nonce) in self._nonces:
            raise unauthenticated("Invalid nonce - nonce has already been used.")
        self._nonces.add((key.consumer_key, nonce))


def from_header(authorization: str) -> dict[str, str]:
    if not authorization.startswith("OAuth "):
        return {}
    return {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', authorization)}


def check_signature(key: Key, method: str, url: str, given: Mapping[str, object]) -> None:
    algorithm = METHODS.get(str(given["oauth_signature_method"]))
    if algorithm is None:
        raise unauthenticated("Invalid signature - signature method is invalid.")
    message = f"{method}&{quoted(url)}&{signed_query(given)}".encode()
    digest = hmac.digest(f"{key.consumer_secret}&".encode(), message, algorithm)
    theirs = unquote(str(given["oauth_signature"]).replace(" ", "+"))
    if not hmac.compare_digest(base64.b64encode(digest), theirs.encode()):
        raise unauthenticated("Invalid signature - provided signature does not match.")


def signed_query(given: Mapping[str, object]) -> str:
    """Encoded twice, and a list by its numbered keys."""
    pairs: list[str] = []
    for name in sorted(set(given) - {"oauth_signature"}):
        value = given[name]
        if isinstance(value, list):
            pairs += [f"{quoted(f'{name}[{at}]')}={quoted(str(v))}" for at, v in enumerate(value)]
        else:
            pairs.append(f"{quoted(name)}={quoted(str(value))}")
    return "%26".join(quoted(pair) for pair in pairs)
