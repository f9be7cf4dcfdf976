"""The door alone: what a platform's server sees, whatever it sends."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.contract import Delivery
from connector.errors import StorewireError, Unauthorized, Unavailable
from tests.webhooks.logs import written_logs
from webhooks.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LIMIT = 100


@dataclass
class Recorder:
    """Stands where the inbox stands."""

    error: Exception | None = None
    received: list[tuple[str, str | None, Delivery]] = field(default_factory=list)

    def receive(self, platform: str, url_key: str | None, delivery: Delivery) -> None:
        if self.error:
            raise self.error
        self.received.append((platform, url_key, delivery))


@dataclass(frozen=True)
class Answered:
    status: str
    headers: dict[str, str]
    body: bytes
    unread: int
    """How much of the request was left on the wire."""

    @property
    def problem(self) -> Any:
        assert self.headers["Content-Type"] == "application/problem+json"
        return json.loads(self.body)


def rest(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("418 I'm a teapot", [])
    return [b"the rest of the service"]


def ask(
    recorder: Recorder, body: bytes = b"", path: str = "/webhooks/lale/key", **environ: Any
) -> Answered:
    """One request; `CONTENT_LENGTH` is the body's unless it is given."""
    seen: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        seen.update(status=status, headers=dict(headers))

    wire = BytesIO(body)
    request = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": wire,
        **environ,
    }
    app = Intake(recorder, LIMIT, rest)
    answer = b"".join(app(request, start_response))  # type: ignore[arg-type]
    unread = len(body) - wire.tell()
    return Answered(seen["status"], seen["headers"], answer, unread)


CHUNKED = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
UNTOLD = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}


def test_what_is_kept_is_answered_exactly_200_and_nothing_else() -> None:
    """WooCommerce takes nothing but 200, 301 and 302 for a success."""
    answered = ask(Recorder(), b"{}")
    assert (answered.status, answered.body) == ("200 OK", b"")
    assert answered.headers == {"Content-Length": "0"}


def test_the_delivery_arrives_as_it_was_sent_with_header_names_in_lower_case() -> None:
    recorder = Recorder()
    body = b'{"a": "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"} \r\n'
    ask(
        recorder,
        body,
        CONTENT_TYPE="application/json",
        HTTP_X_LALE_TOPIC="Order.Changed",
        HTTP_HOST="connect.example.com",
    )
    headers = {
        "content-type": "application/json",
        "x-lale-topic": "Order.Changed",
        "host": "connect.example.com",
    }
    assert recorder.received == [("lale", "key", Delivery(headers=headers, body=body))]


@pytest.mark.parametrize(
    ("path", "platform", "url_key"),
    [
        ("/webhooks/lale", "lale", None),
        ("/webhooks/lale/", "lale", None),
        ("/webhooks/lale/a-b_c", "lale", "a-b_c"),
        ("/webhooks/", "", None),
    ],
)
def test_the_path_names_the_platform_and_perhaps_the_store(
    path: str, platform: str, url_key: str | None
) -> None:
    recorder = Recorder()
    ask(recorder, path=path)
    assert [(p, k) for p, k, _ in recorder.received] == [(platform, url_key)]


@pytest.mark.parametrize("path", ["/", "/webhooks", "/v1/stock", "/healthz", ""])
def test_everything_else_goes_to_the_rest_of_the_service(path: str) -> None:
    recorder = Recorder()
    assert ask(recorder, path=path).body == b"the rest of the service"
    assert recorder.received == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_another_method_is_told_which_one_is_meant(method: str) -> None:
    recorder = Recorder()
    answered = ask(recorder, REQUEST_METHOD=method)
    assert answered.status == "405 Method Not Allowed"
    assert answered.headers["Allow"] == "POST"
    assert answered.problem["status"] == 405
    assert recorder.received == []


@pytest.mark.parametrize("framing", [{}, CHUNKED, UNTOLD])
@given(body=st.binary(max_size=3 * LIMIT))
def test_a_body_up_to_the_limit_is_kept_to_the_byte_and_a_larger_one_heard_out_and_refused(
    framing: dict[str, Any], body: bytes
) -> None:
    recorder = Recorder()
    answered = ask(recorder, body, **framing)
    assert answered.unread == 0
    if len(body) <= LIMIT:
        assert answered.status == "200 OK"
        assert [delivery.body for *_, delivery in recorder.received] == [body]
    else:
        assert answered.status == "413 Payload Too Large"
        assert recorder.received == []


@pytest.mark.parametrize("framing", [{}, CHUNKED, UNTOLD])
def test_a_sender_of_far_too_much_is_heard_out(framing: dict[str, Any]) -> None:
    answered = ask(Recorder(), b"x" * 1_000_000, **framing)
    assert answered.unread == 0
    assert answered.problem["type"] == "/problems/too-large"


def test_a_body_that_ends_before_its_content_length_is_not_taken_for_a_whole_one() -> None:
    recorder = Recorder()
    answered = ask(recorder, b"half", CONTENT_LENGTH="8")
    assert answered.problem["status"] == 400
    assert recorder.received == []


@pytest.mark.parametrize("told", ["-1", "+1", "1e2", "0x10", "١٢", " 4", "4,4", "9" * 5000])
def test_a_content_length_that_is_no_number_is_refused(told: str) -> None:
    recorder = Recorder()
    answered = ask(recorder, b"body", CONTENT_LENGTH=told)
    assert answered.status == "400 Bad Request"
    assert answered.problem["type"] == "/problems/bad-request"
    assert recorder.received == []


def test_without_a_length_nothing_is_read_from_a_server_that_does_not_end_the_body() -> None:
    recorder = Recorder()
    answered = ask(recorder, b"the next request", CONTENT_LENGTH="")
    assert answered.unread == len(b"the next request")
    assert [delivery.body for *_, delivery in recorder.received] == [b""]


def test_a_refusal_is_a_problem_document_and_says_how_long_it_is() -> None:
    answered = ask(Recorder(error=Unauthorized()))
    assert answered.status == "401 Unauthorized"
    assert answered.headers["Content-Length"] == str(len(answered.body))
    assert answered.problem == {
        "type": "/problems/unauthorized",
        "title": Unauthorized.title,
        "status": 401,
        "detail": Unauthorized.title,
    }


def test_while_the_database_is_away_the_platform_is_asked_to_come_again() -> None:
    answered = ask(Recorder(error=Unavailable()))
    assert answered.status == "503 Service Unavailable"
    assert int(answered.headers["Retry-After"]) > 0
    assert answered.problem["type"] == "/problems/unavailable"


def test_what_nobody_expected_is_a_500_that_tells_nothing() -> None:
    """Neither to the stranger nor to the log."""
    with written_logs("text") as logged:
        answered = ask(Recorder(error=ValueError("secret of zeynep@example.com")))
    assert answered.status == "500 Internal Server Error"
    assert answered.problem["detail"] == StorewireError.title
    assert b"zeynep" not in answered.body
    assert "ValueError" in logged.getvalue()
    assert "zeynep" not in logged.getvalue()
