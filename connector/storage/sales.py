"""What was sold, line by line: counted by what is sold, so that nothing has to be unsealed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from connector.joined import Sold
from connector.records import (
    AnyRecord,
    FulfillmentStatus,
    Kind,
    Order,
    OrderLine,
    PaymentStatus,
)
from connector.storage.engine import micros, parts
from connector.storage.keys import record_key
from connector.storage.tables import records, sales

PLACES = 6
UNIT = 10**PLACES
MOST_UNITS = 10**15
"""Of one line: more is junk, which must not keep its order out of the database."""
NEVER_PAID = frozenset({PaymentStatus.FAILED, PaymentStatus.EXPIRED, PaymentStatus.VOIDED})


class Units(NamedTuple):
    """Millionths, in the last 7 and in the last 28 days: a store has thousands of these."""

    week: int = 0
    month: int = 0

    def sold(self) -> Sold:
        return Sold(
            week=Decimal(self.week).scaleb(-PLACES), month=Decimal(self.month).scaleb(-PLACES)
        )


def sales_of(store_id: int, record: AnyRecord | None) -> Iterator[tuple[bytes, int, int]]:
    """What an order sold: the item, when, and how many millionths. Of one cancelled or never paid
    nothing. Refunds take nothing away: what was bought was wanted, and what came back is on the
    shelf again."""
    if not isinstance(record, Order) or is_off(record):
        return
    for line in record.lines:
        if (item := item_of(store_id, line)) and (units := units_of(line.quantity)):
            yield item, micros(record.placed_at), units


def is_off(order: Order) -> bool:
    return (
        order.cancelled_at is not None
        or order.fulfillment_status is FulfillmentStatus.CANCELLED
        or order.payment_status in NEVER_PAID
    )


def item_of(store_id: int, line: OrderLine) -> bytes | None:
    """None for a line that names nothing on the shelf: a fee, a tip, something long deleted."""
    if line.variant_id:
        return record_key(store_id, Kind.VARIANT, line.variant_id)
    return record_key(store_id, Kind.PRODUCT, line.product_id) if line.product_id else None


def units_of(quantity: Decimal) -> int:
    return min(int(quantity * UNIT), MOST_UNITS) if quantity.is_finite() and quantity > 0 else 0


def sold_since(connection: Connection, store_id: int, week: int, month: int) -> dict[bytes, Units]:
    """By key of what is on the shelf, since these two times in microseconds. Read from the index
    alone."""
    of_week = func.sum(case((sales.c.sold_at >= week, sales.c.units), else_=0))
    query = (
        select(sales.c.item, of_week.label("week"), func.sum(sales.c.units).label("month"))
        .where(sales.c.store_id == store_id, sales.c.sold_at >= month)
        .group_by(sales.c.item)
    )
    rows = connection.execute(query).all()
    found = {item: Units(int(week), int(month)) for item, week, month in rows}
    return _by_variant(connection, found)


def _by_variant(connection: Connection, found: dict[bytes, Units]) -> dict[bytes, Units]:
    """Where a line names only the product and this has one variant, that is what was sold."""
    for product, variant in _only_variants(connection, set(found)).items():
        week, month = found.pop(product)
        before = found.get(variant, Units())
        found[variant] = Units(before.week + week, before.month + month)
    return found


def _only_variants(connection: Connection, products: set[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, list[bytes]] = {}
    for part in parts(products):
        query = select(records.c.parent, records.c.key).where(
            records.c.parent.in_(part), records.c.kind == Kind.VARIANT
        )
        for parent, key in connection.execute(query).all():
            found.setdefault(parent, []).append(key)
    return {product: variants[0] for product, variants in found.items() if len(variants) == 1}
