"""What is said of returns, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from connector.answers.answer import Basis, ItemReturn
from connector.answers.headline import (
    Headline,
    axes_of,
    headline,
    is_only_refunded,
    wholly_refunded,
)
from connector.answers.policy import (
    NOT_PERMITTED,
    UNLIMITED,
    MerchantReturnPolicy,
    listed,
    term,
)
from connector.answers.return_window import Terms, Window, day_of, terms_on
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
    "ReturnFeesCustomerResponsibility": msg("You pay the cost of returning items."),
    "ReturnShippingFees": msg("You pay for return shipping."),
}
GUESSED = {
    Basis.ESTIMATED_DELIVERY: msg(
        "We do not know the exact delivery date, so we counted from the estimated delivery date."
    ),
    Basis.SHIPPED: msg(
        "We do not know the exact delivery date, so we counted from the day the order was sent."
    ),
    Basis.PLACED: msg(
        "We do not know the exact delivery date, so we counted from the day of the order."
    ),
}
UNNAMED = msg("This item")
RETURNABLE = {ItemReturn.OPEN, ItemReturn.NOT_STARTED}
REFUSED = {ItemReturn.CLOSED, ItemReturn.NOT_RETURNABLE}
FAULTY = msg("This does not affect your rights if an item is faulty.")
CANCELLED = msg("Your order {number} has been cancelled, so there is nothing to return.")
CANCELLED_LATE = msg(
    "Your order {number} has been cancelled. If you have received any of it, please contact us."
)
REFUNDED = msg("Your order {number} has already been refunded in full.")
RETURNED = msg("Your order {number} has already been returned.")


def no_policy(any_policy: bool, country: str | None, words: Words) -> str:
    if not any_policy:
        return words.say("We do not have our return policy at hand. Please contact us.")
    if country is None:
        return words.say(
            "Our return policy depends on the country of delivery. Please tell us which country "
            "it is."
        )
    return words.say(
        "We do not have our return policy for this country at hand: {country}. Please contact us.",
        country=words.country(country),
    )


def policy_message(policy: MerchantReturnPolicy, words: Words, now: datetime) -> str:
    today = day_of(now)
    terms = terms_on(policy, [today])
    permitted = terms.category != NOT_PERMITTED
    more = fee_sentences(policy, [today], words) if permitted else [words.say(FAULTY)]
    sentences = [policy_sentence(terms, words), *more]
    return "\n".join([words.paragraph(sentences), *link_sentence(policy, words)])


def policy_sentence(terms: Terms, words: Words) -> str:
    if terms.days == 0:
        return words.say("You can return items on the day of delivery only.")
    if terms.days is not None:
        return words.say_many(
            "You can return items within {count} day of delivery.",
            "You can return items within {count} days of delivery.",
            terms.days,
        )
    if terms.category == UNLIMITED:
        return words.say("You can return items at any time.")
    if terms.category == NOT_PERMITTED:
        return words.say("Items cannot be returned.")
    return words.say("Please contact us to find out whether an item can be returned.")


def fee_sentences(
    policy: MerchantReturnPolicy, days: Sequence[date], words: Words
) -> Iterator[str]:
    """What a change of mind costs; nothing is said where it depends on the day."""
    fees = [fees_on(policy, day) for day in days]
    if len(set(fees)) == 1:
        yield from (words.say(FEES[fee]) for fee in fees[0])


def fees_on(policy: MerchantReturnPolicy, day: date) -> tuple[str, ...]:
    seasonal = (o.return_fees for o in policy.overrides if o.covers(day) and o.return_fees)
    said = next(seasonal, policy.customer_remorse_return_fees or policy.return_fees)
    return tuple(term(str(fee)) for fee in listed(said)) if said else ()


def link_sentence(policy: MerchantReturnPolicy, words: Words) -> Iterator[str]:
    if url := link(policy.merchant_return_link):
        yield words.say("You can read our return policy here:\n{link}", link=url)


def order_returns(
    policy: MerchantReturnPolicy,
    order: WholeOrder,
    windows: Sequence[tuple[OrderLine, Window]],
    words: Words,
) -> str:
    if said := said_of_all(order, [span for _, span in windows]):
        lines = [words.say(said, number=order.order.number)]
    else:
        lines = [item_sentence(line, span, words) for line, span in windows[:LISTED]]
        lines += more_sentence(len(windows) - LISTED, words)
        lines += notes(policy, order, [span for _, span in windows], words)
    return "\n".join([*lines, *link_sentence(policy, words)])


def said_of_all(order: WholeOrder, spans: Sequence[Window]) -> str | None:
    """The one sentence for an order of which nothing is left to come back."""
    match headline(order):
        case Headline.CANCELLED if is_only_refunded(order):
            return REFUNDED
        case Headline.CANCELLED:
            return CANCELLED_LATE if axes_of(order).sent else CANCELLED
        case Headline.RETURNED:
            return RETURNED
    all_settled = all(span.settled for span in spans)
    return REFUNDED if all_settled and wholly_refunded(order) else None


def more_sentence(more: int, words: Words) -> Iterator[str]:
    if more > 0:
        yield words.say_many("And {count} more item.", "And {count} more items.", more)


def notes(
    policy: MerchantReturnPolicy, order: WholeOrder, spans: Sequence[Window], words: Words
) -> Iterator[str]:
    """How a date was come by, what a return costs, and what no return window takes away."""
    dated = {s.basis for s in spans[:LISTED] if s.status is ItemReturn.OPEN and s.end}
    for basis, sentence in GUESSED.items():
        if basis in dated:
            yield words.say(sentence)
    if any(span.status in RETURNABLE for span in spans):
        days = [day_of(order.order.placed_at), *(span.start for span in spans if span.start)]
        yield from fee_sentences(policy, days, words)
    if any(span.status in REFUSED and not span.settled for span in spans):
        yield words.say(FAULTY)


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
    if span.days == 0:
        return words.say("{title}: you can return it on the day of delivery only.", title=title)
    return words.say_many(
        "{title}: you can return it within {count} day of delivery.",
        "{title}: you can return it within {count} days of delivery.",
        span.days,
        title=title,
    )


def not_returnable_sentence(title: str, span: Window, words: Words) -> str:
    if span.settled:
        return words.say("{title}: it has already been refunded.", title=title)
    return words.say("{title}: it cannot be returned.", title=title)
