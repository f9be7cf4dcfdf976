"""Getting in: the authorization page and the four grants.

https://shopify.dev/docs/apps/build/authentication-authorization
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from werkzeug.wrappers import Request, Response

from tests.fakes.shopify.wire import as_json

if TYPE_CHECKING:
    from tests.fakes.shopify.shop import Shop

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"
HOUR, DAY, REFRESHED_FOR = timedelta(hours=1), timedelta(hours=24), timedelta(days=90)
CODE_LASTS = timedelta(minutes=10)
LEEWAY = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    value: str
    expires_at: datetime | None = None
    refresh: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    value: str
    expires_at: datetime
    replaced: str | None = None
    """The one it took the place of, which ends when this one's access token is first used."""


class Refused(Exception):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.said = {"error": error, "error_description": description}
        self.status = status


class Tokens:
    """All that were given out and still hold. Answers are Shopify's, word for word where known."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.access: dict[str, Token] = {}
        self.refreshing: dict[str, RefreshToken] = {}
        self.codes: dict[str, datetime] = {}
        self.granted: list[str] = []
        """Each grant given, in order: how tests count refreshes."""
        self.access_lasts, self.refresh_lasts = HOUR, REFRESHED_FOR

    def issue(self) -> str:
        """A `shpat_` token without an end, as an admin-created custom app's."""
        return self._kept(Token(value="shpat_" + secrets.token_hex(16))).value

    def _kept(self, token: Token) -> Token:
        self.access[token.value] = token
        return token

    def revoke(self, value: str) -> None:
        token = self.access.pop(value, None)
        if token and token.refresh:
            self.refreshing.pop(token.refresh, None)

    def revoke_all(self) -> None:
        self.access.clear()
        self.refreshing.clear()
        self.codes.clear()

    def valid(self, value: str) -> bool:
        """Using a token is what ends the refresh token before its own:
        https://shopify.dev/changelog/more-resilient-refreshes-for-expiring-offline-access-tokens"""
        with self.shop.lock:
            token = self.access.get(value)
            if token is None or (token.expires_at and token.expires_at <= self.shop.now()):
                return False
            mine = self.refreshing.get(token.refresh or "")
            if mine and mine.replaced:
                self.refreshing.pop(mine.replaced, None)
            return True

    def authorize(self, request: Request) -> Response:
        """The merchant agrees at once."""
        asked, app = request.args, self.shop.app
        back = asked.get("redirect_uri", "")
        if asked.get("client_id") != app.client_id:
            return oauth_page("invalid_request", "Could not find Shopify API application")
        if not urlsplit(back).netloc or (app.redirect_urls and back not in app.redirect_urls):
            return oauth_page("invalid_request", "The redirect_uri is not whitelisted")
        if wanted := asked.get("scope"):
            app.scopes = set(wanted.replace(" ", "").split(","))
        app.installed = True
        joined = "&" if urlsplit(back).query else "?"
        said = self.signed(self._callback(asked.get("state", "")))
        return Response(status=302, headers={"Location": f"{back}{joined}{urlencode(said)}"})

    def _callback(self, state: str) -> dict[str, str]:
        code = secrets.token_hex(16)
        self.codes[code] = self.shop.now() + CODE_LASTS
        admin = f"admin.shopify.com/store/{self.shop.domain.split('.')[0]}"
        return {
            "code": code,
            "host": b64encode(admin.encode()).decode().rstrip("="),
            "shop": self.shop.domain,
            "state": state,
            "timestamp": str(int(self.shop.now().timestamp())),
        }

    def signed(self, said: Mapping[str, str]) -> dict[str, str]:
        """With the `hmac` that Shopify puts on the way back and on an app's own address."""
        message = "&".join(f"{name}={said[name]}" for name in sorted(said))
        digest = hmac.digest(self.shop.app.client_secret.encode(), message.encode(), "sha256")
        return {**said, "hmac": digest.hex()}

    def session_token(self, **claims: Any) -> str:
        """As App Bridge gives the embedded page, good for one minute."""
        now = int(self.shop.now().timestamp())
        said = {
            "iss": f"https://{self.shop.domain}/admin",
            "dest": f"https://{self.shop.domain}",
            "aud": self.shop.app.client_id,
            "sub": "42",
            "exp": now + 60,
            "nbf": now,
            "iat": now,
            "jti": secrets.token_hex(8),
            "sid": secrets.token_hex(16),
        } | claims
        return jwt(said, self.shop.app.client_secret)

    def grant(self, request: Request) -> Response:
        said: Mapping[str, Any] = request.form or request.get_json(silent=True) or {}
        try:
            with self.shop.lock:
                return as_json(self._granted({k: str(v) for k, v in said.items()}))
        except Refused as refused:
            return as_json(refused.said, refused.status)

    def _granted(self, asked: Mapping[str, str]) -> dict[str, Any]:
        self._know_client(asked)
        kind = asked.get("grant_type") or ("authorization_code" if "code" in asked else "")
        grants = {
            "authorization_code": self._by_code,
            "client_credentials": self._by_credentials,
            EXCHANGE: self._by_exchange,
            "refresh_token": self._by_refresh,
        }
        if kind not in grants:
            raise Refused("unsupported_grant_type", "The grant type is not supported.")
        answer = grants[kind](asked)
        self.granted.append(kind)
        return answer

    def _know_client(self, asked: Mapping[str, str]) -> None:
        app = self.shop.app
        same_id = asked.get("client_id") == app.client_id
        if not same_id:
            raise Refused("application_cannot_be_found", "Could not find the application.")
        if not hmac.compare_digest(asked.get("client_secret", ""), app.client_secret):
            raise Refused("invalid_client", "Client authentication failed", 401)

    def _by_code(self, asked: Mapping[str, str]) -> dict[str, Any]:
        ends = self.codes.pop(asked.get("code", ""), None)
        if ends is None or ends <= self.shop.now():
            raise Refused(
                "invalid_request", "The authorization code was not found or was already used"
            )
        return self._offline(asked)

    def _by_credentials(self, asked: Mapping[str, str]) -> dict[str, Any]:
        if not self.shop.app.installed:
            raise Refused(
                "shop_not_permitted", "Client credentials cannot be performed on this shop."
            )
        ends = self.shop.now() + DAY
        token = self._kept(Token(value="shpat_" + secrets.token_hex(16), expires_at=ends))
        return self._said(token) | {"expires_in": int(DAY.total_seconds()) - 1}

    def _by_exchange(self, asked: Mapping[str, str]) -> dict[str, Any]:
        subject = asked.get("subject_token", "")
        if asked.get("requested_token_type") not in (OFFLINE, ONLINE):
            raise Refused("invalid_request", "The requested_token_type is not supported")
        if asked.get("subject_token_type") == OFFLINE:
            if subject not in self.access:
                raise Refused("invalid_subject_token", "The subject token is invalid")
            self.revoke(subject)
        else:
            self._know_session(subject)
        if not self.shop.app.installed:
            raise Refused("invalid_request", "The app is not installed on this shop")
        return self._offline(asked)

    def _know_session(self, token: str) -> None:
        now = self.shop.now()
        claims = read_jwt(token, self.shop.app.client_secret)
        after, before = LEEWAY.total_seconds(), -LEEWAY.total_seconds()
        good = claims.get("aud") == self.shop.app.client_id
        good = good and claims.get("dest") == f"https://{self.shop.domain}"
        good = good and float(claims.get("exp", 0)) - now.timestamp() > before
        if not (good and float(claims.get("nbf", 0)) - now.timestamp() <= after):
            raise Refused("invalid_subject_token", "Session token is invalid or expired")

    def _by_refresh(self, asked: Mapping[str, str]) -> dict[str, Any]:
        given = self.refreshing.get(asked.get("refresh_token", ""))
        if given is None or given.expires_at <= self.shop.now():
            raise Refused("invalid_grant", "This refresh token is invalid, expired or revoked.")
        self.refreshing.pop(given.replaced or "", None)
        return self._expiring(replaced=given.value)

    def _offline(self, asked: Mapping[str, str]) -> dict[str, Any]:
        if asked.get("expiring") == "1":
            return self._expiring()
        return self._said(self._kept(Token(value="shpat_" + secrets.token_hex(16))))

    def _expiring(self, replaced: str | None = None) -> dict[str, Any]:
        now = self.shop.now()
        refresh = RefreshToken(
            value="shprt_" + secrets.token_hex(16),
            expires_at=now + self.refresh_lasts,
            replaced=replaced,
        )
        self.refreshing[refresh.value] = refresh
        token = Token(
            value="shpat_" + secrets.token_hex(16),
            expires_at=now + self.access_lasts,
            refresh=refresh.value,
        )
        return self._said(self._kept(token)) | {
            "expires_in": int(self.access_lasts.total_seconds()),
            "refresh_token": refresh.value,
            "refresh_token_expires_in": int(self.refresh_lasts.total_seconds()),
        }

    def _said(self, token: Token) -> dict[str, Any]:
        return {"access_token": token.value, "scope": ",".join(sorted(self.shop.app.scopes))}


def oauth_page(error: str, words: str) -> Response:
    page = f"<html><body><h1>Oauth error {error}: {words}</h1></body></html>"
    return Response(page, 400, content_type="text/html; charset=utf-8")


def jwt(claims: Mapping[str, Any], secret: str) -> str:
    head = b64url(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    message = f"{head}.{b64url(json.dumps(claims).encode())}"
    return f"{message}.{b64url(hmac.digest(secret.encode(), message.encode(), 'sha256'))}"


def read_jwt(token: str, secret: str) -> Mapping[str, Any]:
    """Empty where the signature does not hold."""
    message, _, signature = token.rpartition(".")
    expected = b64url(hmac.digest(secret.encode(), message.encode(), "sha256"))
    if not message or not hmac.compare_digest(expected, signature):
        return {}
    claims = message.split(".")[1]
    found: Mapping[str, Any] = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    return found


def b64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
