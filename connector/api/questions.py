"""What can be asked: the query parameters of each endpoint, flat and strict."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator
from werkzeug.datastructures import MultiDict

from connector.answers.policy import country_code
from connector.api.problems import LONGEST_NAME
from connector.convert import utc
from connector.errors import BadRequest, Malformed
from connector.records import ReviewStatus
from connector.storage.reviews import MOST, USUAL

LONGEST = 200
IDENTITY, LONGEST_IDENTITY = "identity", 4096
"""The one parameter that is no more than a few words: a signed token."""
NO_ORDER_TO_PROVE = "An e-mail address, phone number or postcode needs the `order` it belongs to."
ONE_OF_THREE = "Send exactly one of `sku`, `product` and `q`."


def parameter(description: str, example: str, longest: int = LONGEST, **more: Any) -> Any:
    return Field(description=description, examples=[example], max_length=longest, **more)


OrderNumber = Annotated[
    str,
    parameter(
        "Order number as the shopper gives it: any digits, with or without #. The tracking number "
        "of one of its parcels or the id of a payment will do too.",
        "1001",
    ),
]
Email = Annotated[str, parameter("E-mail address the order was placed with.", "maryam@example.com")]
Phone = Annotated[
    str, parameter("Phone number of the order, with or without country code.", "030 901820")
]
Postcode = Annotated[str, parameter("Postcode of the shipping or billing address.", "10115")]
Identity = Annotated[
    str,
    parameter(
        "Who the shopper was shown to be: the `identity` of a confirmed one-time code, or a JWT "
        "signed by a tool the store has named. Then no second fact is needed, and without `order` "
        "it is about their own recent one. Better sent as the header X-Storewire-Identity.",
        "swi_9pG5wU2mJxT4vQ",
        longest=LONGEST_IDENTITY,
    ),
]
Locale = Annotated[
    str,
    parameter(
        "Language to answer in, a BCP 47 tag: en (English), fa (Persian), tr (Turkish), "
        "zh (Chinese), ar (Arabic), de (German), es (Spanish) or fr (French); for others, and "
        "where it is left out, the language that the store has chosen.",
        "fa",
    ),
]
Country = Annotated[
    str,
    parameter(
        "Country of the buyer, ISO 3166-1 alpha-2 in either case; by default the one that the "
        "order went to.",
        "DE",
        json_schema_extra={"pattern": "^[A-Za-z]{2}$"},
    ),
    AfterValidator(country_code),
]
Sku = Annotated[str, parameter("Article number (SKU).", "CUP-RED")]
ProductId = Annotated[str, parameter("The store's own id of a product or variant.", "501")]
ProductWords = Annotated[str, parameter("Words of the product's name.", "red cup")]
STATES = [state for state in ReviewStatus if state is not ReviewStatus.DELETED]


Rating = Annotated[
    str,
    parameter(
        "Stars, a whole number from 1 to 5; half a star counts upwards.",
        "1",
        pattern="^[1-5]$",
    ),
]
State = Annotated[
    str,
    parameter(
        "Of the review: " + ", ".join(f"`{state}`" for state in STATES) + ". Keys of scope "
        "`answers` see `published` ones only; others see all where it is left out.",
        "published",
        pattern=f"^({'|'.join(STATES)})$",
    ),
]
ReviewedProduct = Annotated[str, parameter("The store's own id of a product.", "501")]
Answered = Annotated[
    str,
    parameter(
        "`true`: the shop has replied; `false`: it has not.", "false", pattern="^(true|false)$"
    ),
]
Since = Annotated[
    str,
    parameter(
        "Only what changed at or after this: an ISO 8601 time with its offset, or a day, which "
        "begins in UTC.",
        "2026-03-01T00:00:00Z",
    ),
]
Limit = Annotated[
    str,
    parameter(
        f"How many at most, 1 to {MOST}; {USUAL} where it is left out.",
        "50",
        pattern="^([1-9][0-9]?|100)$",
    ),
]
Cursor = Annotated[
    str,
    parameter(
        "`next_cursor` of the answer before; the other parameters stay the same.",
        "gAZMutjVxACdY4LV6L9TDa7C1Yl0pJe8AAAAAAAAAAE",
    ),
]


class Question(BaseModel):
    """An empty value is no value; a parameter we do not know is a mistake."""

    model_config = ConfigDict(
        frozen=True, defer_build=True, extra="forbid", str_strip_whitespace=True
    )

    @model_validator(mode="before")
    @classmethod
    def without_empty_values(cls, given: dict[str, str]) -> dict[str, str]:
        known = cls.model_fields
        return {name: value for name, value in given.items() if value.strip() or name not in known}


class OrderStatusQuestion(Question):
    """Without `order` it is about the recent ones of the shopper who is vouched for."""

    order: OrderNumber = ""
    email: Email = ""
    phone: Phone = ""
    postcode: Postcode = ""
    identity: Identity = ""
    locale: Locale = ""


class RefundStatusQuestion(OrderStatusQuestion):
    """Proven as for order status."""


class ReturnPolicyQuestion(Question):
    country: Country = ""
    order: OrderNumber = ""
    email: Email = ""
    phone: Phone = ""
    postcode: Postcode = ""
    identity: Identity = ""
    locale: Locale = ""

    @model_validator(mode="after")
    def proves_an_order(self) -> Self:
        if not self.order and (self.email or self.phone or self.postcode):
            raise BadRequest(NO_ORDER_TO_PROVE, "order")
        return self


class StockQuestion(Question):
    sku: Sku = ""
    product: ProductId = ""
    q: ProductWords = ""
    locale: Locale = ""

    @model_validator(mode="after")
    def names_one_thing(self) -> Self:
        if sum(map(bool, (self.sku, self.product, self.q))) != 1:
            raise BadRequest(ONE_OF_THREE)
        return self

    @property
    def asked(self) -> str:
        return self.sku or self.product or self.q


class ReviewsQuestion(Question):
    rating: Rating = ""
    state: State = ""
    product: ReviewedProduct = ""
    answered: Answered = ""
    since: Since = ""
    limit: Limit = ""
    cursor: Cursor = ""

    @field_validator("since")
    @classmethod
    def begins_somewhere(cls, since: str) -> str:
        moment(since)
        return since

    @property
    def stars(self) -> int | None:
        return int(self.rating) if self.rating else None

    @property
    def status(self) -> ReviewStatus | None:
        return ReviewStatus(self.state) if self.state else None

    @property
    def has_reply(self) -> bool | None:
        return self.answered == "true" if self.answered else None

    @property
    def changed_since(self) -> datetime | None:
        return moment(self.since) if self.since else None

    @property
    def most(self) -> int:
        return int(self.limit or USUAL)


def moment(text: str) -> datetime:
    """Raises ValueError for what is no ISO 8601 time, or one without its offset."""
    # A + that was not encoded has arrived as a space.
    try:
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        if len(text) == len("2026-03-01"):
            return found.replace(tzinfo=UTC)
        if found.tzinfo:
            return utc(found)
    except (ValueError, Malformed):
        pass
    raise ValueError("it is no ISO 8601 time with its offset, such as 2026-03-01T00:00:00Z")


AboutOrder = OrderStatusQuestion | ReturnPolicyQuestion


def check_parameters(given: MultiDict[str, str]) -> None:
    """Raises BadRequest for what the models do not see: each parameter once, none too long."""
    for name, values in given.lists():
        shown = name[:LONGEST_NAME]
        if len(values) > 1:
            raise BadRequest(f"The parameter `{shown}` was given {len(values)} times.", shown)
        longest = LONGEST_IDENTITY if name == IDENTITY else LONGEST
        if len(values[0]) > longest:
            raise BadRequest(f"The parameter `{shown}` is over {longest} characters.", shown)
