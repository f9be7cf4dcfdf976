"""Where is my order: from an order and its parts to what can be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from connector.answers.answer import (
    Answer,
    LinkSource,
    NextAction,
    OrderedLine,
    OrderStatusFacts,
    PackedLine,
    ParcelFacts,
    RefundFacts,
    as_amount,
    as_number,
    stale_seconds,
)
from connector.answers.carriers import carrier_page
from connector.answers.contact import contact_of
from connector.answers.estimate import estimate, last_estimate, policy_estimate
from connector.answers.headline import PAYMENT_LOST, Headline, headline
from connector.answers.lanes import Lane
from connector.answers.order_words import (
    is_undelivered,
    order_message,
    order_not_found,
    which_order,
)
from connector.answers.parcels import Parcel, parcels_of
from connector.answers.settled import (
    raw_return_status,
    refunded,
    refunded_quantity,
    refunds_of,
    return_status,
)
from connector.answers.text import link
from connector.answers.tracking import candidates
from connector.answers.trust import Trust, seen_by
from connector.answers.words import Words
from connector.joined import WholeOrder
from connector.records import OrderLine, PaymentStatus, Refund, Tracking


def order_status(
    found: WholeOrder | None,
    *,
    asked: str,
    words: Words,
    now: datetime,
    lanes: Sequence[Lane] = (),
    trust: Trust = Trust.CLAIMED,
) -> Answer[OrderStatusFacts]:
    """`asked` is the order number as typed; None says the same whatever it was that did not fit.
    `lanes` are the store's published shipping times, as far as it has any. `trust` is the asker's:
    the facts are what it lets them see."""
    if found is None:
        return no_such_order(asked, words, trust)
    facts = order_facts(found, lanes, trust)
    return Answer[OrderStatusFacts](
        outcome="ok",
        message=order_message(found, facts, words, now),
        locale=words.tag,
        facts=seen_by(facts, trust),
        as_of=found.seen_at,
        stale_seconds=stale_seconds(found.seen_at, now),
        trust=trust.word,
        next_actions=next_actions(facts),
    )


def no_such_order(
    asked: str, words: Words, trust: Trust = Trust.ANONYMOUS
) -> Answer[OrderStatusFacts]:
    return Answer[OrderStatusFacts](
        outcome="no_match",
        message=order_not_found(asked, words),
        locale=words.tag,
        facts=None,
        as_of=None,
        stale_seconds=None,
        trust=trust.word,
        next_actions=[NextAction.CHECK_DETAILS],
    )


def ask_which(
    found: Sequence[WholeOrder], words: Words, trust: Trust = Trust.CLAIMED
) -> Answer[OrderStatusFacts]:
    """One question back. All of `found` are theirs: who has not proven an order never gets here."""
    return Answer[OrderStatusFacts](
        outcome="choose",
        message=which_order(found, words),
        locale=words.tag,
        facts=None,
        as_of=None,
        stale_seconds=None,
        trust=trust.word,
        next_actions=[NextAction.CHOOSE_ORDER],
    )


def order_facts(
    found: WholeOrder, lanes: Sequence[Lane] = (), trust: Trust = Trust.AGENT
) -> OrderStatusFacts:
    order, due = found.order, last_estimate(found) or policy_estimate(found, lanes)
    return OrderStatusFacts(
        order_number=order.number,
        placed_at=order.placed_at,
        updated_at=order.updated_at,
        headline=headline(found),
        payment_status=order.payment_status,
        fulfillment_status=order.fulfillment_status,
        return_status=return_status(found),
        raw_status=order.raw_status,
        raw_payment_status=order.raw_payment_status,
        raw_fulfillment_status=order.raw_fulfillment_status,
        raw_return_status=raw_return_status(found),
        total=as_amount(order.total),
        refunded=as_amount(refunded(found)),
        lines=[line_facts(found, line) for line in order.lines],
        shipments=[entry for parcel in parcels_of(found) for entry in parcel_facts(found, parcel)],
        refunds=[refund_facts(refund) for refund in refunds_of(found)],
        estimated_delivery_at=due.at if due else None,
        estimated_delivery_basis=due.basis if due else None,
        contact=contact_of(order) if trust >= Trust.VERIFIED else None,
    )


def line_facts(found: WholeOrder, line: OrderLine) -> OrderedLine:
    back = refunded_quantity(found, line)
    return OrderedLine(
        title=line.title,
        sku=line.sku or None,
        quantity=as_number(line.quantity),
        refunded_quantity=None if back is None else as_number(back),
    )


def parcel_facts(found: WholeOrder, parcel: Parcel) -> Iterator[ParcelFacts]:
    """One for each tracking number; one without a number where there is none."""
    carrier, due = parcel.shipment.carrier, estimate(parcel)
    for tracking in parcel.shipment.tracking or (Tracking(),):
        url, source = tracking_link(tracking, carrier)
        yield ParcelFacts(
            carrier=carrier or None,
            carrier_candidates=[] if carrier else candidates(tracking.number),
            tracking_number=tracking.number or None,
            tracking_url=url,
            tracking_url_source=source,
            status=parcel.status,
            raw_status=parcel.raw_status,
            lines=packed_lines(found, parcel),
            estimated_delivery_at=due.at if due else None,
        )


def tracking_link(tracking: Tracking, carrier: str) -> tuple[str | None, LinkSource | None]:
    """The platform's own link first: it may know a postcode or a branch that the number lacks."""
    if own := link(tracking.url):
        return own, LinkSource.STORE
    page = carrier_page(carrier, tracking.number)
    return page, LinkSource.CARRIER if page else None


def packed_lines(found: WholeOrder, parcel: Parcel) -> list[PackedLine] | None:
    """None also where it holds a line that the order no longer has, and where several numbers are
    told: the store has packed several boxes, and nobody says what is in which."""
    known = {line.id: line for line in found.order.lines}
    packed = parcel.shipment.lines
    if packed is None or len(parcel.shipment.tracking) > 1:
        return None
    if any(entry.line_id not in known for entry in packed):
        return None
    return [packed_line(known[entry.line_id], entry.quantity) for entry in packed]


def packed_line(line: OrderLine, quantity: Decimal) -> PackedLine:
    return PackedLine(title=line.title, sku=line.sku or None, quantity=as_number(quantity))


def refund_facts(refund: Refund) -> RefundFacts:
    money = as_amount(refund.amount)
    return RefundFacts(amount=money.amount, currency=money.currency, at=refund.created_at)


def next_actions(facts: OrderStatusFacts) -> list[str]:
    match facts.headline:
        case Headline.PROBLEM if facts.payment_status in PAYMENT_LOST:
            return [NextAction.PAY, NextAction.CONTACT_STORE]
        case Headline.PROBLEM:
            return [*tracking_actions(facts), NextAction.CONTACT_STORE]
        case Headline.RETURNED if is_undelivered(facts):
            return [NextAction.CONTACT_STORE]
        case Headline.IN_TRANSIT:
            return tracking_actions(facts) or [NextAction.WAIT]
        case Headline.PICKUP_AVAILABLE:
            return [NextAction.PICK_UP]
        case Headline.PAYMENT_DUE if facts.payment_status is not PaymentStatus.AUTHORIZED:
            return [NextAction.PAY]
        case Headline.PAYMENT_DUE | Headline.PROCESSING:
            return [NextAction.WAIT]
    return []


def tracking_actions(facts: OrderStatusFacts) -> list[str]:
    known = any(entry.tracking_number or entry.tracking_url for entry in facts.shipments)
    return [NextAction.TRACK_PARCEL] if known else []
