"""What an adapter can do by now and what it cannot yet, by what its own recordings become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from connector.contract import Adapter
from connector.records import (
    KINDS,
    Change,
    Deleted,
    Fetch,
    Kind,
    Order,
    Product,
    Record,
    Redact,
    RedactStore,
    Refund,
    Review,
    Shipment,
    ShipmentEvent,
    StockLevel,
    Uninstalled,
    Variant,
)
from connector.testing.recordings import Recording, parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    done: bool
    what: str
    worth: str
    """What it is needed for."""


Test = Callable[[Adapter, Sequence[Change]], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    what: str
    worth: str
    found: Test


def yields(*types: type[msgspec.Struct]) -> Test:
    return lambda adapter, changes: any(isinstance(change, types) for change in changes)


def brings(*types: type[Record]) -> Test:
    """By a delivery, or by asking: because a delivery says to, or page by page."""
    kinds = {KINDS[each] for each in types}
    by_delivery = yields(*types)

    def found(adapter: Adapter, changes: Sequence[Change]) -> bool:
        return by_delivery(adapter, changes) or bool(kinds & asked_for(adapter, changes))

    return found


def asked_for(adapter: Adapter, changes: Sequence[Change]) -> set[Kind]:
    if adapter.connect is None:
        return set()
    return {*adapter.kinds, *(c.ref.kind for c in changes if isinstance(c, Fetch))}


def names_buyers(adapter: Adapter, changes: Sequence[Change]) -> bool:
    """What is asked for is seen when it comes."""
    named = any(isinstance(change, Order) and change.buyer for change in changes)
    return named or (not yields(Order)(adapter, changes) and brings(Order)(adapter, changes))


def forgets(adapter: Adapter, changes: Sequence[Change]) -> bool:
    """What is gone by the time it is asked for is deleted too."""
    thin = adapter.connect is not None and yields(Fetch)(adapter, changes)
    return thin or yields(Deleted)(adapter, changes)


WANTED = (
    Wanted("order", "where is my order", brings(Order)),
    Wanted("buyer", "an order is told only to whom it belongs", names_buyers),
    Wanted("refund", "has my money been sent back", brings(Refund)),
    Wanted("shipment", "where is my parcel", brings(Shipment, ShipmentEvent)),
    Wanted("product", "what is sold", brings(Product)),
    Wanted("variant", "which sizes and colours there are", brings(Variant)),
    Wanted("stock level", "is it in stock", brings(StockLevel)),
    Wanted("review", "what others say of it", brings(Review)),
    Wanted("deleted", "what a shop deletes is gone with us too", forgets),
    Wanted("erasure", "a person who asks for it is forgotten", yields(Redact, RedactStore)),
    Wanted("uninstalled", "a shop that removed the app is asked no more", yields(Uninstalled)),
    Wanted(
        "client",
        "the past is loaded, and what deliveries missed is found",
        lambda adapter, changes: adapter.connect is not None,
    ),
    Wanted(
        "install",
        "owners connect in the browser and copy no key",
        lambda adapter, changes: adapter.install is not None,
    ),
)


def checklist(adapter: Adapter, recordings: Sequence[Recording]) -> tuple[Item, ...]:
    """Not all of it is there on every platform; what is not there yet, shoppers are not told."""
    changes = [change for each in recordings for change in parsed(adapter, each)]
    return tuple(
        Item(done=wanted.found(adapter, changes), what=wanted.what, worth=wanted.worth)
        for wanted in WANTED
    )
