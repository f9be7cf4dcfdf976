"""The shop is asked while somebody waits: when, for how long, and what is made of its answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import update
from structlog.testing import capture_logs

from connector.errors import (
    AccessDenied,
    AccessRevoked,
    Malformed,
    PlatformAway,
    Throttled,
    Unsupported,
)
from connector.jobs import BACKFILL, live, seats
from connector.jobs.live import Live
from connector.jobs.work import Work
from connector.live import Look, Reach
from connector.records import Change, Kind, Product
from connector.storage import progress
from connector.storage.engine import Database, micros, now
from connector.storage.erasure import note_uninstalled
from connector.storage.preferences import ANSWERS, AnswerPreferences, keep_preference
from connector.storage.stores import add_store
from connector.storage.tables import progress as progress_table
from tests.jobs.platform import Platform, adapter_of, silent, work_of
from tests.storage.shop import Shop, order, refund

pytestmark = pytest.mark.filterwarnings("error")
SHORT = 0.3
LONG_AGO = timedelta(hours=2)


LIVES: list[Live] = []


@pytest.fixture(autouse=True)
def nothing_goes_on(database: Database) -> Iterator[None]:
    """What a test has asked for late is in the database before that is closed."""
    LIVES.clear()
    yield
    until(lambda: not any(live.under_way for live in LIVES))


@dataclass
class Patient(Platform):
    """Gives what is known by a number one by one, and may hang over it."""

    hangs: threading.Event = field(default_factory=threading.Event)
    hang_before: int | None = None

    def orders(self, number: str) -> Iterable[Change]:
        self._note("orders", number)
        for place, change in enumerate(self.numbered.get(number, ())):
            self._wait(place)
            yield change
        if not self.numbered.get(number):
            self._wait(0)

    def _wait(self, place: int) -> None:
        if place == self.hang_before:
            self.hangs.wait(20)


@dataclass(frozen=True)
class Desk:
    work: Work
    shop: Shop
    live: Live

    def asks(self, number: str = "1001") -> Look:
        look = self.live.by_number(self.shop.id, number)
        look.release()
        return look

    def wants(self, **seconds: Any) -> None:
        wanted = AnswerPreferences(**seconds)
        keep_preference(self.work.database, self.shop.id, ANSWERS, wanted)


def loaded(
    database: Database,
    platform: Platform,
    *kinds: Kind,
    ago: timedelta | None = LONG_AGO,
    live_seconds: float = 5.0,
) -> Desk:
    """A store whose kinds were last complete so long ago; None: its backfill goes on."""
    work, shop = work_of(database, platform, *kinds)
    for kind in kinds or (Kind.ORDER,):
        work.begin(shop.id, BACKFILL, kind)
        if ago is not None:
            complete(database, shop, kind, ago)
    desk = Desk(work, shop, Live(work))
    LIVES.append(desk.live)
    desk.wants(live_seconds=live_seconds)
    return desk


def complete(database: Database, shop: Shop, kind: Kind, ago: timedelta) -> None:
    row = (progress_table.c.store_id == shop.id) & (progress_table.c.kind == kind)
    with database.writing() as connection:
        progress.advance(connection, shop.id, BACKFILL, kind, 0, last=True)
        at = micros(now() - ago)
        connection.execute(update(progress_table).where(row).values(complete_to=at))


@contextmanager
def hanging(platform: Patient) -> Iterator[None]:
    try:
        yield
    finally:
        platform.hangs.set()


def until(shown: Any) -> None:
    for _ in range(200):
        if shown():
            return
        time.sleep(0.02)
    raise AssertionError("It never happens.")


NEW = (order("5001", "#1001", refund_ids=("801",)), refund("801", "5001"))


def test_an_order_that_no_delivery_told_us_is_in_our_copy_with_its_parts(
    database: Database,
) -> None:
    desk = loaded(database, Platform(numbered={"۱۰۰۱": NEW}))
    began = now()
    look = desk.asks("۱۰۰۱")
    assert (look.reach, look.told) == (Reach.LIVE, frozenset({"5001"}))
    assert look.asked_at is not None
    assert began <= look.asked_at <= now()
    assert look.known_to == look.asked_at
    found = desk.shop.find("1001")
    assert found is not None
    assert [each.id for each in found.refunds] == ["801"]


def test_a_number_that_the_shop_does_not_know_is_an_answer_too(database: Database) -> None:
    desk = loaded(database, Platform())
    look = desk.asks("7777")
    assert (look.reach, look.told) == (Reach.LIVE, frozenset())


@pytest.mark.parametrize(
    ("ago", "fresh_seconds", "asked"),
    [
        (timedelta(minutes=10), 900, False),
        (timedelta(minutes=16), 900, True),
        (timedelta(minutes=1), 30, True),
        (timedelta(0), 0, True),
        (None, 604800, True),
    ],
)
def test_the_shop_is_asked_where_our_copy_is_older_than_the_store_wants_it(
    database: Database, ago: timedelta | None, fresh_seconds: int, asked: bool
) -> None:
    platform = Platform()
    desk = loaded(database, platform, ago=ago)
    desk.wants(fresh_seconds=fresh_seconds)
    look = desk.asks()
    assert bool(platform.asked) is asked
    assert look.reach is (Reach.LIVE if asked else Reach.NOT_ASKED)
    assert (look.complete_to is None) is (ago is None)


def test_the_least_complete_of_the_kinds_that_make_an_order_decides(database: Database) -> None:
    platform = Platform()
    desk = loaded(database, platform, Kind.ORDER, Kind.REFUND, Kind.REVIEW, ago=timedelta(0))
    assert desk.asks().reach is Reach.NOT_ASKED
    complete(database, desk.shop, Kind.REVIEW, LONG_AGO)
    assert desk.asks().reach is Reach.NOT_ASKED, "reviews are no part of it"
    complete(database, desk.shop, Kind.REFUND, LONG_AGO)
    assert desk.asks().reach is Reach.LIVE


def test_a_kind_that_was_not_begun_yet_is_not_complete(database: Database) -> None:
    platform = Platform()
    work, shop = work_of(database, platform, Kind.ORDER, Kind.REFUND)
    work.begin(shop.id, BACKFILL, Kind.ORDER)
    complete(database, shop, Kind.ORDER, timedelta(0))
    assert Live(work).by_number(shop.id, "1001").reach is Reach.LIVE


def test_a_store_that_was_never_loaded_is_never_asked(database: Database) -> None:
    platform = Platform()
    work, shop = work_of(database, platform)
    assert Live(work).by_number(shop.id, "1001") == Look()
    work.begin(shop.id, BACKFILL, Kind.ORDER)
    for adapters in ({}, {"lale": silent(adapter_of(platform))}):
        without = Work(database, adapters)
        assert Live(without).by_number(shop.id, "1001") == Look()
    assert platform.asked == []


@pytest.mark.parametrize(
    ("error", "ago", "reach"),
    [
        (PlatformAway(), LONG_AGO, Reach.AWAY),
        (Throttled(3), LONG_AGO, Reach.AWAY),
        (AccessRevoked(), LONG_AGO, Reach.AWAY),
        (AccessDenied(), LONG_AGO, Reach.AWAY),
        (Malformed("bent"), LONG_AGO, Reach.AWAY),
        (KeyError("leyla@example.com"), LONG_AGO, Reach.AWAY),
        (PlatformAway(), None, Reach.AWAY),
        (Unsupported(), LONG_AGO, Reach.NOT_ASKED),
        (AccessDenied("There is no key to the API."), None, Reach.NOT_ASKED),
    ],
)
def test_whatever_keeps_the_shop_from_answering_is_no_answer(
    database: Database, error: Exception, ago: timedelta | None, reach: Reach
) -> None:
    """A store without a key to the API has no outage: it behaves as one without an API."""
    desk = loaded(database, Platform(broken={"orders": error}), ago=ago)
    with capture_logs() as logs:
        assert desk.asks("leyla@example.com").reach is reach
    assert logs[0]["event"].startswith("live.")
    assert "leyla" not in str(logs)


def test_a_store_that_has_removed_the_app_cannot_be_reached(database: Database) -> None:
    desk = loaded(database, Platform())
    with database.writing() as connection:
        note_uninstalled(connection, desk.shop.id, micros(now()))
    assert desk.asks().reach is Reach.AWAY


def test_the_bound_is_kept_and_what_comes_later_is_applied_all_the_same(
    database: Database,
) -> None:
    platform = Patient(numbered={"1001": NEW}, hang_before=0)
    desk = loaded(database, platform, live_seconds=SHORT)
    with hanging(platform):
        began = time.monotonic()
        look = desk.asks()
        took = time.monotonic() - began
        assert look.reach is Reach.AWAY
        assert SHORT <= took < SHORT + 1
        assert desk.shop.find("1001") is None
    until(lambda: desk.shop.find("1001"))


def test_who_waits_for_the_shop_holds_no_connection(database: Database) -> None:
    """Of a server: of a file each thread keeps one, outside of any transaction."""
    held: list[int] = []

    @dataclass
    class Watching(Platform):
        def orders(self, number: str) -> Iterable[Change]:
            held.append(database.engine.pool.checkedout())  # type: ignore[attr-defined]
            return ()

    desk = loaded(database, Watching())
    with database.one_view():
        assert desk.asks().reach is Reach.LIVE
    assert held == [int(database.view.of_file)]
    assert database.view.connection is None


def test_an_order_is_known_before_its_parts_are(database: Database) -> None:
    platform = Patient(numbered={"1001": NEW}, hang_before=1)
    desk = loaded(database, platform, live_seconds=SHORT)
    with hanging(platform):
        look = desk.asks()
        assert (look.reach, look.told) == (Reach.PARTLY, frozenset({"5001"}))
        assert look.known_to == look.complete_to
        found = desk.shop.find("1001")
        assert found is not None
        assert found.refunds == ()
    until(lambda: found_with_refund(desk))


def found_with_refund(desk: Desk) -> bool:
    found = desk.shop.find("1001")
    return found is not None and len(found.refunds) == 1


def test_a_failure_behind_the_order_takes_nothing_back_and_gives_the_shop_no_rest(
    database: Database,
) -> None:
    """Else the next answer would tell that there was an order."""

    class Breaking(Platform):
        def orders(self, number: str) -> Iterable[Change]:
            self._note("orders", number)
            yield NEW[0]
            raise PlatformAway

    platform = Breaking()
    desk = loaded(database, platform)
    assert desk.asks().reach is Reach.PARTLY
    assert desk.shop.find("1001") is not None
    desk.asks("7777")
    assert platform.count("orders") == 2


def test_a_shop_that_fails_has_a_rest_whatever_it_is_asked_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Platform(broken={"orders": PlatformAway()})
    desk = loaded(database, platform)
    first = desk.asks()
    platform.broken.clear()
    assert [desk.asks(number).reach for number in ("1001", "7777")] == [Reach.AWAY] * 2
    assert desk.live.by_id(desk.shop.id, Kind.ORDER, ["5001"]).reach is Reach.AWAY
    assert platform.count("orders") == 1
    assert platform.count("fetch") == 0
    assert first.until > time.monotonic(), "who was told nothing waits"
    assert desk.asks().until == 0, "nobody was asked, so nobody waits"
    at = time.monotonic() + live.REST_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: at)
    assert desk.asks().reach is Reach.LIVE


def test_a_shop_that_wants_us_to_wait_longer_is_left_alone_longer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Platform(broken={"orders": Throttled(120)})
    desk = loaded(database, platform)
    desk.asks()
    platform.broken.clear()
    began = time.monotonic()
    for seconds, reach in ((live.REST_SECONDS + 1, Reach.AWAY), (121, Reach.LIVE)):
        at = began + seconds
        monkeypatch.setattr(time, "monotonic", lambda at=at: at)
        assert desk.asks().reach is reach


def test_a_shop_that_still_hangs_is_asked_nothing_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question would take a thread from those of other shops."""
    monkeypatch.setattr(live, "REST_SECONDS", 0.0)
    platform = Patient(hang_before=0)
    desk = loaded(database, platform, live_seconds=SHORT)
    with hanging(platform):
        assert [desk.asks().reach for _ in range(3)] == [Reach.AWAY] * 3
        assert platform.count("orders") == 1
    platform.hang_before = None
    until(lambda: desk.asks().reach is Reach.LIVE)


def neighbour(database: Database) -> int:
    """A store of another platform, whose backfill goes on."""
    store = add_store(database, "kale", "kale.example.com", "Kale", {"secret": "s"})
    progress.begin(database, store.id, BACKFILL, Kind.ORDER)
    return store.id


def test_another_shop_is_asked_while_one_hangs(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "SEATS", 3)
    monkeypatch.setattr(seats, "OF_ONE_STORE", 2)
    platform = Patient(hang_before=0)
    desk = loaded(database, platform, live_seconds=0.6)
    other, looks = neighbour(database), list[Look]()
    adapters = {"lale": adapter_of(platform), "kale": adapter_of(Platform())}
    both = Live(Work(database, adapters))
    threads = [
        threading.Thread(target=lambda: looks.append(both.by_number(desk.shop.id, "1")))
        for _ in range(4)
    ]
    with hanging(platform):
        for thread in threads:
            thread.start()
        until(lambda: platform.count("orders") == 2)
        assert both.by_number(other, "1001").reach is Reach.LIVE
        for thread in threads:
            thread.join()
    assert [look.reach for look in looks] == [Reach.AWAY] * 4
    assert platform.count("orders") == 2


def test_who_is_told_nothing_keeps_a_place_until_the_bound_has_passed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So strangers who wait can never be so many that nobody else is served."""
    monkeypatch.setattr(seats, "OF_ONE_STORE", 1)
    desk = loaded(database, Platform(), live_seconds=SHORT)
    first = desk.live.by_number(desk.shop.id, "7777")
    assert first.reach is Reach.LIVE
    assert desk.asks().reach is Reach.AWAY
    first.release()
    until(lambda: desk.asks().reach is Reach.LIVE)


def test_what_is_asked_for_by_its_id_is_as_the_shop_says_now(database: Database) -> None:
    cup = Product(id="501", title="Kırmızı bardak", published=True)
    platform = Platform(things={"501": cup})
    desk = loaded(database, platform, Kind.PRODUCT)
    look = desk.live.by_id(desk.shop.id, Kind.PRODUCT, ["501", "502"])
    assert look.reach is Reach.LIVE
    assert platform.asked == [("fetch", "501"), ("fetch", "502")]
    ours = desk.shop.copies([(Kind.PRODUCT, "501"), (Kind.PRODUCT, "502")])
    dated = structs.replace(cup, updated_at=look.asked_at)
    assert ours[Kind.PRODUCT, "501"].record == dated
    assert ours[Kind.PRODUCT, "502"].record is None
    assert desk.live.by_number(desk.shop.id, "1001").reach is Reach.NOT_ASKED, "goods alone"


def test_an_order_that_is_gone_is_gone(database: Database) -> None:
    desk = loaded(database, Platform(numbered={"1001": NEW}))
    desk.asks()
    desk.live.by_id(desk.shop.id, Kind.ORDER, ["5001"])
    assert desk.shop.find("1001") is None


def test_no_time_left_is_no_question(database: Database) -> None:
    platform = Platform()
    desk = loaded(database, platform)
    look = desk.live.by_id(desk.shop.id, Kind.ORDER, ["5001"], time.monotonic() - 1)
    assert (look.reach, platform.asked) == (Reach.AWAY, [])


def test_questions_of_one_thread_share_a_client_and_threads_share_none(
    database: Database,
) -> None:
    made: list[int] = []
    platform = Platform()
    work, shop = work_of(database, platform)
    adapter = adapter_of(platform)

    def connect(account: Any, session: Any) -> Platform:
        made.append(id(session))
        return platform

    work = Work(database, {"lale": replace(adapter, connect=connect)})
    work.begin(shop.id, BACKFILL, Kind.ORDER)
    desk = Desk(work, shop, Live(work))
    LIVES.append(desk.live)
    for _ in range(3):
        assert desk.asks().reach is Reach.LIVE
        time.sleep(0.02)  # For the thread to have put its task away.
    assert len(made) == 1
