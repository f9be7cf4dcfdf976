"""The owner's permission: by the authorization code grant, or out of the embedded page.

All but the two grants is pure. ShopifyAPI is imported where it is called: that takes longer than
all else here. Its class-level settings are not used: its HMAC is computed on a class of its own for
each call.

https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/token-exchange
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import requests
import structlog

from adapters.shopify.address import api_url
from adapters.shopify.checking import NEEDED
from adapters.shopify.envelope import SHOP, identify
from adapters.shopify.tokens import OFFLINE, Granted, app_fields, grant, kept
from connector.contract import Asked, Begun, Install, Opening, Setting, Settings
from connector.errors import Misconfigured, Unauthorized

log = structlog.get_logger(__name__)

FRESH = 90.0
"""Seconds a signed request holds; ShopifyAPI would take one of a day ago."""
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105
OFFLINE_TOKEN = "urn:shopify:params:oauth:token-type:offline-access-token"  # noqa: S105
ADMIN = "https://admin.shopify.com"
BEARER = "Bearer "
OF_THE_APP = ("client_id", "client_secret")


def authorize(begun: Begun) -> str:
    settings = begun.settings
    shop = identify(settings)
    needs_app(settings)
    asked = {
        "client_id": settings["client_id"],
        "redirect_uri": begun.callback_url,
        "state": begun.state,
    }
    if scopes := scopes_in(settings.get("scopes", "")):
        # Left out, Shopify takes those of the app's shopify.app.toml.
        asked["scope"] = ",".join(scopes)
    return f"{api_url(settings, shop)}/admin/oauth/authorize?{urlencode(asked)}"


def needs_app(settings: Settings) -> None:
    missing = [name for name in OF_THE_APP if not settings.get(name)]
    if missing:
        names = " and ".join(f"STOREWIRE_SHOPIFY_{name.upper()}" for name in missing)
        raise Misconfigured(
            f"Set {names} to what the app's settings in Shopify's Dev Dashboard say, and start "
            "Storewire again: without it no shop can be asked for access."
        )


def granted(settings: Settings, asked: Asked, session: requests.Session) -> Settings:
    """Out of the code that came back, a token of an hour and its refresh token. That it came back
    to the right browser, and once, is checked already."""
    shop = identify(settings)
    code = asked.params.get("code", "")
    if from_shopify(settings, asked) != shop or not code:
        raise Unauthorized
    fields = {"code": code, "expiring": "1"} | app_fields(settings)
    given = grant(session, api_url(settings, shop), fields)
    return settings_of(settings, shop, given, asked.at)


def opened(app: Settings, asked: Asked, session: requests.Session) -> Opening:
    """By the embedded page, which has a session token and needs nobody's yes any more; or by a
    signed link of the shop's admin."""
    if not all(app.get(name) for name in OF_THE_APP):
        raise Unauthorized
    if bearer := bearer_of(asked):
        return exchanged(app, bearer, asked, session)
    shop = from_shopify(app, asked)
    embedded = asked.params.get("embedded") == "1"
    return Opening(settings={**app, "shop": shop}, framed_by=frames(shop) if embedded else ())


def bearer_of(asked: Asked) -> str:
    """In a header from App Bridge; in the address when Shopify opens the page."""
    if "authorization" in asked.headers:
        return asked.headers["authorization"]
    in_address = asked.params.get("id_token", "")
    return f"{BEARER}{in_address}" if in_address else ""


def exchanged(app: Settings, bearer: str, asked: Asked, session: requests.Session) -> Opening:
    shop = shop_of_session(app, bearer)
    if asked.params.get("shop", shop) != shop:
        raise Unauthorized
    fields = {
        "grant_type": EXCHANGE,
        "subject_token": bearer.removeprefix(BEARER),
        "subject_token_type": ID_TOKEN,
        "requested_token_type": OFFLINE_TOKEN,
        "expiring": "1",
    }
    given = grant(session, api_url(app, shop), fields | app_fields(app))
    kept_then = settings_of(app, shop, given, asked.at)
    return Opening(settings=kept_then, granted=True, framed_by=frames(shop))


def frames(shop: str) -> tuple[str, ...]:
    """https://shopify.dev/docs/apps/build/security/set-up-iframe-protection"""
    return (f"https://{shop}", ADMIN)


def from_shopify(app: Settings, asked: Asked) -> str:
    """The shop of a request that Shopify signed not long ago. Raises Unauthorized, which says no
    more, for any other."""
    params, secret = asked.params, app.get("client_secret", "")
    shop, at = params.get("shop", ""), params.get("timestamp", "")
    signed = bool(secret) and with_secret(secret).validate_hmac(dict(params))
    fresh = at.isascii() and at.isdigit() and abs(asked.at.timestamp() - int(at[:12])) <= FRESH
    if not (signed and fresh and SHOP.match(shop)):
        raise Unauthorized
    return shop


def with_secret(secret: str) -> Any:
    """ShopifyAPI reads the secret off a class, so each call gets a class of its own."""
    import shopify

    return type("OneSecret", (shopify.Session,), {"secret": secret})


def shop_of_session(app: Settings, bearer: str) -> str:
    """ShopifyAPI checks signature, audience, times and that issuer and shop are one; that there is
    an end, and the whole name of the shop, are ours to check."""
    from shopify import session_token

    try:
        said = session_token.decode_from_header(bearer, app["client_id"], app["client_secret"])
    except (session_token.SessionTokenError, ValueError, TypeError):
        raise Unauthorized from None
    shop = str(said["dest"]).removeprefix("https://")
    if "exp" not in said or not SHOP.match(shop):
        raise Unauthorized
    return shop


def settings_of(begun: Settings, shop: str, given: Granted, at: datetime) -> dict[str, str]:
    """What is kept of a grant. `access_token` is emptied, or a pasted one would go before it."""
    note_scopes(shop, given.scope, scopes_in(begun.get("scopes", "")) or tuple(NEEDED))
    stand_in = {"api_url": begun["api_url"]} if begun.get("api_url") else {}
    own = {"shop": shop, "access_token": ""} | stand_in
    return own | app_fields(begun) | kept(given, at, OFFLINE)


def note_scopes(shop: str, given: str, wanted: Collection[str]) -> None:
    """An owner may agree to less: what then cannot be answered, `check` says in words."""
    if missing := missing_scopes(given, wanted):
        log.warning("shopify.scopes_missing", shop=shop, scopes=list(missing))


def missing_scopes(given: str, wanted: Collection[str]) -> tuple[str, ...]:
    """Of those `wanted`, what a grant's `scope` leaves out; writing includes reading."""
    found = set(scopes_in(given))
    found |= {scope.replace("write_", "read_", 1) for scope in found}
    return tuple(scope for scope in wanted if scope not in found)


def scopes_in(text: str) -> tuple[str, ...]:
    """`read_orders, read_products`, with commas or spaces between."""
    return tuple(text.replace(",", " ").split())


install = Install(
    authorize=authorize,
    granted=granted,
    grants=(*OF_THE_APP, "access_token"),
    app=(
        Setting(name="client_id", help="The client id of the app that all shops install"),
        Setting(name="client_secret", help="That app's client secret", secret=True),
        Setting(
            name="scopes",
            help="What owners are asked for, as read_orders,read_products; unset, it is what the "
            "app's shopify.app.toml says",
            required=False,
        ),
        Setting(
            name="api_url",
            help="Where the Admin API is asked instead of the shops' own addresses: a stand-in to "
            "try things with",
            required=False,
        ),
    ),
    opened=opened,
    # Makes App Bridge fetch a new session token and ask again.
    unauthorized_headers=(("X-Shopify-Retry-Invalid-Session-Request", "1"),),
)
