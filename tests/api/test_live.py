"""Answers where our copy is too old: live where the shop was reached, honest where it was not."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from connector.api import examples
from connector.api.library import EXTENSION, Library
from connector.live import Look, Reach
from connector.records import Buyer, Deleted, Kind, Order, PaymentStatus, Ref
from connector.storage.stores import Scope
from tests.api.conftest import EMAIL, Street, arrive, order

BUYER = Buyer(name="نسرین رستمی", emails=(EMAIL,))
NEW = order("1003", BUYER, ship_to_country="DE")
ORDERS = ("/v1/order-status", "/v1/refund-status", "/v1/return-policy")
HOUR_OLD = examples.NOW - timedelta(hours=1)
SENTENCE = "We cannot check this in our shop system at the moment; this is what we knew"
NOT_NOW = "We cannot look up your order right now. Please try again in a few minutes."


@dataclass
class Reader:
    """A shop that was asked: `looks` are what came of it, `brings` what was applied meanwhile."""

    street: Street
    looks: list[Look]
    brings: list[Sequence[Any]] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    released: int = 0

    def by_number(self, store_id: int, number: str) -> Look:
        return self._look(store_id, number)

    def by_id(
        self, store_id: int, kind: Kind, ids: Sequence[str], until: float | None = None
    ) -> Look:
        return self._look(store_id, kind, tuple(ids))

    def _look(self, store_id: int, *question: Any) -> Look:
        self.asked.append(question)
        assert store_id == self.street.store.id
        if self.brings:
            arrive(self.street.database, self.street.store, self.brings.pop(0))
        return replace(self.looks.pop(0), release=self._release)

    def _release(self) -> None:
        self.released += 1


Ask = Callable[..., Reader]


@pytest.fixture
def reader(own_street: Street) -> Ask:
    def install(*looks: Look, brings: Sequence[Sequence[Any]] = ()) -> Reader:
        made = Reader(own_street, list(looks), list(brings))
        library: Library = own_street.app.extensions[EXTENSION]
        own_street.app.extensions[EXTENSION] = replace(library, live=made)
        return made

    return install


def live(*told: str, **more: Any) -> Look:
    asked_at = examples.NOW
    return Look(reach=Reach.LIVE, asked_at=asked_at, told=frozenset(told), **more)


AWAY = Look(reach=Reach.AWAY, complete_to=HOUR_OLD)


@pytest.mark.parametrize("path", ORDERS)
def test_an_order_that_only_the_shop_knew_of_is_told(
    own_street: Street, reader: Ask, path: str
) -> None:
    made = reader(live(NEW.id), brings=[(NEW,)])
    answer = own_street.answer(path, order="#۱۰۰۳", email=EMAIL)
    assert (answer["outcome"], answer["source"]) == ("ok", "live")
    assert answer["facts"]["order_number"] == "1003"
    if path != "/v1/return-policy":  # Which rests on the policy too, and that is older.
        assert (answer["stale_seconds"], answer["as_of"]) == (0, "2026-03-12T09:30:00Z")
    assert made.asked == [("#۱۰۰۳",)]
    assert made.released


@pytest.mark.parametrize("path", ORDERS)
def test_what_the_shop_says_is_not_told_to_somebody_it_does_not_belong_to(
    own_street: Street, reader: Ask, path: str
) -> None:
    reader(live(NEW.id), brings=[(NEW,)])
    theirs = own_street.ask(path, order="1003", email="someone@example.org")
    reader(live())
    nobodys = own_street.ask(path, order="7777", email="someone@example.org")
    assert theirs.json is not None
    assert (theirs.json["outcome"], theirs.json["source"]) == ("no_match", "live")
    assert theirs.text.replace("1003", "7777") == nobodys.text
    assert list(theirs.headers) == list(nobodys.headers)


@pytest.mark.parametrize("path", ORDERS)
def test_a_shop_that_cannot_be_reached_is_said_with_what_we_knew(
    own_street: Street, reader: Ask, path: str
) -> None:
    reader(AWAY)
    answer = own_street.answer(path, order="1001", email=EMAIL)
    assert (answer["outcome"], answer["source"]) == ("ok", "mirror")
    assert answer["message"].endswith(f"\n{SENTENCE} 4 minutes ago.")
    assert answer["stale_seconds"] == 240


def test_the_sentence_is_in_the_shoppers_language(own_street: Street, reader: Ask) -> None:
    reader(AWAY)
    answer = own_street.answer(ORDERS[0], order="1001", email=EMAIL, locale="fa")
    assert "۴ دقیقه پیش" in answer["message"].splitlines()[-1]


@pytest.mark.parametrize("path", ORDERS)
def test_nobody_is_told_that_there_is_no_order_while_the_shop_cannot_be_asked(
    own_street: Street, reader: Ask, path: str
) -> None:
    reader(AWAY)
    wrong_fact = own_street.ask(path, order="1001", email="someone@example.org")
    reader(AWAY)
    unknown = own_street.ask(path, order="7777", email=EMAIL)
    assert wrong_fact.data == unknown.data, "whatever it was that does not fit"
    assert unknown.json is not None
    assert unknown.json["outcome"] == "unreachable"
    assert unknown.json["message"] == NOT_NOW
    assert unknown.json["next_actions"] == ["wait"]
    assert unknown.json["facts"] is unknown.json["as_of"] is None
    assert unknown.json["source"] == "mirror"


def test_a_copy_that_is_young_enough_is_as_old_as_what_the_jobs_have_read(
    own_street: Street, reader: Ask
) -> None:
    at = examples.NOW - timedelta(seconds=60)
    reader(Look(complete_to=at))
    answer = own_street.answer(ORDERS[0], order="1001", email=EMAIL)
    assert (answer["source"], answer["stale_seconds"]) == ("mirror", 60)
    assert SENTENCE not in answer["message"]
    reader(Look(complete_to=HOUR_OLD))
    again = own_street.answer(ORDERS[0], order="1001", email=EMAIL)
    assert again["stale_seconds"] == 240, "a delivery came after that"
    reader(Look(complete_to=at))
    assert own_street.answer(ORDERS[0], order="7777", email=EMAIL)["outcome"] == "no_match"


def test_an_order_that_was_asked_for_by_its_parcel_is_asked_for_again_by_its_id(
    own_street: Street, reader: Ask
) -> None:
    """The shop says nothing of a tracking number: `live` would be a lie."""
    paid = msgspec.structs.replace(
        examples.ORDER, payment_status=PaymentStatus.REFUNDED, updated_at=examples.NOW
    )
    made = reader(live(), live(), brings=[(), (paid,)])
    answer = own_street.answer(ORDERS[0], order="JD0140600", email=EMAIL)
    assert made.asked == [("JD0140600",), (Kind.ORDER, ("9001",))]
    assert answer["source"] == "live"
    assert answer["facts"]["payment_status"] == "refunded"
    reader(live(), AWAY)
    answer = own_street.answer(ORDERS[0], order="JD0140600", email=EMAIL)
    assert answer["source"] == "mirror"
    assert SENTENCE in answer["message"]


def test_the_second_question_is_asked_for_nobody_who_has_not_proven_the_order(
    own_street: Street, reader: Ask
) -> None:
    made = reader(live())
    wrong = own_street.answer(ORDERS[0], order="JD0140600", email="someone@example.org")
    assert wrong["outcome"] == "no_match"
    assert len(made.asked) == 1


def test_an_order_that_the_shop_has_deleted_without_a_word_is_gone(
    own_street: Street, reader: Ask
) -> None:
    gone = Deleted(ref=Ref(kind=Kind.ORDER, id="9001"), at=examples.NOW)
    reader(live(), live(), brings=[(), (gone,)])
    answer = own_street.answer(ORDERS[0], order="1001", email=EMAIL)
    assert (answer["outcome"], answer["source"]) == ("no_match", "live")


def test_an_order_whose_parts_came_too_late_is_told_with_the_sentence(
    own_street: Street, reader: Ask
) -> None:
    partly = Look(reach=Reach.PARTLY, complete_to=HOUR_OLD, told=frozenset({NEW.id}))
    reader(partly, brings=[(NEW,)])
    answer = own_street.answer(ORDERS[0], order="1003", email=EMAIL)
    assert (answer["outcome"], answer["source"]) == ("ok", "mirror")
    assert SENTENCE in answer["message"]


def test_a_shop_that_is_slow_over_an_order_tells_strangers_nothing_by_it(
    own_street: Street, reader: Ask
) -> None:
    """It had an order, and its parts were not there in time; or it had none."""
    reader(Look(reach=Reach.PARTLY, told=frozenset({NEW.id})), brings=[(NEW,)])
    slow = own_street.ask(ORDERS[0], order="1003", email="someone@example.org")
    reader(live())
    none = own_street.ask(ORDERS[0], order="7777", email="someone@example.org")
    assert slow.text.replace("1003", "7777") == none.text


@pytest.mark.parametrize(("reach", "held"), [*((r, r is not Reach.NOT_ASKED) for r in Reach)])
def test_who_is_told_nothing_waits_until_the_end_of_the_bound(
    own_street: Street, reader: Ask, reach: Reach, held: bool
) -> None:
    bound, began = 0.15 if held else 60.0, time.monotonic()
    made = reader(Look(reach=reach, until=began + bound))
    own_street.answer(ORDERS[0], order="7777", email=EMAIL)
    assert (time.monotonic() - began >= bound) is held
    assert made.released


@pytest.mark.parametrize("scope", [Scope.AGENT, Scope.ADMIN])
def test_people_of_the_shop_do_not_wait_since_they_may_know(
    own_street: Street, reader: Ask, scope: Scope
) -> None:
    began = time.monotonic()
    reader(live(until=began + 30))
    own_street.answer(ORDERS[0], own_street.keys[scope], order="7777")
    assert time.monotonic() - began < 10


def test_who_is_told_something_does_not_wait(own_street: Street, reader: Ask) -> None:
    began = time.monotonic()
    reader(live("9001", until=began + 30))
    own_street.answer(ORDERS[0], order="1001", email=EMAIL)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "query",
    [
        {"order": "1001"},
        {"order": "1001", "email": " "},
        {"order": "", "email": EMAIL},
        {"order": "1" * 201, "email": EMAIL},
        {"order": "1001", "email": EMAIL, "live": "true"},
    ],
)
def test_a_question_that_is_refused_asks_no_shop(
    own_street: Street, reader: Ask, query: dict[str, str]
) -> None:
    made = reader()
    assert own_street.ask(ORDERS[0], **query).status_code == 400
    assert own_street.ask(ORDERS[0], "no-such-key", order="1001").status_code == 401
    assert made.asked == []


def test_a_return_policy_without_an_order_asks_no_shop(own_street: Street, reader: Ask) -> None:
    made = reader()
    answer = own_street.answer("/v1/return-policy", country="DE")
    assert (answer["outcome"], answer["source"], made.asked) == ("ok", "mirror", [])


def shared(number: str) -> Order:
    return order(number, BUYER, transaction_ids=("PAY-778899",))


@pytest.mark.parametrize(("told", "source"), [(("3001", "3002"), "live"), (("3001",), "mirror")])
def test_several_orders_are_live_only_where_all_of_them_are(
    own_street: Street, reader: Ask, told: tuple[str, ...], source: str
) -> None:
    arrive(own_street.database, own_street.store, (shared("3001"), shared("3002")))
    made = reader(live(*(f"id-of-{number}" for number in told)))
    answer = own_street.answer(ORDERS[0], order="PAY-778899", email=EMAIL)
    assert (answer["outcome"], answer["source"]) == ("choose", source)
    assert len(made.asked) == 1


# Stock


def test_stock_is_asked_for_by_the_products_that_were_found(
    own_street: Street, reader: Ask
) -> None:
    sold = msgspec.structs.replace(examples.LEVEL, available=Decimal(0), updated_at=examples.NOW)
    made = reader(live(), brings=[(sold,)])
    answer = own_street.answer("/v1/stock", q="red cup")
    assert made.asked == [(Kind.PRODUCT, ("501",))]
    assert answer["source"] == "live"
    assert answer["facts"]["items"][0]["quantity"] == 0
    assert answer["stale_seconds"] == 0


def test_stock_of_a_shop_that_cannot_be_reached_is_what_we_knew(
    own_street: Street, reader: Ask
) -> None:
    for reach in (Reach.AWAY, Reach.PARTLY):
        reader(Look(reach=reach, complete_to=HOUR_OLD))
        answer = own_street.answer("/v1/stock", sku="CUP-RED")
        assert answer["source"] == "mirror"
        assert answer["message"].endswith(f"{SENTENCE} 4 minutes ago.")


def test_stock_that_is_young_enough_says_nothing_of_it(own_street: Street, reader: Ask) -> None:
    reader(Look(complete_to=examples.NOW))
    answer = own_street.answer("/v1/stock", product="501")
    assert (answer["source"], answer["stale_seconds"]) == ("mirror", 240)
    assert SENTENCE not in answer["message"]


def test_nothing_on_the_shelf_asks_no_shop(own_street: Street, reader: Ask) -> None:
    made = reader()
    assert own_street.answer("/v1/stock", sku="CUP-BLUE")["outcome"] == "no_match"
    assert made.asked == []


def test_a_product_that_the_shop_has_deleted_is_gone(own_street: Street, reader: Ask) -> None:
    gone = [
        Deleted(ref=Ref(kind=kind, id="501"), at=examples.NOW)
        for kind in (Kind.PRODUCT, Kind.VARIANT, Kind.STOCK_LEVEL)
    ]
    reader(live(), brings=[gone])
    answer = own_street.answer("/v1/stock", sku="CUP-RED")
    assert (answer["outcome"], answer["source"]) == ("no_match", "live")


def test_of_many_products_some_are_asked_for_and_each_says_how_old_it_is(
    own_street: Street, reader: Ask
) -> None:
    many = [
        part
        for number in range(600, 607)
        for part in (
            msgspec.structs.replace(examples.PRODUCT, id=str(number), title="Blue bowl"),
            msgspec.structs.replace(
                examples.VARIANT,
                id=str(number),
                product_id=str(number),
                inventory_item_id=str(number),
            ),
        )
    ]
    arrive(own_street.database, own_street.store, many)
    made = reader(live())
    answer = own_street.answer("/v1/stock", q="blue bowl")
    assert len(made.asked[0][1]) == 5
    ages = [item["as_of"] for item in answer["facts"]["items"]]
    assert (len(ages), len(set(ages))) == (7, 2)
    assert (answer["source"], answer["stale_seconds"]) == ("mirror", 240)
