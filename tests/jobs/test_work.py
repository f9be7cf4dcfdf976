"""What deliveries missed is found, applied once, and noted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connector.contract import Finding
from connector.errors import (
    AccessDenied,
    AccessRevoked,
    Malformed,
    PlatformAway,
    Throttled,
    Unsupported,
)
from connector.jobs import BACKFILL, DEEP, SWEEP, health
from connector.jobs.work import ON_ITS_WAY, OVERLAP, WEBHOOKS, Work
from connector.records import Fetch, Kind, PaymentStatus, Policy, Ref
from connector.storage import progress
from connector.storage.engine import Database, from_micros, micros, now
from connector.storage.erasure import note_uninstalled
from connector.storage.stores import Store, get_store, list_stores
from connector.storage.tables import fetches, gaps
from connector.storage.tables import progress as progress_table
from tests.jobs.platform import Platform, adapter_of, silent, work_of
from tests.storage.shop import Shop, order

ORDERS = [("5001", "#1001"), ("5002", "#1002"), ("5003", "#1003")]


def three_pages() -> Platform:
    return Platform(pages=[(order(ref, number),) for ref, number in ORDERS])


def run(work: Work, shop: Shop, job: str, kind: Kind = Kind.ORDER) -> None:
    since, cursor, done = work.begin(shop.id, job, kind), None, 0
    while True:
        cursor, done = work.page(shop.id, job, kind, since, cursor, done)
        if cursor is None:
            return


def told(work: Work, shop: Shop) -> dict[str, object]:
    (only,) = progress.list_progress(work.database, shop.id)
    return dict(only)


def found_by(database: Database) -> list[tuple[str, str]]:
    with database.reading() as connection:
        rows = connection.execute(select(gaps.c.ref, gaps.c.found_by).order_by(gaps.c.id)).all()
    return [(row.ref, row.found_by) for row in rows]


def hint(shop: Shop, *refs: str, seconds_ago: float = 10) -> None:
    for ref in refs:
        when = now() - timedelta(seconds=seconds_ago)
        shop.arrive(Fetch(ref=Ref(kind=Kind.ORDER, id=ref)), received=when)


def test_pages_are_applied_and_progress_is_kept(database: Database) -> None:
    work, shop = work_of(database, three_pages())
    run(work, shop, BACKFILL)
    assert all(shop.find(number) for _, number in ORDERS)
    assert told(work, shop)["records"] == 3
    assert told(work, shop)["finished_at"]


def test_a_page_that_is_done_twice_changes_nothing(database: Database) -> None:
    work, shop = work_of(database, three_pages())
    work.begin(shop.id, SWEEP, Kind.ORDER)
    assert work.page(shop.id, SWEEP, Kind.ORDER, None, None) == ("1", 1)
    before = found_by(database), shop.copies([(Kind.ORDER, "5001")])[Kind.ORDER, "5001"].record
    assert work.page(shop.id, SWEEP, Kind.ORDER, None, None) == ("1", 1)
    after = found_by(database), shop.copies([(Kind.ORDER, "5001")])[Kind.ORDER, "5001"].record
    assert before == after
    assert told(work, shop)["records"] == 1


def test_a_load_goes_on_where_its_cursor_points(database: Database) -> None:
    platform = three_pages()
    work, shop = work_of(database, platform)
    work.begin(shop.id, BACKFILL, Kind.ORDER)
    assert work.page(shop.id, BACKFILL, Kind.ORDER, None, "2", 2) == (None, 3)
    assert platform.asked == [("page", "order", None, "2")]


def test_a_sweep_asks_from_where_the_copy_was_complete_and_a_bit_before(
    database: Database,
) -> None:
    work, shop = work_of(database, three_pages())
    assert work.begin(shop.id, SWEEP, Kind.ORDER) is None
    run(work, shop, BACKFILL)
    with database.reading() as connection:
        began = select(progress_table.c.started_at).where(progress_table.c.job == BACKFILL)
        at = from_micros(connection.execute(began).scalar_one())
    assert work.begin(shop.id, SWEEP, Kind.ORDER) == at - OVERLAP
    assert work.begin(shop.id, DEEP, Kind.ORDER) is None


def test_an_unfinished_sweep_does_not_move_the_beginning_of_the_next(database: Database) -> None:
    work, shop = work_of(database, three_pages())
    run(work, shop, BACKFILL)
    since = work.begin(shop.id, SWEEP, Kind.ORDER)
    work.page(shop.id, SWEEP, Kind.ORDER, since, None)
    assert work.begin(shop.id, SWEEP, Kind.ORDER) == since


def test_a_sweep_leaves_alone_what_is_being_loaded(database: Database) -> None:
    work, shop = work_of(database, three_pages(), Kind.ORDER, Kind.REVIEW)
    assert work.kinds(shop.id, SWEEP) == (Kind.ORDER, Kind.REVIEW)
    run(work, shop, BACKFILL)
    work.begin(shop.id, BACKFILL, Kind.REVIEW)
    assert work.kinds(shop.id, SWEEP) == (Kind.ORDER,)
    assert work.kinds(shop.id, BACKFILL) == (Kind.ORDER, Kind.REVIEW)


def test_only_a_change_old_enough_to_have_been_delivered_is_a_gap(database: Database) -> None:
    young = order("5002", "#1002")
    fresh = type(young)(
        **{f: getattr(young, f) for f in young.__struct_fields__ if f != "updated_at"},
        updated_at=now() - ON_ITS_WAY / 2,
    )
    work, shop = work_of(database, Platform(pages=[(order(), fresh)]))
    run(work, shop, SWEEP)
    assert found_by(database) == [("5001", SWEEP)]
    assert progress.count_gaps(database, shop.id) == {SWEEP: 1}


def test_a_first_load_finds_no_gaps(database: Database) -> None:
    work, shop = work_of(database, three_pages())
    run(work, shop, BACKFILL)
    assert found_by(database) == []


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


def test_what_is_gone_without_a_word_is_deleted_and_what_is_there_stays(
    database: Database,
) -> None:
    platform = Platform(things={"5001": order()})
    work, shop = work_of(database, platform)
    shop.arrive(order(), order("5002", "#1002"))
    work.begin(shop.id, DEEP, Kind.ORDER)
    assert work.missing(shop.id, Kind.ORDER) == 1
    assert shop.find("#1001")
    assert not shop.find("#1002")
    assert found_by(database) == [("5002", DEEP)]
    assert work.missing(shop.id, Kind.ORDER) == 0


def test_what_only_the_list_leaves_out_stays(database: Database) -> None:
    platform = Platform()
    work, shop = work_of(database, platform)
    shop.arrive(order())
    platform.while_asked = lambda: platform.things.update(
        {"5001": order()} if platform.asked[-1][0] == "fetch" else {}
    )
    assert work.missing(shop.id, Kind.ORDER) == 0
    assert shop.find()


def test_a_policy_the_owner_gave_us_stays(database: Database) -> None:
    platform = Platform()
    work, shop = work_of(database, platform, Kind.POLICY)
    shop.arrive(Policy(id="MerchantReturnPolicy", document="{}", updated_at=now()))
    assert work.missing(shop.id, Kind.POLICY) == 0
    assert platform.asked == []


CURE = "Make new keys under Settings."


def test_what_ends_a_job_is_told_with_its_cure(database: Database) -> None:
    platform = three_pages()
    platform.broken = {"1": AccessRevoked(CURE)}
    work, shop = work_of(database, platform)
    with pytest.raises(AccessRevoked):
        run(work, shop, SWEEP)
    assert CURE in str(told(work, shop)["problem"])
    platform.broken = {}
    run(work, shop, SWEEP)
    assert told(work, shop)["problem"] is None


def test_a_bug_of_ours_is_told_too_without_its_message(database: Database) -> None:
    platform = three_pages()
    platform.broken = {"1": KeyError("shirin@example.com")}
    work, shop = work_of(database, platform)
    with pytest.raises(KeyError):
        run(work, shop, SWEEP)
    problem = str(told(work, shop)["problem"])
    assert "KeyError" in problem
    assert "example.com" not in problem


def test_a_shop_that_wants_us_to_wait_is_no_problem(database: Database) -> None:
    work, shop = work_of(database, Platform(broken={"page": Throttled(3)}))
    with pytest.raises(Throttled):
        run(work, shop, SWEEP)
    assert told(work, shop)["problem"] is None


def test_a_shop_that_removed_the_app_is_not_asked(database: Database) -> None:
    platform = three_pages()
    work, shop = work_of(database, platform)
    with database.writing() as connection:
        note_uninstalled(connection, shop.id, micros(now()))
    with pytest.raises(AccessRevoked):
        work.client(shop.id)
    assert platform.asked == []


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


def test_a_store_without_api_has_no_client(database: Database) -> None:
    platform = Platform()
    _, shop = work_of(database, platform)
    work = Work(database, {"lale": silent(adapter_of(platform))})
    with pytest.raises(Unsupported):
        work.client(shop.id)


def test_a_thing_that_waits_too_long_is_told(database: Database) -> None:
    work, shop = work_of(database, Platform())
    work.mend_subscriptions(shop.id, SWEEP)
    hint(shop, "5001")
    with database.writing() as connection:
        connection.execute(update(fetches).values(asked_at=micros(now()) - 10**10))
    (store,) = list_stores(database)
    url = "http://127.0.0.1:8787/webhooks/lale"
    assert [f.severity for f in wrong(work, store, url)] == ["warning"]
