"""The last day of a return period. National holidays only: where in a country the buyer lives is
nobody's business here."""

from __future__ import annotations

from datetime import date, timedelta

from connector.answers.working_days import Place, plus_working, working_from

WEEK = frozenset(range(7))


def last_day(
    start: date,
    days: int,
    *,
    country: str | None,
    business: bool = False,
    roll: bool = False,
    free: frozenset[int] = frozenset(),
) -> date:
    """`start` itself is not counted. `roll` moves an end on a day off to the next working day;
    `free` are the weekdays off, 0 for Monday, where they are not to be the country's own."""
    there = Place(country=country or "")
    weekdays = WEEK - free if free else None
    if business:
        return plus_working(start, days, there, weekdays) if days else start
    end = start + timedelta(days=days)
    return working_from(end, there, weekdays) if roll else end
