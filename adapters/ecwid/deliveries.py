"""From thin, unsigned bodies to what has to be asked. Nothing here is believed. Pure.

A delivery names an order twice: `entityId` is its internal number, `data.orderId` what shoppers
know it by. We hold it under the internal number, which each delivery, the list of orders and the
list of what was deleted all have, and which never changes; the other goes along, since
`GET /orders/{id}` wants that one. https://docs.ecwid.com/build-apps/webhook-automations
"""

from __future__ import annotations

from collections.abc import Iterator

from adapters.ecwid.shapes import Shape
from adapters.ecwid.values import number, word
from connector.convert import Id
from connector.records import EVERY, Change, Fetch, Kind, Ref

LONGEST = 100
"""Characters of what shoppers know an order by: more is an attack on our addresses."""


class EventData(Shape, frozen=True, kw_only=True):
    order_id: Id | None = None


class Event(Shape, frozen=True, kw_only=True):
    entity_id: Id


class OrderEvent(Event, frozen=True, kw_only=True):
    data: EventData | None = None


class StoreEvent(Shape, frozen=True, kw_only=True):
    """Of the store as such: the type says it all."""

    event_id: str


def order_hint(event: OrderEvent) -> Iterator[Change]:
    known_as = word(event.data.order_id) if event.data else ""
    yield Fetch(
        ref=Ref(
            kind=Kind.ORDER,
            id=number(event.entity_id, "$.entityId"),
            parent_id=known_as if len(known_as) <= LONGEST else "",
        )
    )


def product_hint(event: Event) -> Iterator[Change]:
    yield Fetch(ref=Ref(kind=Kind.PRODUCT, id=number(event.entity_id, "$.entityId")))


def review_hint(event: Event) -> Iterator[Change]:
    yield Fetch(ref=Ref(kind=Kind.REVIEW, id=number(event.entity_id, "$.entityId")))


def store_hint(event: StoreEvent) -> Iterator[Change]:
    """Also when the app is said to be removed: if it is, asking ends with AccessRevoked, which the
    owner is shown; if a stranger said so, nothing comes of it."""
    yield Fetch(ref=Ref(kind=Kind.POLICY, id=EVERY))


def person_hint(event: Event) -> Iterator[Change]:
    """The orders of someone who is said to want to be forgotten: what Ecwid has erased of them goes
    from our copy too. More on a stranger's word would let anyone erase anybody."""
    customer_id = number(event.entity_id, "$.entityId")
    yield Fetch(ref=Ref(kind=Kind.ORDER, id=EVERY, parent_id=customer_id))
