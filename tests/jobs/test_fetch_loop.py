"""A shop in trouble is left alone for a while, and the others are asked meanwhile."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

import pytest

from connector.errors import AccessRevoked, PlatformAway, Throttled
from connector.jobs.engine import AFTER_TROUBLE_SECONDS, Engine, Rhythm
from connector.jobs.work import Work
from connector.records import Fetch, Kind, Ref
from connector.storage.engine import Database, micros, now
from connector.storage.erasure import note_uninstalled
from connector.storage.leases import release, take
from connector.storage.stores import add_store
from tests.jobs.platform import Platform, adapter_of
from tests.storage.shop import Shop, order


@dataclass(frozen=True, slots=True)
class Two:
    """A shop in trouble and one without, each with a hint of order 5001."""

    engine: Engine
    troubled: Platform
    sound: Platform
    shops: tuple[Shop, Shop]

    def hint(self) -> None:
        for shop in self.shops:
            seen = now() - timedelta(seconds=10)
            shop.arrive(Fetch(ref=Ref(kind=Kind.ORDER, id="5001")), received=seen)

    def turn(self) -> tuple[int, int]:
        """How often each has been asked by the end of it."""
        self.hint()
        self.engine._fetch()
        return self.troubled.count("fetch"), self.sound.count("fetch")


@pytest.fixture
def two(database: Database) -> Two:
    platforms = [Platform(things={"5001": order()}) for _ in range(2)]
    names = ("troubled", "sound")
    adapters = {name: adapter_of(each) for name, each in zip(names, platforms, strict=True)}
    shops = [
        Shop(database, add_store(database, name, "shop.example.com", "N", {"secret": "s"}).id)
        for name in names
    ]
    engine = Engine(
        url="",
        work=Work(database, adapters),
        name="one",
        rhythm=Rhythm(),
        keep_bodies=timedelta(days=90),
    )
    return Two(engine, platforms[0], platforms[1], (shops[0], shops[1]))


@pytest.mark.parametrize(
    ("trouble", "seconds"),
    [
        (Throttled(7), 7),
        (AccessRevoked("Connect it again."), AFTER_TROUBLE_SECONDS),
        (PlatformAway("500"), AFTER_TROUBLE_SECONDS),
        (KeyError("a bug of ours"), AFTER_TROUBLE_SECONDS),
    ],
)
def test_a_shop_in_trouble_is_left_alone_for_as_long_as_it_says_and_others_are_asked(
    two: Two, trouble: Exception, seconds: float
) -> None:
    two.troubled.broken = {"5001": trouble}
    before = time.monotonic()
    assert two.turn() == (1, 1)
    until = two.engine.left_alone[two.shops[0].id]
    assert before + seconds <= until <= time.monotonic() + seconds
    two.engine.left_alone[two.shops[0].id] += 60
    assert two.turn() == (1, 2)
    two.engine.left_alone[two.shops[0].id] = time.monotonic()
    two.troubled.broken = {}
    assert two.turn() == (2, 3)
    assert two.shops[0].asked() == two.shops[1].asked() == []


def test_a_store_without_api_is_left_alone_too(two: Two) -> None:
    del two.engine.work.adapters["troubled"]  # type: ignore[attr-defined]
    assert two.turn() == (0, 1)
    assert two.engine.left_alone[two.shops[0].id] > time.monotonic()


def test_a_shop_that_another_process_asks_is_not_asked_beside_it(two: Two) -> None:
    database, lease = two.engine.work.database, f"fetch {two.shops[0].id}"
    assert take(database, lease, "another")
    assert two.turn() == (0, 1)
    release(database, lease, "another")
    two.troubled.broken = {"5001": Throttled(0)}
    assert two.turn() == (1, 2)
    assert take(database, lease, "another"), "the lease outlived the trouble"


def test_a_shop_that_removed_the_app_is_passed_over(two: Two) -> None:
    with two.engine.work.database.writing() as connection:
        note_uninstalled(connection, two.shops[0].id, micros(now()))
    assert two.turn() == (0, 1)
    assert two.engine.left_alone == {}, "it was a trouble"
