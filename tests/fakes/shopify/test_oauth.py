"""The ways into the fake."""

from __future__ import annotations

import hmac
import json
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.data import needs_data, shared_data
from tests.fakes.shopify import Shop
from tests.fakes.shopify.asking import Asker
from tests.fakes.shopify.oauth import EXCHANGE, ID_TOKEN, OFFLINE

BACK = "https://us.example.com/install/shopify/callback"
SHOP = "{ shop { name } }"


def agreed(shop: Shop, state: str = "s1") -> dict[str, str]:
    """What the merchant's browser brings back."""
    asked = {"client_id": shop.app.client_id, "redirect_uri": BACK, "state": state}
    answered = requests.get(
        f"{shop.url}/admin/oauth/authorize", params=asked, allow_redirects=False, timeout=30
    )
    assert answered.status_code == 302
    assert answered.headers["Location"].startswith(f"{BACK}?")
    return dict(parse_qsl(urlsplit(answered.headers["Location"]).query))


def works(asker: Asker, token: str) -> bool:
    asker.token = token
    return asker.post(SHOP).status_code == 200


def test_the_way_back_is_signed_and_its_code_buys_an_expiring_token_once(
    shop: Shop, asker: Asker
) -> None:
    back = agreed(shop)
    given = back.pop("hmac")
    message = "&".join(f"{name}={back[name]}" for name in sorted(back))
    secret = shop.app.client_secret.encode()
    assert given == hmac.digest(secret, message.encode(), "sha256").hex()
    assert (back["state"], back["shop"]) == ("s1", shop.domain)
    bought = asker.grant(code=back["code"], expiring="1").json()
    assert bought["expires_in"] == 3600
    assert bought["refresh_token"]
    assert works(asker, bought["access_token"])
    again = asker.grant(code=back["code"], expiring="1")
    assert (again.status_code, again.json()["error"]) == (400, "invalid_request")


def test_the_old_code_grant_gives_a_token_without_an_end(shop: Shop, asker: Asker) -> None:
    bought = asker.grant(code=agreed(shop)["code"]).json()
    assert set(bought) == {"access_token", "scope"}
    shop.clock.advance(timedelta(days=400))
    assert works(asker, bought["access_token"])


def test_client_credentials_last_a_day(shop: Shop, asker: Asker) -> None:
    bought = asker.grant(grant_type="client_credentials").json()
    assert "refresh_token" not in bought
    assert works(asker, bought["access_token"])
    shop.clock.advance(timedelta(hours=25))
    assert not works(asker, bought["access_token"])


def test_a_wrong_secret_opens_nothing(shop: Shop, asker: Asker) -> None:
    answered = asker.grant(grant_type="client_credentials", client_secret="wrong")
    assert (answered.status_code, answered.json()["error"]) == (401, "invalid_client")


def test_a_session_token_is_exchanged_and_an_old_or_forged_one_is_not(
    shop: Shop, asker: Asker
) -> None:
    def exchange(token: str) -> requests.Response:
        return asker.grant(
            grant_type=EXCHANGE,
            subject_token=token,
            subject_token_type=ID_TOKEN,
            requested_token_type=OFFLINE,
            expiring="1",
        )

    good = shop.tokens.session_token()
    assert works(asker, exchange(good).json()["access_token"])
    assert exchange(good[:-4] + "AAAA").json()["error"] == "invalid_subject_token"
    assert (
        exchange(shop.tokens.session_token(aud="other")).json()["error"] == "invalid_subject_token"
    )
    shop.clock.advance(timedelta(minutes=3))
    assert exchange(good).json()["error"] == "invalid_subject_token"


def test_a_refresh_token_holds_until_its_replacement_is_first_used(
    shop: Shop, asker: Asker
) -> None:
    first = asker.grant(code=agreed(shop)["code"], expiring="1").json()["refresh_token"]
    lost = asker.grant(grant_type="refresh_token", refresh_token=first).json()
    again = asker.grant(grant_type="refresh_token", refresh_token=first)
    assert again.status_code == 200, "the answer that got lost must not lock us out"
    second = again.json()
    assert second["refresh_token"] != lost["refresh_token"]
    assert works(asker, second["access_token"])
    late = asker.grant(grant_type="refresh_token", refresh_token=first)
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")


def test_using_the_new_refresh_token_ends_the_old_one_too(shop: Shop, asker: Asker) -> None:
    first = asker.grant(code=agreed(shop)["code"], expiring="1").json()["refresh_token"]
    second = asker.grant(grant_type="refresh_token", refresh_token=first).json()["refresh_token"]
    assert asker.grant(grant_type="refresh_token", refresh_token=second).status_code == 200
    assert asker.grant(grant_type="refresh_token", refresh_token=first).status_code == 400


def test_an_expired_token_is_401_and_its_refresh_token_brings_another(
    shop: Shop, asker: Asker
) -> None:
    bought = asker.grant(code=agreed(shop)["code"], expiring="1").json()
    shop.clock.advance(timedelta(hours=2))
    assert not works(asker, bought["access_token"])
    fresh = asker.grant(grant_type="refresh_token", refresh_token=bought["refresh_token"]).json()
    assert works(asker, fresh["access_token"])
    shop.clock.advance(timedelta(days=91))
    late = asker.grant(grant_type="refresh_token", refresh_token=fresh["refresh_token"])
    assert late.json()["error"] == "invalid_grant"


def test_uninstalling_ends_every_token(shop: Shop, asker: Asker) -> None:
    bought = asker.grant(code=agreed(shop)["code"], expiring="1").json()
    shop.uninstall()
    assert not works(asker, bought["access_token"])
    refused = asker.grant(grant_type="refresh_token", refresh_token=bought["refresh_token"])
    assert refused.json()["error"] == "invalid_grant"


@pytest.mark.parametrize("wrong", [{"client_id": "other"}, {"redirect_uri": "/nowhere"}])
def test_the_authorization_page_refuses_what_is_not_the_app(
    wrong: dict[str, str], shop: Shop
) -> None:
    asked = {"client_id": shop.app.client_id, "redirect_uri": BACK} | wrong
    url = f"{shop.url}/admin/oauth/authorize"
    assert requests.get(url, params=asked, allow_redirects=False, timeout=30).status_code == 400


@needs_data
def test_the_way_back_is_signed_as_in_shopifys_own_examples(shop: Shop) -> None:
    vectors = json.loads((shared_data() / "shopify" / "hmac_vectors.json").read_text())["oauth"]
    for vector in vectors:
        shop.app.client_secret = vector["secret"]
        said = dict(parse_qsl(vector["message"]))
        assert shop.tokens.signed(said)["hmac"] == vector["hmac_hex"]
