"""How adapters ask a platform: again where that may help, and with a cure where it does not."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import (
    AccessDenied,
    AccessRevoked,
    BadRequest,
    PlatformAway,
    StorewireError,
    Throttled,
)
from connector.web import Question, Vendor, asked_wait, base_of, judged
from tests.fakes.reviews.web import asked, web

URL = "https://api.example.com/v1/reviews"
KEY = "key-0123456789"


def vendor() -> Vendor:
    return Vendor(title="Lale", revoked="Copy the key again.", denied="Buy the other plan.")


def asking(waits: list[float] | None = None, **question: Any) -> Any:
    asked_at = Question(url=URL, params={"api_token": KEY}, **question)
    return web(vendor(), waits).ask(asked_at)


@responses.activate
def test_a_vendor_that_recovers_is_not_reported() -> None:
    responses.get(URL, body=requests.ConnectionError("reset"))
    responses.get(URL, body=b"<h1>Bad gateway</h1>", status=502)
    responses.get(URL, json={"reviews": []})
    assert asking() == b'{"reviews": []}'


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@responses.activate
def test_reading_is_tried_again_a_bounded_number_of_times(status: int) -> None:
    responses.get(URL, json={}, status=status, headers={"Retry-After": "2"})
    waits: list[float] = []
    with pytest.raises(PlatformAway):
        asking(waits)
    assert len(responses.calls) == 3
    assert waits == ([2.0, 2.0] if status == 429 else [1.0, 3.0])


@responses.activate
def test_writing_is_never_tried_twice() -> None:
    responses.post(URL, body=requests.ReadTimeout("slow"))
    with pytest.raises(PlatformAway):
        asking(method="POST", body={"topic": "review"})
    assert len(responses.calls) == 1


@responses.activate
def test_a_long_wait_is_left_to_the_caller() -> None:
    responses.get(URL, json={}, status=429, headers={"Retry-After": "120"})
    with pytest.raises(Throttled) as raised:
        asking()
    assert raised.value.wait == 120
    assert len(responses.calls) == 1


@pytest.mark.parametrize("wait", ["soon", "", "-5", "nan", "inf", "99999999"])
def test_a_wait_that_makes_no_sense_is_never_endless(wait: str) -> None:
    assert 0 < asked_wait({"Retry-After": wait}) <= 3600


ANSWERS: list[tuple[int, bytes, type[StorewireError], str]] = [
    (401, b"{}", AccessRevoked, "Copy the key again"),
    (403, b"<html>", AccessDenied, "Buy the other plan"),
    (301, b"", PlatformAway, "Is its address right"),
    (404, b"<html>Not here</html>", PlatformAway, "Is its address right"),
    (404, b'{"error": "Review not found"}', PlatformAway, "no such thing"),
    (422, b'{"error":  "Url is not valid"}', PlatformAway, "Url is not valid"),
    (200, b"<html>Log in</html>", PlatformAway, "a page instead of data"),
]


@pytest.mark.parametrize(("status", "body", "kind", "cure"), ANSWERS)
@responses.activate
def test_each_refusal_is_told_with_what_can_be_done(
    status: int, body: bytes, kind: type[StorewireError], cure: str
) -> None:
    headers = {"Location": "https://elsewhere.example.org/"} if status == 301 else {}
    responses.get(URL, body=body, status=status, headers=headers)
    with pytest.raises(kind, match=cure):
        asking()
    assert len(responses.calls) == 1


@responses.activate
def test_only_the_vendor_s_own_word_makes_a_review_gone() -> None:
    """A page of some proxy's would otherwise delete what is there."""
    responses.get(URL, json={"error": "not found"}, status=404)
    question = Question(url=URL)
    assert web(vendor()).find(question) is None
    responses.replace(responses.GET, URL, body="<html>404</html>", status=404)
    with pytest.raises(PlatformAway):
        web(vendor()).find(question)


@responses.activate
def test_no_exception_carries_a_key_however_deep_one_looks() -> None:
    responses.get(URL, body=requests.ConnectionError(f"{URL}?api_token={KEY}"))
    with pytest.raises(PlatformAway) as raised:
        asking(login=("user", KEY))
    error: Any = raised.value
    assert error.__context__ is None
    assert error.__cause__ is None
    assert KEY not in "".join(traceback.format_exception(error))


@responses.activate
def test_time_limits_and_the_question_reach_the_wire() -> None:
    responses.get(URL, json=[])
    asking()
    request: Any = responses.calls[0].request
    assert request.req_kwargs["timeout"] == (5.0, 30.0)
    assert asked() == [("GET", "/v1/reviews", {"api_token": KEY})]


@given(st.binary(max_size=200), st.integers(100, 599))
def test_no_answer_is_too_odd_to_be_judged(body: bytes, status: int) -> None:
    found = judged(vendor(), status, {}, body)
    assert isinstance(found, bytes | StorewireError)


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("", "https://vendor.example.com/v1"),
        ("https://stand-in.example.net/judge/", "https://stand-in.example.net/judge"),
        ("http://127.0.0.1:8803/v1", "http://127.0.0.1:8803/v1"),
        ("http://[::1]:8803", "http://[::1]:8803"),
        ("http://localhost:8803", "http://localhost:8803"),
    ],
)
def test_a_stand_in_may_be_asked_in_the_vendor_s_place(given_url: str, expected: str) -> None:
    assert base_of({"api_url": given_url}, "https://vendor.example.com/v1") == expected


@pytest.mark.parametrize(
    "given_url",
    [
        "http://stand-in.example.net",
        "http://127.0.0.1.example.net",
        "http://10.0.0.7",
        "ftp://127.0.0.1",
        "https://",
        "https://[broken",
        "https://api.example.com:port",
        "https://user:pass@api.example.com",
        "https://api.example.com/?a=b",
        "https://api.example.com/#a",
        "stand-in.example.net",
    ],
)
def test_keys_go_to_no_address_that_is_open_to_readers(given_url: str) -> None:
    with pytest.raises(BadRequest) as raised:
        base_of({"api_url": given_url}, "https://vendor.example.com/v1")
    assert raised.value.parameter == "api_url"
