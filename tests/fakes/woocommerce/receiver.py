"""Somebody who is sent webhooks or keys: keeps what comes and answers what it is told to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug import Request, Response
from werkzeug.serving import make_server

from tests.fakes.woocommerce.certificate import made
from tests.fakes.woocommerce.server import HOST, Quiet, serving

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    """In the order of the wire, as it spelled them."""
    body: bytes

    @property
    def topic(self) -> str:
        """Empty for a ping."""
        return self.lower.get("x-wc-webhook-topic", "")

    @property
    def lower(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers}


@dataclass(slots=True)
class Receiver:
    url: str = ""
    certificate: str = ""
    status: int = 200
    """Of every answer from now on."""
    got: list[Got] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        self.got.append(
            Got(
                path=request.path,
                query=request.query_string.decode(),
                headers=tuple(request.headers),
                body=request.get_data(),
            )
        )
        elsewhere = {"Location": f"{self.url}/elsewhere"} if 300 < self.status < 400 else {}
        return Response(status=self.status, headers=elsewhere)(environ, start_response)

    def topics(self) -> list[str]:
        return [got.topic for got in self.got if got.topic]

    def pings(self) -> int:
        return sum(not got.topic for got in self.got)


@contextmanager
def receiving(tls: bool = False) -> Iterator[Receiver]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory()) if tls else ""
        certificate = made(Path(folder)) if tls else None
        files = (str(certificate.path), str(certificate.key_path)) if certificate else None
        receiver = Receiver()
        server = make_server(
            HOST, 0, receiver, threaded=True, request_handler=Quiet, ssl_context=files
        )
        stack.enter_context(serving(server))
        receiver.url = f"{'https' if tls else 'http'}://{HOST}:{server.port}"
        receiver.certificate = str(certificate.path) if certificate else ""
        yield receiver
