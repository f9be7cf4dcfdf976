"""Who asks to be forgotten is: in records, indexes and bodies, also in what comes late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connector.records import (
    Change,
    DataRequest,
    Kind,
    Redact,
    RedactStore,
    Review,
    ReviewStatus,
    Uninstalled,
)
from connector.storage.deliveries import State
from connector.storage.engine import Database
from connector.storage.stores import get_store
from connector.storage.tables import deliveries
from connector.storage.terms import PERSONAL, Field
from tests.storage.shop import EMRE, LATE, NINE, SHIRIN, Shop, new_shop, order, refund, shipment

FORGET = Redact(emails=("Shirin@example.com",))
BY = (
    FORGET,
    Redact(phones=("0912 345 6789",)),
    Redact(customer_id="7001"),
    Redact(order_ids=("5001",)),
)


def review(ref: str, email: str, minute: int = 0) -> Review:
    return Review(
        id=ref,
        product_id="31",
        status=ReviewStatus.PUBLISHED,
        body="Çok güzel",
        author=email.split("@")[0],
        author_email=email,
        created_at=NINE,
        updated_at=NINE + timedelta(minutes=minute),
    )


def authors(shop: Shop, *refs: str) -> list[tuple[str, str]]:
    copies = shop.copies((Kind.REVIEW, ref) for ref in refs).values()
    reviews = [copy.record for copy in copies if isinstance(copy.record, Review)]
    return [(one.author, one.author_email) for one in reviews]


@pytest.mark.parametrize("redact", BY)
def test_a_person_is_forgotten_by_whatever_names_them(shop: Shop, redact: Redact) -> None:
    shop.arrive(order(buyer=SHIRIN), order("5002", "#1002", buyer=EMRE))
    shop.arrive(redact)
    assert shop.find(email="shirin@example.com") is None
    assert shop.find(phone="09123456789") is None
    assert shop.find(postcode="7136743211") is None
    kept, other = shop.find("1001"), shop.find("1002", email="emre@example.org")
    assert kept is not None
    assert other is not None
    assert (kept.order.buyer, other.order.buyer) == (None, EMRE)


def test_no_index_leads_to_the_person_any_more(shop: Shop) -> None:
    shop.arrive(order(buyer=SHIRIN))
    shop.arrive(FORGET)
    fields = {row[1] for row in shop.terms_by([(Kind.ORDER, "5001")])}
    assert fields & PERSONAL == {Field.ORDER}


def test_nothing_is_erased_for_an_erasure_that_names_nobody(shop: Shop) -> None:
    shop.keep(shop.kept("a", order(buyer=SHIRIN)), shop.kept("b", state=State.FAILED))
    shop.keep(shop.kept("c", Redact()), shop.kept("d", Redact(emails=("",), phones=("-",))))
    assert shop.find(email="shirin@example.com") is not None
    assert shop.bodies() == 4


@pytest.mark.parametrize("redact", BY)
def test_a_late_copy_of_an_order_comes_without_the_person(shop: Shop, redact: Redact) -> None:
    shop.arrive(redact)
    shop.keep(shop.kept("late", order(minute=9, buyer=SHIRIN), body=b"shirin@example.com"))
    found = shop.find()
    assert found is not None
    assert found.order.buyer is None
    assert shop.bodies() == 0


def test_an_order_placed_after_the_erasure_keeps_its_person(shop: Shop) -> None:
    shop.arrive(FORGET, received=LATE)
    after = LATE + timedelta(seconds=1)
    shop.keep(shop.kept("a", order(buyer=SHIRIN, placed=after), received=after))
    assert shop.find(email="shirin@example.com") is not None
    assert shop.bodies() == 1


def test_also_when_both_are_written_together(shop: Shop) -> None:
    after = LATE + timedelta(seconds=1)
    placed = order(buyer=SHIRIN, placed=after)
    shop.arrive_together([shop.arrival(FORGET), shop.arrival(placed, received=after)])
    assert shop.find(email="shirin@example.com") is not None


def test_the_bodies_of_an_order_and_of_its_parts_are_dropped(shop: Shop) -> None:
    shop.keep(shop.kept("order", order(buyer=SHIRIN)), shop.kept("refund", refund()))
    shop.keep(shop.kept("other", order("5002", buyer=EMRE)))
    shop.keep(shop.kept("parts", refund("802", "5002")))
    shop.arrive(FORGET)
    assert shop.bodies() == 2


@pytest.mark.parametrize("order_is_late", [True, False])
def test_the_body_of_a_part_that_comes_late_is_dropped(shop: Shop, order_is_late: bool) -> None:
    kept = shop.kept("order", order(buyer=SHIRIN))
    forget = shop.kept("forget", FORGET)
    for one in (forget, kept) if order_is_late else (kept, forget):
        shop.keep(replace(one, raw=None) if one is forget else one)
    shop.keep(shop.kept("parcel", shipment(), body=b"shirin@example.com"))
    assert shop.bodies() == 0
    found = shop.find()
    assert found is not None
    assert len(found.shipments) == 1


NAMING = (
    b'{"email": "shirin@example.com"',
    b'{"email": "SHIRIN@EXAMPLE.COM"',
    rb'{"email": "\u0073hirin@example.com"',
    b'{"customer": {"id": 7001}',
    b"order_id=5001&x",
    b'{"phone": "+98 912 345 6789"',
)
ELSE = (
    b'{"email": "emre@example.org"',
    b'{"email": "notshirin@example.com"',
    b'{"customer": {"id": 70012}',
    b"{}",
)


def test_a_body_nobody_could_read_is_dropped_if_it_names_the_person(shop: Shop) -> None:
    bodies = [*NAMING, *ELSE]
    shop.keep(*(shop.kept(f"{n}", body=body, state=State.FAILED) for n, body in enumerate(bodies)))
    named = Redact(
        customer_id="7001",
        emails=("shirin@example.com",),
        phones=SHIRIN.phones,
        order_ids=("5001",),
    )
    shop.arrive(named)
    with shop.database.reading() as connection:
        rows = connection.execute(select(deliveries).order_by(deliveries.c.id)).all()
    assert [row.raw is None for row in rows] == [True] * len(NAMING) + [False] * len(ELSE)
    assert {row.state for row in rows} == {"failed"}


def test_reviews_stay_without_their_author(shop: Shop) -> None:
    shop.arrive(review("1", "shirin@example.com"), review("2", "emre@example.org"))
    shop.arrive(FORGET)
    shop.arrive(review("3", "shirin@example.com"))
    assert authors(shop, "1", "2", "3") == [("", ""), ("emre", "emre@example.org"), ("", "")]


def test_a_request_for_their_data_is_forgotten_with_them(shop: Shop) -> None:
    asks = DataRequest(id="1", customer_id="7001", emails=SHIRIN.emails, phones=SHIRIN.phones)
    shop.arrive(asks)
    shop.arrive(FORGET)
    stripped = shop.copies([(Kind.DATA_REQUEST, "1")])[Kind.DATA_REQUEST, "1"].record
    assert stripped == DataRequest(id="1", updated_at=NINE)


def test_one_shop_forgetting_a_person_is_no_other_shops_matter(database: Database) -> None:
    one, other = new_shop(database), new_shop(database)
    for shop in (one, other):
        shop.keep(shop.kept("a", order(buyer=SHIRIN), body=b"shirin@example.com"))
    one.arrive(FORGET)
    other.arrive(order(minute=1, buyer=SHIRIN))
    assert one.find(email="shirin@example.com") is None
    assert other.find(email="shirin@example.com") is not None
    assert (one.bodies(), other.bodies()) == (0, 1)


SHIRIN_BRIEFLY = msgspec.structs.replace(SHIRIN, name="Ş.")
HISTORY: tuple[Change, ...] = (
    order("5001", minute=0, buyer=SHIRIN),
    order("5001", minute=1, buyer=SHIRIN, refund_ids=("801",)),
    # Of the same time: the longer for its person, and the longer without.
    order("5001", minute=1, buyer=SHIRIN_BRIEFLY, refund_ids=("801",), total="1000.00"),
    refund("801"),
    shipment("901"),
    order("5002", "#1002", buyer=EMRE),
    order("5003", "#1003", buyer=SHIRIN),
    review("1", "shirin@example.com"),
    review("1", "shirin@example.com", minute=1),
)
NAMES = [
    *((Kind.ORDER, ref) for ref in ("5001", "5002", "5003")),
    (Kind.REFUND, "801"),
    (Kind.SHIPMENT, "901"),
    (Kind.REVIEW, "1"),
]


@given(
    changes=st.permutations([*HISTORY, FORGET]),
    again=st.lists(st.sampled_from([*HISTORY, FORGET]), max_size=4),
    cut=st.integers(0, len(HISTORY)),
)
@settings(max_examples=15)
def test_whenever_the_erasure_comes_the_end_is_the_same(
    database: Database, changes: list[Change], again: list[Change], cut: int
) -> None:
    straight, mixed = new_shop(database), new_shop(database)
    for change in (*HISTORY, FORGET):
        straight.arrive(change)
    every = [mixed.kept(f"{n}", change, body=b"...") for n, change in enumerate([*changes, *again])]
    for batch in (every[:cut], every[cut:]):
        mixed.keep(*batch)
    assert repr(mixed.copies(NAMES)) == repr(straight.copies(NAMES))
    assert mixed.terms_by(NAMES) == straight.terms_by(NAMES)
    assert mixed.find("1003", email="shirin@example.com") is None
    of_others = [c for c in (*changes, *again) if c in (FORGET, HISTORY[5])]
    assert mixed.bodies() == len(of_others)


def test_a_shop_that_is_erased_takes_everything_with_it_and_no_other_shop(
    database: Database,
) -> None:
    one, other = new_shop(database), new_shop(database)
    for shop in (one, other):
        shop.keep(shop.kept("a", order()), shop.kept("b", state=State.FAILED, reason="secret?"))
    one.arrive(FORGET, RedactStore())
    assert one.find() is None
    assert (one.copies([]), one.terms_by([]), one.asked(), one.bodies()) == ({}, [], [], 0)
    assert get_store(database, one.id).redacted_at is not None
    assert other.find() is not None
    assert other.bodies() == 2
    assert get_store(database, other.id).redacted_at is None


def test_an_uninstalled_shop_keeps_its_data_until_erasure_is_asked_for(shop: Shop) -> None:
    shop.arrive(order())
    connected = get_store(shop.database, shop.id).created_at
    shop.arrive(Uninstalled())
    assert get_store(shop.database, shop.id).uninstalled_at is None
    late = connected + timedelta(hours=1)
    shop.keep(replace(shop.kept("gone", Uninstalled()), sent_at=late))
    assert get_store(shop.database, shop.id).uninstalled_at == late
    assert shop.find() is not None
