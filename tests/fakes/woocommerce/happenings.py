"""What may happen in a shop of an afternoon, one function a thing; chance picks to whom."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.fakes.woocommerce import sums
from tests.fakes.woocommerce.model import Product
from tests.fakes.woocommerce.order_acts import TRACKING
from tests.fakes.woocommerce.review_acts import ReviewActs
from tests.fakes.woocommerce.words import GOODS, OPINIONS, REASONS, person

Act = Callable[[ReviewActs, random.Random], bool]
"""Says whether anything was done."""
LIVING = ("pending", "on-hold", "processing", "completed", "cancelled", "failed", "refunded")
PAID = ("processing", "completed")


def wares(shop: ReviewActs) -> tuple[tuple[Product, Product | None], ...]:
    return tuple(
        (product, shop.parent(product))
        for product in shop.products.values()
        if product.kind != "variable" and product.status == "publish"
    )


def some_order(shop: ReviewActs, chance: random.Random, *statuses: str) -> int | None:
    """One of the younger half more often than not, as in a real shop."""
    shelf = shop.shelf
    for _ in range(30):
        if not len(shelf.ids):
            return None
        at = chance.randrange(len(shelf.ids))
        at = max(at, chance.randrange(len(shelf.ids)))
        if shelf.place(shelf.ids[at]) is not None and shelf.status(at) in statuses:
            return shelf.ids[at]
    return None


def on_some_order(
    shop: ReviewActs, chance: random.Random, statuses: tuple[str, ...], act: Callable[[int], object]
) -> bool:
    found = some_order(shop, chance, *statuses)
    if found is not None:
        act(found)
    return found is not None


def order_placed(shop: ReviewActs, chance: random.Random) -> bool:
    sold = wares(shop)
    if not sold:
        return False
    picked = chance.sample(sold, min(2, len(sold)))
    bought = [(product.id, chance.randint(1, 2)) for product, _ in picked]
    status = chance.choice(("pending", "processing", "on-hold"))
    shop.place_order(
        person(chance.randrange(100_000)), bought, status, checkout=chance.random() < 0.5
    )
    return True


def order_paid(shop: ReviewActs, chance: random.Random) -> bool:
    return on_some_order(shop, chance, ("pending", "on-hold", "failed"), shop.pay)


def order_shipped(shop: ReviewActs, chance: random.Random) -> bool:
    return on_some_order(shop, chance, ("processing",), shop.ship)


def second_parcel(shop: ReviewActs, chance: random.Random) -> bool:
    return on_some_order(shop, chance, ("completed",), shop.ship)


def tracking_removed(shop: ReviewActs, chance: random.Random) -> bool:
    def remove(order_id: int) -> None:
        shop.write_meta(order_id, TRACKING, None)

    return on_some_order(shop, chance, ("completed",), remove)


def order_cancelled(shop: ReviewActs, chance: random.Random) -> bool:
    return on_some_order(shop, chance, ("pending", "on-hold", "processing"), shop.cancel)


def refunded_in_part(shop: ReviewActs, chance: random.Random) -> bool:
    found = some_order(shop, chance, *PAID)
    if found is None or sums.left(shop.order(found)) < 200:
        return False
    left = sums.left(shop.order(found))
    if chance.random() < 0.5:
        shop.refund_amount(found, chance.randrange(1, left // 2 + 1), chance.choice(REASONS))
        return True
    order = shop.order(found)
    if sums.taxed(order.lines[0].price, order.tax_percent) + order.lines[0].price >= left:
        return False
    shop.refund_line(found, chance.choice(REASONS))
    return True


def refunded_whole(shop: ReviewActs, chance: random.Random) -> bool:
    found = some_order(shop, chance, *PAID)
    if found is None or not sums.left(shop.order(found)):
        return False
    shop.refund_all(found)
    return True


def refund_deleted(shop: ReviewActs, chance: random.Random) -> bool:
    for _ in range(20):
        found = some_order(shop, chance, *PAID, "refunded")
        order = shop.order(found) if found is not None else None
        if order and order.refunds:
            shop.delete_refund(order.id, chance.choice(order.refunds).id)
            return True
    return False


def order_binned(shop: ReviewActs, chance: random.Random) -> bool:
    return on_some_order(shop, chance, LIVING, shop.trash_order)


def order_restored(shop: ReviewActs, chance: random.Random) -> bool:
    found = next(
        (shop.shelf.ids[at] for at in shop.shelf.living() if shop.shelf.status(at) == "trash"), None
    )
    if found is not None:
        shop.restore_order(found)
    return found is not None


def order_erased(shop: ReviewActs, chance: random.Random) -> bool:
    return on_some_order(shop, chance, (*LIVING, "trash"), shop.erase_order)


def noted(shop: ReviewActs, chance: random.Random) -> bool:
    def note(order_id: int) -> None:
        shop.add_note(order_id, "packed", to_customer=False)

    return on_some_order(shop, chance, LIVING, note)


def some_ware(shop: ReviewActs, chance: random.Random) -> Product | None:
    sold = wares(shop)
    return chance.choice(sold)[0] if sold else None


def stock_moved(shop: ReviewActs, chance: random.Random) -> bool:
    ware = some_ware(shop, chance)
    if ware:
        shop.set_stock(ware.id, chance.randint(-2, 60))
    return ware is not None


def product_edited(shop: ReviewActs, chance: random.Random) -> bool:
    ware = some_ware(shop, chance)
    if ware:
        shop.edit_product(ware.id, price=chance.randrange(290, 19_990, 10))
    return ware is not None


def product_renamed(shop: ReviewActs, chance: random.Random) -> bool:
    ware = some_ware(shop, chance)
    if ware is None or ware.kind == "variation":
        return False
    shop.edit_product(ware.id, name=f"{chance.choice(GOODS)} {chance.randrange(1000)}")
    return True


def product_binned(shop: ReviewActs, chance: random.Random) -> bool:
    simple = [one for one, parent in wares(shop) if parent is None]
    if len(simple) < 5:
        return False
    shop.trash_product(chance.choice(simple).id)
    return True


def product_erased(shop: ReviewActs, chance: random.Random) -> bool:
    simple = [one for one, parent in wares(shop) if parent is None]
    if len(simple) < 10:
        return False
    shop.erase_product(chance.choice(simple).id)
    return True


def product_restored(shop: ReviewActs, chance: random.Random) -> bool:
    binned = [one.id for one in shop.products.values() if one.status == "trash"]
    if binned:
        shop.restore_product(chance.choice(binned))
    return bool(binned)


def reviewed(shop: ReviewActs, chance: random.Random) -> bool:
    shown = [one.id for one in shop.products.values() if one.kind != "variation"]
    if not shown:
        return False
    buyer = person(chance.randrange(100_000))
    shop.write_review(
        chance.choice(shown),
        buyer.first_name,
        buyer.email,
        chance.choice(OPINIONS),
        chance.randint(1, 5),
        chance.choice(("approved", "hold")),
        by_rest=chance.random() < 0.3,
    )
    return True


def on_some_review(
    shop: ReviewActs, chance: random.Random, statuses: tuple[str, ...], act: Callable[[int], object]
) -> bool:
    fitting = [one.id for one in shop.reviews.values() if one.status in statuses]
    if fitting:
        act(chance.choice(fitting))
    return bool(fitting)


def review_approved(shop: ReviewActs, chance: random.Random) -> bool:
    def approve(review_id: int) -> None:
        shop.set_review_status(review_id, "approved")

    return on_some_review(shop, chance, ("hold",), approve)


def review_binned(shop: ReviewActs, chance: random.Random) -> bool:
    return on_some_review(shop, chance, ("approved", "hold"), shop.trash_review)


ACTS: dict[Act, int] = {
    order_placed: 14,
    order_paid: 10,
    order_shipped: 14,
    second_parcel: 3,
    tracking_removed: 2,
    order_cancelled: 5,
    refunded_in_part: 8,
    refunded_whole: 4,
    refund_deleted: 4,
    order_binned: 4,
    order_restored: 3,
    order_erased: 3,
    noted: 3,
    stock_moved: 8,
    product_edited: 4,
    product_renamed: 2,
    product_binned: 1,
    product_erased: 1,
    product_restored: 1,
    reviewed: 5,
    review_approved: 3,
    review_binned: 2,
}
