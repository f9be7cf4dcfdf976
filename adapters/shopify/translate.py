"""From the Admin API's answers to the shapes webhooks have, so that one set of parsers reads both:
a fetched copy and a delivered copy of the same moment are equal records."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import get_currency_precision

from adapters.shopify import graph, shapes
from adapters.shopify.status import rest_fulfillment, rest_shipment
from connector.convert import text_id


def order(
    given: graph.Order, refunds: Iterable[graph.Refund], returns: Iterable[graph.Return]
) -> shapes.Order:
    return shapes.Order(
        id=text_id(given.id),
        name=given.name,
        order_number=given.number,
        created_at=given.created_at,
        processed_at=given.processed_at,
        updated_at=given.updated_at,
        cancelled_at=given.cancelled_at,
        currency=given.currency_code,
        total_price=amount(given.total_price_set),
        financial_status=lower(given.display_financial_status),
        fulfillment_status=rest_fulfillment(given.display_fulfillment_status),
        email=given.email,
        phone=given.phone,
        customer=customer(given.customer),
        billing_address=address(given.billing_address),
        shipping_address=address(given.shipping_address),
        line_items=tuple(map(line, given.line_items.nodes if given.line_items else ())),
        fulfillments=tuple(map(parcel, sorted(given.fulfillments, key=age))),
        refunds=tuple(map(refund, sorted(refunds, key=age))),
        returns=tuple(map(returned, returns)),
    )


def age(part: graph.Refund | graph.Parcel | graph.Line) -> tuple[int, str]:
    """Webhooks list parts in the order they were made, which is that of their ids."""
    found = text_id(part.id)
    return len(found), found


def amount(prices: graph.PriceSet) -> Decimal:
    """In the currency's own scale, as REST writes it: `15.00` and not GraphQL's `15.0`."""
    value = prices.shop_money.amount
    precision = get_currency_precision(prices.shop_money.currency_code)
    usual = value.quantize(Decimal((0, (1,), -precision)))
    return usual if usual == value else value


def lower(word: str | None) -> str | None:
    return word.lower() if word else None


def customer(given: graph.Customer | None) -> shapes.Customer | None:
    if given is None:
        return None
    email, phone = given.default_email_address, given.default_phone_number
    return shapes.Customer(
        id=given.id,
        first_name=given.first_name,
        last_name=given.last_name,
        email=email.email_address if email else None,
        phone=phone.phone_number if phone else None,
    )


def address(given: graph.Address | None) -> shapes.PostalAddress | None:
    if given is None:
        return None
    return shapes.PostalAddress(
        name=given.name,
        first_name=given.first_name,
        last_name=given.last_name,
        address1=given.address1,
        address2=given.address2,
        city=given.city,
        province=given.province,
        zip=given.zip,
        country=given.country,
        country_code=given.country_code,
        phone=given.phone,
    )


def line(given: graph.Line) -> shapes.LineItem:
    price, off = given.original_unit_price_set, given.total_discount_set
    return shapes.LineItem(
        id=text_id(given.id),
        name=given.name,
        title=given.title,
        variant_title=given.variant_title,
        sku=given.sku,
        quantity=given.quantity,
        requires_shipping=given.requires_shipping,
        product_id=given.product.id if given.product else None,
        variant_id=given.variant.id if given.variant else None,
        price=amount(price) if price else None,
        total_discount=amount(off) if off else None,
        discount_allocations=tuple(
            shapes.Discount(amount=amount(d.allocated_amount_set))
            for d in given.discount_allocations
        ),
    )


def parcel(given: graph.Parcel) -> shapes.Fulfillment:
    said = given.tracking_info
    return shapes.Fulfillment(
        id=text_id(given.id),
        order_id=given.order.id if given.order else None,
        status=lower(given.status),
        shipment_status=rest_shipment(given.display_status),
        created_at=given.created_at,
        updated_at=given.updated_at,
        tracking_company=said[0].company if said else None,
        tracking_numbers=tuple(t.number for t in said),
        tracking_urls=tuple(t.url for t in said),
        line_items=packed(given.fulfillment_line_items),
    )


def packed(
    given: graph.Connection[graph.Packed] | None,
) -> tuple[shapes.PackedLine, ...] | None:
    if given is None:
        return None
    return tuple(
        shapes.PackedLine(id=text_id(one.line_item.id), quantity=one.quantity)
        for one in given.nodes
        if one.quantity is not None
    )


def event(given: graph.Event, parcel_id: str, order_id: str) -> shapes.FulfillmentEvent:
    """GraphQL has no time of change for a scan: it is written once."""
    return shapes.FulfillmentEvent(
        id=text_id(given.id),
        fulfillment_id=text_id(parcel_id),
        order_id=text_id(order_id),
        status=lower(given.status),
        happened_at=given.happened_at,
        updated_at=given.created_at,
        estimated_delivery_at=given.estimated_delivery_at,
    )


def refund(given: graph.Refund) -> shapes.Refund:
    return shapes.Refund(
        id=text_id(given.id),
        order_id=given.order.id if given.order else None,
        created_at=given.created_at,
        processed_at=given.processed_at,
        transactions=transactions(given),
        refund_line_items=refunded_lines(given.refund_line_items),
    )


def transactions(given: graph.Refund) -> tuple[shapes.Transaction, ...]:
    """A bulk file has only their sum, which is of those that went through."""
    total = given.total_refunded_set
    if given.transactions is None:
        whole = graph.Transaction(kind="REFUND", status="SUCCESS", amount_set=total)
        return (transaction(whole),) if total.shop_money.amount else ()
    return tuple(map(transaction, given.transactions.nodes))


def transaction(given: graph.Transaction) -> shapes.Transaction:
    return shapes.Transaction(
        kind=given.kind.lower(),
        status=given.status.lower(),
        amount=amount(given.amount_set),
        currency=given.amount_set.shop_money.currency_code,
        gateway=given.gateway,
    )


def refunded_lines(
    given: graph.Connection[graph.RefundedLine] | None,
) -> tuple[shapes.RefundedLine, ...] | None:
    if given is None:
        return None
    return tuple(
        shapes.RefundedLine(
            line_item_id=text_id(one.line_item.id),
            quantity=one.quantity,
            subtotal=amount(one.subtotal_set),
            total_tax=amount(one.total_tax_set),
        )
        for one in given.nodes
    )


def returned(given: graph.Return) -> shapes.Return:
    return shapes.Return(id=text_id(given.id), status=lower(given.status))


def product(given: graph.Product) -> shapes.Product:
    return shapes.Product(
        id=text_id(given.id),
        title=given.title,
        status=lower(given.status),
        published_at=given.published_at,
        updated_at=given.updated_at,
        tags=", ".join(given.tags),
        variants=tuple(map(variant, given.variants.nodes)),
    )


def parent(given: graph.OfProduct) -> shapes.Product:
    """All that a variant needs of its product."""
    return shapes.Product(id=text_id(given.id), title="", updated_at=given.updated_at)


def variant(given: graph.Variant) -> shapes.Variant:
    return shapes.Variant(
        id=text_id(given.id),
        title=given.title,
        sku=given.sku,
        position=given.position,
        inventory_policy=lower(given.inventory_policy),
        inventory_item_id=given.inventory_item.id,
        inventory_quantity=given.inventory_quantity,
        updated_at=given.updated_at,
    )


def item(given: graph.Item) -> shapes.InventoryItem:
    return shapes.InventoryItem(
        id=text_id(given.id), sku=given.sku, tracked=given.tracked, updated_at=given.updated_at
    )


def level(given: graph.Level, of: graph.Item, location_id: str) -> shapes.InventoryLevel:
    """What the shop does not count has no number, whatever stands there."""
    said = {q.name: q.quantity for q in given.quantities}
    return shapes.InventoryLevel(
        inventory_item_id=text_id(of.id),
        location_id=text_id(location_id),
        available=said.get("available") if of.tracked else None,
        updated_at=given.updated_at,
    )


def location(given: graph.Location) -> shapes.Location:
    return shapes.Location(
        id=text_id(given.id),
        name=given.name,
        active=given.is_active,
        updated_at=given.updated_at,
    )
