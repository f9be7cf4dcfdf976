"""Every request: the REST API, and the log-in that gives tokens."""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug import Request, Response

from tests.fakes.ecwid.api import SCOPES, NotFound, answer
from tests.fakes.ecwid.clock import Json
from tests.fakes.ecwid.lists import WrongParameter
from tests.fakes.ecwid.oauth import Oauth
from tests.fakes.ecwid.shop import Shop

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

KEPT = 5000
REAL_LIMIT = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    method: str
    path: str
    params: dict[str, str]
    status: int


class App:
    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.oauth = Oauth(shop)
        self.asked: deque[Asked] = deque(maxlen=KEPT)
        self._recent: dict[str, deque[float]] = defaultdict(deque)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        with self.shop.lock:
            response = self._answered(request)
        if self.shop.switches.per_minute > REAL_LIMIT:
            # Ecwid tells its own nowhere but in its documentation.
            allowed = str(self.shop.switches.per_minute)
            response.headers["X-Stand-In-Requests-Per-Minute"] = allowed
        params = request.args.to_dict()
        self.asked.append(
            Asked(
                method=request.method,
                path=request.path,
                params=params,
                status=response.status_code,
            )
        )
        return response(environ, start)

    def _answered(self, request: Request) -> Response:
        if self.shop.switches.page_instead:
            return Response("<html><body>Just a moment...</body></html>", mimetype="text/html")
        if request.path.startswith("/api/oauth/"):
            return self.oauth.answered(request)
        prefix = f"/api/v3/{self.shop.store_id}/"
        if not request.path.startswith(prefix):
            return failed(404, "STORE_NOT_FOUND")
        path = request.path.removeprefix(prefix)
        return self._refused(request, path) or self._told(path, request.args.to_dict())

    def _refused(self, request: Request, path: str) -> Response | None:
        shop, switches = self.shop, self.shop.switches
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._too_many(token):
            return self._throttled()
        if switches.failing:
            status = switches.failing.popleft()
            return self._throttled() if status == 429 else failed(status, "INTERNAL_ERROR")
        if not shop.installed or token != shop.token:
            return failed(403, "INVALID_API_TOKEN")
        if switches.plan_without_api:
            return failed(402, "NOT_AVAILABLE_ON_CURRENT_PLAN")
        if SCOPES.get(path.partition("/")[0]) not in shop.scopes:
            return failed(403, "INSUFFICIENT_APP_SCOPE")
        return None

    def _told(self, path: str, params: dict[str, str]) -> Response:
        try:
            return told(answer(self.shop, path, params))
        except NotFound as error:
            return failed(404, error.code)
        except WrongParameter:
            return failed(400, "WRONG_PARAMETER")

    def _too_many(self, token: str) -> bool:
        recent, now = self._recent[token], time.monotonic()
        while recent and recent[0] < now - 60:
            recent.popleft()
        recent.append(now)
        return len(recent) > self.shop.switches.per_minute

    def _throttled(self) -> Response:
        response = failed(429, "RATE_LIMITED")
        if self.shop.switches.retry_after is not None:
            response.headers["Retry-After"] = str(self.shop.switches.retry_after)
        return response


def told(body: Json, status: int = 200) -> Response:
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status=status, content_type="application/json;charset=utf-8")


def failed(status: int, code: str) -> Response:
    return told({"errorMessage": code.replace("_", " ").capitalize(), "errorCode": code}, status)
