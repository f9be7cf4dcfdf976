"""Bulk operations of the fake."""

from __future__ import annotations

from datetime import timedelta

import requests

from tests.fakes.shopify import Shop
from tests.fakes.shopify.asking import Asker

ORDERS = """{ orders { edges { node { id name updatedAt
  lineItems { edges { node { id sku quantity } } } } } } }"""


def test_lines_join_their_orders_by_parent_id_wherever_they_stand(shop: Shop, asker: Asker) -> None:
    lines = asker.bulk(ORDERS)
    orders = {line["id"]: line for line in lines if "__parentId" not in line}
    children = [line for line in lines if "__parentId" in line]
    assert len(orders) == len(shop.orders)
    for order in shop.orders:
        mine = [c["sku"] for c in children if c["__parentId"] == f"gid://shopify/Order/{order.id}"]
        assert sorted(mine) == sorted(line.sku for line in order.lines)
    first_seen = {line["id"]: place for place, line in enumerate(lines)}
    early = [c for c in children if first_seen[c["id"]] < first_seen[c["__parentId"]]]
    assert early, "no child came before its parent, so nothing would notice a client that waits"


def test_a_result_is_of_the_moment_it_was_asked_for(shop: Shop, asker: Asker) -> None:
    before = {f"gid://shopify/Order/{o.id}": o.updated_at for o in shop.orders}
    operation = asker.run_bulk("{ orders { edges { node { id updatedAt } } } }")
    shop.live(50, seed=8)
    shop.bulk.finish_all()
    url = asker.look(operation["bulkOperation"]["id"])["url"]
    lines = requests.get(url, timeout=30).text.splitlines()
    assert len(lines) == len(before)


def test_a_result_can_be_fetched_from_the_middle_on(shop: Shop, asker: Asker) -> None:
    operation = asker.run_bulk(ORDERS)["bulkOperation"]["id"]
    shop.bulk.finish_all()
    url = asker.look(operation)["url"]
    whole = requests.get(url, timeout=30).content
    rest = requests.get(url, headers={"Range": "bytes=1000-"}, timeout=30)
    assert (rest.status_code, rest.content) == (206, whole[1000:])


def test_a_sixth_operation_at_once_is_refused(shop: Shop, asker: Asker) -> None:
    for _ in range(5):
        assert asker.run_bulk(ORDERS)["userErrors"] == []
    sixth = asker.run_bulk(ORDERS)
    assert sixth["bulkOperation"] is None
    assert sixth["userErrors"][0]["code"] == "OPERATION_IN_PROGRESS"


def test_an_operation_goes_its_way_one_look_at_a_time(shop: Shop, asker: Asker) -> None:
    shop.bulk.step = 50
    operation = asker.run_bulk(ORDERS)["bulkOperation"]
    seen = [operation["status"]] + [asker.look(operation["id"])["status"] for _ in range(4)]
    assert seen == ["CREATED", "RUNNING", "RUNNING", "RUNNING", "COMPLETED"]


def test_a_cancelled_operation_has_no_result(shop: Shop, asker: Asker) -> None:
    operation = asker.run_bulk(ORDERS)["bulkOperation"]["id"]
    cancel = "mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } } }"
    said = asker.data(cancel, id=operation)["bulkOperationCancel"]
    assert said["bulkOperation"]["status"] == "CANCELING"
    found = asker.look(operation)
    assert (found["status"], found["url"]) == ("CANCELED", None)


def test_a_failed_operation_says_why_and_a_finish_webhook_tells_of_both_ends(
    shop: Shop, asker: Asker
) -> None:
    shop.webhooks.send = lambda *_: 200
    shop.webhooks.configure("https://us.example.com/w", ["bulk_operations/finish"])
    shop.bulk.fail_next = ("INTERNAL_SERVER_ERROR", 10)
    failed = asker.run_bulk(ORDERS)["bulkOperation"]["id"]
    shop.bulk.finish_all()
    assert asker.look(failed)["errorCode"] == "INTERNAL_SERVER_ERROR"
    asker.bulk(ORDERS)
    said = [attempt.delivery.topic for attempt in shop.webhooks.pump()]
    assert said == ["bulk_operations/finish"] * 2


def test_an_address_works_for_a_week_and_for_nobody_who_guesses(shop: Shop, asker: Asker) -> None:
    operation = asker.run_bulk(ORDERS)["bulkOperation"]["id"]
    shop.bulk.finish_all()
    url = asker.look(operation)["url"]
    assert requests.get(url[:-3], timeout=30).status_code == 403
    shop.clock.advance(timedelta(days=8))
    assert requests.get(url, timeout=30).status_code == 400


def test_nothing_found_is_no_address(shop: Shop, asker: Asker) -> None:
    assert asker.bulk('{ orders(query: "name:77777777") { edges { node { id } } } }') == []
