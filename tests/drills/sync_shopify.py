"""From an empty database to a shop's whole past, and through an afternoon of bad deliveries: what
webhooks missed, one reconcile finds, until our copy says what the shop says, field by field."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import local

import requests

from tests.drills.bench import Bench, Figures, demand, orders
from tests.drills.jobs import about, demand_equal
from tests.drills.shopify_documents import every_document
from tests.drills.synced_shopify import Synced, answered, compared, connected
from tests.fakes.shopify import DeliveryPolicy, Shop
from tests.fakes.shopify.model import Order
from tests.fakes.shopify.webhooks import Attempt

ORDERS = orders(20_000)
CHANGES = min(2_000, ORDERS // 4)
LOSSY = DeliveryPolicy(dropped=0.1, doubled=0.1, shuffled=timedelta(minutes=1), seed=7)
AT_ONCE = 4
"""Connections the shop delivers over."""
SAMPLE = 500
"""Orders asked for, beside those that have changed: what is held is compared of all."""


def run(bench: Bench) -> Figures:
    began = time.monotonic()
    with connected(bench, ORDERS) as synced:
        synced.backfill()
        loaded = round(time.monotonic() - began, 1)
        settled = synced.settle()
        before = known(synced.fake)
        demand_equal("the backfill", compared(synced).differences)
        demand_equal("the backfill", answered(synced, sample(synced.fake)))
        afternoon = lived(synced)
        left = compared(synced).differences
        reconciled = synced.reconcile()
        asked_after = synced.settle()
        last = compared(synced)
        touched = [order for order in synced.fake.truth().orders if before.get(order.id) != order]
        said = answered(synced, [*touched, *sample(synced.fake)])
        figures = {
            "orders": ORDERS,
            "backfill_seconds": loaded,
            "details_seconds": settled,
            "points_spent": round(synced.fake.buckets.spent),
            **afternoon,
            "orders_touched": len(touched),
            "left_by_deliveries": about(left),
            "reconcile_seconds": reconciled,
            "details_again_seconds": asked_after,
            "gaps": synced.gaps(),
            "compared": last.counted,
            "answers_compared": len(touched),
        }
        strange = set(synced.fake.queries) - {each.text for each in every_document()}
    demand(not strange, "Some questions are none of `documents`", strange=sorted(strange))
    demand_equal("reconcile", last.differences, **figures)
    demand_equal("reconcile", said, **figures)
    demand(left, "Nothing was missed, so this shows nothing", **figures)
    return {**figures, "differences": 0}


def known(fake: Shop) -> dict[int, Order]:
    return {order.id: order for order in fake.truth().orders}


def sample(fake: Shop) -> list[Order]:
    orders = list(fake.truth().orders)
    return orders[:: max(len(orders) // SAMPLE, 1)]


def lived(synced: Synced) -> Figures:
    """An hour in the shop, and what of it was sent. Raises Failed where we refuse some."""
    fake = synced.fake
    fake.webhooks.use(LOSSY)
    fake.live(CHANGES)
    rare(fake)
    happened = fake.webhooks.waiting + len(fake.webhooks.dropped)
    began = time.monotonic()
    attempts = delivered(fake)
    took = round(time.monotonic() - began, 1)
    answers = Counter(attempt.status for attempt in attempts)
    demand(set(answers) == {200}, "Not all deliveries were answered 200", answers=dict(answers))
    different = {attempt.delivery.webhook_id for attempt in attempts}
    return {
        "changes": CHANGES,
        "deliveries": happened,
        "dropped": len(fake.webhooks.dropped),
        "doubled": len(attempts) - len(different),
        "sent": len(attempts),
        "sending_seconds": took,
    }


def rare(fake: Shop) -> None:
    """What seldom happens in an hour."""
    fake.clock.stop(fake.now())
    for product_id in sorted(fake.goods.products)[:8]:
        fake.delete_product(product_id)
    for number in range(8):
        fake.create_product(f"Yeni {number}", variants=2)
    sent = [order for order in fake.truth().orders if order.sent][-20:]
    for order in sent:
        fake.cancel_parcel(order.id, order.sent[0].id)
    place = max(fake.goods.locations)
    fake.update_location(place, name="Mağaza 2")
    fake.set_policy("PRIVACY_POLICY", "Gizlilik", "<p>Hiçbir şey saklamayız.</p>")
    fake.drop_policy("SHIPPING_POLICY")
    fake.clock.run()


def delivered(fake: Shop) -> list[Attempt]:
    """Over several connections, and each of them kept."""
    fake.webhooks.send = post
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = pool.map(lambda _: fake.webhooks.pump(), range(AT_ONCE))
        return [attempt for each in sent for attempt in each]


own = local()


def post(url: str, headers: object, body: bytes) -> int:
    """0 where no answer came."""
    session: requests.Session = own.__dict__.setdefault("session", requests.Session())
    try:
        return session.post(url, body, headers=dict(headers), timeout=(1, 5)).status_code  # type: ignore[call-overload]
    except requests.RequestException:
        return 0
