"""What each record can be looked up by. Whatever belongs to a person is a blind index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum

from connector import identifiers
from connector.records import (
    Availability,
    Buyer,
    DataRequest,
    InventoryItem,
    Order,
    Product,
    Record,
    Redact,
    Review,
    ReviewStatus,
    Shipment,
    StockLevel,
    Variant,
)
from connector.storage.engine import micros
from connector.storage.sealing import DIGEST, Keyring, digest


class Field(IntEnum):
    """Stored numbers: never reuse one."""

    NUMBER = 1
    EMAIL = 2
    PHONE = 3
    POSTCODE = 4
    CUSTOMER = 5
    ORDER = 6
    SKU = 7
    WORD = 8
    INVENTORY_ITEM = 9
    LISTED = 10
    """A review by what lists of reviews are asked for, in the order they are listed in."""
    TRACKING = 11
    PAYMENT = 12
    TAG = 13
    EMPTY = 14
    """A stock level that has nothing left, by the id of what it counts."""


PERSONAL = frozenset(
    {
        *(Field.EMAIL, Field.PHONE, Field.POSTCODE, Field.CUSTOMER, Field.ORDER),
        *(Field.TRACKING, Field.PAYMENT),
    }
)
PERSONAL_NAMES = {field: field.name for field in PERSONAL}

Term = tuple[Field, str]
Terms = frozenset[tuple[Field, bytes]]


def blinded(keyring: Keyring, term: Term) -> tuple[Field, bytes]:
    field, text = term
    name = PERSONAL_NAMES.get(field)
    return field, keyring.blind(name, text) if name else text.encode()


def number_term(text: str) -> Term:
    return Field.NUMBER, identifiers.order_number(text)


def tracking_term(text: str) -> Term:
    return Field.TRACKING, identifiers.reference(text)


def payment_term(text: str) -> Term:
    return Field.PAYMENT, identifiers.reference(text)


def sku_term(text: str) -> Term:
    return Field.SKU, identifiers.order_number(text)


def email_terms(texts: Iterable[str]) -> Iterator[Term]:
    yield from ((Field.EMAIL, identifiers.email(text)) for text in texts)


def phone_terms(texts: Iterable[str]) -> Iterator[Term]:
    yield from ((Field.PHONE, form) for text in texts for form in identifiers.phones(text))


def postcode_terms(texts: Iterable[str]) -> Iterator[Term]:
    yield from ((Field.POSTCODE, identifiers.postcode(text)) for text in texts)


def word_terms(*texts: str) -> Iterator[Term]:
    for word in (word for text in texts for word in identifiers.words(text)):
        yield Field.WORD, word
        yield Field.WORD, identifiers.without_article(word)


def tag_term(text: str) -> Term:
    return Field.TAG, " ".join(identifiers.words(text))


def _order(order: Order) -> Iterator[Term]:
    yield from map(number_term, (order.number, *order.other_numbers))
    yield from map(payment_term, order.transaction_ids)
    yield Field.ORDER, order.id
    if order.buyer:
        yield from _buyer(order.buyer)


def _buyer(buyer: Buyer) -> Iterator[Term]:
    addresses = [a for a in (buyer.billing_address, buyer.shipping_address) if a]
    yield Field.CUSTOMER, buyer.customer_id
    yield from email_terms(buyer.emails)
    yield from phone_terms([*buyer.phones, *(address.phone for address in addresses)])
    yield from postcode_terms(address.postal_code for address in addresses)


def _shipment(shipment: Shipment) -> Iterator[Term]:
    yield from (tracking_term(tracking.number) for tracking in shipment.tracking)


def _product(product: Product) -> Iterator[Term]:
    yield sku_term(product.sku)
    yield from word_terms(product.title)
    yield from map(tag_term, product.tags)


def _variant(variant: Variant) -> Iterator[Term]:
    yield sku_term(variant.sku)
    yield Field.INVENTORY_ITEM, variant.inventory_item_id
    yield from word_terms(variant.title)


def _inventory_item(item: InventoryItem) -> Iterator[Term]:
    yield sku_term(item.sku)


def _stock_level(level: StockLevel) -> Iterator[Term]:
    none_left = level.available is not None and level.available <= 0
    if none_left or level.availability is Availability.OUT_OF_STOCK:
        yield Field.EMPTY, level.inventory_item_id


def _review(review: Review) -> Iterator[Term]:
    yield from email_terms([review.author_email])
    yield from phone_terms([review.author_phone])
    yield Field.ORDER, review.order_id
    if review.status is not ReviewStatus.DELETED and review.updated_at is not None:
        place = review_place(micros(review.updated_at), review.id)
        rating, answered = stars(review.rating), bool(review.reply)
        for status in ("", review.status):
            for product in ("", review.product_id):
                yield Field.LISTED, listed_as(status, rating, answered, product) + place


def stars(rating: Decimal | None) -> int | None:
    """1 to 5, half a star rounded up: a review of 4.5 is one of 5."""
    if rating is None or not rating.is_finite():
        return None
    within = max(Decimal(1), min(Decimal(5), rating))
    return int(within.quantize(Decimal(1), ROUND_HALF_UP))


def listed_as(status: str, rating: int | None, answered: bool, product: str) -> str:
    """What the terms of all reviews of one sort begin with; an empty status or product is any.

    So every list is a few ranges of one index, each in the order it is listed in: no question is
    slow for being asked of many reviews, or for few of them fitting."""
    of_product = digest(product).hex() if product else ""
    return f"{status} {rating or 0} {'yes' if answered else 'no'} {of_product} "


VERSION = 16
PLACE = VERSION + 2 * DIGEST


def review_place(version: int, ref: str) -> str:
    """PLACE characters that sort as the version does, VERSION of them, and then as a digest of the
    id."""
    return f"{version + 2**63:0{VERSION}x}{digest(ref).hex()}"


def _data_request(request: DataRequest) -> Iterator[Term]:
    yield Field.CUSTOMER, request.customer_id
    yield from email_terms(request.emails)
    yield from phone_terms(request.phones)


_TERMS: dict[type[Record], Callable[..., Iterator[Term]]] = {
    Order: _order,
    Shipment: _shipment,
    Product: _product,
    Variant: _variant,
    InventoryItem: _inventory_item,
    StockLevel: _stock_level,
    Review: _review,
    DataRequest: _data_request,
}


def terms_of(record: Record, keyring: Keyring) -> Terms:
    of_kind = _TERMS.get(type(record))
    found = set(of_kind(record)) if of_kind else ()
    return frozenset(blinded(keyring, term) for term in found if term[1])


def terms_of_person(person: Redact, keyring: Keyring) -> set[bytes]:
    """Everything under which records of this person may be found."""
    known: list[Term] = [
        (Field.CUSTOMER, person.customer_id),
        *((Field.ORDER, order_id) for order_id in person.order_ids),
        *email_terms(person.emails),
        *phone_terms(person.phones),
    ]
    return {blinded(keyring, term)[1] for term in known if term[1]}
