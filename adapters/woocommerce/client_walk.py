"""Walking through a list of WooCommerce's that changes while it is walked.

By time of change where the shop can: a page begins in the second in which the one before ended, so
that a row that moves is met again rather than missed. More rows in one second than a page holds are
walked by id within that second. Where the shop knows no `modified_after` (before 5.8; unknown
parameters are passed over in silence) all rows are walked by id, and those not asked for left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from adapters.woocommerce.client_shapes import Head
from adapters.woocommerce.rest import Rest, decoded
from adapters.woocommerce.rest_failures import Answer, BadParameter
from adapters.woocommerce.rest_signing import Param
from adapters.woocommerce.values import UNREADABLE
from connector.convert import text_id, utc

PER_PAGE = 100
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a walk stands, and its cursor: `0|modified|2026-11-21T19:26:16|0|0|` and such."""

    part: int = 0
    """Which of the lists that make up a kind, such as orders and then those in the bin."""
    mode: Literal["modified", "second", "numbered"] = "modified"
    at: datetime | None = None
    """The second that the last page ended in, or that is walked by id."""
    seen: int = 0
    """Of a list by id: how many of its first rows have been read."""
    overlap: int = 0
    """Of a list by id: how many of these to read again, besides the last."""
    last: str = ""
    """Of a list by id: the id of the last row that was read."""

    def cursor(self) -> str:
        at = wire_time(self.at) if self.at else ""
        parts = (self.part, self.mode, at, self.seen, self.overlap, self.last)
        return "|".join(str(part) for part in parts)


def place(cursor: str | None, first: Place) -> Place:
    """From the start where the cursor is none of ours: rather twice than not at all."""
    try:
        part, mode, at, seen, overlap, last = (cursor or "").split("|")
        found = Place(
            part=int(part),
            mode=msgspec.convert(mode, Literal["modified", "second", "numbered"]),
            at=utc(datetime.fromisoformat(at)) if at else None,
            seen=max(int(seen), 0),
            overlap=max(int(overlap), 0),
            last=last,
        )
    except (ValueError, msgspec.ValidationError):
        return first
    return found if found.mode != "second" or found.at else first


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    path: str
    params: Mapping[str, Param]
    per_page: int = PER_PAGE


@dataclass(frozen=True, slots=True)
class Row:
    head: Head
    raw: msgspec.Raw

    @property
    def modified(self) -> datetime | None:
        return utc(self.head.date_modified_gmt) if self.head.date_modified_gmt else None


@dataclass(frozen=True, slots=True)
class Step:
    rows: tuple[Row, ...]
    """Those that match what was asked for, whatever the shop made of it."""
    next: Place | None
    """None: this list is done."""


Matches = Callable[[Row], bool]


def walk(rest: Rest, listing: Listing, since: datetime | None, here: Place) -> Step:
    """One request of a walk through what was modified since then, or through everything."""
    if here.mode == "numbered":
        return numbered(rest, listing, here, lambda row: modified_since(row, since))
    try:
        return (
            one_second(rest, listing, here)
            if here.at and here.mode == "second"
            else (by_time(rest, listing, since, here))
        )
    except BadParameter:
        return Step((), Place(part=here.part, mode="numbered"))


def modified_since(row: Row, since: datetime | None) -> bool:
    return since is None or row.modified is None or row.modified >= floor(since)


def by_time(rest: Rest, listing: Listing, since: datetime | None, here: Place) -> Step:
    lower = here.at or (floor(since) if since else None)
    params: dict[str, Param] = {"orderby": "modified", "order": "asc", "dates_are_gmt": True}
    if lower:
        params["modified_after"] = wire_time(lower - SECOND)
    answer, rows = ask(rest, listing, params)
    times = [row.modified for row in rows]
    known = [time for time in times if time]
    if len(known) < len(times) or known != sorted(known) or (lower and known and known[0] < lower):
        return Step((), Place(part=here.part, mode="numbered"))
    if not more(answer, len(rows), listing.per_page):
        return Step(rows, None)
    if not rows:  # None of them for our eyes; what follows may be.
        return Step((), Place(part=here.part, mode="numbered"))
    last = known[-1]
    if last == known[0]:
        return Step(rows, Place(part=here.part, mode="second", at=last))
    return Step(rows, Place(part=here.part, at=last))


def one_second(rest: Rest, listing: Listing, here: Place) -> Step:
    assert here.at is not None
    around: dict[str, Param] = {
        "dates_are_gmt": True,
        "modified_after": wire_time(here.at - SECOND),
        "modified_before": wire_time(here.at + SECOND),
    }
    within = replace_params(listing, around)
    step = numbered(rest, within, here, lambda row: row.modified == here.at)
    return Step(step.rows, step.next or Place(part=here.part, at=here.at + SECOND))


def numbered(rest: Rest, listing: Listing, here: Place, matches: Matches) -> Step:
    """By ascending id: a new row comes last, and one that goes moves those behind it ahead, over
    the edge of a page that was read. So each page has to begin at or before the row that the one
    before ended with; where it does not, we step back until it does."""
    size, start = listing.per_page, max(here.seen - 1 - here.overlap, 0)
    answer, rows = ask(rest, listing, {"orderby": "id", "order": "asc", "offset": start})
    total, found = answer.total, tuple(row for row in rows if matches(row))
    hidden = total is not None and len(rows) < min(size, total - start)
    if start and not hidden and not joins(rows, here.last):
        overlap = min(max(2 * here.overlap, size // 10), size // 2)
        return Step(found, replace(here, seen=start, overlap=overlap))
    if start + size >= total if total is not None else len(rows) < size:
        return Step(found, None)
    last = text_id(rows[-1].head.id) if rows else here.last
    return Step(found, replace(here, seen=start + size, last=last))


def joins(rows: Sequence[Row], last: str) -> bool:
    """Whether these begin at or before the row with that id."""
    ids = [text_id(row.head.id) for row in rows]
    return last in ids or (bool(ids) and (len(ids[0]), ids[0]) < (len(last), last))


def everything(rest: Rest, listing: Listing) -> Iterator[Row]:
    """All rows of a list, by id; one may come twice."""
    here: Place | None = Place(mode="numbered")
    while here is not None:
        step = numbered(rest, listing, here, lambda row: True)
        yield from step.rows
        here = step.next


def more(answer: Answer, rows: int, per_page: int) -> bool:
    """A first page may be short although others follow: rows we may not see are left out of it."""
    return rows >= per_page if answer.total is None else answer.total > per_page


def ask(
    rest: Rest, listing: Listing, params: Mapping[str, Param]
) -> tuple[Answer, tuple[Row, ...]]:
    answer = rest.get(listing.path, {**listing.params, **params, "per_page": listing.per_page})
    return answer, tuple(row for raw in decoded(answer, list[msgspec.Raw]) if (row := head(raw)))


def head(raw: msgspec.Raw) -> Row | None:
    """None for a row without an id: nothing could ever be asked about it."""
    try:
        return Row(msgspec.json.decode(raw, type=Head), raw)
    except UNREADABLE:
        return None


def replace_params(listing: Listing, more_params: Mapping[str, Param]) -> Listing:
    return replace(listing, params={**listing.params, **more_params})


def floor(time: datetime) -> datetime:
    """WooCommerce knows no parts of a second."""
    return utc(time).replace(microsecond=0)


def wire_time(time: datetime) -> str:
    return time.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()
