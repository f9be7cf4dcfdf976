"""What is gone without a word is found, and what only a list leaves out stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connector.errors import (
    Malformed,
    PlatformAway,
    Unsupported,
)
from connector.jobs import DEEP
from connector.jobs.work import Work
from connector.records import (
    EVERY,
    Deleted,
    Fetch,
    Kind,
    Policy,
    Ref,
    Review,
    ReviewStatus,
)
from connector.storage.engine import Database, now
from tests.jobs.platform import Platform, work_of
from tests.jobs.seeing import found_by, told
from tests.storage.shop import Shop, order


def drop_missing(work: Work, shop: Shop, kind: Kind = Kind.ORDER) -> int:
    theirs, cursor = set[bytes](), None
    while found := work.their_keys(shop.id, kind, cursor):
        keys, cursor = found
        theirs.update(keys)
        if cursor is None:
            return work.missing(shop.id, kind, theirs)
    raise AssertionError("not told")


def test_what_is_gone_without_a_word_is_deleted_and_what_is_there_stays(
    database: Database,
) -> None:
    platform = Platform(things={"5001": order(), "5003": order("5003", "#1003")})
    work, shop = work_of(database, platform)
    shop.arrive(order(), order("5002", "#1002"), order("5003", "#1003"))
    work.begin(shop.id, DEEP, Kind.ORDER)
    assert drop_missing(work, shop) == 1
    assert shop.find("#1001")
    assert not shop.find("#1002")
    assert shop.find("#1003")
    assert found_by(database) == [("5002", DEEP)]
    assert platform.asked[-1] == ("fetch", "5002")
    assert platform.count("fetch") == 1
    assert drop_missing(work, shop) == 0
    assert platform.count("fetch") == 1


def test_what_only_the_list_leaves_out_stays(database: Database) -> None:
    platform = Platform()
    work, shop = work_of(database, platform)
    shop.arrive(order())
    platform.while_asked = lambda: platform.things.update(
        {"5001": order()} if platform.asked[-1][0] == "fetch" else {}
    )
    assert drop_missing(work, shop) == 0
    assert shop.find()


def test_a_policy_the_owner_gave_us_stays(database: Database) -> None:
    platform = Platform()
    work, shop = work_of(database, platform, Kind.POLICY)
    shop.arrive(Policy(id="MerchantReturnPolicy", document="{}", updated_at=now()))
    assert work.their_keys(shop.id, Kind.POLICY, None) is None
    assert platform.asked == []


def test_where_the_platform_does_not_tell_all_it_has_nothing_is_missed_and_nothing_wrong(
    database: Database,
) -> None:
    work, shop = work_of(database, Platform(broken={"ids": Unsupported("only the last 60 days")}))
    work.begin(shop.id, DEEP, Kind.ORDER)
    assert work.their_keys(shop.id, Kind.ORDER, None) is None
    assert told(work, shop)["problem"] is None


def review(ref: str, product_ref: str = "31", body: str = "çok iyi") -> Review:
    return Review(id=ref, product_id=product_ref, status=ReviewStatus.PUBLISHED, body=body)


def hint_of_reviews(shop: Shop) -> None:
    every = Ref(kind=Kind.REVIEW, id=EVERY, parent_id="31")
    shop.arrive(Fetch(ref=every), received=now() - timedelta(seconds=10))


def reviews(shop: Shop, *refs: str) -> dict[str, str | None]:
    """Their texts; None for one that is deleted."""
    copies = shop.copies([(Kind.REVIEW, ref) for ref in refs])
    texts = {ref: getattr(copy.record, "body", None) for (_, ref), copy in copies.items()}
    return dict(sorted(texts.items()))


def test_all_parts_of_one_thing_are_equal_to_the_platforms_afterwards(database: Database) -> None:
    """Those of other things are not even asked about."""
    listed = (review("1", body="geändert"), Deleted(ref=Ref(kind=Kind.REVIEW, id="2")))
    platform = Platform(of_parent={"31": listed}, things={"4": review("4", body="gizli")})
    work, shop = work_of(database, platform)
    shop.arrive(*map(review, "1234"), review("5", "32"), received=now() - timedelta(minutes=1))
    hint_of_reviews(shop)
    assert work.fetch_waiting(shop.id) == 1
    assert reviews(shop, *"12345") == {
        "1": "geändert", "2": None, "3": None, "4": "gizli", "5": "çok iyi"
    }  # fmt: skip
    assert sorted(platform.asked) == [("fetch", "*"), ("fetch", "3"), ("fetch", "4")]
    assert shop.asked() == []
    assert found_by(database) == []


@pytest.mark.parametrize("wrong", [Malformed("odd"), Unsupported("no")])
def test_parts_that_nobody_can_read_are_not_taken_for_gone(
    database: Database, wrong: Exception
) -> None:
    platform = Platform(broken={EVERY: wrong})
    work, shop = work_of(database, platform)
    shop.arrive(review("1"), received=now() - timedelta(minutes=1))
    hint_of_reviews(shop)
    work.fetch_waiting(shop.id)
    assert reviews(shop, "1") == {"1": "çok iyi"}
    assert platform.count("fetch") == 1


def test_a_hint_of_all_parts_stays_until_each_has_been_looked_after(database: Database) -> None:
    platform = Platform(of_parent={"31": ()}, broken={"1": PlatformAway("500")})
    work, shop = work_of(database, platform)
    shop.arrive(review("1"), received=now() - timedelta(minutes=1))
    hint_of_reviews(shop)
    with pytest.raises(PlatformAway):
        work.fetch_waiting(shop.id)
    assert shop.asked() == [("review", EVERY, "asked")]
    platform.broken = {}
    work.fetch_waiting(shop.id)
    assert reviews(shop, "1") == {"1": None}
