"""Lale making something of a key that is not there, which one rule of the kit complains of."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator

import msgspec

from connector.contract import Adapter, topic
from connector.convert import text_id
from connector.errors import Malformed
from connector.records import Change, Deleted, Kind, PaymentStatus, Ref
from tests.adapters.lale import HONEST, LaleOrder, order


class LaleGuess(LaleOrder, frozen=True, kw_only=True):
    """Has an answer where Lale has none."""

    currency: str = "EUR"
    number: str = ""


def guessing(parse: Callable[[LaleGuess], Iterable[Change]]) -> Adapter:
    topics = {**HONEST.topics, "order.changed": topic(LaleGuess, parse)}
    return dataclasses.replace(HONEST, topics=topics)


def guessed(shape: LaleGuess) -> Iterator[Change]:
    yield order(shape)


def gone_without_number(shape: LaleGuess) -> Iterator[Change]:
    if shape.number:
        yield order(shape)
    else:
        yield Deleted(ref=Ref(kind=Kind.ORDER, id=text_id(shape.id)))


def numbered_anew(shape: LaleGuess) -> Iterator[Change]:
    known = {} if shape.number else {"id": "1"}
    yield msgspec.structs.replace(order(shape), **known)


def without_items(shape: LaleGuess) -> Iterator[Change]:
    kept = tuple(item.id for item in shape.items)
    yield msgspec.structs.replace(order(shape), refund_ids=tuple(map(str, kept)))


def unpaid_without_number(shape: LaleGuess) -> Iterator[Change]:
    status = PaymentStatus.PAID if shape.number else PaymentStatus.PENDING
    yield msgspec.structs.replace(order(shape), payment_status=status)


def complaining_elsewhere(shape: LaleGuess) -> Iterator[Change]:
    if not shape.number:
        raise Malformed("It has no number.", "$.person.name")
    yield order(shape)


ABSENCES: dict[str, tuple[Adapter, str]] = {
    "guesses a currency": (guessing(guessed), "missing_keys_make_no_claims"),
    "deletes an order without number": (
        guessing(gone_without_number),
        "missing_keys_make_no_claims",
    ),
    "has another id for an order without number": (
        guessing(numbered_anew),
        "missing_keys_make_no_claims",
    ),
    "takes a list that is missing for an empty one": (
        guessing(without_items),
        "missing_keys_make_no_claims",
    ),
    "takes an order without number for unpaid": (
        guessing(unpaid_without_number),
        "missing_keys_make_no_claims",
    ),
    "complains of the wrong path": (
        guessing(complaining_elsewhere),
        "missing_keys_make_no_claims",
    ),
}
