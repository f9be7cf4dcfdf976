"""Whoever has seen one delivery of Ecwid's may send its signature with any body: it covers neither
what happened nor to what. Such a body may make us ask, and nothing more."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from connector.records import Policy, Record
from tests.drills.bench import Figures, demand
from tests.drills.jobs import demand_equal
from tests.drills.shop import Request
from tests.drills.synced_ecwid import Copy, Synced, forgotten, records_of
from tests.fakes.ecwid import Shop
from tests.fakes.ecwid.model import Order
from tests.fakes.ecwid.webhooks import signature

Event = dict[str, Any]
WORSE = {"newPaymentStatus": "REFUNDED", "newFulfillmentStatus": "RETURNED", "total": 1}
ANOTHER_STORE = 20_380_116


def forged(synced: Synced) -> Figures:
    """Raises Failed where one of them has done anything. The true delivery comes behind them, and
    is still taken for what it is."""
    shop = synced.fake.shop
    paid, silent, *others = living(shop)
    before, memory = records_of(synced.shop.server), forgotten(synced.shop.server)
    shop.touch_order(paid)
    (true,) = shop.post.queue
    changed_silently(shop, silent)
    bodies = list(forgeries(shop, json.loads(true.body), [silent, *others]))
    answers = sent(synced, bodies, signature(true.body, shop.client_secret))
    demand(set(answers) == {200}, "Forged deliveries are not merely kept", answers=dict(answers))
    demand_refused(synced, true.body)
    synced.settle()
    demand_untouched(synced, before, {silent.internal_id})
    shop.deliver()
    synced.settle()
    demand_equal("forged deliveries", synced.compared().differences)
    demand_untouched(synced, before, {silent.internal_id, paid.internal_id})
    after = forgotten(synced.shop.server)
    demand(after == memory, "A forged delivery has erased", before=memory, after=after)
    return {"forged": len(bodies), "forged_answers": dict(answers)}


def living(shop: Shop) -> list[Order]:
    """Orders of people, of which the last have had a review written."""
    reviewed = {review.order.internal_id for review in shop.reviews.values()}
    orders = [order for order in shop.orders.values() if order.person]
    return sorted(orders, key=lambda order: order.internal_id in reviewed)[-12:]


def changed_silently(shop: Shop, order: Order) -> None:
    """What a forged delivery about it may bring: what the platform says when it is asked."""
    with shop.lock:
        order.fulfillment, order.updated = "OUT_FOR_DELIVERY", shop.clock.now()


def forgeries(shop: Shop, true: Event, orders: list[Order]) -> Iterator[Event]:
    """All with the id and the time of the true one, which is what is signed."""
    for order, other in zip(orders, orders[1:] + orders[:1], strict=True):
        yield from about_order(true, order, other)
        assert order.person
        person = {"entityId": order.person.customer_id, "data": None}
        yield true | person | {"eventType": "customer.personalDataRemovalRequest"}
        yield true | person | {"eventType": "customer.deleted"}
    for topic, known in (("product", shop.products), ("review", shop.reviews)):
        for number in list(known)[:20]:
            said = {"entityId": number, "data": {"status": "PUBLISHED", "rating": 1}}
            yield true | said | {"eventType": f"{topic}.deleted"}
    for topic in (
        "application.uninstalled",
        "profile.personalDataRemovalRequest",
        "profile.personalDataExportRequest",
        "profile.updated",
        "order.paid",
    ):
        yield true | {"eventType": topic, "entityId": str(shop.store_id)}
    for cart in list(shop.carts.values())[:3]:
        said = {"entityId": cart.internal_id, "data": {"orderId": cart.public_id} | WORSE}
        yield true | said | {"eventType": "order.created"}


def about_order(true: Event, order: Order, other: Order) -> Iterator[Event]:
    """Under its own name, another's, one that nobody has, one that is a way to elsewhere, none."""
    names = (order.public_id, other.public_id, "KANDIL-NOBODY", "../products", "deleted", "")
    for topic in ("order.created", "order.updated", "order.deleted"):
        for name in names:
            said = {"entityId": order.internal_id, "data": {"orderId": name} | WORSE}
            yield true | said | {"eventType": topic}
    number = {"entityId": order.internal_id + 400_000_000, "data": {"orderId": other.public_id}}
    yield true | number | {"eventType": "order.deleted"}


def sent(synced: Synced, bodies: list[Event], signed: str) -> Counter[int]:
    """Bodies without a true delivery's order of keys, too."""
    headers = {"Content-Type": "application/json", "X-Ecwid-Webhook-Signature": signed}
    requests_ = [Request(headers=headers, body=json.dumps(body).encode()) for body in bodies]
    return synced.shop.send(requests_)


def demand_refused(synced: Synced, true: bytes) -> None:
    """What is signed is signed, and whose store it is is known."""
    good = signature(true, synced.fake.shop.client_secret)
    event = json.loads(true)
    wrong = [
        (event | {"eventId": "80aece08-40e8-4145-8764-6c2f0d38678"}, good),
        (event | {"eventCreated": event["eventCreated"] + 1}, good),
        (event | {"storeId": ANOTHER_STORE}, good),
        (event, signature(true, "another client's secret")),
        (event, ""),
    ]
    for body, signed in wrong:
        answers = sent(synced, [body], signed)
        demand(set(answers) == {401}, "A wrong signature is taken", answers=dict(answers))


def demand_untouched(synced: Synced, before: Copy, but: set[int]) -> None:
    """But for these orders, of which the platform says something new."""
    after = records_of(synced.shop.server)
    allowed = {str(number) for number in but}
    was_and_is = {key: (told(before.get(key)), told(after.get(key))) for key in before | after}
    touched = [
        f"{kind} {own_id}, forged: {was} is now {now}"
        for (kind, own_id), (was, now) in was_and_is.items()
        if was != now and own_id.partition("-")[0] not in allowed
    ]
    demand_equal("forged deliveries", touched)


def told(record: Record | None) -> Record | None:
    """A policy bears the time it was last asked for."""
    if isinstance(record, Policy):
        return msgspec.structs.replace(record, updated_at=None)
    return record
