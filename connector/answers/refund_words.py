"""What is said of an order's refunds, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from connector.answers.estimate import RefundTime
from connector.answers.headline import PAYMENT_LOST
from connector.answers.order_words import RETURNS, WHOLLY_REFUNDED
from connector.answers.parcel_words import LISTED, counted, listed
from connector.answers.refund_facts import (
    EntryState,
    RefundEntry,
    RefundPolicyTime,
    RefundState,
    RefundStatusFacts,
)
from connector.answers.strangers import shown
from connector.answers.words import Words, msg
from connector.convert import money
from connector.records import PaymentStatus, RefundMethod, ReturnStatus

OPENINGS = {
    RefundState.NONE: msg("There is no refund on record for your order {number}."),
    RefundState.PENDING: msg(
        "A refund for your order {number} has been started but has not gone through yet."
    ),
    RefundState.FAILED: msg("A refund for your order {number} did not go through."),
    RefundState.PARTIAL: msg("Part of your order {number} has been refunded."),
    RefundState.FULL: WHOLLY_REFUNDED,
}
MORE = {
    EntryState.PENDING: msg("A further refund has been started but has not gone through yet."),
    EntryState.FAILED: msg("A further refund did not go through."),
}
GOES_BACK_TO = {
    RefundMethod.ORIGINAL_PAYMENT: msg("It goes back to the payment method you used."),
    RefundMethod.GIFT_CARD: msg("It was credited to your gift card."),
    RefundMethod.STORE_CREDIT: msg("It was added to your store credit."),
}
GOES_BACK_BY = msg("It goes back the way you paid: {method}.")
CANCELLED = msg("The order has been cancelled.")
NOT_PAID = msg("We have no payment on record for it.")


def refund_message(facts: RefundStatusFacts, words: Words, now: datetime) -> str:
    first = [
        words.say(OPENINGS[facts.state], number=shown(facts.order_number)),
        *around_sentences(facts, words),
    ]
    made = [each for each in facts.refunds if each.state is EntryState.MADE]
    return "\n".join(
        [
            words.paragraph(first),
            *(
                words.paragraph(list(entry_sentences(each, facts.payment_method, words)))
                for each in made[-LISTED:]
            ),
            *time_sentences(facts, made, words, now),
            *([words.say("Please contact us and we will help you.")] if needs_help(facts) else []),
        ]
    )


def around_sentences(facts: RefundStatusFacts, words: Words) -> Iterator[str]:
    """Each on its own: a cancelled order is not a refunded one, nor the other way round."""
    if facts.cancelled:
        yield words.say(CANCELLED)
    if facts.return_status is not ReturnStatus.NONE:
        yield words.say(RETURNS[facts.return_status])
    if facts.state is RefundState.NONE and is_unpaid(facts):
        yield words.say(NOT_PAID)
    if facts.state is RefundState.PARTIAL:
        others = {each.state for each in facts.refunds}
        yield from (words.say(said) for state, said in MORE.items() if state in others)


def entry_sentences(each: RefundEntry, paid_by: str | None, words: Words) -> Iterator[str]:
    if each.amount:
        amount = money(each.amount.amount, each.amount.currency)
        yield words.say("We refunded {amount} on {date}.", amount=amount, date=each.started_at)
    if each.method is RefundMethod.ORIGINAL_PAYMENT and paid_by:
        yield words.say(GOES_BACK_BY, method=paid_by)
    elif each.method:
        yield words.say(GOES_BACK_TO[each.method])
    if items := listed(counted(line.title, line.quantity, words) for line in each.lines or ()):
        yield words.say("This was for: {items}", items=items)


def time_sentences(
    facts: RefundStatusFacts, made: list[RefundEntry], words: Words, now: datetime
) -> Iterator[str]:
    """Of the newest refund; what the policy has promised by now is no news any more."""
    said = facts.policy_time
    if (
        not said
        or not made
        or RefundTime(said.days, said.working_days).is_over(made[-1].started_at, now)
    ):
        return
    yield time_sentence(said, words)


def time_sentence(said: RefundPolicyTime, words: Words) -> str:
    if said.working_days:
        return words.say_many(
            "By our policy the money arrives within {count} working day of the refund.",
            "By our policy the money arrives within {count} working days of the refund.",
            said.days,
        )
    return words.say_many(
        "By our policy the money arrives within {count} day of the refund.",
        "By our policy the money arrives within {count} days of the refund.",
        said.days,
    )


def is_unpaid(facts: RefundStatusFacts) -> bool:
    return facts.payment_status in {PaymentStatus.PENDING, *PAYMENT_LOST}


def needs_help(facts: RefundStatusFacts) -> bool:
    """A refund that failed and was not made up for, or money that was paid for an order that was
    cancelled."""
    if any(each.state is EntryState.FAILED for each in facts.refunds):
        return facts.state is not RefundState.FULL
    kept = facts.state is RefundState.NONE and facts.payment_status is PaymentStatus.PAID
    return kept and facts.cancelled
