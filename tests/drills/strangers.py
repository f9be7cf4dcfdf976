"""Who has no order here learns nothing: not by what is answered, nor by how long it takes."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Mapping, Sequence
from math import exp, sqrt
from pathlib import Path

import requests

from tests.drills.bench import Bench, Figures, demand
from tests.drills.shop import Request, Shop, connected
from tests.drills.shopify import SECRET, Person, delivery, order
from tests.drills.woocommerce import SIGNATURE, SOURCE, TOPIC, WEBHOOK

GUESSES = 200
"""At each endpoint, at an order that is there and at one that is not."""
ATTEMPTS = 3
LEAST_P = 0.01
ALLOWED = 10
"""Guesses an hour at one order or with one fact, as Storewire comes."""
ORDERS = GUESSES + 10
"""One for each guess of a round, and some to be locked."""
MANY = {"STOREWIRE_GUESSES_PER_KEY_AND_HOUR": "100000"}
ADDRESS = "strangers.myshopify.com"
ENDPOINTS = ("/v1/order-status", "/v1/refund-status", "/v1/return-policy")
OURS, NOBODYS = 1001, 5001
"""The first number of an order that exists, and of one that does not; equally long."""
CHANGING = {"date", "retry-after"}
"""Headers that differ from one second to the next."""
POLICY = """{"@type": "MerchantReturnPolicy", "applicableCountry": "TR", "merchantReturnDays": 14,
"returnPolicyCategory": "MerchantReturnFiniteReturnWindow"}"""


def run(bench: Bench) -> Figures:
    with bench.server(**MANY) as server:
        shop = connected(server, "shopify", shop=ADDRESS, client_secret=SECRET)
        set_up(shop, bench.folder)
        key = shop.new_key("answers")
        demand_known(shop, key)
        times = {
            endpoint: demand_same_time(shop, key, endpoint, place * ATTEMPTS)
            for place, endpoint in enumerate(ENDPOINTS)
        }
        locked = demand_same_locks(shop, key)
        refused = demand_same_refusals(shop)
    return {"locks_compared": locked, "refusals_compared": refused, "times": times}


def set_up(shop: Shop, folder: Path) -> None:
    """Orders of many people, and a policy: what there is to be found out."""
    made = (order(OURS + place, buyer(place)) for place in range(ORDERS))
    taken = shop.send_at_once([delivery(ADDRESS, "orders/create", body) for body in made])
    demand(set(taken) == {200}, "The orders were not taken", answered=dict(taken))
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


def facts_of(who: Person) -> tuple[Mapping[str, str], ...]:
    return {"email": who.email}, {"phone": who.phone}, {"postcode": who.postcode}


def demand_known(shop: Shop, key: str) -> None:
    """Else everything would be the same answer, and prove nothing."""
    with requests.Session() as http:
        for endpoint in ENDPOINTS:
            for fact in facts_of(buyer(0)):
                found = shop.ask(http, (endpoint, {"order": str(OURS), **fact}), key).json()
                demand(found["outcome"] == "ok", f"{endpoint} does not even know its own", **found)


Seen = tuple[int, Mapping[str, str], bytes]
"""All that a stranger sees of an answer, but for the number they asked for."""


def visible(answer: requests.Response, asked: str = "") -> Seen:
    headers = {
        name: value for name, value in answer.headers.items() if name.lower() not in CHANGING
    }
    body = answer.content.replace(asked.encode(), b"ASKED") if asked else answer.content
    return answer.status_code, headers, body


def demand_same_time(shop: Shop, key: str, endpoint: str, before: int) -> Figures:
    """Machines are noisy: only what differs time and again is a difference. `before` is how many
    rounds there may have been of others."""
    for attempt in range(1, ATTEMPTS + 1):
        wrong, none = timed(shop, key, endpoint, before + attempt)
        figures = {
            "p": round(same_distribution(wrong, none), 4),
            "wrong_fact_ms": round(statistics.median(wrong) * 1000, 3),
            "no_such_order_ms": round(statistics.median(none) * 1000, 3),
            "guesses_compared": attempt * GUESSES,
            "attempts": attempt,
        }
        if figures["p"] > LEAST_P:
            break
    demand(figures["p"] > LEAST_P, f"{endpoint} takes another time", **figures)
    return figures


def timed(shop: Shop, key: str, endpoint: str, turn: int) -> tuple[list[float], list[float]]:
    """Seconds for a wrong fact and for no such order, asked in turns, either of them first."""
    times: dict[int, list[float]] = {OURS: [], NOBODYS: []}
    with requests.Session() as http:
        for guess in range(GUESSES):
            fact, seen = fact_for(guess, turn), {}
            for first in random.sample((OURS, NOBODYS), 2):
                number = str(first + guess)
                began = time.perf_counter()
                answer = shop.ask(http, (endpoint, {"order": number, **fact}), key)
                times[first].append(time.perf_counter() - began)
                seen[first] = visible(answer, number)
            demand_no_match(endpoint, fact, seen[OURS], seen[NOBODYS])
    return times[OURS], times[NOBODYS]


def fact_for(guess: int, turn: int) -> Mapping[str, str]:
    """Somebody else's or nobody's, of each sort in its turn; none of them so often in all turns
    together that it is locked."""
    whose = (guess + 1 + 7 * turn) % GUESSES
    return facts_of(buyer(whose if guess % 2 else 500 + whose))[(guess + 2 * turn) % 3]


def demand_no_match(endpoint: str, fact: Mapping[str, str], wrong: Seen, none: Seen) -> None:
    told = f"{endpoint} tells a wrong {next(iter(fact))} from no such order"
    demand(wrong == none, told, wrong=wrong, none=none)
    let_in = f"{endpoint} let a stranger in, or out"
    demand(wrong[0] == 200 and b'"no_match"' in wrong[2], let_in, fact=fact, answer=wrong)


Guess = tuple[str, dict[str, str]]
"""A number and a fact."""


def demand_same_locks(shop: Shop, key: str) -> int:
    """Who goes on is refused after as many guesses, whatever there is to be guessed."""
    compared = 0
    with requests.Session() as http:
        for place, endpoint in enumerate(ENDPOINTS):
            for there, not_there in (at_one_order(place), with_one_fact(place)):
                one = [answered(shop, http, key, endpoint, guess) for guess in there]
                other = [answered(shop, http, key, endpoint, guess) for guess in not_there]
                demand(one == other, f"{endpoint} locks otherwise", one=one, other=other)
                statuses = [status for status, *_ in one]
                as_told = statuses == [200] * ALLOWED + [429, 429]
                demand(as_told, f"{endpoint} locks too soon or too late", statuses=statuses)
                compared += len(one)
    return compared


def at_one_order(place: int) -> tuple[list[Guess], list[Guess]]:
    """One that is there, and one that is not, each time with a new fact."""
    at = GUESSES + place
    there, not_there = (
        [(str(first + at), {"email": f"{first}-{at}-{n}@example.org"}) for n in range(ALLOWED + 2)]
        for first in (OURS, NOBODYS)
    )
    return there, not_there


def with_one_fact(place: int) -> tuple[list[Guess], list[Guess]]:
    """Somebody's, and nobody's, each time at a new number."""
    at = GUESSES + place
    there, not_there = (
        [(str(90000 + 20 * place + n), {"email": buyer(whose).email}) for n in range(ALLOWED + 2)]
        for whose in (at, at + 600)
    )
    return there, not_there


def answered(shop: Shop, http: requests.Session, key: str, endpoint: str, guess: Guess) -> Seen:
    number, fact = guess
    return visible(shop.ask(http, (endpoint, {"order": number, **fact}), key), number)


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
