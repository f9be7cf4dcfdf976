"""A store's settings, and answers in the shapes that were recorded of a real shop."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
import responses

from adapters.woocommerce.client import WooCommerce
from adapters.woocommerce.rest import Rest
from connector.contract import Settings

BASE = "https://demo.example.com"
KEY, SECRET = "ck_0123456789abcdef", "cs_fedcba9876543210"
JSON = "application/json; charset=UTF-8"


class Shoebox:
    """An `Account` that forgets everything."""

    def __init__(self, **settings: str) -> None:
        self.settings: Settings = settings

    @contextmanager
    def exclusively(self) -> Iterator[Settings]:
        yield self.settings

    def keep(self, new: Settings) -> None:
        self.settings = {**self.settings, **new}


def account(url: str = BASE, **others: str) -> Shoebox:
    return Shoebox(**{"url": url, "consumer_key": KEY, "consumer_secret": SECRET, **others})


def rest(url: str = BASE, waits: list[float] | None = None, **others: str) -> Rest:
    pauses: list[float] = [] if waits is None else waits
    return Rest(account(url, **others), requests.Session(), wait=pauses.append)


def client(url: str = BASE) -> WooCommerce:
    return WooCommerce(rest(url))


def at(path: str, base: str = BASE) -> str:
    return f"{base}/wp-json/{path}"


def answers(path: str, body: Any, *, status: int = 200, total: int | None = None) -> None:
    """The next answer to a GET of this path; the last one goes on answering."""
    headers = {} if total is None else {"X-WP-Total": str(total)}
    responses.get(at(path), json=body, status=status, headers=headers, content_type=JSON)


def error(code: str, message: str, status: int) -> dict[str, object]:
    return {"code": code, "message": message, "data": {"status": status}}


NO_KEY = error("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.", 401)
WRONG_SECRET = error("woocommerce_rest_authentication_error", "Consumer secret is invalid.", 401)
WRONG_SIGNATURE = error(
    "woocommerce_rest_authentication_error",
    "Invalid signature - provided signature does not match.",
    401,
)
READ_ONLY = error(
    "woocommerce_rest_authentication_error",
    "The API key provided does not have write permissions.",
    401,
)
WRITE_ONLY = error(
    "woocommerce_rest_authentication_error",
    "The API key provided does not have read permissions.",
    401,
)
NO_RIGHT = error("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.", 403)
NO_ORDER = error("woocommerce_rest_shop_order_invalid_id", "Invalid ID.", 404)
NO_PRODUCT = error("woocommerce_rest_product_invalid_id", "Invalid ID.", 404)
NO_REVIEW = error("woocommerce_rest_review_invalid_id", "Invalid review ID.", 404)
NO_REFUND = error("woocommerce_rest_shop_order_refund_invalid_id", "Invalid ID.", 404)
NO_ROUTE = error("rest_no_route", "No route was found matching the URL and request method.", 404)
BAD_PARAMETER = error("rest_invalid_param", "Invalid parameter(s): orderby", 400)
BAD_TOPIC = error(
    "woocommerce_rest_shop_webhook_invalid_topic",
    "Webhook topic is required and must be valid.",
    400,
)

Made = tuple[int, dict[str, str], str]


def answered_by(path: str, answer: Callable[[dict[str, str]], tuple[Any, int | None]]) -> None:
    """A list that looks at the query, as a shop does; without signature and with its total."""

    def made(request: requests.PreparedRequest) -> Made:
        rows, total = answer(query(request))
        headers = {} if total is None else {"X-WP-Total": str(total)}
        return 200, headers, json.dumps(rows)

    responses.add_callback(responses.GET, at(path), callback=made, content_type=JSON)


def query(request: requests.PreparedRequest) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.url or "").query))


def asked() -> list[tuple[str, str, dict[str, str]]]:
    """Method, path below wp-json/ and query of everything that was asked."""
    found = []
    for call in responses.calls:
        path = urlsplit(call.request.url or "").path.partition("/wp-json/")[2]
        found.append((call.request.method or "", path, query(call.request)))
    return found


def sent_bodies() -> list[dict[str, Any]]:
    return [json.loads(call.request.body) for call in responses.calls if call.request.body]


PERSON = {
    "first_name": "زهرا",
    "last_name": "محمدی",
    "company": "",
    "address_1": "خیابان ولیعصر ۱۲",
    "address_2": "",
    "city": "تهران",
    "state": "THR",
    "postcode": "1966733331",
    "country": "IR",
}


def order(own_id: int = 73, **changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": own_id,
        "parent_id": 0,
        "number": str(own_id),
        "status": "processing",
        "currency": "EUR",
        "total": "44.39",
        "date_created_gmt": "2026-11-21T19:24:59",
        "date_modified_gmt": "2026-11-21T19:26:16",
        "customer_id": 6,
        "billing": {**PERSON, "email": "zahra@example.com", "phone": "+98 21 5550 0100"},
        "shipping": {**PERSON, "phone": ""},
        "meta_data": [],
        "line_items": [
            {
                "id": 13,
                "name": "لیوان سرامیکی",
                "product_id": 12,
                "variation_id": 0,
                "quantity": 1,
                "total": "12.50",
                "total_tax": "2.38",
                "sku": "CUP-RED",
                "price": 12.5,
            }
        ],
        "refunds": [],
    }
    return {**made, **changed}


def refund(own_id: int = 35, **changed: Any) -> dict[str, Any]:
    line = {
        "id": 40,
        "name": "لیوان سرامیکی",
        "product_id": 12,
        "variation_id": 0,
        "quantity": -1,
        "total": "-12.50",
        "total_tax": "-2.38",
        "meta_data": [{"id": 317, "key": "_refunded_item_id", "value": "13"}],
    }
    made: dict[str, Any] = {
        "id": own_id,
        "date_created_gmt": "2026-11-21T19:26:15",
        "amount": "14.88",
        "reason": "Wrong size",
        "refunded_by": 1,
        "meta_data": [{"id": 82, "key": "_refund_type", "value": "partial"}],
        "line_items": [line],
    }
    return {**made, **changed}


def fulfillment(own_id: int = 2, **changed: Any) -> dict[str, Any]:
    metas = {
        "_items": [{"item_id": 13, "qty": 1}],
        "_tracking_number": "00340434292135100186",
        "_shipment_provider": "dhl",
        "_tracking_url": "https://track.example.com/00340434292135100186",
        "_date_fulfilled": "2026-11-21 22:32:00",
    }
    made: dict[str, Any] = {
        "id": own_id,
        "is_fulfilled": True,
        "status": "fulfilled",
        "entity_type": "WC_Order",
        "entity_id": "73",
        "date_updated": "2026-11-21 22:33:00",
        "meta_data": [
            {"id": n, "key": key, "value": v} for n, (key, v) in enumerate(metas.items())
        ],
    }
    return {**made, **changed}


def product(own_id: int = 12, **changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": own_id,
        "name": "Çay bardağı",
        "type": "simple",
        "status": "publish",
        "date_created_gmt": "2026-11-21T19:20:00",
        "date_modified_gmt": "2026-11-21T19:26:56",
        "sku": f"SKU-{own_id}",
        "manage_stock": True,
        "stock_quantity": 7,
        "stock_status": "instock",
        "backorders": "no",
        "backorders_allowed": False,
        "backordered": False,
        "low_stock_amount": None,
        "parent_id": 0,
        "variations": [],
        "attributes": [],
        "tags": [],
    }
    return {**made, **changed}


def review(own_id: int = 30, **changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": own_id,
        "date_created_gmt": "2026-11-21T19:26:39",
        "product_id": 12,
        "product_name": "Çay bardağı",
        "status": "approved",
        "reviewer": "王秀英",
        "reviewer_email": "xiuying@example.com",
        "review": "<p>很好！ <b>5/5</b></p>\n",
        "rating": 5,
        "verified": True,
    }
    return {**made, **changed}


def webhook(own_id: int, topic: str, delivery_url: str, status: str = "active") -> dict[str, Any]:
    return {
        "id": own_id,
        "name": f"Storewire: {topic}",
        "status": status,
        "topic": topic,
        "resource": topic.partition(".")[0],
        "event": topic.partition(".")[2],
        "delivery_url": delivery_url,
        "date_created_gmt": "2026-11-21T19:23:18",
        "date_modified_gmt": "2026-11-21T19:27:27",
    }


INDEX = {
    "name": "Gül &amp; Söhne",
    "url": BASE,
    "home": BASE,
    "gmt_offset": 3,
    "timezone_string": "Europe/Istanbul",
    "namespaces": ["wc/v3", "wp/v2"],
}
