"""Group commit: many deliveries share a flush, and none pays for another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from connector.errors import Unavailable
from connector.records import Deleted, Kind, Ref
from connector.storage.deliveries import Kept, Reading, State
from connector.storage.engine import Database
from tests.webhooks import lale_shop
from tests.webhooks.keeping import give
from tests.webhooks.logs import written_logs
from webhooks import together
from webhooks.writer import Writer

AT = datetime(2026, 3, 21, 7, tzinfo=UTC)
SOON = 5


def kept(number: int, store_id: int = 1, state: State = State.APPLIED) -> Kept:
    return Kept(
        store_id=store_id,
        key=number.to_bytes(16),
        topic="order.changed",
        received_at=AT,
        sent_at=None,
        raw=None,
        reading=Reading(state=state),
    )


@dataclass
class Gate:
    """A commit that waits to be opened, so that what comes meanwhile shares the next one."""

    commit: Callable[[Sequence[Kept]], None]
    opened: threading.Event = field(default_factory=threading.Event)
    entered: threading.Event = field(default_factory=threading.Event)

    def __call__(self, batch: Sequence[Kept]) -> None:
        self.entered.set()
        assert self.opened.wait(SOON)
        self.commit(batch)


@contextmanager
def waiting_together(
    commit: Callable[[Sequence[Kept]], None], batch: Sequence[Kept]
) -> Iterator[tuple[Writer, list[Future[None]]]]:
    """All of the batch are in one commit, behind a first delivery that went alone."""
    gate = Gate(commit)
    writer = Writer(gate)
    with ThreadPoolExecutor(len(batch) + 1) as pool:
        first = pool.submit(give, writer, kept(0))
        assert gate.entered.wait(SOON)
        results = []
        for number, one in enumerate(batch, start=1):
            results.append(pool.submit(give, writer, one))
            while writer.waiting() < number:
                time.sleep(0.001)
        gate.opened.set()
        wait([first, *results], timeout=SOON)
        yield writer, results


def test_many_deliveries_share_few_commits_and_none_returns_before_its_own() -> None:
    commits: list[int] = []
    on_disk: set[bytes] = set()

    def slow(batch: Sequence[Kept]) -> None:
        time.sleep(0.02)
        commits.append(len(batch))
        on_disk.update(one.key for one in batch)

    writer = Writer(slow)

    def deliver(number: int) -> bool:
        give(writer, kept(number))
        return number.to_bytes(16) in on_disk

    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(deliver, range(160)))
    assert sum(commits) == 160
    assert len(commits) < 40


def test_no_thread_is_started_before_the_first_delivery() -> None:
    """It would be lost in a fork."""
    before = threading.active_count()
    Writer(lambda batch: None)
    assert threading.active_count() == before


def test_a_batch_is_written_in_the_order_of_arrival() -> None:
    seen: list[int] = []

    def commit(batch: Sequence[Kept]) -> None:
        seen.extend(int.from_bytes(one.key) for one in batch)

    with waiting_together(commit, [kept(n) for n in range(1, 21)]):
        assert seen == list(range(21))


def test_one_bad_delivery_is_kept_as_failed_and_its_neighbours_are_applied() -> None:
    written: dict[bytes, Reading] = {}

    def commit(batch: Sequence[Kept]) -> None:
        if any(one.topic == "bad" and one.reading.state is State.APPLIED for one in batch):
            raise ValueError("of zeynep@example.com")
        written.update({one.key: one.reading for one in batch})

    batch = [kept(1), replace(kept(2), topic="bad"), kept(3)]
    with waiting_together(commit, batch) as (_, results):
        assert [result.exception(SOON) for result in results] == [None] * 3
    states = [written[one.key].state for one in batch]
    assert states == [State.APPLIED, State.FAILED, State.APPLIED]
    assert written[batch[1].key].reason == "could not be applied: ValueError"


def test_only_the_one_that_cannot_even_be_kept_is_told_to_come_again() -> None:
    def commit(batch: Sequence[Kept]) -> None:
        if any(one.topic == "bad" for one in batch):
            raise ValueError

    batch = [kept(1), replace(kept(2), topic="bad"), kept(3)]
    with waiting_together(commit, batch) as (_, results):
        raised = [type(result.exception(SOON)) for result in results]
    assert raised == [type(None), Unavailable, type(None)]


def test_while_the_database_is_away_all_are_told_so_and_later_ones_are_kept() -> None:
    away = True

    def commit(batch: Sequence[Kept]) -> None:
        if away:
            raise Unavailable

    with waiting_together(commit, [kept(n) for n in range(1, 11)]) as (writer, results):
        assert {type(result.exception(SOON)) for result in results} == {Unavailable}
        away = False
        give(writer, kept(99))


class Died(BaseException):
    """Not an Exception: nothing that catches those sees it."""


@pytest.mark.parametrize("error", [Died, SystemExit, MemoryError, GeneratorExit])
def test_whatever_a_commit_dies_of_nobody_hangs_and_the_next_delivery_is_kept(
    error: type[BaseException],
) -> None:
    dying = True

    def commit(batch: Sequence[Kept]) -> None:
        if dying:
            raise error

    with waiting_together(commit, [kept(n) for n in range(1, 6)]) as (writer, results):
        assert {type(result.exception(SOON)) for result in results} == {Unavailable}
        dying = False
        give(writer, kept(99))


def test_dying_while_each_is_tried_alone_leaves_those_already_written_as_they_are() -> None:
    def commit(batch: Sequence[Kept]) -> None:
        if len(batch) > 1:
            raise ValueError
        if batch[0].topic == "deadly":
            raise Died

    batch = [kept(1), replace(kept(2), topic="deadly"), kept(3)]
    with waiting_together(commit, batch) as (_, results):
        raised = [type(result.exception(SOON)) for result in results]
    assert raised == [type(None), Unavailable, Unavailable]


def test_nobody_waits_for_ever_for_a_disk_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(together, "PATIENCE_SECONDS", 0.05)
    stuck = threading.Event()
    writer = Writer(lambda batch: assert_(stuck.wait(SOON)))
    with pytest.raises(Unavailable):
        give(writer, kept(1))
    stuck.set()


def assert_(held: bool) -> None:
    assert held


def test_in_a_real_database_too_one_bad_delivery_costs_its_neighbours_nothing(
    database: Database,
) -> None:
    store = lale_shop.connected(database)
    # No text of JSON's own: it has no bytes to name the record by.
    unwritable = Deleted(ref=Ref(kind=Kind.ORDER, id="\ud800"))
    bad = Reading(state=State.APPLIED, changes=(unwritable,))
    batch = [kept(n, store.id) for n in range(1, 4)]
    batch[1] = replace(batch[1], reading=bad)
    commit = lale_shop.committing(database)
    gone = replace(kept(4), store_id=store.id + 1)

    def but_for_the_first(kept_batch: Sequence[Kept]) -> None:
        commit([one for one in kept_batch if one.key != bytes(16)])

    with waiting_together(but_for_the_first, [*batch, gone]) as (_, results):
        raised = [type(result.exception(SOON)) for result in results]
    assert raised == [type(None)] * 3 + [Unavailable]
    found = lale_shop.states(database, store)
    assert sorted(found, key=str) == [
        ("applied", None),
        ("applied", None),
        ("failed", "could not be applied: UnicodeEncodeError"),
    ]


def test_what_a_database_says_of_a_delivery_is_not_in_the_log() -> None:
    def commit(batch: Sequence[Kept]) -> None:
        raise ValueError("of zeynep@example.com")

    with written_logs("text") as logged, pytest.raises(Unavailable):
        give(Writer(commit), kept(1))
    assert "delivery.not_kept" in logged.getvalue()
    assert "zeynep" not in logged.getvalue()
