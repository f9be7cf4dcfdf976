"""When a shop is open: its hours laid over the calendar, by the shop's own clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connector.answers.working_days import DAY, Place, holiday

HORIZON = 400
"""Days looked ahead: a shop that does not open within a year has closed."""
ALWAYS = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    weekdays: frozenset[int]
    """0 is Monday."""
    on_holidays: bool
    span: tuple[time, time] | None
    """None: closed. An end that is not after its beginning is on the next day."""
    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def length(self) -> timedelta:
        return self.last - self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    zone: ZoneInfo
    rules: tuple[Rule, ...]
    specials: tuple[Rule, ...] = ()
    place: Place | None = None
    """Whose public holidays count."""
    first_reply: timedelta | None = None
    """Of opening time, until a person answers."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """From and until when, UTC; at `end` it is closed."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    open_now: bool
    closes_at: datetime | None
    """None while it is closed, and where it is open around the clock."""
    opens_at: datetime | None
    """None while it is open, and where it does not open within a year."""


def rules_on(hours: Hours, day: date) -> tuple[Rule, ...]:
    """Special days before public holidays before seasons before the usual week."""
    special = narrowest(
        [r for r in hours.specials if r.covers(day) and day.weekday() in r.weekdays]
    )
    if special:
        return special
    feast = [rule for rule in hours.rules if rule.covers(day) and rule.on_holidays]
    if feast and holiday(day, hours.place) is not None:
        return narrowest(feast)
    return usual_rules(hours, day)


def narrowest(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Those that hold for the shortest time: one day inside a season has its own hours."""
    shortest = min((rule.length for rule in rules), default=None)
    return tuple(rule for rule in rules if rule.length == shortest)


def usual_rules(hours: Hours, day: date) -> tuple[Rule, ...]:
    """Those of this weekday at this time of the year, were there no holidays or special days."""
    valid = (rule for rule in hours.rules if rule.covers(day))
    return narrowest([rule for rule in valid if day.weekday() in rule.weekdays])


def is_special(hours: Hours, day: date) -> bool:
    return spans(rules_on(hours, day)) != spans(usual_rules(hours, day))


def spans(rules: Sequence[Rule]) -> list[tuple[time, time]]:
    return sorted({rule.span for rule in rules if rule.span})


def openings_on(hours: Hours, day: date) -> list[Opening]:
    """Those that begin on this day, in order."""
    found = []
    for opens, closes in spans(rules_on(hours, day)):
        until = day if closes > opens else day + DAY
        # Of an hour that the clock shows twice, both are within; one that it skips is skipped.
        start = at(day, opens, hours.zone, fold=0)
        end = max(at(until, closes, hours.zone, fold=0), at(until, closes, hours.zone, fold=1))
        if start < end:
            found.append(Opening(start, end))
    return found


def at(day: date, clock: time, zone: ZoneInfo, *, fold: int) -> datetime:
    return datetime.combine(day, clock, zone).replace(fold=fold).astimezone(UTC)


def openings(hours: Hours, now: datetime) -> Iterator[Opening]:
    """Those that have not ended by now, in order, none touching the next."""
    today = now.astimezone(hours.zone).date()
    days = (today + DAY * nth for nth in range(-2, HORIZON))
    last: Opening | None = None
    for each in (opening for day in days for opening in openings_on(hours, day)):
        if last is not None and each.start <= last.end:
            last = Opening(last.start, max(last.end, each.end))
            continue
        if last is not None and last.end > now:
            yield last
        last = each
    if last is not None and last.end > now:
        yield last


def status(hours: Hours, now: datetime) -> Status:
    first = next(openings(hours, now), None)
    if first is None or first.start > now:
        return Status(open_now=False, closes_at=None, opens_at=first.start if first else None)
    endless = first.end - now > ALWAYS
    return Status(open_now=True, closes_at=None if endless else first.end, opens_at=None)


def reply_by(hours: Hours, now: datetime) -> datetime | None:
    """When the promised minutes of opening time have passed; None without a promise."""
    left = hours.first_reply
    if left is None:
        return None
    for opening in openings(hours, now):
        start = max(opening.start, now)
        if left <= opening.end - start:
            return start + left
        left -= opening.end - start
    return None


def coming_days(hours: Hours, now: datetime, count: int) -> Iterator[date]:
    """From today, by the shop's own clock."""
    today = now.astimezone(hours.zone).date()
    return (today + DAY * nth for nth in range(count))
