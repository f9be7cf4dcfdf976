"""Who may see which field of what is told of an order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from pydantic import BaseModel, Field

from connector.answers.answer import OrderStatusFacts, Part
from connector.answers.contact import contact_of
from connector.answers.order_status import order_status
from connector.answers.refund_facts import RefundStatusFacts
from connector.answers.return_facts import ReturnPolicyFacts
from connector.answers.trust import (
    Agents,
    Anyone,
    Claimed,
    Trust,
    Verified,
    declared,
    is_blankable,
    least_of,
    seen_by,
)
from connector.answers.words import speak
from connector.records import Address, Buyer, Tracking
from tests.answers.demo import NOW, order, parcel, whole

ROOTS = (OrderStatusFacts, RefundStatusFacts, ReturnPolicyFacts)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def reachable() -> dict[type[BaseModel], Trust]:
    """Every model that an answer about an order is made of, and the least level it is met at:
    nothing of an order is told to nobody in particular."""
    found: dict[type[BaseModel], Trust] = {}
    waiting: list[tuple[type[BaseModel], Trust]] = [(root, Trust.CLAIMED) for root in ROOTS]
    while waiting:
        model, level = waiting.pop()
        if found.get(model, Trust.AGENT + 1) <= level:
            continue
        found[model] = level
        for name, field in model.model_fields.items():
            met = max(level, least_of(model, name))
            waiting += [(inner, met) for inner in models_in(field.annotation)]
    return found


EVERY = [
    pytest.param(model, name, level, id=f"{model.__name__}.{name}")
    for model, level in sorted(reachable().items(), key=lambda pair: pair[0].__name__)
    for name in model.model_fields
]


@pytest.mark.parametrize(("model", "name", "met_at"), EVERY)
def test_every_field_says_who_may_see_it_and_can_be_hidden_from_others(
    model: type[BaseModel], name: str, met_at: Trust
) -> None:
    field = model.model_fields[name]
    level = declared(field)
    assert level is not None, "declare it, as in `Claimed[str | None]`"
    assert level <= met_at or is_blankable(field), "let it be null or a list"


BUYER = Buyer(
    name="مریم رستمی",
    emails=("maryam@example.com", "m@example.org"),
    phones=("+49 30 901820",),
    shipping_address=Address(
        name="Emre Kaya",
        street="Lindenstraße 4",
        locality="Berlin",
        postal_code="10115",
        country="DE",
        phone="030 9018200",
    ),
)
UNNAMED = parcel(tracking=(Tracking(number="1Z5R89390357567127"),))
BOUGHT = whole(msgspec.structs.replace(order(), buyer=BUYER), UNNAMED)


def told(trust: Trust) -> OrderStatusFacts:
    answer = order_status(BOUGHT, asked="1001", words=speak("en"), now=NOW, trust=trust)
    assert answer.trust == trust.word
    assert answer.facts is not None
    return answer.facts


def test_people_of_the_store_see_who_ordered() -> None:
    contact = told(Trust.AGENT).contact
    assert contact is not None
    assert contact.model_dump() == {
        "name": "مریم رستمی",
        "emails": ["maryam@example.com", "m@example.org"],
        "phones": ["+49 30 901820", "030 9018200"],
        "town": "Berlin",
        "postcode": "10115",
        "country": "DE",
        "name_hint": "م•••",
        "email_hints": ["m•••@e•••.com", "•••@e•••.org"],
        "phone_hints": ["•••20", "•••00"],
    }
    assert told(Trust.AGENT).shipments[0].carrier_candidates


def test_a_verified_shopper_sees_hints_and_nothing_in_clear() -> None:
    facts = told(Trust.VERIFIED)
    assert facts.contact is not None
    seen = {name for name, value in facts.contact.model_dump().items() if value}
    assert seen == {"name_hint", "email_hints", "phone_hints"}
    for word in ("maryam", "رستمی", "9018", "Berlin", "10115", "Emre"):
        assert word not in facts.model_dump_json()
    assert facts.shipments[0].carrier_candidates == []


def test_who_knows_a_number_and_a_fact_sees_no_more_than_the_order() -> None:
    seen, all_of_it = told(Trust.CLAIMED), told(Trust.AGENT)
    assert seen.contact is None
    (parcel_seen,), (whole_parcel,) = seen.shipments, all_of_it.shipments
    assert parcel_seen == whole_parcel.model_copy(update={"carrier_candidates": []})
    rest = all_of_it.model_copy(update={"contact": None, "shipments": seen.shipments})
    assert seen == rest


def test_nobody_in_particular_sees_nothing_of_an_order() -> None:
    answer = order_status(BOUGHT, asked="1001", words=speak("en"), now=NOW, trust=Trust.ANONYMOUS)
    assert answer.facts is None


def test_of_whom_nothing_is_known_nothing_is_told() -> None:
    for buyer in (None, Buyer(), Buyer(customer_id="7")):
        assert contact_of(msgspec.structs.replace(order(), buyer=buyer)) is None


class Inner(Part):
    shown: Anyone[str]
    needed: Verified[str]


class Outer(Part):
    forgotten: str | None = None
    inner: Claimed[Inner | None] = None
    listed: Claimed[list[Inner]] = Field(default=[])
    many: Agents[list[str]] = Field(default=[])


def test_what_cannot_be_hidden_takes_the_part_it_is_in_with_it() -> None:
    inner = Inner(shown="a", needed="b")
    whole_of_it = Outer(forgotten="f", inner=inner, listed=[inner], many=["x"])
    assert seen_by(whole_of_it, Trust.AGENT) == whole_of_it
    assert seen_by(whole_of_it, Trust.VERIFIED) == Outer(inner=inner, listed=[inner])
    assert seen_by(whole_of_it, Trust.CLAIMED) == Outer()
    assert seen_by(inner, Trust.CLAIMED) is None


def test_a_field_nobody_thought_of_is_for_people_of_the_store() -> None:
    assert least_of(Outer, "forgotten") is Trust.AGENT
