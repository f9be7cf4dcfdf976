"""Years go by, and what is kept for a while only takes as much room as on the first of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from connector.jobs import SWEEP
from connector.records import Change, Fetch, Kind, Redact, Ref
from connector.storage import attempts, codes, installs, leases, progress, retention
from connector.storage.deliveries import State, list_deliveries
from connector.storage.engine import Database, micros
from connector.storage.held import Held
from connector.storage.newest import Copy
from connector.storage.preferences import keep_preference
from connector.storage.stores import Scope, create_key
from connector.storage.tables import metadata
from tests.storage.reviewed import bought
from tests.storage.shop import LATE, NINE, Shop, new_shop, order

DAY = timedelta(days=1)
BODIES = 60 * DAY
MONTHS = 18
LONGEST = 13
"""Months until what is kept longest has gone for the first time."""
FOR_GOOD = {"erasures"}
"""Whom a store was asked to forget has to be known when a copy from before arrives, at any time."""


@dataclass
class Years:
    """A shop to which the same happens every thirty days, with the clock that all of it goes by."""

    shop: Shop
    at: datetime = NINE
    rows: list[Counter[str]] = field(default_factory=list)
    """What was in each table at the end of each month, and how many bodies."""

    def now(self) -> datetime:
        return self.at

    def month(self, number: int) -> None:
        self.at = NINE + number * 30 * DAY
        self.deliveries(number)
        self.people(number)
        self.jobs(number)
        retention.tidied(self.shop.database, self.at, BODIES)
        self.rows.append(counted(self.shop))

    def deliveries(self, number: int) -> None:
        hint = Fetch(ref=Ref(kind=Kind.ORDER, id=f"nobody knows {number}"))
        self.keep(f"order {number}", bought("5001", "#1001", "31"))
        self.keep(f"hint {number}", hint)
        self.keep(f"unread {number}", state=State.FAILED)
        self.keep(f"useless {number}", state=State.IGNORED)
        self.keep(f"redact {number}", Redact(emails=(f"{number}@example.com",)))

    def keep(self, key: str, *changes: Change, state: State = State.APPLIED) -> None:
        self.shop.keep(self.shop.kept(key, *changes, state=state, received=self.at))

    def people(self, number: int) -> None:
        database, store_id, who = self.shop.database, self.shop.id, f"somebody {number}"
        attempts.count_failure(database, store_id, {who.encode(): 1}, self.at)
        codes.count_codes(database, store_id, {who: 9}, self.at)
        sent = codes.Verification(store_id=store_id, id=who)
        codes.keep_code(database, sent, "1", codes.Address(email="a@example.com"), self.at + DAY)

    def jobs(self, number: int) -> None:
        database, name = self.shop.database, f"executor {number}"
        assert leases.take(database, name, name)
        installs.begin(database, "lale", f"state {number}", {}, self.at + DAY)
        progress.begin(database, self.shop.id, SWEEP, Kind.ORDER)
        missed = Held(
            store_id=self.shop.id,
            kind=Kind.ORDER,
            copy=Copy(version=0, record=order()),
            seen_at=0,
            ref=f"{number}",
        )
        with database.writing() as connection:
            assert progress.note_gaps(connection, [missed], SWEEP, micros(self.at))


@pytest.fixture
def shop(database: Database) -> Shop:
    return new_shop(database)


def counted(shop: Shop) -> Counter[str]:
    with shop.database.reading() as connection:
        rows = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
    return Counter({**rows, "bodies": shop.bodies()})


@pytest.fixture
def years(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Years:
    years, database = Years(shop), shop.database
    for module in (progress, leases, installs):
        monkeypatch.setattr(module, "now", years.now)
    create_key(database, years.shop.id, Scope.ANSWERS)
    keep_preference(database, years.shop.id, "some", 1)
    return years


def test_every_table_stays_as_large_as_what_it_is_for(years: Years) -> None:
    for number in range(MONTHS):
        years.month(number)
    last = years.rows[-1]
    assert [name for name in metadata.tables if not last[name]] == [], "never filled"
    grown = {name for rows in years.rows[LONGEST:] for name in rows if rows[name] != last[name]}
    assert grown == FOR_GOOD
    assert (last["attempts"], last["leases"]) == (2, 1), "of the last day"
    # What was not understood waits longest: a newer version may read it.
    kept = Counter(str(row["state"]) for row in list_deliveries(years.shop.database, 1))
    assert kept == {"failed": 13, "applied": 3 * 4, "ignored": 4}
    assert last["bodies"] == 13 + 3 * 3 + 4


def test_a_repeated_delivery_is_known_long_after_its_body_went(shop: Shop) -> None:
    shop.keep(shop.kept("one", order()))
    retention.tidied(shop.database, LATE + 60 * DAY, keep_bodies=DAY)
    assert shop.bodies() == 0
    shop.keep(shop.kept("one", order(minute=5)))
    assert len(list(list_deliveries(shop.database, shop.id))) == 1
    retention.tidied(shop.database, LATE + 91 * DAY, keep_bodies=DAY)
    assert list(list_deliveries(shop.database, shop.id)) == []
    assert shop.find(email="shirin@example.com"), "the order itself stays"


def test_one_that_comes_again_after_that_changes_nothing(shop: Shop) -> None:
    shop.keep(shop.kept("old", order(minute=1, total="10")), shop.kept("new", order(minute=2)))
    retention.tidied(shop.database, LATE + 91 * DAY, keep_bodies=DAY)
    shop.keep(shop.kept("old", order(minute=1, total="10"), received=LATE + 91 * DAY))
    found = shop.find()
    assert found is not None
    assert str(found.order.total.amount) == "42.50"


@pytest.fixture
def written(database: Database) -> Iterator[list[int]]:
    """How many rows each statement has written meanwhile."""
    rows: list[int] = []

    def note(_: object, cursor: Any, statement: str, *__: object) -> None:
        if statement.startswith(("UPDATE", "DELETE")):
            rows.append(cursor.rowcount)

    event.listen(database.engine, "after_cursor_execute", note)
    yield rows
    event.remove(database.engine, "after_cursor_execute", note)


def test_deliveries_never_wait_for_more_than_a_few_rows(shop: Shop, written: list[int]) -> None:
    many = 2 * retention.AT_ONCE + 1
    shop.keep(*(shop.kept(f"{n}") for n in range(many)))
    shop.arrive(*(Fetch(ref=Ref(kind=Kind.ORDER, id=f"{n}")) for n in range(many)))
    written.clear()
    dropped = retention.tidied(shop.database, LATE + 365 * DAY, keep_bodies=100 * DAY)
    assert (dropped["bodies"], dropped["deliveries"], dropped["hints"]) == (many, many, many)
    assert max(written) == retention.AT_ONCE
