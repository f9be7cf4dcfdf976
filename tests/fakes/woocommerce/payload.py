"""One resource as the REST API of a version tells it to a user: also the body of a webhook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.woocommerce.errors import RestError, cannot, invalid_id
from tests.fakes.woocommerce.floor import Floor
from tests.fakes.woocommerce.keys import MANAGING
from tests.fakes.woocommerce.order_json import order_json
from tests.fakes.woocommerce.people_json import customer_json
from tests.fakes.woocommerce.php import Json
from tests.fakes.woocommerce.product_json import coupon_json, product_json, stock_status
from tests.fakes.woocommerce.webhook import Webhook
from tests.fakes.woocommerce.words import person

ONLY_IN_V3 = (
    "cost_of_goods_sold",
    "post_password",
    "global_unique_id",
    "low_stock_amount",
    "stock_status",
    "has_options",
)


def webhook_payload(floor: Floor, webhook: Webhook, arg: Any) -> Json:
    """Built when it is sent, and as its owner would see it: an error where he would get one."""
    resource, _, event = webhook.topic.partition(".")
    if resource == "action":
        return {"action": event, "arg": arg}
    if event == "deleted":
        return {"id": arg}
    try:
        found = resource_json(floor, resource, int(arg), floor.home, webhook.api_version)
        demand_rights(floor, webhook.user_id)
    except RestError as error:
        return error.body
    return found


def demand_rights(floor: Floor, user_id: int, act: str = "view") -> None:
    """401 for nobody and for a user who is gone, 403 for one who may not."""
    role = floor.users.get(user_id)
    if role not in MANAGING:
        raise cannot(act, 403 if role else 401)


def resource_json(floor: Floor, resource: str, own_id: int, base: str, version: int = 3) -> Json:
    """Raises RestError where there is none."""
    made: dict[str, Callable[[Floor, int, str, int], Json]] = {
        "order": _order,
        "product": _product,
        "coupon": _coupon,
        "customer": _customer,
    }
    return made[resource](floor, own_id, base, version)


def _order(floor: Floor, own_id: int, base: str, version: int) -> Json:
    if version == 1:
        # Under HPOS wc/v1 finds no order at all: it looks for a post.
        raise RestError("woocommerce_rest_invalid_shop_order_id", "Invalid ID.", 404)
    place = floor.shelf.place(own_id)
    if place is None:
        raise invalid_id("order")
    found = order_json(floor.shelf.read(place), base)
    if version == 2:
        del found["cost_of_goods_sold"]
    return found


def _product(floor: Floor, own_id: int, base: str, version: int) -> Json:
    product = floor.products.get(own_id)
    if product is None:
        raise invalid_id("product")
    parent = floor.parent(product)
    found = product_json(product, base, parent)
    if version < 3:
        in_stock = stock_status(product, parent) != "outofstock"
        kept = {name: value for name, value in found.items() if name not in ONLY_IN_V3}
        return {**kept, "in_stock": in_stock}
    return found


def _coupon(floor: Floor, own_id: int, base: str, version: int) -> Json:
    coupon = floor.coupons.get(own_id)
    if coupon is None:
        raise invalid_id("coupon")
    return coupon_json(coupon, base)


def _customer(floor: Floor, own_id: int, base: str, version: int) -> Json:
    return customer_json(own_id, person(own_id), floor.clock.now(), base)
