"""Deliveries: what is sent when, and that the project understands it."""

from __future__ import annotations

import base64
import hmac
from collections import Counter

import pytest
import requests

from adapters.woocommerce import adapter
from connector.contract import Delivery
from connector.records import Deleted, Order, Ref
from tests.fakes.woocommerce import Running
from tests.fakes.woocommerce.keys import CUSTOMER
from tests.fakes.woocommerce.receiver import Receiver
from tests.fakes.woocommerce.subscribed import SECRET, body, deliver, stocked, subscribe
from tests.fakes.woocommerce.words import person

# What is sent


def test_an_order_is_told_twice_and_again_in_the_other_order_by_checkout(
    running: Running, receiver: Receiver
) -> None:
    ware = stocked(running)
    subscribe(running, receiver)
    running.shop.place_order(person(1), [(ware, 1)], "processing")
    running.shop.run_queue()
    assert receiver.topics() == ["order.created", "order.updated", "product.updated"]
    receiver.got.clear()
    running.shop.place_order(person(1), [(ware, 1)], "processing", checkout=True)
    running.shop.run_queue()
    assert receiver.topics() == ["order.updated", "order.created", "product.updated"]


def test_a_body_is_of_the_time_it_is_sent(running: Running, receiver: Receiver) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "order.created")
    own = running.shop.place_order(person(1), [(ware, 1)], "pending")
    running.shop.complete(own)
    erased = running.shop.place_order(person(2), [(ware, 1)], "pending")
    running.shop.erase_order(erased)
    running.shop.run_queue()
    assert body(receiver.got[0])["status"] == "completed"
    assert body(receiver.got[1])["code"] == "woocommerce_rest_shop_order_invalid_id"


def test_two_changes_before_the_queue_ran_are_one_delivery(
    running: Running, receiver: Receiver
) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "product.updated")
    running.shop.edit_product(ware, price=100)
    running.shop.edit_product(ware, price=200)
    running.shop.run_queue()
    assert [body(got)["price"] for got in receiver.got] == ["2.00"]


def test_a_refund_is_told_and_its_deletion_is_not(running: Running, receiver: Receiver) -> None:
    ware = stocked(running)
    own = running.shop.place_order(person(1), [(ware, 2)], "processing")
    subscribe(running, receiver)
    refund = running.shop.refund_line(own, "Too small")
    running.shop.run_queue()
    assert sorted(receiver.topics()) == ["order.updated", "product.updated"]
    told = next(body(got) for got in receiver.got if got.topic == "order.updated")
    assert told["refunds"][0]["total"].startswith("-")
    receiver.got.clear()
    running.shop.delete_refund(own, refund)
    assert running.shop.run_queue() == []
    running.shop.switches.refund_deletion_speaks = True
    running.shop.delete_refund(own, running.shop.refund_amount(own, 10))
    running.shop.run_queue()
    assert set(receiver.topics()) == {"order.updated"}


def test_the_bin_tells_an_id_and_erasing_tells_nothing(
    running: Running, receiver: Receiver
) -> None:
    ware = stocked(running)
    own = running.shop.place_order(person(1), [(ware, 1)], "pending")
    running.shop.run_queue()
    subscribe(running, receiver)
    running.shop.trash_order(own)
    running.shop.run_queue()
    assert [(got.topic, body(got)) for got in receiver.got] == [("order.deleted", {"id": own})]
    running.shop.restore_order(own)
    running.shop.run_queue()
    assert receiver.topics()[1:] == ["order.restored"]
    running.shop.erase_order(own)
    running.shop.erase_product(ware)
    assert running.shop.run_queue() == []


def test_a_binned_product_is_also_called_a_coupon(running: Running, receiver: Receiver) -> None:
    ware = stocked(running)
    subscribe(running, receiver)
    running.shop.trash_product(ware)
    running.shop.run_queue()
    assert sorted(receiver.topics()) == ["coupon.deleted", "product.deleted"]
    receiver.got.clear()
    running.shop.restore_product(ware)
    running.shop.run_queue()
    told = {got.topic: body(got) for got in receiver.got}
    assert told["product.restored"]["id"] == ware
    assert told["coupon.restored"]["code"] == "woocommerce_rest_shop_coupon_invalid_id"
    receiver.got.clear()
    running.shop.switches.cross_resource_deletes = False
    running.shop.trash_product(ware)
    running.shop.run_queue()
    assert receiver.topics() == ["product.deleted"]


def test_a_review_is_seen_in_its_product_only_unless_rest_wrote_it(
    running: Running, receiver: Receiver
) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "product.updated", "action.woocommerce_rest_insert_product_review")
    running.shop.write_review(ware, "Ayşe", "ayse@example.com", "Güzel", 4)
    running.shop.run_queue()
    assert receiver.topics() == ["product.updated"]
    assert body(receiver.got[0])["average_rating"] == "4.00"
    receiver.got.clear()
    # What REST wrote is counted at the next change: so it was recorded.
    for counted in (1, 2):
        receiver.got.clear()
        running.shop.write_review(ware, "李", "li@example.com", "好", 2, by_rest=True)
        running.shop.run_queue()
        action, product = sorted(receiver.got, key=lambda got: got.topic)
        assert action.topic == "action.woocommerce_rest_insert_product_review"
        assert body(product)["rating_count"] == counted


def test_orders_notes_and_silent_stock_say_nothing(running: Running, receiver: Receiver) -> None:
    ware = stocked(running)
    own = running.shop.place_order(person(1), [(ware, 1)], "pending")
    running.shop.run_queue()
    subscribe(running, receiver)
    running.shop.add_note(own, "packed")
    running.shop.set_stock_silently(ware, 1)
    assert running.shop.run_queue() == []


# As the project reads it


def test_every_delivery_of_a_lively_shop_verifies_and_is_understood(
    running: Running, receiver: Receiver
) -> None:
    shop = running.shop
    shop.populate(orders=60, products=10, reviews=10)
    wanted = [topic for topic in adapter.topics if topic != "product.published"]
    subscribe(running, receiver, *wanted)
    shop.live(120, seed=4, build_every=10)
    sent = shop.run_queue()
    assert len(sent) == len(receiver.got) > 120
    seen: Counter[str] = Counter()
    for got in receiver.got:
        delivery = Delivery(headers=got.lower, body=got.body)
        if adapter.is_ping(delivery):
            continue
        assert adapter.signature.valid(delivery, [SECRET])
        assert not adapter.signature.valid(delivery, ["another"])
        assert got.body.isascii()
        assert b"://" not in got.body
        envelope = adapter.read_envelope(delivery)
        assert envelope.store == adapter.identify({"url": running.url})
        seen[envelope.topic] += 1
        if adapter.platform_error(got.body) is None:
            assert adapter.topics[envelope.topic].changes(got.body)
    assert seen.keys() >= {"order.created", "order.updated", "order.deleted", "product.updated"}


def test_what_the_adapter_reads_of_an_order_is_what_the_shop_has(
    running: Running, receiver: Receiver
) -> None:
    ware = stocked(running)
    subscribe(running, receiver, "order.updated")
    own = running.shop.place_order(person(3), [(ware, 2)], "processing")
    running.shop.ship(own)
    running.shop.run_queue()
    changes = adapter.topics["order.updated"].changes(receiver.got[0].body)
    order = next(change for change in changes if isinstance(change, Order))
    assert order.id == order.number == str(own)
    assert order.raw_status == "completed"
    assert len(order.shipment_ids or ()) == 1
    assert not [change for change in changes if isinstance(change, Deleted | Ref)]


@pytest.mark.parametrize("secret", ["plain-secret", 'Ünï&"<', "with &amp; in it"])
def test_a_secret_with_entities_signs_in_its_decoded_form(
    running: Running, receiver: Receiver, secret: str
) -> None:
    ware = stocked(running)
    running.shop.add_webhook("product.updated", receiver.url, secret)
    deliver(running, ware)
    got = receiver.got[-1]
    decoded = secret.replace("&amp;", "&").encode()
    expected = base64.b64encode(hmac.digest(decoded, got.body, "sha256")).decode()
    assert got.lower["x-wc-webhook-signature"] == expected
    assert adapter.signature.valid(Delivery(headers=got.lower, body=got.body), [secret])


def test_delivery_ids_repeat_within_a_second(running: Running, receiver: Receiver) -> None:
    stocked(running)
    subscribe(running, receiver, "product.updated")
    for ware in list(running.shop.products)[:3]:
        running.shop.edit_product(ware, price=100)
    running.shop.run_queue()
    ids = [got.lower["x-wc-webhook-delivery-id"] for got in receiver.got]
    assert len(ids) == 3
    assert len(set(ids)) == 1
    running.shop.clock.advance(1)
    deliver(running, min(running.shop.products))
    assert receiver.got[-1].lower["x-wc-webhook-delivery-id"] != ids[0]


# Owners and versions


@pytest.mark.parametrize(("role", "status"), [("", 401), ("customer", 403)])
def test_an_owner_without_rights_sends_signed_errors(
    running: Running, receiver: Receiver, role: str, status: int
) -> None:
    ware = stocked(running)
    running.shop.users[7] = "shop_manager"
    running.shop.add_webhook("product.updated", receiver.url, SECRET, user_id=7)
    running.shop.users[7] = role
    deliver(running, ware)
    got = receiver.got[-1]
    assert body(got)["code"] == "woocommerce_rest_cannot_view"
    assert body(got)["data"] == {"status": status}
    delivery = Delivery(headers=got.lower, body=got.body)
    assert adapter.signature.valid(delivery, [SECRET])
    assert adapter.platform_error(got.body) == f"woocommerce_rest_cannot_view ({status})"


def test_version_1_never_finds_an_order(running: Running, receiver: Receiver) -> None:
    ware = stocked(running)
    running.shop.add_webhook("order.updated", receiver.url, SECRET, api_version=1)
    running.shop.place_order(person(1), [(ware, 1)])
    running.shop.run_queue()
    assert body(receiver.got[-1])["code"] == "woocommerce_rest_invalid_shop_order_id"


def test_a_customers_key_may_not_make_a_webhook(running: Running, receiver: Receiver) -> None:
    key = running.shop.keyring.cut("read_write", CUSTOMER)
    wanted = {"topic": "order.updated", "delivery_url": receiver.url, "secret": SECRET}
    answer = requests.post(
        f"{running.url}/wp-json/wc/v3/webhooks",
        json=wanted,
        auth=(key.consumer_key, key.consumer_secret),
        timeout=10,
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "woocommerce_rest_cannot_create")
    assert receiver.got == []
