"""What can be asked of the store itself rather than of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from connector.answers.store_policies import Topic
from connector.api.questions import Country, Locale, Question, parameter

AMOUNT = r"^[0-9]{1,12}(\.[0-9]{1,4})?$"

Destination = Annotated[
    Country,
    parameter(
        "Country it goes to, ISO 3166-1 alpha-2 in either case; needed where the store ships to "
        "several on different terms.",
        "DE",
        json_schema_extra={"pattern": "^[A-Za-z]{2}$"},
    ),
]
DestinationPostcode = Annotated[
    str, parameter("Postcode it goes to; some stores ship to islands on other terms.", "10115")
]
Total = Annotated[
    str,
    parameter(
        "What the goods are worth, a decimal number in the store's currency: for the one price "
        "that holds.",
        "49.90",
        pattern=AMOUNT,
    ),
]
Which = Annotated[
    str,
    parameter(
        "One subject: " + ", ".join(f"`{topic}`" for topic in Topic) + ". All where it is left "
        "out.",
        "privacy",
        pattern=f"^({'|'.join(Topic)})$",
    ),
]
Asked = Annotated[
    str, parameter("The question, as the shopper asks it.", "How can I pay for my order?")
]


class ShippingQuestion(Question):
    country: Destination = ""
    postcode: DestinationPostcode = ""
    total: Total = ""
    locale: Locale = ""

    @property
    def worth(self) -> Decimal | None:
        return Decimal(self.total) if self.total else None


class PoliciesQuestion(Question):
    which: Which = ""
    locale: Locale = ""

    @property
    def topic(self) -> Topic | None:
        return Topic(self.which) if self.which else None


class FaqQuestion(Question):
    q: Asked
    locale: Locale = ""


class HoursQuestion(Question):
    locale: Locale = ""
