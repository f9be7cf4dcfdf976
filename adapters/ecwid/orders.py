"""From Ecwid's orders to records. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from adapters.ecwid.parcels import shipments
from adapters.ecwid.shapes import Item, OrderHead, OrderPayload, Person
from adapters.ecwid.status import CANCELLED, FULFILLMENT, PAYMENT, UNFINISHED
from adapters.ecwid.values import finite, moment, moment_or_none, number, price, word
from connector.convert import canonical, plain_text, text_id, words
from connector.records import (
    Address,
    Buyer,
    Change,
    FulfillmentStatus,
    Order,
    OrderLine,
    PaymentStatus,
    Refund,
    ReturnStatus,
)

WITHDRAWAL = "withdrawalRequested"
NOT_SHIPPED = ("AWAITING_PROCESSING", "PROCESSING", "WILL_NOT_DELIVER")
WRITTEN = ("TEXT", "TEXTAREA", "FILES")
"""Options that are the shopper's own words, and not what was ordered."""


def order_changes(order: OrderPayload, currency: str) -> Iterator[Change]:
    """`currency` is the store's: orders do not tell theirs."""
    if order.payment_status == UNFINISHED:
        return
    own_id = order_id(order)
    updated_at = moment(order.update_timestamp, order.update_date, "$.updateTimestamp")
    parcels = tuple(shipments(order, own_id, updated_at))
    returned = tuple(refunds(order, own_id, updated_at, currency))
    yield Order(
        id=own_id,
        updated_at=updated_at,
        number=numbers(order)[0],
        other_numbers=numbers(order)[1:],
        placed_at=moment(order.create_timestamp, order.create_date, "$.createTimestamp"),
        total=price(order.total, currency, "$.total"),
        payment_status=payment_status(order),
        fulfillment_status=fulfillment_status(order),
        return_status=return_status(order),
        raw_payment_status=order.payment_status,
        raw_fulfillment_status=order.fulfillment_status,
        raw_return_status=WITHDRAWAL if order.withdrawal_requested else None,
        ship_to_country=ship_to_country(order),
        lines=tuple(order_line(item) for item in order.items or ()),
        buyer=buyer(order),
        refund_ids=tuple(refund.id for refund in returned),
        shipment_ids=tuple(parcel.id for parcel in parcels),
        transaction_ids=tuple(filter(None, [words(order.external_transaction_id)])),
        payment_method=words(order.payment_method),
    )
    yield from returned
    yield from parcels


def order_id(order: OrderHead) -> str:
    return number(order.internal_id or order.order_number, "$.internalId")


def numbers(order: OrderPayload) -> tuple[str, ...]:
    """What shoppers may know it by, best first: with the shop's prefix and suffix, then without."""
    said = (words(each) for each in (order.id, order.vendor_order_number, order.public_uid))
    known = tuple(dict.fromkeys(each for each in said if each))
    return known or (word(order.order_number or order.internal_id),)


def payment_status(order: OrderPayload) -> PaymentStatus:
    """A shop that refunds elsewhere may leave the status as it was: what was paid back counts."""
    said = canonical(PAYMENT, order.payment_status, PaymentStatus.UNKNOWN)
    back = refunded(order)
    if said in (PaymentStatus.REFUNDED, PaymentStatus.PARTIALLY_REFUNDED) or not back:
        return said
    whole = back >= finite(order.total, "$.total")
    return PaymentStatus.REFUNDED if whole else PaymentStatus.PARTIALLY_REFUNDED


def refunded(order: OrderPayload) -> Decimal:
    """`refundedAmount` was of one payment service alone for years, so the list may know more."""
    listed = sum((finite(each.amount, "$.refunds[].amount") for each in order.refunds or ()), ZERO)
    return max(finite(order.refunded_amount or ZERO, "$.refundedAmount"), listed)


def fulfillment_status(order: OrderPayload) -> FulfillmentStatus:
    word = order.fulfillment_status
    if order.payment_status == CANCELLED and word in NOT_SHIPPED:
        return FulfillmentStatus.CANCELLED
    said = canonical(FULFILLMENT, word, FulfillmentStatus.UNKNOWN)
    waiting = said in (FulfillmentStatus.UNFULFILLED, FulfillmentStatus.IN_PROGRESS)
    return FulfillmentStatus.NOT_REQUIRED if waiting and nothing_to_ship(order) else said


def nothing_to_ship(order: OrderPayload) -> bool:
    items = order.items or ()
    return bool(items) and all(item.is_shipping_required is False for item in items)


def return_status(order: OrderPayload) -> ReturnStatus | None:
    if order.fulfillment_status == "RETURNED":
        return ReturnStatus.RETURNED
    # The button that shops in the EU have to have since June 2026.
    return ReturnStatus.REQUESTED if order.withdrawal_requested else None


def ship_to_country(order: OrderPayload) -> str:
    people = (order.shipping_person, order.billing_person)
    return next((words(each.country_code) for each in people if each and each.country_code), "")


def order_line(item: Item) -> OrderLine:
    product_id = text_id(item.product_id)
    return OrderLine(
        id=number(item.id, "$.items[].id"),
        title=title(item),
        quantity=finite(item.quantity, "$.items[].quantity"),
        sku=words(item.sku),
        product_id=product_id,
        variant_id=variant_id(product_id, text_id(item.combination_id)),
        # What it cost after discounts is nowhere said.
        requires_shipping=item.is_shipping_required,
    )


def title(item: Item) -> str:
    """`Terlik (Kırmızı, 38)`."""
    chosen = (
        plain_text(option.value or "")
        for option in item.selected_options or ()
        if (option.type or "") not in WRITTEN
    )
    options = ", ".join(value for value in chosen if value)
    name = plain_text(item.name or "")
    return f"{name} ({options})" if options else name


def variant_id(product_id: str, combination_id: str) -> str:
    """Ecwid knows a combination by both numbers, and asks for both. Without one, the product's."""
    return f"{product_id}-{combination_id}" if product_id and combination_id else product_id


def buyer(order: OrderPayload) -> Buyer | None:
    """None where nothing is left of the person."""
    billing, shipping = order.billing_person or Person(), order.shipping_person or Person()
    found = Buyer(
        customer_id=text_id(order.customer_id),
        name=words(billing.name) or words(shipping.name),
        emails=said(order.email),
        phones=said(billing.phone, shipping.phone),
        billing_address=address(billing),
        shipping_address=address(shipping),
    )
    return None if found == Buyer() else found


def said(*values: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := words(value))))


def address(person: Person) -> Address | None:
    found = Address(
        name=words(person.name) or words(person.company_name),
        street=", ".join(said(*(person.street or "").splitlines())),
        locality=words(person.city),
        region=words(person.state_or_province_name) or words(person.state_or_province_code),
        postal_code=words(person.postal_code),
        country=words(person.country_code),
        phone=words(person.phone),
    )
    return None if found == Address() else found


def refunds(
    order: OrderPayload, own_id: str, updated_at: datetime, currency: str
) -> Iterator[Refund]:
    """Refunds have no ids: each is known by its second, and by its place among those of one second.
    Where Ecwid tells the sum alone, that is one refund."""
    seen: Counter[str] = Counter()
    for entry in order.refunds or ():
        created_at = moment_or_none(None, entry.date)
        second = str(int(created_at.timestamp())) if created_at else "undated"
        seen[second] += 1
        place = f"-{seen[second]}" if seen[second] > 1 else ""
        yield Refund(
            id=f"{own_id}-{second}{place}",
            updated_at=created_at or updated_at,
            order_id=own_id,
            amount=price(entry.amount.copy_abs(), currency, "$.refunds[].amount"),
            created_at=created_at or updated_at,
            raw_status=words(entry.source) or None,
        )
    if not order.refunds and refunded(order):
        yield Refund(
            id=f"{own_id}-refunded",
            updated_at=updated_at,
            order_id=own_id,
            amount=price(refunded(order), currency, "$.refundedAmount"),
            created_at=updated_at,
        )


ZERO = Decimal(0)
