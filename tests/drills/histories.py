"""One WooCommerce history played to several shops in several orders of arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.drills.bench import demand
from tests.drills.shop import Question, Request, Shop, connected, named, states
from tests.drills.woocommerce import SECRET, distinct, readdressed
from tests.running import Installation

AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How one shop ended."""

    shop: Shop
    sent: int
    rows: Sequence[Mapping[str, Any]]
    asked_for: frozenset[tuple[str, str]]
    """Kind and id of everything that waits to be fetched."""
    answers: Mapping[str, Any]

    def facts(self, path: str, **query: str) -> Any:
        """What a question is answered; None for `no_match`."""
        return self.answers[named(path, query)]["facts"]


def played(
    server: Installation,
    order: str,
    sequence: Sequence[Request],
    questions: Sequence[Question],
    *,
    at_once: bool = False,
) -> Played:
    """Raises Failed unless each delivery is answered 200, kept once, and understood."""
    url = f"http://{order.replace(' ', '-')}.example.com/"
    shop = connected(server, "woocommerce", order, url=url, webhook_secret=SECRET)
    ours = [readdressed(request, url) for request in sequence]
    answered = shop.send_at_once(ours) if at_once else shop.send(ours)
    demand(set(answered) == {200}, f"{order}: not all were answered 200", answered=dict(answered))
    rows = shop.deliveries()
    failed = [row for row in rows if row["state"] == "failed"]
    demand(not failed, f"{order}: some were not understood", failed=failed[:5])
    kept, meant = len(rows), len(distinct(ours))
    demand(kept == meant, f"{order}: {kept} rows for {meant} deliveries", **states(rows))
    return Played(
        shop=shop,
        sent=len(ours),
        rows=rows,
        asked_for=frozenset((fetch["kind"], fetch["id"]) for fetch in shop.fetches()),
        answers=shop.answers(questions),
    )


def all_played(
    server: Installation, orders: Mapping[str, Sequence[Request]], questions: Sequence[Question]
) -> dict[str, Played]:
    """A shop for each order of arrival, two shops at a time."""

    def play(order: str) -> Played:
        return played(server, order, orders[order], questions)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(orders, pool.map(play, orders), strict=True))


def demand_one_end(runs: Mapping[str, Played]) -> None:
    """Raises Failed unless every order of arrival ended in the same state."""
    first, *others = runs
    for other in others:
        differing = sorted(
            question
            for question, answer in runs[first].answers.items()
            if answer != runs[other].answers[question]
        )
        between = f"between {first!r} and {other!r}"
        demand(not differing, f"Answers differ {between}", differing=differing[:5])
        odd = runs[first].asked_for ^ runs[other].asked_for
        demand(not odd, f"What is to be fetched differs {between}", fetches=sorted(odd)[:5])
        same = states(runs[first].rows) == states(runs[other].rows)
        demand(same, f"The deliveries' states differ {between}")
