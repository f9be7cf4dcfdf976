"""Questions asked on a shop's own pages: signed by the platform, which says who is logged in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import update
from werkzeug.test import Client, TestResponse

from adapters.shopify.storefront import signature
from connector.api import examples, rest
from connector.api.storefront import FRESH, PLACE, Storefronts, Visit
from connector.contract import Settings
from connector.records import Buyer
from connector.registry import discover
from connector.storage.stores import Scope, add_store, rotate
from connector.storage.tables import stores
from tests.api.conftest import EMAIL, Street, arrive, build_street, order

SHOP, SECRET, APP_SECRET = "lale-demo.myshopify.com", "secret-of-the-shop", "secret-of-the-app"
MARYAM, ZHANG = "6001", "6002"
Pairs = list[tuple[str, str]]


def of_app(platform: str, names: Iterable[str]) -> Settings:
    return {name: APP_SECRET for name in names if platform == "shopify" and name == "client_secret"}


class Pages:
    """The pages of a Shopify shop, and Shopify between them and us."""

    def __init__(self, street: Street) -> None:
        self.street = street
        settings = {"shop": SHOP, "client_secret": SECRET}
        self.store = add_store(street.database, "shopify", SHOP, "Lale", settings)
        theirs = [
            order("1001", Buyer(customer_id=MARYAM, emails=(EMAIL,))),
            order("1002", Buyer(customer_id=ZHANG, emails=("zhang@example.org",))),
        ]
        arrive(street.database, self.store, theirs)
        clock = lambda: examples.NOW  # noqa: E731
        self.client = Client(
            Storefronts(street.database, discover(), of_app, street.app.wsgi_app, clock),
            TestResponse,
        )

    def signed(
        self, customer: str = "", secret: str = SECRET, seconds: float = 0, **query: str
    ) -> Pairs:
        at = int((examples.NOW + timedelta(seconds=seconds)).timestamp())
        given = {
            **query,
            "shop": SHOP,
            "logged_in_customer_id": customer,
            "path_prefix": "/apps/orders",
            "timestamp": str(at),
        }
        params = {name: (value,) for name, value in given.items()}
        return [*given.items(), ("signature", signature(params, secret))]

    def get(self, path: str, pairs: Pairs, **more: Any) -> TestResponse:
        return self.client.get(f"/proxy/{path}", query_string=urlencode(pairs), **more)

    def order_status(self, pairs: Pairs, **more: Any) -> TestResponse:
        return self.get("shopify/order-status", pairs, **more)


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    street = replace(build_street(tmp_path), app=rest.new_app())
    rest.add_rest(street.app, street.database, lambda: examples.NOW)
    yield Pages(street)
    street.database.close()


def told(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


def test_who_is_logged_in_is_told_of_their_order_without_a_key_or_a_fact(pages: Pages) -> None:
    answer = pages.order_status(pages.signed(MARYAM, locale="fa"))
    assert told(answer)["facts"]["order_number"] == "1001"
    assert told(answer)["locale"] == "fa"
    assert answer.headers["Cache-Control"] == "no-store"
    assert told(pages.order_status(pages.signed(ZHANG)))["facts"]["order_number"] == "1002"
    assert told(pages.order_status(pages.signed("6999")))["outcome"] == "no_match"


def test_who_is_not_logged_in_has_to_prove_an_order_as_ever(pages: Pages) -> None:
    assert pages.order_status(pages.signed()).status_code == 400
    alone = pages.order_status(pages.signed(order="1001"))
    assert alone.get_json()["type"] == "/problems/second-fact-needed"
    assert told(pages.order_status(pages.signed(order="1001", email=EMAIL)))["outcome"] == "ok"
    assert told(pages.order_status(pages.signed(order="1002", email=EMAIL)))["outcome"] == (
        "no_match"
    )


def test_every_question_can_be_asked_there_and_is_as_strict(pages: Pages) -> None:
    assert told(pages.get("shopify/hours", pages.signed()))["outcome"] == "no_match"
    assert told(pages.get("shopify/refund-status", pages.signed(MARYAM)))["outcome"] == "ok"
    assert told(pages.get("shopify/reviews", pages.signed()))["reviews"] == []
    pending = pages.get("shopify/reviews", pages.signed(state="pending"))
    assert pending.status_code == 400, "as for any key of scope `answers`"
    unknown = pages.order_status(pages.signed(MARYAM, canary="1"))
    assert "no parameter `canary`" in unknown.get_json()["detail"]


def test_the_new_the_old_and_the_app_s_own_secret_sign(pages: Pages) -> None:
    rotate(pages.street.database, pages.store, "client_secret", "a-newer-secret")
    for secret in (SECRET, "a-newer-secret", APP_SECRET):
        assert told(pages.order_status(pages.signed(MARYAM, secret=secret)))["outcome"] == "ok"


def test_what_is_not_signed_by_the_platform_is_refused(pages: Pages) -> None:
    good = pages.signed(MARYAM)
    bad = [
        [],
        [pair for pair in good if pair[0] != "signature"],
        pages.signed(MARYAM, secret="another"),
        pages.signed(MARYAM, secret=""),
        [*good, ("order", "1001")],
        [*good, ("shop", SHOP)],
        [*good, ("logged_in_customer_id", ZHANG)],
        [("logged_in_customer_id", ZHANG), *good],
        [(name, ZHANG if value == MARYAM else value) for name, value in good],
        [(name, f"other-{value}" if name == "shop" else value) for name, value in good],
    ]
    refusals = [pages.order_status(pairs) for pairs in bad]
    assert {each.status_code for each in refusals} == {401}
    assert len({each.text for each in refusals}) == 1, "an unknown shop is no other than a forger"


def test_a_customer_that_a_browser_added_is_not_believed_though_it_is_signed(pages: Pages) -> None:
    """Shopify signs what the browser sent beside what it adds itself."""
    given = dict(pages.signed(MARYAM)[:-1])
    params: dict[str, tuple[str, ...]] = {name: (value,) for name, value in given.items()}
    params |= {"logged_in_customer_id": (ZHANG, MARYAM)}
    pairs = [(name, value) for name, values in params.items() for value in values]
    pairs.append(("signature", signature(params, SECRET)))
    assert pages.order_status(pairs).status_code == 401


@pytest.mark.parametrize("seconds", [FRESH.total_seconds() + 1, -FRESH.total_seconds() - 1])
def test_an_old_request_is_refused(pages: Pages, seconds: float) -> None:
    assert pages.order_status(pages.signed(MARYAM, seconds=seconds)).status_code == 401
    assert pages.order_status(pages.signed(MARYAM, seconds=seconds * 0.9)).status_code == 200


def test_a_question_twice_is_a_mistake_of_the_page(pages: Pages) -> None:
    given = dict(pages.signed(MARYAM)[:-1])
    params = {name: (value,) for name, value in given.items()} | {"order": ("1", "2")}
    pairs = [(name, value) for name, values in params.items() for value in values]
    pairs.append(("signature", signature(params, SECRET)))
    assert "2 times" in pages.order_status(pairs).get_json()["detail"]


def test_a_shop_that_removed_the_app_is_served_no_more(pages: Pages) -> None:
    with pages.street.database.writing() as connection:
        connection.execute(update(stores).values(uninstalled_at=1))
    assert pages.order_status(pages.signed(MARYAM)).status_code == 401


def test_nobody_outside_can_say_what_the_platform_said(pages: Pages) -> None:
    """Neither by a header nor by the address; a key stays a key beside the platform's words."""
    client = pages.street.app.test_client()
    for name in (PLACE, "Storewire.Visit", "storewire-visit"):
        assert client.get("/v1/order-status", headers={name: "1"}).status_code == 401
    forged = {"HTTP_STOREWIRE_VISIT": "1", PLACE: "1"}
    assert client.get("/v1/order-status", environ_overrides=forged).status_code == 401
    real = Visit(store_id=pages.store.id, customer_id=MARYAM)
    known = client.get("/v1/order-status", environ_overrides={PLACE: real})
    assert known.status_code == 200, "only what is made in this process counts"
    key = {"Authorization": f"Bearer {pages.street.keys[Scope.AGENT]}"}
    unsigned = pages.order_status([("order", "1001")], headers=key)
    assert unsigned.status_code == 401


def test_other_addresses_lead_nowhere(pages: Pages) -> None:
    good = pages.signed(MARYAM)
    for path in (
        *("shopify", "shopify/", "shopify/nothing", "shopify/../v1/order-status"),
        *("woocommerce/order-status", "nobody/order-status", "shopify/order-status/more"),
    ):
        response = pages.get(path, good)
        assert response.status_code == 404, path
        assert response.mimetype == "application/problem+json"
    posted = pages.client.post("/proxy/shopify/order-status", query_string=urlencode(good))
    assert posted.status_code == 405
    many = pages.order_status([("a", "1")] * 60)
    assert many.status_code == 400


def test_the_rest_goes_its_way(pages: Pages) -> None:
    assert pages.client.get("/healthz").status_code == 200
    assert pages.client.get("/v1/order-status").status_code == 401
