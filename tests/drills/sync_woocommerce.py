"""From an empty database to a shop's whole past, and through an afternoon of bad deliveries: what
webhooks missed, jobs find, until our copy says what the shop says."""

from __future__ import annotations

import time
from collections import Counter

from tests.drills.bench import Bench, Figures, demand, orders
from tests.drills.jobs import about, demand_equal
from tests.drills.synced import Synced, compared, connected, known, told
from tests.fakes.woocommerce import Policy
from tests.fakes.woocommerce.webhook import Action

ORDERS = orders(20_000)
CHANGES = min(2_000, ORDERS // 4)
BEGIN_EVERY = 25
"""After so many changes the shop begins with its queue: bodies are as of then, and arrive late."""
LOSSY = Policy(drop=0.1, double=0.1, shuffle=True, at_once=4)
SAMPLE = 1_000
"""Orders asked for after the backfill; in the end it is all of them."""


def run(bench: Bench) -> Figures:
    began = time.monotonic()
    with connected(bench, ORDERS) as synced:
        synced.backfill()
        loaded = round(time.monotonic() - began, 1)
        before = told(synced.fake)
        sample = sorted(before)[:: max(len(before) // SAMPLE, 1)]
        demand_equal("backfill", compared(synced, known(synced.fake), sample).differences)
        afternoon = lived(synced)
        after = told(synced.fake)
        touched = {own_id for own_id in after if after[own_id] != before.get(own_id)}
        ever = known(synced.fake)
        sweep = synced.sweep()
        synced.settle()
        after_sweep = compared(synced, ever, touched)
        deep = synced.reconcile()
        synced.settle()
        last = compared(synced, ever)
        figures = {
            "orders": ORDERS,
            "backfill_seconds": loaded,
            **afternoon,
            "orders_touched": len(touched),
            "sweep_seconds": sweep,
            "deep_seconds": deep,
            "gaps": synced.gaps(),
            "left_by_the_sweep": about(after_sweep.differences),
            "compared": {"orders": last.orders, "stock": last.stock, "gone": last.gone},
        }
    demand_equal("reconcile", last.differences, **figures)
    return {**figures, "differences": 0}


def lived(synced: Synced) -> Figures:
    """An afternoon in the shop, and what of it was sent. Raises Failed where we refuse some."""
    shop = synced.fake.shop
    done = shop.live(CHANGES, build_every=BEGIN_EVERY)
    queued = len(shop.queue)
    began = time.monotonic()
    sent = [one for one in shop.run_queue(LOSSY) if one.topic]
    took = round(time.monotonic() - began, 1)
    answered = Counter(one.status for one in sent)
    demand(set(answered) == {200}, "Not all deliveries were answered 200", answered=dict(answered))
    different = len({(one.webhook_id, one.topic, one.body) for one in sent})
    return {
        "changes": done.total(),
        "queued": queued,
        **fates(queued),
        "sent": len(sent),
        "different": different,
        "sending_seconds": took,
    }


def fates(queued: int) -> dict[str, int]:
    """How many of so many are dropped and doubled: the policy does the same to any such queue."""
    now, _ = LOSSY.arranged([Action(webhook_id=n, arg=n, queued=0) for n in range(queued)])
    kept = len({action.webhook_id for action in now})
    return {"dropped": queued - kept, "doubled": len(now) - kept}
