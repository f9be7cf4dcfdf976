"""What a shop sells and has, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    id: int
    product_id: int
    title: str
    sku: str
    price: Decimal
    position: int
    item_id: int
    created_at: datetime
    updated_at: datetime
    options: tuple[tuple[str, str], ...]
    policy: str = "DENY"
    compare_at: Decimal | None = None
    barcode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    id: int
    title: str
    handle: str
    status: str
    product_type: str
    vendor: str
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    description: str
    variants: tuple[Variant, ...] = field(default=())

    def display_name(self, variant: Variant) -> str:
        return f"{self.title} - {variant.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An inventory item: what the shelf knows of a variant."""

    id: int
    variant_id: int
    product_id: int
    sku: str
    created_at: datetime
    updated_at: datetime
    tracked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What one location has of one item. `on_hand` is available and committed together."""

    item_id: int
    location_id: int
    available: int
    updated_at: datetime
    committed: int = 0
    incoming: int = 0

    @property
    def on_hand(self) -> int:
        return self.available + self.committed

    def quantity(self, name: str) -> int:
        counted = {"available": self.available, "on_hand": self.on_hand}
        return counted.get(name, getattr(self, name, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    id: int
    name: str
    city: str
    country_code: str
    created_at: datetime
    updated_at: datetime
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`type` such as REFUND_POLICY; `body` is HTML."""

    id: int
    type: str
    title: str
    body: str
    created_at: datetime
    updated_at: datetime
