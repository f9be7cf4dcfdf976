"""A store's return policy: schema.org/MerchantReturnPolicy, read strictly, kept as set but for
days as a number, country codes in upper case and no nulls."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Self

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    model_validator,
)
from pydantic.alias_generators import to_camel

from connector.answers.text import link

FINITE = "MerchantReturnFiniteReturnWindow"
NOT_PERMITTED = "MerchantReturnNotPermitted"
UNLIMITED = "MerchantReturnUnlimitedWindow"
UNSPECIFIED = "MerchantReturnUnspecified"
CATEGORIES = (FINITE, NOT_PERMITTED, UNLIMITED, UNSPECIFIED)
RETURN_FEES = (
    "FreeReturn",
    "OriginalShippingFees",
    "RestockingFees",
    "ReturnFeesCustomerResponsibility",
    "ReturnShippingFees",
)
REFUND_TYPES = ("ExchangeRefund", "FullRefund", "StoreCreditRefund")
RETURN_METHODS = ("KeepProduct", "ReturnAtKiosk", "ReturnByMail", "ReturnInStore")
LABEL_SOURCES = (
    "ReturnLabelCustomerResponsibility",
    "ReturnLabelDownloadAndPrint",
    "ReturnLabelInBox",
)
CONDITIONS = ("DamagedCondition", "NewCondition", "RefurbishedCondition", "UsedCondition")
MOST_DAYS = 36_500
"""A hundred years; more is a typing error and would leave the calendar."""
NO_COUNTRIES = {
    *("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"),
}
"""What the CLDR names beside ISO 3166-1; XK (Kosovo) is in use at shops and carriers."""
INSTEAD = {
    "EL": "use GR",
    "EU": "the EU is not a country: list its countries",
    "EZ": "the euro area is not a country: list its countries",
    "UK": "use GB",
}


def term(value: str) -> str:
    """`https://schema.org/FreeReturn` and `FreeReturn` are the same word."""
    return re.sub(r"^(https?://schema\.org/|schema:)", "", value)


def listed(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def words_of(*allowed: str) -> AfterValidator:
    """One word or a list of them, out of a schema.org enumeration."""

    def check(value: JsonValue) -> JsonValue:
        given = listed(value)
        if not given or not all(isinstance(v, str) and term(v) in allowed for v in given):
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return value

    return AfterValidator(check)


def country_code(value: JsonValue) -> str:
    """`"DE"` or `{"@type": "Country", "name": "DE"}`, in either case, as `DE`."""
    if isinstance(value, dict):
        value = value.get("name") if types_of(value) <= {"Country"} else None
    if not isinstance(value, str) or not re.fullmatch("[A-Za-z]{2}", value.strip()):
        raise ValueError("must be an ISO 3166-1 alpha-2 country code such as DE, or a list of them")
    return known_country(value.strip().upper())


def known_country(code: str) -> str:
    if code in NO_COUNTRIES or code not in Locale.parse("en").territories:
        hint = f"; {INSTEAD[code]}" if code in INSTEAD else ""
        raise ValueError(f"{code} is not an ISO 3166-1 alpha-2 country code{hint}")
    return code


def types_of(node: dict[str, JsonValue]) -> set[str]:
    return {term(t) for t in listed(node.get("@type", [])) if isinstance(t, str)}


def upper_country(value: JsonValue) -> JsonValue:
    code = country_code(value)
    return {**value, "name": code} if isinstance(value, dict) else code


def upper_countries(value: JsonValue) -> JsonValue:
    if not listed(value):
        raise ValueError("must name at least one country")
    return [upper_country(v) for v in value] if isinstance(value, list) else upper_country(value)


def check_link(value: str) -> str:
    if link(value) is None:
        raise ValueError("must be an http or https address")
    return value


def day_of(value: str) -> date:
    """The day of an ISO 8601 date or moment."""
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise ValueError("must be a date such as 2026-12-24") from None


def check_day(value: str) -> str:
    day_of(value)
    return value


def check_number(value: JsonValue) -> JsonValue:
    """`2.5` or `"2.50"`: schema.org writes amounts either way."""
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if not numeric and not re.fullmatch(r"\d+(\.\d+)?", str(value)):
        raise ValueError("must be a number")
    return value


def whole_days(value: JsonValue) -> int:
    """`30`, `30.0` and `"30"`. A fixed date, which schema.org allows too, is no number of days."""
    written = repr(value) if type(value) in (int, float) else value
    if not isinstance(written, str) or not re.fullmatch(r"[0-9]{1,5}(\.0+)?", written.strip()):
        raise ValueError(WHOLE_DAYS)
    days = int(float(written))
    if days > MOST_DAYS:
        raise ValueError(WHOLE_DAYS)
    return days


WHOLE_DAYS = f"must be a whole number of days from 0 to {MOST_DAYS}, such as 30, and not a date"


def type_of(name: str) -> AfterValidator:
    """`@type`, with or without schema.org's prefix, alone or in a list with others."""

    def check(value: JsonValue) -> JsonValue:
        if name not in types_of({"@type": value}):
            raise ValueError(f"must be {name}")
        return value

    return AfterValidator(check)


Fees = Annotated[JsonValue, words_of(*RETURN_FEES)]
LabelSource = Annotated[JsonValue, words_of(*LABEL_SOURCES)]
Countries = Annotated[JsonValue, AfterValidator(upper_countries)]
Category = Annotated[str, words_of(*CATEGORIES)]
Days = Annotated[int, BeforeValidator(whole_days)]
Day = Annotated[str, AfterValidator(check_day)]


class SchemaOrg(BaseModel):
    """The properties of schema.org/Thing, which every type has.

    Values stay as the store wrote them, floats too: they are passed on, never reckoned
    with."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    context: JsonValue = Field(default=None, alias="@context")
    node_id: JsonValue = Field(default=None, alias="@id")
    additional_type: JsonValue = None
    alternate_name: JsonValue = None
    description: JsonValue = None
    disambiguating_description: JsonValue = None
    identifier: JsonValue = None
    image: JsonValue = None
    main_entity_of_page: JsonValue = None
    name: JsonValue = None
    potential_action: JsonValue = None
    same_as: JsonValue = None
    subject_of: JsonValue = None
    url: JsonValue = None


class MonetaryAmount(SchemaOrg):
    kind: Annotated[JsonValue, type_of("MonetaryAmount")] = Field(default=None, alias="@type")
    value: Annotated[JsonValue, AfterValidator(check_number)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    min_value: Annotated[JsonValue, AfterValidator(check_number)] = None
    max_value: Annotated[JsonValue, AfterValidator(check_number)] = None
    valid_from: JsonValue = None
    valid_through: JsonValue = None


class ReturnTerms(SchemaOrg):
    """What a policy and its seasonal override both can say."""

    return_policy_category: Category | None = None
    merchant_return_days: Days | None = None
    return_fees: Fees = None
    return_method: Annotated[JsonValue, words_of(*RETURN_METHODS)] = None
    refund_type: Annotated[JsonValue, words_of(*REFUND_TYPES)] = None
    restocking_fee: JsonValue = None
    return_shipping_fees_amount: MonetaryAmount | None = None

    @property
    def category(self) -> str:
        """Without prefix; days alone mean a finite window."""
        if self.return_policy_category is not None:
            return term(self.return_policy_category)
        return UNSPECIFIED if self.merchant_return_days is None else FINITE

    @model_validator(mode="after")
    def finite_has_days(self) -> Self:
        if self.category == FINITE and self.merchant_return_days is None:
            raise ValueError("merchantReturnDays is required for a finite return window")
        return self


class SeasonalOverride(ReturnTerms):
    kind: Annotated[JsonValue, type_of("MerchantReturnPolicySeasonalOverride")] = Field(
        default=None, alias="@type"
    )
    start_date: Day
    end_date: Day

    @model_validator(mode="after")
    def ends_after_start(self) -> Self:
        if day_of(self.end_date) < day_of(self.start_date):
            raise ValueError("endDate is before startDate")
        return self

    def covers(self, day: date) -> bool:
        return day_of(self.start_date) <= day <= day_of(self.end_date)


def one_or_many(value: object) -> str:
    return MANY if isinstance(value, list) else ONE


ONE, MANY = "one of them", "a list of them"
Overrides = Annotated[
    Annotated[SeasonalOverride, Tag(ONE)] | Annotated[list[SeasonalOverride], Tag(MANY)],
    Discriminator(one_or_many),
]


class MerchantReturnPolicy(ReturnTerms):
    """schema.org/MerchantReturnPolicy 30.0, its own 22 properties and those of Thing.

    Either `returnPolicyCategory` or `merchantReturnLink` is required; Google wants a country beside
    the first, but without one a policy holds for every country:
    https://developers.google.com/search/docs/appearance/structured-data/return-policy"""

    kind: Annotated[JsonValue, type_of("MerchantReturnPolicy")] = Field(default=None, alias="@type")
    applicable_country: Countries = None
    return_policy_country: Countries = None
    merchant_return_link: Annotated[str, AfterValidator(check_link)] | None = None
    item_condition: Annotated[JsonValue, words_of(*CONDITIONS)] = None
    in_store_returns_offered: bool | None = None
    customer_remorse_return_fees: Fees = None
    customer_remorse_return_label_source: LabelSource = None
    customer_remorse_return_shipping_fees_amount: MonetaryAmount | None = None
    item_defect_return_fees: Fees = None
    item_defect_return_label_source: LabelSource = None
    item_defect_return_shipping_fees_amount: MonetaryAmount | None = None
    return_label_source: LabelSource = None
    return_policy_seasonal_override: Overrides | None = None
    valid_for_member_tier: JsonValue = None
    additional_property: JsonValue = None

    @model_validator(mode="after")
    def says_something(self) -> Self:
        if self.return_policy_category is None and self.merchant_return_link is None:
            raise ValueError("needs returnPolicyCategory or merchantReturnLink")
        return self

    @property
    def countries(self) -> frozenset[str]:
        """Upper-case alpha-2 codes; empty where the policy is for every country."""
        given = self.applicable_country
        return frozenset() if given is None else frozenset(map(country_code, listed(given)))

    @property
    def overrides(self) -> tuple[SeasonalOverride, ...]:
        given = self.return_policy_seasonal_override
        return tuple(given) if isinstance(given, list) else (given,) if given else ()

    def as_set(self) -> dict[str, JsonValue]:
        """The JSON object the store wrote, days and country codes in one form."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)
