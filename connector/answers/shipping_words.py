"""What is said of shipping, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.answers.hours_words import clock
from connector.answers.lanes import Arrival, Lane, Span
from connector.answers.text import Link
from connector.answers.words import Words, msg
from connector.records import Money

LISTED = 5
"""As many options as a chat message can take; the facts hold all."""
NO_DETAILS = msg("We do not have our shipping times and costs at hand. Please contact us.")
NO_COUNTRY = msg("Shipping depends on the country of delivery. Please tell us which country it is.")
NO_POSTCODE = msg("Shipping depends on the postcode of delivery. Please tell us what it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    lane: Lane
    prices: tuple[tuple[Money, Money | None], ...]
    """Each with the least that the goods have to be worth, if anything."""
    expected: Arrival | None


def not_there(country: str | None, words: Words) -> str:
    if country is None:
        return words.say(NO_DETAILS)
    return words.say(
        "We do not have our shipping times and costs for this destination at hand: {country}. "
        "Please contact us.",
        country=words.country(country),
    )


def page_sentence(url: str | None, words: Words) -> Iterator[str]:
    if url:
        yield words.say("You can read about shipping here:\n{link}", link=Link(url))


def shipping_message(
    options: Sequence[Option], country: str | None, words: Words, now: datetime
) -> list[str]:
    if not options:
        named = words.country(country or "")
        return [words.say("We do not ship to this destination: {country}.", country=named)]
    if len(options) == 1:
        return [words.paragraph([*option_sentences(options[0], words)])]
    lines = [
        words.paragraph([heading(option, place, words), *option_sentences(option, words)])
        for place, option in enumerate(options[:LISTED], start=1)
    ]
    if (more := len(options) - LISTED) > 0:
        lines.append(
            words.say_many(
                "And {count} more shipping option.", "And {count} more shipping options.", more
            )
        )
    return lines


def heading(option: Option, place: int, words: Words) -> str:
    service, carrier = option.lane.named
    if service and carrier:
        return words.say("With {service} ({carrier}):", service=service, carrier=carrier)
    if service or carrier:
        return words.say("With {service}:", service=service or carrier)
    return words.say("Shipping option {position}:", position=place)


def option_sentences(option: Option, words: Words) -> Iterator[str]:
    if option.expected:
        yield arrival_sentence(option.expected, words)
    else:
        yield from span_sentences(option.lane, words)
    for price, least in option.prices:
        yield price_sentence(price, least, words)
    if option.lane.cutoff:
        yield words.say(
            "Orders placed after {time}, local time of the shop, count for the next working day.",
            time=clock(option.lane.cutoff, words),
        )


def arrival_sentence(expected: Arrival, words: Words) -> str:
    """An estimate: the last day is no promise."""
    if expected.first == expected.last:
        return words.say(
            "If you order now, your order should arrive on {date}.", date=expected.first
        )
    return words.say(
        "If you order now, your order should arrive between {first} and {last}.",
        first=expected.first,
        last=expected.last,
    )


def span_sentences(lane: Lane, words: Words) -> Iterator[str]:
    """Where no dates can be told."""
    if lane.handling:
        yield handling_sentence(lane.handling, words)
    if lane.transit:
        yield transit_sentence(lane.transit, words)


def handling_sentence(span: Span, words: Words) -> str:
    if span.most == 0:
        return words.say("We send orders on the same working day.")
    return words.say_many(
        "We send orders within {count} working day.",
        "We send orders within {count} working days.",
        span.most,
    )


def transit_sentence(span: Span, words: Words) -> str:
    if span.least == span.most or span.least == 0:
        return words.say_many(
            "Once your order has been sent, delivery takes up to {count} working day.",
            "Once your order has been sent, delivery takes up to {count} working days.",
            span.most,
        )
    return words.say_many(
        "Once your order has been sent, delivery takes {least} to {count} working day.",
        "Once your order has been sent, delivery takes {least} to {count} working days.",
        span.most,
        least=span.least,
    )


def price_sentence(price: Money, least: Money | None, words: Words) -> str:
    if price.amount == 0 and least is None:
        return words.say("Shipping is free of charge.")
    if price.amount == 0:
        return words.say("Shipping is free for orders of {least} or more.", least=least or price)
    if least is None:
        return words.say("Shipping costs {price}.", price=price)
    return words.say(
        "Shipping costs {price} for orders of {least} or more.", price=price, least=least
    )
