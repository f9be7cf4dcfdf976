"""The owner's permission: by the authorization code grant, or out of the embedded page.

Functions for whatever serves the routes; all but `redeem` and `exchange` are pure. ShopifyAPI's
class-level settings are not used: its HMAC is computed on a class of its own for each call.

https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
import requests
import shopify
from shopify import session_token

from adapters.shopify.envelope import SHOP
from adapters.shopify.tokens import OFFLINE, grant, kept
from connector.errors import Unauthorized

FRESH = 90.0
"""Seconds a signed request holds; ShopifyAPI would take one of a day ago."""
COOKIE_LIFE = timedelta(minutes=10)
COOKIE_NAME = "storewire_shopify_install"
"""Set it Secure, HttpOnly, SameSite=Lax and with `COOKIE_LIFE`."""
PURPOSE = b"storewire: state cookie of a Shopify install, 1"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105
OFFLINE_TOKEN = "urn:shopify:params:oauth:token-type:offline-access-token"  # noqa: S105


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """`scopes` empty: Shopify takes those of the app's shopify.app.toml."""

    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Send the browser to `url` and give it the cookie."""

    url: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """`state` holds for one use: keep it until `until` and refuse it a second time."""

    shop: str
    code: str
    state: str
    until: datetime


class State(msgspec.Struct, frozen=True, kw_only=True):
    shop: str
    state: str
    until: datetime


def from_shopify(params: Mapping[str, str], secret: str, now: datetime) -> str:
    """The shop of a request that Shopify signed not long ago. Raises Unauthorized, which says no
    more, for any other."""
    shop, at = params.get("shop", ""), params.get("timestamp", "")
    signed = bool(secret) and with_secret(secret).validate_hmac(dict(params))
    fresh = at.isascii() and at.isdigit() and abs(now.timestamp() - int(at[:12])) <= FRESH
    if not (signed and fresh and SHOP.match(shop)):
        raise Unauthorized
    return shop


def with_secret(secret: str) -> Any:
    """ShopifyAPI reads the secret off a class, so each call gets a class of its own."""
    return type("OneSecret", (shopify.Session,), {"secret": secret})


def begin(app: App, shop: str, redirect_uri: str, now: datetime) -> Begun:
    """`shop` must be one that `identify` or `from_shopify` gave."""
    if not SHOP.match(shop):
        raise Unauthorized
    state = State(shop=shop, state=secrets.token_urlsafe(32), until=now + COOKIE_LIFE)
    asked = {"client_id": app.client_id, "redirect_uri": redirect_uri, "state": state.state}
    if app.scopes:
        asked["scope"] = ",".join(app.scopes)
    url = f"https://{shop}/admin/oauth/authorize?{urlencode(asked)}"
    return Begun(url=url, cookie=sealed(state, app.client_secret))


def finish(app: App, params: Mapping[str, str], cookie: str, now: datetime) -> Permission:
    """What came back, when it came to the browser, for the shop and in the time it was asked for.
    Raises Unauthorized, which says no more."""
    shop = from_shopify(params, app.client_secret, now)
    state = unsealed(cookie, app.client_secret)
    same = hmac.compare_digest(params.get("state", "").encode(), state.state.encode())
    code = params.get("code", "")
    if not (same and state.shop == shop and now < state.until and code):
        raise Unauthorized
    return Permission(shop=shop, code=code, state=state.state, until=state.until)


def redeem(
    app: App, permission: Permission, session: requests.Session, now: datetime
) -> dict[str, str]:
    """The settings to keep: a token of an hour and its refresh token."""
    fields = {"code": permission.code, "expiring": "1"} | credentials(app)
    return settings_of(
        app, permission.shop, kept(grant(session, permission.shop, fields), now, OFFLINE)
    )


def exchange(
    app: App, authorization: str, session: requests.Session, now: datetime
) -> dict[str, str]:
    """The same, out of the session token the embedded page sends: `Authorization: Bearer ...`."""
    shop = shop_of_session(app, authorization)
    fields = {
        "grant_type": EXCHANGE,
        "subject_token": authorization.removeprefix(session_token.PREFIX),
        "subject_token_type": ID_TOKEN,
        "requested_token_type": OFFLINE_TOKEN,
        "expiring": "1",
    }
    granted = grant(session, shop, fields | credentials(app))
    return settings_of(app, shop, kept(granted, now, OFFLINE))


def shop_of_session(app: App, authorization: str) -> str:
    """ShopifyAPI checks signature, audience, times and that issuer and shop are one; that there is
    an end, and the whole name of the shop, are ours to check."""
    if not app.client_secret:
        raise Unauthorized
    try:
        said = session_token.decode_from_header(authorization, app.client_id, app.client_secret)
    except (session_token.SessionTokenError, ValueError, TypeError):
        raise Unauthorized from None
    shop = str(said["dest"]).removeprefix("https://")
    if "exp" not in said or not SHOP.match(shop):
        raise Unauthorized
    return shop


def credentials(app: App) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.client_secret}


def settings_of(app: App, shop: str, token: dict[str, str]) -> dict[str, str]:
    return {"shop": shop} | credentials(app) | token


def missing_scopes(granted: str, wanted: Collection[str]) -> tuple[str, ...]:
    """Of those `wanted`, what a grant's `scope` leaves out; writing includes reading."""
    given = {scope.strip() for scope in granted.split(",")}
    given |= {scope.replace("write_", "read_", 1) for scope in given}
    return tuple(scope for scope in wanted if scope not in given)


def sealed(state: State, secret: str) -> str:
    """Signed with a key for this purpose alone: signed with the client secret itself, a cookie
    could be passed off as a webhook."""
    body = urlsafe_b64encode(msgspec.json.encode(state)).decode()
    return f"{body}.{signature(body, secret)}"


def unsealed(cookie: str, secret: str) -> State:
    body, _, given = cookie.partition(".")
    if not secret or not hmac.compare_digest(signature(body, secret).encode(), given.encode()):
        raise Unauthorized
    return msgspec.json.decode(urlsafe_b64decode(body), type=State)


def signature(body: str, secret: str) -> str:
    key = hmac.digest(secret.encode(), PURPOSE, "sha256")
    return hmac.digest(key, body.encode(), "sha256").hex()
