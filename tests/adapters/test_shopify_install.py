"""An owner lets us in by a link, out of the shop's admin or its embedded page; nobody else does."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
import responses
from structlog.testing import capture_logs

from adapters.shopify import adapter, checking
from adapters.shopify.install import install, missing_scopes, with_secret
from adapters.shopify.tokens import Tokens
from connector.contract import Asked, Begun, Opening, Settings
from connector.errors import AccessRevoked, BadRequest, Misconfigured, Unauthorized
from tests.adapters.shopify_api import GRANTS, SHOP, Desk

NOW = datetime.now(UTC).replace(microsecond=0)
APP = {"client_id": "app-1", "client_secret": "hush-0123456789abcdef0123456789ab"}
SETTINGS = {**APP, "shop": SHOP}
BACK = "https://answers.example.com/install/shopify/callback"
GRANTED = {
    "access_token": "second",
    "scope": ",".join(sorted(checking.NEEDED)),
    "expires_in": 3600,
    "refresh_token": "refresh-2",
    "refresh_token_expires_in": 7776000,
}
EVIL = [
    "lale-demo.myshopify.com\n",
    "lale-demo.myshopify.com.evil.example",
    "x.myshopify.com.evil.example",
    "evil.example/lale-demo.myshopify.com",
    "evil.example#.myshopify.com",
    "lale demo.myshopify.com",
    "-x.myshopify.com",
    ".myshopify.com",
    "",
]


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def begun(**changed: str) -> Begun:
    return Begun(
        settings=SETTINGS | changed,
        state="a-state",
        callback_url=BACK,
        return_url="https://answers.example.com/install/shopify/done",
    )


def signed(at: datetime = NOW, secret: str = APP["client_secret"], **params: str) -> dict[str, str]:
    said = {"shop": SHOP, "timestamp": str(int(at.timestamp())), **params}
    return said | {"hmac": with_secret(secret).calculate_hmac(said)}


def asked(params: dict[str, str] | None = None, **headers: str) -> Asked:
    return Asked(params=params or {}, headers=headers, at=NOW)


def granted(came: Asked, settings: Settings = SETTINGS) -> Settings:
    return install.granted(settings, came, requests.Session())


def opened(came: Asked, app: Settings = APP) -> Opening:
    return install.opened(app, came, requests.Session())


def sent(mock: responses.RequestsMock) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(str(mock.calls[0].request.body)).items()}


def session_token(secret: str = APP["client_secret"], **changed: object) -> str:
    """Of this moment: it holds for a minute, and tests may be collected long before they run."""
    now = int(datetime.now(UTC).timestamp())
    claims: dict[str, object] = {
        "iss": f"https://{SHOP}/admin",
        "dest": f"https://{SHOP}",
        "aud": APP["client_id"],
        "sub": "42",
        "exp": now + 60,
        "nbf": now,
        "iat": now,
        "jti": "j-1",
        "sid": "s-1",
    }
    given = {k: v(now) if callable(v) else v for k, v in changed.items()}
    told = {k: v for k, v in (claims | given).items() if v is not None}
    return jwt.encode(told, secret, "HS256")


def test_the_owner_is_sent_to_the_shop_s_own_admin() -> None:
    there = urlsplit(install.authorize(begun()))
    assert (there.scheme, there.netloc, there.path) == ("https", SHOP, "/admin/oauth/authorize")
    assert parse_qs(there.query) == {
        "client_id": ["app-1"],
        "redirect_uri": [BACK],
        "state": ["a-state"],
    }


def test_scopes_are_asked_for_where_they_are_set() -> None:
    there = urlsplit(install.authorize(begun(scopes="read_orders, read_products")))
    assert parse_qs(there.query)["scope"] == ["read_orders,read_products"]


def test_an_app_that_is_not_set_is_told_by_the_names_to_set() -> None:
    with pytest.raises(
        Misconfigured, match="STOREWIRE_SHOPIFY_CLIENT_ID and STOREWIRE_SHOPIFY_CLIENT_SECRET"
    ):
        install.authorize(begun(client_id="", client_secret=""))
    with pytest.raises(Misconfigured) as caught:
        install.authorize(begun(client_secret=""))
    assert "CLIENT_ID" not in caught.value.detail


@pytest.mark.parametrize("shop", [evil for evil in EVIL if evil.strip() != SHOP])
def test_an_owner_is_sent_to_no_other_place(shop: str) -> None:
    with pytest.raises(BadRequest):
        install.authorize(begun(shop=shop))


def test_a_code_becomes_a_token_that_ends_and_renews(mock: responses.RequestsMock) -> None:
    mock.add(responses.POST, GRANTS, json=GRANTED)
    kept = granted(asked(signed(code="c-1", state="a-state", host="aG9zdA")))
    assert sent(mock) == {"code": "c-1", "expiring": "1", **APP}
    assert kept["shop"] == SHOP
    assert (kept["token"], kept["refresh_token"]) == ("second", "refresh-2")
    assert kept["token_until"] == (NOW + timedelta(hours=1)).isoformat()
    assert kept["token_scopes"] == GRANTED["scope"]
    assert Tokens(SHOP, Desk(kept), requests.Session()).current() == "second"
    assert adapter.identify(kept) == SHOP


def test_a_permission_goes_before_a_token_that_was_pasted_once(
    mock: responses.RequestsMock,
) -> None:
    mock.add(responses.POST, GRANTS, json=GRANTED)
    pasted = SETTINGS | {"access_token": "shpat_pasted"}
    desk = Desk({**pasted, **granted(asked(signed(code="c-1")), pasted)})
    assert Tokens(SHOP, desk, requests.Session()).current() == "second"


@pytest.mark.parametrize(
    ("scope", "missing"),
    [("read_orders,write_products", ["read_returns"]), ("", None), (GRANTED["scope"], [])],
)
def test_an_owner_who_agrees_to_less_is_noted(
    mock: responses.RequestsMock, scope: str, missing: list[str] | None
) -> None:
    mock.add(responses.POST, GRANTS, json=GRANTED | {"scope": scope})
    wanted = {"scopes": "read_orders,read_products,read_returns"} if missing else {}
    with capture_logs() as logged:
        kept = granted(asked(signed(code="c-1")), SETTINGS | wanted)
    noted = [line["scopes"] for line in logged if line["event"] == "shopify.scopes_missing"]
    expected = list(checking.NEEDED) if missing is None else missing
    assert noted == ([expected] if expected else [])
    assert kept["token_scopes"] == scope


def test_the_same_hmac_as_in_shopifys_own_documentation() -> None:
    """https://shopify.dev/docs/apps/build/authentication-authorization: message and secret."""
    params = {
        "code": "0907a61c0c8d55e99db179b68161bc00",
        "shop": "some-shop.myshopify.com",
        "state": "0.6784241404160823",
        "timestamp": "1337178173",
        "hmac": "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf",
    }
    then, app = datetime.fromtimestamp(1337178173, UTC), APP | {"client_secret": "hush"}
    found = opened(Asked(params=params, headers={}, at=then), app)
    assert found.settings["shop"] == "some-shop.myshopify.com"
    with pytest.raises(Unauthorized):
        opened(Asked(params=params | {"code": "other"}, headers={}, at=then), app)


FORGED = [
    {},
    {"shop": SHOP, "timestamp": str(int(NOW.timestamp())), "code": "c-1"},
    signed(code="c-1") | {"hmac": ""},
    signed(code="c-1") | {"hmac": "0" * 64},
    signed(code="c-1") | {"hmac": "é"},
    signed(code="c-1") | {"code": "c-2"},
    signed(code="c-1") | {"more": "1"},
    signed(secret="another app's", code="c-1"),
    signed(code="c-1") | {"shop": "yildiz-demo.myshopify.com"},
]


@pytest.mark.parametrize("params", FORGED)
def test_a_forged_answer_is_refused_before_anything_is_asked(
    mock: responses.RequestsMock, params: dict[str, str]
) -> None:
    with pytest.raises(Unauthorized):
        granted(asked(params))
    with pytest.raises(Unauthorized):
        opened(asked(params))
    assert not mock.calls


@pytest.mark.parametrize("seconds", [91, -91, 3600 * 23])
def test_a_signed_request_holds_for_90_seconds(seconds: int) -> None:
    old = asked(signed(NOW - timedelta(seconds=seconds), code="c-1"))
    with pytest.raises(Unauthorized):
        granted(old)
    with pytest.raises(Unauthorized):
        opened(old)


@pytest.mark.parametrize("at", ["", "soon", "-1", "1e9", "²", "9" * 400])
def test_a_time_that_is_none_is_too_old(at: str) -> None:
    with pytest.raises(Unauthorized):
        opened(asked(signed(timestamp=at)))


@pytest.mark.parametrize("shop", EVIL)
def test_a_shop_that_is_none_is_refused_though_it_be_signed(
    mock: responses.RequestsMock, shop: str
) -> None:
    with pytest.raises(Unauthorized):
        granted(asked(signed(shop=shop, code="c-1")))
    with pytest.raises(Unauthorized):
        opened(asked(signed(shop=shop)))
    assert not mock.calls


def test_the_answer_of_another_shop_is_refused(mock: responses.RequestsMock) -> None:
    with pytest.raises(Unauthorized):
        granted(asked(signed(shop="yildiz-demo.myshopify.com", code="c-1")))
    assert not mock.calls


def test_an_answer_without_a_code_is_refused() -> None:
    with pytest.raises(Unauthorized):
        granted(asked(signed(state="a-state")))


def test_a_code_that_was_used_up_lets_nobody_in(mock: responses.RequestsMock) -> None:
    said = {"error": "invalid_request", "error_description": "was already used"}
    mock.add(responses.POST, GRANTS, json=GRANTED)
    mock.add(responses.POST, GRANTS, status=400, json=said)
    assert granted(asked(signed(code="c-1")))["token"] == "second"
    with pytest.raises(AccessRevoked):
        granted(asked(signed(code="c-1")))


@pytest.mark.parametrize("secret", ["", None])
def test_without_a_client_secret_nothing_is_signed(secret: str | None) -> None:
    """An empty one would make valid what anybody signs with none."""
    app = {"client_id": "app-1"} | ({} if secret is None else {"client_secret": secret})
    came = signed(secret="", code="c-1")
    with pytest.raises(Unauthorized):
        granted(asked(came), app | {"shop": SHOP})
    with pytest.raises(Unauthorized):
        opened(asked(came), app)
    with pytest.raises(Unauthorized):
        opened(asked(authorization=f"Bearer {unsigned('none')}"), app)


def test_a_signed_link_of_the_admin_begins_an_install() -> None:
    app = {**APP, "scopes": "read_orders"}
    found = opened(asked(signed(host="aG9zdA")), app)
    assert found == Opening(settings={**app, "shop": SHOP})
    assert install.authorize(begun(**found.settings)).startswith(f"https://{SHOP}/")


FRAMES = (f"https://{SHOP}", "https://admin.shopify.com")


def test_only_an_embedded_page_may_stand_in_a_frame() -> None:
    assert opened(asked(signed(embedded="1"))).framed_by == FRAMES
    assert opened(asked(signed(embedded="0"))).framed_by == ()


def test_a_frame_is_never_named_by_an_unsigned_parameter() -> None:
    with pytest.raises(Unauthorized):
        opened(asked(signed() | {"embedded": "1"}))


@pytest.mark.parametrize("where", ["header", "address"])
def test_the_embedded_page_lets_us_in(mock: responses.RequestsMock, where: str) -> None:
    mock.add(responses.POST, GRANTS, json=GRANTED)
    token = session_token()
    in_header, in_address = asked(authorization=f"Bearer {token}"), signed(id_token=token)
    found = opened(in_header if where == "header" else asked(in_address))
    assert (found.granted, found.framed_by) == (True, FRAMES)
    assert (found.settings["shop"], found.settings["token"]) == (SHOP, "second")
    told = sent(mock)
    assert told["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange"
    assert told["subject_token"] == token
    assert told["requested_token_type"].endswith(":offline-access-token")
    assert told["expiring"] == "1"


def unsigned(algorithm: str) -> str:
    _, body, _ = session_token().split(".")
    told = f'{{"alg": "{algorithm}", "typ": "JWT"}}'.encode()
    return f"{urlsafe_b64encode(told).decode().rstrip('=')}.{body}."


WRONG: list[dict[str, object]] = [
    {"aud": "another-app"},
    {"aud": None},
    {"dest": "https://yildiz-demo.myshopify.com"},
    {"dest": f"https://{SHOP}.evil.example", "iss": f"https://{SHOP}.evil.example/admin"},
    {"dest": "https://evil.example", "iss": "https://evil.example/admin"},
    {"dest": f"https://{SHOP}/admin"},
    {"dest": 7},
    {"iss": "https://yildiz-demo.myshopify.com/admin"},
    {"iss": None},
    {"exp": lambda now: now - 11},
    {"exp": None},
    {"nbf": lambda now: now + 60},
    {"sid": None},
    {"secret": "another app's secret, of the same length"},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_session_token_that_is_not_all_right_is_refused(
    mock: responses.RequestsMock, wrong: dict[str, Any]
) -> None:
    refused_everywhere(mock, session_token(**wrong))


NO_TOKENS = ["x.y.z", "", urlsafe_b64encode(b"[" * 5000).decode() + ".e30.x"]


@pytest.mark.parametrize("token", NO_TOKENS)
def test_what_is_no_session_token_is_refused(mock: responses.RequestsMock, token: str) -> None:
    refused_everywhere(mock, token)


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256"])
def test_a_session_token_that_nobody_signed_is_refused(
    mock: responses.RequestsMock, algorithm: str
) -> None:
    refused_everywhere(mock, unsigned(algorithm))


def refused_everywhere(mock: responses.RequestsMock, token: str) -> None:
    with pytest.raises(Unauthorized):
        opened(asked(authorization=f"Bearer {token}"))
    with pytest.raises(Unauthorized):
        opened(asked({"id_token": token}))
    assert not mock.calls


@pytest.mark.parametrize("header", ["", "Bearer", "Basic YTpi", "bearer {}", "{}"])
def test_what_is_no_bearer_is_refused(header: str) -> None:
    with pytest.raises(Unauthorized):
        opened(asked(authorization=header.format(session_token())))


def test_a_good_token_of_one_shop_opens_no_other(mock: responses.RequestsMock) -> None:
    other = {"shop": "yildiz-demo.myshopify.com", "id_token": session_token()}
    with pytest.raises(Unauthorized):
        opened(asked(other))
    assert not mock.calls


def test_a_session_token_shopify_itself_refuses_makes_the_page_fetch_another(
    mock: responses.RequestsMock,
) -> None:
    mock.add(responses.POST, GRANTS, status=400, json={"error": "invalid_subject_token"})
    with pytest.raises(Unauthorized):
        opened(asked(authorization=f"Bearer {session_token()}"))
    assert dict(install.unauthorized_headers) == {"X-Shopify-Retry-Invalid-Session-Request": "1"}


def test_scopes_left_out_of_a_grant_are_found() -> None:
    assert missing_scopes("write_orders,read_products", ("read_orders",)) == ()
    assert missing_scopes("", ("read_orders",)) == ("read_orders",)


def test_a_stand_in_is_used_to_the_end(mock: responses.RequestsMock) -> None:
    url = "http://127.0.0.1:8790"
    app = {**APP, "api_url": url}
    assert install.authorize(begun(**app)).startswith(f"{url}/admin/oauth/authorize?")
    mock.add(responses.POST, f"{url}/admin/oauth/access_token", json=GRANTED)
    assert granted(asked(signed(code="c-1")), {**app, "shop": SHOP})["api_url"] == url
    found = opened(asked(authorization=f"Bearer {session_token()}"), app)
    assert found.settings["api_url"] == url
    assert len(mock.calls) == 2


def test_all_an_install_grants_are_settings_of_the_store() -> None:
    assert set(install.grants) <= {setting.name for setting in adapter.settings}
    assert adapter.install is install
