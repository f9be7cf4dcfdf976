"""Topics that owners subscribe to by hand or by template and that answer no question here."""

from __future__ import annotations

WITHOUT_USE = {
    # An order says whom it is for; people who only have an account are not our business.
    "customers": "create update delete enable disable merge purchasing_summary",
    # Not bought yet, and full of recovery links that let their reader in.
    "carts": "create update",
    "checkouts": "create update delete",
    "draft_orders": "create update delete",
    # The order that follows says the same: nothing in these is about what a shopper can ask.
    "orders": "link_requested risk_assessment_changed shopify_protect_eligibility_changed",
    "order_transactions": "create",
    # They name a fulfillment order and no order of ours.
    "fulfillment_orders": (
        "cancellation_request_accepted cancellation_request_rejected cancellation_request_submitted"
        " cancelled fulfillment_request_accepted fulfillment_request_rejected"
        " fulfillment_request_submitted fulfillment_service_failed_to_complete hold_released"
        " line_items_prepared_for_local_delivery line_items_prepared_for_pickup"
        " manually_reported_progress_stopped merged moved order_routing_complete placed_on_hold"
        " progress_reported rescheduled scheduled_fulfillment_order_ready split"
    ),
    "fulfillment_holds": "added released",
    # Of the online shop alone and without an inventory item; `inventory_levels` says it of all.
    "variants": "in_stock out_of_stock",
    "reverse_deliveries": "attach_deliverable",
    "reverse_fulfillment_orders": "dispose",
    # Only for a type named in a filter, and nowhere is it written that those of reviews reach an
    # app without Shopify's permission. Sweeps find the changed ones, nights the deleted ones.
    "metaobjects": "create update delete",
    # Between the shop and its bank, its theme, or us.
    "disputes": "create update",
    "bulk_operations": "finish",
    "shop": "update",
    "app": "scopes_update",
}

IGNORED = frozenset(
    f"{resource}/{event}" for resource, events in WITHOUT_USE.items() for event in events.split()
)
