"""WooCommerce, through its webhooks (payloads wp_api_v3 and wp_api_v2) and its REST API (wc/v3)."""

from __future__ import annotations

from adapters.woocommerce.client import KINDS, connect
from adapters.woocommerce.envelope import (
    identify,
    is_ping,
    platform_error,
    read_envelope,
    signature,
)
from adapters.woocommerce.install import install
from adapters.woocommerce.orders import order_changes, order_erased, order_gone
from adapters.woocommerce.products import (
    new_product_changes,
    product_changes,
    product_gone,
    stock_moved,
)
from adapters.woocommerce.reviews import removed_review_changes, review_changes
from adapters.woocommerce.shapes import Action, Gone, OrderPayload, ProductPayload, ReviewAction
from connector.contract import Adapter, Setting, topic

IGNORED_RESOURCES = ("coupon", "customer")
IGNORED_ACTIONS = (
    # Each comes with an order.updated or a product.updated that says more. Most carry an empty
    # list: objects lose their data in WooCommerce's queue.
    "create_refund",
    "fulfillment_after_create",
    "fulfillment_after_update",
    "low_stock",
    "new_product_variation",
    "no_stock",
    "order_fully_refunded",
    "order_note_added",
    "order_partially_refunded",
    "order_refunded",
    "order_status_changed",
    "order_status_completed",
    "payment_complete",
    "product_on_backorder",
    "product_set_stock",
    "product_set_stock_status",
    "reduce_order_stock",
    "refund_created",
    "update_product_variation",
    "variation_set_stock",
    "variation_set_stock_status",
)

adapter = Adapter(
    name="woocommerce",
    title="WooCommerce",
    settings=(
        Setting(name="url", help="The address of the store, such as https://demo.example.com/"),
        Setting(
            name="webhook_secret",
            help="The secret of the store's webhooks, under WooCommerce > Settings > Advanced",
            secret=True,
        ),
        Setting(
            name="consumer_key",
            help="The consumer key of a REST API key, under WooCommerce > Settings > Advanced",
            required=False,
        ),
        Setting(
            name="consumer_secret",
            help="The consumer secret that was shown with the consumer key",
            secret=True,
            required=False,
        ),
    ),
    identify=identify,
    signed_with="webhook_secret",
    signature=signature,
    read_envelope=read_envelope,
    topics={
        "order.created": topic(OrderPayload, order_changes),
        "order.updated": topic(OrderPayload, order_changes),
        "order.restored": topic(OrderPayload, order_changes),
        "order.deleted": topic(Gone, order_gone),
        "product.created": topic(ProductPayload, new_product_changes),
        "product.updated": topic(ProductPayload, product_changes),
        "product.restored": topic(ProductPayload, new_product_changes),
        "product.published": topic(ProductPayload, product_changes),
        "product.deleted": topic(Gone, product_gone),
        "action.woocommerce_updated_product_stock": topic(Action, stock_moved),
        "action.woocommerce_rest_insert_product_review": topic(ReviewAction, review_changes),
        "action.woocommerce_rest_delete_review": topic(ReviewAction, removed_review_changes),
        "action.woocommerce_delete_order": topic(Action, order_erased),
    },
    may_lack=frozenset({"product.published"}),  # since WooCommerce 11
    ignored=frozenset(
        f"{resource}.{event}"
        for resource in IGNORED_RESOURCES
        for event in ("created", "updated", "deleted", "restored")
    )
    | frozenset(f"action.woocommerce_{action}" for action in IGNORED_ACTIONS),
    secret_is_ours=True,
    own_url=True,
    is_ping=is_ping,
    platform_error=platform_error,
    kinds=KINDS,
    connect=connect,
    install=install,
)
