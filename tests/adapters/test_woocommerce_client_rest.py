"""How a shop is asked, and what its owner is told when it does not answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from adapters.woocommerce.rest import Rest
from adapters.woocommerce.rest_failures import Answer, BadParameter, NoRoute, failure
from adapters.woocommerce.rest_signing import Key, Way, as_query, signed
from connector.errors import (
    AccessDenied,
    AccessRevoked,
    PlatformAway,
    StorewireError,
    Throttled,
)
from tests.adapters.woocommerce_client_kit import (
    BASE,
    JSON,
    KEY,
    NO_KEY,
    NO_ORDER,
    NO_RIGHT,
    NO_ROUTE,
    READ_ONLY,
    SECRET,
    WRITE_ONLY,
    WRONG_SECRET,
    WRONG_SIGNATURE,
    account,
    answers,
    asked,
    at,
    error,
    query,
    rest,
    sent_bodies,
)

ORDERS = "wc/v3/orders"
PLAIN = "http://demo.example.com"


@responses.activate
def test_over_https_the_key_goes_into_the_header_and_nowhere_else() -> None:
    answers(ORDERS, [])
    rest().get(ORDERS, {"include": ("29", "33"), "dates_are_gmt": True, "page": 2})
    request = responses.calls[0].request
    expected = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    assert request.headers["Authorization"] == f"Basic {expected}"
    assert query(request) == {"include": "29,33", "dates_are_gmt": "true", "page": "2"}


@responses.activate
def test_a_plain_http_shop_is_asked_with_a_signature_and_never_shown_the_secret() -> None:
    responses.get(at(ORDERS, PLAIN), json=[])
    rest(PLAIN).get(ORDERS, {"search": "Yılmaz"})
    request = responses.calls[0].request
    assert "Authorization" not in request.headers
    assert SECRET not in (request.url or "")
    assert query(request)["oauth_consumer_key"] == KEY


@given(
    st.dictionaries(
        st.from_regex("[a-z_]{1,12}", fullmatch=True), st.text("aZ9 ü語+&=,:-", min_size=1)
    )
)
def test_a_signature_is_what_woocommerce_works_out(params: dict[str, str]) -> None:
    """As its server does: encoded twice, sorted, and the key with an ampersand behind it."""
    key = Key(consumer_key=KEY, consumer_secret=SECRET)
    shown = signed("GET", f"{PLAIN}/wp-json/{ORDERS}", as_query(params), key)
    theirs = shown.pop("oauth_signature")
    pairs = [f"{quote(name, '')}={quote(shown[name], '')}" for name in sorted(shown)]
    message = f"GET&{quote(f'{PLAIN}/wp-json/{ORDERS}', '')}&{quote('&'.join(pairs), '')}"
    digest = hmac.digest(f"{SECRET}&".encode(), message.encode(), hashlib.sha256)
    assert theirs == base64.b64encode(digest).decode()


def test_no_two_signatures_share_a_nonce() -> None:
    key = Key(consumer_key=KEY, consumer_secret=SECRET)
    nonces = {signed("GET", BASE, {}, key)["oauth_nonce"] for _ in range(200)}
    assert len(nonces) == 200


@responses.activate
def test_a_host_that_loses_the_authorization_header_is_asked_with_a_signature() -> None:
    """WooCommerce takes one over https too, so the secret need not go into the address."""
    answers(ORDERS, NO_KEY, status=401)
    answers(ORDERS, [{"id": 29}])
    answers(ORDERS, [{"id": 30}])
    shop = rest()
    assert b"29" in shop.get(ORDERS).body
    assert b"30" in shop.get(ORDERS).body
    assert shop.way is Way.SIGNED
    ways = ["oauth_signature" in each for _, _, each in asked()]
    assert ways == [False, True, True]
    assert all(SECRET not in (call.request.url or "") for call in responses.calls)


@responses.activate
def test_a_proxy_that_hides_https_from_wordpress_gets_a_signature_of_the_http_address() -> None:
    answers(ORDERS, NO_KEY, status=401)
    answers(ORDERS, WRONG_SIGNATURE, status=401)
    answers(ORDERS, [])
    shop = rest()
    shop.get(ORDERS)
    assert shop.way is Way.SIGNED_AS_HTTP


@responses.activate
def test_a_revoked_key_is_told_from_a_lost_header() -> None:
    answers(ORDERS, NO_KEY, status=401)
    with pytest.raises(AccessRevoked, match="revoked"):
        rest().get(ORDERS)
    assert len(responses.calls) == 2


REFUSALS: list[tuple[dict[str, object], int, type[StorewireError], str]] = [
    (WRONG_SECRET, 401, AccessRevoked, "consumer secret does not belong"),
    (WRITE_ONLY, 401, AccessDenied, "may only write"),
    (NO_RIGHT, 403, AccessDenied, "administrator or a shop manager"),
    (NO_ROUTE, 404, NoRoute, "Switch WooCommerce on"),
    (error("rest_login_required", "", 401), 401, AccessDenied, "limits the REST API"),
    (error("rest_cookie_check", "", 403), 403, AccessDenied, "security plugin"),
    (
        error("woocommerce_rest_authentication_error", "Anahtar geçersiz.", 401),
        401,
        AccessRevoked,
        "either its consumer secret is wrong, or it may not read",
    ),
    (
        error("woocommerce_rest_authentication_error", "Invalid timestamp.", 401),
        401,
        PlatformAway,
        "clocks",
    ),
    (error("internal_server_error", "", 500), 500, PlatformAway, "error log"),
]


@pytest.mark.parametrize(("body", "status", "kind", "cure"), REFUSALS)
@responses.activate
def test_each_refusal_has_its_own_cure(
    body: dict[str, object], status: int, kind: type[StorewireError], cure: str
) -> None:
    answers(ORDERS, body, status=status)
    with pytest.raises(kind, match=cure):
        rest().get(ORDERS)


@responses.activate
def test_a_key_that_may_only_read_is_known_by_what_it_cannot_write() -> None:
    responses.post(at("wc/v3/webhooks"), json=READ_ONLY, status=401)
    with pytest.raises(AccessDenied, match="may only read"):
        rest().send("POST", "wc/v3/webhooks", {"topic": "order.created"})


PAGES: list[tuple[int, bytes, dict[str, str], str]] = [
    (200, b"<!DOCTYPE html><title>Just a moment...</title>", {}, "wall against robots"),
    (403, b"<html>Forbidden</html>", {}, "wall against robots"),
    (403, b"<html></html>", {"cf-mitigated": "challenge"}, "wall against robots"),
    (202, b"<html><meta http-equiv=refresh></html>", {}, "wall against robots"),
    (503, b"<html>Briefly unavailable</html>", {}, "maintenance"),
    (200, b"<html>Site under Maintenance</html>", {}, "maintenance"),
    (502, b"<html>Bad gateway</html>", {}, "server failed"),
    (404, b"<html>Not found</html>", {}, "Permalinks"),
    (401, b"<html></html>", {"WWW-Authenticate": 'Basic realm="test"'}, "password of its own"),
    (200, b'<br />\n<b>Warning</b>: x in y.php\n[{"id":1}]', {}, "PHP warnings"),
    (200, b"<html>Welcome to my shop</html>", {}, "page instead of data"),
    (200, b"", {}, "page instead of data"),
]


@pytest.mark.parametrize(("status", "body", "headers", "cure"), PAGES)
@responses.activate
def test_a_page_in_place_of_data_is_said_to_be_one(
    status: int, body: bytes, headers: dict[str, str], cure: str
) -> None:
    responses.get(at(ORDERS), body=body, status=status, headers=headers, content_type="text/html")
    with pytest.raises(StorewireError, match=cure):
        rest().get(ORDERS)


@responses.activate
def test_a_byte_order_mark_before_the_data_is_passed_over() -> None:
    responses.get(at(ORDERS), body=b"\xef\xbb\xbf\n[]", content_type=JSON)
    assert rest().get(ORDERS).status == 200


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@responses.activate
def test_reading_is_tried_again_a_bounded_number_of_times(status: int) -> None:
    responses.get(at(ORDERS), body=b"", status=status, headers={"Retry-After": "2"})
    waits: list[float] = []
    with pytest.raises(PlatformAway):
        rest(waits=waits).get(ORDERS)
    assert len(responses.calls) == 3
    assert waits == ([2.0, 2.0] if status in (429, 503) else [1.0, 3.0])


@responses.activate
def test_a_shop_that_recovers_is_not_reported() -> None:
    responses.get(at(ORDERS), body=requests.ConnectionError("reset"))
    responses.get(at(ORDERS), body=requests.ReadTimeout("slow"))
    answers(ORDERS, [])
    assert rest().get(ORDERS).status == 200


@responses.activate
def test_a_long_wait_is_left_to_the_caller() -> None:
    responses.get(at(ORDERS), json={}, status=429, headers={"Retry-After": "120"})
    with pytest.raises(Throttled) as raised:
        rest().get(ORDERS)
    assert raised.value.wait == 120
    assert len(responses.calls) == 1


@pytest.mark.parametrize("wait", ["Wed, 21 Oct 2026 07:28:00 GMT", "", "-5", "9999999999999"])
def test_a_wait_that_is_no_number_of_seconds_is_never_endless(wait: str) -> None:
    answer = Answer(status=429, headers={"Retry-After": wait}, body=b"")
    found = failure(answer, "GET")
    assert isinstance(found, Throttled)
    assert 0 <= found.wait <= 3600


@responses.activate
def test_writing_is_never_tried_twice() -> None:
    """The webhook may have been made although the answer got lost."""
    responses.post(at("wc/v3/webhooks"), body=requests.ReadTimeout("slow"))
    with pytest.raises(PlatformAway):
        rest().send("POST", "wc/v3/webhooks", {"topic": "order.created"})
    assert len(responses.calls) == 1
    assert sent_bodies() == [{"topic": "order.created"}]


@responses.activate
def test_a_shop_that_moved_to_https_is_followed_there_and_asked_there_from_then_on() -> None:
    responses.get(
        at(ORDERS, PLAIN),
        status=301,
        headers={"Location": f"{at(ORDERS, 'https://www.demo.example.com')}?oauth_nonce=1"},
    )
    responses.get(at(ORDERS, "https://www.demo.example.com"), json=[])
    shop = rest(PLAIN)
    shop.get(ORDERS)
    shop.get(ORDERS)
    assert shop.base == "https://www.demo.example.com"
    assert [call.request.url for call in responses.calls][1:] == [
        at(ORDERS, "https://www.demo.example.com")
    ] * 2


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example.org/wp-json/wc/v3/orders",
        "https://demo.example.com/coming-soon/",
        "http://demo.example.com/wp-json/wc/v3/orders",
        "/wp-login.php",
        "https://[broken",
        "",
    ],
)
@responses.activate
def test_no_other_redirect_is_followed(location: str) -> None:
    responses.get(at(ORDERS), status=302, headers={"Location": location})
    with pytest.raises(PlatformAway, match="sends us on"):
        rest().get(ORDERS)
    assert len(responses.calls) == 1


@responses.activate
def test_what_was_to_be_written_is_not_sent_on_to_another_address() -> None:
    path = "wc/v3/webhooks"
    responses.post(at(path, PLAIN), status=301, headers={"Location": at(path)})
    with pytest.raises(PlatformAway, match="sends us on"):
        rest(PLAIN).send("POST", path, {"secret": "s"})
    assert len(responses.calls) == 1


@pytest.mark.parametrize(
    ("failing", "cure"),
    [
        (requests.exceptions.SSLError("bad cert"), "certificate"),
        (requests.ConnectTimeout("slow"), "in time"),
        (requests.ConnectionError("Failed to resolve 'demo'"), "DNS"),
        (requests.ConnectionError("refused"), "no connection"),
        (requests.exceptions.ChunkedEncodingError("cut"), "broke off"),
    ],
)
@responses.activate
def test_a_shop_that_cannot_be_reached_says_why(failing: Exception, cure: str) -> None:
    responses.get(at(ORDERS), body=failing)
    with pytest.raises(PlatformAway, match=cure):
        rest().get(ORDERS)


@pytest.mark.parametrize("base", [BASE, PLAIN])
@responses.activate
def test_no_exception_carries_a_secret_however_deep_one_looks(base: str) -> None:
    failing = requests.ConnectionError(f"{at(ORDERS, base)}?oauth_signature=x {KEY} {SECRET}")
    responses.get(at(ORDERS, base), body=failing)
    with pytest.raises(PlatformAway) as raised:
        rest(base).get(ORDERS)
    error_itself: Any = raised.value
    assert error_itself.__context__ is None
    assert error_itself.__cause__ is None
    told = "".join(traceback.format_exception(error_itself))
    assert SECRET not in told
    assert "oauth_signature=" not in told


def test_a_key_does_not_print_its_secret() -> None:
    assert SECRET not in repr(Key(consumer_key=KEY, consumer_secret=SECRET))


@responses.activate
def test_only_woocommerce_s_own_word_makes_a_thing_gone() -> None:
    answers("wc/v3/orders/1", NO_ORDER, status=404)
    responses.get(at("wc/v3/orders/2"), body="<html>404</html>", status=404)
    answers("wc/v3/orders/3", NO_ROUTE, status=404)
    answers("wc/v3/orders/4", error("rest_user_invalid_id", "Hidden.", 404), status=404)
    assert rest().find("wc/v3/orders/1") is None
    for other in ("wc/v3/orders/2", "wc/v3/orders/3", "wc/v3/orders/4"):
        with pytest.raises(PlatformAway):
            rest().find(other)


@responses.activate
def test_a_store_without_a_key_is_told_to_make_one() -> None:
    shop = Rest(account(consumer_key="", consumer_secret=""), requests.Session())
    with pytest.raises(AccessDenied, match="REST API"):
        shop.get(ORDERS)
    assert not responses.calls


@responses.activate
def test_a_private_authority_and_time_limits_reach_the_wire(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/private-authority.pem")
    answers(ORDERS, [])
    rest().get(ORDERS)
    request: Any = responses.calls[0].request
    assert request.req_kwargs["timeout"] == (5, 30)
    assert request.req_kwargs["verify"] == "/etc/ssl/private-authority.pem"


@responses.activate
def test_the_shop_s_clock_is_read_from_its_answers_unless_a_cache_gave_them() -> None:
    ahead = format_datetime(datetime.now(UTC) + timedelta(minutes=9), usegmt=True)
    responses.get(at(ORDERS), json=[], headers={"Date": f"{ahead}, {ahead}"})
    shop = rest()
    shop.get(ORDERS)
    assert shop.skew
    assert timedelta(minutes=8) < shop.skew < timedelta(minutes=10)
    responses.replace(responses.GET, at(ORDERS), json=[], headers={"Date": ahead, "Age": "500"})
    other = rest()
    other.get(ORDERS)
    assert other.skew is None


@responses.activate
def test_a_parameter_the_shop_does_not_know_is_told_from_the_shop_being_away() -> None:
    answers(ORDERS, error("rest_invalid_param", "Invalid parameter(s): orderby", 400), status=400)
    with pytest.raises(BadParameter):
        rest().get(ORDERS, {"orderby": "modified"})


@given(st.binary(max_size=200), st.integers(200, 599))
def test_no_answer_is_too_odd_to_be_judged(body: bytes, status: int) -> None:
    failure(Answer(status=status, headers={}, body=body), "GET")
