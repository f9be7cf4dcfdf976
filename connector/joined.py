"""Records joined for reading: what a lookup gives and what an answer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from connector.records import (
    InventoryItem,
    Location,
    Order,
    Product,
    Refund,
    Return,
    Shipment,
    ShipmentEvent,
    StockLevel,
    Value,
    Variant,
)


class WholeOrder(Value, frozen=True, kw_only=True):
    """An order with the parts that count now: parts its newest copy no longer lists are gone."""

    order: Order
    refunds: tuple[Refund, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    events: tuple[ShipmentEvent, ...] = ()
    returns: tuple[Return, ...] = ()
    seen_at: datetime
    """When the newest of these reached us."""


class StockedItem(Value, frozen=True, kw_only=True):
    """One thing on the shelf: a variant, or a product whose variants we do not know."""

    product: Product | None
    """None while only the variant has reached us."""
    variant: Variant | None
    inventory_item: InventoryItem | None = None
    levels: tuple[StockLevel, ...] = ()
    locations: Mapping[str, Location] = {}
    seen_at: datetime
