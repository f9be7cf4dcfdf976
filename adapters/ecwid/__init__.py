"""Ecwid by Lightspeed: its webhooks, which only hint, and its REST API (v3), which tells."""

from __future__ import annotations

from adapters.ecwid.client import KINDS, connect
from adapters.ecwid.deliveries import (
    Event,
    OrderEvent,
    StoreEvent,
    order_hint,
    person_hint,
    product_hint,
    review_hint,
    store_hint,
)
from adapters.ecwid.envelope import identify, read_envelope, signature
from adapters.ecwid.install import install
from connector.contract import Adapter, Setting, topic

order = topic(OrderEvent, order_hint)
product = topic(Event, product_hint)
review = topic(Event, review_hint)
store = topic(StoreEvent, store_hint)

IGNORED_RESOURCES = (
    "category",
    "customer",
    "customer_group",
    "discount_coupon",
    "invoice",
    "product_class",
    "promotion",
    "unfinished_order",  # A cart that was left is no order; when it becomes one, that is sent.
)

adapter = Adapter(
    name="ecwid",
    title="Ecwid by Lightspeed",
    settings=(
        Setting(
            name="store_id",
            help="The store's number, at the foot of each page of the Ecwid admin",
        ),
        Setting(
            name="client_secret",
            help="The app's client_secret, under my.ecwid.com/#develop-apps: it signs webhooks",
            secret=True,
        ),
        Setting(
            name="access_token",
            help="The app's secret token (secret_...), there too",
            secret=True,
            required=False,
        ),
        Setting(name="client_id", help="The app's client_id, there too", required=False),
        Setting(
            name="api_url",
            help="A stand-in for https://app.ecwid.com, to try things with",
            required=False,
        ),
    ),
    identify=identify,
    signed_with="client_secret",
    signature=signature,
    read_envelope=read_envelope,
    topics={
        "order.created": order,
        "order.updated": order,
        "order.deleted": order,
        "product.created": product,
        "product.updated": product,
        "product.deleted": product,
        "review.created": review,
        "review.updated": review,
        "review.deleted": review,
        "profile.updated": store,
        "profile.personalDataRemovalRequest": store,
        "application.uninstalled": store,
        "customer.personalDataRemovalRequest": topic(Event, person_hint),
    },
    ignored=frozenset(
        f"{resource}.{event}"
        for resource in IGNORED_RESOURCES
        for event in ("created", "updated", "deleted")
    )
    | {
        "application.installed",
        "application.storageChanged",
        "application.subscriptionStatusChanged",
        # A stranger's word that a person asks for their data would be a duty out of nothing.
        "customer.personalDataExportRequest",
        "profile.personalDataExportRequest",
        "profile.subscriptionStatusChanged",
    },
    kinds=KINDS,
    connect=connect,
    install=install,
)
