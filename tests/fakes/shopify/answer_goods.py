"""Products, stock and places, as the Admin API tells of them."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify import lists
from tests.fakes.shopify.answer_orders import Fields, when
from tests.fakes.shopify.goods import Item, Level, Location, Product, Variant
from tests.fakes.shopify.model import gid
from tests.fakes.shopify.page import Arguments, Context, Page, page
from tests.fakes.shopify.rest_goods import level_gid


def stocked(context: Context, product: Product) -> int:
    return sum(context.goods.available(v.item_id) for v in product.variants)


def published(product: Product) -> bool:
    return product.status == "ACTIVE" and product.published_at is not None


PRODUCT: Fields = {
    "id": lambda p, c, a: gid("Product", p.id),
    "legacyResourceId": lambda p, c, a: str(p.id),
    "title": lambda p, c, a: p.title,
    "handle": lambda p, c, a: p.handle,
    "status": lambda p, c, a: p.status,
    "productType": lambda p, c, a: p.product_type,
    "vendor": lambda p, c, a: p.vendor,
    "tags": lambda p, c, a: sorted(p.tags),
    "descriptionHtml": lambda p, c, a: p.description,
    "createdAt": lambda p, c, a: when(p.created_at),
    "updatedAt": lambda p, c, a: when(p.updated_at),
    "publishedAt": lambda p, c, a: when(p.published_at),
    "onlineStoreUrl": lambda p, c, a: (
        f"https://{c.shop.domain}/products/{p.handle}" if published(p) else None
    ),
    "totalInventory": lambda p, c, a: stocked(c, p),
    "tracksInventory": lambda p, c, a: True,
    "hasOutOfStockVariants": lambda p, c, a: any(
        c.goods.available(v.item_id) <= 0 for v in p.variants
    ),
    "variantsCount": lambda p, c, a: {"count": len(p.variants), "precision": "EXACT"},
    "variants": lambda p, c, a: page(c, a, p.variants, lambda v: v.id),
    "metafield": lambda p, c, a: None,
}

VARIANT: Fields = {
    "id": lambda v, c, a: gid("ProductVariant", v.id),
    "legacyResourceId": lambda v, c, a: str(v.id),
    "sku": lambda v, c, a: v.sku,
    "barcode": lambda v, c, a: v.barcode,
    "title": lambda v, c, a: v.title,
    "displayName": lambda v, c, a: c.goods.products[v.product_id].display_name(v),
    "price": lambda v, c, a: f"{v.price:.2f}",
    "compareAtPrice": lambda v, c, a: f"{v.compare_at:.2f}" if v.compare_at else None,
    "position": lambda v, c, a: v.position,
    "createdAt": lambda v, c, a: when(v.created_at),
    "updatedAt": lambda v, c, a: when(v.updated_at),
    "inventoryPolicy": lambda v, c, a: v.policy,
    "inventoryQuantity": lambda v, c, a: c.goods.available(v.item_id),
    "sellableOnlineQuantity": lambda v, c, a: max(0, c.goods.available(v.item_id)),
    "availableForSale": lambda v, c, a: v.policy == "CONTINUE" or c.goods.available(v.item_id) > 0,
    "product": lambda v, c, a: c.goods.products.get(v.product_id),
    "selectedOptions": lambda v, c, a: [{"name": n, "value": x} for n, x in v.options],
    "inventoryItem": lambda v, c, a: c.goods.items[v.item_id],
}

ITEM: Fields = {
    "id": lambda i, c, a: gid("InventoryItem", i.id),
    "legacyResourceId": lambda i, c, a: str(i.id),
    "sku": lambda i, c, a: i.sku,
    "tracked": lambda i, c, a: i.tracked,
    "requiresShipping": lambda i, c, a: True,
    "createdAt": lambda i, c, a: when(i.created_at),
    "updatedAt": lambda i, c, a: when(i.updated_at),
    "variants": lambda i, c, a: page(c, a, variants_of(i, c), lambda v: v.id),
    "inventoryLevel": lambda i, c, a: c.goods.levels.get((i.id, number_of(a["locationId"]))),
    "inventoryLevels": lambda i, c, a: page(
        c, a, c.goods.levels_of(i.id), lambda level: level.location_id
    ),
}

LEVEL: Fields = {
    "id": lambda v, c, a: level_gid(v),
    "isActive": lambda v, c, a: True,
    "createdAt": lambda v, c, a: when(v.updated_at),
    "updatedAt": lambda v, c, a: when(v.updated_at),
    "location": lambda v, c, a: c.goods.locations[v.location_id],
    "item": lambda v, c, a: c.goods.items[v.item_id],
    "quantities": lambda v, c, a: [quantity(v, name) for name in a["names"]],
}

LOCATION: Fields = {
    "id": lambda p, c, a: gid("Location", p.id),
    "legacyResourceId": lambda p, c, a: str(p.id),
    "name": lambda p, c, a: p.name,
    "isActive": lambda p, c, a: p.active,
    "inventoryLevels": lists.levels,
    "fulfillsOnlineOrders": lambda p, c, a: True,
    "shipsInventory": lambda p, c, a: True,
    "isFulfillmentService": lambda p, c, a: False,
    "createdAt": lambda p, c, a: when(p.created_at),
    "updatedAt": lambda p, c, a: when(p.updated_at),
    "address": lambda p, c, a: {
        "city": p.city,
        "provinceCode": None,
        "countryCode": p.country_code,
        "address1": None,
        "zip": None,
    },
}


def number_of(given: str) -> int:
    return int(given.rsplit("/", 1)[-1].split("?")[0])


def variants_of(item: Item, context: Context) -> list[Variant]:
    product = context.goods.products.get(item.product_id)
    return [v for v in product.variants if v.item_id == item.id] if product else []


def quantity(level: Level, name: str) -> dict[str, Any]:
    number = gid("InventoryQuantity", level.item_id)
    counted = {"name": name, "quantity": level.quantity(name), "updatedAt": when(level.updated_at)}
    return {"id": f"{number}?name={name}"} | counted


def locations(context: Context, arguments: Arguments) -> Page:
    shown = [
        place
        for place in sorted(context.goods.locations.values(), key=by_name)
        if place.active or arguments.get("includeInactive")
    ]
    return page(context, arguments, shown, lambda place: place.id)


def by_name(place: Location) -> str:
    return place.name
