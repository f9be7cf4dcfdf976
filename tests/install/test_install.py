"""An owner connects a shop with a browser, and nobody else connects anything with theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from connector.contract import Adapter
from connector.errors import BadRequest, Misconfigured
from connector.jobs import BACKFILL, SWEEP
from connector.jobs.connecting import connect
from connector.storage import installs, progress
from connector.storage.engine import Database, now
from connector.storage.stores import list_stores
from tests.install.kale import BROWSER, CODE, HERE, SERVER, WORD, Scene, cookie_of, path, told

START = f"/install/{BROWSER}?word={WORD}"
CALLBACK = f"/install/{BROWSER}/callback"
HTML = {"Accept": "text/html"}


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def begun(browser: FlaskClient) -> str:
    """The state that the owner's browser was sent away with."""
    return told(browser.get(START).headers["Location"])["state"]


def come_back(browser: FlaskClient, state: str, **more: str) -> Any:
    return browser.get(CALLBACK, query_string={"state": state, "code": CODE, **more}, headers=HTML)


def kale(scene: Scene) -> Adapter:
    return scene.adapters[BROWSER]


def test_an_owner_agrees_in_the_browser_and_the_shop_is_connected_and_loaded(scene: Scene) -> None:
    browser = scene.browser()
    away = browser.get(START)
    assert away.status_code == 302
    assert away.headers["Location"].startswith("https://lale.example/agree?")
    assert told(away.headers["Location"])["back"] == f"{HERE}{CALLBACK}"
    page = come_back(browser, told(away.headers["Location"])["state"])
    assert page.status_code == 200
    assert "lale.example is connected" in page.text
    (store,) = list_stores(scene.database)
    assert (store.platform_id, store.settings["token"]) == ("lale.example", ("granted",))
    assert scene.loads == [(store.id, BACKFILL)]


def test_the_cookie_is_for_this_server_alone_and_short_lived(scene: Scene) -> None:
    browser = scene.browser()
    given = cookie_of(browser.get(START))
    assert all(word in given for word in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/install"))
    assert "Max-Age=600" in given
    state = begun(browser)
    assert state not in cookie_of(browser.get(START))


@pytest.mark.parametrize(
    "asked", ["", "?word=guessed", "?shop=lale.example", "?invitation=guessed"]
)
def test_whom_the_platform_does_not_vouch_for_begins_nothing(scene: Scene, asked: str) -> None:
    answer = scene.browser().get(f"/install/{BROWSER}{asked}")
    assert answer.status_code == 401
    assert answer.headers["X-Try-Again"] == "1"
    assert "Set-Cookie" not in answer.headers
    assert answer.get_json()["type"] == "/problems/unauthorized"


def test_an_answer_counts_once(scene: Scene) -> None:
    browser = scene.browser()
    state = begun(browser)
    cookie = browser.get_cookie("storewire_install", path="/install")
    assert cookie is not None
    assert come_back(browser, state).status_code == 200
    browser.set_cookie("storewire_install", cookie.value, path="/install", secure=True)
    assert come_back(browser, state).status_code == 401
    assert len(scene.loads) == 1


def test_an_answer_that_comes_to_another_browser_connects_nothing(scene: Scene) -> None:
    """A stranger's install, slipped to an owner as a link."""
    state, owner = begun(scene.browser()), scene.browser()
    assert come_back(owner, state).status_code == 401
    begun(owner)  # has a cookie of an install of its own
    assert come_back(owner, state).status_code == 401
    assert list_stores(scene.database) == []


def test_a_stranger_without_the_cookie_does_not_use_the_state_up(scene: Scene) -> None:
    owner = scene.browser()
    state = begun(owner)
    assert come_back(scene.browser(), state).status_code == 401
    assert come_back(owner, state).status_code == 200


def test_an_answer_that_comes_too_late_connects_nothing(scene: Scene) -> None:
    browser = scene.browser()
    adapter = kale(scene)
    away = scene.entrance.depart(adapter, {"shop": "lale.example"}, timedelta(seconds=-1))
    browser.set_cookie("storewire_install", away.cookie, path="/install", secure=True)
    assert come_back(browser, told(away.url)["state"]).status_code == 401


@pytest.mark.parametrize(
    "more",
    [{"code": "guessed"}, {"code": ""}, {"state": ""}, {"state": "guessed"}],
    ids=["wrong code", "no code", "no state", "wrong state"],
)
def test_what_is_not_the_platforms_answer_connects_nothing(
    scene: Scene, more: dict[str, str]
) -> None:
    browser = scene.browser()
    state = begun(browser)
    assert come_back(browser, **({"state": state} | more)).status_code == 401
    assert list_stores(scene.database) == []


def test_a_name_that_comes_twice_is_refused(scene: Scene) -> None:
    browser = scene.browser()
    answer = browser.get(f"{CALLBACK}?state={begun(browser)}&code={CODE}&code=other")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "code")


def test_the_answer_of_one_platform_is_none_of_another(scene: Scene) -> None:
    browser = scene.browser()
    state = begun(browser)
    assert (
        browser.post(f"/install/{SERVER}/callback/{state}", data=b"key granted").status_code == 401
    )
    assert browser.get(f"/install/{SERVER}/callback?state={state}").status_code == 404
    assert browser.post(f"{CALLBACK}/{state}", data=b"key granted").status_code == 404
    assert come_back(browser, state).status_code == 200


def test_looking_where_a_link_leads_uses_nothing_up(scene: Scene) -> None:
    browser = scene.browser()
    state = begun(browser)
    assert browser.head(f"{CALLBACK}?state={state}&code={CODE}").status_code == 404
    assert come_back(browser, state).status_code == 200


def test_a_key_that_opens_nothing_is_not_kept_and_the_owner_is_told_the_cure(scene: Scene) -> None:
    scene.accepted = False
    browser = scene.browser()
    page = come_back(browser, begun(browser))
    assert page.status_code == 502
    assert "agree once more" in page.text
    assert list_stores(scene.database) == []
    assert scene.loads == []


def test_what_strangers_write_is_never_markup_on_our_pages(scene: Scene) -> None:
    opened = {"shop": "<script>x</script>.example"}
    browser = scene.browser()
    away = scene.entrance.depart(kale(scene), opened)
    browser.set_cookie("storewire_install", away.cookie, path="/install", secure=True)
    page = come_back(browser, told(away.url)["state"])
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_embedded_page_connects_at_once_and_only_the_admin_may_frame_it(scene: Scene) -> None:
    word = {"Authorization": f"Bearer {WORD}"}
    page = scene.browser().post(f"/install/{BROWSER}", headers=word)
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://admin.example")
    assert len(scene.loads) == 1


def test_connecting_again_renews_the_access_and_keeps_store_and_address(scene: Scene) -> None:
    browser = scene.browser()
    come_back(browser, begun(browser))
    (first,) = list_stores(scene.database)
    scene.app_settings["client_id"] = "app-2"
    come_back(browser, begun(browser))
    (again,) = list_stores(scene.database)
    assert (again.id, again.url_key) == (first.id, first.url_key)
    assert again.settings["secret"] == ("app-2", "app-1")


def test_a_shop_whose_past_is_loaded_is_only_asked_what_changed(scene: Scene) -> None:
    browser = scene.browser()
    come_back(browser, begun(browser))
    ((store_id, _),) = scene.loads
    progress.begin(scene.database, store_id, BACKFILL, "order")
    with scene.database.writing() as connection:
        progress.advance(connection, store_id, BACKFILL, "order", 0, last=True)
    come_back(browser, begun(browser))
    assert scene.loads[-1] == (store_id, SWEEP)


def test_an_invitation_leads_to_the_shop_as_often_as_it_is_followed(scene: Scene) -> None:
    link = scene.entrance.invite(kale(scene), {"shop": "nar.example"})
    assert link.startswith(f"{HERE}/install/{BROWSER}?invitation=")
    browser = scene.browser()
    states = [told(browser.get(path(link)).headers["Location"])["state"] for _ in range(2)]
    assert come_back(browser, states[0]).status_code == 401  # the cookie is of the second
    assert come_back(browser, states[1]).status_code == 200
    assert [store.platform_id for store in list_stores(scene.database)] == ["nar.example"]


def test_an_invitation_needs_the_apps_own_settings_and_names_them(scene: Scene) -> None:
    scene.app_settings.clear()
    with pytest.raises(Misconfigured, match="STOREWIRE_KALE_CLIENT_ID"):
        scene.entrance.invite(kale(scene), {"shop": "nar.example"})


def server_link(scene: Scene) -> dict[str, str]:
    return told(scene.entrance.invite(scene.adapters[SERVER], {"shop": "lale.example"}))


def test_the_platforms_server_brings_the_key_and_the_browser_ends_on_our_page(scene: Scene) -> None:
    link, shop = server_link(scene), scene.browser()
    assert link["back"] == f"{HERE}/install/{SERVER}/callback/{link['state']}"
    answer = shop.post(path(link["back"]), data=b"key granted")
    assert (answer.status_code, answer.data) == (200, b"")
    (store,) = list_stores(scene.database)
    assert len(store.settings["secret"][0]) >= 32
    assert "handed over its key" in shop.get(path(link["end"]) + "?success=1").text
    assert shop.post(path(link["back"]), data=b"key granted").status_code == 401


def test_a_key_that_could_not_be_kept_may_be_brought_again(scene: Scene) -> None:
    link, shop = server_link(scene), scene.browser()
    assert shop.post(path(link["back"]), data=b"key wrong").status_code == 502
    assert shop.post(path(link["back"]), data=b"no key at all").status_code == 401
    assert list_stores(scene.database) == []
    assert shop.post(path(link["back"]), data=b"key granted").status_code == 200


def test_an_owner_who_says_no_is_told_that_nothing_happened(scene: Scene) -> None:
    page = scene.browser().get(f"/install/{SERVER}/done?success=0")
    assert "Nothing was connected" in page.text


def test_a_body_that_is_too_large_is_refused(scene: Scene) -> None:
    link = server_link(scene)
    assert scene.browser().post(path(link["back"]), data=b"x" * 70_000).status_code == 413


@pytest.mark.parametrize("platform", ["silent", "unknown", "x" * 200])
def test_where_nothing_can_be_installed_there_is_nothing(scene: Scene, platform: str) -> None:
    assert scene.browser().get(f"/install/{platform}").status_code == 404
    assert scene.browser().get(f"/install/{platform}/callback").status_code == 404
    assert scene.browser().get(f"/install/{platform}/done").status_code == 404


def test_states_are_not_found_in_the_database_and_old_ones_are_dropped(scene: Scene) -> None:
    installs.begin(scene.database, BROWSER, "old", {}, now() - timedelta(seconds=1))
    assert installs.look(scene.database, BROWSER, "old") is None
    installs.begin(scene.database, BROWSER, "new", {"shop": "secret"}, now() + timedelta(minutes=1))
    with scene.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM installs").all()
    assert len(rows) == 1
    assert not any(word in repr(rows) for word in ("new", "secret"))


def test_a_source_of_reviews_is_not_connected_to_no_shop(scene: Scene) -> None:
    source = replace(kale(scene), needs_store=True)
    with pytest.raises(BadRequest, match="--to"):
        connect(scene.database, source, {"shop": "lale.example", "token": "granted"})
    assert list_stores(scene.database) == []
