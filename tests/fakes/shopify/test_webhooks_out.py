"""What the fake sends: read by the project's own adapter, and lost, doubled and late on purpose."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Literal

import pytest

from adapters.shopify import adapter
from connector.contract import Delivery as Received
from connector.records import Change, Order, Refund, StockLevel
from tests.data import needs_data, shared_data
from tests.fakes.shopify import DeliveryPolicy, Shop
from tests.fakes.shopify.__main__ import TOPICS
from tests.fakes.shopify.asking import Asker
from tests.fakes.shopify.webhooks import Attempt, only

URL = "https://us.example.com/webhooks/shopify"


def listen(shop: Shop, *statuses: int) -> None:
    """Answers with the statuses in turn, then always 200."""
    left = list(statuses)
    shop.webhooks.send = lambda *_: left.pop(0) if left else 200
    shop.webhooks.configure(URL, TOPICS)


def received(shop: Shop, attempt: Attempt) -> Received:
    headers = {n.lower(): v for n, v in shop.webhooks.headers(attempt.delivery).items()}
    return Received(headers=headers, body=attempt.delivery.body)


def changes(shop: Shop, attempt: Attempt) -> tuple[Change, ...]:
    delivery = received(shop, attempt)
    assert adapter.signature.valid(delivery, [shop.app.client_secret])
    envelope = adapter.read_envelope(delivery)
    assert envelope.store == shop.domain
    if envelope.topic in adapter.ignored:
        return ()
    return adapter.topics[envelope.topic].changes(delivery.body)


@pytest.mark.parametrize("family", ["X-Shopify-", "shopify-"])
def test_all_that_can_happen_is_signed_and_understood_by_the_adapter(
    family: Literal["X-Shopify-", "shopify-"], shop: Shop
) -> None:
    listen(shop)
    shop.webhooks.use(DeliveryPolicy(family=family))
    shop.live(300, seed=11)
    product = shop.create_product("Yeni Fincan", variants=3)
    shop.delete_product(product.id)
    shop.update_location(min(shop.goods.locations), name="Depo 2")
    who = next(iter(shop.orders)).customer
    shop.ask_for_data(who)
    shop.redact_customer(who)
    shop.change_scopes("read_orders")
    shop.uninstall()
    shop.redact_shop()
    told: Counter[str] = Counter()
    for attempt in shop.webhooks.pump():
        changes(shop, attempt)
        told[attempt.delivery.topic] += 1
    assert set(TOPICS) - set(told) <= {
        "returns/cancel",
        "returns/reopen",
        "bulk_operations/finish",
        "returns/close",
    }


def test_the_last_thing_told_of_each_order_is_the_truth(shop: Shop) -> None:
    listen(shop)
    shop.live(200, seed=21)
    orders: dict[str, Order] = {}
    levels: dict[str, StockLevel] = {}
    for attempt in shop.webhooks.pump():
        for change in changes(shop, attempt):
            if isinstance(change, Order):
                orders[change.id] = change
            elif isinstance(change, StockLevel):
                levels[change.id] = change
    truth = {str(o.id): o for o in shop.truth().orders}
    compared = 0
    for number in orders.keys() & truth.keys():
        real = truth[number]
        assert orders[number].updated_at == real.updated_at
        assert orders[number].raw_payment_status == real.financial_status.lower()
        assert len(orders[number].shipment_ids or ()) == len(real.fulfillments)
        compared += 1
    assert compared > 50
    for (item, place), level in shop.truth().levels.items():
        said = levels.get(f"{item}:{place}")
        assert said is None or said.available == level.available


def test_a_refund_is_worth_the_same_to_the_adapter_and_to_the_shop(shop: Shop) -> None:
    listen(shop)
    order = next(o for o in shop.orders if o.fulfillments and not o.refunds and o.rate == 1)
    refund = shop.refund(order.id, {order.lines[0].id: 1})
    said = [c for a in shop.webhooks.pump() for c in changes(shop, a) if isinstance(c, Refund)]
    assert {one.amount.amount for one in said if one.id == str(refund.id)} == {refund.amount}


def test_a_failed_delivery_comes_back_eight_times_in_four_hours_unchanged(shop: Shop) -> None:
    listen(shop, *[500] * 9)
    order = next(iter(shop.orders))
    shop.webhooks.of_app = {"orders/delete": [URL]}
    shop.delete_order(order.id)
    attempts = shop.webhooks.pump()
    assert [a.status for a in attempts] == [500] * 9
    assert len({a.delivery.webhook_id for a in attempts}) == 1
    assert len({a.delivery.body for a in attempts}) == 1
    waits = [DeliveryPolicy().retry_after(n) for n in range(1, 9)]
    assert timedelta(hours=3, minutes=59) < sum(waits, timedelta()) <= timedelta(hours=4)


def test_retries_wait_their_time_when_the_pump_is_given_one(shop: Shop) -> None:
    listen(shop, 500)
    shop.webhooks.of_app = {"orders/delete": [URL]}
    shop.delete_order(next(iter(shop.orders)).id)
    assert len(shop.webhooks.pump(until=shop.now() + timedelta(seconds=5))) == 1
    assert len(shop.webhooks.pump(until=shop.now() + timedelta(minutes=2))) == 1


def test_only_subscriptions_of_the_admin_api_are_removed_for_failing(shop: Shop) -> None:
    asker = Asker(shop)
    asker.data(
        """mutation { webhookSubscriptionCreate(topic: ORDERS_DELETE,
             webhookSubscription: {uri: "https://us.example.com/other"})
           { userErrors { message } } }"""
    )
    listen(shop, *[0] * 18)
    shop.delete_order(next(iter(shop.orders)).id)
    assert len(shop.webhooks.pump()) == 18
    assert shop.webhooks.of_api == {}
    assert shop.webhooks.of_app["orders/delete"] == [URL]


def test_drops_doubles_and_shuffles_are_as_many_as_asked_and_the_same_each_time() -> None:
    def told(seed: int) -> tuple[list[str], int]:
        shop = Shop()
        shop.clock.stop(shop.now())
        shop.populate(orders=50, products=10)
        listen(shop)
        policy = DeliveryPolicy(dropped=0.1, doubled=0.1, shuffled=timedelta(minutes=1), seed=seed)
        shop.webhooks.use(policy)
        shop.live(300, seed=1)
        return [a.delivery.webhook_id for a in shop.webhooks.pump()], len(shop.webhooks.dropped)

    sent, dropped = told(1)
    twice = sum(1 for count in Counter(sent).values() if count == 2)
    assert 0.05 < dropped / (dropped + len(set(sent))) < 0.15
    assert 0.05 < twice / len(set(sent)) < 0.15
    assert told(1) == (sent, dropped)
    assert told(2)[0] != sent


def test_shuffled_deliveries_overtake_each_other(shop: Shop) -> None:
    listen(shop)
    shop.webhooks.use(DeliveryPolicy(shuffled=timedelta(minutes=1)))
    shop.live(100, seed=5)
    times = [a.delivery.triggered_at for a in shop.webhooks.pump()]
    assert times != sorted(times)


def test_included_fields_leave_the_others_out(shop: Shop) -> None:
    body = shop.body(next(o for o in shop.orders if len(o.lines) > 1))
    shown: Mapping[str, object] = only(body, ("id", "updated_at", "line_items.sku"))
    assert set(shown) == {"id", "updated_at", "line_items"}
    lines = shown["line_items"]
    assert isinstance(lines, list)
    assert all(set(line) == {"sku"} for line in lines)


def differing(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """Keys that only one of the two has, and values of another kind."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        yield from (f"{path}.{name}" for name in ours.keys() ^ theirs.keys())
        for name in ours.keys() & theirs.keys():
            yield from differing(ours[name], theirs[name], f"{path}.{name}")
    elif isinstance(ours, list) and isinstance(theirs, list):
        if ours and theirs:
            yield from differing(ours[0], theirs[0], f"{path}[]")
    elif None not in (ours, theirs) and isinstance(ours, str) is not isinstance(theirs, str):
        yield f"{path}: {ours!r}, not {theirs!r}"


@needs_data
def test_bodies_have_the_keys_and_kinds_of_shopifys_samples(shop: Shop) -> None:
    listen(shop)
    shop.live(300, seed=11)
    shop.create_product("Yeni Fincan")
    shop.uninstall()
    bodies = {a.delivery.topic: json.loads(a.delivery.body) for a in shop.webhooks.pump()}
    assert len(bodies) > 15
    for topic, body in bodies.items():
        sample = (shared_data() / "shopify" / "webhooks" / f"{topic}.json").read_text()
        assert list(differing(body, json.loads(sample), topic)) == []
