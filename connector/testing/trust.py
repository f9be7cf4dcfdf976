"""Rules that keep forged and altered deliveries out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from connector.contract import Adapter, Delivery, SharedSecret, Unsigned
from connector.errors import Malformed
from connector.records import Fetch
from connector.testing.recordings import (
    OTHER_SECRET,
    SECRET,
    Recording,
    alterations,
    is_ping,
    resigned,
    signature_headers,
    topic_of,
    unsigned,
    with_headers,
)
from connector.testing.rules import described, for_each_recording

HOSTILE_BODIES = (b"", b"\xff\xfe", b"[]", b"null", b'"x"', b"1", b"{}", b'{"id": {}}', b"a=1&b")
MAY_REFUSE = ("read_envelope", "signature.valid")


@for_each_recording
def signed_delivery_is_accepted(adapter: Adapter, recording: Recording) -> Iterator[str]:
    if is_ping(adapter, recording):
        return
    if not accepts(adapter, recording.delivery, [SECRET]):
        yield "is signed with SECRET and refused"
    again = resigned(adapter, recording.delivery, recording.delivery.body)
    if not accepts(adapter, again, [SECRET]):
        yield "is refused once signature.sign has signed it with SECRET"


@for_each_recording
def accepted_while_a_secret_rotates(adapter: Adapter, recording: Recording) -> Iterator[str]:
    if is_ping(adapter, recording):
        return
    for secrets in (
        [SECRET, OTHER_SECRET],
        [OTHER_SECRET, SECRET],
        [OTHER_SECRET, SECRET, OTHER_SECRET],
        ["", SECRET],
    ):
        if not accepts(adapter, recording.delivery, secrets):
            place = secrets.index(SECRET) + 1
            yield f"is refused where its secret is number {place} of {len(secrets)}"
    if not adapter.signature.valid(recording.delivery, iter([OTHER_SECRET, SECRET])):
        yield "is refused where the secrets are an iterator"


@for_each_recording
def other_secrets_are_refused(adapter: Adapter, recording: Recording) -> Iterator[str]:
    if isinstance(adapter.signature, Unsigned):
        return
    forged = resigned(adapter, recording.delivery, recording.delivery.body, OTHER_SECRET)
    for secrets in ([], [""], [OTHER_SECRET], ["", OTHER_SECRET], [SECRET[:-1]], [SECRET + "0"]):
        if accepts(adapter, recording.delivery, secrets):
            yield f"is signed with SECRET and accepted with the secrets {secrets}"
    if accepts(adapter, forged, [SECRET]):
        yield "is signed with another secret and accepted with SECRET"


@for_each_recording
def empty_secret_is_refused(adapter: Adapter, recording: Recording) -> Iterator[str]:
    if isinstance(adapter.signature, Unsigned):
        return
    try:
        forged = resigned(adapter, recording.delivery, recording.delivery.body, secret="")
    except ValueError:
        return
    for secrets in ([], [""], ["", ""], ["", SECRET]):
        if accepts(adapter, forged, secrets):
            yield f"is signed with the empty secret and accepted with the secrets {secrets}"


@for_each_recording
def unsigned_delivery_is_refused(adapter: Adapter, recording: Recording) -> Iterator[str]:
    if isinstance(adapter.signature, Unsigned):
        return
    if accepts(adapter, unsigned(adapter, recording.delivery), [SECRET]):
        yield "is accepted without its signature"
    if accepts(adapter, Delivery(headers={}, body=recording.delivery.body), [SECRET]):
        yield "is accepted without any header"


@for_each_recording
def forged_signature_is_refused(adapter: Adapter, recording: Recording) -> Iterator[str]:
    """Whatever stands in the header: a stranger wrote it, so nothing in it may raise either."""
    for name in sorted(signature_headers(adapter, recording.delivery)):
        real = recording.delivery.headers[name]
        for value in ("", real[:-2], real[2:], real[::-1], "é", "0", "=", "v1,", ","):
            forged = with_headers(recording.delivery, {name: value})
            try:
                if value != real and accepts(adapter, forged, [SECRET]):
                    yield f"is accepted with the signature {value!r}"
            except Exception as error:  # noqa: BLE001 - recorded as the problem it is
                yield f"raises {described(error)} at the signature {value!r}"


@for_each_recording
def altered_body_is_refused(adapter: Adapter, recording: Recording) -> Iterator[str]:
    """A secret sent as it is says nothing of the body, and is known for that by its type alone."""
    in_the_clear = isinstance(adapter.signature, SharedSecret)
    if not adapter.signature.covers_body or in_the_clear or is_ping(adapter, recording):
        return
    body = recording.delivery.body
    recorded = recording.delivery.headers
    signed_again = resigned(adapter, recording.delivery, body).headers
    for altered in (*alterations(body), b" " + body, body[:-1], b""):
        forgeries = (Delivery(headers=h, body=altered) for h in (recorded, signed_again))
        if altered != body and any(accepts(adapter, f, [SECRET]) for f in forgeries):
            yield f"is accepted with the altered body {excerpt(altered, body)}"


@for_each_recording
def unsigned_body_only_asks_to_fetch(adapter: Adapter, recording: Recording) -> Iterator[str]:
    """Where the signature leaves the body out, everything in the body is a stranger's word."""
    topic = topic_of(adapter, recording)
    if adapter.signature.covers_body or topic is None:
        return
    body = recording.delivery.body
    for altered in (body, *alterations(body)):
        for change in changes_or_none(adapter, topic, altered):
            if not isinstance(change, Fetch):
                said = excerpt(altered, body)
                yield f"yields {type(change).__name__} from the unsigned body {said}"


@for_each_recording
def every_stranger_is_answered(adapter: Adapter, recording: Recording) -> Iterator[str]:
    """Before a signature is checked anyone may send anything: `read_envelope` and `valid` answer
    or raise Malformed, `is_ping` and `platform_error` answer."""
    for said, delivery in strangers(recording.delivery):
        for problem in reception(adapter, delivery):
            yield f"{said}, {problem}"


def strangers(delivery: Delivery) -> Iterator[tuple[str, Delivery]]:
    """The request without each of its headers, and with bodies it never had."""
    for missing in sorted(delivery.headers):
        headers = {name: v for name, v in delivery.headers.items() if name != missing}
        yield f"without {missing}", Delivery(headers=headers, body=delivery.body)
        yield f"with a strange {missing}", with_headers(delivery, {missing: "é {"})
    for body in (*HOSTILE_BODIES, delivery.body[: len(delivery.body) // 2]):
        said = f"with the body {body[:20]!r}"
        yield said, Delivery(headers=delivery.headers, body=body)
        yield f"{said} and no headers", Delivery(headers={}, body=body)


def reception(adapter: Adapter, delivery: Delivery) -> Iterator[str]:
    calls: dict[str, Callable[[], object]] = {
        "read_envelope": lambda: adapter.read_envelope(delivery),
        "signature.valid": lambda: adapter.signature.valid(delivery, [SECRET]),
        "is_ping": lambda: adapter.is_ping(delivery),
        "platform_error": lambda: adapter.platform_error(delivery.body),
    }
    for name, call in calls.items():
        try:
            call()
        except Malformed:
            if name not in MAY_REFUSE:
                yield f"{name} raises Malformed"
        except Exception as error:  # noqa: BLE001 - recorded as the problem it is
            yield f"{name} raises {described(error)}"


def accepts(adapter: Adapter, delivery: Delivery, secrets: Sequence[str]) -> bool:
    """Malformed is a refusal too: a signature may be over a part of the body."""
    try:
        return adapter.signature.valid(delivery, secrets)
    except Malformed:
        return False


def changes_or_none(adapter: Adapter, topic: str, body: bytes) -> tuple[object, ...]:
    try:
        return adapter.topics[topic].changes(body)
    except Malformed:
        return ()


def excerpt(altered: bytes, body: bytes) -> str:
    """Where the altered body leaves the recorded one."""
    same = next((i for i, (a, b) in enumerate(zip(altered, body, strict=False)) if a != b), None)
    start = max(0, (len(body) if same is None else same) - 20)
    return repr(altered[start : start + 40])
