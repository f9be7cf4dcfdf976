"""What is said of an order, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from connector.answers.answer import OrderStatusFacts, ParcelFacts
from connector.answers.headline import MOVING, PAYMENT_LOST, Headline
from connector.answers.settled import refunded_by_currency
from connector.answers.text import clean, link
from connector.answers.words import Words, msg
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as Fulfillment
from connector.records import PaymentStatus as Payment
from connector.records import ReturnStatus, ShipmentStatus

LISTED = 5
"""As many parcels as a chat message can take; the facts hold all."""
PLAIN = {
    Headline.CANCELLED: msg("Your order {number} has been cancelled."),
    Headline.RETURNED: msg("Your order {number} has come back to us."),
    Headline.PICKUP_AVAILABLE: msg("Your order {number} is ready for you to pick up."),
}
LOST = {
    Payment.FAILED: msg("The payment for your order {number} did not go through."),
    Payment.EXPIRED: msg("The payment for your order {number} was not completed in time."),
}
DUE = {
    Payment.PENDING: msg("We are waiting for the payment for your order {number}."),
    Payment.AUTHORIZED: msg(
        "We have received your order {number} and your payment is reserved; "
        "there is nothing you need to do."
    ),
    Payment.PARTIALLY_PAID: msg(
        "Your order {number} is partly paid and we are waiting for the rest of the payment."
    ),
}
ON_HOLD = msg("Your order {number} is on hold at the moment.")
DELIVERY_PROBLEM = msg("There is a problem with the delivery of your order {number}.")
DELIVERED = msg("Your order {number} has been delivered.")
NOTHING_TO_SHIP = msg("Your order {number} is complete; nothing in it needs to be shipped.")
PARTLY_SENT = msg("Part of your order {number} has been sent; the rest will follow.")
OUT_FOR_DELIVERY = msg("Your order {number} is out for delivery.")
ON_ITS_WAY = msg("Your order {number} is on its way.")
SENT = msg("Your order {number} has been sent.")
SCHEDULED = msg("Your order {number} is scheduled to be sent later.")
PREPARING = msg("We are preparing your order {number}.")
RECEIVED = msg("We have received your order {number}.")

PARCELS = {
    ShipmentStatus.LABEL_CREATED: msg("The parcel is packed and waiting for the carrier."),
    ShipmentStatus.INFO_RECEIVED: msg("The parcel is packed and waiting for the carrier."),
    ShipmentStatus.PICKED_UP: msg("The carrier has picked up the parcel."),
    ShipmentStatus.IN_TRANSIT: msg("The parcel is in transit."),
    ShipmentStatus.DELAYED: msg("The parcel is delayed."),
    ShipmentStatus.OUT_FOR_DELIVERY: msg("The parcel is out for delivery."),
    ShipmentStatus.AVAILABLE_FOR_PICKUP: msg("The parcel is waiting to be picked up."),
    ShipmentStatus.ATTEMPT_FAILED: msg("The carrier tried to deliver the parcel without success."),
    ShipmentStatus.DELIVERED: msg("The parcel has been delivered."),
    ShipmentStatus.EXCEPTION: msg("The carrier reports a problem with the parcel."),
    ShipmentStatus.RETURNING: msg("The parcel is on its way back to us."),
    ShipmentStatus.RETURNED: msg("The parcel has come back to us."),
    ShipmentStatus.EXPIRED: msg("The carrier has reported nothing about the parcel for a while."),
}
SAID_BY_HEADLINE = {
    (Headline.DELIVERED, ShipmentStatus.DELIVERED),
    (Headline.IN_TRANSIT, ShipmentStatus.IN_TRANSIT),
    (Headline.IN_TRANSIT, ShipmentStatus.OUT_FOR_DELIVERY),
    (Headline.RETURNED, ShipmentStatus.RETURNED),
}
"""A lone parcel of this status has nothing to add to its order's headline."""

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
    if not clean(asked):
        return words.say(
            "We could not find an order with these details. Please check the order number and "
            "the e-mail address, phone number or postcode you ordered with."
        )
    return words.say(
        "We could not find order {number} with these details. Please check the order number and "
        "the e-mail address, phone number or postcode you ordered with.",
        number=asked,
    )


def order_message(found: WholeOrder, facts: OrderStatusFacts, words: Words, now: datetime) -> str:
    sentences = [
        words.say(opening(facts), number=facts.order_number),
        *return_sentences(facts, words),
        *refund_sentences(found, words),
        *estimate_sentences(facts, words, now),
        *closing_sentences(facts, words),
    ]
    return "\n".join([words.paragraph(sentences), *parcel_paragraphs(facts, words)])


def opening(facts: OrderStatusFacts) -> str:
    match facts.headline:
        case Headline.PROBLEM:
            return problem(facts)
        case Headline.DELIVERED:
            return delivered(facts)
        case Headline.IN_TRANSIT:
            return in_transit(facts)
        case Headline.PAYMENT_DUE:
            return DUE[facts.payment_status]
        case Headline.PROCESSING:
            return processing(facts)
    return PLAIN[facts.headline]


def problem(facts: OrderStatusFacts) -> str:
    if facts.payment_status in PAYMENT_LOST:
        return LOST[facts.payment_status]
    held = facts.fulfillment_status is Fulfillment.ON_HOLD
    return ON_HOLD if held else DELIVERY_PROBLEM


def delivered(facts: OrderStatusFacts) -> str:
    shipped = facts.shipments or facts.fulfillment_status is Fulfillment.DELIVERED
    return DELIVERED if shipped else NOTHING_TO_SHIP


def in_transit(facts: OrderStatusFacts) -> str:
    parcels = {entry.status for entry in facts.shipments}
    if facts.fulfillment_status is Fulfillment.PARTIALLY_FULFILLED:
        return PARTLY_SENT
    if facts.fulfillment_status is Fulfillment.OUT_FOR_DELIVERY and not parcels:
        return OUT_FOR_DELIVERY
    if parcels == {ShipmentStatus.OUT_FOR_DELIVERY}:
        return OUT_FOR_DELIVERY
    return ON_ITS_WAY if parcels & MOVING else SENT


def processing(facts: OrderStatusFacts) -> str:
    match facts.fulfillment_status:
        case Fulfillment.SCHEDULED:
            return SCHEDULED
        case Fulfillment.UNKNOWN | Fulfillment.NOT_REQUIRED:
            return RECEIVED
    return PREPARING


def return_sentences(facts: OrderStatusFacts, words: Words) -> Iterator[str]:
    if facts.return_status is not ReturnStatus.NONE:
        yield words.say(RETURNS[facts.return_status])


def refund_sentences(found: WholeOrder, words: Words) -> Iterator[str]:
    for money in refunded_by_currency(found):
        yield words.say("We have refunded {amount} for this order.", amount=money)
    unlisted = REFUNDED_UNLISTED.get(found.order.payment_status)
    if unlisted and not found.refunds:
        yield words.say(unlisted)


def estimate_sentences(facts: OrderStatusFacts, words: Words, now: datetime) -> Iterator[str]:
    """A date that has passed is no estimate any more."""
    due = facts.estimated_delivery_at
    if due and due >= now and facts.headline is Headline.IN_TRANSIT:
        yield words.say("The estimated delivery date is {date}.", date=due)


def closing_sentences(facts: OrderStatusFacts, words: Words) -> Iterator[str]:
    if facts.headline is Headline.PROBLEM:
        yield words.say("Please contact us and we will help you.")


def parcel_paragraphs(facts: OrderStatusFacts, words: Words) -> Iterator[str]:
    count = len(facts.shipments)
    if count == 1:
        yield from parcel_lines(facts.shipments[0], words, facts.headline)
        return
    for position, entry in enumerate(facts.shipments[:LISTED], start=1):
        yield words.say("Parcel {position} of {count}", position=position, count=count)
        yield from parcel_lines(entry, words)
    if count > LISTED:
        yield words.say_many(
            "And {count} more parcel.", "And {count} more parcels.", count - LISTED
        )


def parcel_lines(entry: ParcelFacts, words: Words, said: Headline | None = None) -> Iterator[str]:
    """`said` is the headline this parcel alone stands behind."""
    if sentences := parcel_sentences(entry, words, said):
        yield words.paragraph(sentences)
    if url := link(entry.tracking_url):
        yield words.say("You can follow it here:\n{link}", link=url)


def parcel_sentences(entry: ParcelFacts, words: Words, said: Headline | None) -> list[str]:
    details = carrier_sentence(entry, words)
    redundant = said is not None and (said, entry.status) in SAID_BY_HEADLINE
    if entry.status in PARCELS and not redundant:
        return [words.say(PARCELS[entry.status]), *details]
    if details or entry.tracking_url or redundant:
        return details
    return [words.say("There is no tracking information for the parcel yet.")]


def carrier_sentence(entry: ParcelFacts, words: Words) -> list[str]:
    carrier, number = clean(entry.carrier or ""), clean(entry.tracking_number or "")
    if carrier and number:
        return [
            words.say(
                "The carrier is {carrier} and the tracking number is {number}.",
                carrier=carrier,
                number=number,
            )
        ]
    if carrier:
        return [words.say("The carrier is {carrier}.", carrier=carrier)]
    return [words.say("The tracking number is {number}.", number=number)] if number else []
