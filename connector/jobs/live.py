"""The live read: where our copy is older than its store wants it, the shop is asked once, within a
bound, and what it says is applied like any other fetch. The answer is then looked up as always, so
nothing that the shop says is believed to be the asker's.

Nothing here waits longer than the store grants. A read that is late goes on behind our back and is
applied when it comes; the shop then has a rest, and is asked no more while it lasts, so that an
outage does not cost every question the whole bound.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from connector.contract import Client
from connector.errors import AccessDenied, StorewireError, Throttled, Unsupported
from connector.jobs.seats import Seats
from connector.jobs.work import Work, fetched
from connector.live import Look, Reach
from connector.records import Change, Kind, Order, Ref
from connector.storage.apply import apply
from connector.storage.engine import from_micros, now
from connector.storage.preferences import answer_preferences
from connector.storage.progress import completeness

log = structlog.get_logger(__name__)

OF_ORDERS = frozenset({Kind.ORDER, Kind.REFUND, Kind.SHIPMENT, Kind.SHIPMENT_EVENT, Kind.RETURN})
OF_GOODS = frozenset(
    {Kind.PRODUCT, Kind.VARIANT, Kind.INVENTORY_ITEM, Kind.STOCK_LEVEL, Kind.LOCATION}
)
REST_SECONDS = 30.0
LONGEST_REST = 300.0
"""However long the shop wants us to wait: by then it may be well again."""

Question = Callable[[Client], Iterable[Change]]


@dataclass(slots=True, kw_only=True)
class Asking:
    """One question to a shop, seen by the thread that asks and by the one that waits."""

    store_id: int
    question: Question
    complete_to: datetime | None
    asked_at: datetime
    until: float
    told: frozenset[str] = frozenset()
    answered: bool = False
    """The platform has said which orders there are."""
    refused: Exception | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def reach(self) -> Reach:
        if self.ended.is_set() and self.refused is None:
            return Reach.LIVE
        return Reach.PARTLY if self.answered else Reach.AWAY

    def left(self) -> float:
        return max(0.0, self.until - time.monotonic())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A shop that is not to be asked for a while. Given by store, whatever it was asked for."""

    reach: Reach
    until: float
    late: Asking | None = None
    """What it has not answered yet: as long as it hangs, nothing more is asked of it."""

    def is_over(self) -> bool:
        hangs = self.late is not None and not self.late.ended.is_set()
        return not hangs and time.monotonic() >= self.until


class Live:
    """A `connector.live.LiveReader` over the clients of the jobs."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._seats = Seats()
        self._rests: dict[int, Rest] = {}
        self._listed: dict[int, frozenset[Kind]] = {}

    @property
    def under_way(self) -> int:
        """Shops that are being asked, for whoever waits for the answer or does no more."""
        return self._seats.taken

    def by_number(self, store_id: int, number: str) -> Look:
        return self._look(store_id, OF_ORDERS, lambda client: client.orders(number))

    def by_id(
        self, store_id: int, kind: Kind, ids: Sequence[str], until: float | None = None
    ) -> Look:
        kinds = OF_ORDERS if kind is Kind.ORDER else OF_GOODS
        look = self._look(store_id, kinds, partial(each_fetched, kind, ids), until)
        look.release()
        return look

    def _look(
        self, store_id: int, kinds: frozenset[Kind], question: Question, until: float | None = None
    ) -> Look:
        known = self._known(store_id, kinds)
        if not known:
            return Look()
        complete_to, at = oldest(known), now()
        wanted = answer_preferences(self._work.database, store_id)
        if complete_to and at - complete_to <= timedelta(seconds=wanted.fresh_seconds):
            return Look(complete_to=complete_to)
        asking = Asking(
            store_id=store_id,
            question=question,
            complete_to=complete_to,
            asked_at=at,
            until=until or time.monotonic() + wanted.live_seconds,
        )
        return self._asked(asking)

    def _known(self, store_id: int, kinds: frozenset[Kind]) -> list[int | None]:
        """Up to when our copy is complete, of each of these kinds; nothing for a store whose API
        has never been asked for any of them, as one that only sends webhooks."""
        begun = completeness(self._work.database, store_id)
        if not begun.keys() & kinds:
            return []
        if store_id not in self._listed:
            self._listed[store_id] = listed_kinds(self._work, store_id)
        return [begun.get(kind) for kind in self._listed[store_id] & kinds]

    def _asked(self, asking: Asking) -> Look:
        rest = self._rests.get(asking.store_id)
        if rest and not rest.is_over():
            return Look(reach=rest.reach, complete_to=asking.complete_to)
        self._work.database.let_go()
        if not asking.left() or not self._seats.take(asking.store_id, partial(self._read, asking)):
            return Look(reach=Reach.AWAY, complete_to=asking.complete_to)
        asking.ended.wait(asking.left())
        return Look(
            reach=self._reached(asking),
            complete_to=asking.complete_to,
            asked_at=asking.asked_at,
            told=asking.told,
            until=asking.until,
            release=asking.released.set,
        )

    def _reached(self, asking: Asking) -> Reach:
        reach = asking.reach
        if reach is not Reach.AWAY:
            return reach
        refused = asking.refused
        if refused is None:
            log.warning("live.late", store=asking.store_id)
        if cannot_be_asked(asking):
            reach = Reach.NOT_ASKED
        pause = refused.wait if isinstance(refused, Throttled) else REST_SECONDS
        until = time.monotonic() + min(max(pause, REST_SECONDS), LONGEST_REST)
        self._rests[asking.store_id] = Rest(reach=reach, until=until, late=asking)
        return reach

    def _read(self, asking: Asking) -> None:
        try:
            self._take_in(asking)
        except StorewireError as error:
            asking.refused = error
            log.info("live.refused", store=asking.store_id, reason=error.slug)
        except Exception as error:
            asking.refused = error
            log.exception("live.failed", store=asking.store_id)
        finally:
            asking.ended.set()
        asking.released.wait(asking.left())

    def _take_in(self, asking: Asking) -> None:
        """An order at once, so that it can be told of even where its parts come late; what came
        before a failure is true all the same."""
        parts: list[Change] = []
        try:
            for change in asking.question(self._work.client(asking.store_id)):
                if isinstance(change, Order) and change.id not in asking.told:
                    self._apply(asking, (change,))
                    asking.told |= {change.id}
                else:
                    parts.append(change)
                asking.answered = True
        finally:
            self._apply(asking, parts)

    def _apply(self, asking: Asking, changes: Sequence[Change]) -> None:
        if not changes:
            return
        database = self._work.database
        with database.writing() as connection:
            arrival = fetched(asking.store_id, changes, asking.asked_at)
            apply(connection, database.keyring, [arrival])


def each_fetched(kind: Kind, ids: Sequence[str], client: Client) -> Iterator[Change]:
    for each in ids:
        yield from client.fetch(Ref(kind=kind, id=each))


def oldest(known: Sequence[int | None]) -> datetime | None:
    """None where one of them was never loaded to its end."""
    ends = [each for each in known if each is not None]
    return from_micros(min(ends)) if ends and len(ends) == len(known) else None


def listed_kinds(work: Work, store_id: int) -> frozenset[Kind]:
    """None where its platform has no API, or no adapter any more."""
    try:
        adapter = work.adapter(store_id)
    except Unsupported:
        return frozenset()
    return frozenset(adapter.kinds) if adapter.connect else frozenset()


def cannot_be_asked(asking: Asking) -> bool:
    """A platform without such a question, or a store that never let us in: not an outage."""
    never_in = asking.complete_to is None and isinstance(asking.refused, AccessDenied)
    return never_in or isinstance(asking.refused, Unsupported)
