"""What is in the shop, kind by kind: `page` with everything about it, `ids` with nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import structlog

from adapters.woocommerce.client_orders import currencies_of, page_changes
from adapters.woocommerce.client_records import refund, review
from adapters.woocommerce.client_shapes import (
    OrderHead,
    ProductHead,
    RefundPayload,
    ReviewPayload,
    VariationPayload,
)
from adapters.woocommerce.client_walk import (
    SECOND,
    Listing,
    Place,
    Row,
    Step,
    everything,
    floor,
    numbered,
    place,
    walk,
    wire_time,
)
from adapters.woocommerce.products import product_changes
from adapters.woocommerce.rest import Rest
from adapters.woocommerce.rest_failures import Gone, NoRoute
from adapters.woocommerce.rest_signing import Param
from adapters.woocommerce.shapes import OrderPayload, ProductPayload
from adapters.woocommerce.status import IGNORED_STATUSES
from adapters.woocommerce.values import UNREADABLE
from connector.contract import P, Page
from connector.convert import text_id, utc
from connector.errors import AccessDenied, Malformed, PlatformAway, Unsupported
from connector.records import Change, Fetch, Kind, Ref

log = structlog.get_logger(__name__)

Params = Mapping[str, Param]
BEHIND = timedelta(hours=12)
"""How far a store's clocks may be behind UTC. Reviews are filtered by the store's local time, and
`dates_are_gmt` means nothing to them: so we ask for more and look at the dates ourselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A kind that is listed: its lists, and what their rows become."""

    lists: tuple[Listing, ...]
    """One after the other; what is in the bin is in no list of the others."""
    changes: Callable[[Rest, Iterable[Row]], Iterator[Change]]
    by_time: bool = True


def page(rest: Rest, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
    if kind is Kind.VARIANT:
        return variations_page(rest, since, cursor)
    shelf = SHELVES.get(kind)
    if shelf is None:
        raise Unsupported(f"WooCommerce has no list of what we call {kind}.")
    here = place(cursor, Place(mode="modified" if shelf.by_time else "numbered"))
    if here.part >= len(shelf.lists):
        return Page((), None)
    try:
        step = taken(rest, shelf, shelf.lists[here.part], since, here)
    except NoRoute:
        if kind is not Kind.REFUND:
            raise
        return Page((), None)  # Before 9.0; orders bring the same refunds.
    following = step.next or next_list(shelf, here)
    changes = tuple(shelf.changes(rest, step.rows))
    whole = since is None and cursor is None
    total = counted(rest, shelf.lists) if whole and step.next else None
    return Page(changes, following.cursor() if following else None, total)


def counted(rest: Rest, lists: Iterable[Listing]) -> int | None:
    """How many rows there are: worth asking where a page does not hold them. None where the shop
    does not say, which is no reason to stop."""
    one: Params = {"per_page": 1, "_fields": "id"}
    try:
        totals = [rest.get(each.path, {**each.params, **one}).total for each in lists]
    except (AccessDenied, PlatformAway):
        return None
    known = [total for total in totals if total is not None]
    return sum(known) if len(known) == len(totals) else None


def taken(rest: Rest, shelf: Shelf, listing: Listing, since: datetime | None, here: Place) -> Step:
    if shelf.by_time:
        return walk(rest, listing, since, here)
    after: Params = {}
    if since and "reviews" in listing.path:
        after = {"after": wire_time(since - BEHIND - SECOND)}
    elif since:
        after = {"after": wire_time(floor(since) - SECOND), "dates_are_gmt": True}
    narrowed = Listing(path=listing.path, params={**listing.params, **after})
    return numbered(rest, narrowed, here, lambda row: created_since(row, since))


def created_since(row: Row, since: datetime | None) -> bool:
    created = row.head.date_created_gmt
    return since is None or created is None or utc(created) >= floor(since)


def next_list(shelf: Shelf, here: Place) -> Place | None:
    if here.part + 1 >= len(shelf.lists):
        return None
    return Place(part=here.part + 1, mode="modified" if shelf.by_time else "numbered")


def understood(rows: Iterable[Row], shape: type[P], kind: Kind) -> Iterator[P]:
    """A row that a plugin spoilt hides no other."""
    for row in rows:
        try:
            yield msgspec.json.decode(row.raw, type=shape)
        except UNREADABLE as error:
            passed_over(kind, text_id(row.head.id), str(error))


def passed_over(kind: Kind, own_id: str, reason: str) -> None:
    where = reason.partition(" - at ")[2]
    log.warning("woocommerce.row_not_understood", kind=kind, id=own_id[:40], path=where[:80])


def each_parsed(
    payloads: Iterable[P], parse: Callable[[P], Iterable[Change]], kind: Kind
) -> Iterator[Change]:
    for payload in payloads:
        try:
            yield from tuple(parse(payload))
        except Malformed as error:
            passed_over(kind, text_id(getattr(payload, "id", "")), f" - at {error.path}")


def orders(rest: Rest, rows: Iterable[Row]) -> Iterator[Change]:
    payloads = tuple(understood(rows, OrderPayload, Kind.ORDER))
    try:
        yield from tuple(page_changes(rest, payloads))
    except Malformed:  # One of them: then each by itself.
        for payload in payloads:
            yield from each_parsed((payload,), lambda one: page_changes(rest, (one,)), Kind.ORDER)


def products(rest: Rest, rows: Iterable[Row]) -> Iterator[Change]:
    payloads = understood(rows, ProductPayload, Kind.PRODUCT)
    return each_parsed(payloads, product_changes, Kind.PRODUCT)


def reviews(rest: Rest, rows: Iterable[Row]) -> Iterator[Change]:
    payloads = understood(rows, ReviewPayload, Kind.REVIEW)
    return each_parsed(payloads, lambda payload: (review(payload),), Kind.REVIEW)


def refunds(rest: Rest, rows: Iterable[Row]) -> Iterator[Change]:
    payloads = tuple(understood(rows, RefundPayload, Kind.REFUND))
    currencies = currencies_of(rest, (text_id(payload.parent_id) for payload in payloads))

    def parse(payload: RefundPayload) -> Iterator[Change]:
        order_id = text_id(payload.parent_id)
        if order_id in currencies:
            yield refund(payload, order_id, currencies[order_id])
        elif order_id:  # Of an order in the bin, or one that just went.
            yield Fetch(ref=Ref(kind=Kind.ORDER, id=order_id))

    return each_parsed(payloads, parse, Kind.REFUND)


SHELVES = {
    Kind.ORDER: Shelf(
        lists=(
            Listing(path="wc/v3/orders", params={"status": "any"}),
            Listing(path="wc/v3/orders", params={"status": "trash"}),
        ),
        changes=orders,
    ),
    Kind.PRODUCT: Shelf(
        lists=(
            Listing(path="wc/v3/products", params={"status": "any"}),
            Listing(path="wc/v3/products", params={"status": "trash"}),
        ),
        changes=products,
    ),
    Kind.REFUND: Shelf(
        lists=(Listing(path="wc/v3/refunds", params={}),), changes=refunds, by_time=False
    ),
    Kind.REVIEW: Shelf(
        # To WordPress "all" are those that wait and those that show.
        lists=tuple(
            Listing(path="wc/v3/products/reviews", params={"status": status})
            for status in ("all", "spam", "trash")
        ),
        changes=reviews,
        by_time=False,
    ),
}

VARIATIONS = Listing(path="wc/v3/variations", params={})
PARENTS = Listing(path="wc/v3/products", params={"status": "any"}, per_page=10)
"""Few at a time: each variable one of them takes a request of its own."""


def variations_page(rest: Rest, since: datetime | None, cursor: str | None) -> Page:
    """All of them from 10.3 on; before that product by product, which the change of a variation
    changes too."""
    here, total = place(cursor, Place()), None
    if here.part == 0:
        try:
            step = walk(rest, VARIATIONS, since, here)
        except NoRoute:
            return Page((), Place(part=1).cursor())
        payloads = understood(step.rows, VariationPayload, Kind.VARIANT)
        changes = tuple(each_parsed(payloads, product_changes, Kind.VARIANT))
        whole = since is None and cursor is None
        total = counted(rest, (VARIATIONS,)) if whole and step.next else None
    else:
        step = walk(rest, PARENTS, since, here)
        changes = tuple(
            change
            for head in understood(step.rows, ProductHead, Kind.PRODUCT)
            if head.variations
            for change in variations_of(rest, text_id(head.id))
        )
    return Page(changes, step.next.cursor() if step.next else None, total)


def variations_of(rest: Rest, product_id: str) -> Iterator[Change]:
    listing = Listing(path=f"wc/v3/products/{product_id}/variations", params={})
    try:
        rows = tuple(everything(rest, listing))
    except Gone:
        return
    payloads = (
        msgspec.structs.replace(payload, parent_id=payload.parent_id or product_id)
        for payload in understood(rows, VariationPayload, Kind.VARIANT)
    )
    yield from each_parsed(payloads, product_changes, Kind.VARIANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A kind that is counted: its lists, and the ids in a row."""

    lists: tuple[Listing, ...]
    ids: Callable[[Row], Iterable[str]]


def own_id(row: Row) -> Iterable[str]:
    return (text_id(row.head.id),)


def order_id(row: Row) -> Iterable[str]:
    """None for a cart on its way to become an order: we never keep those."""
    known = msgspec.json.decode(row.raw, type=OrderHead)
    return () if known.status in IGNORED_STATUSES else own_id(row)


def variant_ids(row: Row) -> Iterable[str]:
    """Of a product without variations its own: it is its only variant."""
    product = msgspec.json.decode(row.raw, type=ProductHead)
    variable = product.type.startswith("variable")
    return tuple(text_id(each) for each in product.variations) if variable else own_id(row)


def refund_ids(row: Row) -> Iterable[str]:
    return tuple(text_id(each.id) for each in msgspec.json.decode(row.raw, type=OrderHead).refunds)


def only(listing: Listing, fields: str) -> Listing:
    return Listing(path=listing.path, params={**listing.params, "_fields": fields})


ROLLS = {
    # What is in the bin is gone for us, so those lists are left out.
    Kind.ORDER: Roll(lists=(only(SHELVES[Kind.ORDER].lists[0], "id,status"),), ids=order_id),
    Kind.PRODUCT: Roll(lists=(only(SHELVES[Kind.PRODUCT].lists[0], "id"),), ids=own_id),
    Kind.VARIANT: Roll(
        lists=(only(SHELVES[Kind.PRODUCT].lists[0], "id,type,variations"),), ids=variant_ids
    ),
    Kind.REFUND: Roll(lists=(only(SHELVES[Kind.REFUND].lists[0], "id"),), ids=own_id),
    # A review in the bin is kept, as one that is not shown.
    Kind.REVIEW: Roll(
        lists=tuple(only(listing, "id") for listing in SHELVES[Kind.REVIEW].lists), ids=own_id
    ),
}
OLD_REFUNDS = Roll(lists=(only(SHELVES[Kind.ORDER].lists[0], "id,refunds"),), ids=refund_ids)
"""Before 9.0 only orders list refunds."""
OLD = 100
"""Added to the part of a cursor that walks `OLD_REFUNDS`."""


def ids(rest: Rest, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
    """May name one twice, and never leaves one out."""
    here = place(cursor, Place(mode="numbered"))
    roll = OLD_REFUNDS if here.part >= OLD else ROLLS.get(kind)
    if roll is None:
        raise Unsupported(f"WooCommerce has no list of what we call {kind}.")
    part = here.part % OLD
    if part >= len(roll.lists):
        return (), None
    try:
        step = numbered(rest, roll.lists[part], here, lambda row: True)
    except NoRoute:
        if kind is not Kind.REFUND or roll is OLD_REFUNDS:
            raise
        return (), Place(part=OLD, mode="numbered").cursor()
    found = tuple(each for row in step.rows for each in roll.ids(row))
    following = step.next
    if following is None and part + 1 < len(roll.lists):
        following = Place(part=here.part + 1, mode="numbered")
    return found, following.cursor() if following else None
