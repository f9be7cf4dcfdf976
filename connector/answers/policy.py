"""A store's return policy: schema.org/MerchantReturnPolicy, read strictly, kept as set."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Literal, Self

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from connector.answers.text import link
from connector.errors import BadRequest

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
    """`"DE"` or `{"@type": "Country", "name": "DE"}`."""
    code = value.get("name") if isinstance(value, dict) else value
    if not isinstance(code, str) or not re.fullmatch("[A-Z]{2}", code.strip().upper()):
        raise ValueError("must be an ISO 3166-1 alpha-2 country code such as DE, or a list of them")
    return known_country(code.strip().upper())


def known_country(code: str) -> str:
    if code not in Locale.parse("en").territories:
        raise ValueError(f"{code} is not an ISO 3166-1 alpha-2 country code")
    return code


def check_countries(value: JsonValue) -> JsonValue:
    if not listed(value):
        raise ValueError("must name at least one country")
    for country in listed(value):
        country_code(country)
    return value


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


Fees = Annotated[JsonValue, words_of(*RETURN_FEES)]
LabelSource = Annotated[JsonValue, words_of(*LABEL_SOURCES)]
Countries = Annotated[JsonValue, AfterValidator(check_countries)]
Category = Annotated[str, words_of(*CATEGORIES)]
Days = Annotated[int, Field(strict=True, ge=0, le=MOST_DAYS)]
Day = Annotated[str, AfterValidator(check_day)]


class SchemaOrg(BaseModel):
    """Values stay as the store wrote them, floats too: they are passed on, never reckoned with."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    context: JsonValue = Field(default=None, alias="@context")
    identifier: JsonValue = Field(default=None, alias="@id")


class MonetaryAmount(SchemaOrg):
    kind: Literal["MonetaryAmount"] = Field(default="MonetaryAmount", alias="@type")
    value: Annotated[JsonValue, AfterValidator(check_number)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


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
    kind: Literal["MerchantReturnPolicySeasonalOverride"] = Field(
        default="MerchantReturnPolicySeasonalOverride", alias="@type"
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
    """schema.org/MerchantReturnPolicy 30.0, its own 22 properties and a name.

    Either `applicableCountry` with `returnPolicyCategory`, or `merchantReturnLink`:
    https://developers.google.com/search/docs/appearance/structured-data/return-policy"""

    kind: Literal["MerchantReturnPolicy"] = Field(default="MerchantReturnPolicy", alias="@type")
    name: str | None = None
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
        complete = self.applicable_country is not None and self.return_policy_category is not None
        if not complete and self.merchant_return_link is None:
            raise ValueError(
                "needs applicableCountry and returnPolicyCategory, or else merchantReturnLink"
            )
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
        """The JSON object the store wrote."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


def parse_policies(text: str) -> tuple[MerchantReturnPolicy, ...]:
    """One policy object or a list of them; raises BadRequest naming the field and what is wrong."""
    policies = listed(json_of(text))
    if not policies:
        raise bad_policy("The list of return policies is empty.")
    return tuple(parse_policy(policy, place) for place, policy in enumerate(policies, start=1))


def json_of(text: str) -> JsonValue:
    try:
        document: JsonValue = json.loads(text, parse_constant=refuse_constant)
    except RecursionError:
        raise bad_policy("The return policy is nested too deeply.") from None
    except ValueError as error:
        raise bad_policy(f"The return policy is not valid JSON: {error}.") from None
    return document


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def parse_policy(document: JsonValue, place: int) -> MerchantReturnPolicy:
    if not isinstance(document, dict):
        raise bad_policy(f"Return policy {place} must be a JSON object.")
    try:
        return MerchantReturnPolicy.model_validate(document)
    except ValidationError as error:
        wrong = " ".join(explained(e) for e in error.errors()[:5])
        raise bad_policy(f"Return policy {place}: {wrong}") from None


def explained(error: ErrorDetails) -> str:
    """`merchantReturnDays: Input should be a valid integer.`"""
    path = ".".join(str(step) for step in error["loc"] if step not in {ONE, MANY})
    if error["type"] == "extra_forbidden":
        return f"{path}: schema.org knows no such property here."
    wrong = error["msg"].removeprefix("Value error, ")
    return f"{path}: {wrong}." if path else f"{wrong}."


def bad_policy(detail: str) -> BadRequest:
    return BadRequest(detail, parameter="policy")
