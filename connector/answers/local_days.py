"""Which day it is where the buyer is. We know the country of delivery and not the town, so every
doubt is the buyer's: what happened, happened on the latest day it was anywhere in the country, and
a day is over when it is over everywhere in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

ANYWHERE: tuple[tzinfo, ...] = (timezone(timedelta(hours=-12)), timezone(timedelta(hours=14)))
"""The first and the last clocks on earth, where the country is not known."""


@dataclass(frozen=True, slots=True)
class Clocks:
    country: str | None = None
    """ISO 3166-1 alpha-2, upper case."""
    zone: str | None = None
    """The store's own clock, which can only make a day longer."""

    def day_of(self, moment: datetime) -> date:
        return max(local_day(moment, zone) for zone in zones_of(self.country, self.zone))

    def end_of(self, day: date) -> datetime:
        """The first moment, UTC, at which the day is over."""
        midnight = datetime.combine(day + timedelta(days=1), time())
        zones = zones_of(self.country, self.zone)
        return max(midnight.replace(tzinfo=zone).astimezone(UTC) for zone in zones)


def local_day(moment: datetime, zone: tzinfo) -> date:
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # the year 1, which some clients send for no date at all
        return moment.date()


@cache
def zones_of(country: str | None, own: str | None) -> tuple[tzinfo, ...]:
    """By the CLDR. Everywhere on earth where nothing is known."""
    by_zone = get_global("zone_territories")
    names = [zone for zone, territory in by_zone.items() if territory == country]
    known = [zone for zone in map(zone_named, names) if zone]
    if not known or len(known) < len(names):
        known = [*known, *ANYWHERE]
    shop = zone_named(own) if own else None
    return (*known, shop) if shop else tuple(known)


def zone_named(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
