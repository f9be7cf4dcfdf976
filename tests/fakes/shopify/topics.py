"""Topics in their two spellings: orders/create in headers, ORDERS_CREATE in GraphQL."""

from __future__ import annotations

RESOURCES = (
    "app bulk_operations carts checkouts collections customers customer disputes domains"
    " draft_orders fulfillment_events fulfillment_holds fulfillment_orders fulfillments"
    " inventory_items inventory_levels inventory_shipments inventory_transfers locales locations"
    " markets metafield_definitions metaobjects order_transactions orders payment_schedules"
    " payment_terms products product_listings product_feeds profiles refunds returns"
    " reverse_deliveries reverse_fulfillment_orders scheduled_product_listings segments"
    " selling_plan_groups shop subscription_billing_attempts subscription_contracts"
    " tender_transactions themes variants"
)
LONGEST_FIRST = sorted(RESOURCES.split(), key=len, reverse=True)
COMPLIANCE = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
"""Configured with the app, never by the Admin API."""


def graphql_topic(topic: str) -> str:
    return topic.upper().replace("/", "_")


def header_topic(word: str) -> str:
    """orders/create of ORDERS_CREATE."""
    low = word.lower()
    found = next((r for r in LONGEST_FIRST if low.startswith(f"{r}_")), None)
    return f"{found}/{low[len(found) + 1 :]}" if found else low.replace("_", "/", 1)
