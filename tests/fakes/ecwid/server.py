"""The shop on a port of this machine, a thread a request."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.fakes.ecwid.app import App, Asked
from tests.fakes.ecwid.clock import Clock
from tests.fakes.ecwid.oauth import Oauth
from tests.fakes.ecwid.shop import Shop
from tests.fakes.ecwid.truth import Truth

HOST = "127.0.0.1"


def quiet(clock: Clock) -> type[WSGIRequestHandler]:
    class Quiet(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
            """Says nothing: tests look at `asked`."""

        def date_time_string(self, timestamp: float | None = None) -> str:
            """What answers bear as their date: the shop's."""
            return super().date_time_string(int(timestamp or clock.now()))

    return Quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    url: str
    """Of the API and of the log-in alike, without a slash at its end."""
    shop: Shop
    oauth: Oauth
    asked: deque[Asked]
    """The last requests that came."""

    def truth(self) -> Truth:
        return Truth(self.shop)


@contextmanager
def fake_ecwid(
    *, port: int = 0, clock: Clock | None = None, shop: Shop | None = None
) -> Iterator[Running]:
    """An empty shop, or the one that is given, until the end of the block."""
    shop = shop or Shop(clock)
    app = App(shop)
    server = make_server(HOST, port, app, threaded=True, request_handler=quiet(shop.clock))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        url = f"http://{HOST}:{server.port}"
        yield Running(url=url, shop=shop, oauth=app.oauth, asked=app.asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
