"""How a store speaks, as it is heard over HTTP: its own words, and its own language by default."""

from __future__ import annotations

from typing import Any

import pytest

from connector.api import speech
from connector.storage.migrate import open_database
from connector.storage.preferences import (
    ANSWERS,
    AnswerPreferences,
    keep_preference,
    sealed_preferences,
)
from connector.storage.wording import WORDING, change_wording
from tests.api.conftest import EMAIL, SECRET_KEYS, Street
from tests.statements import statements

PATH = "/v1/order-status"
ON_ITS_WAY = "Your order {number} is on its way."
IN_STOCK = "{title} is in stock."


def first_line(street: Street, locale: str = "", **more: str) -> str:
    asked = {"order": "1001", "email": EMAIL, "locale": locale, **more}
    message: str = street.answer(PATH, **asked)["message"]
    return message.split(". ", maxsplit=1)[0] + "."


def test_own_words_are_said_in_their_language_from_the_next_question_on(own_street: Street) -> None:
    """Also where another process has set them."""
    ours = first_line(own_street, "tr"), first_line(own_street, "de")
    beside = open_database(f"sqlite:///{own_street.file}", SECRET_KEYS)
    for own in ("Müjde, {number} yolda.", "Az kaldı, {number} yolda."):
        change_wording(beside, own_street.store.id, "tr", {ON_ITS_WAY: (own,)})
        assert first_line(own_street, "tr") == own.format(number="#1001")
    assert first_line(own_street, "de") == ours[1]
    change_wording(beside, own_street.store.id, "tr", {ON_ITS_WAY: None})
    assert first_line(own_street, "tr") == ours[0]
    beside.close()


def test_english_can_be_said_otherwise_too(own_street: Street) -> None:
    own = {ON_ITS_WAY: ("Good news: {number} is rolling.",)}
    change_wording(own_street.database, own_street.store.id, "en", own)
    assert first_line(own_street) == "Good news: #1001 is rolling."


def test_another_shop_goes_on_in_our_words(own_street: Street) -> None:
    change_wording(own_street.database, own_street.store.id, "en", {IN_STOCK: ("Yes: {title}!",)})
    answer = own_street.answer("/v1/stock", own_street.others_key, sku="GOMLEK-S")
    assert answer["message"] == "Mavi gömlek – S is in stock."


def test_what_fills_own_words_is_isolated_and_spaced_as_in_ours(own_street: Street) -> None:
    database, store_id = own_street.database, own_street.store.id
    change_wording(database, store_id, "fa", {ON_ITS_WAY: ("{number} در راه است.",)})
    assert first_line(own_street, "fa") == "\u2068#1001\u2069 در راه است."
    elsewhere = (
        "We do not have our shipping times and costs for this destination at hand: {country}. "
        "Please contact us."
    )
    change_wording(database, store_id, "zh-Hans", {elsewhere: ("很抱歉， {country} 无法送达。",)})
    answer = own_street.answer("/v1/shipping", country="TR", locale="zh")
    assert answer["message"].startswith("很抱歉，土耳其无法送达。")


def test_a_question_costs_one_read_more_and_opens_nothing_twice(
    own_street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    with statements(own_street.database) as before:
        first_line(own_street, "tr")
    keep_preference(own_street.database, own_street.store.id, ANSWERS, {"locale": "tr"})
    change_wording(own_street.database, own_street.store.id, "tr", {ON_ITS_WAY: ("{number}!",)})
    first_line(own_street, "tr")
    monkeypatch.setattr(speech, "opened", None)
    with statements(own_street.database) as after:
        first_line(own_street, "ku")
    assert len(before) == len(after)
    assert sum("preferences" in statement for statement in after) == 1


def test_own_words_that_do_not_fit_any_more_are_ours_again_and_logged_once(
    own_street: Street, events: list[Any]
) -> None:
    vars(speech.log).pop("bind", None)
    ours = first_line(own_street, "tr")
    own: dict[str, tuple[str, ...] | None] = {
        ON_ITS_WAY: ("{nummer} gizli",),
        "We said this once.": ("x",),
    }
    change_wording(own_street.database, own_street.store.id, "tr", own)
    assert [first_line(own_street, "tr") for _ in range(2)] == [ours, ours]
    warned = [event for event in events if event["event"] == "wording.unfit"]
    assert [event["sentences"] for event in warned] == [[ON_ITS_WAY]]
    assert "gizli" not in str(events)


@pytest.mark.parametrize(
    ("asked", "tried"),
    [
        ("", ["tr"]),
        ("ku", ["ku", "tr"]),
        ("zh-TW", ["zh-TW", "zh-Hans"]),
        ("fa", ["fa"]),
        ("<b>", ["tr"]),
    ],
)
def test_a_store_answers_in_its_own_language_where_the_askers_is_not_spoken(
    own_street: Street, asked: str, tried: list[str]
) -> None:
    turkish = AnswerPreferences(locale="tr")
    keep_preference(own_street.database, own_street.store.id, ANSWERS, turkish)
    for path in (PATH, "/v1/return-policy", "/v1/hours"):
        query = {} if path == "/v1/hours" else {"order": "1001", "email": EMAIL}
        answer = own_street.answer(path, locale=asked, **query)
        assert answer["locale_chain"] == tried
        assert answer["locale"] == tried[-1]
    missed = own_street.answer("/v1/return-policy", order="4711", email=EMAIL, locale=asked)
    assert missed["locale_chain"] == tried


def test_a_header_of_the_asking_program_does_not_choose_the_language(street: Street) -> None:
    """It tells the language of a server or a library, never the shopper's."""
    bearer = {"Authorization": f"Bearer {next(iter(street.keys.values()))}"}
    headers = {**bearer, "Accept-Language": "fa"}
    answer = street.app.test_client().get("/v1/stock?sku=CUP-RED", headers=headers).json
    assert answer is not None
    assert answer["locale_chain"] == ["en"]


def test_the_shops_words_are_sealed(own_street: Street) -> None:
    own = {ON_ITS_WAY: ("çok gizli {number}",)}
    change_wording(own_street.database, own_street.store.id, "tr", own)
    sealed = sealed_preferences(own_street.database, own_street.store.id, [WORDING])
    assert b"gizli" not in sealed[WORDING]
