"""We are away so long that the shop gives up on us: with nobody's help the webhook is made anew and
what it missed is found."""

from __future__ import annotations

from collections.abc import Iterable

from tests.drills.bench import Bench, Figures, demand
from tests.drills.synced import Synced, compared, connected, known
from tests.fakes.woocommerce.webhook import Sent, Webhook

ORDERS = 200
FAILURES = 7
"""In a row; the seventh disables. https://github.com/woocommerce/woocommerce/issues/8876"""
TOPIC = "order.updated"


def run(bench: Bench) -> Figures:
    with connected(bench, ORDERS) as synced:
        synced.backfill()
        given_up = webhook(synced)
        chosen = pending_orders(synced)
        synced.shop.server.stop()
        failed = changed(synced, chosen[:FAILURES], "cancelled")
        demand(given_up.status == "disabled", "The shop did not give up", failed=len(failed))
        lost = changed(synced, chosen[FAILURES : 2 * FAILURES], "completed")
        synced.shop.server.start()
        left = compared(synced, known(synced.fake)).differences
        demand(left, "Nothing was missed, so this shows nothing")
        told = [one["what"] for one in synced.doctor() if "is off" in one["what"]]
        seconds = synced.sweep()
        figures = {
            "deliveries_failed": len(failed),
            "events_never_sent": 2 * FAILURES - len(failed),
            "doctor_said": told,
            "differences_before": len(left),
            "sweep_seconds": seconds,
        }
        demand(not lost, "A disabled webhook delivered", **figures)
        demand(told, "The doctor saw nothing", **figures)
        found = compared(synced, known(synced.fake)).differences
        demand(not found, "The gap is not filled", shown=found[:10], **figures)
        anew = webhook(synced)
        demand(
            anew.id != given_up.id and anew.status == "active" and not anew.failure_count,
            "The webhook was not made anew",
            status=anew.status,
            failures=anew.failure_count,
            **figures,
        )
        statuses = {one.status for one in changed(synced, chosen[-3:], "completed")}
        demand(statuses == {200}, "The new one does not deliver", statuses=statuses, **figures)
        demand_all_there(synced)
    return {**figures, "differences": 0, "webhook": f"{given_up.id} became {anew.id}"}


def webhook(synced: Synced) -> Webhook:
    """The only one of its topic."""
    found = [each for each in synced.fake.shop.webhooks.values() if each.topic == TOPIC]
    demand(len(found) == 1, f"There are {len(found)} webhooks for {TOPIC}")
    return found[0]


def pending_orders(synced: Synced) -> list[int]:
    shop = synced.fake.shop
    with shop.lock:
        orders = [one for one in shop.truth().orders() if one["status"] == "processing"]
    return [one["id"] for one in orders]


def changed(synced: Synced, orders: Iterable[int], status: str) -> list[Sent]:
    """One after the other, each delivered at once; the deliveries of our topic."""
    shop, sent = synced.fake.shop, list[Sent]()
    for order_id in orders:
        with shop.lock:
            shop.set_status(order_id, status)
        sent += shop.run_queue()
    return [one for one in sent if one.topic == TOPIC]


def demand_all_there(synced: Synced) -> None:
    """What the new webhook told is in our copy, and every topic has one that is on."""
    found = compared(synced, known(synced.fake)).differences
    demand(not found, "What the new webhook told is not there", shown=found[:10])
    off = [each.topic for each in synced.fake.shop.webhooks.values() if each.status != "active"]
    demand(not off, "Some webhooks are still off", topics=off)
