"""Products, variations and coupons in the recorded shapes of `wc/v3`."""

from __future__ import annotations

from urllib.parse import quote

from tests.fakes.woocommerce.clock import gmt, local
from tests.fakes.woocommerce.model import Coupon, Product
from tests.fakes.woocommerce.order_json import ALL, link
from tests.fakes.woocommerce.php import Json, slug
from tests.fakes.woocommerce.sums import amount

PRICE_HTML = (
    '<span class="woocommerce-Price-amount amount"><bdi>'
    '<span class="woocommerce-Price-currencySymbol">&euro;</span>{}</bdi></span>'
)
UNCATEGORIZED = {"id": 15, "name": "Uncategorized", "slug": "uncategorized"}
NO_SALE = {
    "date_on_sale_from": None,
    "date_on_sale_from_gmt": None,
    "date_on_sale_to": None,
    "date_on_sale_to_gmt": None,
    "on_sale": False,
}
NO_DOWNLOADS = {
    "virtual": False,
    "downloadable": False,
    "downloads": [],
    "download_limit": -1,
    "download_expiry": -1,
}


def counted(product: Product, parent: Product | None) -> Product:
    """The product whose stock this one has."""
    return parent if product.manage_stock == "parent" and parent else product


def stock_status(product: Product, parent: Product | None = None) -> str:
    owner = counted(product, parent)
    if owner.manage_stock is not True:
        return owner.stock_status
    if (owner.stock or 0) > 0:
        return "instock"
    return "outofstock" if owner.backorders == "no" else "onbackorder"


def product_json(product: Product, base: str, parent: Product | None = None) -> Json:
    """What `products/ID` answers, for a variation too: with other keys than its own route."""
    return (
        _head(product, base, parent)
        | _price(product)
        | {"purchasable": True, "total_sales": _sold(product)}
        | NO_DOWNLOADS
        | {"external_url": "", "button_text": "", "tax_status": "taxable", "tax_class": ""}
        | _stock(product, parent)
        | _shipping(product)
        | _catalogue(product)
        | _tail(product, base, parent)
    )


def _sold(product: Product) -> int | str:
    """Text for a variation. So it was recorded."""
    return str(product.sold) if product.kind == "variation" else product.sold


def _head(product: Product, base: str, parent: Product | None) -> Json:
    return {
        "id": product.id,
        "name": full_name(product, parent),
        "slug": slug(full_name(product, parent)),
        "permalink": permalink(product, base, parent),
        "date_created": local(product.created),
        "date_created_gmt": gmt(product.created),
        "date_modified": local(product.modified),
        "date_modified_gmt": gmt(product.modified),
        "type": product.kind,
        "status": product.status,
        "featured": False,
        "catalog_visibility": "visible",
        "description": product.description,
        "short_description": "",
        "sku": product.sku,
    }


def full_name(product: Product, parent: Product | None) -> str:
    return f"{parent.name} - {product.name}" if parent else product.name


def permalink(product: Product, base: str, parent: Product | None) -> str:
    page = f"{base}/product/{slug((parent or product).name)}/"
    if not parent:
        return page
    chosen = (f"attribute_{quote(name.lower())}={quote(o[0])}" for name, o in product.attributes)
    return page + "?" + "&".join(chosen)


def _price(product: Product) -> Json:
    own = "" if product.kind == "variable" else amount(product.price)
    return {"price": amount(product.price), "regular_price": own, "sale_price": "", **NO_SALE}


def _stock(product: Product, parent: Product | None) -> Json:
    owner = counted(product, parent)
    status = stock_status(product, parent)
    return {
        "manage_stock": product.manage_stock,
        "stock_quantity": owner.stock if owner.manage_stock is True else None,
        "backorders": owner.backorders,
        "backorders_allowed": owner.backorders != "no",
        "backordered": status == "onbackorder",
        "low_stock_amount": None,
        "sold_individually": False,
    }


def _shipping(product: Product) -> Json:
    return {
        "weight": "",
        "dimensions": {"length": "", "width": "", "height": ""},
        "shipping_required": True,
        "shipping_taxable": True,
        "shipping_class": "",
        "shipping_class_id": 0,
        "reviews_allowed": product.kind != "variation",
        "average_rating": average(product),
        "rating_count": product.rating_count,
    }


def average(product: Product) -> str:
    count = product.rating_count
    return amount(round(product.rating_sum * 100 / count)) if count else "0.00"


def _catalogue(product: Product) -> Json:
    return {
        "upsell_ids": [],
        "cross_sell_ids": [],
        "parent_id": product.parent_id,
        "purchase_note": "",
        "categories": [] if product.kind == "variation" else [UNCATEGORIZED],
        "brands": [],
        "tags": [],
        "images": [],
        "attributes": attributes(product),
        "default_attributes": [],
        "variations": list(product.variations),
        "grouped_products": [],
        "menu_order": 0,
    }


def attributes(product: Product) -> list[Json]:
    if product.kind == "variation":
        return [
            {"id": 0, "name": name, "slug": name.lower(), "option": options[0]}
            for name, options in product.attributes
        ]
    shown = {"position": 0, "visible": True, "variation": True}
    return [
        {"id": 0, "name": name, "slug": name, **shown, "options": list(options)}
        for name, options in product.attributes
    ]


def _tail(product: Product, base: str, parent: Product | None) -> Json:
    own: Json = {
        "price_html": PRICE_HTML.format(amount(product.price)),
        "related_ids": [],
        "meta_data": [],
        "stock_status": stock_status(product, parent),
        "has_options": product.kind == "variable",
        "post_password": "",
        "global_unique_id": "",
        "cost_of_goods_sold": cost(product),
        "_links": {
            "self": link(f"{base}/wp-json/wc/v3/products/{product.id}", ALL),
            "collection": link(f"{base}/wp-json/wc/v3/products"),
        },
    }
    if parent:
        own["_links"]["up"] = link(f"{base}/wp-json/wc/v3/products/{parent.id}")
    return own


def cost(product: Product) -> Json:
    values = [{"defined_value": None, "effective_value": 0}]
    additive = {"defined_value_is_additive": False} if product.kind == "variation" else {}
    return {"values": values, "total_value": 0, **additive}


def variation_json(variation: Product, parent: Product, base: str, own_route: bool = True) -> Json:
    """As `products/ID/variations` answers; `wc/v3/variations` links differently."""
    stock = _stock(variation, parent)
    counted_first = {name: stock[name] for name in ("manage_stock", "stock_quantity")}
    rest = {name: stock[name] for name in list(stock)[2:6]}
    return (
        _variation_head(variation, parent, base)
        | NO_DOWNLOADS
        | {"tax_status": "taxable", "tax_class": "", **counted_first}
        | {"stock_status": stock_status(variation, parent), **rest}
        | {"weight": "", "dimensions": {"length": "", "width": "", "height": ""}}
        | {"shipping_class": "", "shipping_class_id": 0, "image": None}
        | {"attributes": attributes(variation), "menu_order": 0, "meta_data": []}
        | {"name": variation.name, "parent_id": variation.parent_id}
        | {"cost_of_goods_sold": cost(variation)}
        | {"_links": _variation_links(variation, base, own_route)}
    )


def _variation_head(variation: Product, parent: Product, base: str) -> Json:
    return (
        {
            "id": variation.id,
            "type": "variation",
            "date_created": local(variation.created),
            "date_created_gmt": gmt(variation.created),
            "date_modified": local(variation.modified),
            "date_modified_gmt": gmt(variation.modified),
            "description": variation.description,
            "permalink": permalink(variation, base, parent),
            "sku": variation.sku,
            "global_unique_id": "",
        }
        | _price(variation)
        | {"status": variation.status, "purchasable": True}
    )


def _variation_links(variation: Product, base: str, own_route: bool) -> Json:
    products = f"{base}/wp-json/wc/v3/products"
    if not own_route:
        everywhere = f"{base}/wp-json/wc/v3/variations"
        # The recorded parent is 0: the controller looks for it in a route that has none.
        return {
            "self": link(f"{everywhere}/{variation.id}"),
            "collection": link(everywhere),
            "up": link(f"{products}/0"),
        }
    collection = f"{products}/{variation.parent_id}/variations"
    return {
        "self": link(f"{collection}/{variation.id}", ALL),
        "collection": link(collection),
        "up": link(f"{products}/{variation.parent_id}"),
    }


def coupon_json(coupon: Coupon, base: str) -> Json:
    return (
        {
            "id": coupon.id,
            "code": coupon.code,
            "amount": "10.00",
            "status": coupon.status,
            "date_created": local(coupon.created),
            "date_created_gmt": gmt(coupon.created),
            "date_modified": local(coupon.modified),
            "date_modified_gmt": gmt(coupon.modified),
            "discount_type": "percent",
            "description": "",
        }
        | dict.fromkeys(("date_expires", "date_expires_gmt"))
        | {"usage_count": 0, "individual_use": False}
        | {"product_ids": [], "excluded_product_ids": []}
        | dict.fromkeys(("usage_limit", "usage_limit_per_user", "limit_usage_to_x_items"))
        | {"free_shipping": False, "product_categories": [], "excluded_product_categories": []}
        | {"exclude_sale_items": False, "minimum_amount": "0.00", "maximum_amount": "0.00"}
        | {"email_restrictions": [], "used_by": [], "meta_data": []}
        | {
            "_links": {
                "self": link(f"{base}/wp-json/wc/v3/coupons/{coupon.id}", ALL),
                "collection": link(f"{base}/wp-json/wc/v3/coupons"),
            }
        }
    )
