"""Lanes out of the JSON that owners have: one service or offer, a list, or inside their
organization."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from connector import identifiers
from connector.answers.lanes import Lane, Region, Span
from connector.answers.owner_document import DOCUMENTS, read_document, refused, validated, weekdays
from connector.answers.policy import MonetaryAmount
from connector.answers.policy_values import country_code, listed, types_of
from connector.answers.shipping_document import (
    DefinedRegion,
    OfferShippingDetails,
    Period,
    RateSettings,
    ServicePeriod,
    ShippingService,
    Terms,
)
from connector.answers.text import clean
from connector.answers.working_days import Place
from connector.records import Money

SHIPPING_DETAILS = "ShippingDetails"
"""The id of the record that holds them."""
IN_ORGANIZATION = "hasShippingService"


@lru_cache(maxsize=64)
@lru_cache(DOCUMENTS)
def parse_shipping(text: str) -> tuple[Lane, ...]:
    """A service or an offer, a list or JSON-LD `@graph` of them, or an organization that has some.

    Raises BadRequest with the JSON path of what is wrong."""
    found = [lane for node, at in nodes_in(read_document(text), "$") for lane in lanes(node, at)]
    if not found:
        raise refused("$", "holds no ShippingService and no OfferShippingDetails")
    if not any(lane.says_something for lane in found):
        raise refused("$", "says neither what shipping costs nor how long it takes")
    return tuple(found)


def nodes_in(node: JsonValue, at: str) -> Iterator[tuple[JsonValue, str]]:
    if isinstance(node, list):
        for place, each in enumerate(node):
            yield from nodes_in(each, f"{at}[{place}]")
        return
    for name in ("@graph", IN_ORGANIZATION, "shippingDetails"):
        if isinstance(node, dict) and name in node:
            yield from nodes_in(node[name], f"{at}.{name}")
            return
    yield node, at


def lanes(node: JsonValue, at: str) -> Iterator[Lane]:
    if isinstance(node, dict) and is_service(node):
        return lanes_of_service(validated(ShippingService, node, at))
    return lanes_of_offer(validated(OfferShippingDetails, node, at))


def is_service(node: dict[str, JsonValue]) -> bool:
    return "ShippingService" in types_of(node) or "shippingConditions" in node


def lanes_of_service(service: ShippingService) -> Iterator[Lane]:
    handling, cutoff = service.handling_time, cutoff_of(service.handling_time)
    for each in service.shipping_conditions:
        yield lane_of(service, each, handling, each.transit_time, cutoff)


def lanes_of_offer(offer: OfferShippingDetails) -> Iterator[Lane]:
    times = offer.delivery_time
    if times is None:
        yield lane_of(offer, offer, None, None, None)
        return
    cutoff = times.cutoff_time or cutoff_of(times.handling_time)
    days = weekdays(times.business_days) if times.business_days else None
    yield lane_of(offer, offer, times.handling_time, times.transit_time, cutoff, days)


def lane_of(
    by: ShippingService | OfferShippingDetails,
    terms: Terms,
    handling: Period | None,
    transit: Period | None,
    cutoff: str | None,
    days: frozenset[int] | None = None,
) -> Lane:
    hour = time.fromisoformat(cutoff) if cutoff else None
    value, origin = terms.order_value, terms.shipping_origin
    price, free_from = prices_of(terms.shipping_rate)
    return Lane(
        service=clean(by.name),
        carrier=clean(by.carrier),
        url=by.url or "",
        regions=tuple(map(region_of, terms.shipping_destination)),
        ships=not terms.does_not_ship,
        price=price,
        free_from=free_from,
        order_from=decimal_of(value.min_value) if value else None,
        order_to=decimal_of(value.max_value) if value else None,
        currency=value.currency if value else "",
        handling=span_of(handling, days),
        transit=span_of(transit, None),
        cutoff=hour.replace(tzinfo=None) if hour else None,
        zone=hour.tzinfo if hour and hour.tzinfo else named_zone(by.schedule_timezone),
        origin=Place(country=min(countries_of(origin))) if origin else None,
    )


def named_zone(name: str | None) -> ZoneInfo | None:
    return ZoneInfo(name) if name else None


def cutoff_of(period: Period | None) -> str | None:
    return period.cutoff_time if isinstance(period, ServicePeriod) else None


def span_of(period: Period | None, days: frozenset[int] | None) -> Span | None:
    if isinstance(period, ServicePeriod):
        counted = period.duration
        days = weekdays(period.business_days) if period.business_days else days
    else:
        counted = period
    return Span(least=counted.least, most=counted.most, weekdays=days) if counted else None


def prices_of(rate: MonetaryAmount | RateSettings | None) -> tuple[Money | None, Money | None]:
    """The price, and what the goods have to be worth for it to be nothing."""
    if isinstance(rate, RateSettings):
        return money_of(rate.shipping_rate), money_of(rate.free_shipping_threshold)
    return money_of(rate), None


def money_of(amount: MonetaryAmount | None) -> Money | None:
    if amount is None:
        return None
    return Money(amount=Decimal(str(amount.value)), currency=amount.currency)


def decimal_of(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def countries_of(region: DefinedRegion) -> frozenset[str]:
    return frozenset(map(country_code, listed(region.address_country)))


def region_of(region: DefinedRegion) -> Region:
    return Region(
        countries=countries_of(region),
        postcodes=frozenset(map(identifiers.postcode, region.postal_code)),
        prefixes=tuple(map(identifiers.postcode, region.postal_code_prefix)),
        ranges=tuple(each.spelt for each in region.postal_code_range),
    )
