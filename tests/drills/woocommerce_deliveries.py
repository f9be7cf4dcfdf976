"""Every single delivery of a real WooCommerce, in any order of arrival, ends as its REST says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.drills.bench import Bench, Figures, demand
from tests.drills.histories import Played, all_played, demand_one_end
from tests.drills.shop import Request, states
from tests.drills.woocommerce import (
    bodies,
    distinct,
    newest_orders,
    off,
    orders_in,
    questions,
    sequences,
    single,
)

SEEDS = (1, 2)
NO_WEBHOOK = "wc-auth-callback"
"""In a file's name: the answer of the one-click key handover, which is no webhook."""
NOT_ANNOUNCED = {"26": "refund 34 was deleted at the shop, which WooCommerce announces to nobody"}
"""Orders whose REST answer no delivery tells, and why."""


def run(bench: Bench) -> Figures:
    data = bench.data("woocommerce")
    paths = sorted((data / "deliveries").glob("*.json"))
    history = [single(path) for path in paths if NO_WEBHOOK not in path.name]
    with bench.server() as server:
        asked = questions(history)
        runs = all_played(server, sequences(history, SEEDS), asked)
        demand_one_end(runs)
        first = runs["in order"]
        demand_errors_are_rejected(first, history)
        compared = demand_as_rest(first, newest_orders(bodies(history)), rest_orders(data / "rest"))
    return {
        "recordings": len(history),
        "no_webhooks": [path.name for path in paths if NO_WEBHOOK in path.name],
        "orders_of_arrival": list(runs),
        "sent": sum(one.sent for one in runs.values()),
        "states": states(first.rows),
        "answers_compared": len(asked),
        **compared,
    }


def demand_errors_are_rejected(ended: Played, history: Iterable[Request]) -> None:
    sent = [json.loads(body) for _, _, body in distinct(history)]
    errors = sum("code" in body and "message" in body and "id" not in body for body in sent)
    rejected = [row for row in ended.rows if row["state"] == "rejected"]
    told = all(row["reason"] for row in rejected)
    demand(told and len(rejected) == errors, f"{errors} errors, {len(rejected)} were rejected")


def rest_orders(folder: Path) -> dict[str, dict[str, Any]]:
    answers = (json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json")))
    return newest_orders(order for told in answers for order in orders_in(told))


def demand_as_rest(
    ended: Played, sent: dict[str, dict[str, Any]], rest: dict[str, dict[str, Any]]
) -> Figures:
    """Where nothing was delivered since a status changed, nobody can know: that is counted only."""
    comparable = [n for n in rest if n in sent and sent[n]["status"] == rest[n]["status"]]
    checked = [number for number in comparable if number not in NOT_ANNOUNCED]
    told = {number: ended.facts("/v1/order-status", order=number) for number in checked}
    wrong = [line for number in checked for line in off(told[number], rest[number])]
    demand(checked and not wrong, "Orders are not as the store's REST says", wrong=wrong[:10])
    return {
        "orders_as_rest": len(checked),
        "exceptions": {n: why for n, why in NOT_ANNOUNCED.items() if n in comparable},
        "changed_since_last_delivery": sorted(rest.keys() - set(comparable)),
    }
