"""The access token of one shop, alive, whichever of four ways it came.

A static `shpat_` token of an app made in the shop's own admin; one by client credentials, which
lives 24 hours and is asked for again; one by the authorization code grant or by token exchange,
which lives an hour and is renewed with a refresh token that changes each time.

https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import requests
import structlog

from adapters.shopify.address import api_url
from connector.contract import Account, Settings
from connector.errors import (
    AccessDenied,
    AccessRevoked,
    PlatformAway,
    StorewireError,
    Unauthorized,
)

log = structlog.get_logger(__name__)

TIMEOUT = (5.0, 30.0)
CREDENTIALS = "client_credentials"
OFFLINE = "offline"
"""By the owner's permission: an authorization code, or a session token exchanged."""
RENEW_AT = 0.8
"""Of its life."""

REOPEN = (
    "The shop's permission has run out or was taken back. Open the app in the shop's admin, or "
    "connect the shop again: `storewire connect shopify`."
)
WRONG_PAIR = (
    "Shopify does not know this client id with this client secret. Copy both from the app's "
    "settings in the Dev Dashboard; after changing the secret, give Storewire the new one."
)
NOT_YOURS = (
    "Client credentials work only for shops of the organisation that owns the app, and only while "
    "the app is installed there. Install it, or connect this shop by its install link."
)
PASTED = (
    "Shopify refuses the pasted access token. Was the app uninstalled, or the token made anew? "
    "Copy the Admin API access token from the app's API credentials once more."
)
NO_ACCESS = (
    "There is no access to this shop's API yet. Give the app's client id with its client secret, "
    "or an Admin API access token: `storewire connect shopify`."
)


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """What Shopify answers to every grant. Lives are in seconds; without one it does not end."""

    access_token: str
    scope: str = ""
    expires_in: int | None = None
    refresh_token: str = ""
    refresh_token_expires_in: int | None = None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    error: str = ""


def utc_now() -> datetime:
    return datetime.now(UTC)


class Tokens:
    def __init__(
        self,
        shop: str,
        account: Account,
        session: requests.Session,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._shop = shop
        self._account = account
        self._session = session
        self._now = now

    def current(self) -> str:
        """Renews it when four fifths of its life are over; while that fails, the old one serves."""
        settings = self._account.settings
        if is_static(settings):
            return settings["access_token"]
        token = settings.get("token", "")
        if not token:
            return self._renew("")
        if not self._due(settings):
            return token
        try:
            return self._renew(token)
        except PlatformAway:
            if self._over(settings):
                raise
            log.warning("shopify.token_not_renewed", shop=self._shop)
            return token

    def renewed(self, stale: str) -> str:
        """Another one than `stale`, which Shopify has just refused."""
        if is_static(self._account.settings):
            raise self.revoked()
        return self._renew(stale)

    def revoked(self) -> AccessRevoked:
        return AccessRevoked(PASTED if is_static(self._account.settings) else REOPEN)

    def _renew(self, stale: str) -> str:
        """One of all processes asks; the others find what it was given."""
        with self._account.exclusively() as settings:
            token = settings.get("token", "")
            if token and token != stale and not self._over(settings):
                return token
            granted, way = self._ask(settings)
            self._account.keep(kept(granted, self._now(), way))
            log.info("shopify.token_renewed", shop=self._shop)
            return granted.access_token

    def _ask(self, settings: Settings) -> tuple[Granted, str]:
        """And by which way it came, which is the way to ask for the next."""
        if not settings.get("client_id"):
            raise AccessRevoked(NO_ACCESS)
        way = settings.get("token_way") or CREDENTIALS
        fields = {"grant_type": CREDENTIALS}
        if way != CREDENTIALS:
            if not settings.get("refresh_token"):
                raise AccessRevoked(REOPEN)
            fields = {"grant_type": "refresh_token", "refresh_token": settings["refresh_token"]}
        url = api_url(settings, self._shop)
        return grant(self._session, url, app_fields(settings) | fields), way

    def _due(self, settings: Settings) -> bool:
        start, end = time_in(settings, "token_from"), time_in(settings, "token_until")
        if not end:
            return False
        life = end - (start or end)
        return self._now() >= (start or end) + RENEW_AT * life

    def _over(self, settings: Settings) -> bool:
        end = time_in(settings, "token_until")
        return end is not None and self._now() >= end


def is_static(settings: Settings) -> bool:
    return bool(settings.get("access_token"))


def app_fields(settings: Settings) -> dict[str, str]:
    return {
        "client_id": settings.get("client_id", ""),
        "client_secret": settings.get("client_secret", ""),
    }


def time_in(settings: Settings, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(settings.get(name, ""))
    except ValueError:
        return None


def kept(granted: Granted, now: datetime, way: str) -> dict[str, str]:
    """The settings a grant becomes. Empty ones undo what an earlier grant left."""
    return {
        "token_way": way,
        "token": granted.access_token,
        "token_from": now.isoformat(),
        "token_until": later(now, granted.expires_in),
        "token_scopes": granted.scope,
        "refresh_token": granted.refresh_token,
        "refresh_until": later(now, granted.refresh_token_expires_in),
    }


def later(now: datetime, seconds: int | None) -> str:
    return (now + timedelta(seconds=seconds)).isoformat() if seconds else ""


def grant(session: requests.Session, url: str, fields: Mapping[str, str]) -> Granted:
    """Asked at the API's `url`. Raises Unauthorized for a session token that Shopify does not know,
    AccessRevoked or AccessDenied with the cure where it refuses otherwise, else PlatformAway."""
    try:
        response = session.post(
            f"{url}/admin/oauth/access_token",
            data=dict(fields),
            headers={"Accept": "application/json"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise PlatformAway(f"Shopify does not answer ({type(error).__name__}).") from None
    if response.status_code != 200:
        raise refusal(response)
    try:
        return msgspec.json.decode(response.content, type=Granted)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise PlatformAway("Shopify answered a request for a token with no token.") from None


def refusal(response: requests.Response) -> StorewireError:
    """Shopify says `{"error": "invalid_grant"}`, on some paths as an HTML page."""
    status = response.status_code
    if status == 429 or status >= 500:
        return PlatformAway(f"Shopify gives no token just now (status {status}).")
    said = error_word(response)
    if said in ("invalid_client", "application_cannot_be_found"):
        return AccessRevoked(WRONG_PAIR)
    if said == "invalid_subject_token":
        return Unauthorized()
    if said in ("shop_not_permitted", "app_not_installed"):
        return AccessDenied(NOT_YOURS)
    if status == 404:
        return AccessRevoked("Shopify has no shop at this address; connect its permanent one.")
    return AccessRevoked(REOPEN)


def error_word(response: requests.Response) -> str:
    try:
        return msgspec.json.decode(response.content, type=Refused).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        known = ("invalid_grant", "invalid_client", "shop_not_permitted")
        return next((word for word in known if word in response.text), "")
