"""A real server, and a shop at the wire whose webhooks never come: what a shopper is told then."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import pytest
import requests

from adapters.woocommerce import adapter
from config.settings import Settings
from connector.jobs import BACKFILL
from connector.jobs.work import Work
from connector.records import Kind
from connector.storage.migrate import open_database
from connector.storage.preferences import ANSWERS, AnswerPreferences, keep_preference
from connector.storage.stores import Scope, add_store, create_key
from tests.fakes.woocommerce import Running, fake_woocommerce
from tests.fakes.woocommerce.words import Person, person
from tests.running import Installation, installation

pytestmark = pytest.mark.server

BOUND = 1.0
SLACK = 0.8
"""Of a machine that is busy with other tests."""
ELIF = Person("Elif", "Yıldız", "elif@example.com", "TR", "İzmir", "Lale Sokak 5", "+902325550101")
SENTENCE = "We cannot check this in our shop system at the moment"
Asked = tuple[dict[str, Any], float]


@dataclass(frozen=True)
class Both:
    """A shop that sends no webhooks any more, and its shoppers' questions to us."""

    fake: Running
    url: str
    key: str
    """Of scope `answers`."""

    def buys(self) -> str:
        shop = self.fake.shop
        with shop.lock:
            product = next(each for each in shop.products.values() if each.kind == "simple")
            return str(shop.place_order(ELIF, [(product.id, 1)], "processing"))

    def ask(self, order: str, email: str = ELIF.email, path: str = "order-status") -> Asked:
        """The answer, and how many seconds it took."""
        return self.answered(path, {"order": order, "email": email})

    def answered(self, path: str, query: dict[str, str]) -> Asked:
        headers = {"Authorization": f"Bearer {self.key}"}
        began = time.monotonic()
        response = requests.get(f"{self.url}/v1/{path}", query, headers=headers, timeout=30)
        assert response.status_code == 200, response.text
        return response.json(), time.monotonic() - began

    def was_asked(self) -> int:
        return sum("/orders" in each.path for each in list(self.fake.asked))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("live") / "home") as running:
        yield running


@contextmanager
def connected(server: Installation) -> Iterator[Both]:
    """Loaded, and from then on always too old for its owner."""
    home = Settings(home=server.home)
    database = open_database(home.database, home.secret_keys)
    with closing(database), fake_woocommerce() as fake:
        fake.shop.populate(orders=8, products=4)
        settings = {
            "url": fake.url,
            "consumer_key": fake.consumer_key,
            "consumer_secret": fake.consumer_secret,
            "webhook_secret": "a-secret-of-the-shop",
        }
        store = add_store(database, "woocommerce", adapter.identify(settings), "Lale", settings)
        load(Work(database, {"woocommerce": adapter}), store.id)
        wanted = AnswerPreferences(fresh_seconds=0, live_seconds=BOUND)
        keep_preference(database, store.id, ANSWERS, wanted)
        yield Both(fake, server.url, create_key(database, store.id, Scope.ANSWERS))


def load(work: Work, store_id: int) -> None:
    """As a backfill does it, of these kinds."""
    for kind in (Kind.PRODUCT, Kind.VARIANT, Kind.ORDER, Kind.REFUND):
        since, cursor, done = work.begin(store_id, BACKFILL, kind), None, 0
        while True:
            cursor, done = work.page(store_id, BACKFILL, kind, since, cursor, done)
            if cursor is None:
                break


@pytest.fixture(scope="module")
def well(server: Installation) -> Iterator[Both]:
    """A shop that answers."""
    with connected(server) as both:
        yield both


@pytest.fixture
def ill(server: Installation) -> Iterator[Both]:
    """A shop of its own, to be made ill."""
    with connected(server) as both:
        yield both


def test_an_order_placed_a_moment_ago_whose_webhook_never_came_is_found(well: Both) -> None:
    number = well.buys()
    answer, _ = well.ask(number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    assert (answer["outcome"], answer["source"]) == ("ok", "live")
    assert answer["facts"]["order_number"] == number
    assert answer["stale_seconds"] <= 1
    again, _ = well.ask(number)
    assert again["facts"] == answer["facts"]


def test_a_refund_that_nobody_told_us_of_is_found(well: Both) -> None:
    number = well.buys()
    well.ask(number)
    with well.fake.shop.lock:
        well.fake.shop.refund_all(int(number))
    answer, _ = well.ask(number, path="refund-status")
    assert answer["source"] == "live"
    assert answer["facts"]["state"] == "full"


def test_an_order_that_the_shop_has_erased_is_gone(well: Both) -> None:
    number = well.buys()
    assert well.ask(number)[0]["outcome"] == "ok"
    with well.fake.shop.lock:
        well.fake.shop.erase_order(int(number))
    answer, _ = well.ask(number)
    assert (answer["outcome"], answer["source"]) == ("no_match", "live")


def test_stock_that_nobody_told_us_of_is_found(well: Both) -> None:
    shop = well.fake.shop
    with shop.lock:
        product = next(each for each in shop.products.values() if each.kind == "simple")
        shop.set_stock_silently(product.id, 77)
    answer, _ = well.answered("stock", {"sku": product.sku})
    assert answer["source"] == "live"
    assert answer["facts"]["items"][0]["quantity"] == 77


def took(asked: Sequence[Asked]) -> float:
    assert {(answer["outcome"], answer["source"]) for answer, _ in asked} == {("no_match", "live")}
    return median(seconds for _, seconds in asked)


def test_an_order_of_somebody_else_and_none_at_all_are_the_same_answer_in_the_same_time(
    well: Both,
) -> None:
    """Also where the order has parts to be asked for, which takes the shop longer."""
    numbers = [well.buys() for _ in range(2)]
    for number in numbers:
        with well.fake.shop.lock:
            well.fake.shop.refund_all(int(number))
    well.fake.shop.switches.slow = 0.1
    try:
        theirs = [well.ask(number, "someone@example.org") for number in numbers]
        nobodys = [well.ask(f"99{number}", "someone@example.org") for number in numbers]
    finally:
        well.fake.shop.switches.slow = 0
    for (one, _), (other, _), number in zip(theirs, nobodys, numbers, strict=True):
        assert str(one).replace(number, "N") == str(other).replace(f"99{number}", "N")
    assert BOUND <= took(theirs) < BOUND + SLACK
    assert abs(took(theirs) - took(nobodys)) < 0.15
    mine, seconds = well.ask(numbers[0])
    assert (mine["outcome"], mine["source"]) == ("ok", "live")
    assert seconds < BOUND, "who is told something does not wait"


def test_a_shop_that_is_down_is_said_and_costs_one_question_the_wait(ill: Both) -> None:
    number = ill.buys()
    assert ill.ask(number)[0]["source"] == "live"
    unheard = ill.buys()
    ill.fake.shop.switches.maintenance = True
    first, seconds = ill.ask(unheard)
    assert BOUND <= seconds < BOUND + SLACK
    before = ill.was_asked()
    later, seconds = ill.ask(unheard)
    assert seconds < BOUND
    strangers, _ = ill.ask(number, "someone@example.org")
    for answer in (first, later, strangers):
        assert answer == {**first, "outcome": "unreachable", "next_actions": ["wait"]}
    known, _ = ill.ask(number)
    assert (known["outcome"], known["source"]) == ("ok", "mirror")
    assert SENTENCE in known["message"]
    assert ill.was_asked() == before, "the shop has a rest"


def test_a_shop_that_hangs_does_not_keep_a_shopper_waiting(ill: Both) -> None:
    number = ill.buys()
    ill.fake.shop.switches.slow = 2.5
    answer, seconds = ill.ask(number)
    assert answer["outcome"] == "unreachable"
    assert BOUND <= seconds < BOUND + SLACK
    ill.fake.shop.switches.slow = 0
    for _ in range(40):
        answer, _ = ill.ask(number)
        if answer["outcome"] == "ok":
            break
        time.sleep(0.25)
    assert answer["source"] == "mirror", "what came too late was applied all the same"
    assert SENTENCE in answer["message"]


def test_nothing_of_a_person_is_in_the_log(well: Both, server: Installation) -> None:
    well.ask(person(3).email, "canary@example.net")
    log = server.log.read_text()
    assert "canary@example.net" not in log
    assert person(3).email not in log
