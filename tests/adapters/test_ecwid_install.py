"""An owner lets us in with a browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from adapters.ecwid import adapter
from adapters.ecwid.install import SCOPES, install
from connector.contract import Asked, Begun
from connector.errors import Misconfigured, PlatformAway, Unauthorized
from tests.adapters.ecwid_kit import Shoebox
from tests.fakes.ecwid import Running, fake_ecwid

CALLBACK = "https://connect.example.com/install/ecwid/callback"


@pytest.fixture
def running() -> Iterator[Running]:
    with fake_ecwid() as running:
        yield running


def app(running: Running, **changed: str) -> dict[str, str]:
    shop = running.shop
    return {
        "client_id": shop.client_id,
        "client_secret": shop.client_secret,
        "api_url": running.url,
        **changed,
    }


def begun(settings: dict[str, str]) -> Begun:
    return Begun(
        settings=settings,
        state="state-nobody-guesses",
        callback_url=CALLBACK,
        return_url="https://connect.example.com/install/ecwid/done",
    )


def asked(**params: str) -> Asked:
    return Asked(params=params, headers={}, url=CALLBACK, at=datetime.now(UTC))


def came_back(running: Running, **changed: str) -> Asked:
    """What the owner's browser brings, once the owner has agreed."""
    url = install.authorize(begun(app(running, **changed)))
    with requests.Session() as browser:
        answer = browser.get(url, allow_redirects=False)
    return asked(**dict(parse_qsl(urlsplit(answer.headers["Location"]).query)))


def test_an_owner_who_agrees_is_connected(running: Running) -> None:
    with requests.Session() as session:
        brought = came_back(running)
        assert brought.params["state"] == "state-nobody-guesses"
        settings = install.granted(app(running), brought, session)
        assert settings["store_id"] == str(running.shop.store_id)
        assert settings["access_token"] == running.shop.token
        assert settings["client_secret"] == running.shop.client_secret
        assert adapter.connect
        findings = adapter.connect(Shoebox(settings), session).check()
    assert {each.severity for each in findings} == {"note"}


def test_the_owner_is_sent_to_ecwids_own_page() -> None:
    url = urlsplit(install.authorize(begun({"client_id": "app-1", "client_secret": "s3cret"})))
    assert (url.scheme, url.netloc, url.path) == ("https", "my.ecwid.com", "/api/oauth/authorize")
    assert dict(parse_qsl(url.query)) == {
        "client_id": "app-1",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": SCOPES,
        "state": "state-nobody-guesses",
    }
    assert "s3cret" not in url.query


def test_an_app_without_its_secret_sends_nobody_away() -> None:
    with pytest.raises(Misconfigured):
        install.authorize(begun({"client_id": "app-1"}))


def test_an_owner_who_comes_from_the_app_market_is_connected(running: Running) -> None:
    with requests.Session() as session:
        opening = install.opened(app(running), asked(code=running.oauth.code()), session)
    assert opening.granted
    assert opening.settings["store_id"] == str(running.shop.store_id)


def test_a_code_is_good_for_one_use(running: Running) -> None:
    code = running.oauth.code()
    with requests.Session() as session:
        install.opened(app(running), asked(code=code), session)
        with pytest.raises(Unauthorized):
            install.opened(app(running), asked(code=code), session)


@pytest.mark.parametrize("params", [{}, {"code": ""}, {"code": "guessed"}, {"code": "x" * 9999}])
def test_what_ecwid_did_not_send_opens_nothing(running: Running, params: dict[str, str]) -> None:
    with requests.Session() as session:
        for enter in (install.opened, install.granted):
            with pytest.raises(Unauthorized):
                enter(app(running), asked(**params), session)


def test_an_owner_who_declines_is_not_connected(running: Running) -> None:
    running.oauth.declines = True
    with requests.Session() as session, pytest.raises(Unauthorized):
        install.granted(app(running), came_back(running), session)


def test_another_apps_secret_opens_nothing(running: Running) -> None:
    code = running.oauth.code()
    with requests.Session() as session, pytest.raises(Unauthorized):
        install.opened(app(running, client_secret="other"), asked(code=code), session)


def test_another_store_than_was_meant_is_refused(running: Running) -> None:
    with requests.Session() as session, pytest.raises(Unauthorized):
        install.granted(app(running, store_id="1003"), came_back(running), session)


def test_an_app_that_is_not_set_up_asks_nobody(running: Running) -> None:
    with requests.Session() as session, pytest.raises(Unauthorized):
        install.opened({"api_url": running.url}, asked(code="x"), session)
    assert not running.asked


def test_the_token_is_fetched_as_the_old_documentation_has_it_where_it_must_be(
    running: Running,
) -> None:
    running.shop.switches.token_by_get_only = True
    with requests.Session() as session:
        settings = install.granted(app(running), came_back(running), session)
    assert settings["access_token"] == running.shop.token


def test_the_address_ecwid_sent_the_owner_to_goes_with_the_code(running: Running) -> None:
    running.shop.switches.token_by_get_only = True
    with requests.Session() as session:
        install.granted(app(running), came_back(running), session)
    assert running.asked[-1].params["redirect_uri"] == CALLBACK


def test_ecwid_being_away_is_no_refusal(running: Running) -> None:
    running.shop.switches.page_instead = True
    with requests.Session() as session, pytest.raises((PlatformAway, Unauthorized)):
        install.opened(app(running), asked(code="x"), session)
    with requests.Session() as session, pytest.raises(PlatformAway):
        install.opened(app(running, api_url="http://127.0.0.1:9"), asked(code="x"), session)
