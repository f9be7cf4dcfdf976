"""One way to somewhere at one price, which of them hold for an address, and when things arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from connector import identifiers
from connector.answers.working_days import Place, plus_working, working_from
from connector.records import Money

EVERYWHERE, COUNTRY, PREFIX, RANGE, WHOLE = 0, 1, 2, 1000, 1001
"""How closely a region names an address; a prefix also counts its letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A country or several; some postcodes of it, where any are named. Postcodes as
    `identifiers.postcode` spells them."""

    countries: frozenset[str]
    postcodes: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    ranges: tuple[tuple[str, str], ...] = ()
    """Begin and end, equally long; a longer postcode is compared by its beginning."""

    @property
    def is_partial(self) -> bool:
        return bool(self.postcodes or self.prefixes or self.ranges)

    def closeness(self, country: str, postcode: str) -> int | None:
        """None where the address is not in it."""
        if country not in self.countries:
            return None
        if not self.is_partial:
            return COUNTRY
        code = identifiers.postcode(postcode)
        if code in self.postcodes:
            return WHOLE
        if any(len(code) >= len(a) and a <= code[: len(a)] <= z for a, z in self.ranges):
            return RANGE
        fits = [len(prefix) for prefix in self.prefixes if code.startswith(prefix)]
        return PREFIX + max(fits) if fits else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Working days, both inclusive; `weekdays` (0 is Monday) stand in for the country's own."""

    least: int
    most: int
    weekdays: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    service: str
    carrier: str
    url: str
    regions: tuple[Region, ...]
    """Empty: everywhere."""
    ships: bool
    price: Money | None
    free_from: Money | None
    order_from: Decimal | None
    """The least the goods have to be worth, in the currency of the price."""
    order_to: Decimal | None
    currency: str
    """Of `order_from` and `order_to`; empty without them."""
    handling: Span | None
    transit: Span | None
    cutoff: time | None
    zone: tzinfo | None
    """By whose clock a day ends; None where nobody says."""
    origin: Place | None

    @property
    def says_something(self) -> bool:
        return not self.ships or self.price is not None or self.transit is not None

    @property
    def named(self) -> tuple[str, str]:
        return self.service, self.carrier

    @property
    def countries(self) -> frozenset[str]:
        return frozenset(country for region in self.regions for country in region.countries)

    def leads_to(self, country: str) -> bool:
        """To some postcode of it at least."""
        return not self.regions or country in self.countries

    def closeness(self, country: str, postcode: str) -> int | None:
        """None where it does not lead there; the closest region counts."""
        if not self.regions:
            return EVERYWHERE
        fits = (region.closeness(country, postcode) for region in self.regions)
        return max((fit for fit in fits if fit is not None), default=None)

    def takes(self, total: Decimal) -> bool:
        least, most = self.order_from, self.order_to
        return (least is None or least <= total) and (most is None or total <= most)


def closest(lanes: Sequence[Lane], country: str, postcode: str) -> list[Lane]:
    """Of each service those that name the address most closely, in the owner's order."""
    fits = [(lane, lane.closeness(country, postcode)) for lane in lanes]
    best: dict[tuple[str, str], int] = {}
    for lane, fit in fits:
        if fit is not None:
            best[lane.named] = max(fit, best.get(lane.named, EVERYWHERE))
    return [lane for lane, fit in fits if fit is not None and fit == best[lane.named]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """The first and the last day on which an order of now should arrive, both inclusive."""

    ordered: date
    """The working day of the store that the order counts for."""
    first: date
    last: date


def arrival(lane: Lane, country: str | None, now: datetime, zone: tzinfo) -> Arrival | None:
    """None where handling, transit, origin or destination is not known: nothing is guessed. `zone`
    stands in for the lane's own."""
    if lane.handling is None or lane.transit is None or lane.origin is None or country is None:
        return None
    origin, there = lane.origin, Place(country=country)
    handling, transit = lane.handling, lane.transit
    ordered = working_from(day_counted(lane, now, zone), origin, handling.weekdays)
    soon = plus_working(ordered, handling.least, origin, handling.weekdays)
    late = plus_working(ordered, handling.most, origin, handling.weekdays)
    return Arrival(
        ordered,
        plus_working(soon, transit.least, there, transit.weekdays),
        plus_working(late, transit.most, there, transit.weekdays),
    )


def day_counted(lane: Lane, now: datetime, zone: tzinfo) -> date:
    """Today, or tomorrow once the cut-off hour is over."""
    local = now.astimezone(lane.zone or zone)
    late = lane.cutoff is not None and local.time() >= lane.cutoff
    return local.date() + timedelta(days=late)
