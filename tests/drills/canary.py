"""A customer's name, e-mail, phone and street stand in no file, table or log, and can be erased."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import requests

from tests.drills.bench import Bench, Figures, demand
from tests.drills.shop import Question, Request, Shop, connected, states
from tests.drills.shopify import SECRET, Person, delivery, order, paid_order
from tests.drills.traces import found_in, places
from tests.drills.woocommerce import SECRET as WOO_SECRET
from tests.drills.woocommerce import readdressed
from tests.postgres import Postgres, running_postgres
from tests.running import Installation

CANARY = Person(
    name="Kanaryagil Saksagan",
    email="Minik-Serce.7f3a@example.org",
    phone="+905559182736",
    street="Serce Yuvasi Sokagi 4711",
    postcode="ZQ97XJ",
    customer_id=7700770077,
)
NEEDLES = (b"kanaryagil", b"saksagan", b"minik-serce", b"5559182736", b"yuvasi", b"zq97xj")
"""In lower case, and spelt the same in UTF-8, JSON and a URL."""
IN_THE_OPEN = "openly-named-shop"
"""What is nobody's secret is stored as it is: a search that misses this one finds nothing."""
LOGGED = "delivery.received"
ADDRESS, WOO_URL = "canary.myshopify.com", "http://canary.example.com/"
NUMBER = 4242
ORDER_STATUS = "/v1/order-status"
FACTS = {"email": CANARY.email, "phone": CANARY.phone, "postcode": CANARY.postcode}


def run(bench: Bench) -> Figures:
    with running_postgres() as postgres:
        return {"sqlite": hidden(bench, None), "postgresql": hidden(bench, postgres)}


def hidden(bench: Bench, postgres: Postgres | None) -> Figures:
    with bench.server(postgres.new_database() if postgres else "") as server:
        shop = connected(server, "shopify", IN_THE_OPEN, shop=ADDRESS, client_secret=SECRET)
        woo = connected(server, "woocommerce", IN_THE_OPEN, url=WOO_URL, webhook_secret=WOO_SECRET)
        answered = shop.send(shopify_deliveries()) + woo.send(woocommerce_deliveries())
        demand(set(answered) == {200, 401}, "Other answers than 200 and 401", **told(answered))
        rows = states([*shop.deliveries(), *woo.deliveries()])
        demand(rows.keys() >= {"applied", "failed", "ignored"}, "Not all kinds came", **rows)
        questions = demand_answered(shop) + demand_answered(woo)
        searched = demand_no_trace(server, postgres)
        demand_forgotten(shop)
        demand_no_trace(server, postgres)
    demand_no_trace(server, postgres)
    return {"answered": told(answered), "states": rows, "questions": questions, **searched}


def told(answered: Counter[int]) -> dict[str, int]:
    return {str(status): times for status, times in sorted(answered.items())}


def shopify_deliveries() -> Iterator[Request]:
    good = delivery(ADDRESS, "orders/create", order(NUMBER, CANARY))
    yield from (good, good)
    for body in not_understood():
        yield delivery(ADDRESS, "orders/create", body)
    for topic in ("orders/imagined", "customers/create"):
        yield delivery(ADDRESS, topic, order(NUMBER, CANARY))
    yield delivery(ADDRESS, "fulfillments/create", parcel())
    yield delivery(ADDRESS, "customers/data_request", asking("data_request", {"id": 9999}))
    yield delivery(ADDRESS, "orders/create", order(NUMBER, CANARY), secret="wrong")


def not_understood() -> Iterator[bytes]:
    """With the person just where the trouble is, so that a report of it might repeat them."""
    yield order(NUMBER + 1, CANARY, total_price=CANARY.email)
    yield order(NUMBER + 2, CANARY, created_at=CANARY.name)
    yield order(NUMBER + 3, CANARY, line_items={CANARY.name: CANARY.street})
    yield f"{CANARY.name}, {CANARY.email}, {CANARY.phone}".encode()


def parcel() -> bytes:
    """A part whose body names a person although no record of ours does."""
    destination = {"name": CANARY.name, "address1": CANARY.street, "phone": CANARY.phone}
    whole = {"id": 31, "order_id": paid_order(NUMBER)["id"], "status": "success", "line_items": []}
    return json.dumps({**whole, "email": CANARY.email, "destination": destination}).encode()


def asking(name: str, value: object) -> bytes:
    """A compliance request of Shopify's about the person."""
    customer = {"id": CANARY.customer_id, "email": CANARY.email, "phone": CANARY.phone}
    return json.dumps({"shop_domain": ADDRESS, "customer": customer, name: value}).encode()


def woocommerce_deliveries() -> Iterator[Request]:
    good = woo_sent("order.created", woo_order())
    yield from (good, good)
    yield woo_sent("order.updated", woo_order(total=CANARY.email))
    yield woo_sent("order.updated", woo_order(date_modified_gmt=CANARY.name))
    yield woo_sent("order.imagined", woo_order())
    yield woo_sent("customer.created", woo_order())
    yield woo_sent("action.woocommerce_rest_insert_product_review", {"arg": comment()})
    yield Request(headers={**good.headers, "X-WC-Webhook-Signature": "AAAA"}, body=good.body)


def woo_sent(topic: str, body: Mapping[str, Any]) -> Request:
    headers = {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-ID": "1"}
    return readdressed(Request(headers=headers, body=json.dumps(body).encode()), WOO_URL)


def woo_order(**more: Any) -> Mapping[str, Any]:
    first, _, last = CANARY.name.partition(" ")
    place = {
        "first_name": first,
        "last_name": last,
        "address_1": CANARY.street,
        "postcode": CANARY.postcode,
        "country": "TR",
        "email": CANARY.email,
        "phone": CANARY.phone,
    }
    order_of_woo = {
        "id": NUMBER,
        "number": str(NUMBER),
        "status": "processing",
        "currency": "TRY",
        "total": "149.90",
        "date_created_gmt": "2026-11-01T07:00:00",
        "date_modified_gmt": "2026-11-01T07:00:05",
        "customer_id": 0,
        "meta_data": [],
        "line_items": [],
        "refunds": [],
    }
    return {**order_of_woo, "billing": place, "shipping": place, **more}


def comment() -> Mapping[str, str]:
    return {
        "comment_ID": "77",
        "comment_post_ID": "12",
        "comment_approved": "1",
        "comment_content": f"{CANARY.name} likes it",
        "comment_author": CANARY.name,
        "comment_author_email": CANARY.email,
        "comment_date_gmt": "2026-11-02 07:00:00",
    }


def demand_answered(shop: Shop) -> int:
    """Every fact proves the order; questions that miss come with the person in them too."""
    missing = list(questions_that_miss())
    with requests.Session() as http:
        for name in FACTS:
            demand(proves(shop, http, name), f"{name} does not prove the order")
        for question in missing:
            demand(shop.ask(http, question).status_code < 500, "A question broke", asked=question)
    return len(FACTS) + len(missing)


def questions_that_miss() -> Iterator[Question]:
    yield ORDER_STATUS, {"order": "9999", "email": CANARY.email}
    yield ORDER_STATUS, {"order": CANARY.email, "phone": CANARY.phone}
    yield ORDER_STATUS, {"order": str(NUMBER), "email": f"not-{CANARY.email}"}
    yield ORDER_STATUS, {"order": str(NUMBER), "name": CANARY.name}
    yield "/v1/return-policy", {"order": str(NUMBER), "postcode": CANARY.postcode}
    yield "/v1/return-policy", {"country": CANARY.name}
    yield "/v1/stock", {"q": CANARY.name}
    yield f"/v1/{CANARY.email}", {"locale": CANARY.street}


def proves(shop: Shop, http: requests.Session, name: str) -> bool:
    answer = shop.ask(http, (ORDER_STATUS, {"order": str(NUMBER), name: FACTS[name]})).json()
    return bool(answer["outcome"] == "ok")


def demand_no_trace(server: Installation, postgres: Postgres | None) -> Figures:
    everything = list(places(server, postgres))
    controls = found_in(everything, [IN_THE_OPEN.encode(), LOGGED.encode()])
    demand(all(controls.values()), "The search itself finds nothing", **controls)
    traces = {word: where for word, where in found_in(everything, NEEDLES).items() if where}
    demand(not traces, "A person can be read from what is stored", **traces)
    size = sum(len(content) for _, content in everything)
    return {"searched_places": len(everything), "searched_bytes": size}


def demand_forgotten(shop: Shop) -> None:
    """Also when the same order comes once more."""
    redact = asking("orders_to_redact", [paid_order(NUMBER)["id"]])
    taken = shop.send([delivery(ADDRESS, "customers/redact", redact)])
    demand(set(taken) == {200}, "The request to erase was not taken", **told(taken))
    demand_unknown(shop, "after the erasure")
    late = shop.send([delivery(ADDRESS, "orders/updated", order(NUMBER, CANARY))])
    demand(set(late) == {200}, "A late copy was not taken", **told(late))
    demand_unknown(shop, "after a late copy")


def demand_unknown(shop: Shop, when: str) -> None:
    with requests.Session() as http:
        proving = [name for name in FACTS if proves(shop, http, name)]
        demand(not proving, f"The person still proves the order {when}", by=proving)
        by_number = shop.ask(http, (ORDER_STATUS, {"order": str(NUMBER)})).json()
        demand(by_number["outcome"] == "ok", f"The order itself is gone {when}")
    kept = [row for row in shop.deliveries() if row["body_kept"]]
    demand(not kept, f"Bodies that name the person are kept {when}", kept=kept)
