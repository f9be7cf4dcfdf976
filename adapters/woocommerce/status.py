"""WooCommerce's words and ours. Status slugs come without the `wc-` of the database.

https://woocommerce.com/document/managing-orders/order-statuses/
"""

from __future__ import annotations

from connector.records import Availability, FulfillmentStatus, PaymentStatus, ReviewStatus

IGNORED_STATUSES = frozenset({"checkout-draft", "auto-draft", "draft", "new"})
"""A cart or an unsaved form, not an order: they appear, change and are purged daily.

https://github.com/woocommerce/woocommerce/issues/66995"""

PAYMENT = {
    "pending": PaymentStatus.PENDING,
    "failed": PaymentStatus.FAILED,
    "on-hold": PaymentStatus.PENDING,
    "processing": PaymentStatus.PAID,
    "completed": PaymentStatus.PAID,
    "cancelled": PaymentStatus.VOIDED,
    "refunded": PaymentStatus.REFUNDED,
    "ready-for-pickup": PaymentStatus.PAID,
}

FULFILLMENT = {
    "pending": FulfillmentStatus.UNFULFILLED,
    "failed": FulfillmentStatus.UNFULFILLED,
    "on-hold": FulfillmentStatus.ON_HOLD,
    "processing": FulfillmentStatus.IN_PROGRESS,
    "completed": FulfillmentStatus.FULFILLED,
    "cancelled": FulfillmentStatus.CANCELLED,
    # Known, and silent about the goods: they may have been sent, returned or never packed.
    "refunded": FulfillmentStatus.UNKNOWN,
    "ready-for-pickup": FulfillmentStatus.READY_FOR_PICKUP,
}

FULFILLMENT_META = {
    "no_fulfillments": FulfillmentStatus.UNFULFILLED,
    "unfulfilled": FulfillmentStatus.UNFULFILLED,
    "partially_fulfilled": FulfillmentStatus.PARTIALLY_FULFILLED,
    "fulfilled": FulfillmentStatus.FULFILLED,
}
"""The order meta `_fulfillment_status`, written since 10.1 where fulfilments are switched on."""

AVAILABILITY = {
    "instock": Availability.IN_STOCK,
    "lowstock": Availability.LIMITED,
    "outofstock": Availability.OUT_OF_STOCK,
    "onbackorder": Availability.BACK_ORDER,
}

REST_REVIEW_STATUS = {"0": "hold", "1": "approved", "approve": "approved"}
"""`comment_approved` as the REST API spells it, so that both ways give one record."""

REVIEW = {
    "approved": ReviewStatus.PUBLISHED,
    "hold": ReviewStatus.PENDING,
    "spam": ReviewStatus.SPAM,
    "trash": ReviewStatus.DELETED,
    # WordPress bins the comments of a binned product with it, and brings them back with it.
    "post-trashed": ReviewStatus.DELETED,
}
