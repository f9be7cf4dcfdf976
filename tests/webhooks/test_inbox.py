"""A delivery's whole journey, on both databases."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

import adapters.woocommerce
from connector.contract import Adapter, Delivery, topic
from connector.errors import Malformed, StorewireError, Unauthorized, Unavailable
from connector.problems import problem
from connector.records import Change
from connector.storage.deliveries import list_deliveries
from connector.storage.engine import Database
from connector.storage.lookups import facts
from connector.storage.stores import Directory, Store, add_store, rotate
from connector.testing.recordings import recordings, resigned, unsigned
from tests.adapters.lale import HINTING
from tests.storage.shop import find_order
from tests.webhooks.lale_shop import (
    LALE,
    ORDER,
    OTHER_SECRET,
    SECRET,
    SENT,
    Nothing,
    connected,
    inbox,
    parsing,
    sent,
    states,
)
from tests.webhooks.logs import written_logs
from webhooks.inbox import Arriving, Inbox

WOO = adapters.woocommerce.adapter
WOO_RECORDED = recordings(Path(str(adapters.woocommerce.__file__)).parent / "fixtures")


def test_a_delivery_is_in_the_answers_when_it_is_answered(database: Database) -> None:
    store = connected(database)
    inbox(database).receive("lale", None, sent("order.changed", ORDER))
    proof = facts(email="zeynep@example.com")
    found = find_order(database, store.id, "1001", proof)
    assert found is not None
    assert found.order.number == "#1001"
    assert states(database, store) == [("applied", None)]


def test_a_store_is_known_by_its_own_url_whatever_it_calls_itself(database: Database) -> None:
    store = connected(database)
    delivery = sent("order.changed", ORDER, store="staging.example.com")
    inbox(database).receive("lale", store.url_key, delivery)
    assert states(database, store) == [("applied", None)]


STRANGERS: dict[str, tuple[str, str | None, Delivery]] = {
    "an unknown platform": ("dukkan", None, sent("order.changed", ORDER)),
    "no platform": ("", None, sent("order.changed", ORDER)),
    "a store of an unknown name": ("lale", None, sent("order.changed", ORDER, store="b.example")),
    "a store of an unknown key": ("lale", "AAAA", sent("order.changed", ORDER)),
    "a key that no database takes": ("lale", "a\0b", sent("order.changed", ORDER)),
    "a key that no text holds": ("lale", "\udcff", sent("order.changed", ORDER)),
    "a name that no database takes": ("lale", None, sent("order.changed", ORDER, store="a\0b")),
    "a wrong secret": ("lale", None, sent("order.changed", ORDER, secret=OTHER_SECRET)),
    "an empty secret": ("lale", None, sent("order.changed", ORDER, secret="")),
    "no signature": ("lale", None, unsigned(LALE, sent("order.changed", ORDER))),
    "an altered body": (
        "lale",
        None,
        Delivery(headers=sent("order.changed", ORDER).headers, body=ORDER + b" "),
    ),
    "no envelope": ("lale", None, Delivery(headers={}, body=ORDER)),
}


def test_every_stranger_gets_the_same_answer_and_leaves_nothing(database: Database) -> None:
    store, door = connected(database), inbox(database)
    answers = {}
    for stranger, given in STRANGERS.items():
        with pytest.raises(StorewireError) as refused:
            door.receive(*given)
        answers[stranger] = problem(refused.value)
    assert answers == dict.fromkeys(STRANGERS, problem(Unauthorized()))
    assert states(database, store) == []


def test_a_signature_over_a_part_that_is_not_there_is_no_signature(database: Database) -> None:
    """And not a 422, which would tell a stranger that the store is known."""
    connected(database)
    with pytest.raises(Unauthorized):
        inbox(database, HINTING).receive("lale", None, sent("order.hint", b"no hint"))


def test_a_secret_without_a_value_lets_nobody_in(database: Database) -> None:
    store = connected(database, secret="")
    for secret in ("", SECRET):
        with pytest.raises(Unauthorized):
            inbox(database).receive("lale", None, sent("order.changed", ORDER, secret=secret))
    assert states(database, store) == []


def test_one_stores_secret_opens_no_other_store(database: Database) -> None:
    connected(database)
    other = connected(database, "other.example.com", OTHER_SECRET)
    with pytest.raises(Unauthorized):
        inbox(database).receive("lale", other.url_key, sent("order.changed", ORDER))
    assert states(database, other) == []


def test_a_ping_is_answered_and_leaves_nothing(database: Database) -> None:
    store = connected(database)
    inbox(database).receive("lale", "AAAA", Delivery(headers={}, body=b"ping"))
    assert states(database, store) == []


def test_a_repeated_delivery_is_kept_once(database: Database) -> None:
    store, door = connected(database), inbox(database)
    for _ in range(3):
        door.receive("lale", None, sent("order.changed", ORDER))
    assert states(database, store) == [("applied", None)]


def test_two_stores_may_send_the_same(database: Database) -> None:
    one, other = connected(database), connected(database, "other.example.com")
    door = inbox(database)
    door.receive("lale", one.url_key, sent("order.changed", ORDER))
    door.receive("lale", other.url_key, sent("order.changed", ORDER))
    assert states(database, one) == states(database, other) == [("applied", None)]


KEPT: tuple[tuple[str, bytes, Mapping[str, object]], ...] = (
    ("gift.sent", b"{}", {"state": "ignored", "reason": "unknown topic", "body_kept": True}),
    ("cart.changed", b"{}", {"state": "ignored", "body_kept": False}),
    ("person.erased", b"{}", {"state": "applied", "body_kept": False}),
    (
        "order.changed",
        b'{"fault": "no access"}',
        {"state": "rejected", "reason": "no access", "body_kept": True},
    ),
    (
        "order.changed",
        ORDER.replace(b'"count": 2', b'"count": "two"'),
        {"state": "failed", "path": "$.items[0].count", "body_kept": True},
    ),
)


def test_what_is_not_applied_is_kept_with_the_reason(database: Database) -> None:
    store, door = connected(database), inbox(database)
    for name, body, _ in KEPT:
        door.receive("lale", None, sent(name, body))
    rows = list(list_deliveries(database, store.id))
    told = [
        {field: row[field] for field in said} for row, (*_, said) in zip(rows, KEPT, strict=True)
    ]
    assert told == [said for *_, said in KEPT]


def test_a_parser_that_breaks_fails_its_own_delivery_only(database: Database) -> None:
    def broken(_: Nothing) -> Iterator[Change]:
        raise OSError("of zeynep@example.com")
        yield

    store, door = connected(database), inbox(database, parsing("bad", broken))
    for name in ("order.changed", "bad", "app.removed"):
        door.receive("lale", None, sent(name, ORDER))
    failed = ("failed", "the parser broke: OSError")
    assert states(database, store) == [("applied", None), failed, ("applied", None)]


def test_an_unsigned_body_that_claims_a_record_is_failed(database: Database) -> None:
    unsigned_order = replace(LALE, signature=replace(HINTING.signature, message=lambda _: b"same"))  # type: ignore[type-var]
    store = connected(database)
    bare = sent("order.changed", ORDER)
    signed = {**bare.headers, **unsigned_order.signature.sign(bare, SECRET)}
    forged = Delivery(headers=signed, body=ORDER)
    inbox(database, unsigned_order).receive("lale", None, forged)
    ((state, reason),) = states(database, store)
    assert state == "failed"
    assert "fetch" in str(reason)
    assert find_order(database, store.id, "1001", None) is None


def test_while_a_secret_rotates_both_are_accepted_and_then_the_older_is_not(
    database: Database,
) -> None:
    store, door = connected(database), inbox(database)
    rotate(database, store, "secret", OTHER_SECRET)
    for number, secret in enumerate((SECRET, OTHER_SECRET)):
        door.receive("lale", None, sent("gift.sent", b"%d" % number, secret=secret))
    assert len(states(database, store)) == 2
    rotate(database, replace(store, settings={"secret": (OTHER_SECRET,)}), "secret", "third-secret")
    with pytest.raises(Unauthorized):
        door.receive("lale", None, sent("gift.sent", b"2", secret=SECRET))


def test_what_was_sent_before_a_store_was_erased_brings_nothing_back(database: Database) -> None:
    store, door = connected(database), inbox(database)
    door.receive("lale", None, sent("shop.erased", b"{}", at=SENT))
    door.receive("lale", None, sent("order.changed", ORDER, at=SENT - 1))
    late = list(list_deliveries(database, store.id))[-1]
    assert (late["state"], late["body_kept"]) == ("ignored", False)
    assert find_order(database, store.id, "1001", None) is None
    door.receive("lale", None, sent("order.changed", ORDER + b" ", at=SENT + 1))
    assert find_order(database, store.id, "1001", None) is not None


# Personal data, through every path, and the log.

PERSON = {
    "first_name": "Shirinjan",
    "last_name": "Karimzadeh",
    "address_1": "Kucheye Nilufar 1234321",
    "email": "shirinjan@canary.example.org",
    "phone": "+98 912 555 7788",
}
CANARIES = ("Shirinjan", "shirinjan", "Karimzadeh", "Nilufar", "1234321", "canary", "555 7788")


def order_of_a_person(**changed: object) -> bytes:
    recorded = next(r for r in WOO_RECORDED if r.name == "order_updated")
    order: dict[str, Any] = json.loads(recorded.delivery.body)
    for place in ("billing", "shipping"):
        order[place] |= PERSON
    order["customer_note"] = " ".join(PERSON.values())
    return json.dumps({**order, **changed}, ensure_ascii=False).encode()


def raises_what_it_was_given(shape: object) -> Iterator[Change]:
    raise ValueError(f"cannot read {shape} of {PERSON}") from KeyError(PERSON["email"])
    yield


def told_apart(shape: object) -> Iterator[Change]:
    raise Malformed(f"cannot read {PERSON['email']}")
    yield


order_shape = WOO.topics["order.updated"].shape
JOURNEYS: dict[str, tuple[Adapter, bytes, str]] = {
    "applied": (WOO, order_of_a_person(), "applied"),
    "no money": (WOO, order_of_a_person(total=PERSON["email"]), "failed"),
    "no time": (WOO, order_of_a_person(date_created_gmt=PERSON["email"]), "failed"),
    "no id": (WOO, order_of_a_person(id={"is": PERSON["email"]}), "failed"),
    "not whole": (WOO, order_of_a_person()[:-40], "failed"),
    "a parser that breaks": (
        replace(WOO, topics={"order.updated": topic(order_shape, raises_what_it_was_given)}),
        order_of_a_person(),
        "failed",
    ),
    "a parser that explains": (
        replace(WOO, topics={"order.updated": topic(order_shape, told_apart)}),
        order_of_a_person(),
        "failed",
    ),
    "a topic we do not know": (replace(WOO, topics={}), order_of_a_person(), "ignored"),
}


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_nobody_is_in_the_log(
    log_format: Literal["json", "text"], database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    recorded = next(r for r in WOO_RECORDED if r.name == "order_updated").delivery
    for number, (adapter, body, state) in enumerate(JOURNEYS.values()):
        address, settings = f"shop{number}.example.com", {"webhook_secret": SECRET}
        store = add_store(database, "woocommerce", address, "N", settings)
        with written_logs(log_format) as logged:
            door = inbox(database, adapter)
            door.receive("woocommerce", store.url_key, resigned(adapter, recorded, body, SECRET))
            with pytest.raises(Unauthorized):
                door.receive("woocommerce", store.url_key, resigned(adapter, recorded, body, "-"))
        assert [found for found, _ in states(database, store)] == [state]
        assert "delivery.received" in logged.getvalue()
        assert "delivery.refused" in logged.getvalue()
        written = logged.getvalue() + "".join(capfd.readouterr())
        assert [canary for canary in CANARIES if canary in written] == []


def test_the_canaries_do_reach_the_database_readable_by_nobody(
    database: Database, tmp_path: Path
) -> None:
    """They are where they should be, or the test above could not fail."""
    store = add_store(database, "woocommerce", "demo.example.com", "N", {"webhook_secret": SECRET})
    recorded = next(r for r in WOO_RECORDED if r.name == "order_updated").delivery
    delivery = resigned(WOO, recorded, order_of_a_person(), SECRET)
    inbox(database, WOO).receive("woocommerce", store.url_key, delivery)
    found = find_order(database, store.id, "1002", facts(email=PERSON["email"]))
    assert found is not None
    assert found.order.buyer is not None
    assert found.order.buyer.name == "Shirinjan Karimzadeh"
    for file in tmp_path.iterdir():
        raw = file.read_bytes()
        assert not any(canary.encode() in raw for canary in CANARIES), file.name


# Deliveries that are read together.


def test_a_stranger_among_many_is_refused_and_the_others_are_kept(database: Database) -> None:
    store, door = connected(database), inbox(database)
    forged = sent("order.changed", ORDER, secret=OTHER_SECRET)
    elsewhere = sent("order.changed", ORDER, store="b.example")
    good = [sent("gift.sent", b"%d" % number) for number in range(8)]
    told = together(door, [*good[:4], forged, elsewhere, *good[4:]])
    assert told == [None] * 4 + [Unauthorized] * 2 + [None] * 4
    assert len(states(database, store)) == len(good)


def test_what_breaks_over_one_delivery_is_not_the_others_fault(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Directory.find

    def breaking(self: Directory, platform: str, url_key: str | None, named: str) -> Store | None:
        if named == "b.example":
            raise LookupError("of zeynep@example.com")
        return find(self, platform, url_key, named)

    monkeypatch.setattr(Directory, "find", breaking)
    store, door = connected(database), inbox(database)
    good = [sent("gift.sent", b"%d" % number) for number in range(4)]
    bad = sent("order.changed", ORDER, store="b.example")
    assert together(door, [*good[:2], bad, *good[2:]]) == [None] * 2 + [Unavailable] + [None] * 2
    assert len(states(database, store)) == len(good)


def together(door: Inbox, deliveries: Sequence[Delivery]) -> list[type[BaseException] | None]:
    """What each was told; all but the first were read at the same time."""
    entered, opened, stores = threading.Event(), threading.Event(), door._stores

    def waiting(batch: Sequence[Arriving]) -> list[Store | None]:
        entered.set()
        assert opened.wait(5)
        return stores(batch)

    door._stores = waiting  # type: ignore[method-assign]
    with ThreadPoolExecutor(len(deliveries)) as pool:
        results = [pool.submit(door.receive, "lale", None, deliveries[0])]
        assert entered.wait(5)
        for number, one in enumerate(deliveries[1:], start=1):
            results.append(pool.submit(door.receive, "lale", None, one))
            while door._reader.waiting() < number:
                time.sleep(0.001)
        opened.set()
        errors = [result.exception(5) for result in results]
    return [type(error) if error else None for error in errors]
