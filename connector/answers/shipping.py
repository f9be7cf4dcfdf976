"""How long does shipping take and what does it cost: what the store has told, laid over the
calendar. What it has not told is not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from pydantic import Field

from connector.answers.answer import (
    Amount,
    Answer,
    NextAction,
    Part,
    as_amount,
    stale_seconds,
)
from connector.answers.hours_words import promised
from connector.answers.lanes import Lane, Span, arrival, closest
from connector.answers.opening import Hours
from connector.answers.shipping_words import (
    NO_COUNTRY,
    NO_DETAILS,
    NO_POSTCODE,
    Option,
    not_there,
    page_sentence,
    shipping_message,
)
from connector.answers.text import link
from connector.answers.words import Words
from connector.answers.working_days import Place, is_known
from connector.records import Money


class WorkingDays(Part):
    least: int = Field(description="Working days, at least.")
    most: int = Field(description="Working days, at most.")


class PriceFrom(Part):
    price: Amount = Field(description="What shipping costs; 0 if it is free.")
    order_from: Amount | None = Field(
        description="What the goods have to be worth at least; null for any order."
    )


class ShippingOption(Part):
    service: str | None = Field(description="As the store calls it; null if it has no name.")
    carrier: str | None = Field(description="Null if the store does not say.", examples=["DHL"])
    prices: list[PriceFrom] = Field(
        description="By the worth of the goods; the one that holds if `total` was sent. Empty if "
        "the store does not say."
    )
    handling_days: WorkingDays | None = Field(
        description="Until it is sent, working days where the store is; null if not told."
    )
    transit_days: WorkingDays | None = Field(
        description="On its way, working days where it goes; null if not told."
    )
    cutoff: str | None = Field(
        description="Orders from this hour on count for the next day; null if not told.",
        examples=["14:00"],
    )
    cutoff_zone: str | None = Field(
        description="By which clock: IANA name or UTC offset; null without a cut-off hour.",
        examples=["Europe/Berlin", "UTC+03:30"],
    )
    earliest: date | None = Field(
        description="First day on which an order of now should arrive; null if it cannot be told."
    )
    latest: date | None = Field(description="Last such day; null with `earliest`.")


class ShippingFacts(Part):
    country: str | None = Field(
        description="ISO 3166-1 alpha-2 code of where it goes; null for everywhere.",
        examples=["DE"],
    )
    ships: bool = Field(description="False if the store says that it does not ship there.")
    options: list[ShippingOption] = Field(description="In the store's own order.")
    holidays_of: list[str] = Field(
        description="Countries whose public holidays were reckoned with in the dates."
    )


def shipping(
    lanes: Sequence[Lane] | None,
    *,
    country: str | None = None,
    postcode: str = "",
    total: Decimal | None = None,
    hours: Hours | None = None,
    page: str | None = None,
    words: Words,
    now: datetime,
    seen_at: datetime | None = None,
) -> Answer[ShippingFacts]:
    """`country` is ISO 3166-1 alpha-2, `total` what the goods are worth in the store's currency,
    `page` the address of the store's own words on shipping. `lanes` None: it has set nothing."""
    around = Around(words, now, hours, page)
    if lanes is None:
        return around.nothing(words.say(NO_DETAILS), NextAction.CONTACT_STORE)
    where = country or only_country(lanes)
    if where is None and any(lane.regions for lane in lanes):
        return around.nothing(words.say(NO_COUNTRY), NextAction.CHECK_DETAILS)
    found = closest(lanes, where or "", postcode)
    if not found and not postcode and any(lane.leads_to(where or "") for lane in lanes):
        return around.nothing(words.say(NO_POSTCODE), NextAction.CHECK_DETAILS)
    options = options_of(found, where, total, now, hours.zone if hours else UTC)
    if not found or not (options or not any(lane.ships for lane in found)):
        return around.nothing(not_there(where, words), NextAction.CONTACT_STORE)
    return around.answer(options, where, found, seen_at)


@dataclass(frozen=True, slots=True)
class Around:
    """What every answer to this question needs to say."""

    words: Words
    now: datetime
    hours: Hours | None
    page: str | None

    def nothing(self, said: str, action: NextAction) -> Answer[ShippingFacts]:
        wanted = action is NextAction.CONTACT_STORE
        url = link(self.page)
        return Answer[ShippingFacts](
            outcome="no_match",
            message=self.closed([said], url, person_wanted=wanted),
            locale=self.words.tag,
            facts=None,
            as_of=None,
            stale_seconds=None,
            next_actions=[action],
            citations=[str(url)] if url else [],
        )

    def answer(
        self,
        options: Sequence[Option],
        country: str | None,
        found: Sequence[Lane],
        seen_at: datetime | None,
    ) -> Answer[ShippingFacts]:
        url = link(next((lane.url for lane in found if lane.url), "")) or link(self.page)
        ships = bool(options)
        said = shipping_message(options, country, self.words, self.now)
        return Answer[ShippingFacts](
            outcome="ok",
            message=self.closed(said, url, person_wanted=not ships),
            locale=self.words.tag,
            facts=ShippingFacts(
                country=country,
                ships=ships,
                options=[option_facts(option) for option in options],
                holidays_of=holidays_of(options, country),
            ),
            as_of=seen_at,
            stale_seconds=stale_seconds(seen_at, self.now),
            next_actions=[NextAction.BUY] if ships else [NextAction.CONTACT_STORE],
            citations=[str(url)] if url else [],
        )

    def closed(self, said: Sequence[str], url: str | None, *, person_wanted: bool) -> str:
        """With the page, and outside hours with the promise that ends every answer."""
        promise = promised(self.hours, self.now, self.words, person_wanted=person_wanted)
        return "\n".join([*said, *page_sentence(url, self.words), *promise])


def only_country(lanes: Sequence[Lane]) -> str | None:
    """Where the store ships to a single country there is nothing to ask."""
    if any(not lane.regions for lane in lanes):
        return None
    countries = {country for lane in lanes for country in lane.countries}
    return countries.pop() if len(countries) == 1 else None


def options_of(
    lanes: Sequence[Lane], country: str | None, total: Decimal | None, now: datetime, zone: tzinfo
) -> list[Option]:
    """One a service; its lanes differ by the worth of the goods."""
    by_service: dict[tuple[str, str], list[Lane]] = {}
    for lane in lanes:
        if lane.ships and (total is None or lane.takes(total)):
            by_service.setdefault(lane.named, []).append(lane)
    found = []
    for same in by_service.values():
        same.sort(key=lambda lane: lane.order_from or Decimal(0))
        expected = arrival(same[0], country, now, zone)
        found.append(Option(lane=same[0], prices=prices_of(same, total), expected=expected))
    return found


def prices_of(
    lanes: Sequence[Lane], total: Decimal | None
) -> tuple[tuple[Money, Money | None], ...]:
    """Each with the least that the goods have to be worth, the cheapest goods first."""
    found: list[tuple[Money, Money | None]] = []
    for lane in lanes:
        if lane.price is None:
            continue
        free = Money(amount=Decimal(0), currency=lane.price.currency)
        least = Money(amount=lane.order_from, currency=lane.currency) if lane.order_from else None
        threshold = lane.free_from
        if total is not None:
            reached = threshold is not None and threshold.amount <= total
            return ((free if reached else lane.price, None),)
        found.append((lane.price, least))
        if threshold is not None:
            found.append((free, threshold))
    return tuple(found)


def holidays_of(options: Sequence[Option], country: str | None) -> list[str]:
    dated = [option.lane.origin for option in options if option.expected]
    places = [place for place in dated if place]
    if dated and country:
        places.append(Place(country=country))
    return sorted({place.country for place in places if is_known(place)})


def option_facts(option: Option) -> ShippingOption:
    lane, expected = option.lane, option.expected
    return ShippingOption(
        service=lane.service or None,
        carrier=lane.carrier or None,
        prices=[
            PriceFrom(price=as_amount(price), order_from=as_amount(least) if least else None)
            for price, least in option.prices
        ],
        handling_days=days_facts(lane.handling),
        transit_days=days_facts(lane.transit),
        cutoff=lane.cutoff.isoformat("minutes") if lane.cutoff else None,
        cutoff_zone=str(lane.zone) if lane.cutoff and lane.zone else None,
        earliest=expected.first if expected else None,
        latest=expected.last if expected else None,
    )


def days_facts(span: Span | None) -> WorkingDays | None:
    return WorkingDays(least=span.least, most=span.most) if span else None
