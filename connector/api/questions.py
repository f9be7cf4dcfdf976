"""What can be asked: the query parameters of each endpoint, flat and strict."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from werkzeug.datastructures import MultiDict

from connector.answers.policy import country_code
from connector.api.problems import LONGEST_NAME
from connector.errors import BadRequest

LONGEST = 200
NO_ORDER_TO_PROVE = "An e-mail address, phone number or postcode needs the `order` it belongs to."
ONE_OF_THREE = "Send exactly one of `sku`, `product` and `q`."


def parameter(description: str, example: str, **more: Any) -> Any:
    return Field(description=description, examples=[example], max_length=LONGEST, **more)


OrderNumber = Annotated[
    str, parameter("Order number as the shopper gives it: any digits, with or without #.", "1001")
]
Email = Annotated[str, parameter("E-mail address the order was placed with.", "maryam@example.com")]
Phone = Annotated[
    str, parameter("Phone number of the order, with or without country code.", "030 901820")
]
Postcode = Annotated[str, parameter("Postcode of the shipping or billing address.", "10115")]
Locale = Annotated[
    str,
    parameter("Language to answer in, a BCP 47 tag: en, fa, tr or zh; English for others.", "fa"),
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


class Question(BaseModel):
    """An empty value is no value; a parameter we do not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def without_empty_values(cls, given: dict[str, str]) -> dict[str, str]:
        known = cls.model_fields
        return {name: value for name, value in given.items() if value.strip() or name not in known}


class OrderStatusQuestion(Question):
    order: OrderNumber
    email: Email = ""
    phone: Phone = ""
    postcode: Postcode = ""
    locale: Locale = ""


class ReturnPolicyQuestion(Question):
    country: Country = ""
    order: OrderNumber = ""
    email: Email = ""
    phone: Phone = ""
    postcode: Postcode = ""
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


AboutOrder = OrderStatusQuestion | ReturnPolicyQuestion


def check_parameters(given: MultiDict[str, str]) -> None:
    """Raises BadRequest for what the models do not see: each parameter once, none too long."""
    for name, values in given.lists():
        shown = name[:LONGEST_NAME]
        if len(values) > 1:
            raise BadRequest(f"The parameter `{shown}` was given {len(values)} times.", shown)
        if len(values[0]) > LONGEST:
            raise BadRequest(f"The parameter `{shown}` is over {LONGEST} characters.", shown)
