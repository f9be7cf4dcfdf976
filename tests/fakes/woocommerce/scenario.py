"""A shop with a past, and a lively afternoon in it: both fall the same way for one seed."""

from __future__ import annotations

import random
from collections import Counter
from copy import copy

from tests.fakes.woocommerce.dispatch import Dispatch
from tests.fakes.woocommerce.happenings import ACTS, wares
from tests.fakes.woocommerce.model import Product
from tests.fakes.woocommerce.review_acts import ReviewActs
from tests.fakes.woocommerce.words import (
    COLOURS,
    GOODS,
    OPINIONS,
    SIZES,
    dice,
    person,
)
from tests.fakes.woocommerce.world import FIRST_ORDER, STRIDE, World


def add_wares(shop: ReviewActs, products: int, chance: random.Random) -> None:
    """Every fifth is a variable one with three variations, one of which has its parent's stock."""
    for number in range(products):
        name = f"{GOODS[number % len(GOODS)]} {number + 1}"
        price = chance.randrange(290, 19_990, 10)
        if number % 5 == 4:
            add_variable(shop, name, f"VAR-{number}", price)
        else:
            sku = f"白瓷-{number}" if number % 8 == 4 else f"SKU-{number}"
            backorders = "notify" if number % 7 == 3 else "no"
            shop.add_product(name, sku, price, stock=chance.randint(0, 90), backorders=backorders)


def add_variable(shop: ReviewActs, name: str, sku: str, price: int) -> Product:
    attributes = (("Size", SIZES), ("Renk", COLOURS))
    parent = shop.add_product(name, sku, price, kind="variable", stock=20, attributes=attributes)
    for place, size in enumerate(SIZES):
        shop.add_product(
            f"{size}, {COLOURS[place]}",
            f"{sku}-{size}",
            price,
            kind="variation",
            parent_id=parent.id,
            manage_stock="parent" if size == "L" else True,
            stock=None if size == "L" else 5 + place,
            attributes=(("Size", (size,)), ("Renk", (COLOURS[place],))),
        )
    return parent


def add_reviews(shop: ReviewActs, reviews: int, chance: random.Random) -> None:
    sold = [one.id for one in shop.products.values() if one.kind != "variation"]
    for number in range(reviews):
        buyer = person(number)
        status = "hold" if number % 6 == 5 else "approved"
        shop.write_review(
            chance.choice(sold),
            buyer.first_name,
            buyer.email,
            chance.choice(OPINIONS),
            chance.randint(1, 5),
            status,
        )


def populate(shop: ReviewActs, orders: int, products: int, reviews: int, seed: int) -> None:
    chance = dice(seed)
    add_wares(shop, products, chance)
    add_reviews(shop, reviews if shop.products else 0, chance)
    now = shop.clock.now()
    world = World(seed=seed, count=orders, ends=now - 3600, spacing=97, wares=frozen_wares(shop))
    shop.shelf.fill(world)
    shop.skip_posts(FIRST_ORDER + orders * STRIDE)
    shop.queue.take()


def frozen_wares(shop: ReviewActs) -> tuple[tuple[Product, Product | None], ...]:
    """As they were when the old orders were placed: later edits change no order."""
    return tuple((copy(product), copy(parent)) for product, parent in wares(shop))


class Lively(ReviewActs, Dispatch):
    """A shop whose queue is run."""


def live(shop: Lively, changes: int, seed: int, pace: int, build_every: int) -> Counter[str]:
    """So many changes that did something; `pace` seconds pass between two of them. With
    `build_every`, a runner begins with the queue after so many, and its requests are late."""
    chance = dice(seed, changes)
    done: Counter[str] = Counter()
    acts, weights = zip(*ACTS.items(), strict=True)
    while done.total() < changes:
        act = chance.choices(acts, weights)[0]
        with shop.lock:
            if act(shop, chance):
                done[act.__name__] += 1
        shop.clock.advance(pace)
        if build_every and done.total() % build_every == 0:
            shop.build_now()
    return done
