"""How a store ships, as the owner sets it: schema.org/ShippingService or OfferShippingDetails.

https://schema.org/ShippingService, https://schema.org/OfferShippingDetails and, for what search
engines read of them, https://developers.google.com/search/docs/appearance/structured-data/shipping-policy
"""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    model_validator,
)

from connector import identifiers
from connector.answers.owner_document import TAG, Weekdays
from connector.answers.policy import MonetaryAmount, SchemaOrg
from connector.answers.policy_values import (
    Countries,
    Days,
    Zone,
    check_link,
    check_number,
    listed,
    type_of,
)

MOST_WORKING_DAYS = 250
CUTOFF = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"


def a(name: str) -> AfterValidator:
    return type_of(name)


def days_of_period(value: JsonValue) -> JsonValue:
    """A list of weekdays, or opening hours of which only the weekdays matter."""
    return listed(value.get("dayOfWeek", []) if isinstance(value, dict) else value)


def check_cutoff(text: str) -> str:
    if not re.fullmatch(CUTOFF, text):
        raise ValueError("must be a time such as 14:00 or 14:00+03:30")
    return text


def check_postcode(text: str) -> str:
    if not identifiers.postcode(text):
        raise ValueError("must be a postcode or the beginning of one")
    return text


def of_kind(one: str, other: str, *telltale: str) -> Discriminator:
    def choose(value: object) -> str:
        return TAG + (other if isinstance(value, dict) and value.keys() & set(telltale) else one)

    return Discriminator(choose)


BusinessDays = Annotated[Weekdays, BeforeValidator(days_of_period)]
Cutoff = Annotated[str, AfterValidator(check_cutoff)]
Amount = Annotated[JsonValue, AfterValidator(check_number)]
Postcode = Annotated[str, AfterValidator(check_postcode)]
Postcodes = Annotated[tuple[Postcode, ...], BeforeValidator(listed)]


class Quantity(SchemaOrg):
    """A number of working days."""

    kind: Annotated[JsonValue, a("QuantitativeValue")] = Field(default=None, alias="@type")
    value: Days | None = None
    min_value: Days | None = None
    max_value: Days | None = None
    unit_code: Annotated[str, Field(pattern="^(DAY|d|D)$")] = "DAY"
    unit_text: JsonValue = None

    @model_validator(mode="after")
    def is_bounded(self) -> Self:
        if self.value is None and self.max_value is None:
            raise ValueError("needs value or maxValue")
        if self.most > MOST_WORKING_DAYS:
            raise ValueError(f"must be {MOST_WORKING_DAYS} working days at most")
        if self.least > self.most:
            raise ValueError("minValue is over maxValue")
        return self

    @property
    def least(self) -> int:
        return self.value if self.value is not None else self.min_value or 0

    @property
    def most(self) -> int:
        return self.value if self.value is not None else self.max_value or 0


class ServicePeriod(SchemaOrg):
    kind: Annotated[JsonValue, a("ServicePeriod")] = Field(default=None, alias="@type")
    duration: Quantity | None = None
    cutoff_time: Cutoff | None = None
    business_days: BusinessDays | None = None


PERIOD = of_kind("Quantity", "Period", "duration", "cutoffTime", "businessDays")
Period = Annotated[
    Annotated[Quantity, Tag(f"{TAG}Quantity")] | Annotated[ServicePeriod, Tag(f"{TAG}Period")],
    PERIOD,
]


class PostalRange(SchemaOrg):
    kind: Annotated[JsonValue, a("PostalCodeRangeSpecification")] = Field(
        default=None, alias="@type"
    )
    postal_code_begin: Postcode
    postal_code_end: Postcode

    @model_validator(mode="after")
    def is_ordered(self) -> Self:
        begin, end = self.spelt
        if len(begin) != len(end) or begin > end:
            raise ValueError("postalCodeEnd must be as long as postalCodeBegin and not before it")
        return self

    @property
    def spelt(self) -> tuple[str, str]:
        begin, end = self.postal_code_begin, self.postal_code_end
        return identifiers.postcode(begin), identifiers.postcode(end)


class DefinedRegion(SchemaOrg):
    """A country or several; some postcodes of it, where any are named."""

    kind: Annotated[JsonValue, a("DefinedRegion")] = Field(default=None, alias="@type")
    address_country: Countries
    postal_code: Postcodes = ()
    postal_code_prefix: Postcodes = ()
    postal_code_range: Annotated[tuple[PostalRange, ...], BeforeValidator(listed)] = ()


class OrderValue(SchemaOrg):
    kind: Annotated[JsonValue, a("MonetaryAmount")] = Field(default=None, alias="@type")
    min_value: Amount = None
    max_value: Amount = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class RateSettings(SchemaOrg):
    kind: Annotated[JsonValue, a("ShippingRateSettings")] = Field(default=None, alias="@type")
    shipping_rate: MonetaryAmount
    free_shipping_threshold: MonetaryAmount | None = None

    @model_validator(mode="after")
    def is_of_one_currency(self) -> Self:
        threshold = self.free_shipping_threshold
        if threshold and threshold.currency != self.shipping_rate.currency:
            raise ValueError("freeShippingThreshold has another currency than shippingRate")
        return self


Rate = Annotated[
    Annotated[MonetaryAmount, Tag(f"{TAG}Amount")] | Annotated[RateSettings, Tag(f"{TAG}Settings")],
    of_kind("Amount", "Settings", "shippingRate", "freeShippingThreshold"),
]
Regions = Annotated[tuple[DefinedRegion, ...], BeforeValidator(listed)]


class Terms(SchemaOrg):
    """What a condition of a service and a whole offer both can say."""

    shipping_destination: Regions = ()
    shipping_origin: DefinedRegion | None = None
    shipping_rate: Rate | None = None
    order_value: OrderValue | None = None
    does_not_ship: bool = False

    @model_validator(mode="after")
    def is_of_one_currency(self) -> Self:
        rate = self.shipping_rate
        if rate is None or self.order_value is None:
            return self
        amount = rate if isinstance(rate, MonetaryAmount) else rate.shipping_rate
        if amount.currency != self.order_value.currency:
            raise ValueError("orderValue has another currency than shippingRate")
        return self


class ShippingConditions(Terms):
    kind: Annotated[JsonValue, a("ShippingConditions")] = Field(default=None, alias="@type")
    transit_time: Period | None = None


class Provided(SchemaOrg):
    """`provider` is the carrier, `scheduleTimezone` the clock by which a day ends."""

    name: str = ""
    provider: JsonValue = None
    schedule_timezone: Zone | None = None
    url: Annotated[str, AfterValidator(check_link)] | None = None

    @property
    def carrier(self) -> str:
        given = self.provider
        named = given.get("name") if isinstance(given, dict) else given
        return named if isinstance(named, str) else ""

    def check_cutoff_has_a_clock(self, cutoff: str | None) -> None:
        if cutoff and self.schedule_timezone is None and time.fromisoformat(cutoff).tzinfo is None:
            raise ValueError("cutoffTime needs its offset, as in 14:00+03:00, or scheduleTimezone")


class ShippingService(Provided):
    kind: Annotated[JsonValue, a("ShippingService")] = Field(default=None, alias="@type")
    handling_time: Period | None = None
    fulfillment_type: JsonValue = None
    shipping_conditions: Annotated[
        tuple[ShippingConditions, ...], BeforeValidator(listed), Field(min_length=1)
    ]

    @model_validator(mode="after")
    def has_what_it_needs(self) -> Self:
        if isinstance(self.handling_time, ServicePeriod):
            self.check_cutoff_has_a_clock(self.handling_time.cutoff_time)
        if self.handling_time and any(c.shipping_origin is None for c in self.shipping_conditions):
            raise ValueError(
                "handlingTime is counted in working days of shippingOrigin, which is missing in a "
                "condition"
            )
        return self


class ShippingDeliveryTime(SchemaOrg):
    kind: Annotated[JsonValue, a("ShippingDeliveryTime")] = Field(default=None, alias="@type")
    handling_time: Period | None = None
    transit_time: Period | None = None
    cutoff_time: Cutoff | None = None
    business_days: BusinessDays | None = None


class OfferShippingDetails(Provided, Terms):
    kind: Annotated[JsonValue, a("OfferShippingDetails")] = Field(default=None, alias="@type")
    delivery_time: ShippingDeliveryTime | None = None

    @model_validator(mode="after")
    def has_what_it_needs(self) -> Self:
        times = self.delivery_time
        if times is None:
            return self
        self.check_cutoff_has_a_clock(times.cutoff_time)
        if isinstance(times.handling_time, ServicePeriod):
            self.check_cutoff_has_a_clock(times.handling_time.cutoff_time)
        if times.handling_time and self.shipping_origin is None:
            raise ValueError(
                "handlingTime is counted in working days of shippingOrigin, which is missing"
            )
        return self
