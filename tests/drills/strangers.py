"""Who has no order here learns nothing: not by what is answered, nor by how long it takes."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from math import exp, sqrt
from pathlib import Path

import requests

from tests.drills.bench import Bench, Figures, demand
from tests.drills.shop import Request, Shop, connected
from tests.drills.shopify import SECRET, Person, delivery, order
from tests.drills.woocommerce import SIGNATURE, SOURCE, TOPIC, WEBHOOK

ORDERS = 60
GUESSES = 200
ATTEMPTS = 3
LEAST_P = 0.01
ADDRESS = "strangers.myshopify.com"
ENDPOINTS = ("/v1/order-status", "/v1/return-policy")
OURS, NOBODYS = 1001, 5001
"""The first number of an order that exists, and of one that does not; equally long."""
CHANGING = {"date"}
"""Headers that say nothing about the order."""
POLICY = """{"@type": "MerchantReturnPolicy", "applicableCountry": "TR", "merchantReturnDays": 14,
"returnPolicyCategory": "MerchantReturnFiniteReturnWindow"}"""


def run(bench: Bench) -> Figures:
    with bench.server() as server:
        shop = connected(server, "shopify", shop=ADDRESS, client_secret=SECRET)
        set_up(shop, bench.folder)
        key = shop.new_key("answers")
        compared = demand_same_answers(shop, key)
        times = {endpoint: demand_same_time(shop, key, endpoint) for endpoint in ENDPOINTS}
        refused = demand_same_refusals(shop)
    return {"guesses_compared": compared, "refusals_compared": refused, "times": times}


def set_up(shop: Shop, folder: Path) -> None:
    """Orders of many people, and a policy: what there is to be found out."""
    made = (order(OURS + place, buyer(place)) for place in range(ORDERS))
    answered = shop.send(delivery(ADDRESS, "orders/create", body) for body in made)
    demand(set(answered) == {200}, "The orders were not taken", answered=dict(answered))
    policy = folder / "policy.json"
    policy.write_text(POLICY)
    shop.server.run("policy", "set", "--store", shop.store_id, str(policy))


def buyer(place: int) -> Person:
    return Person(
        name="Mehmet Kaya",
        email=f"mehmet-{place:03}@example.com",
        phone=f"+90 212 555 {place:04}",
        street=f"İstiklal Caddesi {place}",
        postcode=f"34{place:03}",
        customer_id=8000 + place,
    )


def facts_of(who: Person) -> Iterator[Mapping[str, str]]:
    yield {"email": who.email}
    yield {"phone": who.phone}
    yield {"postcode": who.postcode}


def demand_same_answers(shop: Shop, key: str) -> int:
    """Whoever's the fact is: another customer's, or nobody's."""
    offered = [fact for who in (buyer(7), buyer(500)) for fact in facts_of(who)]
    with requests.Session() as http:
        for endpoint in ENDPOINTS:
            right = {"order": str(OURS), "email": buyer(0).email}
            found = shop.ask(http, (endpoint, right), key).json()
            demand(found["outcome"] == "ok", f"{endpoint} does not even know its own", **found)
            for fact in offered:
                wrong = seen(shop, http, key, endpoint, fact, OURS)
                none = seen(shop, http, key, endpoint, fact, NOBODYS)
                differ = f"{endpoint} tells a wrong {next(iter(fact))} from no such order"
                demand(wrong == none, differ, wrong=wrong, none=none)
    return len(ENDPOINTS) * len(offered)


def seen(
    shop: Shop,
    http: requests.Session,
    key: str,
    endpoint: str,
    fact: Mapping[str, str],
    number: int,
) -> tuple[int, Mapping[str, str], bytes]:
    """All that a stranger sees, but for the number asked for."""
    answer = shop.ask(http, (endpoint, {"order": str(number), **fact}), key)
    demand(answer.json()["outcome"] == "no_match", f"{endpoint} let a stranger in", fact=fact)
    return visible(answer, str(number))


def visible(answer: requests.Response, asked: str = "") -> tuple[int, Mapping[str, str], bytes]:
    headers = {
        name: value for name, value in answer.headers.items() if name.lower() not in CHANGING
    }
    body = answer.content.replace(asked.encode(), b"ASKED") if asked else answer.content
    return answer.status_code, headers, body


def demand_same_time(shop: Shop, key: str, endpoint: str) -> Figures:
    """Machines are noisy: only what differs time and again is a difference."""
    for attempt in range(1, ATTEMPTS + 1):
        wrong, none = timed(shop, key, endpoint)
        figures = {
            "p": round(same_distribution(wrong, none), 4),
            "wrong_fact_ms": round(statistics.median(wrong) * 1000, 3),
            "no_such_order_ms": round(statistics.median(none) * 1000, 3),
            "attempts": attempt,
        }
        if figures["p"] > LEAST_P:
            break
    demand(figures["p"] > LEAST_P, f"{endpoint} takes another time", **figures)
    return figures


def timed(shop: Shop, key: str, endpoint: str) -> tuple[list[float], list[float]]:
    """Seconds for a wrong fact and for no such order, asked in turns, either of them first."""
    times: dict[int, list[float]] = {OURS: [], NOBODYS: []}
    with requests.Session() as http:
        for guess in range(GUESSES):
            place = guess % ORDERS
            email = buyer(place + 1 if guess % 2 else 900).email
            for first in random.sample((OURS, NOBODYS), 2):
                question = endpoint, {"order": str(first + place), "email": email}
                began = time.perf_counter()
                shop.ask(http, question, key)
                times[first].append(time.perf_counter() - began)
    return times[OURS], times[NOBODYS]


def same_distribution(one: Sequence[float], other: Sequence[float]) -> float:
    """The p of a two-sample Kolmogorov-Smirnov test, by its asymptotic formula."""
    size = sqrt(len(one) * len(other) / (len(one) + len(other)))
    scaled = (size + 0.12 + 0.11 / size) * widest_gap(one, other)
    if scaled < 0.2:
        return 1.0  # the series does not converge there, and the sum is 1 to many digits
    terms = ((1 if k % 2 else -1) * exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return min(1.0, 2 * sum(terms))


def widest_gap(one: Sequence[float], other: Sequence[float]) -> float:
    """Between the two empirical distribution functions."""
    steps = sorted([*((x, 1 / len(one)) for x in one), *((x, -1 / len(other)) for x in other)])
    height, widest = 0.0, 0.0
    for _, step in steps:
        height += step
        widest = max(widest, abs(height))
    return widest


def demand_same_refusals(shop: Shop) -> int:
    """An unknown store is refused as a bad signature is, at either kind of delivery URL."""
    woo = connected(
        shop.server, "woocommerce", url="http://refusing.example.com/", webhook_secret="s"
    )
    own, somebodys = woo.delivery_url, woo.delivery_url[:-8] + "AAAAAAAA"
    shopify = shop.delivery_url
    forged = delivery(ADDRESS, "orders/create", b"{}", secret="wrong")
    stranger = delivery("nobody-here.myshopify.com", "orders/create", b"{}")
    pairs = [
        (posted(own, forged_woocommerce()), posted(somebodys, forged_woocommerce())),
        (posted(shopify, forged), posted(shopify, stranger)),
        (posted(shopify, forged), posted(own, forged_woocommerce())),
    ]
    for one, other in pairs:
        demand(one[0] == 401 and one == other, "401s differ", one=one, other=other)
    return len(pairs)


def forged_woocommerce() -> Request:
    headers = {
        SOURCE: "http://refusing.example.com/",
        TOPIC: "order.created",
        WEBHOOK: "1",
        SIGNATURE: "bm90IHRoaXMgb25l",
    }
    return Request(headers=headers, body=b"{}")


def posted(url: str, request: Request) -> tuple[int, Mapping[str, str], bytes]:
    headers = dict(request.headers)
    return visible(requests.post(url, request.body, headers=headers, timeout=30))
