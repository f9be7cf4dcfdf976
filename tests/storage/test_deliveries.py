"""A delivery is kept once and applied once, however often it comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.records import Fetch, Kind, Redact, Ref
from connector.storage.deliveries import (
    PENDING,
    Kept,
    Reading,
    State,
    list_deliveries,
    list_fetches,
    reread,
)
from connector.storage.engine import Database
from tests.storage.shop import EMRE, LATE, NINE, SHIRIN, Shop, at, new_shop, order

ASK = Fetch(ref=Ref(kind=Kind.ORDER, id="9", parent_id="8"))


def listed(shop: Shop, state: str | None = None) -> list[dict[str, object]]:
    return [dict(shown) for shown in list_deliveries(shop.database, shop.id, state)]


def again(shop: Shop, kept: Kept, reading: Reading) -> None:
    anew = Kept(
        store_id=kept.store_id,
        key=kept.key,
        topic=kept.topic,
        received_at=kept.received_at,
        sent_at=kept.sent_at,
        raw=kept.raw,
        reading=reading,
    )
    with shop.database.writing() as connection:
        reread(connection, shop.database.keyring, anew)


def total(shop: Shop) -> str:
    found = shop.find()
    assert found is not None
    return str(found.order.total.amount)


def test_what_is_kept_is_shown_to_the_owner(shop: Shop) -> None:
    shop.keep(shop.kept("a", order()))
    [shown] = listed(shop)
    assert shown.pop("id")
    assert shown == {
        "topic": "any",
        "state": "applied",
        "reason": None,
        "path": None,
        "received_at": LATE.isoformat(),
        "sent_at": NINE.isoformat(),
        "body_kept": True,
        "waiting": False,
    }


@pytest.mark.parametrize("together", [True, False])
def test_a_repeated_key_is_stored_once_and_applied_once(shop: Shop, together: bool) -> None:
    # What repeats a delivery is the key: that this one says something newer must not matter.
    first, repeat = shop.kept("a", order(total="1")), shop.kept("a", order(minute=5, total="2"))
    if together:
        shop.keep(first, shop.kept("b"), repeat)
    else:
        shop.keep(first, shop.kept("b"))
        shop.keep(repeat)
    assert len(listed(shop)) == 2
    assert total(shop) == "1"


def test_a_batch_of_nothing_new_changes_nothing(shop: Shop) -> None:
    shop.keep(shop.kept("a", order()))
    shop.keep(shop.kept("a", order()), shop.kept("a", order()))
    assert len(listed(shop)) == 1


def test_equal_keys_of_two_stores_are_two_deliveries(database: Database) -> None:
    one, other = new_shop(database), new_shop(database)
    one.keep(one.kept("a", order()), other.kept("a", order()))
    assert [len(listed(shop)) for shop in (one, other)] == [1, 1]
    assert other.find() is not None


def test_deliveries_are_listed_by_state_oldest_first(shop: Shop) -> None:
    shop.keep(shop.kept("a", state=State.FAILED, reason="missing", path="$.id"))
    shop.keep(shop.kept("b"), shop.kept("c", state=State.FAILED, reason="broken"))
    shop.keep(shop.kept("d", state=State.IGNORED), shop.kept("e", state=State.REJECTED))
    assert [shown["reason"] for shown in listed(shop, State.FAILED)] == ["missing", "broken"]
    assert [shown["path"] for shown in listed(shop, State.FAILED)] == ["$.id", None]
    assert [len(listed(shop, state)) for state in State] == [1, 1, 1, 2]
    assert len(listed(shop)) == 5


def test_a_delivery_is_pending_while_what_it_asked_for_is(shop: Shop) -> None:
    shop.keep(shop.kept("a", ASK), shop.kept("b", order()))
    [pending] = listed(shop, PENDING)
    assert (pending["state"], pending["waiting"]) == ("applied", True)
    assert [shown["waiting"] for shown in listed(shop)] == [True, False]
    assert list_fetches(shop.database, shop.id) == [
        {
            "kind": "order",
            "id": "9",
            "parent_id": "8",
            "reason": "asked",
            "asked_at": LATE.isoformat(),
        }
    ]


def test_however_many_deliveries_hint_at_a_thing_it_is_asked_for_once(shop: Shop) -> None:
    shop.keep(shop.kept("a", ASK), shop.kept("b", ASK))
    shop.keep(shop.kept("c", ASK))
    assert len(list_fetches(shop.database, shop.id)) == 1


def test_what_waits_longest_to_be_fetched_is_listed_first(shop: Shop) -> None:
    later = Fetch(ref=Ref(kind=Kind.PRODUCT, id="*"))
    shop.keep(shop.kept("a", later, received=at(2)), shop.kept("b", ASK, received=at(1)))
    assert [one["id"] for one in list_fetches(shop.database, shop.id)] == ["9", "*"]


def test_a_failed_delivery_read_anew_is_applied(shop: Shop) -> None:
    kept = shop.kept("a", state=State.FAILED, reason="missing", path="$.id")
    shop.keep(kept)
    again(shop, kept, Reading(state=State.APPLIED, changes=(order(),)))
    [shown] = listed(shop)
    assert (shown["state"], shown["reason"], shown["path"]) == ("applied", None, None)
    assert shown["body_kept"]
    assert shop.find() is not None


def test_reading_old_deliveries_anew_changes_nothing_that_is_newer(shop: Shop) -> None:
    old, new = shop.kept("a", order(total="1")), shop.kept("b", order(minute=1, total="2"))
    shop.keep(old, new)
    again(shop, old, old.reading)
    assert total(shop) == "2"
    assert len(listed(shop)) == 2


def test_a_delivery_that_turns_out_to_ask_for_erasure_loses_its_body(shop: Shop) -> None:
    kept = shop.kept("a", state=State.FAILED, body=b"in words that we did not know")
    shop.keep(shop.kept("b", order(buyer=SHIRIN)), kept)
    redact = Redact(emails=("shirin@example.com",))
    again(shop, kept, Reading(state=State.APPLIED, changes=(redact,)))
    assert shop.bodies() == 0
    assert shop.find(email="shirin@example.com") is None


def test_a_failed_delivery_read_anew_belongs_to_its_person_from_then_on(shop: Shop) -> None:
    kept = shop.kept("a", state=State.FAILED, body=b"unreadable")
    shop.keep(kept, shop.kept("b", order("2", buyer=EMRE)))
    again(shop, kept, Reading(state=State.APPLIED, changes=(order(buyer=SHIRIN),)))
    shop.arrive(Redact(emails=("shirin@example.com",)))
    assert [shown["body_kept"] for shown in listed(shop)] == [False, True]


def test_a_batch_that_cannot_be_applied_is_kept_not_at_all(shop: Shop) -> None:
    nobody = Kept(
        store_id=10**6,
        key=b"nobody",
        topic="any",
        received_at=LATE,
        sent_at=None,
        raw=None,
        reading=Reading(state=State.APPLIED),
    )
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        shop.keep(shop.kept("a", order()), nobody)
    assert listed(shop) == []
    assert shop.find() is None


def test_a_request_to_forget_is_not_kept_once_followed_but_stays_replayable_if_it_was_not(
    shop: Shop,
) -> None:
    shop.keep(shop.kept("a", order(buyer=SHIRIN)))
    request = shop.kept("b", Redact(emails=SHIRIN.emails))
    followed = replace(request, reading=replace(request.reading, keep_body=False))
    failed = replace(shop.kept("c"), reading=Reading(state=State.FAILED, reason="away"))
    shop.keep(followed, failed)
    assert [shown["body_kept"] for shown in listed(shop)] == [False, False, True]
