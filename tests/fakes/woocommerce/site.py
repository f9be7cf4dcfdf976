"""What the site says of itself: pages, settings, plugins. Its text is our own."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.woocommerce.clock import gmt, local
from tests.fakes.woocommerce.floor import Floor
from tests.fakes.woocommerce.order_json import link
from tests.fakes.woocommerce.php import Json

SAMPLE = (
    "\n<p><b>This is a sample page.</b></p>\n\n"
    "<h2>Overview</h2>\n<p>Our policy lasts 30 days.</p>\n"
)
GENERAL = (
    ("woocommerce_store_address", "Address line 1", "text", "Lindenweg 2", ""),
    ("woocommerce_store_city", "City", "text", "Köln", ""),
    ("woocommerce_default_country", "Country / State", "select", "DE:NW", "US:CA"),
    ("woocommerce_store_postcode", "Postcode / ZIP", "text", "50667", ""),
    ("woocommerce_calc_taxes", "Enable taxes", "checkbox", "yes", "no"),
    ("woocommerce_enable_coupons", "Enable coupons", "checkbox", "yes", "yes"),
    ("woocommerce_currency", "Currency", "select", "EUR", "USD"),
    ("woocommerce_currency_pos", "Currency position", "select", "left", "left"),
    ("woocommerce_price_thousand_sep", "Thousand separator", "text", ",", ","),
    ("woocommerce_price_decimal_sep", "Decimal separator", "text", ".", "."),
    ("woocommerce_price_num_decimals", "Number of decimals", "number", "2", "2"),
)
PRODUCTS = (
    ("woocommerce_enable_reviews", "Enable reviews", "checkbox", "yes", "yes"),
    ("woocommerce_manage_stock", "Manage stock", "checkbox", "yes", "yes"),
    ("woocommerce_hold_stock_minutes", "Hold stock (minutes)", "number", "60", "60"),
    ("woocommerce_notify_low_stock_amount", "Low stock threshold", "number", "2", "2"),
    ("woocommerce_stock_format", "Stock display format", "select", "", ""),
)
ADVANCED = (("woocommerce_terms_page_id", "Terms and conditions", "select", "11", ""),)
GROUPS = {"general": GENERAL, "products": PRODUCTS, "advanced": ADVANCED}
OPTIONS: dict[str, dict[str, str]] = {
    "woocommerce_default_country": {
        "DE:NW": "Germany - North Rhine-Westphalia",
        "US:CA": "United States - CA",
    },
    "woocommerce_currency": {"EUR": "Euro (&euro;)", "TRY": "Turkish lira (&#8378;)"},
    "woocommerce_currency_pos": {"left": "Left", "right": "Right"},
    "woocommerce_stock_format": {"": "Always", "low_amount": "When low", "no_amount": "Never"},
    "woocommerce_terms_page_id": {},
}
WITHOUT_TIP = (
    "woocommerce_enable_reviews",
    "woocommerce_manage_stock",
    "woocommerce_hold_stock_minutes",
)
UPDATABLE = ["GET", "POST", "PUT", "PATCH"]


@dataclass(slots=True, kw_only=True)
class SitePage:
    id: int
    slug: str
    title: str
    content: str
    modified: int
    status: str = "publish"


def first_pages(now: int) -> list[SitePage]:
    """WooCommerce makes the policy page, as a draft full of sample text."""
    named = (
        (2, "sample-page", "Sample Page", "<p>Hello.</p>", "publish"),
        (5, "shop", "Shop", "", "publish"),
        (9, "refund_returns", "Refund and Returns Policy", SAMPLE, "draft"),
        (11, "terms-conditions", "Terms &#038; Conditions", "<p>Be kind.</p>", "publish"),
    )
    return [
        SitePage(id=own_id, slug=slug, title=title, content=text, modified=now, status=status)
        for own_id, slug, title, text, status in named
    ]


def page_json(page: SitePage, base: str) -> Json:
    return {
        "id": page.id,
        "date": local(page.modified),
        "date_gmt": gmt(page.modified),
        "guid": {"rendered": f"{base}/?page_id={page.id}"},
        "modified": local(page.modified),
        "modified_gmt": gmt(page.modified),
        "slug": page.slug,
        "status": page.status,
        "type": "page",
        "link": f"{base}/{page.slug}/",
        "title": {"rendered": page.title},
        "content": {"rendered": page.content, "protected": False},
        "excerpt": {"rendered": "", "protected": False},
        "author": 1,
        "featured_media": 0,
        "parent": 0,
        "menu_order": 0,
        "comment_status": "closed",
        "ping_status": "closed",
        "template": "",
        "meta": {"footnotes": ""},
        "class_list": [f"post-{page.id}", "page", "type-page", "status-publish", "hentry"],
        "_links": _page_links(page, base),
    }


def _page_links(page: SitePage, base: str) -> Json:
    wp = f"{base}/wp-json/wp/v2"
    own = f"{wp}/pages/{page.id}"
    return {
        "self": link(own, ["GET"]),
        "collection": link(f"{wp}/pages"),
        "about": link(f"{wp}/types/page"),
        "author": [{"embeddable": True, "href": f"{wp}/users/1"}],
        "replies": [{"embeddable": True, "href": f"{wp}/comments?post={page.id}"}],
        "version-history": [{"count": 1, "href": f"{own}/revisions"}],
        "predecessor-version": [{"id": page.id + 1, "href": f"{own}/revisions/{page.id + 1}"}],
        "wp:attachment": link(f"{wp}/media?parent={page.id}"),
        "curies": [{"name": "wp", "href": "https://api.w.org/{rel}", "templated": True}],
    }


def settings_json(group: str, base: str) -> list[Json]:
    """The terms page is in the group `advanced`."""
    return [_setting(group, row, base) for row in GROUPS[group]]


def _setting(group: str, row: tuple[str, str, str, str, str], base: str) -> Json:
    name, label, kind, value, default = row
    collection = f"{base}/wp-json/wc/v3/settings/{group}"
    options = {"options": OPTIONS[name]} if name in OPTIONS else {}
    return {
        "id": name,
        "label": label,
        "description": label,
        "type": kind,
        "default": default,
        **options,
        **({} if name in WITHOUT_TIP else {"tip": label}),
        "value": value,
        "_links": {
            "self": link(f"{collection}/{name}", UPDATABLE),
            "collection": link(collection),
        },
    }


def index_json(floor: Floor, base: str) -> Json:
    """`wp-json/`: plugins are known by their namespaces."""
    namespaces = ["oembed/1.0", "wc/v3", "wc/v1", "wc-analytics", "wc/store/v1", "wc/v2", "wp/v2"]
    if floor.switches.shipment_tracking:
        namespaces.append("wc-shipment-tracking/v3")
    authorization = f"{base}/wp-admin/authorize-application.php"
    return {
        "name": floor.name,
        "description": "",
        "url": floor.home,
        "home": base,
        "gmt_offset": 3,
        "timezone_string": "Europe/Istanbul",
        "namespaces": namespaces,
        "authentication": {
            "application-passwords": {"endpoints": {"authorization": authorization}}
        },
    }


def system_status_json(floor: Floor, secure: bool) -> Json:
    """The parts that tell versions, currency, storage, pages and plugins."""
    features = ["custom_order_tables", "cost_of_goods_sold"]
    features += ["fulfillments"] if floor.switches.fulfillments else []
    return {
        "environment": _environment(floor),
        "settings": {
            "api_enabled": False,
            "force_ssl": False,
            "currency": "EUR",
            "currency_symbol": "&euro;",
            "currency_position": "left",
            "thousand_separator": ",",
            "decimal_separator": ".",
            "number_of_decimals": 2,
            "order_datastore": "Automattic\\WooCommerce\\Internal\\DataStores\\Orders"
            "\\OrdersTableDataStore",
            "HPOS_enabled": True,
            "HPOS_sync_enabled": False,
            "enabled_features": features,
        },
        "security": {"secure_connection": secure, "hide_errors": True},
        "pages": [_status_page("Shop base", 5), _status_page("Terms and conditions", 11)],
        "database": {"wc_database_version": "10.5.0", "database_prefix": "wp_"},
        "active_plugins": [_plugin()],
    }


def _environment(floor: Floor) -> Json:
    return {
        "home_url": floor.home,
        "site_url": floor.home,
        "store_id": "00000000-0000-4000-8000-000000000000",
        "version": "10.5.0",
        "wp_version": "6.9.1",
        "wp_multisite": False,
        "wp_memory_limit": 536870912,
        "wp_debug_mode": False,
        "wp_cron": True,
        "language": "en_US",
        "server_info": "fake",
        "php_version": "8.2.36",
        "default_timezone": "UTC",
    }


def _status_page(name: str, page_id: int) -> Json:
    return {
        "page_name": name,
        "page_id": str(page_id),
        "page_set": True,
        "page_exists": True,
        "page_visible": True,
        "shortcode": "",
        "block": "",
        "shortcode_required": False,
        "shortcode_present": False,
        "block_present": False,
        "block_required": False,
    }


def _plugin() -> Json:
    return {
        "plugin": "woocommerce/woocommerce.php",
        "name": "WooCommerce",
        "version": "10.5.0",
        "version_latest": "10.5.0",
        "url": "https://woocommerce.com/",
        "author_name": "Automattic",
        "author_url": "https://woocommerce.com",
        "network_activated": False,
    }
