"""Which days are worked on, by country: weekends and public holidays as the `holidays` library
knows them, weekends by the CLDR where it does not know the country. The library is imported by the
first estimate that asks it: 3 MB that a store without promises about delivery does without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    country: str
    """ISO 3166-1 alpha-2, upper case."""
    region: str = ""
    """The part behind the hyphen of ISO 3166-2, `BE` for Berlin; empty for the whole country."""


@lru_cache(maxsize=256)
def year_of(place: Place, year: int) -> HolidayBase | None:
    """None for countries and regions the library does not know."""
    import holidays

    try:
        # Left to itself the library names them in the language of the process's environment.
        own = holidays.country_holidays(place.country, expand=False).default_language
        return holidays.country_holidays(
            place.country,
            subdiv=place.region or None,
            years=[year],
            expand=False,
            language=own,
        )
    except NotImplementedError:
        return None


def is_known(place: Place) -> bool:
    return year_of(place, 2026) is not None


def holiday(day: date, place: Place | None) -> str | None:
    """The name of that day's public holiday, in the language of the country."""
    known = year_of(place, day.year) if place else None
    return known.get(day) if known is not None else None


def is_working(day: date, place: Place, weekdays: frozenset[int] | None = None) -> bool:
    """`weekdays`, 0 for Monday, stand in for the country's own."""
    known = year_of(place, day.year)
    if weekdays is not None:
        return day.weekday() in weekdays and holiday(day, place) is None
    if known is None:
        return day.weekday() not in weekend(place.country)
    return bool(known.is_working_day(day))  # also China's weekends that are worked on


@lru_cache(maxsize=256)
def weekend(country: str) -> frozenset[int]:
    try:
        week = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        week = Locale.parse("en_001")
    length = (week.weekend_end - week.weekend_start) % 7 + 1
    return frozenset((week.weekend_start + nth) % 7 for nth in range(length))


def working_from(day: date, place: Place, weekdays: frozenset[int] | None = None) -> date:
    """The first working day that is not before `day`."""
    while not is_working(day, place, weekdays):
        day += DAY
    return day


def plus_working(
    day: date, count: int, place: Place, weekdays: frozenset[int] | None = None
) -> date:
    """`count` working days later; with 0 the same day if it is one, else the next."""
    day = working_from(day, place, weekdays) if count == 0 else day
    for _ in range(count):
        day = working_from(day + DAY, place, weekdays)
    return day
