"""Webhooks are mended, or it is told why not."""

from __future__ import annotations

import pytest

from connector.errors import (
    AccessDenied,
    AccessRevoked,
    Unsupported,
)
from connector.jobs import DEEP, SWEEP
from connector.jobs.work import WEBHOOKS
from connector.storage.engine import Database
from connector.storage.stores import get_store
from tests.jobs.platform import Platform, work_of
from tests.jobs.seeing import CURE, told


def test_a_sweep_mends_webhooks_that_are_missing_or_off(database: Database) -> None:
    platform = Platform()
    work, shop = work_of(database, platform)
    work.mend_subscriptions(shop.id, SWEEP)
    assert [each.topic for each in platform.webhooks] == ["order.saved"]
    url = get_store(database, shop.id).url_key
    assert platform.webhooks[0].delivery_url.startswith("http://127.0.0.1:8787/webhooks/lale")
    assert url not in platform.webhooks[0].delivery_url
    work.mend_subscriptions(shop.id, SWEEP)
    assert platform.count("subscribe") == 1
    platform.webhooks = [
        type(each)(id=each.id, topic=each.topic, delivery_url=each.delivery_url, active=False)
        for each in platform.webhooks
    ]
    work.mend_subscriptions(shop.id, SWEEP)
    assert platform.count("subscribe") == 2


def test_the_nightly_pass_renews_webhooks_that_seem_right(database: Database) -> None:
    platform = Platform()
    work, shop = work_of(database, platform)
    for _ in range(2):
        work.mend_subscriptions(shop.id, DEEP)
    assert platform.count("subscribe") == 2


def test_webhooks_made_by_hand_are_no_problem(database: Database) -> None:
    work, shop = work_of(database, Platform(broken={"subscribe": Unsupported("by hand")}))
    work.mend_subscriptions(shop.id, SWEEP)
    assert told(work, shop)["problem"] is None


def test_a_refusal_of_webhooks_is_told_and_the_sweep_goes_on(database: Database) -> None:
    work, shop = work_of(database, Platform(broken={"subscribe": AccessDenied(CURE)}))
    work.mend_subscriptions(shop.id, SWEEP)
    assert told(work, shop)["kind"] == WEBHOOKS
    assert CURE in str(told(work, shop)["problem"])


def test_an_access_that_is_gone_ends_the_sweep(database: Database) -> None:
    work, shop = work_of(database, Platform(broken={"subscriptions": AccessRevoked(CURE)}))
    with pytest.raises(AccessRevoked):
        work.mend_subscriptions(shop.id, SWEEP)
    assert CURE in str(told(work, shop)["problem"])
