"""What is said of an order's parcels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from connector.answers.answer import Number, ParcelFacts
from connector.answers.carriers import carrier_name
from connector.answers.strangers import harmless
from connector.answers.text import link
from connector.answers.words import Words, msg
from connector.records import ShipmentStatus

LISTED = 5
"""As many parcels as a chat message can take; the facts hold all."""
NAMED = 3
"""As many things as one line can take."""
ANNOUNCED = msg("The parcel has been announced to the carrier but not collected yet.")
STATUSES = {
    ShipmentStatus.LABEL_CREATED: ANNOUNCED,
    ShipmentStatus.INFO_RECEIVED: ANNOUNCED,
    ShipmentStatus.PICKED_UP: msg("The carrier has collected the parcel."),
    ShipmentStatus.IN_TRANSIT: msg("The parcel is on its way."),
    ShipmentStatus.DELAYED: msg("The parcel is on its way but delayed."),
    ShipmentStatus.OUT_FOR_DELIVERY: msg("The parcel is out for delivery."),
    ShipmentStatus.AVAILABLE_FOR_PICKUP: msg("The parcel is waiting for you to pick it up."),
    ShipmentStatus.ATTEMPT_FAILED: msg("The carrier tried to deliver the parcel but could not."),
    ShipmentStatus.DELIVERED: msg("The parcel has been delivered."),
    ShipmentStatus.EXCEPTION: msg("The carrier reports a problem with the parcel."),
    ShipmentStatus.RETURNING: msg("The parcel is on its way back to us."),
    ShipmentStatus.RETURNED: msg("The parcel has come back to us."),
    ShipmentStatus.EXPIRED: msg("The carrier has not reported on the parcel for a while."),
}
ARRIVED = {
    ShipmentStatus.AVAILABLE_FOR_PICKUP,
    ShipmentStatus.DELIVERED,
    ShipmentStatus.RETURNED,
}
"""There is nothing left to follow."""


def parcel_paragraphs(
    parcels: Sequence[ParcelFacts], words: Words, *, status_said: bool
) -> Iterator[str]:
    """`status_said`: the sentence before has said of each of them how it stands."""
    count = len(parcels)
    for position, parcel in enumerate(parcels[:LISTED], start=1):
        if count > 1:
            yield words.say("Parcel {position} of {count}:", position=position, count=count)
            yield from contents_sentence(parcel, words)
        if sentences := parcel_sentences(parcel, words, status_said=status_said):
            yield words.paragraph(sentences)
        elif count > 1 or not status_said:
            yield words.say("There is no tracking information for this parcel.")
    if count > LISTED:
        yield words.say_many(
            "And {count} more parcel.", "And {count} more parcels.", count - LISTED
        )


def contents_sentence(parcel: ParcelFacts, words: Words) -> Iterator[str]:
    """Which of their things are in this one; of a single parcel nobody asks."""
    if items := listed(counted(line.title, line.quantity, words) for line in parcel.lines or ()):
        yield words.say("It contains: {items}", items=items)


def counted(title: str, quantity: Number, words: Words) -> str:
    """`Red cup (2)`, of one just `Red cup`; empty for a line without a name."""
    name = harmless(title)
    return f"{name} ({words.number(Decimal(str(quantity)))})" if name and quantity != 1 else name


def listed(titles: Iterable[str]) -> tuple[str, ...]:
    """Those that have a name; the first few of many."""
    named = tuple(filter(None, titles))
    return (*named[:NAMED], "…") if len(named) > NAMED else named


def parcel_sentences(parcel: ParcelFacts, words: Words, *, status_said: bool) -> list[str]:
    """The link comes last: nothing may follow it on its line."""
    status = () if status_said or parcel.status not in STATUSES else (STATUSES[parcel.status],)
    said = (words.say(sentence) for sentence in status)
    return [*said, *carrier_sentence(parcel, words), *link_sentence(parcel, words)]


def carrier_sentence(parcel: ParcelFacts, words: Words) -> Iterator[str]:
    carrier, number = carrier_name(parcel.carrier), harmless(parcel.tracking_number or "")
    if carrier and number:
        yield words.say(
            "Your {carrier} tracking number is {number}.", carrier=carrier, number=number
        )
    elif carrier:
        yield words.say("The carrier is {carrier}.", carrier=carrier)
    elif number:
        yield words.say("The tracking number is {number}.", number=number)


def link_sentence(parcel: ParcelFacts, words: Words) -> Iterator[str]:
    url = link(parcel.tracking_url)
    if url and parcel.status in ARRIVED:
        yield words.say("You can see the tracking details here:\n{link}", link=url)
    elif url:
        yield words.say("You can track the parcel here:\n{link}", link=url)
