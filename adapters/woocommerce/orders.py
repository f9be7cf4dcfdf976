"""From WooCommerce's orders to changes. Pure.

The body is built when it is sent, not when the thing happened, and anything may come late or in
another order: every copy stands for the resource as of its `date_modified_gmt`. The dates without
`_gmt` are the store's local ones without an offset, and are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from adapters.woocommerce.metas import meta_text
from adapters.woocommerce.shapes import (
    Action,
    Gone,
    Line,
    NoFields,
    OrderPayload,
    PostalAddress,
    RefundEntry,
    Word,
)
from adapters.woocommerce.status import (
    FULFILLMENT,
    FULFILLMENT_META,
    IGNORED_STATUSES,
    PAYMENT,
)
from adapters.woocommerce.tracking import shipments
from adapters.woocommerce.values import existing, finite, word
from connector.convert import canonical, money, plain_text, text_id
from connector.records import (
    EVERY,
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
    Refund,
    Shipment,
)

NUMBER_METAS = (
    # Sequential Order Numbers (Pro) and Custom Order Numbers keep what shoppers were told here.
    "_order_number",
    "_order_number_formatted",
    "_alg_wc_custom_order_number",
    "_alg_wc_full_custom_order_number",
)
FULFILLMENT_STATUS_META = "_fulfillment_status"
ANONYMIZED_META = "_anonymized"
CLOSED_STATUSES = frozenset({"cancelled", "refunded"})


def order_changes(order: OrderPayload) -> Iterator[Change]:
    if order.status in IGNORED_STATUSES:
        return
    updated_at = existing(order.date_modified_gmt, "$.date_modified_gmt")
    order_id = text_id(order.id)
    if order.status == "trash":
        yield Deleted(ref=Ref(kind=Kind.ORDER, id=order_id), at=updated_at)
        return
    parcels = shipments(order.meta_data, order_id, updated_at)
    yield order_record(order, order_id, updated_at, parcels)
    for entry in order.refunds:
        yield refund_record(order, entry, updated_at)
        # Which lines it is for is only told by orders/ID/refunds.
        yield Fetch(ref=Ref(kind=Kind.REFUND, id=text_id(entry.id), parent_id=order_id))
    yield from parcels or ()
    if has_fulfillments(order):
        yield Fetch(ref=Ref(kind=Kind.SHIPMENT, id=EVERY, parent_id=order_id))


def order_record(
    order: OrderPayload,
    order_id: str,
    updated_at: datetime,
    parcels: tuple[Shipment, ...] | None,
) -> Order:
    return Order(
        id=order_id,
        updated_at=updated_at,
        number=str(order.number),
        other_numbers=other_numbers(order),
        placed_at=existing(order.date_created_gmt, "$.date_created_gmt"),
        total=price(order, order.total, "$.total"),
        payment_status=payment_status(order),
        fulfillment_status=fulfillment_status(order),
        raw_status=order.status,
        raw_fulfillment_status=fulfillment_meta(order),
        ship_to_country=ship_to_country(order),
        lines=tuple(order_line(order, line) for line in order.line_items),
        buyer=buyer(order),
        refund_ids=tuple(dict.fromkeys(text_id(entry.id) for entry in order.refunds)),
        shipment_ids=shipment_ids(order, parcels),
        transaction_ids=transaction_ids(order),
        payment_method=plain_text(word(order.payment_method_title)),
    )


def transaction_ids(order: OrderPayload) -> tuple[str, ...]:
    """The payment service's own. WooCommerce's eraser leaves a zero in its place."""
    return tuple(each for each in [word(order.transaction_id)] if each.strip("0"))


def ship_to_country(order: OrderPayload) -> str:
    known = (word(fields(place).country) for place in (order.shipping, order.billing))
    return next(filter(None, known), "").upper()


def other_numbers(order: OrderPayload) -> tuple[str, ...]:
    found = {meta_text(order.meta_data, key): None for key in NUMBER_METAS}
    return tuple(number for number in found if number and number != str(order.number))


def payment_status(order: OrderPayload) -> PaymentStatus:
    """The status stays as it was after a partial refund, and a plugin may keep it after a full one:
    what has been paid back is what counts."""
    refunded = sum((refunded_amount(order, entry).amount for entry in order.refunds), Decimal(0))
    if refunded:
        whole = refunded >= price(order, order.total, "$.total").amount
        partly = order.status != "refunded" and not whole
        return PaymentStatus.PARTIALLY_REFUNDED if partly else PaymentStatus.REFUNDED
    return canonical(PAYMENT, order.status, PaymentStatus.UNKNOWN)


def fulfillment_status(order: OrderPayload) -> FulfillmentStatus:
    by_order = canonical(FULFILLMENT, order.status, FulfillmentStatus.UNKNOWN)
    by_meta = canonical(FULFILLMENT_META, fulfillment_meta(order), FulfillmentStatus.UNKNOWN)
    sent = by_meta in (FulfillmentStatus.PARTIALLY_FULFILLED, FulfillmentStatus.FULFILLED)
    return by_meta if sent and order.status not in CLOSED_STATUSES else by_order


def fulfillment_meta(order: OrderPayload) -> str | None:
    return meta_text(order.meta_data, FULFILLMENT_STATUS_META) or None


def has_fulfillments(order: OrderPayload) -> bool:
    """Core fulfilments hold parcels whose tracking is in neither the order nor its webhooks.

    https://github.com/woocommerce/woocommerce/blob/trunk/docs/features/fulfillments/rest-api.md"""
    return fulfillment_meta(order) not in (None, "no_fulfillments")


def order_line(order: OrderPayload, line: Line) -> OrderLine:
    product_id = text_id(line.product_id)
    # `total` is without tax even in shops whose prices include it, and `total_tax` is the tax on it
    # after discounts: together they are what the shopper paid for the line.
    net = finite(line.total, "$.line_items[].total")
    tax = finite(line.total_tax, "$.line_items[].total_tax")
    return OrderLine(
        id=text_id(line.id),
        title=plain_text(word(line.name)),
        quantity=finite(line.quantity, "$.line_items[].quantity"),
        sku=word(line.sku),
        product_id=product_id,
        variant_id=text_id(line.variation_id) or product_id,
        total=money(net + tax, order.currency),
    )


def buyer(order: OrderPayload) -> Buyer | None:
    # The owner had WordPress erase the person: the fields now read "[deleted]".
    if meta_text(order.meta_data, ANONYMIZED_META) == "yes":
        return None
    billing, shipping = fields(order.billing), fields(order.shipping)
    return Buyer(
        customer_id=text_id(order.customer_id),
        name=full_name(billing) or full_name(shipping),
        emails=said(billing.email),
        phones=said(billing.phone, shipping.phone),
        billing_address=address(billing),
        shipping_address=address(shipping),
    )


def fields(place: PostalAddress | NoFields) -> PostalAddress:
    return place if isinstance(place, PostalAddress) else PostalAddress()


def said(*values: Word) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := word(value))))


def full_name(place: PostalAddress) -> str:
    return f"{word(place.first_name)} {word(place.last_name)}".strip()


def address(place: PostalAddress) -> Address | None:
    found = Address(
        name=full_name(place),
        street=", ".join(said(place.address_1, place.address_2)),
        locality=word(place.city),
        region=word(place.state),
        postal_code=word(place.postcode),
        country=word(place.country).upper(),
        phone=word(place.phone),
    )
    return None if found == Address() else found


def refund_record(order: OrderPayload, entry: RefundEntry, updated_at: datetime) -> Refund:
    return Refund(
        id=text_id(entry.id),
        updated_at=updated_at,
        order_id=text_id(order.id),
        amount=refunded_amount(order, entry),
        # The order does not tell when. Making a refund modifies the order, so the first copy that
        # lists it is right to the second; of later copies the earliest date is kept.
        created_at=updated_at,
    )


def refunded_amount(order: OrderPayload, entry: RefundEntry) -> Money:
    amount = finite(entry.total, "$.refunds[].total").copy_abs()
    return money(amount, order.currency)


def shipment_ids(
    order: OrderPayload, parcels: tuple[Shipment, ...] | None
) -> tuple[str, ...] | None:
    """Empty where the order has no tracking meta: there are no parcels now, and one that was taken
    off is gone. None where core fulfilments hold parcels which the order cannot list."""
    if parcels is None or has_fulfillments(order):
        return None
    return tuple(parcel.id for parcel in parcels)


def price(order: OrderPayload, amount: Decimal, path: str) -> Money:
    return money(finite(amount, path), order.currency)


def order_gone(gone: Gone) -> Iterator[Change]:
    """Never taken at its word: up to 11.x the id may be another resource's, and the order may have
    come out of the bin since. https://github.com/woocommerce/woocommerce/issues/12461"""
    yield Fetch(ref=Ref(kind=Kind.ORDER, id=text_id(gone.id)))


def order_erased(action: Action) -> Iterator[Change]:
    yield Fetch(ref=Ref(kind=Kind.ORDER, id=text_id(action.arg)))
