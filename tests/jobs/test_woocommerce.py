"""Our copy of a WooCommerce shop: its reviews, of which hardly any webhook tells, and totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import responses
from sqlalchemy import select, update

from adapters.woocommerce import adapter
from connector.jobs import BACKFILL, DEEP, SWEEP
from connector.jobs.work import Work
from connector.records import Kind, Review
from connector.storage.engine import Database, micros, now
from connector.storage.held import held
from connector.storage.progress import list_progress
from connector.storage.stores import add_store
from connector.storage.tables import fetches, records
from tests.adapters.woocommerce_client_kit import answers, at, client, order
from tests.fakes.woocommerce import Clock, Running, fake_woocommerce
from tests.fakes.woocommerce.shop import Shop

pytestmark = pytest.mark.server
WORDS = {
    "approved": "published", "hold": "pending", "spam": "spam", "trash": "deleted"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Both:
    """A shop and our copy of it."""

    running: Running
    work: Work
    store_id: int

    @property
    def shop(self) -> Shop:
        return self.running.shop

    def run(self, job: str) -> None:
        """As the workflow does it."""
        for kind in self.work.kinds(self.store_id, job):
            since, cursor, done = self.work.begin(self.store_id, job, kind), None, 0
            while True:
                cursor, done = self.work.page(self.store_id, job, kind, since, cursor, done)
                if cursor is None:
                    break
            if job == DEEP:
                self.drop_missing(kind)

    def drop_missing(self, kind: Kind) -> None:
        theirs, cursor = set[bytes](), None
        while found := self.work.their_keys(self.store_id, kind, cursor):
            keys, cursor = found
            theirs.update(keys)
            if cursor is None:
                self.work.missing(self.store_id, kind, theirs)
                return

    def asked(self) -> list[tuple[str, str, str]]:
        with self.work.database.reading() as connection:
            rows = connection.execute(select(fetches)).all()
        return sorted((row.kind, row.ref, row.parent_ref) for row in rows)

    def fetch(self) -> None:
        """What waits, without waiting for it to settle."""
        earlier = micros(now() - timedelta(minutes=1))
        with self.work.database.writing() as connection:
            connection.execute(update(fetches).values(asked_at=earlier))
        self.work.fetch_waiting(self.store_id)

    def ours(self) -> dict[int, tuple[str, str]]:
        """Status and text of each review that is not deleted."""
        with self.work.database.reading() as connection:
            rows = connection.execute(select(records).where(records.c.kind == Kind.REVIEW)).all()
        found = [held(row, self.work.database.keyring).copy.record for row in rows]
        return {int(r.id): (r.status, r.body) for r in found if isinstance(r, Review)}

    def theirs(self) -> dict[int, tuple[str, str]]:
        reviews = self.shop.reviews.values()
        return {each.id: (WORDS[each.status], each.text) for each in reviews}


@pytest.fixture
def both(database: Database) -> Iterator[Both]:
    """Two rated products, loaded; the shop's clock is behind, so that all is old news by now."""
    clock = Clock()
    clock.advance(-300)
    with fake_woocommerce(clock=clock) as running:
        shop = running.shop
        for name, sku in (("Çay bardağı", "TEA"), ("گلدان", "VASE")):
            shop.add_product(name, sku, 1250)
        for product_id in shop.products:
            for text in ("Çok güzel.", "很好！", "عالی بود", "Lovely.", "Broke."):
                shop.write_review(product_id, "Emre", "emre@example.org", text, 5)
        given = {
            "url": running.url,
            "consumer_key": running.consumer_key,
            "consumer_secret": running.consumer_secret,
            "webhook_secret": "s",
        }
        store = add_store(database, "woocommerce", adapter.identify(given), "N", given)
        made = Both(running, Work(database, {"woocommerce": adapter}), store.id)
        made.run(BACKFILL)
        made.fetch()
        assert made.ours() == made.theirs()
        assert made.asked() == []
        clock.advance(60)
        yield made


def test_a_sweep_finds_what_happened_to_the_reviews_of_a_product_whose_ratings_moved(
    both: Both,
) -> None:
    one, _ = both.shop.products
    edited, hidden, spam, binned, erased = [
        each.id for each in both.shop.reviews.values() if each.product_id == one
    ]
    both.shop.edit_review(edited, "Doch nicht so gut.")
    both.shop.set_review_status(hidden, "hold")
    both.shop.set_review_status(spam, "spam")
    both.shop.trash_review(binned)
    both.shop.erase_review(erased)
    assert both.ours() != both.theirs()
    both.run(SWEEP)
    assert both.asked() == [("review", "*", str(one))]
    both.fetch()
    assert both.ours() == both.theirs()
    assert erased not in both.ours()
    assert both.asked() == []
    both.run(SWEEP)
    assert both.asked() == []


def test_the_last_review_of_a_product_that_is_erased_is_gone(both: Both) -> None:
    one, other = both.shop.products
    for each in list(both.shop.reviews.values()):
        if each.product_id == one:
            both.shop.erase_review(each.id)
    both.run(SWEEP)
    both.fetch()
    assert both.ours() == both.theirs()
    assert {both.shop.reviews[each].product_id for each in both.ours()} == {other}


def test_the_deep_pass_finds_what_moved_no_count(both: Both) -> None:
    first, *_, last = both.shop.reviews.values()
    both.shop.edit_review(first.id, "Doch nicht so gut.")
    both.shop.erase_review(last.id)
    both.shop.write_review(last.product_id, "Zeynep", "zeynep@example.com", "Fena değil.", 4)
    both.run(SWEEP)
    assert both.asked() == []
    both.run(DEEP)
    both.fetch()
    assert both.ours() == both.theirs()


def test_a_load_of_many_pages_tells_how_many_there_are_and_comes_to_as_many(both: Both) -> None:
    """Also those in the bin, which a list of their own holds."""
    both.shop.populate(orders=110, products=9, reviews=110, seed=3)
    both.shop.trash_order(min(both.shop.truth().order_ids()))
    both.shop.trash_review(min(both.shop.reviews))
    both.run(BACKFILL)
    rows = {row["kind"]: row for row in list_progress(both.work.database, both.store_id)}
    there = {"order": 110, "review": len(both.shop.reviews)}
    assert {kind: rows[kind]["total"] for kind in there} == there
    # A page begins with what the one before ended with, and a second that holds more orders than a
    # page is read again as a whole: those are counted twice.
    assert 0 <= int(str(rows["review"]["records"])) - there["review"] < 5
    assert int(str(rows["order"]["records"])) >= there["order"]
    assert rows["product"]["total"] is None
    both.run(SWEEP)
    swept = [row for row in list_progress(both.work.database, both.store_id) if row["job"] == SWEEP]
    assert {row["total"] for row in swept} == {None}


@responses.activate
@pytest.mark.parametrize(
    ("status", "bin_total", "told"),
    [(200, 3, 105), (200, None, None), (403, 3, None), (500, 3, None)],
)
def test_a_shop_that_does_not_count_is_loaded_all_the_same(
    status: int, bin_total: int | None, told: int | None
) -> None:
    answers("wc/v3/orders", [order(number) for number in range(1, 101)], total=102)
    answers("wc/v3/orders", [order()], total=102)
    headers = {} if bin_total is None else {"X-WP-Total": str(bin_total)}
    responses.get(at("wc/v3/orders"), json=[], status=status, headers=headers)
    page = client().page(Kind.ORDER, None, None)
    assert (len(page.changes), page.total) == (100, told)
