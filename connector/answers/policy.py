"""A store's return policy: schema.org/MerchantReturnPolicy, read strictly, kept as set but for
days as a number, country codes in upper case and no nulls."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    StrictBool,
    Tag,
    model_validator,
)
from pydantic.alias_generators import to_camel

from connector.answers.policy_values import (
    CONDITIONS,
    MOST_BUSINESS_DAYS,
    REFUND_TYPES,
    RETURN_METHODS,
    UNSPECIFIED,
    Category,
    Countries,
    Day,
    Days,
    Fees,
    LabelSource,
    Names,
    Zone,
    check_link,
    check_number,
    day_of,
    listed,
    term,
    type_of,
    words_of,
)
from connector.answers.policy_values import FINITE as FINITE
from connector.answers.policy_values import country_code as country_code


class SchemaOrg(BaseModel):
    """The properties of schema.org/Thing, which every type has.

    Values stay as the store wrote them, floats too: they are passed on, never reckoned
    with."""

    model_config = ConfigDict(
        frozen=True, defer_build=True, extra="forbid", alias_generator=to_camel
    )

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


def fixed_or_percent(value: object) -> str:
    return FIXED if isinstance(value, dict | MonetaryAmount) else PERCENT


FIXED, PERCENT = "an amount", "a percentage"
RestockingFee = Annotated[
    Annotated[MonetaryAmount, Tag(FIXED)]
    | Annotated[JsonValue, AfterValidator(check_number), Tag(PERCENT)],
    Discriminator(fixed_or_percent),
]


class ReturnTerms(SchemaOrg):
    """What a policy and its seasonal override both can say."""

    return_policy_category: Category | None = None
    merchant_return_days: Days | None = None
    return_fees: Fees = None
    return_method: Annotated[JsonValue, words_of(*RETURN_METHODS)] = None
    refund_type: Annotated[JsonValue, words_of(*REFUND_TYPES)] = None
    restocking_fee: RestockingFee | None = None
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


class Goods(BaseModel):
    """Which products are meant, by any of three names; at least one is given."""

    products: Names = None
    skus: Names = None
    tags: Names = None

    @model_validator(mode="after")
    def names_some(self) -> Self:
        if self.products is None and self.skus is None and self.tags is None:
            raise ValueError("needs products, skus or tags")
        return self


class ProductExclusion(Goods):
    """Ours: goods that the store does not take back, and why."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid")

    reason: Literal["exempt_by_law", "final_sale", "gift_card", "not_returnable_policy"] = (
        "not_returnable_policy"
    )


class ProductOverride(ReturnTerms, Goods):
    """Ours: other terms for some goods. What it leaves out is as the policy says."""


class MerchantReturnPolicy(ReturnTerms):
    """schema.org/MerchantReturnPolicy 30.0, its own 22 properties, those of Thing, and ours, whose
    names begin with `x_`.

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
    x_start: Literal["item_delivery", "last_item_delivery", "shipment", "order"] | None = Field(
        default=None, alias="x_start"
    )
    x_day_type: Literal["calendar", "business"] | None = Field(default=None, alias="x_day_type")
    x_roll_to_business_day: StrictBool | None = Field(default=None, alias="x_roll_to_business_day")
    x_time_zone: Zone | None = Field(default=None, alias="x_time_zone")
    x_statutory: StrictBool | None = Field(default=None, alias="x_statutory")
    x_exempt_tags: Names = Field(default=None, alias="x_exempt_tags")
    x_final_sale_tags: Names = Field(default=None, alias="x_final_sale_tags")
    x_item_condition_text: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, alias="x_item_condition_text"
    )
    x_product_exclusions: list[ProductExclusion] | None = Field(
        default=None, alias="x_product_exclusions"
    )
    x_product_overrides: list[ProductOverride] | None = Field(
        default=None, alias="x_product_overrides"
    )

    @model_validator(mode="after")
    def says_something(self) -> Self:
        if self.return_policy_category is None and self.merchant_return_link is None:
            raise ValueError("needs returnPolicyCategory or merchantReturnLink")
        return self

    @model_validator(mode="after")
    def business_days_are_few(self) -> Self:
        """They are counted one by one."""
        offers = [self, *self.overrides, *(self.x_product_overrides or ())]
        most = max(offer.merchant_return_days or 0 for offer in offers)
        if self.x_day_type == "business" and most > MOST_BUSINESS_DAYS:
            raise ValueError(f"merchantReturnDays is over {MOST_BUSINESS_DAYS} business days")
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
