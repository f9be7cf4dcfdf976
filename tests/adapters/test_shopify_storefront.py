"""Shopify's app proxy: what it signs and whom it says is logged in."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from adapters.shopify.storefront import signature, storefront, visitor
from connector.api.storefront import added, is_signed
from connector.contract import Params
from connector.errors import Unauthorized
from tests.data import needs_data, shared_data

SECRET = "hush"
DOCUMENTED: Params = {
    "extra": ("1", "2"),
    "shop": ("shop-name.myshopify.com",),
    "logged_in_customer_id": ("1",),
    "path_prefix": ("/apps/awesome_reviews",),
    "timestamp": ("1317327555",),
    "signature": ("4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb",),
}
"""https://shopify.dev/docs/apps/build/online-store/app-proxies/authenticate-app-proxies"""


def test_the_request_that_shopify_documents_is_signed() -> None:
    assert is_signed(storefront, DOCUMENTED, [SECRET])
    found = visitor(added(storefront, DOCUMENTED))
    assert (found.store, found.customer_id) == ("shop-name.myshopify.com", "1")
    assert found.sent_at == datetime(2011, 9, 29, 20, 19, 15, tzinfo=UTC)
    assert storefront.adds == DOCUMENTED.keys() - {"extra"}


@needs_data
def test_the_signatures_collected_from_elsewhere_hold() -> None:
    vectors = json.loads((shared_data() / "shopify/hmac_vectors.json").read_text())["app_proxy"]
    assert len(vectors) >= 2
    for vector in vectors:
        # A name of nothing and an = stand before what is signed, whatever it is.
        params = {vector["message"].split("=", 1)[0]: (vector["message"].split("=", 1)[1],)}
        assert signature(params, vector["secret"]) == vector["signature_hex"]


@pytest.mark.parametrize(
    "altered",
    [
        {"logged_in_customer_id": ("2",)},
        {"logged_in_customer_id": ()},
        {"extra": ("1",)},
        {"extra": ("2", "1")},
        {"order": ("1001",)},
        {"shop": ("other.myshopify.com",)},
        {"timestamp": ("1317327556",)},
        {"signature": ("",)},
        {"signature": ()},
        {"signature": ("é",)},
        {"signature": (DOCUMENTED["signature"][0].upper(),)},
        {"signature": DOCUMENTED["signature"] * 2},
    ],
)
def test_whatever_is_altered_is_not_signed(altered: Params) -> None:
    assert not is_signed(storefront, {**DOCUMENTED, **altered}, [SECRET])


def test_only_a_secret_that_is_one_signs() -> None:
    empty = {**DOCUMENTED, "signature": (signature(DOCUMENTED, ""),)}
    assert not is_signed(storefront, empty, ["", "other"])
    assert not is_signed(storefront, DOCUMENTED, [])
    assert is_signed(storefront, DOCUMENTED, ["", "other", SECRET])


@pytest.mark.parametrize(
    "strange",
    [
        {"shop": ("",)},
        {"shop": ("shop-name.myshopify.com", "shop-name.myshopify.com")},
        {"shop": ("shop.example.com",)},
        {"timestamp": ("",)},
        {"timestamp": ("1317327555", "1317327555")},
        {"timestamp": ("soon",)},
        {"timestamp": ("-1",)},
        {"timestamp": ("١٣١٧٣٢٧٥٥٥",)},
        {"timestamp": ("9" * 30,)},
        {"logged_in_customer_id": ("1", "")},
        {"logged_in_customer_id": ("", "2")},
        {"logged_in_customer_id": ("1,2",)},
        {"logged_in_customer_id": ("gid",)},
        {"path_prefix": ("/apps/a", "/apps/b")},
        {"signature": ("a", "b")},
    ],
)
def test_what_shopify_would_not_send_is_nobody(strange: Params) -> None:
    with pytest.raises(Unauthorized):
        visitor(added(storefront, {**DOCUMENTED, **strange}))


def test_who_is_not_logged_in_has_no_id() -> None:
    known = added(storefront, DOCUMENTED)
    assert visitor(known | {"logged_in_customer_id": ""}).customer_id == ""
    del known["logged_in_customer_id"]
    assert visitor(known).customer_id == ""


def test_the_latest_time_that_is_taken_is_one() -> None:
    assert visitor(added(storefront, DOCUMENTED) | {"timestamp": "9" * 11}).sent_at.year > 5000
