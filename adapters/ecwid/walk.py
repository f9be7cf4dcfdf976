"""Walking through a list of Ecwid's that changes while it is walked.

Orders cannot be sorted, and a page by offset loses a row for each one that leaves the list before
it. So a page is all that changed in a span of time, chosen so that one answer holds it: what
changes meanwhile leaves its span for a later one, where it is met. Only where one second holds more
than an answer does, its rows are read by offset; where their number shrinks, we step back by as
many. https://docs.ecwid.com/api-reference/rest-api/orders/search-orders
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from adapters.ecwid.rest import Rest, decoded
from adapters.ecwid.shapes import Listed
from adapters.ecwid.values import UNREADABLE
from connector.errors import Throttled

LIMIT = 100
"""Ecwid gives no more at once."""
AIM = 80
"""Rows that a span is chosen for."""
SETTLED = 5
"""Seconds before now up to which more may still come into a span: one that ends later is left
open."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a walk stands, which is also its cursor."""

    part: Literal["rows", "deleted"] = "rows"
    at: int = 0
    """UNIX seconds: where the next span begins; 0 is before everything."""
    span: int = 0
    """Seconds; 0 stands for all there is up to now."""
    offset: int = 0
    """Within a second that holds too much, or in the list of what was deleted."""
    seen: int = 0
    """How many there were in that second when we last asked."""
    rows: int = 0
    """Read so far."""
    changes: int = 0
    """Made of those."""
    of: int = 0
    """Rows there were when the walk began."""

    def cursor(self) -> str:
        return msgspec.json.encode(self).decode()


def place(cursor: str | None, first: Place) -> Place:
    """From the start where the cursor is none of ours: rather twice than not at all."""
    try:
        found = msgspec.json.decode(cursor or "", type=Place)
    except UNREADABLE:
        return first
    return found if min(found.at, found.span, found.offset) >= 0 else first


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    path: str
    by: Literal["updated", "created"]
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Step:
    rows: tuple[msgspec.Raw, ...]
    next: Place | None
    """None: this list is done."""


def step(rest: Rest, listing: Listing, here: Place, now: int) -> Step:
    """The rows of the next span that has any. Asks again with a shorter one until an answer holds
    it all, and strides over times when nothing happened. `now` by Ecwid's clock. Raises Throttled
    where more is going on just now than an answer holds."""
    while True:
        length = max(min(here.span or now, now - here.at), 1)
        last = here.at + length >= now - SETTLED
        found = ask(rest, listing, here, None if last else here.at + length)
        if not found.total and not last:
            behind = here.at + length
            here = msgspec.structs.replace(
                here, at=behind, span=(now - behind) // 2, offset=0, seen=0
            )
            continue
        if found.total <= LIMIT and not here.offset:
            following = msgspec.structs.replace(
                here, at=here.at + length, span=longer(length, found.total), seen=0
            )
            return Step(found.items, None if last else following)
        if length == 1 or here.offset:
            if last:
                raise Throttled(SETTLED + 1)  # What comes in above what was read would be missed.
            return dense(found, here)
        here = msgspec.structs.replace(here, span=max(length * AIM // found.total, 1))


def ask(rest: Rest, listing: Listing, here: Place, until: int | None) -> Listed:
    """From a second before, so that no second is left out whether or not Ecwid counts bounds in."""
    params = dict(listing.params) | {"limit": LIMIT, "offset": here.offset}
    if here.at:
        params[f"{listing.by}From"] = here.at - 1
    if until is not None:
        params[f"{listing.by}To"] = until
    return decoded(rest.get(listing.path, params), Listed)


def longer(length: int, rows: int) -> int:
    if rows > LIMIT // 2:
        return length
    return length * (2 if rows > LIMIT // 4 else 8)


def dense(found: Listed, here: Place) -> Step:
    """A second's rows by offset. What leaves it moves those behind ahead, over the edge of what was
    read: never by more than as many as there are fewer."""
    missed = max(here.seen - found.total, 0)
    behind = here.offset - missed if missed else here.offset + len(found.items)
    if not missed and (behind >= found.total or not found.items):
        done = msgspec.structs.replace(here, at=here.at + 1, span=1, offset=0, seen=0)
        return Step(found.items, done)
    following = msgspec.structs.replace(here, span=1, offset=max(behind, 0), seen=found.total)
    return Step(found.items, following)


def count(rest: Rest, listing: Listing, here: Place) -> int:
    """How many rows the whole walk has to come by."""
    params = dict(listing.params) | {"limit": 1, "responseFields": "total"}
    if here.at:
        params[f"{listing.by}From"] = here.at - 1
    return decoded(rest.get(listing.path, params), Listed).total


def deleted(rest: Rest, path: str, since: int, here: Place) -> tuple[Listed, Place | None]:
    """What was deleted since then; Ecwid remembers six months of it. The list only grows."""
    params = {"from_date": since, "limit": LIMIT, "offset": here.offset}
    found = decoded(rest.get(f"{path}/deleted", params), Listed)
    behind = here.offset + len(found.items)
    if not found.items or behind >= found.total:
        return found, None
    return found, msgspec.structs.replace(here, offset=behind)
