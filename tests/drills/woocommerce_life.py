"""A shop's whole life, in any order of arrival and over many connections, ends as its REST says."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.drills.bench import Bench, Figures, demand
from tests.drills.histories import Played, all_played, demand_one_end, played
from tests.drills.shop import states
from tests.drills.woocommerce import life, off, off_stock, questions, sequences, shuffled

SEEDS, SEED_AT_ONCE = (3, 4), 5


def run(bench: Bench) -> Figures:
    data = bench.data("woocommerce")
    history, truth = life(data), Truth(data)
    asked = questions(history)
    orders_of_arrival = sequences(history, SEEDS) | {"reversed": history[::-1]}
    with bench.server() as server:
        runs = all_played(server, orders_of_arrival, asked)
        mixed = shuffled(history, SEED_AT_ONCE)
        runs["at once"] = played(server, "at once", mixed, asked, at_once=True)
        demand_one_end(runs)
        wrong = [line for ended in runs.values() for line in wrong_in(ended, truth)]
        wrong += not_pending(runs["in order"], truth)
    demand(not wrong, "The shop did not end as its REST says", wrong=wrong[:10])
    return {
        "recordings": len(history),
        "orders_of_arrival": list(runs),
        "sent": sum(one.sent for one in runs.values()),
        "states": states(runs["in order"].rows),
        "answers_compared": len(asked),
        "orders_as_rest": len(truth.living),
        "refunds_as_rest": len(truth.refund_ids),
        "stock_as_rest": len(truth.stocked),
        "binned_asked_for": len(truth.binned),
    }


class Truth:
    """What the shop's REST said of everything in the end."""

    def __init__(self, data: Path) -> None:
        told = json.loads(gzip.decompress((data / "life_truth.json.gz").read_bytes()))
        orders = [order["body"] for order in told["orders"].values() if order["http"] == 200]
        simple = [body for body in told["products"].values() if body["type"] == "simple"]
        self.living: list[dict[str, Any]] = [o for o in orders if o["status"] != "trash"]
        self.binned = [str(order["id"]) for order in orders if order["status"] == "trash"]
        self.refund_ids = [str(r["id"]) for order in self.living for r in order["refunds"]]
        self.stocked = simple + [one for listed in told["variations"].values() for one in listed]


def wrong_in(ended: Played, truth: Truth) -> Iterator[str]:
    yield from wrong_orders(ended, truth)
    yield from wrong_stock(ended, truth)
    yield from not_asked_for(ended, truth)


def wrong_orders(ended: Played, truth: Truth) -> Iterator[str]:
    for body in truth.living:
        yield from off(ended.facts("/v1/order-status", order=body["number"]), body)


def wrong_stock(ended: Played, truth: Truth) -> Iterator[str]:
    for body in truth.stocked:
        yield from off_stock(ended.facts("/v1/stock", sku=body["sku"]), body)


def not_asked_for(ended: Played, truth: Truth) -> Iterator[str]:
    """A refund's lines, and what has become of a binned order, only the store's API can tell."""
    wanted = {("refund", ref) for ref in truth.refund_ids} | {
        ("order", ref) for ref in truth.binned
    }
    for kind, ref in sorted(wanted - ended.asked_for):
        yield f"{kind} {ref} is not asked for"


def not_pending(ended: Played, truth: Truth) -> Iterator[str]:
    topics = [row["topic"] for row in ended.shop.deliveries("pending")]
    if topics.count("order.deleted") < len(truth.binned):
        yield f"{len(truth.binned)} orders are in the bin, pending are {sorted(set(topics))}"
