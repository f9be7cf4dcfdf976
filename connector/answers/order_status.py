"""Where is my order: from an order and its parts to what can be said of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from connector.answers.answer import (
    Answer,
    NextAction,
    OrderedLine,
    OrderStatusFacts,
    ParcelFacts,
    RefundFacts,
    as_amount,
    as_number,
    stale_seconds,
)
from connector.answers.headline import PAYMENT_LOST, Headline, headline
from connector.answers.order_words import is_undelivered, order_message, order_not_found
from connector.answers.parcels import Parcel, parcels_of
from connector.answers.settled import (
    raw_return_status,
    refunded,
    refunded_quantity,
    refunds_of,
    return_status,
)
from connector.answers.text import link
from connector.answers.words import Words
from connector.joined import WholeOrder
from connector.records import OrderLine, PaymentStatus, Refund, ShipmentStatus, Tracking


def order_status(
    found: WholeOrder | None, *, asked: str, words: Words, now: datetime
) -> Answer[OrderStatusFacts]:
    """`asked` is the order number as typed; None says the same whatever it was that did not fit."""
    if found is None:
        return no_such_order(asked, words)
    facts = order_facts(found)
    return Answer[OrderStatusFacts](
        outcome="ok",
        message=order_message(found, facts, words, now),
        locale=words.tag,
        facts=facts,
        as_of=found.seen_at,
        stale_seconds=stale_seconds(found.seen_at, now),
        next_actions=next_actions(facts),
    )


def no_such_order(asked: str, words: Words) -> Answer[OrderStatusFacts]:
    return Answer[OrderStatusFacts](
        outcome="no_match",
        message=order_not_found(asked, words),
        locale=words.tag,
        facts=None,
        as_of=None,
        stale_seconds=None,
        next_actions=[NextAction.CHECK_DETAILS],
    )


def order_facts(found: WholeOrder) -> OrderStatusFacts:
    order = found.order
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
        shipments=[entry for parcel in parcels_of(found) for entry in parcel_facts(parcel)],
        refunds=[refund_facts(refund) for refund in refunds_of(found)],
        estimated_delivery_at=estimated_delivery_at(found),
    )


def line_facts(found: WholeOrder, line: OrderLine) -> OrderedLine:
    back = refunded_quantity(found, line)
    return OrderedLine(
        title=line.title,
        sku=line.sku or None,
        quantity=as_number(line.quantity),
        refunded_quantity=None if back is None else as_number(back),
    )


def parcel_facts(parcel: Parcel) -> Iterator[ParcelFacts]:
    """One for each tracking number; one without a number where there is none."""
    for tracking in parcel.shipment.tracking or (Tracking(),):
        yield ParcelFacts(
            carrier=parcel.shipment.carrier or None,
            tracking_number=tracking.number or None,
            tracking_url=link(tracking.url),
            status=parcel.status,
            raw_status=parcel.raw_status,
        )


def refund_facts(refund: Refund) -> RefundFacts:
    money = as_amount(refund.amount)
    return RefundFacts(amount=money.amount, currency=money.currency, at=refund.created_at)


def estimated_delivery_at(found: WholeOrder) -> datetime | None:
    """When the last parcel still under way should be there; None if one of them does not say."""
    under_way = [p for p in parcels_of(found) if p.status is not ShipmentStatus.DELIVERED]
    said = [p.estimated_delivery_at for p in under_way if p.estimated_delivery_at]
    return max(said, default=None) if len(said) == len(under_way) else None


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
