"""Where owners agree, and apps fetch their tokens. https://api-docs.ecwid.com/reference/get-token-manually"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from werkzeug import Request, Response

from tests.fakes.ecwid.shop import Shop

NEEDED = ("client_id", "redirect_uri", "response_type", "scope")


class Oauth:
    """The owner is always logged in and always agrees, unless `declines`."""

    def __init__(self, shop: Shop) -> None:
        self.declines = False
        self._shop = shop
        self._codes: set[str] = set()

    def code(self) -> str:
        """As the App Market hands it to the app with the owner's browser. Good for one use."""
        code = secrets.token_urlsafe(16)
        self._codes.add(code)
        return code

    def answered(self, request: Request) -> Response:
        if request.path == "/api/oauth/authorize":
            return self._agreed(request.args.to_dict())
        if request.path == "/api/oauth/token":
            return self._exchanged(request)
        return refused("not_found", 404)

    def _agreed(self, asked: Mapping[str, str]) -> Response:
        if any(not asked.get(name) for name in NEEDED) or asked["response_type"] != "code":
            return refused("invalid_request")
        if asked["client_id"] != self._shop.client_id:
            return refused("invalid_client")
        back = {"error": "access_denied"} if self.declines else {"code": self.code()}
        if "state" in asked:
            back["state"] = asked["state"]
        self._shop.scopes = set(asked["scope"].split(" "))
        return Response(
            status=302, headers={"Location": f"{asked['redirect_uri']}?{urlencode(back)}"}
        )

    def _exchanged(self, request: Request) -> Response:
        if request.method == "POST" and self._shop.switches.token_by_get_only:
            return refused("method_not_allowed", 405)
        given = (request.form if request.method == "POST" else request.args).to_dict()
        shop = self._shop
        known = (given.get("client_id"), given.get("client_secret"))
        if known != (shop.client_id, shop.client_secret):
            return refused("invalid_client")
        if given.get("grant_type") != "authorization_code":
            return refused("unsupported_grant_type")
        code = given.get("code", "")
        if code not in self._codes:
            return refused("invalid_grant")
        self._codes.discard(code)
        shop.installed = True
        body = {
            "access_token": shop.token,
            "token_type": "bearer",
            "scope": " ".join(sorted(shop.scopes)),
            "store_id": shop.store_id,
            "public_token": "public_KandilDemoToken",
            "email": "owner@example.com",
        }
        return Response(json.dumps(body), content_type="application/json")


def refused(error: str, status: int = 400) -> Response:
    return Response(json.dumps({"error": error}), status=status, content_type="application/json")
