"""What deliveries only hinted at is asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connector.errors import (
    AccessDenied,
    Malformed,
    PlatformAway,
    Throttled,
    Unsupported,
)
from connector.records import (
    Kind,
    PaymentStatus,
)
from connector.storage.engine import Database, now
from tests.jobs.platform import Platform, work_of
from tests.jobs.seeing import hint
from tests.storage.shop import order


def test_what_we_asked_for_settles_what_two_deliveries_disagree_on(database: Database) -> None:
    right = order(payment=PaymentStatus.PENDING, total="7")
    work, shop = work_of(database, Platform(things={"5001": right}))
    shop.arrive(order(payment=PaymentStatus.PAID), received=now() - timedelta(minutes=1))
    shop.arrive(right, received=now() - timedelta(minutes=1))
    assert shop.asked() == [("order", "5001", "conflict")]
    assert work.fetch_waiting(shop.id) == 1
    assert shop.asked() == []
    shop.arrive(order(payment=PaymentStatus.PAID), received=now())
    assert shop.asked() == []
    assert shop.copies([(Kind.ORDER, "5001")])[Kind.ORDER, "5001"].record == right


def test_hints_settle_first(database: Database) -> None:
    platform = Platform(things={"5001": order()})
    work, shop = work_of(database, platform)
    hint(shop, "5001", seconds_ago=0)
    assert work.fetch_waiting(shop.id) == 0
    assert platform.asked == []


def test_many_hints_are_one_fetch(database: Database) -> None:
    platform = Platform(things={"5001": order()})
    work, shop = work_of(database, platform)
    hint(shop, *["5001"] * 5)
    assert work.fetch_waiting(shop.id) == 1
    assert platform.asked == [("fetch", "5001")]
    assert work.fetch_waiting(shop.id) == 0
    assert shop.find()


def test_a_hint_that_comes_while_we_ask_stays(database: Database) -> None:
    platform = Platform(things={"5001": order()})
    work, shop = work_of(database, platform)
    hint(shop, "5001")
    platform.while_asked = lambda: hint(shop, "5001", seconds_ago=0)
    work.fetch_waiting(shop.id)
    assert shop.asked() == [("order", "5001", "asked")]


@pytest.mark.parametrize("wrong", [Malformed("odd"), Unsupported("no")])
def test_what_nobody_can_read_is_given_up(database: Database, wrong: Exception) -> None:
    work, shop = work_of(
        database, Platform(things={"5002": order("5002", "#1002")}, broken={"5001": wrong})
    )
    hint(shop, "5001", "5002")
    work.fetch_waiting(shop.id)
    assert shop.asked() == []
    assert shop.find("#1002")


@pytest.mark.parametrize("wrong", [PlatformAway("500"), AccessDenied("no")])
def test_what_the_platform_keeps_from_us_waits_and_blocks_nothing(
    database: Database, wrong: Exception
) -> None:
    work, shop = work_of(
        database, Platform(things={"5002": order("5002", "#1002")}, broken={"5001": wrong})
    )
    hint(shop, "5001", "5002")
    with pytest.raises(type(wrong)):
        work.fetch_waiting(shop.id)
    assert shop.asked() == [("order", "5001", "asked")]
    assert shop.find("#1002")


def test_a_platform_that_is_away_is_soon_left_alone(database: Database) -> None:
    platform = Platform(broken={"fetch": PlatformAway("500")})
    work, shop = work_of(database, platform)
    hint(shop, *map(str, range(9)))
    with pytest.raises(PlatformAway):
        work.fetch_waiting(shop.id)
    assert platform.count("fetch") == 3
    platform.broken = {"fetch": Throttled(5)}
    with pytest.raises(Throttled):
        work.fetch_waiting(shop.id)
    assert platform.count("fetch") == 4
    assert len(shop.asked()) == 9
