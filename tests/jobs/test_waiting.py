"""Who waits at a terminal sees how far a job is; a pipe sees nothing."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest

from connector.cli.waiting import Settling, Watch, line
from connector.jobs import BACKFILL, SWEEP
from connector.jobs.work import WEBHOOKS
from connector.records import Fetch, Kind, Ref
from connector.storage import progress
from connector.storage.engine import Database, now
from connector.storage.tables import fetches
from tests.storage.shop import Shop, new_shop


class Terminal(io.StringIO):
    """Wide enough, and as a person sees it: what a line was drawn over is gone."""

    def isatty(self) -> bool:
        return True

    @property
    def seen(self) -> list[str]:
        lines = self.getvalue().split("\n")
        return [re.split("\r\x1b\\[K", each)[-1] for each in lines]


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def watch(shop: Shop, stream: io.StringIO) -> Watch:
    since = now()
    return Watch(database=shop.database, store_id=shop.id, job=BACKFILL, since=since, stream=stream)


def moves(
    shop: Shop, kind: str, records: int, total: int | None = None, *, last: bool = False
) -> None:
    with shop.database.writing() as connection:
        progress.advance(connection, shop.id, BACKFILL, kind, records, last=last, total=total)


def test_each_kind_has_a_line_and_the_one_under_way_is_drawn_anew(shop: Shop) -> None:
    terminal = Terminal()
    watching = watch(shop, terminal)
    watching.look()
    assert terminal.getvalue() == ""
    for kind, total in ((Kind.PRODUCT, 40), (Kind.STOCK_LEVEL, None)):
        progress.begin(shop.database, shop.id, BACKFILL, kind)
        watching.look()
        moves(shop, kind, 10, total)
        watching.look()
        if kind is Kind.PRODUCT:
            assert terminal.seen == ["product        [######------------------] 10 of 40"]
        moves(shop, kind, 20, last=kind is Kind.PRODUCT)
        watching.look()
    bar = "#" * 24
    assert terminal.seen == [f"product        [{bar}] 20", "stock level    20"]
    watching.close()
    assert terminal.seen == [f"product        [{bar}] 20", "stock level    20", ""]


def test_a_pipe_sees_nothing(shop: Shop) -> None:
    pipe = io.StringIO()
    watching = watch(shop, pipe)
    progress.begin(shop.database, shop.id, BACKFILL, Kind.ORDER)
    watching.look()
    watching.close()
    assert pipe.getvalue() == ""


def test_what_earlier_runs_and_other_jobs_did_is_not_shown(shop: Shop) -> None:
    progress.begin(shop.database, shop.id, BACKFILL, Kind.ORDER)
    moves(shop, Kind.ORDER, 3, last=True)
    terminal = Terminal()
    watching = watch(shop, terminal)
    progress.begin(shop.database, shop.id, SWEEP, Kind.ORDER)
    progress.begin(shop.database, shop.id, BACKFILL, WEBHOOKS)
    watching.close()
    assert terminal.getvalue() == ""


def test_a_kind_that_stopped_half_way_is_left_for_good_and_says_why(shop: Shop) -> None:
    terminal = Terminal()
    watching = watch(shop, terminal)
    progress.begin(shop.database, shop.id, BACKFILL, Kind.ORDER)
    moves(shop, Kind.ORDER, 7)
    progress.stumble(shop.database, shop.id, BACKFILL, Kind.ORDER, "No right.")
    progress.begin(shop.database, shop.id, BACKFILL, Kind.REVIEW)
    for _ in range(3):
        watching.look()
    watching.close()
    assert terminal.seen == ["order          7 No right.", "review         0", ""]


def test_a_line_never_wraps(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    terminal = Terminal()
    progress.begin(shop.database, shop.id, BACKFILL, Kind.ORDER)
    progress.stumble(shop.database, shop.id, BACKFILL, Kind.ORDER, "No right. " * 10)
    watching = watch(shop, terminal)
    watching.since -= timedelta(minutes=1)
    watching.look()
    assert len(terminal.seen[-1]) == 19


@pytest.mark.parametrize(
    ("records", "total", "shown"),
    [
        (0, 0, "0"),
        (0, 4, "[------------------------] 0 of 4"),
        (9, 4, "[########################] 4 of 4"),
    ],
)
def test_a_list_that_grew_or_is_empty_is_shown_as_far_as_it_goes(
    records: int, total: int, shown: str
) -> None:
    row = {
        "kind": "order",
        "records": records,
        "total": total,
        "finished_at": None,
        "problem": None,
    }
    assert line(row) == f"order          {shown}"


@pytest.fixture
def shop(database: Database) -> Shop:
    return new_shop(database)


def hint(shop: Shop, ref: str) -> None:
    shop.arrive(Fetch(ref=Ref(kind=Kind.ORDER, id=ref)), received=now())


def test_what_a_job_came_upon_is_waited_for_and_what_comes_later_is_not(shop: Shop) -> None:
    hint(shop, "5001")
    left = Settling(database=shop.database, store_id=shop.id, until=now())
    assert left()
    hint(shop, "5002")
    with shop.database.writing() as connection:
        connection.execute(fetches.delete().where(fetches.c.ref == "5001"))
    assert not left()


def test_a_shop_that_lets_nothing_move_is_not_waited_for_for_ever(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    hint(shop, "5001")
    left = Settling(database=shop.database, store_id=shop.id, until=now())
    assert left()
    monkeypatch.setattr("connector.cli.waiting.STUCK_SECONDS", 0.0)
    assert not left()
