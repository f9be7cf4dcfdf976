"""What webhooks carry about products, stock, the shop and its app."""

from __future__ import annotations

from tests.fakes.shopify.goods import Item, Level, Location, Product, Variant
from tests.fakes.shopify.model import Customer, gid
from tests.fakes.shopify.rest_parts import Body, empty, time
from tests.fakes.shopify.state import Goods, ShopState

FULL_VARIANTS = 100
"""Those beyond are only named, in `variant_gids`."""


def product_body(product: Product, goods: Goods) -> Body:
    return {
        "admin_graphql_api_id": gid("Product", product.id),
        "body_html": product.description,
        "created_at": time(product.created_at),
        "handle": product.handle,
        "id": product.id,
        "product_type": product.product_type,
        "published_at": time(product.published_at),
        "template_suffix": None,
        "title": product.title,
        "updated_at": time(product.updated_at),
        "vendor": product.vendor,
        "status": product.status.lower(),
        "published_scope": "web",
        "tags": ", ".join(product.tags),
        "variants": [variant_body(v, goods) for v in product.variants[:FULL_VARIANTS]],
        "options": [],
        "images": [],
        "image": None,
        "media": [],
        "variant_gids": [named(v) for v in product.variants],
        "has_variants_that_requires_components": False,
        "category": None,
    }


def named(variant: Variant) -> Body:
    number = gid("ProductVariant", variant.id)
    return {"admin_graphql_api_id": number, "updated_at": time(variant.updated_at)}


def variant_body(variant: Variant, goods: Goods) -> Body:
    options = [value for _, value in variant.options] + [None, None, None]
    available = goods.available(variant.item_id)
    return {
        "admin_graphql_api_id": gid("ProductVariant", variant.id),
        "barcode": variant.barcode,
        "compare_at_price": f"{variant.compare_at:.2f}" if variant.compare_at else None,
        "created_at": time(variant.created_at),
        "id": variant.id,
        "inventory_policy": variant.policy.lower(),
        "position": variant.position,
        "price": f"{variant.price:.2f}",
        "product_id": variant.product_id,
        "sku": variant.sku,
        "taxable": True,
        "title": variant.title,
        "updated_at": time(variant.updated_at),
        "option1": options[0],
        "option2": options[1],
        "option3": options[2],
        "image_id": None,
        "inventory_item_id": variant.item_id,
        "inventory_quantity": available,
        "old_inventory_quantity": available,
    }


def item_body(item: Item) -> Body:
    unsaid = empty(
        "cost", "country_code_of_origin", "province_code_of_origin", "harmonized_system_code"
    )
    return unsaid | {
        "id": item.id,
        "sku": item.sku,
        "created_at": time(item.created_at),
        "updated_at": time(item.updated_at),
        "requires_shipping": True,
        "tracked": item.tracked,
        "country_harmonized_system_codes": [],
        "weight_value": 0,
        "weight_unit": "kg",
        "admin_graphql_api_id": gid("InventoryItem", item.id),
    }


def level_gid(level: Level) -> str:
    return f"{gid('InventoryLevel', level.location_id)}?inventory_item_id={level.item_id}"


def level_body(level: Level) -> Body:
    return {
        "inventory_item_id": level.item_id,
        "location_id": level.location_id,
        "available": level.available,
        "updated_at": time(level.updated_at),
        "admin_graphql_api_id": level_gid(level),
    }


def location_body(location: Location) -> Body:
    return {
        "id": location.id,
        "name": location.name,
        "address1": None,
        "address2": None,
        "city": location.city,
        "zip": None,
        "province": None,
        "country": location.country_code,
        "phone": None,
        "created_at": time(location.created_at),
        "updated_at": time(location.updated_at),
        "country_code": location.country_code,
        "country_name": None,
        "province_code": None,
        "legacy": False,
        "active": location.active,
        "admin_graphql_api_id": gid("Location", location.id),
    }


def shop_body(shop: ShopState) -> Body:
    """Of app/uninstalled and shop/update."""
    unsaid = empty(
        "province", "address1", "address2", "zip", "city", "source", "phone", "latitude",
        "longitude", "timezone", "google_apps_domain", "google_apps_login_enabled",
        "password_enabled", "province_code", "taxes_included", "tax_shipping", "county_taxes",
        "auto_configure_tax_inclusivity",
    )  # fmt: skip
    no = (
        "has_discounts has_gift_cards requires_extra_payments_agreement setup_required"
        " pre_launch_enabled marketing_sms_consent_enabled_at_checkout transactional_sms_disabled"
    )
    yes = (
        "eligible_for_payments has_storefront finances checkout_api_supported"
        " multi_location_enabled"
    )
    flags = dict.fromkeys(no.split(), False) | dict.fromkeys(yes.split(), True)
    money = "money_format money_with_currency_format money_in_emails_format"
    formats = dict.fromkeys(
        [*money.split(), "money_with_currency_in_emails_format"], "{{amount}} TL"
    )
    return (
        unsaid
        | flags
        | formats
        | {
            "weight_unit": "kg",
            "enabled_presentment_currencies": [shop.currency],
            "id": shop.id,
            "name": shop.name,
            "email": shop.email,
            "customer_email": shop.email,
            "shop_owner": "Lale",
            "domain": shop.domain,
            "myshopify_domain": shop.domain,
            "country": "TR",
            "country_code": "TR",
            "country_name": "Turkey",
            "currency": shop.currency,
            "iana_timezone": "Europe/Istanbul",
            "primary_locale": "tr",
            "plan_name": "partner_test",
            "plan_display_name": "Developer Preview",
            "primary_location_id": min(shop.goods.locations),
            "created_at": None,
            "updated_at": time(shop.now()),
        }
    )


def person(who: Customer) -> Body:
    return {"id": who.id, "email": who.email, "phone": who.phone}


def compliance_body(shop: ShopState) -> Body:
    return {"shop_id": shop.id, "shop_domain": shop.domain}
