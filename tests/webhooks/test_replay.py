"""What failed is understood after a mend, without the platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from connector.contract import topic
from connector.errors import BadRequest, Misconfigured, Unavailable
from connector.records import Change, Deleted, Kind, Ref
from connector.storage.deliveries import list_deliveries
from connector.storage.engine import Database
from connector.storage.tables import deliveries
from tests.storage.shop import find_order
from tests.webhooks.lale_shop import LALE, ORDER, Nothing, connected, inbox, parsing, sent, states
from webhooks import replay as replaying
from webhooks.replay import replay

UNDERSTANDS_NO_ORDERS = replace(
    LALE, topics={**LALE.topics, "order.changed": LALE.topics["order.gone"]}
)
BAD = ORDER.replace(b"1249.90", b'"much"')


def lenient(_: Nothing) -> Iterator[Change]:
    yield Deleted(ref=Ref(kind=Kind.ORDER, id="1"))


def received(database: Database, *bodies: bytes, topic_name: str = "order.changed") -> int:
    """By a Lale that knows no such topic yet; the store's id."""
    store = connected(database)
    topics = {name: known for name, known in LALE.topics.items() if name != topic_name}
    door = inbox(database, replace(LALE, topics=topics))
    for body in bodies:
        door.receive("lale", None, sent(topic_name, body))
    return store.id


def found(database: Database, store_id: int) -> list[tuple[object, object]]:
    return [(row["state"], row["path"]) for row in list_deliveries(database, store_id)]


def test_what_failed_is_applied_once_the_adapter_has_learned_better(database: Database) -> None:
    def unready(_: Nothing) -> Iterator[Change]:
        raise NotImplementedError
        yield

    store = connected(database)
    inbox(database, parsing("order.changed", unready)).receive(
        "lale", None, sent("order.changed", ORDER)
    )
    assert states(database, store) == [("failed", "the parser broke: NotImplementedError")]
    assert replay(database, {"lale": LALE}, store.id, "failed") == {"applied": 1}
    assert states(database, store) == [("applied", None)]
    assert find_order(database, store.id, "1001", None) is not None
    assert replay(database, {"lale": LALE}, store.id, "failed") == {}


def test_a_topic_that_was_unknown_is_applied_once_it_is_known(database: Database) -> None:
    store_id = received(database, ORDER)
    assert found(database, store_id) == [("ignored", None)]
    assert replay(database, {"lale": LALE}, store_id) == {"applied": 1}


def test_what_is_still_bad_stays_failed_and_lets_those_behind_it_pass(database: Database) -> None:
    store_id = received(database, BAD, ORDER)
    assert replay(database, {"lale": LALE}, store_id) == {"failed": 1, "applied": 1}
    assert found(database, store_id) == [("failed", "$.sum"), ("applied", None)]
    assert replay(database, {"lale": LALE}, store_id, "failed") == {"failed": 1}


def test_what_cannot_be_written_stays_failed_and_lets_those_behind_it_pass(
    database: Database,
) -> None:
    def unwritable(_: Nothing) -> Iterator[Change]:
        yield Deleted(ref=Ref(kind=Kind.ORDER, id="\ud800"))

    store_id = received(database, b"{}", topic_name="order.gone")
    inbox(database).receive("lale", None, sent("app.removed", b"{}"))
    learned = {"lale": parsing("order.gone", unwritable)}
    assert replay(database, learned, store_id) == {"failed": 1, "applied": 1}
    reasons = [row["reason"] for row in list_deliveries(database, store_id)]
    assert reasons == ["could not be applied: UnicodeEncodeError", None]


def test_a_damaged_body_stays_failed_and_lets_those_behind_it_pass(database: Database) -> None:
    store_id = received(database, BAD, ORDER)
    first = str(next(iter(list_deliveries(database, store_id)))["id"])
    with database.writing() as connection:
        damaged = update(deliveries).where(deliveries.c.id == int(first)).values(raw=b"x" * 40)
        connection.execute(damaged)
    assert replay(database, {"lale": LALE}, store_id) == {"failed": 1, "applied": 1}


def test_more_than_fit_in_one_read_are_all_replayed_oldest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "AT_ONCE", 2)
    store_id = received(database, *(ORDER + b" " * n for n in range(5)))
    assert replay(database, {"lale": LALE}, store_id) == {"applied": 5}


def test_a_body_that_turns_out_to_be_a_request_to_forget_is_dropped(database: Database) -> None:
    store_id = received(database, b'{"email": "zeynep@example.com"}', topic_name="person.erased")
    (before,) = list_deliveries(database, store_id)
    assert before["body_kept"]
    assert replay(database, {"lale": LALE}, store_id) == {"applied": 1}
    (after,) = list_deliveries(database, store_id)
    assert not after["body_kept"]


def test_what_has_no_body_is_left_as_it_is(database: Database) -> None:
    store = connected(database)
    inbox(database).receive("lale", None, sent("cart.changed", b"{}"))
    learned = replace(LALE, ignored=frozenset(), topics={"cart.changed": topic(Nothing, lenient)})
    assert replay(database, {"lale": learned}, store.id) == {}


def test_a_store_whose_platform_was_removed_is_told_so(database: Database) -> None:
    store_id = received(database, ORDER)
    with pytest.raises(Misconfigured, match=f"Store {store_id} is a lale store"):
        replay(database, {}, store_id)


def test_a_store_that_is_not_there_is_told_so(database: Database) -> None:
    with pytest.raises(BadRequest, match="There is no store 77"):
        replay(database, {"lale": LALE}, 77)


def test_a_database_that_goes_away_stops_the_replay_and_fails_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable

    store_id = received(database, ORDER)
    monkeypatch.setattr(replaying, "reread", away)
    with pytest.raises(Unavailable):
        replay(database, {"lale": LALE}, store_id)
    assert found(database, store_id) == [("ignored", None)]
