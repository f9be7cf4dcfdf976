"""Products, their variations and reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.woocommerce import sums
from tests.fakes.woocommerce.call import Answer, Call
from tests.fakes.woocommerce.errors import invalid_id
from tests.fakes.woocommerce.lists import page_of
from tests.fakes.woocommerce.model import Product, Review
from tests.fakes.woocommerce.people_json import review_json
from tests.fakes.woocommerce.php import Json
from tests.fakes.woocommerce.product_json import (
    full_name,
    product_json,
    stock_status,
    variation_json,
)
from tests.fakes.woocommerce.rest_orders import within

ORDERBY = (
    *("date", "id", "include", "title", "slug", "modified"),
    *("price", "popularity", "rating", "menu_order"),
)
REVIEW_STATUSES = ("all", "hold", "approved", "spam", "trash")
REVIEW_ORDERBY = ("date", "date_gmt", "id", "include", "product")
Sorting = Callable[[Product], Any]
SORTED: dict[str, Sorting] = {
    "date": lambda one: (one.created, one.id),
    "modified": lambda one: (one.modified, one.id),
    "title": lambda one: (one.name, one.id),
    "price": lambda one: (one.price, one.id),
    "popularity": lambda one: (one.sold, one.id),
}


def products(call: Call) -> Answer:
    """Variations are found by `sku` and `search_sku` only."""
    call.demand("list")
    found = sorted_products(call, [one for one in call.shop.products.values() if meant(call, one)])
    return page_of(call, found, lambda one: product_json(one, call.base, call.shop.parent(one)))


def sorted_products(call: Call, found: list[Product]) -> list[Product]:
    orderby = call.choice("orderby", ORDERBY, "date")
    descending = call.choice("order", ("asc", "desc"), "desc") == "desc"
    return sorted(found, key=SORTED.get(orderby, lambda one: one.id), reverse=descending)


def meant(call: Call, product: Product) -> bool:
    by_sku, part = call.several("sku"), call.text("search_sku").lower()
    if product.kind == "variation" and not (by_sku or part):
        return False
    return (
        (not by_sku or product.sku in by_sku)
        and (not part or part in product.sku.lower())
        and in_status(call, product)
        and named(call, product)
        and in_time(call, product)
    )


def in_status(call: Call, product: Product) -> bool:
    wanted, stock, kind = call.text("status", "any"), call.text("stock_status"), call.text("type")
    parent = call.shop.parent(product)
    return (
        (product.status == wanted or (wanted == "any" and product.status != "trash"))
        and (not stock or stock_status(product, parent) == stock)
        and (not kind or product.kind == kind)
    )


def named(call: Call, product: Product) -> bool:
    include, search = call.numbers("include"), call.text("search").lower()
    return (not include or product.id in include) and (
        not search or search in full_name(product, call.shop.parent(product)).lower()
    )


def in_time(call: Call, product: Product) -> bool:
    in_gmt = call.flag("dates_are_gmt")
    names = ("modified_after", "modified_before", "after", "before")
    limits = [call.moment(name, in_gmt) for name in names]
    return within(product.modified, limits[0], limits[1]) and within(
        product.created, limits[2], limits[3]
    )


def product(call: Call) -> Answer:
    """A variation too, with the keys of a product."""
    found = call.shop.product(call.id)
    call.demand("view")
    return Answer(body=product_json(found, call.base, call.shop.parent(found)))


def create(call: Call) -> Answer:
    call.demand("create")
    price = sums.cents(call.text("regular_price", "0"))
    managed = call.flag("manage_stock")
    stock = int(call.text("stock_quantity", "0")) if managed else None
    made = call.shop.add_product(
        call.text("name", "Product"), call.text("sku"), price, manage_stock=managed, stock=stock
    )
    return Answer(body=product_json(made, call.base), status=201)


def update(call: Call) -> Answer:
    """Name, description, status, price and stock."""
    changed = edited(call)
    return Answer(body=product_json(changed, call.base, call.shop.parent(changed)))


def edited(call: Call) -> Product:
    call.shop.product(call.id)
    call.demand("edit")
    found: Json = {
        name: call.body[name] for name in ("name", "description", "status") if name in call.body
    }
    if call.body.get("regular_price"):
        found["price"] = sums.cents(call.body["regular_price"])
    if call.body.get("stock_quantity") is not None:
        found["stock"] = int(call.body["stock_quantity"])
    call.shop.edit_product(call.id, **found)
    return call.shop.product(call.id)


def delete(call: Call) -> Answer:
    found = call.shop.product(call.id)
    call.demand("delete")
    if call.flag("force"):
        body = product_json(found, call.base, call.shop.parent(found))
        call.shop.erase_product(call.id)
        return Answer(body=body)
    call.shop.trash_product(call.id)
    return Answer(body=product_json(found, call.base))


# Variations


def variations(call: Call) -> Answer:
    parent = call.shop.product(int(call.args[0]))
    call.demand("list")
    own = [call.shop.products[one] for one in parent.variations]
    found = sorted_products(call, [one for one in own if in_time(call, one)])
    return page_of(call, found, lambda one: variation_json(one, parent, call.base))


def all_variations(call: Call) -> Answer:
    """`wc/v3/variations`, since 10.3."""
    call.demand("list")
    parents = {one.id: call.shop.parent(one) for one in call.shop.products.values()}
    own = [one for one in call.shop.products.values() if parents[one.id] and in_time(call, one)]

    def told(one: Product) -> Json:
        parent = parents[one.id]
        assert parent
        return variation_json(one, parent, call.base, own_route=False)

    return page_of(call, sorted_products(call, own), told)


def variation(call: Call) -> Answer:
    own, parent = of_parent(call)
    call.demand("view")
    return Answer(body=variation_json(own, parent, call.base))


def of_parent(call: Call) -> tuple[Product, Product]:
    parent = call.shop.product(int(call.args[0]))
    if call.id not in parent.variations:
        raise invalid_id("product")
    return call.shop.product(call.id), parent


def update_variation(call: Call) -> Answer:
    _, parent = of_parent(call)
    return Answer(body=variation_json(edited(call), parent, call.base))


# Reviews


def reviews(call: Call) -> Answer:
    """No filter by date of change: `modified_after` is passed over in silence, and everything
    comes."""
    call.demand("list")
    status = call.choice("status", REVIEW_STATUSES, "approved")
    descending = call.choice("order", ("asc", "desc"), "desc") == "desc"
    call.choice("orderby", REVIEW_ORDERBY, "date_gmt")
    found = [one for one in call.shop.reviews.values() if review_meant(call, one, status)]
    found.sort(key=lambda one: (one.created, one.id), reverse=descending)
    return page_of(
        call, found, lambda one: review_json(one, call.shop.products[one.product_id], call.base)
    )


def review_meant(call: Call, review: Review, status: str) -> bool:
    wanted = ("approved", "hold") if status == "all" else (status,)
    about, include = call.numbers("product"), call.numbers("include")
    in_gmt = call.flag("dates_are_gmt")
    return (
        review.status in wanted
        and review.product_id in call.shop.products
        and (not about or review.product_id in about)
        and (not include or review.id in include)
        and within(review.created, call.moment("after", in_gmt), call.moment("before", in_gmt))
    )


def review(call: Call) -> Answer:
    found = call.shop.review(call.id)
    call.demand("view")
    return told_review(call, found)


def told_review(call: Call, found: Review, status: int = 200) -> Answer:
    about = call.shop.product(found.product_id)
    return Answer(body=review_json(found, about, call.base), status=status)


def create_review(call: Call) -> Answer:
    call.demand("create")
    made = call.shop.write_review(
        call.whole("product_id", 0, 1),
        call.text("reviewer"),
        call.text("reviewer_email"),
        call.text("review"),
        call.whole("rating", 0, 0, 5),
        call.choice("status", REVIEW_STATUSES[1:], "approved"),
        by_rest=True,
    )
    return told_review(call, call.shop.review(made), 201)


def update_review(call: Call) -> Answer:
    found = call.shop.review(call.id)
    call.demand("edit")
    if call.text("review"):
        call.shop.edit_review(call.id, call.text("review"), by_rest=True)
    if call.text("status"):
        call.shop.set_review_status(call.id, call.text("status"), by_rest=True)
    return told_review(call, found)


def delete_review(call: Call) -> Answer:
    found = call.shop.review(call.id)
    call.demand("delete")
    if call.flag("force"):
        last = told_review(call, found).body
        call.shop.erase_review(call.id, by_rest=True)
        return Answer(body={"deleted": True, "previous": last})
    call.shop.trash_review(call.id, by_rest=True)
    return told_review(call, found)
