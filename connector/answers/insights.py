"""What staff want to know of the shelf: what is missing, what sells, what will be gone soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from connector.answers.alternatives import IN_STOCK
from connector.answers.answer import Answer, Number, as_number, stale_seconds
from connector.answers.insights_facts import (
    FAST_UNITS,
    FASTER,
    MONTH,
    SHORT_COVER,
    WEEK,
    Insight,
    InsightItem,
    InsightsFacts,
)
from connector.answers.insights_words import insights_message
from connector.answers.stock import item_facts, shelf_of
from connector.answers.words import Words
from connector.joined import Sold, SoldItem
from connector.records import Availability


def insights(
    found: Mapping[Insight, Sequence[SoldItem]], *, words: Words, now: datetime
) -> Answer[InsightsFacts]:
    """Always `ok`: that there is nothing to tell is an answer too."""
    facts = InsightsFacts(
        out_of_stock=rows(found.get(Insight.OUT_OF_STOCK), now),
        best_sellers=rows(found.get(Insight.BEST_SELLERS), now),
        selling_fast=rows(found.get(Insight.SELLING_FAST), now),
    )
    as_of = min((each.item.seen_at for some in found.values() for each in some), default=None)
    return Answer[InsightsFacts](
        outcome="ok",
        message=insights_message(facts, words),
        locale=words.tag,
        facts=facts,
        as_of=as_of,
        stale_seconds=stale_seconds(as_of, now),
    )


def rows(found: Sequence[SoldItem] | None, now: datetime) -> list[InsightItem] | None:
    return None if found is None else [insight_item(each, now) for each in found]


def insight_item(each: SoldItem, now: datetime) -> InsightItem:
    facts = item_facts(each.item, now)
    lasts = cover(facts.quantity, each.sold)
    return InsightItem(
        **facts.model_dump(include=set(InsightItem.model_fields)),
        units_sold_7d=as_number(each.sold.week),
        units_sold_28d=as_number(each.sold.month),
        days_of_cover=None if lasts is None else as_number(lasts),
    )


def cover(quantity: Number | Decimal | None, sold: Sold) -> Decimal | None:
    """Days, to a tenth; of what is oversold none."""
    daily = max(sold.week / WEEK, sold.month / MONTH)
    if quantity is None or not daily:
        return None
    return max(Decimal(0), Decimal(str(quantity)) / daily).quantize(Decimal("0.1"), ROUND_HALF_UP)


def quickens(sold: Sold) -> bool:
    """Sells clearly faster than before."""
    return sold.week >= FAST_UNITS and sold.week / WEEK >= FASTER * sold.month / MONTH


def belongs(insight: Insight, each: SoldItem, now: datetime) -> bool:
    """Whether it is one of these."""
    if insight is Insight.BEST_SELLERS:
        return each.sold.month > 0
    shelf = shelf_of(each.item, now)
    if insight is Insight.OUT_OF_STOCK:
        return shelf.availability is Availability.OUT_OF_STOCK
    lasts = cover(shelf.quantity, each.sold)
    short = lasts is not None and lasts <= SHORT_COVER
    return quickens(each.sold) and short and shelf.availability in IN_STOCK


def soonest_gone(found: Sequence[SoldItem], now: datetime) -> list[SoldItem]:
    return sorted(found, key=lambda each: lasting(each, now))


def lasting(each: SoldItem, now: datetime) -> Decimal:
    return cover(shelf_of(each.item, now).quantity, each.sold) or Decimal(0)
