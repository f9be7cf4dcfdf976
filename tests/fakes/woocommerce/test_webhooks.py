"""How a webhook dies, what it is pinged, and what a drill may do to its queue."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from adapters.woocommerce import adapter
from connector.contract import Delivery
from tests.data import needs_data, shared_data
from tests.fakes.woocommerce import Policy, Running
from tests.fakes.woocommerce.conftest import Ask
from tests.fakes.woocommerce.receiver import Receiver
from tests.fakes.woocommerce.subscribed import SECRET, body, deliver, stocked, subscribe


def failures(running: Running) -> tuple[str, int, bool]:
    webhook = running.shop.webhook(1)
    return webhook.status, webhook.failure_count, webhook.pending_delivery


# How a webhook dies


def test_the_seventh_failure_in_a_row_is_the_last(running: Running, receiver: Receiver) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "product.updated")
    receiver.status = 500
    seen = []
    for _ in range(7):
        deliver(running, ware)
        seen.append(failures(running)[:2])
    assert seen == [*[("active", count) for count in range(1, 7)], ("disabled", 6)]
    deliver(running, ware)
    assert len(receiver.got) == 7


def test_a_success_forgives_everything(running: Running, receiver: Receiver) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "product.updated")
    receiver.status = 500
    for _ in range(6):
        deliver(running, ware)
    receiver.status = 200
    deliver(running, ware)
    assert failures(running)[:2] == ("active", 0)


def test_making_it_active_again_leaves_it_one_failure_from_death(
    running: Running, receiver: Receiver, ask: Ask
) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "product.updated")
    receiver.status = 500
    for _ in range(7):
        deliver(running, ware)
    assert ask("webhooks/1", "PUT", json={"status": "active"}).json()["status"] == "active"
    assert failures(running)[:2] == ("active", 6)
    deliver(running, ware)
    assert failures(running)[:2] == ("disabled", 6)


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        *((status, 0) for status in (200, 201, 204, 301, 302)),
        *((status, 1) for status in (303, 304, 307, 400, 401, 410, 500, 503)),
    ],
)
def test_what_counts_as_a_failure(
    running: Running, receiver: Receiver, status: int, counted: int
) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "product.updated")
    receiver.status = status
    deliver(running, ware)
    assert failures(running)[1] == counted
    assert len(receiver.got) == 1


def test_nobody_at_the_address_is_a_failure(running: Running) -> None:
    ware = stocked(running)
    running.shop.add_webhook("product.updated", "http://127.0.0.1:9/", SECRET)
    deliver(running, ware)
    assert failures(running) == ("active", 1, True)


def test_a_real_site_never_sends_to_this_machine(running: Running, receiver: Receiver) -> None:
    ware = stocked(running)
    running.shop.switches.safe_urls_only = True
    running.shop.add_webhook("product.updated", receiver.url, SECRET)
    deliver(running, ware)
    assert receiver.got == []
    assert failures(running)[1] == 1


def test_a_disabled_webhook_loses_what_happens_and_sends_what_was_queued(
    running: Running, receiver: Receiver, ask: Ask
) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "product.updated")
    running.shop.edit_product(ware, price=100)
    ask("webhooks/1", "PUT", json={"status": "disabled"})
    other = max(running.shop.products)
    running.shop.edit_product(other, price=200)
    running.shop.run_queue()
    assert [body(got)["id"] for got in receiver.got] == [ware]


@needs_data
def test_counts_go_as_they_were_recorded(running: Running, receiver: Receiver) -> None:
    log = json.loads((shared_data() / "woocommerce" / "failure_log.json").read_bytes())
    ware = stocked(running)
    subscribe(running, receiver, "product.updated")
    receiver.status = 500
    for _, recorded, _ in log[:9]:
        deliver(running, ware)
        assert failures(running) == state_of(recorded)
    answers = {"1 failure after re-enable": 500, "1 success after re-enable": 200}
    for name, *_, recorded in log[9:]:
        if name in ("reenabled", "1 success after re-enable"):
            running.shop.change_webhook(1, status="active")
        if name != "reenabled":
            receiver.status = answers.get(name) or int(name.split()[1])
            deliver(running, ware)
        assert failures(running) == state_of(recorded)


def state_of(recorded: str) -> tuple[str, int, bool]:
    row = json.loads(recorded)
    return row["status"], int(row["failure_count"]), row["pending_delivery"] == "1"


# Pings


def test_making_a_webhook_pings_and_never_mind_the_answer(
    running: Running, receiver: Receiver, ask: Ask
) -> None:
    receiver.status = 401
    wanted = {"topic": "order.updated", "delivery_url": receiver.url, "secret": SECRET}
    made = ask("webhooks", "POST", json=wanted)
    assert (made.status_code, made.json()["status"]) == (201, "active")
    assert made.headers["Location"].endswith("/wp-json/wc/v3/webhooks/1")
    assert "secret" not in made.json()
    (ping,) = receiver.got
    assert ping.body == b"webhook_id=1"
    assert ping.lower["content-type"] == "application/x-www-form-urlencoded"
    assert adapter.is_ping(Delivery(headers=ping.lower, body=ping.body))
    assert failures(running) == ("active", 0, True)


@needs_data
def test_only_exactly_200_ends_the_pings(running: Running, receiver: Receiver) -> None:
    recorded = json.loads((shared_data() / "woocommerce" / "ping_failure.json").read_bytes())
    ware = stocked(running)
    receiver.status = 401
    running.shop.add_webhook("product.updated", receiver.url, SECRET)
    assert failures(running) == state_of(recorded["log"][0][1])
    for status, (_, row) in zip((401, 201, 200), recorded["log"][1:], strict=True):
        receiver.got.clear()
        receiver.status = status
        deliver(running, ware)
        assert [got.topic for got in receiver.got] == ["product.updated", ""]
        assert failures(running) == state_of(row)
    receiver.got.clear()
    deliver(running, ware)
    assert receiver.pings() == 0


def test_saving_a_webhook_pings_it_while_it_is_pending(
    running: Running, receiver: Receiver, ask: Ask
) -> None:
    receiver.status = 401
    subscribe(running, receiver, "order.updated")
    receiver.status = 200
    for _ in range(2):
        ask("webhooks/1", "PUT", json={"name": "other"})
    assert receiver.pings() == 1


def test_a_new_address_is_pinged_and_a_new_name_is_not(
    running: Running, receiver: Receiver, ask: Ask
) -> None:
    subscribe(running, receiver, "order.updated")
    ask("webhooks/1", "PUT", json={"name": "other"})
    assert receiver.pings() == 0
    ask("webhooks/1", "PUT", json={"delivery_url": f"{receiver.url}/new"})
    assert [got.path for got in receiver.got] == ["/new"]


# Over REST


def test_webhooks_are_listed_youngest_first_and_by_status(
    running: Running, receiver: Receiver, ask: Ask
) -> None:
    subscribe(running, receiver, "order.updated", "product.updated")
    running.shop.change_webhook(1, status="disabled")
    assert [one["id"] for one in ask("webhooks").json()] == [2, 1]
    assert [one["id"] for one in ask("webhooks", status="disabled").json()] == [1]


def test_deleting_a_webhook_needs_force(running: Running, receiver: Receiver, ask: Ask) -> None:
    subscribe(running, receiver, "order.updated")
    refused = ask("webhooks/1", "DELETE")
    assert (refused.status_code, refused.json()["code"]) == (
        501,
        "woocommerce_rest_trash_not_supported",
    )
    assert ask("webhooks/1", "DELETE", force="true").status_code == 200
    assert ask("webhooks/1").json()["code"] == "woocommerce_rest_shop_webhook_invalid_id"


# Drills


def test_a_policy_drops_doubles_and_shuffles_the_same_way_each_time(
    running: Running, receiver: Receiver
) -> None:
    running.shop.populate(products=40, reviews=0)
    subscribe(running, receiver, "product.updated")

    def run(policy: Policy) -> list[object]:
        receiver.got.clear()
        for ware in running.shop.products:
            running.shop.edit_product(ware, price=100)
        running.shop.run_queue(policy)
        return [body(got)["id"] for got in receiver.got]

    everything = run(Policy())
    rough = run(Policy(drop=0.2, double=0.2, shuffle=True, seed=5))
    assert rough == run(Policy(drop=0.2, double=0.2, shuffle=True, seed=5))
    assert 0 < len(set(rough)) < len(everything)
    assert len(rough) > len(set(rough))
    assert rough != sorted(rough, key=everything.index)
    assert Counter(run(Policy(at_once=4))) == Counter(everything)


def test_what_is_delayed_comes_with_a_later_run(running: Running, receiver: Receiver) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "product.updated")
    running.shop.edit_product(ware, price=100)
    assert running.shop.run_queue(Policy(delay=1)) == []
    running.shop.edit_product(ware, price=200)
    running.shop.run_queue()
    assert [body(got)["price"] for got in receiver.got] == ["2.00"]


def test_a_slow_runner_brings_an_old_body_after_a_new_one(
    running: Running, receiver: Receiver
) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "product.updated")
    running.shop.edit_product(ware, price=100)
    assert running.shop.build_now() == 1
    running.shop.edit_product(ware, price=200)
    running.shop.run_queue()
    assert [body(got)["price"] for got in receiver.got] == ["1.00", "2.00"]
