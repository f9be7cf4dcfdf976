"""Which hooks of WordPress make which webhook topics.

https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php
"""

from __future__ import annotations

import re

EVENTS = ("created", "updated", "deleted", "restored")
HOOKS = {
    "order.created": ["woocommerce_new_order"],
    "order.updated": ["woocommerce_update_order", "woocommerce_order_refunded"],
    "order.deleted": ["wp_trash_post", "woocommerce_trash_order"],
    "order.restored": ["untrashed_post", "woocommerce_untrash_order"],
    "product.created": [
        "woocommerce_process_product_meta",
        "woocommerce_new_product",
        "woocommerce_new_product_variation",
    ],
    "product.updated": [
        "woocommerce_process_product_meta",
        "woocommerce_update_product",
        "woocommerce_update_product_variation",
    ],
    "product.deleted": ["wp_trash_post"],
    "product.restored": ["untrashed_post"],
    "coupon.created": ["woocommerce_process_shop_coupon_meta", "woocommerce_new_coupon"],
    "coupon.updated": ["woocommerce_process_shop_coupon_meta", "woocommerce_update_coupon"],
    "coupon.deleted": ["wp_trash_post"],
    "coupon.restored": ["untrashed_post"],
    "customer.created": [
        "user_register",
        "woocommerce_created_customer",
        "woocommerce_new_customer",
    ],
    "customer.updated": ["profile_update", "woocommerce_update_customer"],
    "customer.deleted": ["delete_user"],
    "customer.restored": [],
}
POST_HOOKS = {"wp_trash_post", "untrashed_post"}
ACTION = re.compile(r"action\.(woocommerce|wc)_[a-z0-9_]+")


def valid(topic: str) -> bool:
    return topic in HOOKS or ACTION.fullmatch(topic) is not None


def hooks(topic: str) -> list[str]:
    resource, _, event = topic.partition(".")
    return [event] if resource == "action" else HOOKS[topic]


def listens(topic: str, hook: str, kind: str, cross_resource: bool) -> bool:
    """Whether a webhook of this topic takes this hook for a post of this kind.

    The hooks about binning fire for every kind of post, and up to 11.x only orders were told apart:
    https://github.com/woocommerce/woocommerce/issues/12461"""
    if hook not in hooks(topic):
        return False
    resource = topic.partition(".")[0]
    if hook not in POST_HOOKS or resource == kind:
        return True
    return cross_resource and "order" not in (resource, kind)
