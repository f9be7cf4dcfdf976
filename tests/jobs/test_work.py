"""What deliveries missed is found, applied once, and noted."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from connector.errors import (
    AccessRevoked,
    Throttled,
    Unsupported,
)
from connector.jobs import BACKFILL, DEEP, SWEEP
from connector.jobs.work import ON_ITS_WAY, OVERLAP, Work
from connector.records import (
    Deleted,
    Fetch,
    Kind,
)
from connector.storage import progress
from connector.storage.engine import Database, from_micros, micros, now
from connector.storage.erasure import note_uninstalled
from connector.storage.tables import progress as progress_table
from tests.jobs.platform import Platform, adapter_of, silent, work_of
from tests.jobs.seeing import CURE, ORDERS, found_by, run, three_pages, told
from tests.storage.shop import deleted, order, refund


def test_pages_are_applied_and_progress_is_kept(database: Database) -> None:
    work, shop = work_of(database, three_pages())
    run(work, shop, BACKFILL)
    assert all(shop.find(number) for _, number in ORDERS)
    assert told(work, shop)["records"] == 3
    assert told(work, shop)["finished_at"]


def test_a_page_that_is_done_twice_changes_nothing(database: Database) -> None:
    work, shop = work_of(database, three_pages())
    work.begin(shop.id, SWEEP, Kind.ORDER)
    assert work.page(shop.id, SWEEP, Kind.ORDER, None, None) == ("1", 1)
    before = found_by(database), shop.copies([(Kind.ORDER, "5001")])[Kind.ORDER, "5001"].record
    assert work.page(shop.id, SWEEP, Kind.ORDER, None, None) == ("1", 1)
    after = found_by(database), shop.copies([(Kind.ORDER, "5001")])[Kind.ORDER, "5001"].record
    assert before == after
    assert told(work, shop)["records"] == 1


def test_a_load_goes_on_where_its_cursor_points(database: Database) -> None:
    platform = three_pages()
    work, shop = work_of(database, platform)
    work.begin(shop.id, BACKFILL, Kind.ORDER)
    assert work.page(shop.id, BACKFILL, Kind.ORDER, None, "2", 2) == (None, 3)
    assert platform.asked == [("page", "order", None, "2")]


def test_a_sweep_asks_from_where_the_copy_was_complete_and_a_bit_before(
    database: Database,
) -> None:
    work, shop = work_of(database, three_pages())
    assert work.begin(shop.id, SWEEP, Kind.ORDER) is None
    run(work, shop, BACKFILL)
    with database.reading() as connection:
        began = select(progress_table.c.started_at).where(progress_table.c.job == BACKFILL)
        at = from_micros(connection.execute(began).scalar_one())
    assert work.begin(shop.id, SWEEP, Kind.ORDER) == at - OVERLAP
    assert work.begin(shop.id, DEEP, Kind.ORDER) is None


def test_an_unfinished_sweep_does_not_move_the_beginning_of_the_next(database: Database) -> None:
    work, shop = work_of(database, three_pages())
    run(work, shop, BACKFILL)
    since = work.begin(shop.id, SWEEP, Kind.ORDER)
    work.page(shop.id, SWEEP, Kind.ORDER, since, None)
    assert work.begin(shop.id, SWEEP, Kind.ORDER) == since


def test_a_sweep_leaves_alone_what_is_being_loaded(database: Database) -> None:
    work, shop = work_of(database, three_pages(), Kind.ORDER, Kind.REVIEW)
    assert work.kinds(shop.id, SWEEP) == (Kind.ORDER, Kind.REVIEW)
    run(work, shop, BACKFILL)
    work.begin(shop.id, BACKFILL, Kind.REVIEW)
    assert work.kinds(shop.id, SWEEP) == (Kind.ORDER,)
    assert work.kinds(shop.id, BACKFILL) == (Kind.ORDER, Kind.REVIEW)


def test_only_a_change_old_enough_to_have_been_delivered_is_a_gap(database: Database) -> None:
    young = order("5002", "#1002")
    fresh = type(young)(
        **{f: getattr(young, f) for f in young.__struct_fields__ if f != "updated_at"},
        updated_at=now() - ON_ITS_WAY / 2,
    )
    work, shop = work_of(database, Platform(pages=[(order(), fresh)]))
    run(work, shop, SWEEP)
    assert found_by(database) == [("5001", SWEEP)]
    assert progress.count_gaps(database, shop.id) == {SWEEP: 1}


def test_a_deletion_is_one_gap_however_often_the_platform_says_it(database: Database) -> None:
    gone = Deleted(ref=deleted(Kind.ORDER, "5001", 1).ref)
    work, shop = work_of(database, Platform(pages=[(gone,)]))
    shop.arrive(order())
    for _ in range(3):
        run(work, shop, SWEEP)
    assert found_by(database) == [("5001", SWEEP)]


def test_a_first_load_finds_no_gaps(database: Database) -> None:
    work, shop = work_of(database, three_pages())
    run(work, shop, BACKFILL)
    assert found_by(database) == []


def test_parts_that_come_along_are_not_counted_and_a_total_is_kept(database: Database) -> None:
    """Else a load would be further than its platform says it is."""
    page = (
        order(),
        refund(),
        deleted(Kind.ORDER, "5002", 1),
        Fetch(ref=deleted(Kind.REFUND, "1", 1).ref),
    )
    work, shop = work_of(database, Platform(pages=[page, (order("5003", "#1003"),)], total=3))
    since = work.begin(shop.id, BACKFILL, Kind.ORDER)
    assert told(work, shop)["total"] is None
    assert work.page(shop.id, BACKFILL, Kind.ORDER, since, None) == ("1", 2)
    assert (told(work, shop)["records"], told(work, shop)["total"]) == (2, 3)
    assert work.page(shop.id, BACKFILL, Kind.ORDER, since, "1", 2) == (None, 3)
    assert (told(work, shop)["records"], told(work, shop)["total"]) == (3, 3)
    work.begin(shop.id, BACKFILL, Kind.ORDER)
    assert told(work, shop)["total"] is None


def test_what_ends_a_job_is_told_with_its_cure(database: Database) -> None:
    platform = three_pages()
    platform.broken = {"1": AccessRevoked(CURE)}
    work, shop = work_of(database, platform)
    with pytest.raises(AccessRevoked):
        run(work, shop, SWEEP)
    assert CURE in str(told(work, shop)["problem"])
    platform.broken = {}
    run(work, shop, SWEEP)
    assert told(work, shop)["problem"] is None


def test_a_bug_of_ours_is_told_too_without_its_message(database: Database) -> None:
    platform = three_pages()
    platform.broken = {"1": KeyError("shirin@example.com")}
    work, shop = work_of(database, platform)
    with pytest.raises(KeyError):
        run(work, shop, SWEEP)
    problem = str(told(work, shop)["problem"])
    assert "KeyError" in problem
    assert "example.com" not in problem


def test_a_shop_that_wants_us_to_wait_is_no_problem(database: Database) -> None:
    work, shop = work_of(database, Platform(broken={"page": Throttled(3)}))
    with pytest.raises(Throttled):
        run(work, shop, SWEEP)
    assert told(work, shop)["problem"] is None


def test_a_shop_that_removed_the_app_is_not_asked(database: Database) -> None:
    platform = three_pages()
    work, shop = work_of(database, platform)
    with database.writing() as connection:
        note_uninstalled(connection, shop.id, micros(now()))
    with pytest.raises(AccessRevoked):
        work.client(shop.id)
    assert platform.asked == []


def test_a_store_without_api_has_no_client(database: Database) -> None:
    platform = Platform()
    _, shop = work_of(database, platform)
    work = Work(database, {"lale": silent(adapter_of(platform))})
    with pytest.raises(Unsupported):
        work.client(shop.id)
