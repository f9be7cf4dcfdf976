"""A store's settings and a vendor's answers, for the tests of the sources of reviews."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import requests
import responses

from connector.contract import Delivery, Settings
from connector.web import Vendor, Web


class Shoebox:
    """An `Account` that forgets everything."""

    def __init__(self, **settings: str) -> None:
        self.settings: Settings = settings

    @contextmanager
    def exclusively(self) -> Iterator[Settings]:
        yield self.settings

    def keep(self, new: Settings) -> None:
        self.settings = {**self.settings, **new}


def web(vendor: Vendor, waits: list[float] | None = None) -> Web:
    pauses: list[float] = [] if waits is None else waits
    return Web(vendor, requests.Session(), wait=pauses.append)


def asked() -> list[tuple[str, str, dict[str, str]]]:
    """Method, path and query of everything that was asked."""
    found = []
    for call in responses.calls:
        parts = urlsplit(call.request.url or "")
        found.append((call.request.method or "", parts.path, dict(parse_qsl(parts.query))))
    return found


def sent() -> list[Any]:
    """The bodies of everything that was sent."""
    bodies = (call.request.body for call in responses.calls)
    return [msgspec.json.decode(body) for body in bodies if body]


def delivery(body: Any, **headers: str) -> Delivery:
    """Underscores in the names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Delivery(headers=named, body=msgspec.json.encode(body))
