"""The kit's rules on clients and installs, over this checkout's adapters and their stand-ins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests
from werkzeug.test import Client as WsgiClient

from adapters import shopify, woocommerce
from adapters.shopify.admin import Admin
from adapters.shopify.budget import Budget
from adapters.shopify.client import ShopifyClient
from adapters.woocommerce.client import WooCommerce
from adapters.woocommerce.rest import Rest
from connector.contract import Account, Client
from connector.records import Kind, Ref
from connector.testing import API_RULES, Answer, Api, StandIn, as_json
from tests.fakes.shopify.app import Application as ShopifyApp
from tests.fakes.shopify.shop import Shop as ShopifyShop
from tests.fakes.woocommerce import Shop as WooShop
from tests.fakes.woocommerce.app import App as WooApp
from tests.fakes.woocommerce.post import Post

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

WOO, SHOPIFY = "https://demo.example.com", "lale-demo.myshopify.com"


def over_wsgi(app: WSGIApplication) -> StandIn:
    client = WsgiClient(app, use_cookies=False)

    def answer(request: requests.PreparedRequest) -> Answer:
        parts = urlsplit(request.url or "")
        given = client.open(
            parts.path,
            base_url=f"{parts.scheme}://{parts.netloc}",
            query_string=parts.query,
            method=request.method,
            headers=dict(request.headers),
            data=request.body or b"",
            buffered=True,
        )
        return Answer(status=given.status_code, headers=dict(given.headers), body=given.data)

    return answer


def nothing(seconds: float) -> None:
    """In place of the pauses between tries."""


class Deaf(Post):
    """What the shop sends is taken by nobody, and not over a network."""

    def send(self, url: str, body: bytes, headers: Mapping[str, str], safe_only: bool) -> int:
        return 200


class Plenty(Budget):
    """Never runs out: it fills by the clock, and no test waits for that."""

    def take(self, document: str, *, at_once: bool) -> float:
        return 0.0


# WooCommerce


def woo_shop(shop: WooShop) -> StandIn:
    shop.home, shop.switches.is_ssl = WOO, True
    return over_wsgi(WooApp(shop))


def woo_connect(account: Account, session: requests.Session) -> Client:
    return WooCommerce(Rest(account, session, wait=nothing))


@pytest.fixture(scope="module")
def woo() -> Api:
    one = WooShop()
    one.post = Deaf()
    one.populate(orders=150, products=12, reviews=5)
    product = next(each for each in one.products.values() if each.kind == "simple")
    order = next(iter(one.truth().order_ids()))
    return Api(
        settings={
            "url": WOO,
            "webhook_secret": "a-secret-of-the-shop",
            "consumer_key": one.key.consumer_key,
            "consumer_secret": one.key.consumer_secret,
        },
        shop=lambda: woo_shop(one),
        there=(
            Ref(kind=Kind.ORDER, id=str(order)),
            Ref(kind=Kind.PRODUCT, id=str(product.id)),
            Ref(kind=Kind.STOCK_LEVEL, id=str(product.id)),
        ),
        gone=tuple(
            Ref(kind=kind, id="999999999") for kind in (Kind.ORDER, Kind.PRODUCT, Kind.REVIEW)
        ),
        revoked=as_json(
            {"code": "woocommerce_rest_authentication_error", "message": "Signature: secret"}, 401
        ),
        without_key=frozenset({Kind.POLICY}),
        connect=woo_connect,
    )


@pytest.mark.parametrize("rule", API_RULES)
def test_woocommerce_keeps(rule: str, woo: Api) -> None:
    problems = API_RULES[rule](woocommerce.adapter, woo)
    assert not problems, "\n".join(problems)


# Shopify


@pytest.fixture(scope="module")
def lale() -> Api:
    shop = ShopifyShop(SHOPIFY)
    shop.url = f"https://{SHOPIFY}"
    shop.buckets.size = shop.buckets.rate = 1_000_000  # Plan enough for a kit that never waits.
    shop.populate(orders=60, products=30)
    shop.live(20)
    answers = over_wsgi(ShopifyApp(shop))
    truth = shop.truth()
    order = next(iter(truth.orders))
    product = next(iter(truth.products.values()))

    def connect(account: Account, session: requests.Session) -> Client:
        client = ShopifyClient(account, session, shopify.adapter.topics)
        tokens = client._admin.tokens
        client._admin = Admin(SHOPIFY, session, tokens, budget=Plenty(), sleep=nothing)
        client._admin_at_once = client._admin
        return client

    return Api(
        settings={
            "shop": SHOPIFY,
            "client_id": shop.app.client_id,
            "client_secret": shop.app.client_secret,
            "access_token": shop.tokens.issue(),
            "webhooks": "api",
        },
        shop=lambda: answers,
        there=(
            Ref(kind=Kind.ORDER, id=str(order.id)),
            Ref(kind=Kind.PRODUCT, id=str(product.id)),
        ),
        gone=(Ref(kind=Kind.ORDER, id="999999999"), Ref(kind=Kind.PRODUCT, id="999999999")),
        revoked=as_json({"errors": "[API] Invalid API key or access token"}, 401),
        made_by_hand=frozenset({"customers/data_request", "customers/redact", "shop/redact"}),
        connect=connect,
    )


@pytest.mark.parametrize("rule", API_RULES)
def test_shopify_keeps(rule: str, lale: Api) -> None:
    problems = API_RULES[rule](shopify.adapter, lale)
    assert not problems, "\n".join(problems)
