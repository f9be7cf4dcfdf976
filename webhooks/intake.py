"""`POST /webhooks/<platform>[/<key>]` as a small WSGI app around the rest: a delivery needs nothing
of Flask, and passes it by at twice the rate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

import structlog

from connector.contract import Delivery
from connector.errors import BadRequest, StorewireError, TooLarge, Unavailable
from connector.problems import MEDIA_TYPE, problem

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

PREFIX = "/webhooks/"
CHUNK = 64 * 1024
MOST_DRAINED = 128 * 1024 * 1024
"""A sender of too much is heard out, so that it reads our 413 instead of a broken pipe; but not
for ever."""
RETRY_AFTER_SECONDS = "5"
LENGTH = re.compile("[0-9]{1,18}")

Headers = list[tuple[str, str]]


class NotPost(StorewireError):
    status, slug, title = 405, "method-not-allowed", "Deliveries are sent by POST"


class Receiver(Protocol):
    def receive(self, platform: str, url_key: str | None, delivery: Delivery) -> None: ...


class Intake:
    def __init__(self, inbox: Receiver, max_body_bytes: int, rest: WSGIApplication) -> None:
        self.inbox, self.max_body_bytes, self.rest = inbox, max_body_bytes, rest

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self.rest(environ, start_response)
        status, headers, body = self._answer(environ)
        headers += [("Content-Length", str(len(body)))]
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> tuple[int, Headers, bytes]:
        """Exactly 200 and nothing else for what is kept: some platforms take nothing else."""
        try:
            self._receive(environ)
        except StorewireError as error:
            return _refusal(error)
        except Exception:
            log.exception("delivery.broke")
            return _refusal(StorewireError())
        return 200, [], b""

    def _receive(self, environ: WSGIEnvironment) -> None:
        body = _read(environ, self.max_body_bytes)
        if environ["REQUEST_METHOD"] != "POST":
            raise NotPost
        platform, _, url_key = environ["PATH_INFO"].removeprefix(PREFIX).strip("/").partition("/")
        delivery = Delivery(headers=_headers(environ), body=body)
        self.inbox.receive(platform, url_key or None, delivery)


def _read(environ: WSGIEnvironment, limit: int) -> bytes:
    """The whole body. Raises TooLarge over the limit, BadRequest where it ends too early."""
    stream: InputStream = environ["wsgi.input"]
    declared = _declared_length(environ)
    if declared is not None and declared > limit:
        _drain(stream, min(declared, MOST_DRAINED))
        raise TooLarge
    body = stream.read(limit + 1 if declared is None else declared)
    if len(body) > limit:
        _drain(stream, MOST_DRAINED)
        raise TooLarge
    if declared is not None and len(body) < declared:
        raise BadRequest("The body is shorter than its Content-Length.")
    return body


def _declared_length(environ: WSGIEnvironment) -> int | None:
    """None where it is not told beforehand, by HTTP/1.1 chunked and by HTTP/2 without a word."""
    text = environ.get("CONTENT_LENGTH", "")
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    if not text:
        # Only where the server ends the stream with the body may it be read to its end.
        return None if environ.get("wsgi.input_terminated") else 0
    if not LENGTH.fullmatch(text):
        raise BadRequest("Content-Length is not a number.")
    return int(text)


def _drain(stream: InputStream, most: int) -> None:
    while most > 0 and (chunk := stream.read(min(CHUNK, most))):
        most -= len(chunk)


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    named = {"content-type": environ.get("CONTENT_TYPE", "")}
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            named[name[5:].replace("_", "-").lower()] = value
    return named


def _refusal(error: StorewireError) -> tuple[int, Headers, bytes]:
    headers = [("Content-Type", MEDIA_TYPE)]
    if isinstance(error, Unavailable):
        headers.append(("Retry-After", RETRY_AFTER_SECONDS))
    if isinstance(error, NotPost):
        headers.append(("Allow", "POST"))
    return error.status, headers, problem(error)
