"""How tests run a job's steps, and what they see of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from connector.jobs.work import Work
from connector.records import (
    Fetch,
    Kind,
    Ref,
)
from connector.storage import progress
from connector.storage.engine import Database, now
from connector.storage.tables import gaps
from tests.jobs.platform import Platform
from tests.storage.shop import Shop, order

ORDERS = [("5001", "#1001"), ("5002", "#1002"), ("5003", "#1003")]
CURE = "Make new keys under Settings."


def three_pages() -> Platform:
    return Platform(pages=[(order(ref, number),) for ref, number in ORDERS])


def run(work: Work, shop: Shop, job: str, kind: Kind = Kind.ORDER) -> None:
    since, cursor, done = work.begin(shop.id, job, kind), None, 0
    while True:
        cursor, done = work.page(shop.id, job, kind, since, cursor, done)
        if cursor is None:
            return


def told(work: Work, shop: Shop) -> dict[str, object]:
    (only,) = progress.list_progress(work.database, shop.id)
    return dict(only)


def found_by(database: Database) -> list[tuple[str, str]]:
    with database.reading() as connection:
        rows = connection.execute(select(gaps.c.ref, gaps.c.found_by).order_by(gaps.c.id)).all()
    return [(row.ref, row.found_by) for row in rows]


def hint(shop: Shop, *refs: str, seconds_ago: float = 10) -> None:
    for ref in refs:
        when = now() - timedelta(seconds=seconds_ago)
        shop.arrive(Fetch(ref=Ref(kind=Kind.ORDER, id=ref)), received=when)
