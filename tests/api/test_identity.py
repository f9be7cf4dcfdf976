"""Who vouches for a shopper: signed identities, and Chatwoot with a key made for it."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import msgspec
import pytest
from werkzeug.test import TestResponse

from connector.api import identity_token, rest
from connector.api.questions import LONGEST_IDENTITY
from connector.api.trust import Shopper
from connector.records import Buyer
from connector.storage.engine import now
from connector.storage.stores import Scope, create_key
from connector.storage.vouching import CHATWOOT, Signer, add_signer, believe_key, drop_signer
from tests.api.conftest import EMAIL, PHONE, Street, arrive, build_street, order

SECRET, OLD, OTHERS = "s" * 64, "o" * 40, "x" * 40
MINUTE, HOUR = 60, 3600
TIMES = {"exp", "nbf", "iat"}


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """By the real clock, which signed identities are measured with."""
    built = replace(build_street(tmp_path), app=rest.new_app())
    rest.add_rest(built.app, built.database)
    by_id = order("1003", Buyer(customer_id="7003", emails=("li@example.org",)))
    arrive(built.database, built.store, [by_id])
    add_signer(
        built.database,
        built.store.id,
        Signer(name="intercom", secrets=(OLD,), customer_id_claim="user_id"),
    )
    add_signer(built.database, built.store.id, Signer(name="intercom", secrets=(SECRET,)))
    yield built
    built.database.close()


def signed(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """Times are told in seconds from now."""
    said = {"exp": HOUR, "email": EMAIL, **claims}
    kept = {name: value for name, value in said.items() if value is not None}
    kept |= {name: int(time.time()) + kept[name] for name in TIMES & kept.keys()}
    return jwt.encode(kept, secret, algorithm)


def ask(
    street: Street,
    token: str = "",
    /,
    key: str = "",
    headers: Mapping[str, str] = {},
    **query: str,
) -> TestResponse:
    """Without an order: theirs is told, who are vouched for."""
    bearer = {"Authorization": f"Bearer {key or street.keys[Scope.ANSWERS]}"}
    named = {"X-Storewire-Identity": token} if token else {}
    return street.app.test_client().get(
        "/v1/order-status", query_string=query, headers={**bearer, **named, **headers}
    )


def told(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


def refused(response: TestResponse) -> str:
    """What is said of an identity that is not accepted."""
    assert response.status_code == 401, response.text
    assert response.get_json()["type"] == "/problems/identity-not-accepted"
    detail: str = response.get_json()["detail"]
    return detail


@pytest.mark.parametrize("secret", [SECRET, OLD], ids=["new secret", "the one before"])
def test_whom_a_helpdesk_signed_is_known_in_either_place(street: Street, secret: str) -> None:
    token = signed(secret)
    for response in (ask(street, token), ask(street, identity=token)):
        assert "1001" in told(response)["message"]
        assert told(response)["outcome"] == "choose"


def by_hand(header: Mapping[str, Any], signature: bytes = b"") -> str:
    said = {"exp": int(time.time()) + HOUR, "email": EMAIL}
    parts = [json.dumps(each).encode() for each in (header, said)]
    return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in (*parts, signature))


NESTED = base64.urlsafe_b64encode(b"[" * 1450).decode()


FORGERIES: list[Callable[[], str]] = [
    lambda: by_hand({"alg": "none", "typ": "JWT"}),
    lambda: by_hand({"alg": "nOnE"}),
    lambda: by_hand({"alg": "RS256"}, b"signature"),
    lambda: by_hand({"alg": ["HS256"]}, b"signature"),
    lambda: by_hand({"alg": "HS256", "crit": ["exp"]}, b"signature"),
    lambda: signed(OTHERS),
    lambda: signed(SECRET + "\n"),
    lambda: signed(SECRET, "HS512"),
    lambda: signed()[:-6],
    lambda: signed().rsplit(".", 1)[0],
    lambda: signed() + ".more",
    lambda: "not.a.token",
    lambda: "..",
    lambda: "é.é.é",
    lambda: f"{NESTED}.{NESTED}.x",
    lambda: "swi_",
    lambda: "swi_ééé",
    lambda: "swi_" + "A" * 100,
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_what_nobody_we_believe_signed_is_refused(street: Street, forge: Callable[[], str]) -> None:
    """Never taken for a question of nobody: a tool whose secret is wrong has to hear of it."""
    token = forge()
    said = refused(ask(street, identity=token))
    assert "named with" in said or "not given out by us" in said
    assert token not in said
    assert refused(ask(street, identity=token, order="1001", email=EMAIL))


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"exp": -5 * MINUTE}, "has expired"),
        ({"exp": None}, "has no `exp`"),
        ({"exp": 30 * HOUR}, "more than 24 hours"),
        ({"nbf": HOUR}, "not valid yet"),
        ({"iat": HOUR}, "not valid yet"),
        ({"email": None}, "names nobody"),
        ({"email": "  "}, "names nobody"),
        ({"email": ["maryam@example.com"]}, "names nobody"),
        ({"email_verified": False}, "names nobody"),
        ({"email_verified": "false"}, "names nobody"),
        ({"scope": "user", "external_id": "7"}, "names nobody"),
        ({"email": None, "sub": "7003", "external_id": "7003"}, "names nobody"),
        ({"email": None, "phone_number": PHONE, "phone_number_verified": False}, "names nobody"),
    ],
)
def test_what_is_wrong_with_a_signed_identity_is_said(
    street: Street, claims: dict[str, Any], said: str
) -> None:
    assert said in refused(ask(street, signed(**claims)))


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"exp": -30},
        {"scope": "user", "external_id": "7", "email_verified": True},
        {"email": None, "phone": PHONE},
        {"email": None, "phone_number": "0049 30 901820"},
        {"email": "  MARYAM@example.com "},
        {"sub": 7},
        {"aud": "somebody"},
    ],
)
def test_what_helpdesks_say_of_a_person_is_understood(
    street: Street, claims: dict[str, Any]
) -> None:
    assert told(ask(street, signed(**claims)))["outcome"] == "choose"


@pytest.mark.parametrize("number", ["7003", 7003])
def test_a_customer_id_is_only_what_the_owner_named(street: Street, number: object) -> None:
    assert told(ask(street, signed(email=None, user_id=number)))["facts"]["order_number"] == "1003"


def test_issuer_and_audience_are_asked_for_where_the_owner_named_them(street: Street) -> None:
    one = Signer(name="pages", secrets=(OTHERS,), issuer="shop", audience="storewire")
    add_signer(street.database, street.store.id, one)
    assert told(ask(street, signed(OTHERS, iss="shop", aud=["storewire"])))
    for claims in ({}, {"iss": "shop"}, {"aud": "storewire", "iss": "other"}, {"aud": "storewire"}):
        assert "`iss` or `aud`" in refused(ask(street, signed(OTHERS, **claims)))


def test_whom_the_store_believes_no_more_is_refused(street: Street) -> None:
    assert drop_signer(street.database, street.store.id, "intercom")
    assert refused(ask(street, signed()))


def test_an_identity_holds_for_one_store(street: Street) -> None:
    assert refused(ask(street, signed(), key=street.others_key))
    ours = given_out(street, street.store.id)
    assert told(ask(street, ours))["outcome"] == "choose"
    assert "not given out by us" in refused(ask(street, ours, key=street.others_key))


def given_out(street: Street, store_id: int, minutes: int = 30) -> str:
    until = now() + timedelta(minutes=minutes)
    return identity_token.sealed(street.database.keyring, store_id, Shopper(email=EMAIL), until)


def test_an_identity_of_ours_expires_and_cannot_be_altered(street: Street) -> None:
    assert "has expired" in refused(ask(street, given_out(street, street.store.id, minutes=0)))
    token = given_out(street, street.store.id)
    for altered in (token[:-1], token[:40] + "A" + token[41:], token + "A"):
        if altered != token:
            assert refused(ask(street, altered))


def test_an_identity_over_the_limit_is_refused_before_it_is_read(street: Street) -> None:
    long = signed(more="x" * 10_000)
    assert f"over {LONGEST_IDENTITY}" in refused(ask(street, long))
    response = ask(street, identity=long)
    assert response.status_code == 400
    assert str(LONGEST_IDENTITY) in response.get_json()["detail"]
    assert told(ask(street, identity=signed(more="x" * 2000)))


def test_two_identities_at_once_are_a_mistake(street: Street) -> None:
    one, other = signed(), signed(email="lilei@example.org")
    assert ask(street, one, identity=other).status_code == 400
    assert told(ask(street, one, identity=one))


def test_an_identity_is_not_logged(
    street: Street, events: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    token, bad = signed(), signed(OTHERS)
    ask(street, token)
    ask(street, identity=token)
    ask(street, bad)
    logged = f"{events} {caplog.text}"
    assert "question.answered" in logged
    assert token.split(".")[1] not in logged
    assert bad.split(".")[1] not in logged
    assert EMAIL not in logged


def test_without_anybody_vouched_for_the_order_has_to_be_named(street: Street) -> None:
    for response in (ask(street), ask(street, email=EMAIL), ask(street, identity="")):
        assert response.status_code == 400
        assert response.get_json()["detail"] == "The parameter `order` is missing or empty."
        assert response.get_json()["parameter"] == "order"


def test_their_own_orders_are_told_and_no_others(street: Street) -> None:
    assert told(ask(street, signed(email="lilei@example.org")))["facts"]["order_number"] == "1002"
    said = told(ask(street, signed()))
    assert said["next_actions"] == ["choose_order"]
    assert "1002" not in said["message"]
    assert said["message"].index("1001") < said["message"].index("1000")
    nobody = told(ask(street, signed(email="stranger@example.com"), locale="fa"))
    assert nobody["outcome"] == "no_match"
    assert nobody["message"].startswith("سفارشی از شما پیدا نکردیم")


def test_who_has_one_recent_order_means_that_one(street: Street) -> None:
    new = order("1010", Buyer(emails=(EMAIL,)))
    new = msgspec.structs.replace(new, placed_at=now() - timedelta(days=3))
    arrive(street.database, street.store, [new])
    assert told(ask(street, signed()))["facts"]["order_number"] == "1010"


def test_a_fact_that_is_sent_along_has_to_fit_their_orders_too(street: Street) -> None:
    assert told(ask(street, signed(), postcode="10115"))["outcome"] == "choose"
    assert told(ask(street, signed(), postcode="99999"))["outcome"] == "no_match"
    assert told(ask(street, signed(), email="---"))["outcome"] == "no_match"


def test_refunds_are_told_in_the_same_way(street: Street) -> None:
    client = street.app.test_client()
    key = {"Authorization": f"Bearer {street.keys[Scope.ANSWERS]}"}
    headers = {**key, "X-Storewire-Identity": signed()}
    assert told(client.get("/v1/refund-status", headers=headers))["outcome"] == "choose"
    assert client.get("/v1/refund-status", headers=key).status_code == 400


def test_a_number_like_theirs_in_another_country_is_not_theirs(street: Street) -> None:
    """As a second fact a number may lack its country code; to be somebody takes all of it."""
    assert told(ask(street, signed(email=None, phone=PHONE)))["outcome"] == "choose"
    for similar in ("+48 30 901820", "+1 230 901820"):
        assert told(ask(street, signed(email=None, phone=similar)))["outcome"] == "no_match"


VERIFIED = {"X-Chatwoot-Contact-Inbox-Verified": "true", "X-Chatwoot-Contact-Email": EMAIL}


def test_chatwoot_is_believed_with_the_key_made_for_it(street: Street) -> None:
    key = create_key(street.database, street.store.id, Scope.ANSWERS)
    believe_key(street.database, street.store.id, key, CHATWOOT)
    assert told(ask(street, key=key, headers=VERIFIED))["outcome"] == "choose"
    by_phone = {"X-Chatwoot-Contact-Inbox-Verified": "true", "X-Chatwoot-Contact-Phone": PHONE}
    assert told(ask(street, key=key, headers=by_phone))["outcome"] == "choose"
    assert ask(street, headers=VERIFIED).status_code == 400, "another key of the store"
    assert ask(street, key=street.others_key, headers=VERIFIED).status_code == 400
    for said in ("false", "", "1", "true,false"):
        headers = {**VERIFIED, "X-Chatwoot-Contact-Inbox-Verified": said}
        assert ask(street, key=key, headers=headers).status_code == 400
    alone = {"X-Chatwoot-Contact-Email": EMAIL}
    assert ask(street, key=key, headers=alone).status_code == 400
    empty = {"X-Chatwoot-Contact-Inbox-Verified": "true"}
    assert ask(street, key=key, headers=empty).status_code == 400
