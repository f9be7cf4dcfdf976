"""One thing, as Ecwid says it is now; `Deleted` where it says that there is none."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from adapters.ecwid.failures import Refused
from adapters.ecwid.orders import order_changes, order_id
from adapters.ecwid.pages import order, understood
from adapters.ecwid.products import product_changes
from adapters.ecwid.rest import Params, Rest, decoded, quoted, resource
from adapters.ecwid.reviews import review_record
from adapters.ecwid.shapes import (
    Listed,
    OrderHead,
    OrderPayload,
    ProductPayload,
    ReviewHead,
    ReviewPayload,
)
from adapters.ecwid.store import Profiles
from adapters.ecwid.values import is_number, word
from adapters.ecwid.walk import LIMIT
from connector.convert import is_known_by, order_number
from connector.errors import Malformed, PlatformAway
from connector.records import KINDS as KINDS_OF
from connector.records import Change, Deleted, Kind, Order, Record, Ref

OF_PRODUCT = (Kind.PRODUCT, Kind.VARIANT, Kind.STOCK_LEVEL)


def fetch_order(rest: Rest, profiles: Profiles, ref: Ref) -> Iterator[Change]:
    """`parent_id` is what shoppers know it by, where a delivery said so. It is believed only where
    the order found by it has the number; and none is gone before its number finds none either."""
    found = by_public_id(rest, ref) or by_number(rest, ref.id)
    if found is None:
        yield Deleted(ref=Ref(kind=Kind.ORDER, id=ref.id))
        return
    yield from order_changes(resource(found, OrderPayload), profiles.store().currency)


def by_public_id(rest: Rest, ref: Ref) -> bytes | None:
    if not ref.parent_id.strip("."):
        return None  # Also what addresses take for "here" and "above".
    try:
        answer = rest.find(f"orders/{quoted(ref.parent_id)}")
    except Refused:
        return None
    return answer.body if answer and is_order(answer.body, ref.id) else None


def by_number(rest: Rest, own_id: str) -> bytes | None:
    """`ids` takes both, and finds prefixes too."""
    listed = decoded(rest.get("orders", {"ids": own_id, "limit": LIMIT}), Listed)
    for raw in listed.items:
        if is_order(raw, own_id):
            return bytes(raw)
    answer = rest.find(f"orders/{own_id}")
    return answer.body if answer and is_order(answer.body, own_id) else None


def is_order(body: bytes | msgspec.Raw, own_id: str) -> bool:
    try:
        return order_id(resource(body, OrderHead)) == own_id
    except Malformed:
        return False


def fetch_orders_of(rest: Rest, profiles: Profiles, customer_id: str) -> Iterator[Change]:
    if not is_number(customer_id):
        return
    store, offset = profiles.store(), 0
    while True:
        params: Params = {"customerId": customer_id, "limit": LIMIT, "offset": offset}
        found = decoded(rest.get("orders", params), Listed)
        yield from understood(found.items, lambda raw: order(store, raw), Kind.ORDER)
        offset += len(found.items)
        if not found.items or offset >= found.total:
            return


def orders_numbered(rest: Rest, profiles: Profiles, number: str) -> Iterator[Change]:
    """An Ecwid order comes whole with one answer. Ids are written in capitals; what a shop puts
    before and behind them is written as the shop likes, and typed as the shopper likes."""
    wanted = order_number(number)
    if not wanted.strip("."):
        return  # Also what addresses take for "here" and "above".
    store = profiles.store()
    found = (*by_spelling(rest, wanted), *by_ids(rest, wanted))
    for changes in understood(found, lambda raw: [tuple(order(store, raw))], Kind.ORDER):
        if any(isinstance(each, Order) and is_known_by(each, wanted) for each in changes):
            yield from changes


def by_spelling(rest: Rest, wanted: str) -> Iterator[msgspec.Raw]:
    try:
        answer = rest.find(f"orders/{quoted(wanted.upper())}")
    except Refused:
        return
    if answer:
        yield msgspec.Raw(answer.body)


def by_ids(rest: Rest, wanted: str) -> tuple[msgspec.Raw, ...]:
    spellings = ",".join(dict.fromkeys((wanted.upper(), wanted)))
    return decoded(rest.get("orders", {"ids": spellings, "limit": LIMIT}), Listed).items


def fetch_product(rest: Rest, profiles: Profiles, ref: Ref) -> Iterator[Change]:
    """A combination is known by its product's number and its own, `692730761-422488528`."""
    product_id, _, combination_id = ref.id.partition("-")
    if not is_number(product_id) or not is_number(combination_id or "1"):
        return
    answer = rest.find(f"products/{product_id}")
    if answer is None:
        yield from (
            Deleted(ref=Ref(kind=kind, id=ref.id))
            for kind in OF_PRODUCT
            if ref.kind is Kind.PRODUCT or kind is not Kind.PRODUCT
        )
        return
    product = resource(answer.body, ProductPayload)
    changes = tuple(product_changes(product, profiles.store().preorders))
    yield from changes
    if not any(names(change, ref) for change in changes):
        yield Deleted(ref=Ref(kind=ref.kind, id=ref.id))


def names(change: Change, ref: Ref) -> bool:
    return isinstance(change, Record) and (KINDS_OF[type(change)], change.id) == (ref.kind, ref.id)


def fetch_review(rest: Rest, ref: Ref) -> Iterator[Change]:
    """There is no address for one, so the list is asked for it."""
    found = decoded(rest.get("reviews", {"reviewId": ref.id, "limit": LIMIT}), Listed)
    for raw in found.items:
        if word(resource(raw, ReviewHead).id) == ref.id:
            yield review_record(resource(raw, ReviewPayload))
            return
    if found.items:
        raise PlatformAway("Ecwid gave other reviews than the one that was asked for.")
    yield Deleted(ref=Ref(kind=Kind.REVIEW, id=ref.id))
