"""The partitions that docs/scaling.md sketches, as they stand there, on a real PostgreSQL."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from connector.records import Redact
from connector.storage.deliveries import list_deliveries
from connector.storage.engine import Database
from connector.storage.retention import drop_old_bodies
from tests.storage.shop import Shop, new_shop, order

DOCUMENT = (Path(__file__).parents[2] / "docs/scaling.md").read_text()
OCTOBER, NOVEMBER = datetime(2026, 10, 30, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC)


def partition(database: Database) -> None:
    (sketch,) = re.findall(r"```sql\n(.*?)```", DOCUMENT, re.DOTALL)
    with database.writing() as connection:
        connection.exec_driver_sql(sketch.replace("%", "%%"))


def keys(shop: Shop) -> list[object]:
    return [row["received_at"] for row in list_deliveries(shop.database, shop.id)]


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_deliveries_are_taken_once_as_before_and_a_month_goes_at_once(database: Database) -> None:
    shop = new_shop(database)
    shop.keep(shop.kept("old", order(minute=1), received=OCTOBER))
    partition(shop.database)
    shop.keep(shop.kept("old", order(minute=1), received=NOVEMBER))
    shop.keep(shop.kept("new", order(minute=2), received=NOVEMBER))
    shop.keep(shop.kept("redact", Redact(emails=("x@example.com",)), received=NOVEMBER))
    assert keys(shop) == [at.isoformat() for at in (OCTOBER, NOVEMBER, NOVEMBER)]
    assert drop_old_bodies(shop.database, OCTOBER + timedelta(days=1)) == 1
    with shop.database.writing() as connection:
        connection.execute(text("DROP TABLE deliveries_2026_10"))
    assert keys(shop) == [NOVEMBER.isoformat()] * 2
    assert shop.find(email="shirin@example.com")
