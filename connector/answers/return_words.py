"""What is said of returns, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from connector.answers.answer import Basis, ItemReturn
from connector.answers.headline import Headline, headline
from connector.answers.policy import (
    NOT_PERMITTED,
    UNLIMITED,
    MerchantReturnPolicy,
    listed,
    term,
)
from connector.answers.return_window import Terms, Window, terms_on
from connector.answers.text import clean, link
from connector.answers.words import Words, msg
from connector.joined import WholeOrder
from connector.records import OrderLine

LISTED = 5
"""As many lines as a chat message can take; the facts hold all."""
FEES = {
    "FreeReturn": msg("Returning items is free of charge."),
    "OriginalShippingFees": msg("The original shipping costs are not refunded."),
    "RestockingFees": msg("A restocking fee is charged for returned items."),
    "ReturnFeesCustomerResponsibility": msg("You bear the cost of returning items."),
    "ReturnShippingFees": msg("You bear the shipping costs of the return."),
}
GUESSED = {
    Basis.ESTIMATED_DELIVERY: msg(
        "The delivery date is not known to us, so we counted from the estimated delivery date."
    ),
    Basis.SHIPPED: msg(
        "The delivery date is not known to us, so we counted from the day it was sent."
    ),
    Basis.PLACED: msg(
        "The delivery date is not known to us, so we counted from the day of the order."
    ),
}
UNNAMED = msg("This item")


def no_policy(any_policy: bool, country: str | None, words: Words) -> str:
    if not any_policy:
        return words.say("We have no return policy on record. Please contact us.")
    if country is None:
        return words.say(
            "Our return policy depends on the country of delivery. Please tell us which country "
            "it is."
        )
    return words.say(
        "We have no return policy on record for deliveries to this country: {country}. "
        "Please contact us.",
        country=words.country(country),
    )


def policy_message(policy: MerchantReturnPolicy, words: Words, now: datetime) -> str:
    terms = terms_on(policy, [now.astimezone(UTC).date()])
    sentences = [policy_sentence(terms, words), *fee_sentences(policy, terms, words)]
    return "\n".join([words.paragraph(sentences), *link_sentence(policy, words)])


def policy_sentence(terms: Terms, words: Words) -> str:
    if terms.days is not None:
        return words.say_many(
            "You can return items within {count} day of delivery.",
            "You can return items within {count} days of delivery.",
            terms.days,
        )
    if terms.category == UNLIMITED:
        return words.say("You can return items at any time.")
    if terms.category == NOT_PERMITTED:
        return words.say("Items cannot be returned, unless they are faulty.")
    return words.say("Please contact us to find out whether an item can be returned.")


def fee_sentences(policy: MerchantReturnPolicy, terms: Terms, words: Words) -> Iterator[str]:
    if policy.return_fees is None or terms.category == NOT_PERMITTED:
        return
    for fee in listed(policy.return_fees):
        yield words.say(FEES[term(str(fee))])


def link_sentence(policy: MerchantReturnPolicy, words: Words) -> Iterator[str]:
    if url := link(policy.merchant_return_link):
        yield words.say("You can read our return policy here:\n{link}", link=url)


def order_returns(
    policy: MerchantReturnPolicy,
    order: WholeOrder,
    windows: Sequence[tuple[OrderLine, Window]],
    words: Words,
) -> str:
    if headline(order) is Headline.CANCELLED:
        lines = [cancelled_sentence(order, words)]
    else:
        lines = [item_sentence(line, span, words) for line, span in windows[:LISTED]]
        lines += [*more_sentence(len(windows) - LISTED, words), *notes(windows, words)]
    return "\n".join([*lines, *link_sentence(policy, words)])


def cancelled_sentence(order: WholeOrder, words: Words) -> str:
    return words.say(
        "Your order {number} has been cancelled, so there is nothing to return.",
        number=order.order.number,
    )


def more_sentence(more: int, words: Words) -> Iterator[str]:
    if more > 0:
        yield words.say_many("And {count} more item.", "And {count} more items.", more)


def notes(windows: Sequence[tuple[OrderLine, Window]], words: Words) -> Iterator[str]:
    """How a date was come by, and what no return window takes away."""
    shown = [span for _, span in windows[:LISTED] if span.end]
    for basis in GUESSED:
        if any(span.basis is basis for span in shown):
            yield words.say(GUESSED[basis])
    if any(span.status is ItemReturn.CLOSED for _, span in windows):
        yield words.say("Your rights are not affected if an item is faulty.")


def item_sentence(line: OrderLine, span: Window, words: Words) -> str:
    title = clean(line.title) or words.say(UNNAMED)
    match span.status:
        case ItemReturn.OPEN:
            return open_sentence(title, span, words)
        case ItemReturn.CLOSED if span.end:
            return words.say(
                "{title}: the return period ended on {date}.", title=title, date=span.end
            )
        case ItemReturn.NOT_STARTED:
            return not_started_sentence(title, span, words)
        case ItemReturn.NOT_RETURNABLE:
            return not_returnable_sentence(title, span, words)
    return words.say(
        "{title}: we cannot say for certain whether it can still be returned; please contact us.",
        title=title,
    )


def open_sentence(title: str, span: Window, words: Words) -> str:
    if span.end is None:
        return words.say("{title}: you can return it at any time.", title=title)
    return words.say(
        "{title}: you can return it up to and including {date}.", title=title, date=span.end
    )


def not_started_sentence(title: str, span: Window, words: Words) -> str:
    if span.days is None:
        return words.say("{title}: you can return it at any time.", title=title)
    return words.say_many(
        "{title}: you can return it within {count} day of delivery.",
        "{title}: you can return it within {count} days of delivery.",
        span.days,
        title=title,
    )


def not_returnable_sentence(title: str, span: Window, words: Words) -> str:
    if span.settled:
        return words.say("{title}: it has already been returned or refunded.", title=title)
    return words.say("{title}: it cannot be returned, unless it is faulty.", title=title)
