"""What is said of returns, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from connector.answers.headline import (
    Headline,
    axes_of,
    headline,
    is_only_refunded,
    wholly_refunded,
)
from connector.answers.policy import MerchantReturnPolicy
from connector.answers.policy_values import NOT_PERMITTED, UNLIMITED
from connector.answers.return_costs import FREE, RESTOCKING, SHIPPING, Costs
from connector.answers.return_eligibility import Verdict
from connector.answers.return_facts import Basis, ItemReturn
from connector.answers.return_item_words import item_sentence
from connector.answers.return_window import LIVE, General, Rule, Window
from connector.answers.settled import OPEN_RETURNS, return_status
from connector.answers.text import link
from connector.answers.words import Words, msg
from connector.joined import WholeOrder
from connector.records import Money, ReturnStatus

LISTED = 5
"""As many lines as a chat message can take; the facts hold all."""
FEES = {
    FREE: msg("Returning items is free of charge."),
    "OriginalShippingFees": msg("The original shipping costs are not refunded."),
    RESTOCKING: msg("A restocking fee is charged for returned items."),
    "ReturnFeesCustomerResponsibility": msg("You pay the cost of returning items."),
    SHIPPING: msg("You pay for return shipping."),
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
STARTS = {
    "last_item_delivery": msg(
        "The return period starts when the last parcel of the order arrives."
    ),
    "order": msg("The return period starts on the day of the order."),
    "shipment": msg("The return period starts on the day the order is sent."),
}
REFUSED = {ItemReturn.CLOSED, ItemReturn.NOT_RETURNABLE}
FAULTY = msg("This does not affect your rights if an item is faulty.")
BY_LAW = msg("The law requires this return period.")
UNDER_WAY = msg("A return for this order is already under way.")
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


def policy_message(policy: MerchantReturnPolicy, found: General, costs: Costs, words: Words) -> str:
    permitted = found.rule.category != NOT_PERMITTED
    sentences = [
        policy_sentence(found.rule, words),
        *start_sentence(found.rule, words),
        *([words.say(BY_LAW)] if found.beyond_store else []),
        *(fee_sentences(costs, words) if permitted else [words.say(FAULTY)]),
    ]
    return "\n".join([words.paragraph(sentences), *link_sentence(policy, words)])


def policy_sentence(rule: Rule, words: Words) -> str:
    if rule.days is not None:
        return days_sentence(rule, rule.days, words)
    if rule.category == UNLIMITED:
        return words.say("You can return items at any time.")
    if rule.category == NOT_PERMITTED:
        return words.say("Items cannot be returned.")
    return words.say("Please contact us to find out whether an item can be returned.")


def days_sentence(rule: Rule, days: int, words: Words) -> str:
    if rule.start in {"order", "shipment"}:
        return period_sentence(rule, days, words)
    if days == 0:
        return words.say("You can return items on the day of delivery only.")
    if rule.business:
        return words.say_many(
            "You can return items within {count} working day of delivery.",
            "You can return items within {count} working days of delivery.",
            days,
        )
    return words.say_many(
        "You can return items within {count} day of delivery.",
        "You can return items within {count} days of delivery.",
        days,
    )


def period_sentence(rule: Rule, days: int, words: Words) -> str:
    if rule.business:
        return words.say_many(
            "The return period is {count} working day.",
            "The return period is {count} working days.",
            days,
        )
    return words.say_many(
        "The return period is {count} day.", "The return period is {count} days.", days
    )


def start_sentence(rule: Rule, words: Words) -> Iterator[str]:
    """Where it is not each item's own delivery."""
    if rule.days is not None and rule.start in STARTS:
        yield words.say(STARTS[rule.start])


def fee_sentences(costs: Costs, words: Words) -> Iterator[str]:
    """What a change of mind costs. With a fee of another kind nothing is free of charge."""
    charges = [charge for charge in costs.charges if charge != FREE] or costs.charges
    yield from (fee_sentence(charge, costs, words) for charge in charges)


def fee_sentence(charge: str, costs: Costs, words: Words) -> str:
    match charge, costs.restocking:
        case (str(name), _) if name == SHIPPING and costs.shipping:
            return words.say("You pay {amount} for return shipping.", amount=costs.shipping)
        case (str(name), Money() as fixed) if name == RESTOCKING:
            return words.say(
                "A restocking fee of {amount} is charged for returned items.", amount=fixed
            )
        case (str(name), Decimal() as percent) if name == RESTOCKING:
            return words.say(
                "A restocking fee ({percent}%) is charged for returned items.", percent=percent
            )
    return words.say(FEES[charge])


def link_sentence(policy: MerchantReturnPolicy, words: Words) -> Iterator[str]:
    if url := link(policy.merchant_return_link):
        yield words.say("You can read our return policy here:\n{link}", link=url)


def order_returns(
    policy: MerchantReturnPolicy, order: WholeOrder, verdicts: Sequence[Verdict], words: Words
) -> str:
    if said := said_of_all(order, [each.window for each in verdicts]):
        lines = [words.say(said, number=order.order.number)]
    else:
        lines = [item_sentence(each.line, each.window, words) for each in verdicts[:LISTED]]
        lines += more_sentence(len(verdicts) - LISTED, words)
        lines += notes(order, verdicts, words)
    return "\n".join([*lines, *link_sentence(policy, words)])


def said_of_all(order: WholeOrder, windows: Sequence[Window]) -> str | None:
    """The one sentence for an order of which nothing is left to come back."""
    match headline(order):
        case Headline.CANCELLED if is_only_refunded(order):
            return REFUNDED
        case Headline.CANCELLED:
            return CANCELLED_LATE if axes_of(order).sent else CANCELLED
        case Headline.RETURNED:
            return RETURNED
    all_settled = all(window.settled for window in windows)
    return REFUNDED if all_settled and wholly_refunded(order) else None


def more_sentence(more: int, words: Words) -> Iterator[str]:
    if more > 0:
        yield words.say_many("And {count} more item.", "And {count} more items.", more)


def notes(order: WholeOrder, verdicts: Sequence[Verdict], words: Words) -> Iterator[str]:
    """How a date was come by, what a return costs, and what no return window takes away."""
    windows = [each.window for each in verdicts]
    yield from date_notes(windows[:LISTED], words)
    live = [each for each in verdicts if each.window.status in LIVE]
    if live and all(each.window.beyond_store for each in live):
        yield words.say(BY_LAW)
    if len({each.costs for each in live}) == 1:
        yield from fee_sentences(live[0].costs, words)
    if return_status(order) in OPEN_RETURNS - {ReturnStatus.UNKNOWN}:
        yield words.say(UNDER_WAY)
    if any(window.status in REFUSED and not window.settled for window in windows):
        yield words.say(FAULTY)


def date_notes(windows: Sequence[Window], words: Words) -> Iterator[str]:
    dated = {w.basis for w in windows if w.status is ItemReturn.OPEN and w.end and w.guessed}
    for basis, sentence in GUESSED.items():
        if basis in dated:
            yield words.say(sentence)
    ahead = {w.rule.start for w in windows if w.status in LIVE and w.start is None and w.days}
    for start, sentence in STARTS.items():
        if start in ahead:
            yield words.say(sentence)
