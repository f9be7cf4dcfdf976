"""What a shop is and has, and how it is read."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from tests.fakes.shopify import people
from tests.fakes.shopify.goods import Item, Level, Location, Policy, Product, Variant
from tests.fakes.shopify.model import Fulfillment, Line, Order, Refund, Return
from tests.fakes.shopify.orders import OrderBook

if TYPE_CHECKING:
    from tests.fakes.shopify.reviews import Review

SCOPES = (
    "read_orders read_fulfillments read_merchant_managed_fulfillment_orders"
    " read_assigned_fulfillment_orders read_third_party_fulfillment_orders read_returns"
    " read_products read_inventory read_locations read_customers read_legal_policies"
    " read_metaobjects"
)
WINDOW = timedelta(days=60)
"""How far back `read_orders` reaches without `read_all_orders`."""
ZONE = timezone(timedelta(hours=3))
"""The shop's own: webhooks say their times in it, GraphQL says them in UTC."""


class Clock:
    """Whole seconds, as Shopify keeps them. Real time unless it is stopped."""

    def __init__(self) -> None:
        self.stopped_at: datetime | None = None

    def now(self) -> datetime:
        return self.stopped_at or datetime.now(UTC).replace(microsecond=0)

    def stop(self, when: datetime) -> None:
        self.stopped_at = when.astimezone(UTC).replace(microsecond=0)

    def run(self) -> None:
        self.stopped_at = None

    def advance(self, by: timedelta) -> None:
        self.stop(self.now() + by)


@dataclass(slots=True, kw_only=True)
class App:
    """The app that a merchant installs: its credentials, and what it was granted."""

    client_id: str = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
    client_secret: str = "shpss_fake0123456789abcdef0123456789"
    scopes: set[str] = field(default_factory=lambda: set(SCOPES.split()))
    redirect_urls: tuple[str, ...] = ()
    """Those the app may send shoppers back to; none given means any."""
    protected_data: bool = True
    """Whether Shopify has approved it for names, addresses, telephone numbers and e-mail."""
    reads_reviews: bool = True
    """Whether Shopify lets it see metaobjects of the type `product_review`."""
    installed: bool = True


@dataclass(slots=True, kw_only=True)
class Goods:
    """Products and what is on which shelf, by id."""

    products: dict[int, Product] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    levels: dict[tuple[int, int], Level] = field(default_factory=dict)
    locations: dict[int, Location] = field(default_factory=dict)

    def snapshot(self) -> Goods:
        return Goods(
            products=dict(self.products),
            items=dict(self.items),
            levels=dict(self.levels),
            locations=dict(self.locations),
        )

    def variants(self) -> Iterator[Variant]:
        return (v for product in self.products.values() for v in product.variants)

    def variant(self, variant_id: int) -> Variant | None:
        return next((v for v in self.variants() if v.id == variant_id), None)

    def variant_of(self, line: Line) -> Variant | None:
        """None once it is deleted, as Shopify has it."""
        product = self.products.get(line.product_id)
        variants = product.variants if product else ()
        return next((v for v in variants if v.id == line.variant_id), None)

    def levels_of(self, item_id: int) -> list[Level]:
        found = (self.levels.get((item_id, place)) for place in self.locations)
        return [level for level in found if level]

    def available(self, item_id: int) -> int:
        return sum(level.available for level in self.levels_of(item_id))


class ShopState:
    """One shop in memory. Whoever reads more than one thing of it holds `lock`."""

    def __init__(self, domain: str = "lale-demo.myshopify.com") -> None:
        self.domain = domain
        self.id = 61_234_567_890
        self.name = "Lale Demo"
        self.email = "owner@lale-demo.example"
        self.currency = "TRY"
        self.app = App()
        self.clock = Clock()
        self.lock = threading.RLock()
        self.orders = OrderBook()
        self.goods = Goods()
        self.policies: dict[str, Policy] = {}
        self.reviews: dict[int, Review] = {}
        self.url = ""
        """Where it is served, `http://127.0.0.1:8790`."""
        self.queries: deque[str] = deque(maxlen=1000)
        """The documents last asked, for tests to price and to count."""
        self.plain_http = True
        """Whether subscriptions may name http addresses; Shopify takes https alone."""
        self.ties = False
        """Whether one thing may change twice within the second that `updated_at` tells apart."""
        self._ids = itertools.count(70_000_000_000_001)
        self._order_of_part: dict[int, int] = {}
        self._open_for_business()

    def new_id(self) -> int:
        return next(self._ids)

    def now(self) -> datetime:
        return self.clock.now()

    def after(self, previous: datetime) -> datetime:
        """When a change of something last changed at `previous` happens."""
        return self.now() if self.ties else max(self.now(), previous + timedelta(seconds=1))

    def sees(self, order: Order) -> bool:
        """Whether the app may: https://shopify.dev/docs/api/usage/access-scopes"""
        return "read_all_orders" in self.app.scopes or order.created_at >= self.now() - WINDOW

    def order(self, order_id: int) -> Order:
        found = self.orders.get(order_id)
        if found is None:
            raise KeyError(order_id)
        return found

    def remember(self, order: Order, *parts: int) -> None:
        """Which order the parts made by a change belong to."""
        self._order_of_part.update(dict.fromkeys(parts, order.id))

    def order_of(self, part_id: int, base: int) -> Order | None:
        """The order of a refund, return or parcel; generated ones have it in their id."""
        if part_id in self._order_of_part:
            return self.orders.get(self._order_of_part[part_id])
        return self.orders.at((part_id - base) // 10) if part_id >= base else None

    def refund_by_id(self, refund_id: int) -> tuple[Order, Refund] | None:
        order = self.order_of(refund_id, 1_020_000_000_000)
        return (
            next(((order, r) for r in order.refunds if r.id == refund_id), None) if order else None
        )

    def return_by_id(self, return_id: int) -> tuple[Order, Return] | None:
        order = self.order_of(return_id, 14_000_000_000)
        return (
            next(((order, r) for r in order.returns if r.id == return_id), None) if order else None
        )

    def fulfillment_by_id(self, parcel_id: int) -> tuple[Order, Fulfillment] | None:
        order = self.order_of(parcel_id, 8_000_000_000_000)
        parcels = order.fulfillments if order else ()
        return next(((order, f) for f in parcels if order and f.id == parcel_id), None)

    def _open_for_business(self) -> None:
        now = self.now() - timedelta(days=400)
        for number, (name, city) in enumerate((("Depo", "İstanbul"), ("Mağaza", "İzmir"))):
            place = Location(
                id=82_000_000_001 + number,
                name=name,
                city=city,
                country_code="TR",
                created_at=now,
                updated_at=now,
            )
            self.goods.locations[place.id] = place
        self.set_policy("REFUND_POLICY", "Refund policy", people.REFUND_POLICY, now)
        self.set_policy("SHIPPING_POLICY", "Shipping policy", people.SHIPPING_POLICY, now)

    def set_policy(self, kind: str, title: str, body: str, when: datetime | None = None) -> None:
        """No webhook tells of it."""
        when = when or self.now()
        old = self.policies.get(kind)
        self.policies[kind] = Policy(
            id=old.id if old else self.new_id(),
            type=kind,
            title=title,
            body=body,
            created_at=old.created_at if old else when,
            updated_at=when,
        )

    def drop_policy(self, kind: str) -> None:
        """Nor of this."""
        self.policies.pop(kind, None)
