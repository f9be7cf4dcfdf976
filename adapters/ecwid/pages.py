"""What is in the shop, kind by kind: `page` with everything about it, `ids` with nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec
import structlog

from adapters.ecwid.orders import order_changes, order_id, variant_id
from adapters.ecwid.products import product_changes
from adapters.ecwid.rest import Rest, resource
from adapters.ecwid.reviews import review_record
from adapters.ecwid.shapes import (
    DeletedItem,
    OrderHead,
    OrderPayload,
    ProductHead,
    ProductPayload,
    ReviewHead,
    ReviewPayload,
)
from adapters.ecwid.status import UNFINISHED
from adapters.ecwid.store import Store
from adapters.ecwid.values import moment_or_none, number
from adapters.ecwid.walk import Listing, Place, count, deleted, place, step
from connector.contract import Page
from connector.errors import AccessDenied, Malformed, Unsupported
from connector.records import Change, Deleted, Kind, Ref, StockLevel, Variant

log = structlog.get_logger(__name__)

T = TypeVar("T")
Parse = Callable[[msgspec.Raw], Iterable[T]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A kind that is listed: where, and what its rows become."""

    path: str
    changes: Callable[[Store, msgspec.Raw], Iterable[Change]]
    ids: Callable[[msgspec.Raw], Iterable[str]]
    fields: str
    """All that `ids` reads."""
    sort: str = ""
    gone: tuple[Kind, ...] = ()
    """What one entry in the list of what was deleted stands for."""

    def listing(self, *, ids_only: bool = False) -> Listing:
        params: dict[str, str | int] = {"sortBy": self.sort} if self.sort else {}
        if ids_only:
            params["responseFields"] = f"total,count,items({self.fields})"
        return Listing(path=self.path, by="created" if ids_only else "updated", params=params)


def order(store: Store, raw: msgspec.Raw) -> Iterable[Change]:
    return order_changes(resource(raw, OrderPayload), store.currency)


def product(store: Store, raw: msgspec.Raw) -> Iterable[Change]:
    return product_changes(resource(raw, ProductPayload), store.preorders)


def variants(store: Store, raw: msgspec.Raw) -> Iterable[Change]:
    return (each for each in product(store, raw) if isinstance(each, Variant | StockLevel))


def review(store: Store, raw: msgspec.Raw) -> Iterable[Change]:
    yield review_record(resource(raw, ReviewPayload))


def order_ids(raw: msgspec.Raw) -> Iterator[str]:
    head = resource(raw, OrderHead)
    if head.payment_status != UNFINISHED:
        yield order_id(head)


def product_ids(raw: msgspec.Raw) -> Iterator[str]:
    yield number(resource(raw, ProductHead).id, "$.id")


def variant_ids(raw: msgspec.Raw) -> Iterator[str]:
    """Of a product without combinations its own: it is its only variant."""
    head = resource(raw, ProductHead)
    own_id = number(head.id, "$.id")
    combinations = head.combinations or ()
    if not combinations:
        yield own_id
    for each in combinations:
        yield variant_id(own_id, number(each.id, "$.combinations[].id"))


def review_ids(raw: msgspec.Raw) -> Iterator[str]:
    yield number(resource(raw, ReviewHead).id, "$.id")


SHELVES = {
    Kind.PRODUCT: Shelf(
        path="products",
        changes=product,
        ids=product_ids,
        fields="id",
        sort="ADDED_TIME_ASC",
        gone=(Kind.PRODUCT, Kind.VARIANT, Kind.STOCK_LEVEL),
    ),
    # Products bring theirs too; what is gone is known by the product's own list.
    Kind.VARIANT: Shelf(
        path="products",
        changes=variants,
        ids=variant_ids,
        fields="id,combinations(id)",
        sort="ADDED_TIME_ASC",
    ),
    Kind.ORDER: Shelf(
        path="orders",
        changes=order,
        ids=order_ids,
        fields="id,internalId,orderNumber,paymentStatus",
        gone=(Kind.ORDER,),
    ),
    Kind.REVIEW: Shelf(
        path="reviews",
        changes=review,
        ids=review_ids,
        fields="id",
        sort="DATE_CREATED_ASC",
        gone=(Kind.REVIEW,),
    ),
}


def shelf_of(kind: Kind) -> Shelf:
    if kind not in SHELVES:
        raise Unsupported(f"Ecwid has no list of what we call {kind}.")
    return SHELVES[kind]


def page(rest: Rest, store: Store, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
    """What changed, then, where `since` is given, what was deleted."""
    shelf, from_ = shelf_of(kind), unix(since)
    here = place(cursor, Place(at=from_))
    if cursor is None:
        here = msgspec.structs.replace(here, of=count(rest, shelf.listing(), here))
    if here.part == "deleted":
        return deletions(rest, shelf, from_, here)
    taken = step(rest, shelf.listing(), here, rest.now())
    changes = tuple(understood(taken.rows, lambda raw: shelf.changes(store, raw), kind))
    done = counted(here, len(taken.rows), len(changes))
    following = taken.next and counted(taken.next, len(taken.rows), len(changes))
    if following is None and since is not None and shelf.gone:
        following = msgspec.structs.replace(done, part="deleted", offset=0)
    return Page(changes, following.cursor() if following else None, total(done))


def counted(here: Place, rows: int, changes: int) -> Place:
    return msgspec.structs.replace(here, rows=here.rows + rows, changes=here.changes + changes)


def total(here: Place) -> int:
    """Ecwid counts rows, of which some become several changes: by what they became so far."""
    left = max(here.of - here.rows, 0)
    return here.changes + (left * here.changes // here.rows if here.rows else left)


def deletions(rest: Rest, shelf: Shelf, since: int, here: Place) -> Page:
    """Without the right to this list, the nightly comparison of all ids finds what is gone."""
    try:
        found, following = deleted(rest, shelf.path, since, here)
    except AccessDenied:
        return Page((), None)
    changes = tuple(understood(found.items, lambda raw: gone(shelf, raw), shelf.gone[0]))
    return Page(changes, following.cursor() if following else None)


def gone(shelf: Shelf, raw: msgspec.Raw) -> Iterator[Change]:
    item = resource(raw, DeletedItem)
    own_id = number(item.id, "$.id")
    for kind in shelf.gone:
        yield Deleted(ref=Ref(kind=kind, id=own_id), at=moment_or_none(None, item.date))


def ids(rest: Rest, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
    """Walked by when they were made, which no change moves. May name one twice, and never leaves
    one out."""
    shelf = shelf_of(kind)
    here = place(cursor, Place())
    taken = step(rest, shelf.listing(ids_only=True), here, rest.now())
    found = tuple(understood(taken.rows, shelf.ids, kind))
    return found, taken.next.cursor() if taken.next else None


def understood(rows: Iterable[msgspec.Raw], parse: Parse[T], kind: Kind) -> Iterator[T]:
    """A row that cannot be understood hides no other."""
    for raw in rows:
        try:
            yield from tuple(parse(raw))
        except Malformed as error:
            log.warning("ecwid.row_not_understood", kind=kind, path=error.path[:80])


def unix(since: datetime | None) -> int:
    return max(int(since.timestamp()), 0) if since else 0
