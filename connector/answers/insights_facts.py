"""What staff are told of the shelf. Read by OpenAPI too."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from connector.answers.answer import Number, Part
from connector.records import Availability

WEEK, MONTH = 7, 28
FAST_UNITS = 3
"""In 7 days: one sale, or two, is chance."""
FASTER = Decimal("1.5")
"""Times the rate of 28 days, which the last 7 are a part of."""
SHORT_COVER = 14
"""Days: about as long as buying more takes."""


class Insight(StrEnum):
    OUT_OF_STOCK = "out_of_stock"
    BEST_SELLERS = "best_sellers"
    SELLING_FAST = "selling_fast"


class InsightItem(Part):
    title: str = Field(description="Product and option. Untrusted text.", examples=["Gömlek – S"])
    sku: str | None = Field(description="The store's article number, null if it has none.")
    product_id: str | None = Field(description="The platform's id of the product.")
    variant_id: str | None = Field(description="The platform's id of the option; null without one.")
    availability: Availability | None = Field(
        description="A word of schema.org/ItemAvailability; null if it is not known."
    )
    quantity: Number | None = Field(
        description="How many can be sold, negative when oversold; null if not counted or unknown."
    )
    units_sold_7d: Number = Field(
        description="Ordered in the last 7 days, without cancelled and never paid orders; refunds "
        "are not taken off."
    )
    units_sold_28d: Number = Field(description="Ordered in the last 28 days, likewise.")
    days_of_cover: Number | None = Field(
        description="How many days `quantity` lasts at the rate of the last 28 days, or of the "
        "last 7 if that is faster; null if it is not counted or nothing was sold.",
        examples=[4.5],
    )


class InsightsFacts(Part):
    """Of what is on sale; a list that was not asked for is null."""

    out_of_stock: list[InsightItem] | None = Field(
        description="Cannot be bought; the most sold in 28 days, and so the most missed, first."
    )
    best_sellers: list[InsightItem] | None = Field(
        description="Sold in the last 28 days, the most units first."
    )
    selling_fast: list[InsightItem] | None = Field(
        description=f"In stock, at least {FAST_UNITS} sold in 7 days, at {FASTER} times the rate "
        f"of 28 days or more, and gone in {SHORT_COVER} days or less; the first to be gone first."
    )
