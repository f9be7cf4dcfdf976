"""The words and values that a return policy is written with, each with what it may be."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated
from zoneinfo import available_timezones

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, JsonValue

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
MOST_BUSINESS_DAYS = 366
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


def check_names(value: JsonValue) -> JsonValue:
    """One name or a list of them: tags, SKUs or ids, which may be numbers."""
    given = listed(value)
    if not given or not all((isinstance(v, str) and v.strip()) or type(v) is int for v in given):
        raise ValueError('must be a text such as "sale", or a list of them')
    return value


def check_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("must be a time zone such as Europe/Istanbul")
    return value


Names = Annotated[JsonValue, AfterValidator(check_names)]
Zone = Annotated[str, AfterValidator(check_zone)]
