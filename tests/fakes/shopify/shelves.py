"""Products, and what is on the shelf where."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.fakes.shopify import people, rest_goods
from tests.fakes.shopify.generate import draw
from tests.fakes.shopify.goods import Item, Level, Location, Product, Variant
from tests.fakes.shopify.living import Living


class Shelves(Living):
    def stock(self, seed: int, count: int) -> None:
        """The range of goods a shop begins with; nobody is told."""
        for number in range(count):
            product = a_product(seed, number, self.now() - timedelta(days=300))
            self.goods.products[product.id] = product
            for variant in product.variants:
                self._shelve(variant, draw(seed, variant.id, 5) % 200)

    def _shelve(self, variant: Variant, available: int) -> None:
        """At the first location, and a few at the others."""
        self.goods.items[variant.item_id] = item_of(variant)
        for place in sorted(self.goods.locations):
            level = Level(
                item_id=variant.item_id,
                location_id=place,
                available=available,
                updated_at=variant.updated_at,
            )
            self.goods.levels[level.item_id, level.location_id] = level
            available //= 4

    def set_stock(self, item_id: int, location_id: int, available: int) -> Level:
        with self.lock:
            level = replace(self.goods.levels[item_id, location_id], available=available)
            return self.put_level(level)

    def create_product(self, title: str, variants: int = 1, **more: Any) -> Product:
        with self.lock:
            made = a_product(0, self.new_id() - 70_000_000_000_000, self.now(), variants)
            product = replace(made, title=title, **more)
            self.goods.products[product.id] = product
            for variant in product.variants:
                self._shelve(variant, 0)
            self.tell(("products/create", rest_goods.product_body(product, self.goods)))
            return product

    def update_product(self, product_id: int, **changes: Any) -> Product:
        with self.lock:
            old = self.goods.products[product_id]
            product = replace(old, **changes, updated_at=self.after(old.updated_at))
            self.goods.products[product_id] = product
            self.tell(("products/update", rest_goods.product_body(product, self.goods)))
            return product

    def delete_product(self, product_id: int) -> None:
        """Its variants, items and levels go with it."""
        with self.lock:
            product = self.goods.products.pop(product_id)
            for variant in product.variants:
                self.goods.items.pop(variant.item_id, None)
                for level in self.goods.levels_of(variant.item_id):
                    self.goods.levels.pop((level.item_id, level.location_id))
            self.tell(("products/delete", {"id": product_id}))

    def update_location(self, location_id: int, **changes: Any) -> Location:
        with self.lock:
            old = self.goods.locations[location_id]
            place = replace(old, **changes, updated_at=self.after(old.updated_at))
            self.goods.locations[location_id] = place
            self.tell(("locations/update", rest_goods.location_body(place)))
            return place


def a_product(seed: int, number: int, at: datetime, sizes: int = 0) -> Product:
    title, kind = people.THINGS[number % len(people.THINGS)]
    product_id = 9_300_000_000_000 + number
    count = sizes or 1 + draw(seed, number, 6) % 3
    return Product(
        id=product_id,
        title=f"{title} {number}",
        handle=f"thing-{number}",
        status="ACTIVE",
        product_type=kind,
        vendor="Lale Demo",
        tags=("handmade", kind.lower()),
        created_at=at,
        updated_at=at,
        published_at=at,
        description="<p>Made by hand.</p>",
        variants=tuple(a_variant(seed, product_id, number, k, count, at) for k in range(count)),
    )


def a_variant(
    seed: int, product_id: int, number: int, place: int, count: int, at: datetime
) -> Variant:
    """A product's only one has no options of its own, and Shopify's name for that."""
    alone = count == 1
    size = people.SIZES[place] if place < len(people.SIZES) else f"No. {place}"
    return Variant(
        id=49_000_000_000_000 + number * 1000 + place,
        product_id=product_id,
        title="Default Title" if alone else size,
        sku=f"LD-{number:04d}-{place}",
        price=Decimal(1000 + draw(seed, number, 7) % 200_000) / 100,
        position=place + 1,
        item_id=53_000_000_000_000 + number * 1000 + place,
        created_at=at,
        updated_at=at,
        options=(("Title", "Default Title") if alone else ("Size", size),),
        policy="CONTINUE" if draw(seed, number, 8) % 10 == 0 else "DENY",
    )


def item_of(variant: Variant) -> Item:
    return Item(
        id=variant.item_id,
        variant_id=variant.id,
        product_id=variant.product_id,
        sku=variant.sku,
        created_at=variant.created_at,
        updated_at=variant.updated_at,
    )
