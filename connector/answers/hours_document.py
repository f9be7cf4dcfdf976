"""Opening hours as the owner sets them, in the words of schema.org where there are words.

https://schema.org/OpeningHoursSpecification and, for a day that is open around the clock or closed,
https://developers.google.com/search/docs/appearance/structured-data/local-business#business-hours
"""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import lru_cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, model_validator

from connector.answers.opening import Hours, Rule
from connector.answers.owner_document import (
    DAYS,
    DOCUMENTS,
    PUBLIC_HOLIDAYS,
    Clock,
    check_days,
    clock_of,
    read_document,
    validated,
    weekdays,
)
from connector.answers.policy import SchemaOrg
from connector.answers.policy_values import (
    Day,
    Zone,
    check_link,
    country_code,
    day_of,
    listed,
    term,
    type_of,
)
from connector.answers.working_days import Place, is_known

OPENING_HOURS = "OpeningHours"
"""The id of the record that holds them."""
MIDNIGHT, LAST_MINUTE = time(0), time(23, 59)
MOST_MINUTES = 14 * 24 * 60


def check_open_days(names: tuple[str, ...]) -> tuple[str, ...]:
    """Weekdays, and `PublicHolidays`, which schema.org counts among them."""
    plain = tuple(term(name) for name in names)
    named = tuple(name for name in plain if name != PUBLIC_HOLIDAYS)
    return plain if plain and not named else (*check_days(named), *set(plain) - set(named))


def check_opening(text: str) -> str:
    if text.startswith("24"):
        raise ValueError("a day begins at 00:00")
    return text


OpenDays = Annotated[tuple[str, ...], BeforeValidator(listed), AfterValidator(check_open_days)]


class OpeningHoursSpecification(SchemaOrg):
    """Without `opens` and `closes`, or with both at 00:00, it is closed then."""

    kind: Annotated[JsonValue, type_of("OpeningHoursSpecification")] = Field(
        default=None, alias="@type"
    )
    day_of_week: OpenDays = DAYS
    opens: Annotated[Clock, AfterValidator(check_opening)] | None = None
    closes: Clock | None = None
    valid_from: Day | None = None
    valid_through: Day | None = None

    @model_validator(mode="after")
    def is_a_span(self) -> Self:
        if (self.opens is None) != (self.closes is None):
            raise ValueError("needs both opens and closes, or neither where it is closed")
        if self.never_ends:
            raise ValueError(
                "opens and closes are the same; open around the clock is 00:00 to 24:00"
            )
        if self.valid_from and self.valid_through and self.valid_through < self.valid_from:
            raise ValueError("validThrough is before validFrom")
        return self

    @property
    def never_ends(self) -> bool:
        """The same time twice; at midnight it is Google's sign for closed all day."""
        if self.opens is None or self.closes is None or clock_of(self.opens) == MIDNIGHT:
            return False
        return clock_of(self.opens) == clock_of(self.closes)

    @property
    def span(self) -> tuple[time, time] | None:
        if self.opens is None or self.closes is None:
            return None
        opens, closes = clock_of(self.opens), clock_of(self.closes)
        if opens == closes and not self.closes.startswith("24"):
            return None
        return opens, MIDNIGHT if closes == LAST_MINUTE else closes

    def rule(self) -> Rule:
        return Rule(
            weekdays=weekdays(self.day_of_week),
            on_holidays=PUBLIC_HOLIDAYS in self.day_of_week,
            span=self.span,
            first=day_of(self.valid_from) if self.valid_from else date.min,
            last=day_of(self.valid_through) if self.valid_through else date.max,
        )


class SpecialDays(OpeningHoursSpecification):
    """For these days it replaces everything else."""

    @model_validator(mode="after")
    def is_dated(self) -> Self:
        if self.valid_from is None or self.valid_through is None:
            raise ValueError("needs validFrom and validThrough; for a single day they are the same")
        if PUBLIC_HOLIDAYS in self.day_of_week:
            raise ValueError("PublicHolidays belongs into openingHoursSpecification")
        return self


class PostalAddress(SchemaOrg):
    kind: Annotated[JsonValue, type_of("PostalAddress")] = Field(default=None, alias="@type")
    address_country: Annotated[JsonValue, AfterValidator(country_code)]
    address_region: str = ""
    address_locality: JsonValue = None
    street_address: JsonValue = None
    postal_code: JsonValue = None

    @property
    def place(self) -> Place:
        return Place(country=str(self.address_country), region=self.address_region.upper())

    @model_validator(mode="after")
    def has_a_known_region(self) -> Self:
        whole = Place(country=str(self.address_country))
        if self.address_region and is_known(whole) and not is_known(self.place):
            raise ValueError(
                "addressRegion must be the part of an ISO 3166-2 code behind the hyphen, "
                "such as BE for Berlin (DE-BE)"
            )
        return self


class OpeningHours(SchemaOrg):
    """A place or a contact point; of `firstReplyMinutes` schema.org knows nothing."""

    kind: JsonValue = Field(default=None, alias="@type")
    schedule_timezone: Zone
    opening_hours_specification: Annotated[
        tuple[OpeningHoursSpecification, ...], BeforeValidator(listed), Field(min_length=1)
    ]
    special_opening_hours_specification: Annotated[
        tuple[SpecialDays, ...], BeforeValidator(listed)
    ] = ()
    address: PostalAddress | None = None
    first_reply_minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES, strict=True)] | None = None
    url: Annotated[str, AfterValidator(check_link)] | None = None

    @model_validator(mode="after")
    def knows_its_holidays(self) -> Self:
        named = any(PUBLIC_HOLIDAYS in o.day_of_week for o in self.opening_hours_specification)
        if named and self.address is None:
            raise ValueError("PublicHolidays needs address.addressCountry")
        if named and self.address and not is_known(self.address.place):
            raise ValueError("the public holidays of this country are not known here")
        return self

    def hours(self) -> Hours:
        minutes = self.first_reply_minutes
        return Hours(
            zone=ZoneInfo(self.schedule_timezone),
            rules=tuple(each.rule() for each in self.opening_hours_specification),
            specials=tuple(each.rule() for each in self.special_opening_hours_specification),
            place=self.address.place if self.address else None,
            first_reply=None if minutes is None else timedelta(minutes=minutes),
            url=self.url or "",
        )


@lru_cache(maxsize=64)
@lru_cache(DOCUMENTS)
def parse_hours(text: str) -> Hours:
    """Raises BadRequest with the JSON path of what is wrong."""
    return validated(OpeningHours, read_document(text)).hours()
