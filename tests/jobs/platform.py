"""A platform in memory: what it holds, what it was asked, and how it may fail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from connector.contract import Adapter, Finding, HmacSha256, Page, Payload, Subscription, topic
from connector.jobs.work import Work
from connector.records import EVERY, Change, Deleted, Kind, Ref
from connector.storage.engine import Database
from connector.storage.stores import add_store
from tests.storage.shop import Shop

TOPICS = ("order.saved", "order.new_since_11")


@dataclass
class Platform:
    pages: list[tuple[Change, ...]] = field(default_factory=list)
    things: dict[str, Change] = field(default_factory=dict)
    broken: dict[str, Exception] = field(default_factory=dict)
    """What is raised instead of an answer, by cursor, id or the name of the question."""
    total: int | None = None
    of_parent: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    """What is listed of each, where all there are of a parent's parts are asked for."""
    numbered: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    """What is known by each number as typed."""
    webhooks: list[Subscription] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    while_asked: Callable[[], None] | None = None

    def _note(self, *question: Any) -> None:
        self.asked.append(question)
        if self.while_asked:
            self.while_asked()
        for part in question:
            if isinstance(part, str) and part in self.broken:
                raise self.broken[part]

    def fetch(self, ref: Ref) -> Iterable[Change]:
        self._note("fetch", ref.id)
        if ref.id == EVERY:
            return self.of_parent[ref.parent_id]
        return (self.things.get(ref.id) or Deleted(ref=ref),)

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        self._note("page", kind.value, since, cursor)
        number = int(cursor or "0")
        more = number + 1 < len(self.pages)
        changes = self.pages[number] if self.pages else ()
        shown = changes if kind is Kind.ORDER else ()
        return Page(shown, str(number + 1) if more else None, self.total if number == 0 else None)

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        """One a page."""
        self._note("ids", kind.value, cursor)
        every, number = list(self.things), int(cursor or "0")
        return tuple(every[number : number + 1]), str(number + 1) if every[number + 1 :] else None

    def orders(self, number: str) -> Iterable[Change]:
        self._note("orders", number)
        yield from self.numbered.get(number, ())

    def subscriptions(self) -> Iterable[Subscription]:
        self._note("subscriptions")
        return tuple(self.webhooks)

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        self._note("subscribe", delivery_url)
        self.webhooks = [
            Subscription(id=each, topic=each, delivery_url=delivery_url, active=True)
            for each in topics
            if each != "order.new_since_11"
        ]

    def check(self) -> Iterable[Finding]:
        return ()

    def count(self, question: str) -> int:
        return sum(each[0] == question for each in self.asked)


class Anything(Payload, frozen=True, kw_only=True):
    pass


def nothing(payload: Any) -> Iterable[Change]:
    return ()


def refuse(*_: Any) -> Any:
    raise AssertionError("no delivery comes in these tests")


def adapter_of(platform: Platform, kinds: tuple[Kind, ...] = (Kind.ORDER,)) -> Adapter:
    return Adapter(
        name="lale",
        title="Lale",
        settings=(),
        identify=lambda settings: "shop",
        signed_with="secret",
        signature=HmacSha256(headers=("x-signature",)),
        read_envelope=refuse,
        topics={name: topic(Anything, nothing) for name in TOPICS},
        may_lack=frozenset({"order.new_since_11"}),
        kinds=kinds,
        connect=lambda account, session: platform,
    )


def silent(adapter: Adapter) -> Adapter:
    """The same platform without an API."""
    return replace(adapter, connect=None)


def work_of(database: Database, platform: Platform, *kinds: Kind) -> tuple[Work, Shop]:
    store = add_store(database, "lale", "shop.example.com", "Lale", {"secret": "s"})
    adapter = adapter_of(platform, kinds or (Kind.ORDER,))
    return Work(database, {"lale": adapter}), Shop(database, store.id)
