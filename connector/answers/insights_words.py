"""What staff are told of the shelf, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from connector.answers.answer import Number
from connector.answers.insights_facts import InsightItem, InsightsFacts
from connector.answers.stock_words import SENTENCES, UNNAMED, more_sentence
from connector.answers.text import clean
from connector.answers.words import Words, msg
from connector.records import Availability

NAMED = 3
"""Of each list, as many as a chat message can take; the facts hold all."""
ALL_THERE = msg("Nothing on sale is out of stock.")
NOTHING_SOLD = msg("Nothing was sold in the last 28 days.")
NOTHING_FAST = msg("Nothing is selling unusually fast.")


def insights_message(facts: InsightsFacts, words: Words) -> str:
    told = (
        (facts.out_of_stock, missing, ALL_THERE),
        (facts.best_sellers, sold, NOTHING_SOLD),
        (facts.selling_fast, soon_gone, NOTHING_FAST),
    )
    return "\n".join(
        line
        for items, sentence, nothing in told
        if items is not None
        for line in lines(items, sentence, nothing, words)
    )


def lines(
    items: list[InsightItem],
    sentence: Callable[[InsightItem, Words], str],
    nothing: str,
    words: Words,
) -> Iterator[str]:
    if not items:
        yield words.say(nothing)
    yield from (sentence(item, words) for item in items[:NAMED])
    if len(items) > NAMED:
        yield more_sentence(len(items) - NAMED, words)


def missing(item: InsightItem, words: Words) -> str:
    if not item.units_sold_28d:
        return words.say(SENTENCES[Availability.OUT_OF_STOCK], title=named(item, words))
    return words.say_many(
        "{title} is out of stock; {count} was sold in the last 28 days.",
        "{title} is out of stock; {count} were sold in the last 28 days.",
        whole(item.units_sold_28d),
        title=named(item, words),
    )


def sold(item: InsightItem, words: Words) -> str:
    return words.say_many(
        "{title}: {count} sold in the last 28 days.",
        "{title}: {count} sold in the last 28 days.",
        whole(item.units_sold_28d),
        title=named(item, words),
    )


def soon_gone(item: InsightItem, words: Words) -> str:
    return words.say_many(
        "{title} is selling fast and will be gone in about {count} day.",
        "{title} is selling fast and will be gone in about {count} days.",
        whole(item.days_of_cover or 0),
        title=named(item, words),
    )


def whole(number: Number) -> int:
    """At least 1, as something of it there is."""
    return max(1, int(Decimal(str(number)).quantize(Decimal(1), ROUND_HALF_UP)))


def named(item: InsightItem, words: Words) -> str:
    return clean(item.title) or words.say(UNNAMED)
