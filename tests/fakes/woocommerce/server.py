"""The shop on a port of this machine, a thread a request."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.fakes.woocommerce.app import App, Asked
from tests.fakes.woocommerce.certificate import made
from tests.fakes.woocommerce.clock import Clock
from tests.fakes.woocommerce.shop import Shop

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Says nothing: tests look at `asked`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    url: str
    """Without a slash at its end."""
    shop: Shop
    asked: deque[Asked]
    """The last requests that came."""
    certificate: str = ""
    """A file for `REQUESTS_CA_BUNDLE`, where there is TLS."""

    @property
    def consumer_key(self) -> str:
        return self.shop.key.consumer_key

    @property
    def consumer_secret(self) -> str:
        return self.shop.key.consumer_secret


@contextmanager
def fake_woocommerce(
    *, port: int = 0, tls: bool = False, clock: Clock | None = None, shop: Shop | None = None
) -> Iterator[Running]:
    """An empty shop, or the one that is given, until the end of the block."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory()) if tls else ""
        certificate = made(Path(folder)) if tls else None
        files = (str(certificate.path), str(certificate.key_path)) if certificate else None
        shop = shop or Shop(clock)
        app = App(shop)
        server = make_server(
            HOST, port, app, threaded=True, request_handler=Quiet, ssl_context=files
        )
        stack.enter_context(serving(server))
        shop.home = f"{'https' if tls else 'http'}://{HOST}:{server.port}"
        path = str(certificate.path) if certificate else ""
        yield Running(url=shop.home, shop=shop, asked=app.asked, certificate=path)


@contextmanager
def serving(server: BaseWSGIServer) -> Iterator[None]:
    """Answers until the end of the block, in a thread of its own."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
