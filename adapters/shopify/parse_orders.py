"""Orders, with the refunds, parcels and returns that come inside them.

Left behind on purpose: `browser_ip`, `client_details`, `order_status_url` (whoever has it is let
in), tokens, notes and everything about the payment."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from adapters.shopify import shapes
from adapters.shopify.parse_refunds import refund
from adapters.shopify.parse_returns import known_return
from adapters.shopify.parse_shipments import shipment
from adapters.shopify.status import FULFILLMENT, PAYMENT
from connector.convert import canonical, money, text_id, utc, utc_or_none, words
from connector.records import (
    Address,
    Buyer,
    Change,
    Deleted,
    Fetch,
    FulfillmentStatus,
    Kind,
    Money,
    Order,
    OrderLine,
    PaymentStatus,
    Ref,
)

SENT = (FulfillmentStatus.FULFILLED, FulfillmentStatus.PARTIALLY_FULFILLED)
NEVER_SENT = ("cancelled", "error", "failure")


def parse_order(payload: shapes.Order) -> Iterator[Change]:
    order_id, seen_at = text_id(payload.id), utc_or_none(payload.updated_at)
    yield order(payload)
    for paid_back in payload.refunds or ():
        yield from refund(paid_back, order_id, payload.currency, seen_at)
    for parcel in payload.fulfillments or ():
        yield shipment(parcel, order_id, seen_at)
    for sent_back in payload.returns or ():
        yield from known_return(sent_back, order_id, seen_at)


def parse_edited(payload: shapes.EditedOrder) -> Iterator[Change]:
    """Only what was added and removed is sent: the order as it is now has to be asked for."""
    yield Fetch(ref=Ref(kind=Kind.ORDER, id=text_id(payload.order_edit.order_id)))


def parse_order_gone(payload: shapes.Gone) -> Iterator[Change]:
    yield Deleted(ref=Ref(kind=Kind.ORDER, id=text_id(payload.id)), final=True)


def order(given: shapes.Order) -> Order:
    return Order(
        id=text_id(given.id),
        updated_at=utc_or_none(given.updated_at),
        number=given.name,
        other_numbers=other_numbers(given),
        # `processed_at` is the date on the order; `created_at` of an imported one is the import's.
        placed_at=utc(given.processed_at or given.created_at),
        # Not `current_total_price`, which goes down when lines are refunded.
        total=money(given.total_price, given.currency),
        payment_status=canonical(PAYMENT, given.financial_status, PaymentStatus.UNKNOWN),
        raw_payment_status=given.financial_status,
        fulfillment_status=fulfillment_status(given),
        raw_fulfillment_status=given.fulfillment_status,
        cancelled_at=utc_or_none(given.cancelled_at),
        ship_to_country=country(given.shipping_address) or country(given.billing_address),
        lines=tuple(order_line(i, given.currency) for i in given.line_items),
        buyer=buyer(given),
        refund_ids=ids(given.refunds),
        shipment_ids=ids(given.fulfillments),
    )


def ids(parts: tuple[shapes.Refund | shapes.Fulfillment, ...] | None) -> tuple[str, ...] | None:
    return None if parts is None else tuple(text_id(part.id) for part in parts)


def other_numbers(given: shapes.Order) -> tuple[str, ...]:
    """`1001` beside `TR-1001-A`. The `confirmation_number` is not unique, so it is none of them."""
    counted = text_id(given.order_number)
    return (counted,) if counted and counted != given.name.replace("#", "") else ()


def fulfillment_status(given: shapes.Order) -> FulfillmentStatus:
    """A cancelled order is cancelled unless something of it was sent: then that is the news."""
    word = given.fulfillment_status or "unfulfilled"
    said = canonical(FULFILLMENT, word, FulfillmentStatus.UNKNOWN)
    sent = said in SENT or any(p.status not in NEVER_SENT for p in given.fulfillments or ())
    return FulfillmentStatus.CANCELLED if given.cancelled_at and not sent else said


def order_line(line: shapes.LineItem, currency: str) -> OrderLine:
    return OrderLine(
        id=text_id(line.id),
        title=words(line.name) or words(f"{line.title or ''} {line.variant_title or ''}"),
        quantity=line.quantity,
        sku=line.sku or "",
        product_id=text_id(line.product_id),
        variant_id=text_id(line.variant_id),
        total=line_total(line, currency),
        requires_shipping=line.requires_shipping,
    )


def line_total(line: shapes.LineItem, currency: str) -> Money | None:
    """Discount codes are only in `discount_allocations`; `total_discount` is 0.00 beside them.

    https://shopify.dev/docs/api/admin-rest/latest/resources/order"""
    if line.price is None:
        return None
    shares = line.discount_allocations
    off = sum((d.amount for d in shares), Decimal()) if shares else line.total_discount
    return money(line.price * line.quantity - (off or Decimal()), currency)


def buyer(given: shapes.Order) -> Buyer | None:
    """None where the order knows nobody, as many made at a till do not."""
    who = given.customer or shapes.Customer()
    billing, shipping = given.billing_address, given.shipping_address
    known = Buyer(
        customer_id=text_id(who.id),
        name=full_name(who) or full_name(shipping) or full_name(billing),
        emails=distinct(given.email, given.contact_email, who.email),
        phones=distinct(given.phone, who.phone, *(a.phone for a in (billing, shipping) if a)),
        billing_address=address(billing),
        shipping_address=address(shipping),
    )
    return None if known == Buyer() else known


def full_name(who: shapes.Customer | shapes.PostalAddress | None) -> str:
    if who is None:
        return ""
    name = who.name if isinstance(who, shapes.PostalAddress) else ""
    return words(name) or words(f"{who.first_name or ''} {who.last_name or ''}")


def distinct(*values: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v.strip() for v in values if v and v.strip()))


def address(given: shapes.PostalAddress | None) -> Address | None:
    if given is None:
        return None
    return Address(
        name=full_name(given),
        street=", ".join(distinct(given.address1, given.address2)),
        locality=words(given.city),
        region=words(given.province),
        postal_code=words(given.zip),
        country=country(given) or words(given.country),
        phone=words(given.phone),
    )


def country(given: shapes.PostalAddress | None) -> str:
    return words(given.country_code) if given else ""
