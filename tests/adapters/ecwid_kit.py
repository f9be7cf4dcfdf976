"""A store's settings, a client that waits for nobody, and the copy someone keeps of a shop."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from adapters.ecwid import adapter
from adapters.ecwid.client import Ecwid
from adapters.ecwid.rest import Rest
from connector.contract import Client, Delivery, Settings
from connector.records import KINDS, Change, Deleted, Fetch, Kind, Record, Ref
from connector.testing import SECRET
from tests.fakes.ecwid import Running

Key = tuple[Kind, str]


class Shoebox:
    """An `Account` that forgets everything."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @contextmanager
    def exclusively(self) -> Iterator[Settings]:
        yield self.settings

    def keep(self, new: Settings) -> None:
        self.settings = {**self.settings, **new}


def settings(running: Running, **changed: str) -> dict[str, str]:
    shop = running.shop
    return {
        "store_id": str(shop.store_id),
        "client_secret": shop.client_secret,
        "access_token": shop.token,
        "api_url": running.url,
        **changed,
    }


def client(running: Running, waits: list[float] | None = None, **changed: str) -> Client:
    pauses: list[float] = [] if waits is None else waits
    account = Shoebox(settings(running, **changed))
    return Ecwid(Rest(account, requests.Session(), wait=pauses.append))


@dataclass
class Copy:
    """What someone knows who applied these changes in turn, newer copies over older ones."""

    held: dict[Key, Record] = field(default_factory=dict)

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if isinstance(change, Deleted):
                self.held.pop((change.ref.kind, change.ref.id), None)
            elif isinstance(change, Record):
                self.held[KINDS[type(change)], change.id] = change

    def ids(self, kind: Kind) -> set[str]:
        return {own_id for held, own_id in self.held if held is kind}

    def of(self, kind: Kind) -> dict[str, Any]:
        return {own_id: one for (held, own_id), one in self.held.items() if held is kind}


def all_pages(asked: Client, kind: Kind, since: Any = None) -> Iterator[Change]:
    cursor = None
    while True:
        page = asked.page(kind, since, cursor)
        yield from page.changes
        cursor = page.next_cursor
        if cursor is None:
            return


def all_ids(asked: Client, kind: Kind) -> set[str]:
    found, cursor = set[str](), None
    while True:
        ids, cursor = asked.ids(kind, cursor)
        found.update(ids)
        if cursor is None:
            return found


def delivery(body: dict[str, Any] | bytes, secret: str = SECRET) -> Delivery:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    bare = Delivery(headers={}, body=raw)
    return Delivery(headers=adapter.signature.sign(bare, secret), body=raw)


def asked_for(body: bytes) -> list[Ref]:
    """What a delivery makes us fetch; anything but a fetch fails the test."""
    topic = adapter.read_envelope(Delivery(headers={}, body=body)).topic
    if topic in adapter.ignored:
        return []
    changes = adapter.topics[topic].changes(body)
    assert all(isinstance(change, Fetch) for change in changes), changes
    return [change.ref for change in changes if isinstance(change, Fetch)]


def official(name: str) -> Any:
    """A file of Ecwid's own samples, which are kept elsewhere."""
    folder = os.environ.get("STOREWIRE_TEST_DATA")
    if not folder:
        pytest.skip("STOREWIRE_TEST_DATA does not name the folder of recorded data")
    return json.loads((Path(folder) / "ecwid" / name).read_text())
