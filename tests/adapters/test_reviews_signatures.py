"""Who may deliver reviews: a secret in the clear, no signature at all, Svix's, and one of two."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

import adapters
from adapters.judgeme import adapter as judgeme
from adapters.okendo import adapter as okendo
from adapters.okendo.signature import StandardWebhooks, keys
from adapters.stamped import adapter as stamped
from adapters.yotpo import adapter as yotpo
from connector.contract import Adapter, Delivery, SharedSecret, Unsigned
from connector.errors import BadRequest
from connector.testing import RULES, SECRET, Recording, problems, recordings

SHARED = SharedSecret(headers=("x-one", "x-two"))
KEY = base64.b64encode(bytes(range(24))).decode()
WHSEC = f"whsec_{KEY}"


def recorded(adapter: Adapter) -> tuple[Recording, ...]:
    return recordings(Path(adapters.__path__[0]) / adapter.name / "fixtures")


def with_headers(**headers: str) -> Delivery:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Delivery(headers=named, body=b"{}")


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"x_one": "sesame"}, True),
        ({"x_two": "sesame"}, True),
        ({"x_one": "", "x_two": "sesame"}, True),
        ({"x_one": "another", "x_two": "sesame"}, True),
        ({"x_one": "sesam"}, False),
        ({"x_one": "sesame "}, False),
        ({"x_one": ""}, False),
        ({"x_three": "sesame"}, False),
        ({}, False),
    ],
)
def test_a_secret_in_the_clear_opens_from_any_of_its_headers(
    headers: dict[str, str], let_in: bool
) -> None:
    assert SHARED.valid(with_headers(**headers), ["", "sesame"]) is let_in


@given(st.text(), st.text(min_size=1))
def test_a_secret_in_the_clear_opens_if_it_is_the_same_and_only_then(one: str, two: str) -> None:
    for secret in (text for text in (one, two) if text.isprintable()):
        found = SHARED.valid(with_headers(x_one=secret), iter([two]))
        assert found is (secret == two)


def test_the_kit_finds_that_only_the_start_of_a_secret_is_compared() -> None:
    class Abbreviated(SharedSecret):
        def valid(self, delivery: Delivery, secrets: Iterable[str]) -> bool:
            given_secret = delivery.headers.get(self.headers[0], "")
            return any(secret and given_secret[:8] == secret[:8] for secret in secrets)

    faulty = dataclasses.replace(stamped, signature=Abbreviated(headers=stamped_headers()))
    assert RULES["other_secrets_are_refused"](faulty, recorded(stamped))


def stamped_headers() -> tuple[str, ...]:
    signature = stamped.signature
    assert isinstance(signature, SharedSecret)
    return signature.headers


def test_an_hmac_gets_no_leave_to_forget_the_body() -> None:
    """Only a secret in the clear is forgiven that it says nothing of the body."""

    class Forgetful(StandardWebhooks):
        def valid(self, delivery: Delivery, secrets: Iterable[str]) -> bool:
            secrets = list(secrets)
            return "svix-signature" in delivery.headers and SECRET in secrets

    faulty = dataclasses.replace(okendo, signature=Forgetful())
    assert RULES["altered_body_is_refused"](faulty, recorded(okendo))


def test_without_a_signature_nothing_is_believed_but_a_hint() -> None:
    assert isinstance(yotpo.signature, Unsigned)
    assert yotpo.own_url
    assert not yotpo.signature.covers_body
    assert problems(yotpo, recorded(yotpo)) == {}


def test_judge_me_may_sign_with_the_api_token_or_with_the_app_s_secret() -> None:
    body = b'{"review": {"id": 5}}'
    names = (judgeme.signed_with, *judgeme.also_signed_with)
    assert set(names) == {"oauth_secret", "api_token"}
    for secret in ("the-token", "the-app-secret"):
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        delivery = Delivery(headers={"judgeme-hmac-sha256": signature}, body=body)
        assert judgeme.signature.valid(delivery, ["the-app-secret", "the-token"])
        assert not judgeme.signature.valid(delivery, ["neither", ""])


def svix(secret: str, body: bytes, family: str = "svix", at: str = "1791379500") -> Delivery:
    """As any sender of the standard signs, worked out by hand."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"msg_1.{at}.".encode() + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    names = (f"{family}-id", f"{family}-timestamp", f"{family}-signature")
    return Delivery(headers=dict(zip(names, ("msg_1", at, signature), strict=True)), body=body)


@pytest.mark.parametrize("family", ["svix", "webhook"])
@pytest.mark.parametrize("secret", [WHSEC, KEY, f" {WHSEC}\n"])
def test_okendo_s_signature_is_known_in_both_spellings(family: str, secret: str) -> None:
    delivery = svix(WHSEC, '{"a": "ğ"}'.encode(), family)
    assert okendo.signature.valid(delivery, [secret])
    assert not okendo.signature.valid(delivery, [f"{WHSEC[:-4]}AAAA"])


def test_what_we_sign_the_library_verifies() -> None:
    signed = okendo.signature.sign(Delivery(headers={}, body=b'{"a": 1}'), WHSEC)
    headers = {name.replace("svix-", "webhook-"): value for name, value in signed.items()}
    assert Webhook(WHSEC).verify(b'{"a": 1}', headers) == {"a": 1}


def test_a_delivery_that_comes_late_is_not_lost() -> None:
    """The library's own `verify` would refuse it after five minutes."""
    assert okendo.signature.valid(svix(WHSEC, b"{}", at="1600000000"), [WHSEC])
    assert okendo.signature.valid(svix(WHSEC, b"{}", at="4000000000"), [WHSEC])


def test_while_a_secret_rotates_one_of_several_signatures_may_hold() -> None:
    delivery = svix(WHSEC, b"{}")
    several = f"v1a,xyz v1,{KEY} {delivery.headers['svix-signature']}"
    headers = {**delivery.headers, "svix-signature": several}
    assert okendo.signature.valid(Delivery(headers=headers, body=b"{}"), [WHSEC])


@pytest.mark.parametrize(
    "changed",
    [
        {"svix-id": "msg_2"},
        {"svix-timestamp": "1791379501"},
        {"svix-timestamp": "now"},
        {"svix-timestamp": "99999999999"},
        {"svix-timestamp": "999999999999999999"},
        {"svix-timestamp": ""},
        {"svix-id": ""},
        {"svix-signature": ""},
        {"svix-signature": "v1"},
        {"svix-signature": "v1,v1,v1"},
    ],
)
def test_each_part_of_okendo_s_signature_counts(changed: dict[str, str]) -> None:
    delivery = svix(WHSEC, b"{}")
    forged = Delivery(headers={**delivery.headers, **changed}, body=b"{}")
    assert not okendo.signature.valid(forged, [WHSEC])


def test_a_body_that_is_no_text_is_refused_and_breaks_nothing() -> None:
    delivery = svix(WHSEC, b"\xff\xfe")
    assert not okendo.signature.valid(delivery, [WHSEC])


MALFORMED = ["whsec_", "whsec_!!!", "whsec_ä", "whsec_A", f"{WHSEC}*"]


@pytest.mark.parametrize("secret", MALFORMED)
def test_a_secret_that_cannot_be_one_is_refused_on_connecting(secret: str) -> None:
    user = {"user_id": "5f0c1d2e-7a3b-4c4d-8e5f-60718293a4b5"}
    with pytest.raises(BadRequest, match="Copy it again") as raised:
        okendo.identify({**user, "webhook_secret": secret})
    assert raised.value.parameter == "webhook_secret"
    assert okendo.identify({**user, "webhook_secret": WHSEC}) == user["user_id"]
    assert okendo.identify(user) == user["user_id"]


@pytest.mark.parametrize("secret", MALFORMED)
def test_a_secret_that_cannot_be_one_breaks_no_delivery(secret: str) -> None:
    delivery = svix(WHSEC, b"{}")
    assert not okendo.signature.valid(delivery, [secret])
    assert okendo.signature.valid(delivery, [secret, WHSEC])


@given(st.text(max_size=60))
def test_any_secret_is_usable_or_told_to_be_none(secret: str) -> None:
    try:
        assert all(keys(secret))
    except BadRequest:
        assert secret.strip().startswith("whsec_")


def test_a_delivery_that_was_never_stamped_is_signed_whole() -> None:
    bare = Delivery(headers={}, body=b"{}")
    headers = okendo.signature.sign(bare, WHSEC)
    assert set(headers) == {"svix-id", "svix-timestamp", "svix-signature"}
    assert okendo.signature.valid(Delivery(headers=headers, body=b"{}"), [WHSEC])
