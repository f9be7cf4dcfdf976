"""From an empty database to an Ecwid shop's whole past, and through afternoons told by deliveries
that say no more than that something happened: until our copy is the shop, field by field."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

from tests.drills.bench import Bench, Figures, demand, orders
from tests.drills.ecwid_forged import forged
from tests.drills.jobs import about, demand_equal
from tests.drills.synced_ecwid import Synced, answered, connected, rest_from_sweeps
from tests.fakes.ecwid import Carriage, Shop
from tests.fakes.ecwid.model import Order

ORDERS = orders(2_000)
CHANGES, MORE = min(500, ORDERS // 4), min(200, ORDERS // 10)
PER_MINUTE = 20
"""Changes in a minute of the shop's; its deliveries are shuffled within it."""
COMPLETE = Carriage(double=0.1, shuffle=True)
LOSSY = Carriage(drop=0.1, double=0.1, shuffle=True)
SAMPLE = 200
"""Orders asked for, beside those that have changed: what is held is compared of all."""


def run(bench: Bench) -> Figures:
    with connected(bench, ORDERS) as synced:
        figures: dict[str, object] = {"orders": ORDERS, "backfill_seconds": synced.backfill()}
        rest_from_sweeps(synced.shop.server)
        synced.note_orders()
        demand_equal("the backfill", synced.compared().differences)
        demand_equal("the backfill", answered(synced, sample(synced.fake.shop)))
        figures |= heard_of_all(synced)
        figures |= forged(synced)
        figures |= heard_of_most(synced)
        refused = [each.path for each in synced.fake.asked if each.status == 429]
        demand(not refused, "More was asked than the shop allows", asked=len(refused))
    return {**figures, "differences": 0}


def heard_of_all(synced: Synced) -> Figures:
    """Doubled and shuffled, and none is lost: then nothing has to be looked for."""
    before, asked = state(synced.fake.shop), len(synced.fake.asked)
    told = lived(synced, CHANGES, COMPLETE)
    settled = synced.settle()
    last = synced.compared()
    demand_equal("deliveries", last.differences, **told)
    touched = [o for own_id, o in synced.fake.shop.orders.items() if before.get(own_id) != shown(o)]
    demand_equal("deliveries", answered(synced, [*touched, *sample(synced.fake.shop)]))
    return {
        **told,
        "settled_seconds": settled,
        "asked": len(synced.fake.asked) - asked,
        "compared": last.counted,
        "answers_compared": len(touched),
    }


def heard_of_most(synced: Synced) -> Figures:
    """One in ten is lost, and one reconcile finds what it was about."""
    told = lived(synced, MORE, LOSSY)
    synced.settle()
    left = synced.compared().differences
    demand(left, "Nothing was missed, so this shows nothing", **told)
    forget_someone(synced.fake.shop)
    seconds = synced.reconcile()
    synced.settle()
    demand_equal("reconcile", synced.compared(after_the_night=True).differences, **told)
    demand_equal("reconcile", answered(synced, sample(synced.fake.shop)))
    return {
        "lossy": told,
        "left_by_deliveries": about(left),
        "reconcile_seconds": seconds,
        "gaps": synced.gaps(),
    }


def lived(synced: Synced, changes: int, how: Carriage) -> Figures:
    """Minute by minute. Raises Failed where we refuse a delivery."""
    shop, began = synced.fake.shop, time.monotonic()
    answers, happened = Counter[int](), 0
    rare(shop)
    for minute in range(changes // PER_MINUTE):
        shop.live(PER_MINUTE, seed=minute + changes)
        synced.note_orders()
        happened += len(shop.post.queue)
        sent = shop.deliver(replace(how, seed=minute))
        answers.update(each.status for each in sent)
    demand(set(answers) == {200}, "Not all deliveries were answered 200", answers=dict(answers))
    return {
        "changes": changes,
        "deliveries": happened,
        "sent": answers.total(),
        "sending_seconds": round(time.monotonic() - began, 1),
    }


def rare(shop: Shop) -> None:
    """What seldom happens in an hour."""
    shop.write_policy("TERMS", "Koşullar", f"Sürüm {shop.clock.now()}")
    shop.write_policy("LEGAL_INFO", "Hakkımızda", "")
    for product in list(shop.products.values())[:3]:
        shop.add_combination(product, {"Renk": "Mor"})
        shop.touch_product(product)
    for product in list(shop.products.values())[5:7]:
        shop.delete_product(product)


def forget_someone(shop: Shop) -> None:
    """Of whom Ecwid then says nothing any more, not even which orders were theirs: so it is the
    night that finds them."""
    person = next(review.order.person for review in shop.reviews.values() if review.order.person)
    shop.erase(person)
    shop.deliver()


def state(shop: Shop) -> dict[int, str]:
    return {own_id: shown(order) for own_id, order in shop.orders.items()}


def shown(order: Order) -> str:
    return repr(order)


def sample(shop: Shop) -> list[Order]:
    orders = list(shop.orders.values())
    return orders[:: max(len(orders) // SAMPLE, 1)]
