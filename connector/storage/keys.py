"""How records name each other in the database."""

from __future__ import annotations

from connector.records import AnyRecord, Kind, Order, Review, StockLevel, Variant
from connector.storage.sealing import digest


def record_key(store_id: int, kind: Kind, ref: str) -> bytes:
    return digest(store_id, kind, ref)


def parent_key(store_id: int, record: AnyRecord) -> bytes | None:
    """The record this one is joined to when read."""
    if isinstance(record, StockLevel):
        return record_key(store_id, Kind.INVENTORY_ITEM, record.inventory_item_id)
    if isinstance(record, Variant | Review):
        return record_key(store_id, Kind.PRODUCT, record.product_id)
    order_id = getattr(record, "order_id", "")
    return record_key(store_id, Kind.ORDER, order_id) if order_id else None


def subject_key(store_id: int, record: AnyRecord) -> bytes | None:
    """Whose personal data stands beside this record in a payload: an order's, or a review's."""
    if isinstance(record, Order | Review):
        kind = Kind.ORDER if isinstance(record, Order) else Kind.REVIEW
        return record_key(store_id, kind, record.id)
    order_id = getattr(record, "order_id", "")
    return record_key(store_id, Kind.ORDER, order_id) if order_id else None
