"""A source of reviews belongs to the shop it serves: it is connected to it, and is forgotten with
it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.errors import BadRequest
from connector.records import Change, DataRequest, Kind, Redact, RedactStore, Review, Uninstalled
from connector.storage.deliveries import State
from connector.storage.disclosure import data_requests
from connector.storage.engine import Database, micros, now
from connector.storage.erasure import note_uninstalled
from connector.storage.stores import (
    Store,
    add_store,
    connect_store,
    get_store,
    list_stores,
    remove_unused,
)
from connector.storage.terms import PERSONAL, Field
from tests.storage.reviewed import attached, ids, listed, review
from tests.storage.shop import LATE, SHIRIN, Shop, new_shop, order

SECRET = {"secret": "s"}


def uninstall(shop: Shop) -> None:
    with shop.database.writing() as connection:
        note_uninstalled(connection, shop.id, micros(now()))


def is_connected(shop: Shop) -> bool:
    return get_store(shop.database, shop.id).uninstalled_at is None


# Attaching.


def test_a_source_knows_the_shop_it_serves(shop: Shop) -> None:
    source = attached(shop)
    served = {store.id: store.attached_to for store in list_stores(shop.database)}
    assert served == {shop.id: None, source.id: shop.id}


def test_what_it_cannot_be_attached_to_is_told_and_nothing_is_kept(shop: Shop) -> None:
    source, gone = attached(shop), new_shop(shop.database)
    uninstall(gone)
    before = list_stores(shop.database)
    wrong = {source.id: "attached to store", gone.id: "removed the app", 77: "no store 77"}
    for to, said in wrong.items():
        with pytest.raises(BadRequest, match=said):
            add_store(shop.database, "sada", "s.example", "S", SECRET, attached_to=to)
    assert list_stores(shop.database) == before


def attach_anew(database: Database, to: int) -> Store:
    return add_store(database, "sada", "s.example", "S", {"secret": "t"}, attached_to=to)


def connect_anew(database: Database, to: int) -> Store:
    given = (database, "sada", "s.example", "S", {"secret": "t"}, ("secret",))
    return connect_store(*given, attached_to=to)[0]


@pytest.mark.parametrize("attach", [attach_anew, connect_anew])
def test_one_account_serves_one_shop(
    database: Database, attach: Callable[[Database, int], Store]
) -> None:
    shop, other = new_shop(database), new_shop(database)
    first = add_store(database, "sada", "s.example", "S", SECRET, attached_to=shop.id)
    with pytest.raises(BadRequest) as refused:
        attach(database, other.id)
    for said in (f"as store {first.id}", f"serves store {shop.id}", "one shop"):
        assert said in refused.value.detail
    assert get_store(database, first.id) == first


def test_a_connected_source_takes_new_access(shop: Shop) -> None:
    known = attached(shop)
    store = get_store(shop.database, known.id)
    given = (shop.database, store.platform, store.platform_id, "S", {"secret": "t"}, ("secret",))
    same, is_new = connect_store(*given, attached_to=shop.id)
    assert (same.id, is_new, same.attached_to) == (known.id, False, shop.id)
    assert same.settings["secret"] == ("t", "s")


def test_a_shop_that_a_source_serves_is_not_unused(shop: Shop) -> None:
    source = attached(shop)
    remove_unused(shop.database, shop.id)
    assert len(list_stores(shop.database)) == 2
    remove_unused(shop.database, source.id)
    remove_unused(shop.database, shop.id)
    assert list_stores(shop.database) == []


# Leaving.


def again(shop: Shop, **more: Any) -> None:
    store = get_store(shop.database, shop.id)
    add_store(shop.database, store.platform, store.platform_id, store.name, SECRET, **more)


def test_a_source_goes_with_its_shop_and_comes_back_with_it(database: Database) -> None:
    shop, other = new_shop(database), new_shop(database)
    mine, others = attached(shop), attached(other)
    mine.arrive(review())
    uninstall(shop)
    uninstall(shop)
    assert [is_connected(each) for each in (shop, mine, other, others)] == [
        False,
        False,
        True,
        True,
    ]
    again(shop)
    assert [is_connected(each) for each in (shop, mine)] == [True, True]
    assert ids(shop) == ["1"]


def test_a_source_that_left_by_itself_does_not_come_back_with_the_shop(shop: Shop) -> None:
    alone, with_it = attached(shop), attached(shop)
    uninstall(alone)
    assert is_connected(shop)
    uninstall(shop)
    again(shop)
    assert [is_connected(each) for each in (shop, alone, with_it)] == [True, False, True]


def test_an_uninstall_from_before_the_shop_was_connected_takes_no_source_away(shop: Shop) -> None:
    source = attached(shop)
    shop.arrive(Uninstalled())
    assert [is_connected(each) for each in (shop, source)] == [True, True]


def test_a_source_that_serves_another_shop_now_tells_nothing_of_the_one_before(
    database: Database,
) -> None:
    shop, other = new_shop(database), new_shop(database)
    source = attached(shop)
    source.keep(source.kept("a", review()))
    uninstall(source)
    again(source, attached_to=other.id)
    assert (ids(shop), ids(other), source.bodies()) == ([], [], 0)
    source.arrive(review("2"))
    assert (ids(shop), ids(other)) == ([], ["2"])


def test_a_source_that_serves_the_same_shop_again_keeps_what_it_told(shop: Shop) -> None:
    source = attached(shop)
    source.arrive(review())
    uninstall(source)
    again(source, attached_to=shop.id)
    assert is_connected(source)
    assert ids(shop) == ["1"]


def test_a_shop_that_is_erased_takes_its_sources_and_no_others_with_it(
    database: Database,
) -> None:
    shop, other = new_shop(database), new_shop(database)
    mine, others = attached(shop), attached(other)
    for source in (mine, others):
        source.keep(source.kept("a", review(author_email="shirin@example.com")))
        source.keep(source.kept("b", state=State.FAILED, reason="secret?"))
    shop.arrive(RedactStore())
    assert (mine.copies([]), mine.terms_by([]), mine.asked(), mine.bodies()) == ({}, [], [], 0)
    assert (ids(other), others.bodies()) == (["1"], 2)
    for store_id, erased in ((mine.id, True), (others.id, False), (other.id, False)):
        assert (get_store(database, store_id).redacted_at is not None) == erased


def test_a_source_that_is_erased_leaves_its_shop_alone(shop: Shop) -> None:
    source = attached(shop)
    shop.arrive(order())
    source.arrive(review(), RedactStore())
    assert ids(shop) == []
    assert shop.find() is not None


# A person who is to be forgotten.

FORGET = Redact(emails=("Shirin@example.com",), phones=("0912 345 6789",), order_ids=("5001",))
NAMED_BY: tuple[dict[str, str], ...] = (
    {"author_email": "shirin@example.com"},
    {"author_phone": "+98 912 345 6789"},
    {"order_id": "5001"},
)
ELSE: dict[str, Any] = {
    "author_email": "emre@example.org",
    "author_phone": "0532 111 22 33",
    "order_id": "5002",
}


def authors(shop: Shop) -> dict[str, tuple[str, str, str]]:
    reviews = (found.review for found in listed(shop))
    return {one.id: (one.author, one.author_email, one.author_phone) for one in reviews}


def by_shirin(ref: str, **told: Any) -> Review:
    return review(ref, author="شیرین", **told)


@pytest.mark.parametrize("named", NAMED_BY)
@pytest.mark.parametrize("late", [False, True])
def test_who_is_forgotten_by_the_shop_is_forgotten_by_its_sources(
    shop: Shop, named: dict[str, Any], late: bool
) -> None:
    source = attached(shop)
    told = source.kept("a", by_shirin("1", **named), body=b"shirin@example.com")
    if late:
        shop.arrive(FORGET)
    source.keep(told)
    if not late:
        shop.arrive(FORGET)
    assert authors(shop) == {"1": ("", "", "")}
    assert source.bodies() == 0
    source.arrive(by_shirin("1", minute=5, **named))
    assert authors(shop) == {"1": ("", "", "")}


def test_no_index_leads_to_a_forgotten_author(shop: Shop) -> None:
    source = attached(shop)
    named = {name: value for one in NAMED_BY for name, value in one.items()}
    source.arrive(by_shirin("1", **named))
    fields = {row[1] for row in source.terms_by([(Kind.REVIEW, "1")])}
    assert len(fields & PERSONAL) == len(NAMED_BY)
    shop.arrive(FORGET)
    left = {row[1] for row in source.terms_by([(Kind.REVIEW, "1")])}
    assert left & PERSONAL == {Field.ORDER}


def test_bodies_that_nobody_could_read_are_dropped_at_the_sources_too(shop: Shop) -> None:
    source = attached(shop)
    for key, body in (("a", b'{"email": "SHIRIN@example.com"}'), ("b", b"{}")):
        source.keep(source.kept(key, body=body, state=State.FAILED))
    shop.arrive(FORGET)
    assert source.bodies() == 1


def test_others_keep_their_names_and_so_does_she_at_other_shops(database: Database) -> None:
    shop, other = new_shop(database), new_shop(database)
    mine, others = attached(shop), attached(other)
    mine.arrive(review("1", author="Emre", **ELSE))
    others.arrive(by_shirin("2", author_email="shirin@example.com"))
    shop.arrive(FORGET)
    others.arrive(by_shirin("3", author_email="shirin@example.com"))
    assert authors(shop)["1"][0] == "Emre"
    assert {told[:2] for told in authors(other).values()} == {("شیرین", "shirin@example.com")}


def test_a_source_that_is_attached_later_brings_nobody_back(shop: Shop) -> None:
    shop.arrive(FORGET)
    source = attached(shop)
    source.keep(source.kept("a", by_shirin("1", author_email="shirin@example.com")))
    assert authors(shop) == {"1": ("", "", "")}
    assert source.bodies() == 0


def test_what_she_writes_after_that_is_hers(shop: Shop) -> None:
    source = attached(shop)
    shop.arrive(FORGET)
    after = LATE + timedelta(seconds=1)
    source.arrive(by_shirin("1", written=after, author_email="shirin@example.com"), received=after)
    assert authors(shop)["1"][:2] == ("شیرین", "shirin@example.com")


def test_a_source_that_forgets_somebody_says_nothing_for_the_shop(shop: Shop) -> None:
    source = attached(shop)
    shop.arrive(order(buyer=SHIRIN))
    source.arrive(FORGET)
    shop.arrive(order(minute=1, buyer=SHIRIN))
    assert shop.find(email="shirin@example.com") is not None


HISTORY: tuple[Change, ...] = (
    *(by_shirin(str(ref), **named) for ref, named in enumerate(NAMED_BY)),
    *(by_shirin(str(ref), minute=1, **named) for ref, named in enumerate(NAMED_BY)),
    review("9", author="Emre", **ELSE),
)
NAMES = [(Kind.REVIEW, ref) for ref in ("0", "1", "2", "9")]


@given(changes=st.permutations([*HISTORY, FORGET]), cut=st.integers(0, len(HISTORY)))
@settings(max_examples=15)
def test_whenever_the_shop_forgets_the_end_at_its_source_is_the_same(
    database: Database, changes: list[Change], cut: int
) -> None:
    straight, mixed = (new_shop(database), new_shop(database))
    sources = attached(straight), attached(mixed)
    sources[0].arrive(*HISTORY)
    straight.arrive(FORGET)
    every = [
        (mixed if change is FORGET else sources[1]).kept(f"{n}", change, body=b"...")
        for n, change in enumerate(changes)
    ]
    for batch in (every[:cut], every[cut:]):
        mixed.keep(*batch)
    assert repr(sources[1].copies(NAMES)) == repr(sources[0].copies(NAMES))
    assert sources[1].terms_by(NAMES) == sources[0].terms_by(NAMES)
    assert sources[1].bodies() == 1


# Answering.


def test_who_asks_what_is_known_of_them_is_told_what_a_source_knows_too(shop: Shop) -> None:
    source = attached(shop)
    source.arrive(review("77", author_email="shirin@example.com"))
    asked = DataRequest(id="r1", emails=("shirin@example.com",), updated_at=LATE)
    shop.arrive(order(), asked)
    (request,) = data_requests(shop.database, shop.id)
    held = request["held"]
    assert isinstance(held, list)
    assert sorted(each["type"] for each in held) == ["Order", "Review"]
