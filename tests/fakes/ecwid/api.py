"""What the REST API answers a token that may ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.fakes.ecwid.answers import gone_json, order_json, product_json, review_json
from tests.fakes.ecwid.clock import Json
from tests.fakes.ecwid.lists import listed, only, stamp, within
from tests.fakes.ecwid.model import Gone, Order, Product, Review
from tests.fakes.ecwid.shop import Shop

SCOPES = {
    "profile": "read_store_profile",
    "orders": "read_orders",
    "products": "read_catalog",
    "reviews": "read_reviews",
}
Params = Mapping[str, str]


@dataclass(frozen=True)
class NotFound(Exception):
    code: str


def answer(shop: Shop, path: str, params: Params) -> Json:
    """`path` below the store. Raises NotFound or WrongParameter."""
    what, _, own_id = path.partition("/")
    if path == "profile":
        return only(shop.profile.shown(), params.get("responseFields", ""))
    if own_id == "deleted" and what in ("orders", "products", "reviews"):
        return deleted(shop, what, params)
    if what == "orders":
        return (
            one_order(shop, own_id) if own_id else listed(orders(shop, params), order_json, params)
        )
    if what == "products":
        return (
            one_product(shop, own_id)
            if own_id
            else listed(products(shop, params), product_json, params)
        )
    if path == "reviews":
        return listed(reviews(shop, params), review_json, params)
    raise NotFound("METHOD_NOT_FOUND")


def deleted(shop: Shop, what: str, params: Params) -> Json:
    lower, upper = stamp(params, "from_date"), stamp(params, "to_date")

    def asked(gone: Gone) -> bool:
        return (lower is None or gone.at >= lower) and (upper is None or gone.at <= upper)

    return listed(filter(asked, shop.gone[what]), gone_json, params, default=10)


def one_order(shop: Shop, public_id: str) -> Json:
    """By what shoppers know it by, and by nothing else."""
    everything = (*shop.orders.values(), *shop.carts.values())
    found = next((each for each in everything if each.public_id == public_id), None)
    if found is None:
        raise NotFound("ORDER_NOT_FOUND")
    return order_json(found)


def orders(shop: Shop, params: Params) -> list[Order]:
    """The newest first; carts only where they are asked for."""
    everything = (
        shop.carts.values() if params.get("paymentStatus") == "INCOMPLETE" else shop.orders.values()
    )
    found = [each for each in everything if order_matches(each, params)]
    return sorted(found, key=lambda each: (-each.created, -each.internal_id))


def order_matches(order: Order, params: Params) -> bool:
    wanted = [each for each in params.get("ids", "").split(",") if each]
    names = (order.public_id, str(order.internal_id))
    customer = params.get("customerId")
    return (
        within(params, "created", order.created)
        and within(params, "updated", order.updated)
        and (not wanted or any(name.startswith(each) for each in wanted for name in names))
        and (not customer or str(order.person.customer_id if order.person else "") == customer)
    )


def one_product(shop: Shop, own_id: str) -> Json:
    found = shop.products.get(int(own_id)) if re.fullmatch("[0-9]+", own_id) else None
    if found is None:
        raise NotFound("PRODUCT_NOT_FOUND")
    return product_json(found)


def products(shop: Shop, params: Params) -> Iterator[Product]:
    for each in sorted(shop.products.values(), key=lambda each: (each.created, each.id)):
        if within(params, "created", each.created) and within(params, "updated", each.updated):
            yield each


def reviews(shop: Shop, params: Params) -> Iterator[Review]:
    for each in sorted(shop.reviews.values(), key=lambda each: (each.created, each.id)):
        asked = params.get("reviewId")
        if (
            (not asked or str(each.id) == asked)
            and within(params, "created", each.created)
            and within(params, "updated", each.updated)
        ):
            yield each
