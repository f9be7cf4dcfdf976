"""What one process has to do with thousands of shops, of which few want something just now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import requests

from connector.jobs.engine import Engine, Rhythm
from connector.jobs.work import MOST_CLIENTS, Work
from connector.records import Fetch, Kind, Ref
from connector.storage.engine import Database, now
from connector.storage.stores import add_store
from tests.jobs.platform import Platform, adapter_of
from tests.scaling.watched import watched
from tests.storage.shop import Shop

SHOPS = MOST_CLIENTS + 8


@dataclass(frozen=True)
class Mall:
    work: Work
    shops: list[Shop]
    sessions: dict[int, requests.Session]
    """Through which each was asked last."""

    def look_for_hints(self) -> None:
        keep = timedelta(days=90)
        rhythm = Rhythm()
        Engine(url="", work=self.work, name="one", rhythm=rhythm, keep_bodies=keep)._fetch()


class Noted(requests.Session):
    closed = False

    def close(self) -> None:
        self.closed = True
        super().close()


@pytest.fixture
def mall(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mall]:
    monkeypatch.setattr(requests, "Session", Noted)
    sessions: dict[int, requests.Session] = {}

    def connect(account: Any, session: requests.Session) -> Platform:
        sessions[account.store_id] = session
        return Platform()

    work = Work(database, {"lale": replace(adapter_of(Platform()), connect=connect)})
    names = (f"shop-{n}.example.com" for n in range(SHOPS))
    added = [add_store(database, "lale", name, "Lale", {"secret": "s"}) for name in names]
    yield Mall(work, [Shop(database, store.id) for store in added], sessions)
    for session in sessions.values():
        session.close()


def test_looking_for_hints_costs_the_same_however_many_shops_have_none(mall: Mall) -> None:
    """Each two seconds each worker looks."""
    with watched(mall.work.database) as seen:
        mall.look_for_hints()
    assert len([one for one in seen if "fetches" in one.statement]) == 1
    assert not [one for one in seen if one.statement.startswith(("INSERT", "UPDATE", "DELETE"))]
    hint = Fetch(ref=Ref(kind=Kind.ORDER, id="5001"))
    mall.shops[3].arrive(hint, received=now() - timedelta(seconds=10))
    mall.look_for_hints()
    assert list(mall.sessions) == [mall.shops[3].id]
    assert mall.shops[3].asked() == []


def test_the_connections_of_a_thread_are_those_to_the_shops_it_asked_last(mall: Mall) -> None:
    for shop in mall.shops:
        mall.work.client(shop.id)
    assert mall.work.client(mall.shops[0].id), "and whoever was forgotten is connected again"
    still = [shop for shop in mall.shops if not getattr(mall.sessions[shop.id], "closed", True)]
    assert still == [mall.shops[0], *mall.shops[-MOST_CLIENTS + 1 :]]
