"""Shopify: webhooks of the Admin API, and the header spelling of its Events.

https://shopify.dev/docs/apps/build/webhooks
"""

from __future__ import annotations

import requests

from adapters.shopify import shapes
from adapters.shopify.client import ShopifyClient
from adapters.shopify.envelope import identify, read_envelope
from adapters.shopify.ignored import IGNORED
from adapters.shopify.install import install
from adapters.shopify.oversized import whole
from adapters.shopify.pages import PAGES
from adapters.shopify.parse_orders import parse_edited, parse_order, parse_order_gone
from adapters.shopify.parse_privacy import (
    parse_data_request,
    parse_redact,
    parse_redact_shop,
    parse_uninstalled,
)
from adapters.shopify.parse_refunds import parse_refund
from adapters.shopify.parse_returns import parse_return
from adapters.shopify.parse_shipments import parse_event, parse_event_gone, parse_fulfillment
from adapters.shopify.parse_stock import (
    parse_item,
    parse_item_gone,
    parse_level,
    parse_level_gone,
    parse_location,
    parse_location_gone,
    parse_product,
    parse_product_gone,
)
from adapters.shopify.storefront import storefront
from adapters.shopify.subscriptions import ONLY_BY_TOML
from connector.contract import Account, Adapter, Client, HmacSha256, Setting, topic
from connector.records import Kind

order = whole(Kind.ORDER, shapes.Order, parse_order)
parcel = whole(Kind.SHIPMENT, shapes.LoneFulfillment, parse_fulfillment)
level = topic(shapes.InventoryLevel, parse_level)
item = whole(Kind.INVENTORY_ITEM, shapes.InventoryItem, parse_item)
product = whole(Kind.PRODUCT, shapes.Product, parse_product)
location = whole(Kind.LOCATION, shapes.Location, parse_location)
sent_back = topic(shapes.Return, parse_return)


def connect(account: Account, session: requests.Session) -> Client:
    return ShopifyClient(account, session, adapter.topics.keys())


adapter = Adapter(
    name="shopify",
    title="Shopify",
    settings=(
        Setting(name="shop", help="The shop's permanent address, my-shop.myshopify.com"),
        Setting(name="client_secret", help="The app's client secret", secret=True),
        Setting(
            name="client_id",
            help="The app's client id, for reading the shop of your own organisation",
            required=False,
        ),
        Setting(
            name="access_token",
            help="Instead of the client id: the Admin API access token (shpat_...) of an app made "
            "in the shop's own admin",
            secret=True,
            required=False,
        ),
        Setting(
            name="webhooks",
            help="`api` where the app was made in the shop's own admin and has no shopify.app.toml",
            required=False,
        ),
        Setting(
            name="api_url",
            help="Where the Admin API is asked instead of the shop's own address: a stand-in to "
            "try things with",
            required=False,
        ),
    ),
    identify=identify,
    signed_with="client_secret",
    signature=HmacSha256(headers=("x-shopify-hmac-sha256", "shopify-hmac-sha256")),
    read_envelope=read_envelope,
    may_lack=ONLY_BY_TOML,
    topics={
        "orders/create": order,
        "orders/updated": order,
        "orders/paid": order,
        "orders/fulfilled": order,
        "orders/partially_fulfilled": order,
        "orders/cancelled": order,
        "orders/edited": topic(shapes.EditedOrder, parse_edited),
        "orders/delete": topic(shapes.Gone, parse_order_gone),
        "refunds/create": whole(Kind.REFUND, shapes.LoneRefund, parse_refund),
        "fulfillments/create": parcel,
        "fulfillments/update": parcel,
        "fulfillment_events/create": whole(
            Kind.SHIPMENT_EVENT, shapes.FulfillmentEvent, parse_event
        ),
        "fulfillment_events/delete": topic(shapes.Gone, parse_event_gone),
        "inventory_levels/connect": level,
        "inventory_levels/update": level,
        "inventory_levels/disconnect": topic(shapes.InventoryLevel, parse_level_gone),
        "inventory_items/create": item,
        "inventory_items/update": item,
        "inventory_items/delete": topic(shapes.Gone, parse_item_gone),
        "products/create": product,
        "products/update": product,
        "products/delete": topic(shapes.Gone, parse_product_gone),
        "locations/create": location,
        "locations/update": location,
        "locations/activate": location,
        "locations/deactivate": location,
        "locations/delete": topic(shapes.Gone, parse_location_gone),
        "returns/request": sent_back,
        "returns/approve": sent_back,
        "returns/decline": sent_back,
        "returns/cancel": sent_back,
        "returns/close": sent_back,
        "returns/reopen": sent_back,
        "returns/process": sent_back,
        "returns/update": sent_back,
        "customers/data_request": topic(shapes.DataRequest, parse_data_request),
        "customers/redact": topic(shapes.RedactRequest, parse_redact),
        "shop/redact": topic(shapes.RedactShop, parse_redact_shop),
        "app/uninstalled": topic(shapes.UninstalledShop, parse_uninstalled),
    },
    ignored=IGNORED,
    kinds=tuple(PAGES),
    connect=connect,
    install=install,
    storefront=storefront,
)
