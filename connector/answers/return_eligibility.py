"""Whether an item can be returned, in one word, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connector.answers.answer import NextAction
from connector.answers.return_costs import Costs
from connector.answers.return_facts import Eligible, ItemReturn, ReturnReason
from connector.answers.return_window import Window
from connector.records import OrderLine

WORDS = {
    ItemReturn.OPEN: (Eligible.YES, ReturnReason.WITHIN_WINDOW),
    ItemReturn.NOT_STARTED: (Eligible.YES, ReturnReason.NOT_DELIVERED_YET),
    ItemReturn.CLOSED: (Eligible.NO, ReturnReason.WINDOW_OVER),
    ItemReturn.NOT_RETURNABLE: (Eligible.NO, ReturnReason.NOT_RETURNABLE_POLICY),
    ItemReturn.UNKNOWN: (Eligible.UNKNOWN, ReturnReason.DELIVERY_DATE_UNKNOWN),
}
NEXT = {
    ItemReturn.OPEN: NextAction.REQUEST_RETURN,
    ItemReturn.NOT_STARTED: NextAction.WAIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to be told of one order line."""

    line: OrderLine
    window: Window
    costs: Costs
    methods: tuple[str, ...] = ()
    """Words of schema.org/ReturnMethodEnumeration."""


def eligible(window: Window) -> Eligible:
    """A cancelled order that was sent all the same is for people to sort out."""
    word, _ = WORDS[window.status]
    return Eligible.UNKNOWN if word is Eligible.NO and window.guessed else word


def reasons(window: Window, *, under_way: bool) -> Iterator[ReturnReason]:
    """`under_way`: something of the order is on its way back."""
    _, usual = WORDS[window.status]
    first = window.reason or usual
    yield first
    if window.guessed and first is ReturnReason.WITHIN_WINDOW:
        yield ReturnReason.DELIVERY_DATE_UNKNOWN
    if window.beyond_store:
        yield ReturnReason.STATUTORY
    if under_way and not window.settled:
        yield ReturnReason.RETURN_UNDER_WAY


def next_action(window: Window) -> NextAction | None:
    """The store is to be asked where we cannot tell, and by those whose item is faulty."""
    if window.settled and not window.guessed:
        return None
    return NEXT.get(window.status, NextAction.CONTACT_STORE)
