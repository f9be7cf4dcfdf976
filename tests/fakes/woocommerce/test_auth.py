"""Who gets in, and in which words the others are told."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import woocommerce

from tests.data import needs_data, shared_data
from tests.fakes.woocommerce import Running, fake_woocommerce
from tests.fakes.woocommerce.conftest import Ask
from tests.fakes.woocommerce.keys import CUSTOMER

ORDERS = "/wp-json/wc/v3/orders"
NOBODY = ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.", 401)
UNSIGNED = (
    "woocommerce_rest_authentication_error",
    "Invalid signature - provided signature does not match.",
    401,
)


def told(answer: requests.Response) -> tuple[str, str, int]:
    body = answer.json()
    assert body["data"]["status"] == answer.status_code
    return body["code"], body["message"], answer.status_code


@pytest.fixture
def plain() -> Iterator[Running]:
    """As WooCommerce is over plain http: OAuth or nothing."""
    with fake_woocommerce() as running:
        running.shop.populate(orders=12, products=4, reviews=0)
        yield running


@pytest.fixture
def tls() -> Iterator[Running]:
    with fake_woocommerce(tls=True) as running:
        running.shop.populate(orders=3, products=4, reviews=0)
        yield running


def basic(running: Running, **settings: Any) -> requests.Response:
    key = (running.consumer_key, running.consumer_secret)
    verify = running.certificate or True
    wanted = {"auth": key, "verify": verify, **settings}
    return requests.get(running.url + ORDERS, timeout=10, **wanted)


def test_a_key_opens_over_tls_and_not_over_plain_http(tls: Running, plain: Running) -> None:
    assert basic(tls).status_code == 200
    assert told(basic(plain)) == NOBODY


def test_a_proxy_that_tells_wordpress_of_tls_makes_keys_work(plain: Running) -> None:
    plain.shop.switches.is_ssl = True
    assert basic(plain).status_code == 200
    assert basic(plain).json()[0]["_links"]["self"][0]["href"].startswith("https://")


def test_a_certificate_of_its_own_is_trusted_only_by_name(
    tls: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        basic(tls, verify=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", tls.certificate)
    assert basic(tls, verify=True).status_code == 200


def test_nobody_and_an_unknown_key_are_told_the_same(tls: Running) -> None:
    assert told(basic(tls, auth=None)) == NOBODY
    assert told(basic(tls, auth=("ck_unknown", "cs_unknown"))) == NOBODY


def test_only_a_wrong_secret_is_called_wrong(tls: Running) -> None:
    wrong = ("woocommerce_rest_authentication_error", "Consumer secret is invalid.", 401)
    assert told(basic(tls, auth=(tls.consumer_key, "cs_wrong"))) == wrong
    in_query = {"consumer_key": tls.consumer_key, "consumer_secret": "cs_wrong"}
    assert told(basic(tls, auth=None, params=in_query)) == wrong


def test_a_host_that_strips_the_header_leaves_the_query_string(tls: Running) -> None:
    tls.shop.switches.strip_authorization = True
    assert told(basic(tls)) == NOBODY
    in_query = {"consumer_key": tls.consumer_key, "consumer_secret": tls.consumer_secret}
    answer = basic(tls, auth=None, params=in_query)
    assert answer.status_code == 200
    assert tls.consumer_secret not in answer.headers["Link"]


@pytest.mark.parametrize(
    ("scope", "method", "missing"),
    [("read", "POST", "write"), ("write", "GET", "read"), ("read", "DELETE", "write")],
)
def test_a_key_does_only_what_it_is_for(
    running: Running, scope: str, method: str, missing: str
) -> None:
    key = running.shop.keyring.cut(scope)
    auth = (key.consumer_key, key.consumer_secret)
    answer = requests.request(method, running.url + ORDERS, auth=auth, timeout=10)
    message = f"The API key provided does not have {missing} permissions."
    assert told(answer) == ("woocommerce_rest_authentication_error", message, 401)


def test_a_customers_key_is_known_and_may_nothing(running: Running) -> None:
    key = running.shop.keyring.cut(user_id=CUSTOMER)
    auth = (key.consumer_key, key.consumer_secret)
    answer = requests.get(running.url + ORDERS, auth=auth, timeout=10)
    assert told(answer) == (NOBODY[0], NOBODY[1], 403)
    running.shop.populate(orders=1, products=4, reviews=0)
    (own,) = running.shop.truth().order_ids()
    one = requests.get(f"{running.url}{ORDERS}/{own}", auth=auth, timeout=10)
    assert told(one) == (NOBODY[0], "Sorry, you cannot view this resource.", 403)


def test_a_missing_order_is_missing_for_everybody(running: Running) -> None:
    answer = requests.get(f"{running.url}{ORDERS}/7", timeout=10)
    assert told(answer)[0] == "woocommerce_rest_shop_order_invalid_id"


def test_public_pages_ask_nobody_for_a_key(running: Running, ask: Ask) -> None:
    pages = f"{running.url}/wp-json/wp/v2/pages"
    drafts = requests.get(pages, params={"slug": "refund_returns"}, timeout=10)
    assert drafts.json() == []
    running.shop.publish_page("refund_returns")
    (page,) = requests.get(pages, params={"slug": "refund_returns"}, timeout=10).json()
    assert "This is a sample page." in page["content"]["rendered"]
    assert ask("wp/v2/pages", status="draft").status_code == 400


# The woocommerce package over plain http, with what its signatures get wrong.


def client(running: Running, **settings: Any) -> Any:
    own = {"verify_ssl": running.certificate or True, "timeout": 10}
    return woocommerce.API(
        running.url, running.consumer_key, running.consumer_secret, **{**own, **settings}
    )


@pytest.mark.parametrize(
    "params",
    [
        {"per_page": 2, "_fields": "id"},
        {"search": "Yılmaz"},
        {"search": "a b+c"},
        {"search": "guest@example.com"},
        {"search": "50%~x"},
        {"dates_are_gmt": True, "modified_after": "2020-01-01T00:00:00"},
        {"include[0]": 10_000, "include[1]": 10_004},
    ],
)
def test_a_signed_request_is_let_in(plain: Running, params: dict[str, Any]) -> None:
    answer = client(plain).get("orders", params=params)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("params", [{"search": "a/b"}, {"include": [10_000, 10_004]}])
def test_what_the_package_signs_wrongly_is_refused(plain: Running, params: dict[str, Any]) -> None:
    assert told(client(plain).get("orders", params=params)) == UNSIGNED


def test_a_signature_is_good_once_and_for_fifteen_minutes(plain: Running) -> None:
    first = client(plain).get("orders")
    again = requests.get(first.request.url, timeout=10)
    assert told(again)[1] == "Invalid nonce - nonce has already been used."
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("woocommerce.api.time", lambda: time.time() - 16 * 60)
        late = client(plain).get("orders")
    assert told(late)[1] == "Invalid timestamp."


def test_a_signature_with_another_secret_is_refused(plain: Running) -> None:
    other = woocommerce.API(plain.url, plain.consumer_key, "cs_wrong", timeout=10)
    assert told(other.get("orders")) == UNSIGNED
    unknown = woocommerce.API(plain.url, "ck_unknown", "cs_wrong", timeout=10)
    assert told(unknown.get("orders")) == NOBODY


def test_the_package_over_tls_loses_all_but_the_last_of_a_list(tls: Running) -> None:
    answer = client(tls).get("orders", params={"include": [10_000, 10_004], "_fields": "id"})
    assert answer.json() == [{"id": 10_004}]


@needs_data
def test_the_package_fares_as_it_did_with_a_real_shop(plain: Running) -> None:
    """Over plain http, each question that was recorded; what was found is another matter."""
    told_of = json.loads((shared_data() / "woocommerce" / "client_tests.json").read_bytes())
    questions = {
        "http oauth plain": ("orders/10000?_fields=id", None),
        "http oauth params": ("orders", {"per_page": 2, "_fields": "id"}),
        "http oauth unicode search": ("orders", {"search": "Yılmaz", "_fields": "id"}),
        "http oauth slash in value": ("orders", {"search": "a/b", "_fields": "id"}),
        "http oauth plus/space": ("orders", {"search": "a b+c", "_fields": "id"}),
        "http oauth list param": ("orders", {"include": [10_000, 10_004], "_fields": "id"}),
        "http oauth include[] keys": ("orders", {"include[0]": 10_000, "_fields": "id"}),
        "http oauth email @": ("orders", {"search": "guest@example.com", "_fields": "id"}),
        "http oauth tilde/percent": ("orders", {"search": "50%~x", "_fields": "id"}),
    }
    recorded = {name: status for name, status, *_ in told_of if name in questions}
    ours = {
        name: client(plain).get(path, params=params).status_code
        for name, (path, params) in questions.items()
    }
    assert ours == recorded
