"""Where is my money: from an order and its refunds to what can be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from connector.answers.answer import (
    Answer,
    NextAction,
    OrderStatusFacts,
    as_amount,
    as_number,
    stale_seconds,
)
from connector.answers.estimate import RefundTime
from connector.answers.order_status import ask_which, no_such_order
from connector.answers.refund_facts import (
    EntryState,
    RefundedLine,
    RefundEntry,
    RefundPolicyTime,
    RefundState,
    RefundStatusFacts,
)
from connector.answers.refund_words import needs_help, refund_message
from connector.answers.settled import OPEN_RETURNS, refunded, return_status
from connector.answers.trust import Trust, seen_by
from connector.answers.words import Words
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus, Order, PaymentStatus, Refund, RefundLine

PENDING = {"pending", "processing", "awaiting_response", "in_progress", "requested"}
FAILED = {"failed", "failure", "error", "declined", "rejected", "cancelled", "canceled"}


def refund_status(
    found: WholeOrder | None,
    *,
    asked: str,
    words: Words,
    now: datetime,
    time: RefundTime | None = None,
    page: str | None = None,
    trust: Trust = Trust.CLAIMED,
) -> Answer[RefundStatusFacts]:
    """`asked` is the order number as typed; None says the same whatever it was that did not fit.
    `time` is how long the store's own policy says it takes, and `page` where it says so.
    `trust` is the asker's: the facts are what it lets them see."""
    if found is None:
        return of_refunds(no_such_order(asked, words, trust))
    facts = refund_facts(found, time)
    return Answer[RefundStatusFacts](
        outcome="ok",
        message=refund_message(facts, words, now),
        locale=words.tag,
        facts=seen_by(facts, trust),
        as_of=found.seen_at,
        stale_seconds=stale_seconds(found.seen_at, now),
        trust=trust.word,
        next_actions=next_actions(facts, now),
        citations=[page] if page and time and has_made(facts) else [],
    )


def which_refund(
    found: Sequence[WholeOrder], words: Words, trust: Trust = Trust.CLAIMED
) -> Answer[RefundStatusFacts]:
    return of_refunds(ask_which(found, words, trust))


def of_refunds(answer: Answer[OrderStatusFacts]) -> Answer[RefundStatusFacts]:
    return Answer[RefundStatusFacts].model_validate(answer.model_dump())


def refund_facts(found: WholeOrder, time: RefundTime | None) -> RefundStatusFacts:
    order = found.order
    entries = [entry(found, refund, state, time) for refund, state in told(found)]
    return RefundStatusFacts(
        order_number=order.number,
        state=state_of(found, [each.state for each in entries]),
        cancelled=is_called_off(order),
        payment_status=order.payment_status,
        payment_method=order.payment_method or None,
        return_status=return_status(found),
        raw_payment_status=order.raw_payment_status,
        total=as_amount(order.total),
        refunded=as_amount(refunded(found)),
        refunds=entries,
        policy_time=RefundPolicyTime(days=time.days, working_days=time.working) if time else None,
    )


def is_called_off(order: Order) -> bool:
    """By somebody's word. An order whose money went back may well have been delivered."""
    return bool(order.cancelled_at) or order.fulfillment_status is FulfillmentStatus.CANCELLED


def told(found: WholeOrder) -> list[tuple[Refund, EntryState]]:
    """Oldest first, without those that were never about money."""
    entries = [(refund, entry_state(refund)) for refund in found.refunds]
    known = [(refund, state) for refund, state in entries if state]
    return sorted(known, key=lambda pair: (pair[0].created_at, pair[0].id))


def entry_state(refund: Refund) -> EntryState | None:
    """Only money that has gone back is in a refund's amount, so an amount is the surest word."""
    if refund.amount.amount:
        return EntryState.MADE
    word = (refund.raw_status or "").casefold()
    if word in PENDING:
        return EntryState.PENDING
    return EntryState.FAILED if word in FAILED else None


def entry(
    found: WholeOrder, refund: Refund, state: EntryState, time: RefundTime | None
) -> RefundEntry:
    made = state is EntryState.MADE
    return RefundEntry(
        state=state,
        amount=as_amount(refund.amount) if made else None,
        started_at=refund.created_at,
        expected_by=time.ends(refund.created_at) if time and made else None,
        method=refund.method,
        raw_status=refund.raw_status,
        lines=refunded_lines(found, refund),
    )


def refunded_lines(found: WholeOrder, refund: Refund) -> list[RefundedLine] | None:
    """None also where it is for a line that the order no longer has."""
    known = {line.id for line in found.order.lines}
    if refund.lines is None or any(line.line_id not in known for line in refund.lines):
        return None
    return [refunded_line(found.order, line) for line in refund.lines]


def refunded_line(order: Order, back: RefundLine) -> RefundedLine:
    line = next(line for line in order.lines if line.id == back.line_id)
    return RefundedLine(
        title=line.title,
        sku=line.sku or None,
        quantity=as_number(back.quantity),
        amount=as_amount(back.amount) if back.amount else None,
    )


def state_of(found: WholeOrder, states: Sequence[EntryState]) -> RefundState:
    """What was sent decides; the platform's word for the payment only where no refund tells."""
    payment, total = found.order.payment_status, found.order.total.amount
    if 0 < total <= refunded(found).amount:
        return RefundState.FULL
    if EntryState.MADE in states:
        # WooCommerce's `refunded` may have been set by hand, with less sent than was paid.
        whole = payment is PaymentStatus.REFUNDED and set(states) == {EntryState.MADE}
        return RefundState.FULL if whole else RefundState.PARTIAL
    if states:
        return RefundState.PENDING if EntryState.PENDING in states else RefundState.FAILED
    if payment is PaymentStatus.REFUNDED:
        return RefundState.FULL
    partly = payment is PaymentStatus.PARTIALLY_REFUNDED
    return RefundState.PARTIAL if partly else RefundState.NONE


def has_made(facts: RefundStatusFacts) -> bool:
    return any(each.state is EntryState.MADE for each in facts.refunds)


def next_actions(facts: RefundStatusFacts, now: datetime) -> list[str]:
    if needs_help(facts):
        return [NextAction.CONTACT_STORE]
    pending = any(each.state is EntryState.PENDING for each in facts.refunds)
    if pending or facts.return_status in OPEN_RETURNS:
        return [NextAction.WAIT]
    if has_made(facts) and facts.policy_time:
        return [late_or_wait(facts, facts.policy_time, now)]
    return []


def late_or_wait(facts: RefundStatusFacts, said: RefundPolicyTime, now: datetime) -> NextAction:
    time = RefundTime(said.days, said.working_days)
    made = [each.started_at for each in facts.refunds if each.state is EntryState.MADE]
    return NextAction.CONTACT_STORE if time.is_over(max(made), now) else NextAction.WAIT
