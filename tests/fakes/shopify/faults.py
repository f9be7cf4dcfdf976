"""What goes wrong with requests on purpose."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from tests.fakes.shopify.wire import as_json

WALL = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head>"
    "<body>Checking your browser before accessing the shop.</body></html>"
)
SAID: dict[int, Any] = {
    401: {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"},
    402: {"errors": "Unavailable Shop"},
    403: {"errors": "[API] This action requires merchant approval for read_orders scope."},
    404: {"errors": "Not Found"},
    423: {"errors": "Unavailable Shop"},
    429: {"errors": "Exceeded 2 calls per second for api client. Reduce request rates."},
    430: {"errors": "Shopify Security Rejection"},
    500: {"errors": "Internal Server Error"},
}
"""https://shopify.dev/docs/api/usage/response-codes"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    status: int = 0
    """0 lets the request through, after `slow`."""
    retry_after: float | None = None
    slow: float = 0.0
    """Seconds."""
    html: bool = False
    reset: bool = False
    """The connection ends without an answer."""
    path: str = ""
    """Only requests whose path contains this."""


@dataclass(slots=True)
class Faults:
    """Those for the next requests, one each, in order."""

    queue: deque[Fault] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)
    pace: float = 0.0
    """Seconds that every answer takes, beside what its own fault says."""

    def next(self, count: int, fault: Fault) -> None:
        self.queue.extend([fault] * count)

    def answer(self, status: int, count: int = 1, *, path: str = "") -> None:
        """429 says Retry-After; 5xx and the rest answer as Shopify does."""
        wait = 1.0 if status == 429 else None
        self.next(count, Fault(status=status, retry_after=wait, path=path))

    def slow(self, seconds: float, count: int = 1, *, path: str = "") -> None:
        self.next(count, Fault(slow=seconds, path=path))

    def wall(self, count: int = 1, status: int = 503, *, path: str = "") -> None:
        self.next(count, Fault(status=status, html=True, path=path))

    def reset(self, count: int = 1, *, path: str = "") -> None:
        self.next(count, Fault(reset=True, path=path))

    def clear(self) -> None:
        self.queue.clear()

    def strike(self, request: Request) -> Response | None:
        """The answer instead of the real one, if this request is to go wrong."""
        time.sleep(self.pace)
        fault = self._due(request.path)
        if fault is None:
            return None
        if fault.slow:
            time.sleep(fault.slow)
        if fault.reset:
            cut(request)
        return spoken(fault) if fault.status else None

    def _due(self, path: str) -> Fault | None:
        with self.lock:
            found = next((f for f in self.queue if f.path in path), None)
            if found is not None:
                self.queue.remove(found)
            return found


def cut(request: Request) -> None:
    """Werkzeug lets a handler go quietly whose connection is gone."""
    connection = request.environ.get("werkzeug.socket")
    if connection is not None:
        hard = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, hard)
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError("cut on purpose")


def spoken(fault: Fault) -> Response:
    if fault.html:
        return Response(WALL, fault.status, content_type="text/html; charset=utf-8")
    answer = as_json(SAID.get(fault.status, SAID[500]), fault.status)
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = str(fault.retry_after)
    return answer
