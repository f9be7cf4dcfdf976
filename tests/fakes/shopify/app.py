"""The fake on the wire: loopback only, a thread for each connection."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.fakes.shopify import admin
from tests.fakes.shopify.shop import Shop
from tests.fakes.shopify.wire import as_json

GRAPHQL = re.compile(r"/admin/api/([^/]+)/graphql\.json")
RESULT = re.compile(r"/bulk-results/(\d+)\.jsonl")


class Application:
    """WSGI. `seen` is every request that came, as method and path."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.seen: list[tuple[str, str]] = []

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        self.seen.append((request.method, request.path))
        # Read before anything else: what is left unread would be taken for the next request.
        request.get_data(cache=True)
        response = self.shop.faults.strike(request) or self.answer(request)
        return response(environ, start_response)

    def answer(self, request: Request) -> Response:
        shop = self.shop
        if asked := GRAPHQL.fullmatch(request.path):
            version = asked[1]
            return posted(request, lambda: admin.serve(shop, request, version))
        if result := RESULT.fullmatch(request.path):
            return shop.bulk.download(request, int(result[1]))
        if request.path == "/admin/oauth/authorize":
            return shop.tokens.authorize(request)
        if request.path == "/admin/oauth/access_token":
            return posted(request, lambda: shop.tokens.grant(request))
        return as_json({"errors": "Not Found"}, 404)


def posted(request: Request, answer: Callable[[], Response]) -> Response:
    return answer() if request.method == "POST" else as_json({"errors": "Not Found"}, 404)


class QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Says nothing."""


def serve(shop: Shop, port: int = 0) -> BaseWSGIServer:
    """Bound and not yet running; sets `shop.url`."""
    server = make_server(
        "127.0.0.1", port, Application(shop), threaded=True, request_handler=QuietHandler
    )
    shop.url = f"http://127.0.0.1:{server.server_port}"
    return server


@contextmanager
def fake_shopify(shop: Shop | None = None, port: int = 0) -> Iterator[Shop]:
    """A shop on the wire at `shop.url` until the block ends."""
    shop = shop or Shop()
    server = serve(shop, port)
    thread = threading.Thread(
        target=server.serve_forever, args=(0.02,), name="fake-shopify", daemon=True
    )
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        shop.bulk.close()
