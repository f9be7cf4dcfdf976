"""What a client may change over REST."""

from __future__ import annotations

import requests

from tests.fakes.woocommerce import Running
from tests.fakes.woocommerce.conftest import Ask
from tests.fakes.woocommerce.words import person

BILLING = {
    "first_name": "Ayşe",
    "last_name": "Yılmaz",
    "email": "ayse@example.com",
    "country": "TR",
    "city": "İzmir",
    "address_1": "Cd. 1",
    "phone": "+90 232 555 0000",
}


def ware(running: Running) -> int:
    running.shop.populate(products=5, reviews=0)
    own = min(running.shop.products)
    running.shop.edit_product(own, stock=10)
    return own


def test_an_order_takes_from_stock_and_its_cancellation_gives_back(
    running: Running, ask: Ask
) -> None:
    own = ware(running)
    lines = [{"product_id": own, "quantity": 3}]
    made = ask(
        "orders", "POST", json={"billing": BILLING, "line_items": lines, "status": "processing"}
    )
    assert made.status_code == 201
    assert made.json()["billing"]["email"] == "ayse@example.com"
    assert ask(f"products/{own}").json()["stock_quantity"] == 7
    ask(f"orders/{made.json()['id']}", "PUT", json={"status": "cancelled"})
    assert ask(f"products/{own}").json()["stock_quantity"] == 10


def test_a_refund_of_a_line_restocks_and_leaves_the_total(running: Running, ask: Ask) -> None:
    own = ware(running)
    order = running.shop.place_order(person(1), [(own, 2)], "processing")
    line = ask(f"orders/{order}").json()["line_items"][0]
    total = ask(f"orders/{order}").json()["total"]
    refunded = [{"id": line["id"], "quantity": 1, "refund_total": line["price"]}]
    made = ask(f"orders/{order}/refunds", "POST", json={"line_items": refunded, "reason": "x"})
    assert made.status_code == 201
    (part,) = made.json()["line_items"]
    assert part["quantity"] == -1
    assert part["meta_data"][0]["key"] == "_refunded_item_id"
    assert part["meta_data"][0]["value"] == str(line["id"])
    now = ask(f"orders/{order}").json()
    assert (now["total"], now["status"]) == (total, "processing")
    assert ask(f"products/{own}").json()["stock_quantity"] == 9
    gone = ask(f"orders/{order}/refunds/{made.json()['id']}", "DELETE", force="true")
    assert gone.status_code == 200
    assert ask(f"orders/{order}/refunds").json() == []


def test_paying_all_back_makes_it_refunded(running: Running, ask: Ask) -> None:
    order = running.shop.place_order(person(1), [(ware(running), 2)], "processing")
    total = ask(f"orders/{order}").json()["total"]
    ask(f"orders/{order}/refunds", "POST", json={"amount": total})
    now = ask(f"orders/{order}").json()
    assert (now["status"], now["refunds"][0]["total"]) == ("refunded", f"-{total}")


def test_deleting_an_order_bins_it_and_force_erases_it(running: Running, ask: Ask) -> None:
    order = running.shop.place_order(person(1), [(ware(running), 1)])
    assert ask(f"orders/{order}", "DELETE").json()["status"] == "trash"
    assert ask(f"orders/{order}", "DELETE", force="true").status_code == 200
    assert ask(f"orders/{order}").status_code == 404


def test_variations_with_their_parents_stock_show_it(running: Running, ask: Ask) -> None:
    ware(running)
    parent = next(one for one in running.shop.products.values() if one.kind == "variable")
    shared = next(one for one in parent.variations if running.shop.products[one].stock is None)
    running.shop.set_stock(shared, 12)
    told = ask(f"products/{parent.id}/variations/{shared}").json()
    assert (told["manage_stock"], told["stock_quantity"]) == ("parent", 12)
    assert ask(f"products/{parent.id}").json()["stock_quantity"] == 12


def test_below_nothing_is_a_backorder_or_out_of_stock(running: Running, ask: Ask) -> None:
    own = ware(running)
    ask(f"products/{own}", "PUT", json={"stock_quantity": 0})
    assert ask(f"products/{own}").json()["stock_status"] == "outofstock"
    running.shop.edit_product(own, stock=-2, backorders="notify")
    told = ask(f"products/{own}").json()
    assert (told["stock_status"], told["backordered"]) == ("onbackorder", True)


def test_tax_is_rounded_half_up_for_each_line(running: Running, ask: Ask) -> None:
    own = ware(running)
    running.shop.edit_product(own, price=1250)
    order = running.shop.place_order(person(1), [(own, 1)])
    (line,) = ask(f"orders/{order}").json()["line_items"]
    assert (line["total"], line["total_tax"], line["price"]) == ("12.50", "2.38", 12.5)


def test_an_order_that_is_only_looked_at_does_not_change(running: Running) -> None:
    own = running.shop.place_order(person(1), [(ware(running), 1)])
    running.shop.order(own).status = "lost"
    assert running.shop.order(own).status == "pending"


def test_a_sku_is_only_taken_once(running: Running, ask: Ask) -> None:
    own = ware(running)
    sku = running.shop.products[own].sku
    refused = ask("products", "POST", json={"name": "x", "sku": sku})
    assert (refused.status_code, refused.json()["code"]) == (400, "product_invalid_sku")


def test_reviews_go_with_a_binned_product_and_come_back(running: Running, ask: Ask) -> None:
    own = ware(running)
    made = ask(
        "products/reviews",
        "POST",
        json={
            "product_id": own,
            "reviewer": "زهرا",
            "reviewer_email": "zahra@example.com",
            "review": "خیلی خوب بود",
            "rating": 5,
        },
    )
    assert made.status_code == 201
    running.shop.trash_product(own)
    assert ask("products/reviews", status="all").json() == []
    running.shop.restore_product(own)
    (back,) = ask("products/reviews", status="all").json()
    assert back["id"] == made.json()["id"]
    deleted = ask(f"products/reviews/{back['id']}", "DELETE", force="true").json()
    assert deleted["deleted"] is True


def test_what_is_not_json_is_refused(running: Running, ask: Ask) -> None:
    auth = (running.consumer_key, running.consumer_secret)
    headers = {"Content-Type": "application/json"}
    url = f"{running.url}/wp-json/wc/v3/orders"
    answer = requests.post(url, data=b"{", auth=auth, headers=headers, timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (400, "rest_invalid_json")
