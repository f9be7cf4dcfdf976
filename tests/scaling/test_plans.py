"""What is asked all day costs the same however much there is of everything: on either database, on
its first day, before it has ever counted its rows, and after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import msgspec
from sqlalchemy import text

from connector.answers.insights_facts import Insight
from connector.jobs import SWEEP
from connector.jobs.health import topics
from connector.jobs.work import Work
from connector.records import (
    Change,
    Fetch,
    Kind,
    Policy,
    Redact,
    Ref,
    ReviewStatus,
    Tracking,
)
from connector.storage import attempts, codes, installs, leases, progress, retention
from connector.storage.deliveries import list_deliveries
from connector.storage.disclosure import data_requests
from connector.storage.engine import Database, micros
from connector.storage.fetching import count_waiting
from connector.storage.handbook import find_pages
from connector.storage.held import keys_beyond
from connector.storage.insights import find_insights
from connector.storage.lookups import facts, find_newest, find_policy
from connector.storage.migrate import open_database
from connector.storage.neighbours import find_near
from connector.storage.preferences import answer_preferences, change_preference, find_preference
from connector.storage.products import find_products
from connector.storage.reviews import find_reviews
from connector.storage.stores import Scope, create_key, find_key, find_store, get_store
from connector.storage.terms import Field
from tests.data import SECRET_KEYS
from tests.jobs.platform import Platform, adapter_of
from tests.scaling import crowd
from tests.scaling.watched import Seen, watched
from tests.storage.reviewed import attached, review
from tests.storage.shop import (
    EMRE,
    LATE,
    NINE,
    Shop,
    item,
    level,
    location,
    new_shop,
    order,
    product,
    refund,
    shipment,
    variant,
)

EMAIL = "shirin@example.com"
DAY = timedelta(days=1)
MOST = {"sqlite": 2_000, "postgresql": 70}
"""Of work in one statement, see `Seen`: four times SQLite's dearest, one and a half PostgreSQL's.
One of the crowd's tables read once is 25,000 steps at least, or 75 pages."""


@dataclass(frozen=True)
class Town:
    """A shop with one of each, among others."""

    shop: Shop
    other: Shop
    reviews: Shop
    key: str
    work: Work
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def database(self) -> Database:
        return self.shop.database

    def keep(self, *changes: Change, key: str = "") -> bool:
        self.shop.keep(self.shop.kept(key or f"delivery {next(self.numbers)}", *changes))
        return True

    def newest(self, *person: tuple[Field, str], **fact: str) -> Collection[object]:
        proof = facts(**fact) if fact else None
        return find_newest(self.database, self.shop.id, person, proof)


def town(database: Database) -> Town:
    shop = new_shop(database)
    reviews = attached(shop)
    parcel = msgspec.structs.replace(PARCEL, tracking=(Tracking(number="YK000123456789"),))
    paid = msgspec.structs.replace(order(), transaction_ids=("pay-77001",))
    shop.arrive(paid, parcel, refund())
    shop.arrive(*(order(f"{n}", f"#{n}", minute=n, buyer=None) for n in range(2000, 2010)))
    shop.arrive(location("a", "İzmir"), item("i1", sku="MUG-1"), level("i1", "a"))
    shop.arrive(product("31", "Mavi kupa"), variant("41", "31", "Büyük", item="i1", sku="MUG-B"))
    shop.arrive(product("32", "Mavi tabak"), variant("42", "32"))
    shop.arrive(Policy(id="MerchantReturnPolicy", document="{}", updated_at=NINE))
    reviews.arrive(*(review(f"{n}", minute=n, order_number="1001") for n in range(9)))
    work = Work(database, {"lale": adapter_of(Platform(of_parent={"31": ()}))})
    work.begin(shop.id, SWEEP, Kind.ORDER)
    key = create_key(database, shop.id, Scope.ANSWERS)
    return Town(shop, new_shop(database), reviews, key, work)


PARCEL = shipment()
VERIFICATION = codes.Verification(store_id=1, id="somebody")

Read = Callable[[Town], object]
READS: dict[str, Read] = {
    "an order by number and e-mail": lambda t: t.shop.find(email=EMAIL),
    "an order by number and phone": lambda t: t.shop.find(phone="+98 912 345 6789"),
    "an order by number and postcode": lambda t: t.shop.find(postcode="7136743211"),
    "an order by number, for staff": lambda t: t.shop.find(),
    "an order that is not there": lambda t: t.shop.find("987654321", email=EMAIL) is None,
    "an order of somebody else": lambda t: t.shop.find(email="nobody@example.com") is None,
    "an order with another's phone": lambda t: t.shop.find(phone="0532 111 22 33") is None,
    "an order with another's postcode": lambda t: t.shop.find(postcode="35220") is None,
    "an order by its parcel": lambda t: t.shop.find("YK000123456789", email=EMAIL),
    "an order by its payment": lambda t: t.shop.find("pay-77001", email=EMAIL),
    "own orders by e-mail": lambda t: t.newest(*facts(email=EMAIL)),
    "own orders by phone": lambda t: t.newest(*facts(phone="+98 912 345 6789")),
    "own orders by customer": lambda t: t.newest((Field.CUSTOMER, "7001")),
    "own orders with a postcode": lambda t: t.newest(*facts(email=EMAIL), postcode="7136743211"),
    "nobody's orders": lambda t: not t.newest(*facts(email="nobody@example.com")),
    "products of an order": lambda t: find_products(t.database, t.shop.id, ["31", "32"]),
    "the policy": lambda t: find_policy(t.database, t.shop.id),
    "pages": lambda t: find_pages(t.database, t.shop.id, ["MerchantReturnPolicy", "faq"]),
    "a key": lambda t: find_key(t.database, t.key),
    "a key that is none": lambda t: find_key(t.database, "sw_answers_x") is None,
    "preferences": lambda t: answer_preferences(t.database, t.shop.id),
    "how complete our copy is": lambda t: progress.completeness(t.database, t.shop.id),
    "up to when it is": lambda t: [progress.complete_to(t.database, t.shop.id, "order")],
    "whether it is loading": lambda t: [progress.is_loading(t.database, t.shop.id, SWEEP)],
    "guesses": lambda t: [attempts.find_attempts(t.database, [b"a", b"b"], NINE)],
    "stock by SKU": lambda t: t.shop.stock(sku="MUG-B"),
    "stock by the item's SKU": lambda t: t.shop.stock(sku="MUG-1"),
    "stock by product": lambda t: t.shop.stock(product="31"),
    "stock by words": lambda t: t.shop.stock(words="mavi kupalar"),
    "stock by strange words": lambda t: t.shop.stock(words="zebra") == [],
    "reviews": lambda t: find_reviews(t.database, t.shop.id).reviews,
    "reviews of a product": lambda t: find_reviews(t.database, t.shop.id, product="31").reviews,
    "good ones, unanswered": lambda t: (
        find_reviews(
            t.database,
            t.shop.id,
            rating=5,
            answered=False,
            state=ReviewStatus.PUBLISHED,
            since=NINE,
        ).reviews
    ),
    "the next page of them": lambda t: (
        find_reviews(
            t.database, t.shop.id, cursor=find_reviews(t.database, t.shop.id, limit=2).next_cursor
        ).reviews
    ),
    "a store by its address": lambda t: find_store(
        t.database, "lale", url_key=get_store(t.database, t.shop.id).url_key, platform_id=""
    ),
    "a store by its id there": lambda t: find_store(
        t.database, "lale", url_key=None, platform_id=get_store(t.database, 1).platform_id
    ),
    "how many hints wait": lambda t: count_waiting(t.database, t.other.id, NINE) >= 0,
    "lock-outs of a day": lambda t: attempts.count_locks(t.database, t.shop.id, NINE) >= 0,
}
"""What shoppers, staff and jobs ask all day; true where it found what is there."""

WRITES: dict[str, Read] = {
    "a new order": lambda t: t.keep(anothers(f"{next(t.numbers) + 9000}")),
    "an order again": lambda t: t.keep(anothers(minute=next(t.numbers) % 60)),
    "a repeated delivery": lambda t: t.keep(anothers(), key="the same"),
    "a parcel": lambda t: t.keep(shipment("902", "2001", minute=next(t.numbers) % 60)),
    "a review": lambda t: t.keep(review("77", minute=next(t.numbers) % 60)),
    "a product, reviewed": lambda t: t.keep(reviewed(next(t.numbers))),
    "a stock level": lambda t: t.keep(level("i1", "a", next(t.numbers), minute=2)),
    "a hint": lambda t: t.keep(Fetch(ref=Ref(kind=Kind.ORDER, id=f"{next(t.numbers) % 9}"))),
    "a wrong guess": lambda t: (
        attempts.count_failure(t.database, 1, {b"a": 99, b"b": 99}, NINE) == frozenset()
    ),
    "codes sent": lambda t: codes.count_codes(t.database, t.shop.id, {"a": 99, "b": 99}, NINE),
    "a wrong code": lambda t: codes.take_code(t.database, VERIFICATION, "0", NINE) is None,
    "a preference": lambda t: change_preference(
        t.database, t.shop.id, "some", int, lambda before: (before or 0) + 1
    ),
    "a preference back": lambda t: find_preference(t.database, t.shop.id, "some", int),
    "an install": lambda t: install(t, f"state {next(t.numbers)}"),
    "a lease": lambda t: leases.take(t.database, "some", "me"),
    "a lease while one is done": lambda t: leased(t.database),
    "a page of a job": lambda t: t.work.page(t.shop.id, SWEEP, Kind.ORDER, None, None),
}


def anothers(ref: str = "2001", minute: int = 0) -> Change:
    return order(
        ref, f"#{ref}", minute=minute, buyer=msgspec.structs.replace(EMRE, customer_id=ref)
    )


def reviewed(times: int) -> Change:
    return msgspec.structs.replace(product("31", "Mavi kupa", minute=times), review_count=times)


def leased(database: Database) -> bool:
    with leases.lease(database, "other"):
        return True


def install(town: Town, state: str) -> object:
    installs.begin(town.database, "lale", state, {}, LATE)
    return installs.take(town.database, "lale", state) is None


OWN: dict[str, Read] = {
    "what is near": lambda t: find_near(t.database, t.shop.id, t.shop.stock(product="31")),
    "things to be asked for": lambda t: t.work.fetch_waiting(t.shop.id) >= 0,
    "what we hold beyond theirs": lambda t: len(beyond(t)) > 1,
    "what we hold of one product": lambda t: beyond(t, "31") == [],
    "what sells": lambda t: (
        find_insights(t.database, t.shop.id, tuple(Insight), most=5, now=NINE) != {}
    ),
    "gaps": lambda t: progress.count_gaps(t.database, t.shop.id, NINE) == {},
    "failed deliveries": lambda t: list(list_deliveries(t.database, t.shop.id, "failed")) == [],
    "topics": lambda t: topics(t.database, t.shop.id),
    "what is known of people": lambda t: list(data_requests(t.database, t.shop.id)) == [],
    "forgetting somebody": lambda t: t.keep(Redact(emails=("nobody@example.com",))),
}
"""What may take longer in a larger shop, but no longer for what there is of others."""


OLD = NINE + timedelta(minutes=2)
RETENTION: dict[str, Read] = {
    "bodies": lambda t: retention.drop_old_bodies(t.database, OLD),
    "deliveries": lambda t: retention.drop_old_deliveries(t.database, OLD + 90 * DAY, DAY),
    "attempts": lambda t: retention.drop_old_attempts(t.database, OLD),
    "codes": lambda t: retention.drop_old_codes(t.database, OLD),
    "gaps": lambda t: retention.drop_old_gaps(t.database, OLD),
    "hints": lambda t: retention.drop_old_hints(t.database, OLD),
}
"""What goes in a night; true where something did."""
EVERY = "FROM stores"
"""The only thing that each night reads whole: which stores there are."""


def beyond(town: Town, parent: str = "") -> list[bytes]:
    with town.database.reading() as connection:
        return keys_beyond(connection, town.shop.id, Kind.ORDER, set(), parent)


@dataclass
class Report:
    """Which statement of what was how wrong."""

    town: Town
    wrong: list[str] = field(default_factory=list)

    def stage(self, name: str, seen: list[Seen], *asked: dict[str, Read]) -> None:
        """Asks everything; statements are looked at when the plans are known."""
        for what, read in (pair for reads in asked for pair in reads.items()):
            first = len(seen)
            assert read(self.town), what
            assert len(seen) > first, f"{what}: not a statement was seen"
            for one in seen[first:]:
                one.asked = f"{name}, {what}"

    def first_day(self, seen: list[Seen]) -> None:
        """PostgreSQL keeps the plan of what a connection asks often: these it makes of tables that
        are as good as empty, and are read whole where that is less work."""
        of_sqlite = self.town.database.engine.dialect.name == "sqlite"
        for _ in range(1 if of_sqlite else 11):
            self.stage("on the first day" if of_sqlite else "", seen, READS, WRITES, OWN)
        if not of_sqlite:
            seen.clear()

    def judge(self, seen: list[Seen]) -> None:
        most = MOST[self.town.database.engine.dialect.name]
        self.wrong += [str(one) for one in seen if one.asked and (one.scans or one.work > most)]


GENERIC = "SET plan_cache_mode = force_generic_plan"
"""One plan whatever is asked for, as PostgreSQL may choose for what is asked often."""


def test_what_is_asked_all_day_takes_an_index_and_never_reads_a_table(database: Database) -> None:
    here = town(database)
    report, beside = Report(here), open_database(str(database.engine.url), SECRET_KEYS)
    with watched(database) as seen:
        report.first_day(seen)
        crowd.more_stores(beside, micros(NINE))
        crowd.fill(beside, here.other.id, micros(NINE))
        report.stage("among others", seen, READS, WRITES, OWN)
    report.judge(seen)
    crowd.fill(beside, here.shop.id, micros(NINE))
    with watched(database) as seen:
        report.stage("with many", seen, READS, WRITES)
    report.judge(seen)
    with beside.writing() as connection:
        connection.execute(text("ANALYZE"))
    beside.close()
    with watched(database) as seen:
        report.stage("counted", seen, READS, WRITES)
    report.judge(seen)
    if database.engine.dialect.name == "postgresql":
        with watched(database, GENERIC) as seen:
            report.stage("with one plan for all", seen, READS, WRITES)
        report.judge(seen)
    with watched(database) as seen:
        report.stage("in the night", seen, RETENTION)
    report.wrong += [str(one) for one in seen if one.scans and not one.statement.endswith(EVERY)]
    assert report.wrong == []
