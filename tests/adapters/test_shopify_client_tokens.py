"""The access token: four ways to one, renewed in time by one process alone."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import jwt
import pytest
import requests
import responses

from adapters.shopify import install
from adapters.shopify.install import App
from adapters.shopify.tokens import Tokens
from connector.errors import AccessDenied, AccessRevoked, PlatformAway, Unauthorized
from tests.adapters.shopify_api import GRANTS, OWN, SHOP, STATIC, Desk

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
APP = App(
    client_id="app-1",
    client_secret=OWN["client_secret"],
    scopes=("read_orders", "read_products"),
)
BACK = "https://answers.example.com/install/shopify/callback"


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def tokens(desk: Desk, now: datetime = NOW) -> Tokens:
    return Tokens(SHOP, desk, requests.Session(), now=lambda: now)


def hourly(at: datetime = NOW) -> Desk:
    return Desk(
        OWN
        | {
            "token": "first",
            "token_way": "offline",
            "token_from": at.isoformat(),
            "token_until": (at + timedelta(hours=1)).isoformat(),
            "refresh_token": "refresh-1",
        }
    )


def sent(call: responses.Call) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(str(call.request.body)).items()}


RENEWED = {
    "access_token": "second",
    "scope": "read_orders",
    "expires_in": 3600,
    "refresh_token": "refresh-2",
    "refresh_token_expires_in": 7776000,
}


def test_a_pasted_token_is_used_as_it_is() -> None:
    assert tokens(Desk(STATIC)).current() == "shpat_one"


def test_client_credentials_are_asked_for_and_kept_for_a_day(mock: responses.RequestsMock) -> None:
    given = {"access_token": "daily", "scope": "read_orders", "expires_in": 86399}
    mock.add(responses.POST, GRANTS, json=given)
    desk = Desk(OWN)
    assert tokens(desk).current() == "daily"
    assert tokens(desk, NOW + timedelta(hours=19)).current() == "daily"
    (call,) = mock.calls
    assert sent(call) == {
        "grant_type": "client_credentials",
        "client_id": "app-1",
        "client_secret": OWN["client_secret"],
    }
    assert tokens(desk, NOW + timedelta(hours=20)).current() == "daily"
    assert len(mock.calls) == 2


def test_a_token_is_renewed_when_four_fifths_of_its_life_are_over(
    mock: responses.RequestsMock,
) -> None:
    mock.add(responses.POST, GRANTS, json=RENEWED)
    desk = hourly()
    assert tokens(desk, NOW + timedelta(minutes=47)).current() == "first"
    assert tokens(desk, NOW + timedelta(minutes=48)).current() == "second"
    assert sent(mock.calls[0])["refresh_token"] == "refresh-1"
    assert len(desk.keeps) == 1
    assert desk.settings["refresh_token"] == "refresh-2"
    assert desk.settings["token_until"] == (NOW + timedelta(hours=1, minutes=48)).isoformat()


def test_of_two_that_renew_at_once_one_asks_and_both_go_on(mock: responses.RequestsMock) -> None:
    mock.add(responses.POST, GRANTS, json=RENEWED)
    desk, late = hourly(), NOW + timedelta(minutes=50)
    gate, found = threading.Barrier(2), list[str]()

    def go() -> None:
        gate.wait()
        found.append(tokens(desk, late).current())

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mock.calls) == 1
    assert set(found) == {"second"}


def test_a_token_someone_else_renewed_is_taken_without_asking(
    mock: responses.RequestsMock,
) -> None:
    desk = hourly()
    desk.settings = {**desk.settings, "token": "theirs"}
    assert tokens(desk).renewed("first") == "theirs"
    assert not mock.calls


def test_while_shopify_is_away_the_old_token_serves_to_its_end(
    mock: responses.RequestsMock,
) -> None:
    mock.add(responses.POST, GRANTS, status=503)
    desk = hourly()
    assert tokens(desk, NOW + timedelta(minutes=50)).current() == "first"
    with pytest.raises(PlatformAway):
        tokens(desk, NOW + timedelta(minutes=61)).current()


@pytest.mark.parametrize(
    ("status", "word", "error", "cure"),
    [
        (400, "invalid_grant", AccessRevoked, "connect the shop again"),
        (401, "invalid_client", AccessRevoked, "client secret"),
        (400, "application_cannot_be_found", AccessRevoked, "client id"),
        (400, "shop_not_permitted", AccessDenied, "organisation"),
    ],
)
def test_each_refused_grant_says_its_cure(
    mock: responses.RequestsMock, status: int, word: str, error: type[Exception], cure: str
) -> None:
    mock.add(responses.POST, GRANTS, status=status, json={"error": word})
    desk = hourly()
    with pytest.raises(error, match=cure):
        tokens(desk, NOW + timedelta(hours=2)).current()
    assert desk.keeps == []


def test_without_id_and_token_the_owner_is_told_what_to_give() -> None:
    with pytest.raises(AccessRevoked, match="client id"):
        tokens(Desk({"shop": SHOP, "client_secret": "x"})).current()


def test_a_connection_error_does_not_show_the_secret(mock: responses.RequestsMock) -> None:
    mock.add(responses.POST, GRANTS, body=requests.ConnectionError(OWN["client_secret"]))
    with pytest.raises(PlatformAway) as caught:
        tokens(Desk(OWN)).current()
    assert OWN["client_secret"] not in str(caught.value)
    assert caught.value.__cause__ is None


def signed(at: datetime = NOW, **params: str) -> dict[str, str]:
    said = {"shop": SHOP, "timestamp": str(int(at.timestamp())), **params}
    checker = install.with_secret(APP.client_secret)
    return said | {"hmac": checker.calculate_hmac(said)}


def state_of(begun: install.Begun) -> str:
    return parse_qs(begun.url.partition("?")[2])["state"][0]


def test_an_install_goes_out_and_comes_back(mock: responses.RequestsMock) -> None:
    assert install.from_shopify(signed(), APP.client_secret, NOW) == SHOP
    begun = install.begin(APP, SHOP, BACK, NOW)
    asked = parse_qs(begun.url.partition("?")[2])
    assert begun.url.startswith(f"https://{SHOP}/admin/oauth/authorize?")
    assert asked["scope"] == ["read_orders,read_products"]
    assert asked["redirect_uri"] == [BACK]
    back = signed(state=state_of(begun), code="c-1", host="aG9zdA")
    permission = install.finish(APP, back, begun.cookie, NOW)
    mock.add(responses.POST, GRANTS, json=RENEWED)
    kept = install.redeem(APP, permission, requests.Session(), NOW)
    assert sent(mock.calls[0]) == {
        "code": "c-1",
        "expiring": "1",
        "client_id": "app-1",
        "client_secret": APP.client_secret,
    }
    assert (kept["shop"], kept["token"], kept["refresh_token"]) == (SHOP, "second", "refresh-2")
    assert tokens(Desk(kept)).current() == "second"


def test_the_same_hmac_as_in_shopifys_own_documentation() -> None:
    """https://shopify.dev/docs/apps/build/authentication-authorization: message and secret."""
    params = {
        "code": "0907a61c0c8d55e99db179b68161bc00",
        "shop": "some-shop.myshopify.com",
        "state": "0.6784241404160823",
        "timestamp": "1337178173",
        "hmac": "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf",
    }
    then = datetime.fromtimestamp(1337178173, UTC)
    assert install.from_shopify(params, "hush", then) == "some-shop.myshopify.com"
    with pytest.raises(Unauthorized):
        install.from_shopify(params | {"code": "other"}, "hush", then)


@pytest.mark.parametrize("seconds", [91, -91, 3600 * 23])
def test_a_signed_request_holds_for_90_seconds(seconds: int) -> None:
    late = NOW + timedelta(seconds=seconds)
    with pytest.raises(Unauthorized):
        install.from_shopify(signed(), APP.client_secret, late)


@pytest.mark.parametrize(
    "shop",
    [
        "lale-demo.myshopify.com\n",
        "lale-demo.myshopify.com.example.com",
        "example.com/lale-demo.myshopify.com",
        "lale demo.myshopify.com",
        "-x.myshopify.com",
        "",
    ],
)
def test_only_a_shops_permanent_address_is_sent_anywhere(shop: str) -> None:
    params = signed(shop=shop)
    with pytest.raises(Unauthorized):
        install.from_shopify(params, APP.client_secret, NOW)
    with pytest.raises(Unauthorized):
        install.begin(APP, shop, BACK, NOW)


def test_what_comes_back_to_another_browser_shop_or_too_late_is_refused() -> None:
    mine, other = install.begin(APP, SHOP, BACK, NOW), install.begin(APP, SHOP, BACK, NOW)
    elsewhere = install.begin(APP, "yildiz-demo.myshopify.com", BACK, NOW)
    back = signed(state=state_of(mine), code="c-1")
    refused = [
        (back, other.cookie, NOW),
        (back, "", NOW),
        (back, mine.cookie[:-1] + ("0" if mine.cookie[-1] != "0" else "1"), NOW),
        (back | {"state": state_of(other)}, other.cookie, NOW),
        (signed(state=state_of(elsewhere), code="c"), elsewhere.cookie, NOW),
        (signed(state=state_of(mine)), mine.cookie, NOW),
    ]
    late = NOW + install.COOKIE_LIFE
    refused.append((signed(late, state=state_of(mine), code="c"), mine.cookie, late))
    for params, cookie, at in refused:
        with pytest.raises(Unauthorized):
            install.finish(APP, params, cookie, at)
    assert install.finish(APP, back, mine.cookie, NOW).state == state_of(mine)


def test_a_state_cookie_is_no_signature_of_a_webhook() -> None:
    begun = install.begin(APP, SHOP, BACK, NOW)
    body, _, signature = begun.cookie.partition(".")
    bare = hmac.digest(APP.client_secret.encode(), body.encode(), "sha256").hex()
    assert signature != bare


def session_token(**changed: object) -> str:
    now = int(datetime.now(UTC).timestamp())
    claims: dict[str, object] = {
        "iss": f"https://{SHOP}/admin",
        "dest": f"https://{SHOP}",
        "aud": APP.client_id,
        "sub": "42",
        "exp": now + 60,
        "nbf": now,
        "iat": now,
        "jti": "j-1",
        "sid": "s-1",
    }
    told = {k: v for k, v in (claims | changed).items() if v is not None}
    return "Bearer " + jwt.encode(told, APP.client_secret, "HS256")


def test_a_session_token_of_the_embedded_page_is_exchanged(mock: responses.RequestsMock) -> None:
    mock.add(responses.POST, GRANTS, json=RENEWED)
    bearer = session_token()
    kept = install.exchange(APP, bearer, requests.Session(), NOW)
    asked = sent(mock.calls[0])
    assert asked["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange"
    assert asked["subject_token"] == bearer.removeprefix("Bearer ")
    assert asked["requested_token_type"].endswith(":offline-access-token")
    assert asked["expiring"] == "1"
    assert kept["token"] == "second"


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-app"},
        {"dest": "https://other.myshopify.com"},
        {"iss": "https://example.com/admin", "dest": "https://example.com"},
        {"exp": 1},
        {"exp": None},
        {"sid": None},
    ],
)
def test_a_session_token_that_is_not_all_right_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Unauthorized):
        install.shop_of_session(APP, session_token(**wrong))


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y.z", "Basic abc"])
def test_what_is_no_session_token_is_refused(header: str) -> None:
    with pytest.raises(Unauthorized):
        install.shop_of_session(APP, header)


def test_scopes_left_out_of_a_grant_are_found() -> None:
    assert install.missing_scopes("write_orders,read_products", ("read_orders",)) == ()
    assert install.missing_scopes("", ("read_orders",)) == ("read_orders",)
