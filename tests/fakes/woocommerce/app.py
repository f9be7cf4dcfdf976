"""The whole site as one WSGI application: what stands in front of WordPress, and WordPress."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug import Request, Response

from tests.fakes.woocommerce import handover
from tests.fakes.woocommerce.rest import PREFIX, Rest
from tests.fakes.woocommerce.shop import Shop

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

REMEMBERED = 10_000
WALL = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head>"
    "<body><h1>Checking your browser</h1><p>Ray ID: 0000000000000000</p></body></html>"
)
MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>Maintenance</title></head>"
    "<body><h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1></body>"
    "</html>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that came, for tests that count or look for secrets."""

    method: str
    path: str
    query: str
    agent: str


class App:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._rest = Rest(shop)
        self._handover = handover.Handover(shop)
        self.asked: deque[Asked] = deque(maxlen=REMEMBERED)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        # Closing on an unread body resets the connection before the answer is read.
        request.get_data(cache=True)
        self.asked.append(
            Asked(
                method=request.method,
                path=request.path,
                query=request.query_string.decode(),
                agent=request.headers.get("User-Agent", ""),
            )
        )
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if self._shop.switches.slow:
            time.sleep(self._shop.switches.slow)
        return self._in_front(request) or self._wordpress(request)

    def _in_front(self, request: Request) -> Response | None:
        """Hosts, walls and proxies, which answer before PHP is asked."""
        switches = self._shop.switches
        if switches.redirect_to:
            query = request.query_string.decode()
            where = f"{switches.redirect_to}{request.path}{'?' if query else ''}{query}"
            return Response(status=301, headers={"Location": where})
        if switches.wall:
            wall = handover.page(WALL, 403)
            wall.headers.update({"Server": "cloudflare", "cf-mitigated": "challenge"})
            return wall
        if self._failing():
            return Response(status=switches.failing)
        if switches.maintenance:
            busy = handover.page(MAINTENANCE, 503)
            busy.headers["Retry-After"] = "600"
            return busy
        return None

    def _failing(self) -> bool:
        switches = self._shop.switches
        with self._shop.lock:
            failing = switches.failing_times > 0
            switches.failing_times -= failing
        return failing

    def _wordpress(self, request: Request) -> Response:
        path = request.path
        if path == PREFIX or path.startswith(f"{PREFIX}/"):
            return self._rest.answer(request)
        if path.startswith(handover.PREFIX):
            return self._handover.answer(request)
        return handover.page("<h1>Çınar & Töchter</h1>", 200 if path == "/" else 404)
