"""What is wrong with a shop's connection is told with its cure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
import responses
from sqlalchemy import update

from connector.contract import Finding
from connector.jobs import DEEP, SWEEP, health
from connector.jobs.work import Work
from connector.storage.attempts import count_failure
from connector.storage.engine import Database, micros, now
from connector.storage.stores import Store, list_stores
from connector.storage.tables import fetches, gaps
from tests.jobs.platform import Platform, work_of
from tests.jobs.seeing import hint


def wrong(work: Work, store: Store, url: str) -> list[Finding]:
    """What the doctor finds but for our address, which in tests is this machine's own."""
    return [f for f in health.findings(work, store, url) if f not in health.of_address(url)]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://127.0.0.1:8787/webhooks/lale", True),
        ("http://localhost/webhooks/lale", True),
        ("http://[::1]:8787/webhooks/lale", True),
        ("https://connect.example/webhooks/lale", False),
        ("", False),
    ],
)
def test_an_address_that_only_this_machine_can_reach_is_told(url: str, told: bool) -> None:
    assert bool(list(health.of_address(url))) is told


def test_the_doctor_misses_no_topic_that_the_shop_does_not_offer(database: Database) -> None:
    platform = Platform()
    work, shop = work_of(database, platform)
    work.mend_subscriptions(shop.id, SWEEP)
    url = platform.webhooks[0].delivery_url
    (store,) = list_stores(database)
    assert wrong(work, store, url) == []
    platform.webhooks = []
    assert [f.what for f in wrong(work, store, url)] == ["No webhook for order.saved."]


def test_a_thing_that_waits_too_long_is_told(database: Database) -> None:
    work, shop = work_of(database, Platform())
    work.mend_subscriptions(shop.id, SWEEP)
    hint(shop, "5001")
    with database.writing() as connection:
        connection.execute(update(fetches).values(asked_at=micros(now()) - 10**10))
    (store,) = list_stores(database)
    url = "http://127.0.0.1:8787/webhooks/lale"
    assert [f.severity for f in wrong(work, store, url)] == ["warning"]


def test_lock_outs_of_the_last_day_are_told(database: Database) -> None:
    work, shop = work_of(database, Platform())
    work.mend_subscriptions(shop.id, SWEEP)
    (store,) = list_stores(database)
    url = "http://127.0.0.1:8787/webhooks/lale"
    for guess in range(3):
        count_failure(database, shop.id, {bytes([guess]): 1}, now())
    count_failure(database, shop.id + 1, {b"elsewhere": 1}, now())
    (told,) = wrong(work, store, url)
    assert told.severity == "warning"
    assert told.what.startswith("3 lock-outs in the last 24 hours")


PUBLIC = "https://connect.example/base"
DELIVERIES = f"{PUBLIC}/webhooks/lale/a-key"


def of_answering(work: Work, store: Store, url: str) -> list[Finding]:
    return [f for f in health.findings(work, store, url) if "Nothing of ours" in f.what]


@responses.activate
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 502}, "the answer was 502"),
        ({"status": 302, "headers": {"Location": f"{PUBLIC}/elsewhere"}}, "the answer was 302"),
        ({"body": requests.ConnectTimeout()}, "there was no connection within 5 seconds"),
        ({"body": requests.exceptions.SSLError()}, "its certificate is not valid"),
        ({"body": requests.exceptions.InvalidURL()}, "there was no answer"),
    ],
)
def test_an_address_at_which_nothing_of_ours_answers_is_an_error_with_its_cure(
    database: Database, answer: dict[str, Any], said: str
) -> None:
    responses.get(f"{PUBLIC}/healthz", **answer)
    work, _ = work_of(database, Platform())
    (found,) = of_answering(work, list_stores(database)[0], DELIVERIES)
    assert (found.severity, PUBLIC in found.what, said in found.what) == ("error", True, True)
    assert "STOREWIRE_PUBLIC_URL" in found.cure
    assert len(responses.calls) == 1


@responses.activate
def test_an_address_at_which_we_answer_is_fine_and_our_own_machine_s_is_not_asked(
    database: Database,
) -> None:
    responses.get(f"{PUBLIC}/healthz", json={})
    work, _ = work_of(database, Platform())
    store = list_stores(database)[0]
    assert of_answering(work, store, DELIVERIES) == []
    assert [call.request.url for call in responses.calls] == [f"{PUBLIC}/healthz"]
    for local in ("http://127.0.0.1:8787/webhooks/lale", ""):
        assert of_answering(work, store, local) == []
    assert len(responses.calls) == 1


def test_a_topic_that_never_came_is_listed_with_those_that_did(database: Database) -> None:
    _, shop = work_of(database, Platform())
    shop.keep(shop.kept("one"), shop.kept("two"))
    came, never = health.topics(database, shop.id, ["order.saved", "any"])
    assert (came["topic"], came["deliveries"]) == ("any", 2)
    assert (never["topic"], never["deliveries"], never["last_at"]) == ("order.saved", 0, None)
    assert came.keys() == never.keys()


def gap(database: Database, store_id: int, by: str, hours_ago: float, kind: str = "order") -> None:
    at = micros(now() - timedelta(hours=hours_ago))
    row = {"store_id": store_id, "kind": kind, "ref": "1", "found_by": by, "found_at": at}
    with database.writing() as connection:
        connection.execute(gaps.insert().values(row))


def of_gaps(work: Work) -> list[tuple[str, str]]:
    (store,) = list_stores(work.database)
    found = health.findings(work, store, "http://127.0.0.1:8787/webhooks/lale")
    return [(f.severity, f.what) for f in found if "by no delivery" in f.what]


def test_deliveries_that_stopped_are_a_warning_and_old_gaps_a_note(database: Database) -> None:
    work, shop = work_of(database, Platform())
    gap(database, shop.id, SWEEP, hours_ago=25)
    all_time = ("note", "1 changes came by no delivery; found by sweep.")
    assert of_gaps(work) == [all_time]
    gap(database, shop.id, SWEEP, hours_ago=23)
    gap(database, shop.id, SWEEP, hours_ago=0)
    assert of_gaps(work) == [
        ("note", "3 changes came by no delivery; found by sweep."),
        ("warning", "2 changes came by no delivery in the last 24 hours."),
    ]


def test_what_no_delivery_could_have_told_is_no_warning(database: Database) -> None:
    work, shop = work_of(database, Platform())
    gap(database, shop.id, DEEP, hours_ago=1)
    gap(database, shop.id, SWEEP, hours_ago=1, kind="policy")
    assert [severity for severity, _ in of_gaps(work)] == ["note", "note"]
