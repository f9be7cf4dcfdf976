"""The orders of a shop: those worked out from their index, and over them the changed ones."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from heapq import merge

from tests.fakes.shopify.generate import (
    FIRST_CUSTOMER,
    FIRST_NUMBER,
    FIRST_ORDER,
    Population,
)
from tests.fakes.shopify.model import Order

SHIFT = 20
"""Bits of a place in a sorting that hold the order's index: a million orders."""
LAST = 2**SHIFT - 1
UPDATED = "UPDATED_AT"
PLACED = "CREATED_AT"
"""Orders are numbered as they are placed, so that every other sorting is this one."""


def index_of(order_id: int) -> int:
    return order_id - FIRST_ORDER


def place(seconds: int, index: int) -> int:
    """Where an order stands in a sorting by time."""
    return seconds << SHIFT | index


def place_of(order: Order, sort: str) -> int:
    index = index_of(order.id)
    return place(int(order.updated_at.timestamp()), index) if sort == UPDATED else index


class OrderBook:
    """Holds the changed ones only. A `snapshot` is cheap and never changes again."""

    def __init__(self) -> None:
        self.past: Population | None = None
        self.changed: dict[int, Order] = {}
        self.gone: set[int] = set()
        self.next_index = 0
        self._past_by_updated: Sequence[int] = array("q")
        self._changed_by_updated: list[int] | None = None

    def begin(self, past: Population) -> None:
        self.past, self.next_index = past, past.count
        keys = sorted(place(past.updated(i), i) for i in range(past.count))
        self._past_by_updated = array("q", keys)

    def snapshot(self) -> OrderBook:
        copy = OrderBook()
        copy.past, copy.next_index = self.past, self.next_index
        copy.changed, copy.gone = dict(self.changed), set(self.gone)
        copy._past_by_updated = self._past_by_updated
        return copy

    def __len__(self) -> int:
        return self.next_index - len(self.gone)

    def __iter__(self) -> Iterator[Order]:
        return self.walk(PLACED)

    def at(self, index: int) -> Order | None:
        if index in self.gone or not 0 <= index < self.next_index:
            return None
        return self.changed.get(index) or (self.past.order(index) if self.past else None)

    def get(self, order_id: int) -> Order | None:
        return self.at(index_of(order_id))

    def numbered(self, number: int) -> Order | None:
        return self.at(number - FIRST_NUMBER)

    def of_customer(self, customer_id: int) -> Iterator[Order]:
        """Newest first, without working out the orders of others."""
        number = customer_id - FIRST_CUSTOMER
        for index in range(self.next_index - 1, -1, -1):
            if self._customer_number(index) == number and (order := self.at(index)):
                yield order

    def _customer_number(self, index: int) -> int:
        if index in self.changed:
            return self.changed[index].customer.id - FIRST_CUSTOMER
        return self.past.customer_number(index) if self.past else -1

    def put(self, order: Order) -> Order:
        self.changed[index_of(order.id)] = order
        self._changed_by_updated = None
        return order

    def drop(self, order_id: int) -> None:
        self.changed.pop(index_of(order_id), None)
        self.gone.add(index_of(order_id))
        self._changed_by_updated = None

    def new_index(self) -> int:
        self.next_index += 1
        return self.next_index - 1

    def walk(
        self,
        sort: str,
        *,
        reverse: bool = False,
        after: int | None = None,
        low: int | None = None,
        since: int | None = None,
    ) -> Iterator[Order]:
        """From just past the place `after`, nothing below the place `low`, in that sorting; none
        that was last changed before `since`, in seconds, is worked out."""
        past, now = (
            run(keys, after=after, low=low, reverse=reverse)
            for keys in (self._past_places(sort), self._changed_places(sort))
        )
        untouched = (p for p in past if p & LAST not in self.changed and self._new(p, since))
        for found in merge(untouched, now, reverse=reverse):
            if order := self.at(found & LAST):
                yield order

    def _new(self, found: int, since: int | None) -> bool:
        return since is None or not self.past or self.past.updated(found & LAST) >= since

    def _past_places(self, sort: str) -> Sequence[int]:
        return self._past_by_updated if sort == UPDATED else range(len(self._past_by_updated))

    def _changed_places(self, sort: str) -> Sequence[int]:
        if sort != UPDATED:
            return sorted(self.changed)
        if self._changed_by_updated is None:
            self._changed_by_updated = sorted(place_of(o, sort) for o in self.changed.values())
        return self._changed_by_updated


def run(keys: Sequence[int], *, after: int | None, low: int | None, reverse: bool) -> Iterator[int]:
    start = 0 if low is None else bisect_left(keys, low)
    stop = len(keys)
    if after is not None and reverse:
        stop = bisect_left(keys, after)
    elif after is not None:
        start = max(start, bisect_right(keys, after))
    steps = range(stop - 1, start - 1, -1) if reverse else range(start, stop)
    return (keys[i] for i in steps)
