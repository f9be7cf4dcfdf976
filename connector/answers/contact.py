"""Who ordered, for those who may know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from connector.answers.answer import OrderContact
from connector.answers.masks import masked_email, masked_name, masked_phone
from connector.answers.text import clean
from connector.records import Address, Buyer, Order


def contact_of(order: Order) -> OrderContact | None:
    """All of it, in clear and as hints: `connector.answers.trust.seen_by` takes away what is not
    for the asker. None where nothing is known, as after an erasure."""
    buyer = order.buyer
    if buyer is None or buyer == Buyer(customer_id=buyer.customer_id):
        return None
    to = buyer.shipping_address or Address()
    name = told(buyer.name or to.name)
    emails, phones = each(clean, buyer.emails), each(clean, phones_of(buyer))
    return OrderContact(
        name=name,
        emails=emails,
        phones=phones,
        town=told(to.locality),
        postcode=told(to.postal_code),
        country=told(to.country or order.ship_to_country),
        name_hint=masked_name(name) if name else None,
        email_hints=each(masked_email, emails),
        phone_hints=each(masked_phone, phones),
    )


def phones_of(buyer: Buyer) -> Iterable[str]:
    yield from buyer.phones
    yield from (at.phone for at in (buyer.shipping_address, buyer.billing_address) if at)


def told(text: str) -> str | None:
    return clean(text) or None


def each(made: Callable[[str], str], texts: Iterable[str]) -> list[str]:
    """Each once, without empty ones."""
    return list(dict.fromkeys(filter(None, map(made, texts))))
