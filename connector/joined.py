"""Records joined for reading: what a lookup gives and what an answer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

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


class Near(Value, frozen=True, kw_only=True):
    """What stands near something on the shelf, never itself; all of it on sale."""

    siblings: tuple[StockedItem, ...] = ()
    """Other options of the same products, in the shop's order."""
    alike: tuple[StockedItem, ...] = ()
    """Options of products alike, the most alike product first."""


class Sold(Value, frozen=True, kw_only=True):
    """Units that orders took, cancelled ones left out and refunds not."""

    week: Decimal = Decimal(0)
    """In the last 7 days."""
    month: Decimal = Decimal(0)
    """In the last 28 days."""


class SoldItem(Value, frozen=True, kw_only=True):
    """Something on the shelf, and how it sells."""

    item: StockedItem
    sold: Sold
