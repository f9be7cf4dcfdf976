"""What jobs know of a store goes with it, and bodies go when they have served."""

from __future__ import annotations

from datetime import timedelta

from connector.jobs import SWEEP
from connector.records import Kind, RedactStore
from connector.storage import progress
from connector.storage.deliveries import State
from connector.storage.engine import Database, now
from connector.storage.retention import drop_old_bodies
from tests.jobs.platform import Platform, work_of
from tests.storage.shop import order


def test_a_store_that_is_erased_leaves_neither_progress_nor_gaps(database: Database) -> None:
    work, shop = work_of(database, Platform(pages=[(order(),)]))
    since = work.begin(shop.id, SWEEP, Kind.ORDER)
    work.page(shop.id, SWEEP, Kind.ORDER, since, None)
    assert progress.count_gaps(database, shop.id)
    shop.arrive(RedactStore())
    assert progress.list_progress(database, shop.id) == []
    assert progress.count_gaps(database, shop.id) == {}


def test_bodies_of_applied_deliveries_go_when_they_are_old(database: Database) -> None:
    _, shop = work_of(database, Platform())
    old, young = now() - timedelta(days=91), now() - timedelta(days=89)
    shop.keep(
        shop.kept("old", received=old),
        shop.kept("young", received=young),
        shop.kept("unread", received=old, state=State.FAILED),
    )
    assert drop_old_bodies(database, now() - timedelta(days=90)) == 1
    assert shop.bodies() == 2
    assert drop_old_bodies(database, now() - timedelta(days=90)) == 0
