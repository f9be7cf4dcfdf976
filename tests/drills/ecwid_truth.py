"""What a fake Ecwid has, in the words of records and without a line of the adapter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from connector.records import Availability, Kind
from tests.fakes.ecwid import Shop, model
from tests.fakes.ecwid.words import Person

Said = dict[str, Any]
Key = tuple[Kind, str]

PAGES = {
    "REVOCATION_TERMS": "refund_policy_text",
    "LEGAL_INFO": "legal_info_text",
    "SHIPPING_COST_PAYMENT_INFO": "shipping_cost_payment_info_text",
    "TERMS": "terms_text",
    "PRIVACY_STATEMENT": "privacy_statement_text",
}
STATES = {"moderated": "pending", "published": "published"}


def everything(shop: Shop) -> Iterator[tuple[Key, Said]]:
    for order in shop.orders.values():
        yield (Kind.ORDER, str(order.internal_id)), order_of(order, shop.profile.currency)
    for product in shop.products.values():
        yield from goods_of(product, preorders=shop.profile.preorders)
    for review in shop.reviews.values():
        yield (Kind.REVIEW, str(review.id)), review_of(review)
    for kind, page in shop.profile.pages.items():
        if page["enabled"]:
            document = {"url": "", "title": page["title"], "text": page["text"]}
            yield (Kind.POLICY, PAGES[kind]), {"document": document}


def order_of(order: model.Order, currency: str) -> Said:
    parcel = (order.tracking_number, order.carrier, order.fulfillment)
    return {
        "number": order.public_id,
        "total": (exact(order.total), currency),
        "payment": order.payment,
        "fulfilment": order.fulfillment,
        "return": "withdrawalRequested" if order.withdrawal else None,
        "placed": moment(order.created),
        "changed": moment(order.updated),
        "buyer": buyer_of(order.person),
        "lines": tuple(line_of(line) for line in order.lines),
        "refunds": sorted((moment(one.at), exact(one.amount), currency) for one in order.refunds),
        "parcels": [parcel] if order.tracking_number else [],
        "parts beyond": set(),
    }


def buyer_of(person: Person | None) -> tuple[str, ...] | None:
    if person is None:
        return None
    return (str(person.customer_id), person.name, person.email, person.phone, person.street)


def line_of(line: model.Line) -> tuple[object, ...]:
    chosen = ", ".join(line.options.values())
    title = f"{line.name} ({chosen})" if chosen else line.name
    colour = f"-{line.combination_id}" if line.combination_id else ""
    return str(line.id), title, line.sku, Decimal(line.quantity), f"{line.product_id}{colour}"


def goods_of(product: model.Product, *, preorders: bool) -> Iterator[tuple[Key, Said]]:
    own_id, changed = str(product.id), moment(product.updated)
    colours = {f"{product.id}-{each.id}": each for each in product.combinations}
    yield (
        (Kind.PRODUCT, own_id),
        {
            "title": product.name,
            "sku": product.sku,
            "on sale": product.enabled,
            "variants": tuple(colours) or (own_id,),
            "changed": changed,
        },
    )
    for variant_id, _, said in variants_of(product):
        yield (Kind.VARIANT, variant_id), said
    if not colours or any(shares(each) for each in colours.values()):
        word = availability(product, preorders=preorders)
        said = {"available": count(product), "word": word, "changed": changed}
        yield (Kind.STOCK_LEVEL, own_id), said
    for variant_id, each in colours.items():
        if not shares(each):
            said = {"available": count(each), "word": availability(each), "changed": changed}
            yield (Kind.STOCK_LEVEL, variant_id), said


Stocked = model.Product | model.Combination


def variants_of(product: model.Product) -> Iterator[tuple[str, Stocked, Said]]:
    """What can be bought, and what its stock is counted by."""
    own_id = str(product.id)
    said = {"product": own_id, "on sale": product.enabled}
    if not product.combinations:
        yield own_id, product, said | {"title": "", "sku": product.sku, "item": own_id}
    for each in product.combinations:
        variant_id, title = f"{product.id}-{each.id}", ", ".join(each.options.values())
        item = own_id if shares(each) else variant_id
        sold = {"title": title, "sku": each.sku or product.sku, "item": item}
        yield variant_id, product if shares(each) else each, said | sold


def shares(colour: model.Combination) -> bool:
    return not colour.sku and colour.quantity is None


def count(stocked: Stocked) -> Decimal | None:
    return None if stocked.quantity is None else Decimal(stocked.quantity)


def availability(stocked: Stocked, *, preorders: bool = False) -> Availability:
    if stocked.quantity is None:
        return Availability.IN_STOCK
    if stocked.quantity > 0:
        few = stocked.quantity <= getattr(stocked, "warning_limit", 0)
        return Availability.LIMITED if few else Availability.IN_STOCK
    sold_on = preorders and getattr(stocked, "preorder", False)
    return Availability.PRE_ORDER if sold_on else Availability.OUT_OF_STOCK


def review_of(review: model.Review) -> Said:
    person = review.order.person
    return {
        "product": str(review.product_id),
        "state": STATES[review.status],
        "stars": Decimal(review.rating),
        "text": review.text,
        "author": (person.name, person.email) if person else ("", ""),
        "order": review.order.public_id,
        "written": moment(review.created),
        "changed": moment(review.updated),
    }


def exact(amount: float) -> Decimal:
    """As Ecwid writes it."""
    return Decimal(repr(amount))


def moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
