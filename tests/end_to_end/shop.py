"""A WooCommerce shop connected to a real server: what it sends and what is asked about it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import requests

from adapters.woocommerce import adapter
from connector.contract import Delivery
from connector.testing.recordings import recordings, resigned
from tests.running import ROOT, Installation

SECRET = "end-to-end-secret-of-the-shop"
EMAIL = "elif.kaya@example.org"
FIXTURES = ROOT / "adapters" / "woocommerce" / "fixtures"
RECORDED = {r.name: r.delivery for r in recordings(Path(FIXTURES))}
ORDER = RECORDED["order_updated"]
"""Number 1002, of EMAIL."""
OF_THE_CONNECTION = {"host", "content-length", "connection"}


@dataclass
class Shop:
    server: Installation
    id: str
    path: str

    @classmethod
    def connected(cls, server: Installation) -> Shop:
        words = ("--name", "Demo", "--url", "https://demo.example.com", "--webhook-secret", SECRET)
        told = server.ask("store", "add", "woocommerce", *words)
        return cls(server, told["id"], told["delivery_url"].removeprefix(server.url))

    @cached_property
    def key(self) -> str:
        key: str = self.server.ask("key", "create", "--store", self.id, "--scope", "answers")["key"]
        return key

    def post(self, delivery: Delivery, path: str = "", timeout: float = 30) -> requests.Response:
        return requests.post(
            self.server.url + (path or self.path),
            delivery.body,
            headers=headers(delivery),
            timeout=timeout,
        )

    def order_status(self, number: str, email: str = EMAIL) -> Any:
        answer = requests.get(
            f"{self.server.url}/v1/order-status",
            {"order": number, "email": email},
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json()

    def deliveries(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.server.ask("deliveries", "--store", self.id)
        return rows


def headers(delivery: Delivery) -> dict[str, str]:
    return {name: v for name, v in delivery.headers.items() if name not in OF_THE_CONNECTION}


def signed(delivery: Delivery = ORDER, secret: str = SECRET) -> Delivery:
    return resigned(adapter, delivery, delivery.body, secret)


def order(number: int) -> Delivery:
    """An order of its own, with this number."""
    told = json.loads(ORDER.body) | {"id": number, "number": str(number)}
    return signed(Delivery(headers=ORDER.headers, body=json.dumps(told).encode()))


def at_once(post: Callable[[Delivery], Any], sent: Iterable[Delivery], threads: int) -> list[Any]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(post, sent))


def raw_answer(port: int, pieces: Iterable[bytes]) -> bytes:
    """What comes back on a bare connection once every byte has been sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return whole_answer(connection)


def whole_answer(connection: socket.socket) -> bytes:
    """To the end of its Content-Length."""
    answer = b""
    while True:
        head, separator, body = answer.partition(b"\r\n\r\n")
        if separator and len(body) >= content_length(head):
            return answer
        more = connection.recv(65536)
        if not more:
            return answer
        answer += more


def content_length(head: bytes) -> int:
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    return next((int(value) for name, _, value in lines if name == b"content-length"), 0)


def chunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"
