"""Who asks: the four ways in, and what each is told when it fails."""

from __future__ import annotations

import base64
import binascii

from werkzeug import Request

from tests.fakes.woocommerce.errors import unauthenticated
from tests.fakes.woocommerce.keys import Key, Keyring
from tests.fakes.woocommerce.oauth import OAuth
from tests.fakes.woocommerce.php import Json
from tests.fakes.woocommerce.switches import Switches

DENIED = "The API key provided does not have {} permissions."


class Door:
    def __init__(self, keyring: Keyring, switches: Switches) -> None:
        self._keyring = keyring
        self._switches = switches
        self._oauth = OAuth(keyring)

    def key(self, request: Request, query: Json) -> Key | None:
        """None for nobody. Raises RestError 401 for a wrong secret or signature, or a key that may
        not do this; an unknown key is nobody."""
        header = request.headers.get("Authorization", "")
        if self._switches.strip_authorization:
            header = ""
        found = None
        if secure(request, self._switches) or self._switches.basic_over_http:
            found = self._by_secret(*(given(query) or basic(header) or ("", "")))
        if found is None:
            found = self._oauth.user(request.method, url_of(request), query, header)
        if found and not found.allows(request.method):
            raise unauthenticated(DENIED.format(need(request.method)))
        return found

    def _by_secret(self, consumer_key: str, consumer_secret: str) -> Key | None:
        found = self._keyring.find(consumer_key)
        if found and found.consumer_secret != consumer_secret:
            raise unauthenticated("Consumer secret is invalid.")
        return found


def secure(request: Request, switches: Switches) -> bool:
    """`is_ssl()`: TLS of its own, or behind a proxy that WordPress is told of."""
    return request.scheme == "https" or switches.is_ssl


def url_of(request: Request) -> str:
    """As it was signed: without query."""
    return request.url_root.rstrip("/") + request.path


def given(query: Json) -> tuple[str, str] | None:
    key, secret = query.get("consumer_key"), query.get("consumer_secret")
    return (str(key), str(secret)) if key and secret else None


def basic(header: str) -> tuple[str, str] | None:
    if not header.startswith("Basic "):
        return None
    try:
        name, colon, secret = base64.b64decode(header[6:], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, secret) if colon else None


def need(method: str) -> str:
    return "read" if method in ("GET", "HEAD") else "write"
