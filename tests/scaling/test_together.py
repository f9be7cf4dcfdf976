"""Several servers and workers on one PostgreSQL are one Storewire, whichever of them is asked."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import requests
from sqlalchemy import func, select

from connector.contract import Delivery
from connector.jobs import BACKFILL
from connector.records import Fetch, Kind, Ref
from connector.storage.engine import Database, now
from connector.storage.preferences import ANSWERS, AnswerPreferences, keep_preference
from connector.storage.progress import list_progress
from connector.storage.stores import get_store, rotate
from connector.storage.tables import deliveries
from tests.end_to_end.shop import SECRET, signed
from tests.fakes.woocommerce import Running, fake_woocommerce
from tests.running import Installation
from tests.scaling.several import FEW, Several, at_once, several, total, until, version
from tests.storage.shop import Shop

pytestmark = [pytest.mark.server, pytest.mark.postgres]
ORDERS, VERSIONS = range(2000, 2020), range(3)
POLICY = {
    "@type": "MerchantReturnPolicy",
    "applicableCountry": "TR",
    "returnPolicyCategory": "MerchantReturnFiniteReturnWindow",
    "merchantReturnDays": 23,
}
PREPARING = "We are preparing your order {number}."
FLOOD, ACKNOWLEDGED = range(4000, 4240), 40


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_whichever_process_is_asked_it_is_one_service(database: Database, tmp_path: Path) -> None:
    """One test, since what starts six processes is what takes the time."""
    with several(tmp_path, database) as all_of_them:
        in_any_order_twice_over_everywhere_it_ends_as_one(all_of_them, database)
        who_asks_one_knows_what_the_other_has_taken(all_of_them)
        guesses_are_counted_together(all_of_them)
        what_the_owner_changes_is_so_at_the_next_question(all_of_them, database, tmp_path)
        each_page_and_each_hint_is_asked_for_once(all_of_them, database)
        one_is_killed_and_nothing_is_lost(all_of_them)


def in_any_order_twice_over_everywhere_it_ends_as_one(here: Several, database: Database) -> None:
    sent = [
        (server, version(number, nth))
        for number in ORDERS
        for nth in VERSIONS
        for server in here.servers
    ]
    random.Random(7).shuffle(sent)  # noqa: S311 - the same each time
    assert Counter(at_once(here.post, sent)) == {200: len(sent)}
    found = [here.order(server, number) for number in ORDERS for server in here.servers]
    assert {each["total"]["amount"] for each in found} == {total(max(VERSIONS))}
    with database.reading() as connection:
        count = select(func.count()).select_from(deliveries)
        assert connection.execute(count).scalar_one() == len(sent) / 2


def who_asks_one_knows_what_the_other_has_taken(here: Several) -> None:
    for number in range(3000, 3012):
        taking, asked = here.servers[:: 1 if number % 2 else -1]
        assert here.post(taking, version(number, 0)) == 200
        assert here.order(asked, number)["order_number"] == str(number)


def guesses_are_counted_together(here: Several) -> None:
    """Ten an hour, at whom it may be: five here and five there."""
    guess = {"order": "987654", "email": "nobody@example.com"}
    half = [here.ask(server, "/v1/order-status", **guess) for server in here.servers * 5]
    assert {answer.status_code for answer in half} == {200}
    for server in here.servers:
        refused = [here.ask(server, "/v1/order-status", **guess).status_code for _ in range(FEW)]
        assert set(refused) == {429}


def what_the_owner_changes_is_so_at_the_next_question(
    here: Several, database: Database, folder: Path
) -> None:
    order = {"order": str(ORDERS[0]), "email": "elif.kaya@example.org"}
    assert not any(each["facts"] for each in here.everywhere("/v1/return-policy", country="TR"))
    assert {each["locale"] for each in here.everywhere("/v1/order-status", **order)} == {"en"}
    commands = (
        ("policy", "set", written(folder / "policy.json", POLICY)),
        ("wording", "set", "--locale", "tr", written(folder / "tr.json", {PREPARING: "{number}!"})),
        ("store", "rotate", "--setting", "webhook-secret", "--value", "the next secret"),
    )
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda words: here.first.ask(*words, "--store", here.store_id), commands))
    chosen = AnswerPreferences(locale="tr")
    keep_preference(database, int(here.store_id), ANSWERS, chosen)
    policies = [each["facts"] for each in here.everywhere("/v1/return-policy", country="TR")]
    assert len(policies) == 2 * FEW
    assert all("23" in json.dumps(each) for each in policies)
    said = {each["message"] for each in here.everywhere("/v1/order-status", **order)}
    assert said == {f"{ORDERS[0]}!"}
    the_next_secret_is_known(here, database)


def the_next_secret_is_known(here: Several, database: Database) -> None:
    """At once and everywhere, and the one before it for a while; after another that one is over."""
    after = ("the next secret", SECRET)
    assert answers_to(here, *after) == [200] * 4 * FEW
    rotate(database, get_store(database, int(here.store_id)), "webhook_secret", "the one after")
    assert answers_to(here, "the one after", "the next secret") == [200] * 4 * FEW
    assert answers_to(here, SECRET) == [401] * 2 * FEW


def answers_to(here: Several, *secrets: str) -> list[int]:
    return [
        here.post(server, signed(version(ORDERS[0], 0), secret))
        for secret in secrets
        for server in here.servers
        for _ in range(FEW)
    ]


def written(path: Path, document: Any) -> str:
    path.write_text(json.dumps(document))
    return str(path)


def each_page_and_each_hint_is_asked_for_once(here: Several, database: Database) -> None:
    with fake_woocommerce() as fake:
        fake.shop.populate(orders=250, products=3, reviews=0)
        keys = ("--consumer-key", fake.consumer_key, "--consumer-secret", fake.consumer_secret)
        told = here.first.ask("connect", "woocommerce", "--url", fake.url, *keys)
        store_id = int(told["id"])
        until(lambda: "policy" in loaded(database, store_id))
        assert int(str(loaded(database, store_id)["order"])) >= 250
        pages = Counter(asked_of(fake, "/wc/v3/orders"))
        assert len(pages) >= 3
        assert set(pages.values()) == {1}
        fake.asked.clear()
        hinted(Shop(database, store_id), fake)


def loaded(database: Database, store_id: int) -> dict[object, object]:
    rows = [row for row in list_progress(database, store_id) if row["job"] == BACKFILL]
    return {row["kind"]: row["records"] for row in rows if row["finished_at"]}


def hinted(shop: Shop, fake: Running) -> None:
    """Both workers look every two seconds for what was hinted at."""
    refs = [str(ref) for ref in sorted(fake.shop.truth().order_ids())[:12]]
    hints = [Fetch(ref=Ref(kind=Kind.ORDER, id=ref)) for ref in refs]
    shop.arrive(*hints, received=now() - timedelta(seconds=10))
    until(lambda: shop.asked() == [])
    assert Counter(path for ref in refs for path in asked_of(fake, f"/wc/v3/orders/{ref}")) == {
        f"/wp-json/wc/v3/orders/{ref}?": 1 for ref in refs
    }


def asked_of(fake: Running, end: str) -> list[str]:
    """Everything that was read there, in full, without what signs it."""
    return [
        f"{one.path}?{re.sub('(^|&)oauth_[^&]*', '', one.query)}"
        for one in list(fake.asked)
        if one.path.endswith(end) and one.method == "GET" and "_fields" not in one.query
    ]


def one_is_killed_and_nothing_is_lost(here: Several) -> None:
    """The one with two processes, in the middle of a flood; who was refused goes to the other, as a
    proxy would."""
    taken: dict[int, Installation] = {}
    enough = Event()

    def send(number: int) -> int:
        order = signed(version(number, 0), "the one after")
        for server in here.servers[:: -1 if number % 2 else 1]:
            if posted(here, server, order) == 200:
                taken[number] = server
                break
        if sum(server is here.second for server in list(taken.values())) >= ACKNOWLEDGED:
            enough.set()
        return number

    with ThreadPoolExecutor(12) as pool:
        numbers = [pool.submit(send, number) for number in FLOOD]
        assert enough.wait(60)
        here.second.kill()
        assert [one.result() for one in numbers] == list(FLOOD)
    assert len(taken) == len(FLOOD)
    by_the_dead = [number for number, server in taken.items() if server is here.second]
    assert ACKNOWLEDGED <= len(by_the_dead) < len(FLOOD) / 2
    asked = [*by_the_dead, *set(taken).difference(by_the_dead)][: 2 * len(by_the_dead)]
    assert all(at_once(lambda n: here.order(here.first, n) is not None, [(n,) for n in asked]))


def posted(here: Several, server: Installation, order: Delivery) -> int | None:
    try:
        return here.post(server, order)
    except requests.RequestException:
        return None
