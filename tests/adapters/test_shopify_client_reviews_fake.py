"""Reviews of a shop that lives, from the fake Shopify: loaded, swept, missed at night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import requests

from adapters.shopify import adapter
from adapters.shopify.budget import Budget
from adapters.shopify.client import ShopifyClient
from connector.errors import Unsupported
from connector.jobs import DEEP
from connector.jobs.work import Work
from connector.records import Deleted, Kind, Ref, Review, ReviewStatus
from connector.storage.engine import Database
from connector.storage.reviews import find_reviews
from connector.storage.stores import add_store
from tests.adapters.shopify_api import Desk

pytest.importorskip("tests.fakes.shopify.app", reason="the fake Shopify is not here")

from tests.fakes.shopify.app import fake_shopify
from tests.fakes.shopify.shop import Shop


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    made = Shop()
    made.populate(40, products=8, reviews=12)
    made.live(150)
    with fake_shopify(made) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.shopify.admin.budget_of", lambda of: Budget())


def settings(shop: Shop) -> dict[str, str]:
    return {
        "shop": shop.domain,
        "client_secret": shop.app.client_secret,
        "api_url": shop.url,
        "access_token": shop.tokens.issue(),
    }


@pytest.fixture
def connected(shop: Shop) -> Iterator[ShopifyClient]:
    with requests.Session() as session:
        yield ShopifyClient(Desk(settings(shop)), session, adapter.topics)


def everything(client: ShopifyClient, since: datetime | None = None) -> dict[str, Review]:
    found: dict[str, Review] = {}
    cursor: str | None = None
    while True:
        page = client.page(Kind.REVIEW, since, cursor)
        found |= {each.id: each for each in page.changes if isinstance(each, Review)}
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_every_review_of_a_living_shop_is_loaded_and_fetched_alike(
    shop: Shop, connected: ShopifyClient
) -> None:
    found, truth = everything(connected), shop.truth().reviews
    assert set(found) == {str(number) for number in truth}
    assert {each.status for each in found.values()} == {
        ReviewStatus.PUBLISHED,
        ReviewStatus.PENDING,
    }
    for own_id, each in found.items():
        there = truth[int(own_id)]
        assert each.updated_at == there.updated_at
        assert each.order_id == there.fields["order"].rsplit("/", 1)[-1]
        assert connected.fetch(Ref(kind=Kind.REVIEW, id=own_id)) == (each,)


def test_a_sweep_brings_only_what_changed(shop: Shop, connected: ShopifyClient) -> None:
    one = next(iter(shop.reviews))
    made = shop.edit_review(one, merchant_reply="Sağ olun")
    found = everything(connected, made.updated_at)
    assert found[str(one)].reply == "Sağ olun"
    assert len(found) < len(shop.reviews)
    assert everything(connected, made.updated_at + timedelta(days=1)) == {}


def test_pages_go_on_where_they_stopped_and_miss_none(shop: Shop, connected: ShopifyClient) -> None:
    order = next(iter(shop.orders))
    made = [shop.write_review(order.id).id for _ in range(230)]
    first = connected.page(Kind.REVIEW, None, None)
    assert len(first.changes) == 100
    assert set(everything(connected)) == {str(number) for number in shop.reviews}
    ids: list[str] = []
    cursor: str | None = None
    while True:
        some, cursor = connected.ids(Kind.REVIEW, cursor)
        ids += some
        if cursor is None:
            break
    assert sorted(ids) == sorted(map(str, shop.reviews))
    for number in made:
        shop.delete_review(number)


def test_a_deleted_review_is_gone(shop: Shop, connected: ShopifyClient) -> None:
    one = next(reversed(shop.reviews))
    shop.delete_review(one)
    assert str(one) not in connected.ids(Kind.REVIEW, None)[0]
    ref = Ref(kind=Kind.REVIEW, id=str(one))
    assert connected.fetch(ref) == (Deleted(ref=ref),)


def test_leave_withdrawn_is_no_news(shop: Shop, connected: ShopifyClient) -> None:
    shop.app.reads_reviews = False
    try:
        assert everything(connected) == {}
        with pytest.raises(Unsupported):
            connected.ids(Kind.REVIEW, None)
        assert connected.fetch(Ref(kind=Kind.REVIEW, id=str(next(iter(shop.reviews))))) == ()
        assert any("standard product reviews" in found.cure for found in connected.check())
    finally:
        shop.app.reads_reviews = True


def nightly(work: Work, store_id: int) -> int | None:
    """How many are gone; None where the shop does not tell."""
    since, cursor = work.begin(store_id, DEEP, Kind.REVIEW), None
    cursor, _ = work.page(store_id, DEEP, Kind.REVIEW, since, cursor)
    assert cursor is None
    found = work.their_keys(store_id, Kind.REVIEW, None)
    return work.missing(store_id, Kind.REVIEW, set(found[0])) if found else None


def held(database: Database, store_id: int) -> set[str]:
    return {found.review.id for found in find_reviews(database, store_id, limit=50).reviews}


def test_a_night_takes_away_what_is_deleted_and_nothing_we_may_not_see(
    shop: Shop, database: Database
) -> None:
    store = add_store(database, "shopify", shop.domain, "Lale", settings(shop))
    work = Work(database, {"shopify": adapter})
    assert nightly(work, store.id) == 0
    before = held(database, store.id)
    assert before == {str(number) for number in shop.reviews}
    gone = next(iter(shop.reviews))
    shop.delete_review(gone)
    granted, shop.app.scopes = shop.app.scopes, shop.app.scopes - {"read_metaobjects"}
    try:
        assert nightly(work, store.id) is None
        assert held(database, store.id) == before
    finally:
        shop.app.scopes = granted
    assert nightly(work, store.id) == 1
    assert held(database, store.id) == before - {str(gone)}
