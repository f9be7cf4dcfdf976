"""One-time codes: the same answer for everybody, and a code only for the buyer's own inbox."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import responses
from openapi_schema_validator import OAS31Validator
from standardwebhooks import Webhook as Signed
from werkzeug.test import TestResponse

from connector.api import examples, rest
from connector.api.library import OUTBOX
from connector.records import Buyer
from connector.sending.codes import PER_PERSON
from connector.sending.outbox import Outbox
from connector.sending.senders import (
    Webhook,
    drop_senders,
    find_trouble,
    keep_senders,
    webhook_of,
)
from connector.storage.stores import Scope
from tests.api.conftest import EMAIL, PHONE, Street, arrive, build_street, order
from tests.statements import statements

HOOK = "https://sms.example.com/send"
KNOWN = {"order": "1001", "email": EMAIL}
STRANGE = {"order": "4711", "email": "canary@example.com"}


class Clock:
    at = examples.NOW

    def __call__(self) -> datetime:
        return self.at

    def later(self, **more: float) -> None:
        self.at += timedelta(**more)


class Chat:
    """Somebody who asks, and the phone and inbox of everybody."""

    def __init__(self, street: Street, clock: Clock, sent: responses.RequestsMock) -> None:
        self.street, self.clock, self.sent = street, clock, sent

    def post(self, path: str, key: str = "", **fields: Any) -> TestResponse:
        bearer = f"Bearer {key or self.street.keys[Scope.ANSWERS]}"
        client = self.street.app.test_client()
        return client.post(f"/v1/{path}", json=fields, headers={"Authorization": bearer})

    def start(self, **told: Any) -> str:
        response = self.post("verification", **told)
        assert response.status_code == 202, response.text
        self.outbox.wait()
        found: str = response.get_json()["verification"]
        return found

    def confirm(self, verification: str, code: str, key: str = "") -> str | None:
        response = self.post("verification/confirm", key, verification=verification, code=code)
        assert response.status_code == 200, response.text
        said = response.get_json()
        assert (said["outcome"] == "ok") == (said["identity"] is not None)
        found: str | None = said["identity"]
        return found

    @property
    def outbox(self) -> Outbox:
        found: Outbox = self.street.app.extensions[OUTBOX]
        return found

    @property
    def letters(self) -> list[dict[str, Any]]:
        return [json.loads(call.request.body or "")["data"] for call in self.sent.calls]

    def ask(self, identity: str) -> TestResponse:
        headers = {
            "Authorization": f"Bearer {self.street.keys[Scope.ANSWERS]}",
            "X-Storewire-Identity": identity,
        }
        return self.street.app.test_client().get("/v1/order-status", headers=headers)


@pytest.fixture
def hook() -> Webhook:
    return webhook_of(HOOK)


@pytest.fixture
def chat(tmp_path: Path, hook: Webhook) -> Iterator[Chat]:
    clock, street = Clock(), replace(build_street(tmp_path), app=rest.new_app())
    rest.add_rest(street.app, street.database, clock)
    street.app.extensions[OUTBOX] = Outbox(delay=(0, 0))
    keep_senders(street.database, street.store.id, webhook=hook)
    with responses.RequestsMock(assert_all_requests_are_fired=False) as sent:
        sent.post(HOOK, status=204)
        yield Chat(street, clock, sent)
    street.database.close()


def test_the_code_from_the_inbox_opens_their_orders_without_another_fact(chat: Chat) -> None:
    verification = chat.start(**KNOWN, locale="fa")
    (letter,) = chat.letters
    assert (letter["channel"], letter["to"]) == ("email", EMAIL)
    assert letter["code"] in letter["text"]
    assert re.fullmatch("[1-9][0-9]{5}", letter["code"])
    identity = chat.confirm(verification, letter["code"])
    assert identity
    answer = chat.ask(identity)
    assert answer.status_code == 200
    assert "1001" in answer.get_json()["message"]


@pytest.mark.parametrize(
    "told",
    [
        {"order": "1001"},
        {"order": 1001},
        {"order": "۱۰۰۱", "phone": PHONE},
        {"email": " MARYAM@example.com"},
        {"phone": "030 901820"},
        {"order": "JD0140600", "email": EMAIL, "phone": "", "locale": None},
    ],
)
def test_an_order_an_address_or_both_are_enough(chat: Chat, told: dict[str, Any]) -> None:
    chat.start(**told)
    (letter,) = chat.letters
    by_phone = bool(told.get("phone"))
    assert letter["to"] == (PHONE if by_phone else EMAIL), "as the order has it, not as typed"
    assert letter["channel"] == ("phone" if by_phone else "email")
    assert letter["country"] == "DE"


@pytest.mark.parametrize(
    "told",
    [
        STRANGE,
        {"order": "4711"},
        {"email": "canary@example.com"},
        {"email": "---"},
        {"phone": "+90 555 4711471"},
        {"order": "1001", "email": "canary@example.com"},
        {"order": "1001", "email": "lilei@example.org"},
        {"order": "1001", "phone": "+90 555 4711471"},
        {"order": "1002", "email": EMAIL},
        {"order": "2001", "email": EMAIL},
        {"email": f"{EMAIL},canary@example.com"},
    ],
)
def test_a_stranger_is_told_the_same_and_nothing_is_sent(chat: Chat, told: dict[str, Any]) -> None:
    known = chat.post("verification", **KNOWN)
    chat.outbox.wait()
    chat.sent.calls.reset()
    strange = chat.post("verification", **told)
    chat.outbox.wait()
    assert chat.letters == []
    assert strange.status_code == known.status_code == 202
    one, other = known.get_json(), strange.get_json()
    assert len(one.pop("verification")) == len(other.pop("verification")) >= 43
    assert one == other
    assert known.headers == strange.headers


def test_before_the_answer_the_same_is_done_for_everybody(chat: Chat) -> None:
    """So that time tells nothing: not a query more or less."""
    done: list[list[str]] = []
    for told in (KNOWN, STRANGE, {"email": EMAIL}, {"phone": "+90 555 4711471"}):
        held: list[Any] = []
        outbox = chat.outbox
        outbox.later = held.append  # type: ignore[method-assign, assignment]

        with statements(chat.street.database) as asked:
            assert chat.post("verification", **told).status_code == 202
        assert len(held) == 1
        done.append(asked)
    assert done[0]
    assert all(each == done[0] for each in done)
    assert not any("terms" in statement or "records" in statement for statement in done[0])


def test_a_wrong_an_unknown_an_old_and_a_used_code_are_the_same_answer(chat: Chat) -> None:
    verification = chat.start(**KNOWN)
    code = chat.letters[0]["code"]
    wrong = "111111" if code != "111111" else "222222"

    def said(of: str, typed: str, key: str = "") -> dict[str, Any]:
        response = chat.post("verification/confirm", key, verification=of, code=typed)
        found: dict[str, Any] = response.get_json()
        assert response.status_code == 200
        return found

    refusals = [
        said(verification, wrong),
        said("unknown", code),
        said(verification, "no digits"),
        said(verification, code, chat.street.others_key),
    ]
    assert chat.confirm(verification, code)
    refusals.append(said(verification, code))
    late = chat.start(**KNOWN)
    chat.clock.later(minutes=10)
    refusals.append(said(late, chat.letters[-1]["code"]))
    refusals.append(said(chat.start(**STRANGE), code))
    assert all(each == refusals[0] for each in refusals)
    assert refusals[0]["outcome"] == "no_match"
    assert (refusals[0]["identity"], refusals[0]["expires_at"]) == (None, None)


def test_after_five_wrong_codes_the_right_one_is_refused(chat: Chat) -> None:
    verification = chat.start(**KNOWN)
    code = chat.letters[0]["code"]
    for _ in range(5):
        assert chat.confirm(verification, "0" * 6) is None
    assert chat.confirm(verification, code) is None


@pytest.mark.parametrize("form", ["{0}{1}", " {0} {1} ", "{0}-{1}", "\u2068{0}{1}\u2069"])
@pytest.mark.parametrize("zero", ["0", "۰", "٠", "０"])
def test_a_code_is_understood_as_shoppers_type_it(chat: Chat, form: str, zero: str) -> None:
    verification = chat.start(**KNOWN)
    code = "".join(chr(ord(zero) + int(digit)) for digit in chat.letters[0]["code"])
    assert chat.confirm(verification, form.format(code[:3], code[3:]))


def test_what_is_answered_is_what_is_described(chat: Chat) -> None:
    document: Any = chat.street.app.test_client().get("/openapi.json").json
    started = chat.post("verification", **KNOWN)
    chat.outbox.wait()
    code, of = chat.letters[0]["code"], started.get_json()["verification"]
    paths = ("/v1/verification", "/v1/verification/confirm")
    confirmed = [chat.post(paths[1][4:], verification=of, code=c) for c in ("1", code)]
    for path, response in zip((paths[0], paths[1], paths[1]), (started, *confirmed), strict=True):
        described = document["paths"][path]["post"]["responses"][str(response.status_code)]
        schema = described["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        assert list(OAS31Validator(whole).iter_errors(response.get_json())) == []


def test_forms_are_taken_too(chat: Chat) -> None:
    headers = {"Authorization": f"Bearer {chat.street.keys[Scope.AGENT]}"}
    client = chat.street.app.test_client()
    response = client.post("/v1/verification", data=KNOWN, headers=headers)
    assert response.status_code == 202
    chat.outbox.wait()
    assert len(chat.letters) == 1
    twice = client.post(
        "/v1/verification",
        data="order=1&order=2",
        headers=headers,
        content_type="application/x-www-form-urlencoded",
    )
    assert twice.status_code == 400


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "Send `order`"),
        ({"locale": "fa"}, "Send `order`"),
        ({"order": " "}, "Send `order`"),
        ({"order": ["1001"]}, "flat"),
        ({"order": {"number": 1}}, "flat"),
        ({"order": True}, "flat"),
        ([], "Send `order`"),
        (["1001"], "flat"),
        ("1001", "flat"),
        ({"order": "1" * 201}, "order"),
        ({"order": "1", "code": "1"}, "no parameter `code`"),
    ],
)
def test_what_cannot_be_meant_is_said(chat: Chat, body: Any, said: str) -> None:
    headers = {"Authorization": f"Bearer {chat.street.keys[Scope.ANSWERS]}"}
    response = chat.street.app.test_client().post("/v1/verification", json=body, headers=headers)
    assert response.status_code == 400
    assert said in response.get_json()["detail"]


def test_a_body_that_is_no_json_or_too_long_is_refused(chat: Chat) -> None:
    headers = {"Authorization": f"Bearer {chat.street.keys[Scope.ANSWERS]}"}
    client = chat.street.app.test_client()
    for body, status in (("{", 400), ('{"order":"' + "1" * 20_000 + '"}', 413)):
        response = client.post(
            "/v1/verification", data=body, headers=headers, content_type="application/json"
        )
        assert response.status_code == status
        assert response.mimetype == "application/problem+json"


def test_who_has_an_identity_that_is_over_can_be_sent_a_new_code(chat: Chat) -> None:
    headers = {
        "Authorization": f"Bearer {chat.street.keys[Scope.ANSWERS]}",
        "X-Storewire-Identity": "swi_over",
    }
    client = chat.street.app.test_client()
    assert client.get("/v1/hours", headers=headers).status_code == 401
    assert client.post("/v1/verification", json=KNOWN, headers=headers).status_code == 202


def test_a_key_is_needed(chat: Chat) -> None:
    for path in ("verification", "verification/confirm"):
        assert chat.post(path, key="sw_answers_nobody", **KNOWN).status_code == 401


def test_without_a_sender_everybody_is_told_so(chat: Chat) -> None:
    drop_senders(chat.street.database, chat.street.store.id)
    refusals = [chat.post("verification", **told) for told in (KNOWN, STRANGE)]
    assert [each.status_code for each in refusals] == [400, 400]
    assert refusals[0].get_json() == refusals[1].get_json()
    assert refusals[0].get_json()["type"] == "/problems/no-sender"


def test_one_person_gets_three_codes_an_hour(chat: Chat) -> None:
    for told in ({"order": "1001"}, {"email": EMAIL}, {"order": "1000"}, KNOWN, {"order": "1001"}):
        chat.start(**told)
    assert len(chat.letters) == PER_PERSON
    chat.start(order="1002")
    assert len(chat.letters) == PER_PERSON + 1, "others still do"
    chat.clock.later(hours=1)
    chat.start(**KNOWN)
    assert len(chat.letters) == PER_PERSON + 2


def test_a_code_that_could_not_be_sent_is_told_to_the_owner_and_opens_nothing(
    chat: Chat, events: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    chat.sent.replace("POST", HOOK, status=500, body=EMAIL)
    chat.start(**KNOWN)
    assert len(chat.letters) == 2, "tried once more"
    ids = {call.request.headers["webhook-id"] for call in chat.sent.calls}
    assert len(ids) == 1, "as one message"
    trouble = find_trouble(chat.street.database, chat.street.store.id)
    assert trouble is not None
    assert trouble.what == "The web service answers 500."
    assert EMAIL not in f"{events} {caplog.text}"
    chat.sent.replace("POST", HOOK, status=200)
    chat.start(**KNOWN)
    assert find_trouble(chat.street.database, chat.street.store.id) is None


def test_the_web_service_can_check_that_it_was_us(chat: Chat, hook: Webhook) -> None:
    """By the real clock, so not the one of the tests."""
    chat.start(**KNOWN)
    request = chat.sent.calls[0].request
    said = Signed(hook.secret).verify(request.body or "", dict(request.headers))
    assert said["type"] == "verification.code"
    with pytest.raises(Exception, match="No matching"):
        Signed(webhook_of(HOOK).secret).verify(request.body or "", dict(request.headers))


def test_nothing_of_it_is_logged(
    chat: Chat, events: list[Any], caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level("DEBUG")
    verification = chat.start(**KNOWN, phone=PHONE)
    chat.start(**STRANGE)
    code = chat.letters[0]["code"]
    identity = chat.confirm(verification, code)
    logged = f"{events} {caplog.text} {capfd.readouterr()}"
    assert "question.answered" in logged
    for secret in (EMAIL, "canary", PHONE, code, verification, identity):
        assert str(secret) not in logged


def test_of_several_addresses_in_an_order_the_one_that_was_told_gets_the_code(chat: Chat) -> None:
    both = Buyer(emails=("first@example.com", "Second@Example.com"))
    arrive(chat.street.database, chat.street.store, [order("1008", both)])
    chat.start(order="1008", email="second@example.com")
    chat.start(order="1008")
    assert [each["to"] for each in chat.letters] == ["Second@Example.com", "first@example.com"]


def test_an_order_that_knows_no_address_gets_no_code(chat: Chat) -> None:
    street = chat.street
    arrive(street.database, street.store, [order("1009", Buyer(customer_id="1"))])
    chat.start(order="1009")
    assert chat.letters == []


def test_an_errand_that_breaks_stops_no_other(events: list[Any]) -> None:
    done: list[int] = []
    outbox = Outbox(delay=(0, 0.01))

    def broken() -> None:
        raise ValueError(EMAIL)

    for n in range(20):
        outbox.later(broken if n % 2 else lambda n=n: done.append(n))  # type: ignore[misc]
    outbox.wait()
    assert sorted(done) == list(range(0, 20, 2))
