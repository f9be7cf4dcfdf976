"""What the contract promises an adapter author: signatures, decoding, paths of what is wrong."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.contract import Delivery, HmacSha256, Payload, malformed, topic
from connector.convert import Id, text_id
from connector.errors import Malformed
from connector.records import Change, Deleted, Fetch, Kind, Ref

BODY = b'{"id": 5}'
SIGNATURE = HmacSha256(headers=("x-sig", "sig"))


def signed(signature: HmacSha256, secret: str, body: bytes = BODY) -> Delivery:
    bare = Delivery(headers={"x-topic": "order"}, body=body)
    return Delivery(headers={**bare.headers, **signature.sign(bare, secret)}, body=body)


def test_a_signature_is_what_the_standard_library_computes() -> None:
    digest = hmac.new(b"secret", BODY, sha256)
    assert signed(SIGNATURE, "secret").headers["x-sig"] == b64encode(digest.digest()).decode()
    in_hex = HmacSha256(headers=("x-sig",), encoding="hex")
    assert signed(in_hex, "secret").headers["x-sig"] == digest.hexdigest()


@pytest.mark.parametrize("encoding", ["base64", "hex"])
@given(body=st.binary(), secret=st.text(st.characters(codec="utf-8"), min_size=1))
def test_what_is_signed_is_valid_and_one_byte_more_is_not(
    encoding: str, body: bytes, secret: str
) -> None:
    signature = HmacSha256(headers=("x-sig",), encoding="hex" if encoding == "hex" else "base64")
    delivery = signed(signature, secret, body)
    assert signature.valid(delivery, [secret])
    longer = Delivery(headers=delivery.headers, body=body + b" ")
    assert not signature.valid(longer, [secret])


@pytest.mark.parametrize("secrets", [["b", "a"], ["a", "b"], ["c", "a", "b"], ["", "a"]])
def test_a_delivery_is_valid_while_its_secret_is_one_of_several(secrets: list[str]) -> None:
    assert SIGNATURE.valid(signed(SIGNATURE, "a"), secrets)
    assert SIGNATURE.valid(signed(SIGNATURE, "a"), iter(secrets))


@pytest.mark.parametrize("secrets", [[], [""], ["b"], ["", "b"], ["aa"], ["A"]])
def test_a_delivery_is_refused_with_other_secrets(secrets: list[str]) -> None:
    assert not SIGNATURE.valid(signed(SIGNATURE, "a"), secrets)


def test_the_empty_secret_signs_nothing_valid() -> None:
    forged = signed(SIGNATURE, "")
    assert not SIGNATURE.valid(forged, [""])
    assert not SIGNATURE.valid(forged, ["", "a"])
    assert not SIGNATURE.valid(forged, [])


def test_a_spelling_of_a_secret_that_is_empty_signs_nothing_valid() -> None:
    stripped = HmacSha256(headers=("x-sig",), secret_forms=lambda secret: (secret.strip(),))
    assert not stripped.valid(signed(SIGNATURE, ""), [" "])


def test_another_spelling_of_the_secret_may_have_signed() -> None:
    either = HmacSha256(headers=("x-sig",), secret_forms=lambda secret: (secret, secret.upper()))
    assert either.valid(signed(either, "abc"), ["abc"])
    assert either.valid(signed(either, "ABC"), ["abc"])
    assert not either.valid(signed(either, "abc"), ["ABC"])


def test_either_header_name_may_carry_the_signature() -> None:
    value = SIGNATURE.digest(Delivery(headers={}, body=BODY), "a")
    assert SIGNATURE.valid(Delivery(headers={"x-sig": value}, body=BODY), ["a"])
    assert SIGNATURE.valid(Delivery(headers={"sig": value}, body=BODY), ["a"])
    assert not SIGNATURE.valid(Delivery(headers={"other": value}, body=BODY), ["a"])


def test_of_two_signatures_the_first_name_counts() -> None:
    value = SIGNATURE.digest(Delivery(headers={}, body=BODY), "a")
    headers = {"sig": value, "x-sig": "forged"}
    assert not SIGNATURE.valid(Delivery(headers=headers, body=BODY), ["a"])


@pytest.mark.parametrize("value", ["", "é", "\x00", "a" * 10_000, "====", "ÿþ"])
def test_nothing_in_a_signature_header_raises(value: str) -> None:
    assert not SIGNATURE.valid(Delivery(headers={"x-sig": value}, body=BODY), ["a"])


def test_a_signature_over_a_part_of_the_request_leaves_the_rest_open() -> None:
    def first_word(delivery: Delivery) -> bytes:
        return delivery.body.split(b".")[0]

    part = HmacSha256(headers=("x-sig",), message=first_word, covers_body=False)
    delivery = signed(part, "a", b"one.two")
    assert part.valid(Delivery(headers=delivery.headers, body=b"one.three"), ["a"])
    assert not part.valid(Delivery(headers=delivery.headers, body=b"two.two"), ["a"])


class Line(Payload, frozen=True, kw_only=True):
    sku: str
    price: Decimal


class Part(Payload, frozen=True, kw_only=True):
    id: int
    lines: tuple[Line, ...] = ()


class Whole(Payload, frozen=True, kw_only=True):
    id: Id
    parts: tuple[Part, ...] = ()
    note: str = ""
    extra: dict[str, Line] = {}  # noqa: RUF012 - msgspec copies it


def fetch(shape: Whole) -> Iterator[Change]:
    yield Fetch(ref=Ref(kind=Kind.ORDER, id=text_id(shape.id)))
    yield from (
        Deleted(ref=Ref(kind=Kind.REFUND, id=str(part.id), parent_id=text_id(shape.id)))
        for part in shape.parts
    )


WHOLE = topic(Whole, fetch)


def test_a_body_becomes_the_changes_its_parser_yields() -> None:
    assert WHOLE.changes(b'{"id": "5", "parts": [{"id": 7}], "unknown": [1.5]}') == (
        Fetch(ref=Ref(kind=Kind.ORDER, id="5")),
        Deleted(ref=Ref(kind=Kind.REFUND, id="7", parent_id="5")),
    )


def test_a_large_id_keeps_its_last_digits() -> None:
    (change,) = WHOLE.changes(b'{"id": 820982911946154508}')
    assert change == Fetch(ref=Ref(kind=Kind.ORDER, id="820982911946154508"))


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"{}", "$.id"),
        (b'{"id": {}}', "$.id"),
        (b'{"id": null}', "$.id"),
        (b'{"id": 1.5}', "$.id"),
        (b'{"id": 1, "parts": {}}', "$.parts"),
        (b'{"id": 1, "parts": [{"id": 1}, {}]}', "$.parts[1].id"),
        (b'{"id": 1, "parts": [{"id": "1"}]}', "$.parts[0].id"),
        (b'{"id": 1, "parts": [{"id": 1, "lines": [{"sku": ""}]}]}', "$.parts[0].lines[0].price"),
        (
            b'{"id": 1, "parts": [{"id": 1, "lines": [{"sku": "", "price": "12,50"}]}]}',
            "$.parts[0].lines[0].price",
        ),
        (b'{"id": 1, "extra": {"a": {}}}', "$.extra[...].sku"),
        (b"[]", "$"),
        (b"null", "$"),
        (b'"x"', "$"),
        (b"", "$"),
        (b'{"id": 1', "$"),
        (b'{"id": 1}}', "$"),
        (b"\xff", "$"),
        (b'{"id": 1, "note": "\\ud800"}', "$"),
    ],
)
def test_a_body_that_is_not_understood_says_where(body: bytes, path: str) -> None:
    with pytest.raises(Malformed) as raised:
        WHOLE.changes(body)
    assert raised.value.path == path
    assert " - at " not in raised.value.detail


def test_a_text_that_is_not_utf8_is_malformed() -> None:
    with pytest.raises(Malformed):
        WHOLE.changes(b'{"id": 1, "note": "\xff"}')


def test_a_body_nested_too_deeply_is_malformed() -> None:
    with pytest.raises(Malformed):
        WHOLE.changes(b'{"id": 1, "unknown": ' + b"[" * 100_000)


def test_what_a_parser_refuses_keeps_its_own_path() -> None:
    def refuse(shape: Whole) -> Iterator[Change]:
        raise Malformed("No.", "$.note")
        yield

    with pytest.raises(Malformed) as raised:
        topic(Whole, refuse).changes(b'{"id": 1}')
    assert raised.value.path == "$.note"


@given(st.binary(max_size=80))
def test_bytes_at_random_are_malformed(body: bytes) -> None:
    with pytest.raises(Malformed, match=r"\w"):
        WHOLE.changes(body)


def test_an_error_without_a_place_is_about_the_whole_body() -> None:
    assert malformed(msgspec.DecodeError("JSON is malformed")).path == "$"
