"""What is said of an order, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from connector.answers.answer import OrderStatusFacts, ParcelFacts
from connector.answers.estimate import EstimateBasis
from connector.answers.headline import (
    LEFT_THE_SHOP,
    MOVING,
    PAYMENT_LOST,
    TROUBLE,
    Headline,
    is_only_refunded,
)
from connector.answers.parcel_words import LISTED, parcel_paragraphs
from connector.answers.settled import refunded, refunded_by_currency
from connector.answers.strangers import harmless, shown
from connector.answers.words import Words, msg
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as Fulfillment
from connector.records import PaymentStatus as Payment
from connector.records import ReturnStatus, ShipmentStatus

LOST = {
    Payment.FAILED: msg("The payment for your order {number} did not go through."),
    Payment.EXPIRED: msg("The payment for your order {number} was not completed in time."),
}
DUE = {
    Payment.PENDING: msg("We have received your order {number} and are waiting for the payment."),
    Payment.AUTHORIZED: msg(
        "We have received your order {number} and your payment has been approved; "
        "there is nothing you need to do."
    ),
    Payment.PARTIALLY_PAID: msg(
        "We have received part of the payment for your order {number} and are waiting for the rest."
    ),
}
CANCELLED = msg("Your order {number} has been cancelled.")
WHOLLY_REFUNDED = msg("Your order {number} has been refunded in full.")
RETURN_COMPLETE = msg("The return of your order {number} is complete.")
CAME_BACK = msg("Your order {number} has come back to us.")
ON_HOLD = msg("Your order {number} is on hold at the moment.")
DELIVERY_PROBLEM = msg("There is a problem with the delivery of your order {number}.")
DELIVERED = msg("Your order {number} has been delivered.")
NOTHING_TO_SHIP = msg("Your order {number} is complete; nothing in it needs to be shipped.")
AT_PICKUP = msg("Your order {number} is ready for you to pick up.")
PARTLY_AT_PICKUP = msg("Part of your order {number} is ready for you to pick up.")
PARTLY_SENT = msg("Part of your order {number} has been sent; the rest has not been sent yet.")
OUT_FOR_DELIVERY = msg("Your order {number} is out for delivery.")
DELAYED = msg("Your order {number} is on its way but delayed.")
ON_ITS_WAY = msg("Your order {number} is on its way.")
READY = msg("Your order {number} is ready to be sent.")
SENT = msg("Your order {number} has been sent.")
SCHEDULED = msg("Your order {number} is scheduled to be sent at a later date.")
PREPARING = msg("We are preparing your order {number}.")
RECEIVED = msg("We have received your order {number}.")

TELLS = {
    AT_PICKUP: ShipmentStatus.AVAILABLE_FOR_PICKUP,
    CAME_BACK: ShipmentStatus.RETURNED,
    DELAYED: ShipmentStatus.DELAYED,
    DELIVERED: ShipmentStatus.DELIVERED,
    DELIVERY_PROBLEM: ShipmentStatus.EXCEPTION,
    ON_ITS_WAY: ShipmentStatus.IN_TRANSIT,
    OUT_FOR_DELIVERY: ShipmentStatus.OUT_FOR_DELIVERY,
}
"""Parcels that all have this status have nothing to add to such an opening."""
QUIET = {ShipmentStatus.UNKNOWN, ShipmentStatus.PENDING}
"""Statuses there is no sentence for."""
ANNOUNCED = {ShipmentStatus.LABEL_CREATED, ShipmentStatus.INFO_RECEIVED}

DUE_ON = {
    EstimateBasis.CARRIER: msg("The carrier expects to deliver it on {date}."),
    EstimateBasis.PROMISE: msg("The estimated delivery date is {date}."),
    EstimateBasis.POLICY: msg("By our shipping times it should arrive by {date}."),
}
PART_DUE_ON = {
    EstimateBasis.CARRIER: msg("The carrier expects to deliver the part already sent on {date}."),
    EstimateBasis.PROMISE: msg("The estimated delivery date of the part already sent is {date}."),
}
RETURNS = {
    ReturnStatus.UNKNOWN: msg("We have a return on record for this order."),
    ReturnStatus.REQUESTED: msg("We have received your request to return items."),
    ReturnStatus.APPROVED: msg("Your return has been approved."),
    ReturnStatus.IN_TRANSIT: msg("Your return is on its way to us."),
    ReturnStatus.INSPECTED: msg("Your return has reached us and has been checked."),
    ReturnStatus.RETURNED: msg("Your return is complete."),
    ReturnStatus.DECLINED: msg("Your request to return items has been declined."),
    ReturnStatus.CANCELLED: msg("Your return has been cancelled."),
    ReturnStatus.FAILED: msg("Your return could not be completed."),
}
REFUNDED_UNLISTED = {
    Payment.REFUNDED: msg("The payment for this order has been refunded."),
    Payment.PARTIALLY_REFUNDED: msg("Part of the payment for this order has been refunded."),
}


def order_not_found(asked: str, words: Words) -> str:
    """Depends on nothing but what was typed."""
    if not asked:
        return words.say("We found no order of yours. If you have an order number, please send it.")
    if not harmless(asked):
        return words.say(
            "We could not find an order with these details. Please check the order number and "
            "the e-mail address, phone number or postcode you ordered with."
        )
    return words.say(
        "We could not find order {number} with these details. Please check the order number and "
        "the e-mail address, phone number or postcode you ordered with.",
        number=harmless(asked),
    )


def which_order(found: Sequence[WholeOrder], words: Words) -> str:
    """One question, and the orders it is about."""
    question = words.say("This fits more than one of your orders. Which one do you mean?")
    return "\n".join([question, *(choice(each, words) for each in found[:LISTED])])


def choice(found: WholeOrder, words: Words) -> str:
    order = found.order
    return words.say("Order {number} of {date}", number=shown(order.number), date=order.placed_at)


def order_message(found: WholeOrder, facts: OrderStatusFacts, words: Words, now: datetime) -> str:
    said = opening(found, facts)
    sentences = [
        words.say(said, number=shown(facts.order_number)),
        *return_sentences(facts, said, words),
        *refund_sentences(found, said, words),
        *estimate_sentences(facts, said, words, now),
    ]
    parcels = parcels_told(facts)
    return "\n".join(
        [
            words.paragraph(sentences),
            *parcel_paragraphs(parcels, words, status_said=is_told(parcels, said)),
            *closing_sentences(facts, words),
        ]
    )


def opening(found: WholeOrder, facts: OrderStatusFacts) -> str:
    match facts.headline:
        case Headline.CANCELLED:
            return WHOLLY_REFUNDED if is_only_refunded(found) else CANCELLED
        case Headline.RETURNED:
            return RETURN_COMPLETE if is_return_complete(facts) else CAME_BACK
        case Headline.PROBLEM:
            return problem(facts)
        case Headline.DELIVERED:
            return delivered(facts)
        case Headline.PICKUP_AVAILABLE:
            return at_pickup(facts)
        case Headline.IN_TRANSIT:
            return in_transit(facts)
        case Headline.PAYMENT_DUE:
            return DUE[facts.payment_status]
    return processing(facts)


def problem(facts: OrderStatusFacts) -> str:
    if facts.payment_status in PAYMENT_LOST:
        return LOST[facts.payment_status]
    held = facts.fulfillment_status is Fulfillment.ON_HOLD
    return ON_HOLD if held and not statuses(facts) & TROUBLE else DELIVERY_PROBLEM


def delivered(facts: OrderStatusFacts) -> str:
    shipped = facts.shipments or facts.fulfillment_status is Fulfillment.DELIVERED
    return DELIVERED if shipped else NOTHING_TO_SHIP


def at_pickup(facts: OrderStatusFacts) -> str:
    """The shop may speak for the whole order; a parcel speaks for itself alone."""
    if facts.fulfillment_status is Fulfillment.READY_FOR_PICKUP:
        return AT_PICKUP
    everything_sent = facts.fulfillment_status is not Fulfillment.PARTIALLY_FULFILLED
    all_there = statuses(facts) == {ShipmentStatus.AVAILABLE_FOR_PICKUP}
    return AT_PICKUP if everything_sent and all_there else PARTLY_AT_PICKUP


def in_transit(facts: OrderStatusFacts) -> str:
    parcels = statuses(facts)
    partly = facts.fulfillment_status is Fulfillment.PARTIALLY_FULFILLED
    if parcels and parcels <= ANNOUNCED:
        return PREPARING if partly else READY
    if partly:
        return PARTLY_SENT
    if facts.fulfillment_status is Fulfillment.OUT_FOR_DELIVERY and not parcels:
        return OUT_FOR_DELIVERY
    for sentence in (OUT_FOR_DELIVERY, DELAYED):
        if parcels == {TELLS[sentence]}:
            return sentence
    return ON_ITS_WAY if parcels & MOVING else SENT


def processing(facts: OrderStatusFacts) -> str:
    match facts.fulfillment_status:
        case Fulfillment.SCHEDULED:
            return SCHEDULED
        case Fulfillment.UNKNOWN | Fulfillment.NOT_REQUIRED:
            return RECEIVED
    return PREPARING


def statuses(facts: OrderStatusFacts) -> frozenset[ShipmentStatus]:
    return frozenset(parcel.status for parcel in facts.shipments)


def is_return_complete(facts: OrderStatusFacts) -> bool:
    return facts.return_status is ReturnStatus.RETURNED


def return_sentences(facts: OrderStatusFacts, said: str, words: Words) -> Iterator[str]:
    if facts.return_status is not ReturnStatus.NONE and said != RETURN_COMPLETE:
        yield words.say(RETURNS[facts.return_status])


def refund_sentences(found: WholeOrder, said: str, words: Words) -> Iterator[str]:
    if said == WHOLLY_REFUNDED:
        if refunded(found).amount >= found.order.total.amount > 0:
            yield words.say("The refund comes to {amount}.", amount=refunded(found))
        return
    for money in refunded_by_currency(found):
        yield words.say("We have refunded {amount} for this order.", amount=money)
    unlisted = REFUNDED_UNLISTED.get(found.order.payment_status)
    if unlisted and not found.refunds:
        yield words.say(unlisted)


def estimate_sentences(
    facts: OrderStatusFacts, said: str, words: Words, now: datetime
) -> Iterator[str]:
    """A day that has passed is no estimate any more."""
    due = facts.estimated_delivery_at
    basis = facts.estimated_delivery_basis
    if due is None or basis is None or is_past(due, now):
        return
    told = {Headline.IN_TRANSIT, Headline.PROCESSING if basis is EstimateBasis.POLICY else None}
    if facts.headline not in told:
        return
    yield words.say((PART_DUE_ON if said == PARTLY_SENT else DUE_ON)[basis], date=due)


def is_past(due: datetime, now: datetime) -> bool:
    return due.astimezone(UTC).date() < now.astimezone(UTC).date()


def closing_sentences(facts: OrderStatusFacts, words: Words) -> Iterator[str]:
    if facts.headline is Headline.PROBLEM or is_undelivered(facts):
        yield words.say("Please contact us and we will help you.")


def is_undelivered(facts: OrderStatusFacts) -> bool:
    """It came back although nobody sent it back, and the money did not."""
    settled = facts.payment_status in {Payment.REFUNDED, Payment.PARTIALLY_REFUNDED}
    back = facts.headline is Headline.RETURNED and not is_return_complete(facts)
    return back and not settled


def parcels_told(facts: OrderStatusFacts) -> list[ParcelFacts]:
    """The way out is no news after a return, nor a parcel that never left after a cancellation."""
    if facts.headline is Headline.RETURNED and is_return_complete(facts):
        return []
    if facts.headline is Headline.CANCELLED:
        return [parcel for parcel in facts.shipments if parcel.status in LEFT_THE_SHOP]
    return facts.shipments


def is_told(parcels: Sequence[ParcelFacts], said: str) -> bool:
    """Whether the opening has said all there is to say of how the parcels stand."""
    if said == DELIVERED:
        return True
    there = {parcel.status for parcel in parcels}
    return there == {TELLS.get(said)} or (there <= QUIET and said not in {SENT, PARTLY_SENT})
