"""A shop with a past, and a lively afternoon in it: both fall the same way for one seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.fakes.ecwid.model import Line, Order, Product
from tests.fakes.ecwid.words import CARRIERS, COLOURS, GOODS, OPINIONS, REASONS, dice, person

if TYPE_CHECKING:
    from tests.fakes.ecwid.shop import Shop

SPACING = 97
"""Seconds between two orders of the past."""


def populate(shop: Shop, orders: int, products: int, reviews: int, seed: int) -> None:
    chance = dice(seed)
    past = (orders + products + reviews + 1) * SPACING
    shop.clock.advance(-past)
    for number in range(products):
        add_ware(shop, number, chance)
        shop.clock.advance(SPACING)
    for number in range(orders):
        order = shop.place_order(person(number), lines(shop, chance))
        for _ in range(chance.randrange(6)):
            move_on(shop, chance, order)
        shop.clock.advance(SPACING)
    for _ in range(reviews if shop.orders else 0):
        review(shop, chance)
        shop.clock.advance(SPACING)
    shop.clock.advance(SPACING)


def add_ware(shop: Shop, number: int, chance: random.Random) -> None:
    """Every fourth comes in colours, of which one has its product's stock; some are unlimited."""
    name = f"{GOODS[number % len(GOODS)]} {number + 1}"
    quantity = None if number % 5 == 3 else chance.randint(0, 40)
    product = shop.add_product(
        name, f"KND-{number:04}", 90 + number * 7.9, quantity, warning_limit=number % 3
    )
    if number % 4 == 2:
        for place, colour in enumerate(COLOURS[:3]):
            sku = "" if place == 2 else f"KND-{number:04}-{place}"
            own = None if place == 2 else chance.randint(0, 9)
            shop.add_combination(product, {"Renk": colour}, sku, own)


def lines(shop: Shop, chance: random.Random) -> list[Line]:
    wares = list(shop.products.values())
    return [line(shop, chance, ware) for ware in chance.sample(wares, min(2, len(wares)))]


def line(shop: Shop, chance: random.Random, product: Product) -> Line:
    own = chance.choice(product.combinations) if product.combinations else None
    return Line(
        id=shop.number(),
        product_id=product.id,
        name=product.name,
        sku=(own.sku if own else "") or product.sku,
        price=round(product.price, 2),
        quantity=chance.randint(1, 3),
        combination_id=own.id if own else 0,
        options=dict(own.options) if own else {},
    )


def move_on(shop: Shop, chance: random.Random, order: Order) -> None:
    """The next thing that would happen to it."""
    if order.payment == "AWAITING_PAYMENT":
        shop.set_status(order, payment="PAID")
    elif order.fulfillment == "AWAITING_PROCESSING":
        shop.ship(order, f"KN{order.internal_id}TR", chance.choice(CARRIERS))
    elif order.fulfillment == "SHIPPED":
        shop.set_status(order, fulfillment="DELIVERED")
    elif order.refunded < order.total:
        part = order.total if chance.random() < 0.3 else order.total / 4
        amount = round(min(part, order.total - order.refunded), 2)
        shop.refund(order, amount, chance.choice(REASONS))
    else:
        shop.ask_withdrawal(order)


def any_order(shop: Shop, chance: random.Random) -> Order:
    return chance.choice(list(shop.orders.values()))


def buy(shop: Shop, chance: random.Random) -> None:
    shop.place_order(person(chance.randrange(500)), lines(shop, chance))


def abandon(shop: Shop, chance: random.Random) -> None:
    shop.leave_cart(person(chance.randrange(500)), lines(shop, chance))


def handle(shop: Shop, chance: random.Random) -> None:
    move_on(shop, chance, any_order(shop, chance))


def cancel(shop: Shop, chance: random.Random) -> None:
    shop.set_status(any_order(shop, chance), payment="CANCELLED", fulfillment="WILL_NOT_DELIVER")


def forget(shop: Shop, chance: random.Random) -> None:
    """No review of it is left alone."""
    order = any_order(shop, chance)
    for review in [each for each in shop.reviews.values() if each.order is order]:
        shop.delete_review(review)
    shop.delete_order(order)


def any_product(shop: Shop, chance: random.Random) -> Product:
    return chance.choice(list(shop.products.values()))


def restock(shop: Shop, chance: random.Random) -> None:
    product = any_product(shop, chance)
    counted = [each for each in product.combinations if each.quantity is not None]
    if counted and chance.random() < 0.7:
        shop.set_stock(product, chance.choice((0, 1, 25)), chance.choice(counted))
    else:
        shop.set_stock(product, chance.choice((None, 0, 1, 25)))


def recolour(shop: Shop, chance: random.Random) -> None:
    """A colour comes or goes; without any, the product is sold as such again."""
    product = any_product(shop, chance)
    if len(product.combinations) > chance.randrange(4):
        shop.drop_combination(product, chance.choice(product.combinations))
        return
    own = chance.choice((None, 0, 7))
    number = shop.number()
    shop.add_combination(product, {"Renk": chance.choice(COLOURS)}, f"KND-{number}", own)
    shop.touch_product(product)


def list_anew(shop: Shop, chance: random.Random) -> None:
    """Off the shelves, or back on them."""
    product = any_product(shop, chance)
    product.enabled = not product.enabled
    shop.touch_product(product)


def exchange(shop: Shop, chance: random.Random) -> None:
    """One leaves the range, and another takes its place."""
    shop.delete_product(any_product(shop, chance))
    add_ware(shop, chance.randrange(1000, 9000), chance)


def review(shop: Shop, chance: random.Random) -> None:
    order = any_order(shop, chance)
    product_id = order.lines[0].product_id
    written = shop.write_review(order, product_id, chance.randint(1, 5), chance.choice(OPINIONS))
    if chance.random() < 0.7:
        shop.publish(written)


def clear_review(shop: Shop, chance: random.Random) -> None:
    if shop.reviews:
        shop.delete_review(chance.choice(list(shop.reviews.values())))


ACTS: dict[Callable[[Shop, random.Random], None], int] = {
    buy: 30,
    handle: 40,
    abandon: 5,
    cancel: 4,
    forget: 3,
    restock: 12,
    recolour: 4,
    list_anew: 2,
    exchange: 1,
    review: 6,
    clear_review: 2,
}


def live(shop: Shop, changes: int, seed: int, pace: int) -> None:
    chance = dice(seed, changes)
    acts, weights = list(ACTS), list(ACTS.values())
    for _ in range(changes):
        with shop.lock:
            chance.choices(acts, weights)[0](shop, chance)
        shop.clock.advance(pace)
