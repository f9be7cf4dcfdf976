"""Lale with one thing wrong at a time, and the rule of the kit that has to complain."""

from __future__ import annotations

import dataclasses
import hmac
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from typing import Any, cast

import msgspec

from connector.contract import (
    Adapter,
    Delivery,
    Envelope,
    HmacSha256,
    Topic,
    Unsigned,
    topic,
)
from connector.convert import money, text_id
from connector.records import Change, Deleted, Kind, OrderLine, Ref, Tracking
from tests.adapters import lale_storefront
from tests.adapters.lale import (
    HONEST,
    SIGNATURE,
    STORE,
    LaleGone,
    LaleOrder,
    is_ping,
    order,
    read_envelope,
    shipment,
)
from tests.adapters.lale_absences import ABSENCES


def signing(**changes: Any) -> Adapter:
    return dataclasses.replace(HONEST, signature=cast("Any", Faulty(**changes)))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Faulty:
    """A signature with one thing wrong."""

    covers_body: bool = True
    valid_instead: Callable[[Delivery, list[str]], bool] | None = None
    header: str = "x-lale-signature"

    def sign(self, delivery: Delivery, secret: str) -> dict[str, str]:
        return {self.header: SIGNATURE.digest(delivery, secret)}

    def valid(self, delivery: Delivery, secrets: Iterable[str]) -> bool:
        if self.valid_instead:
            return self.valid_instead(delivery, list(secrets))
        return SIGNATURE.valid(delivery, secrets)


def check(delivery: Delivery, secrets: Iterable[str]) -> bool:
    return SIGNATURE.valid(delivery, secrets)


def given(delivery: Delivery) -> str:
    headers = delivery.headers
    return headers.get("x-lale-signature", headers.get("lale-signature", ""))


def empty_too(delivery: Delivery, secrets: list[str]) -> bool:
    return given(delivery) in [SIGNATURE.digest(delivery, secret) for secret in secrets]


def as_text(delivery: Delivery, secrets: list[str]) -> bool:
    digests = [SIGNATURE.digest(delivery, secret) for secret in secrets if secret]
    return any(hmac.compare_digest(digest, given(delivery)) for digest in digests)


class OnlyLists(HmacSha256):
    def valid(self, delivery: Delivery, secrets: Iterable[str]) -> bool:
        return any(check(delivery, [secret]) for secret in cast("list[str]", secrets)[:])


def enveloped(change: Callable[[Delivery, Envelope], Envelope]) -> Adapter:
    def read(delivery: Delivery) -> Envelope:
        return change(delivery, read_envelope(delivery))

    return dataclasses.replace(HONEST, read_envelope=read)


def with_envelope(**changes: Any) -> Adapter:
    return enveloped(lambda delivery, envelope: dataclasses.replace(envelope, **changes))


def capital_envelope(delivery: Delivery) -> Envelope:
    store = delivery.headers.get("X-Lale-Store", STORE)
    return dataclasses.replace(read_envelope(delivery), store=store)


def eager_envelope(delivery: Delivery) -> Envelope:
    name = delivery.headers["x-lale-topic"]
    return Envelope(store=STORE, topic=name, key=name + sha256(delivery.body).hexdigest())


def greedy_envelope(delivery: Delivery) -> Envelope:
    envelope = read_envelope(delivery)
    cast("dict[str, str]", delivery.headers).pop("x-lale-sent")
    return envelope


counter = itertools.count()


def numbered(delivery: Delivery, envelope: Envelope) -> Envelope:
    return dataclasses.replace(envelope, key=f"{envelope.key}{next(counter)}")


def parsing(parse: Callable[[LaleOrder], Iterable[Any]]) -> Adapter:
    topics = {**HONEST.topics, "order.changed": topic(LaleOrder, parse)}
    return dataclasses.replace(HONEST, topics=topics)


def order_with(**changes: Any) -> Adapter:
    """The honest order, but for these fields: records check no types when they are made."""
    return parsing(lambda shape: [msgspec.structs.replace(order(shape), **changes)])


def order_of(**total: Any) -> Adapter:
    return order_with(total=msgspec.structs.replace(money("1", "TRY"), **total))


def counted(shape: LaleOrder) -> Iterator[Change]:
    yield msgspec.structs.replace(order(shape), number=str(next(counter)))


def unchecked_id(shape: LaleGone) -> Iterator[Change]:
    yield Deleted(ref=Ref(kind=Kind.ORDER, id=text_id(shape.id)))


def loosely(parse: Callable[[Any], Iterable[Change]]) -> Adapter:
    def decode(body: bytes) -> Any:
        return json.loads(body.decode("latin-1"))

    changed = Topic(LaleOrder, decode, parse)
    return dataclasses.replace(HONEST, topics={**HONEST.topics, "order.changed": changed})


def trusting(document: Any) -> Iterator[Change]:
    yield Deleted(ref=Ref(kind=Kind.ORDER, id=str(document["id"])))


def made_up(document: Any) -> Iterator[Change]:
    when = datetime(2026, 1, 1, tzinfo=UTC)
    yield order(
        LaleOrder(id=1, number="1", placed=when, changed=when, sum=Decimal(1), currency="EUR")
    )


def declared(**changes: Any) -> Adapter:
    return dataclasses.replace(HONEST, **changes)


NAIVE = datetime(2026, 3, 20, 9, 30)  # noqa: DTZ001 - the fault
TEHRAN = datetime(2026, 3, 20, 9, 30, tzinfo=timezone(timedelta(hours=3, minutes=30)))
FAULTS: dict[str, tuple[Adapter, str]] = {
    "accepts an unsigned body": (
        signing(valid_instead=lambda d, s: not given(d) or check(d, s)),
        "unsigned_delivery_is_refused",
    ),
    "accepts an empty secret": (signing(valid_instead=empty_too), "empty_secret_is_refused"),
    "checks only the first secret": (
        signing(valid_instead=lambda d, s: check(d, s[:1])),
        "accepted_while_a_secret_rotates",
    ),
    "checks only the last secret": (
        signing(valid_instead=lambda d, s: check(d, s[-1:])),
        "accepted_while_a_secret_rotates",
    ),
    "wants a list of secrets": (
        declared(signature=OnlyLists(headers=("x-lale-signature", "lale-signature"))),
        "accepted_while_a_secret_rotates",
    ),
    "accepts everything": (
        signing(valid_instead=lambda d, s: True),
        "other_secrets_are_refused",
    ),
    "refuses everything": (
        signing(valid_instead=lambda d, s: False),
        "signed_delivery_is_accepted",
    ),
    "signs otherwise than it checks": (
        signing(header="x-lale-digest"),
        "signed_delivery_is_accepted",
    ),
    "accepts any signature of the right length": (
        signing(valid_instead=lambda d, s: bool(s) and len(given(d)) == 44),
        "forged_signature_is_refused",
    ),
    "compares signatures as text": (signing(valid_instead=as_text), "forged_signature_is_refused"),
    "signs the first bytes only": (
        declared(signature=dataclasses.replace(SIGNATURE, message=lambda d: d.body[:3])),
        "altered_body_is_refused",
    ),
    "signs the body without its spaces": (
        declared(signature=dataclasses.replace(SIGNATURE, message=lambda d: d.body.strip())),
        "altered_body_is_refused",
    ),
    "trusts a body that is not signed": (
        signing(covers_body=False),
        "unsigned_body_only_asks_to_fetch",
    ),
    "raises KeyError at a missing header": (
        declared(read_envelope=eager_envelope),
        "every_stranger_is_answered",
    ),
    "raises at a ping that is no text": (
        declared(is_ping=lambda d: d.body.decode() == "ping"),
        "every_stranger_is_answered",
    ),
    "has no store": (with_envelope(store=""), "envelope_is_complete"),
    "has a number as its key": (with_envelope(key=7), "envelope_is_complete"),
    "has a topic nobody declared": (with_envelope(topic="order.moved"), "envelope_is_complete"),
    "was sent at a naive time": (with_envelope(sent_at=NAIVE), "envelope_is_complete"),
    "names the store by its address": (
        with_envelope(store=f"https://{STORE}/"),
        "store_is_named_as_identify_names_it",
    ),
    "counts deliveries": (enveloped(numbered), "envelope_is_repeatable"),
    "takes headers away": (declared(read_envelope=greedy_envelope), "envelope_is_repeatable"),
    "has one key for different bodies": (
        enveloped(lambda d, e: dataclasses.replace(e, key=e.topic)),
        "keys_tell_deliveries_apart",
    ),
    "has the sending time as its key": (
        enveloped(lambda d, e: dataclasses.replace(e, key=str(e.sent_at))),
        "keys_tell_deliveries_apart",
    ),
    "has a key that leaves digits out": (
        enveloped(lambda d, e: dataclasses.replace(e, key=e.topic + str(len(d.body)))),
        "keys_tell_deliveries_apart",
    ),
    "asks for a capital header": (
        declared(read_envelope=capital_envelope),
        "headers_are_looked_up_in_lower_case",
    ),
    "signs in a capital header": (
        signing(header="X-Lale-Signature"),
        "headers_are_looked_up_in_lower_case",
    ),
    "has a name that is no word": (declared(name="Lale Shop"), "declaration_holds_together"),
    "is signed with an unknown setting": (
        declared(signed_with="key"),
        "declaration_holds_together",
    ),
    "is signed with an open setting": (
        declared(signed_with="address"),
        "declaration_holds_together",
    ),
    "is also signed with an open setting": (
        declared(also_signed_with=("secret", "address")),
        "declaration_holds_together",
    ),
    "is unsigned without URLs of its own": (
        declared(signature=Unsigned(), signed_with=""),
        "declaration_holds_together",
    ),
    "is unsigned and signed with a setting": (
        declared(signature=Unsigned(), own_url=True),
        "declaration_holds_together",
    ),
    "is unsigned and believed": (
        declared(signature=Unsigned(), signed_with="", own_url=True),
        "unsigned_body_only_asks_to_fetch",
    ),
    "has a setting twice": (
        declared(settings=(*HONEST.settings, HONEST.settings[0])),
        "declaration_holds_together",
    ),
    "parses a topic it ignores": (
        declared(ignored=frozenset({"order.gone"})),
        "declaration_holds_together",
    ),
    "has a topic without a recording": (
        declared(topics={**HONEST.topics, "order.found": HONEST.topics["order.gone"]}),
        "every_topic_has_a_recording",
    ),
    "takes every delivery for a ping": (
        declared(is_ping=lambda d: True),
        "every_topic_has_a_recording",
    ),
    "takes a signed delivery for a ping": (
        declared(is_ping=lambda d: is_ping(d) or d.body.startswith(b'{"id": 6')),
        "pings_and_errors_mean_nothing",
    ),
    "takes an order for an error": (
        declared(platform_error=lambda body: "gone" if b'"id": 6' in body else None),
        "pings_and_errors_mean_nothing",
    ),
    "knows no reason of an error": (
        declared(platform_error=lambda body: "" if b"fault" in body else None),
        "pings_and_errors_mean_nothing",
    ),
    "reads a number wrong": (order_with(number="1001"), "records_are_as_expected"),
    "leaves a record out": (parsing(lambda shape: []), "records_are_as_expected"),
    "parses otherwise the second time": (parsing(counted), "parsing_twice_gives_the_same"),
    "has float money": (
        order_of(amount=1249.9),
        "values_are_normal",
    ),
    "has an endless amount": (
        order_of(amount=Decimal("Infinity")),
        "values_are_normal",
    ),
    "has a currency by its name": (
        order_of(currency="lira"),
        "values_are_normal",
    ),
    "has a naive time": (order_with(placed_at=NAIVE), "values_are_normal"),
    "has a time in Tehran": (order_with(updated_at=TEHRAN), "values_are_normal"),
    "has a link that runs": (
        parsing(
            lambda shape: [
                msgspec.structs.replace(
                    shipment(shape), tracking=(Tracking(url="javascript:alert(1)"),)
                )
            ]
        ),
        "values_are_normal",
    ),
    "has an integer id": (order_with(id=820982911946154508), "ids_are_text"),
    "has an empty id": (order_with(id=""), "ids_are_text"),
    "has an integer among ids": (order_with(refund_ids=(5,)), "ids_are_text"),
    "has an integer product id": (
        order_with(
            lines=(OrderLine(id="1", title="", quantity=Decimal(1), product_id=cast("str", 9)),)
        ),
        "ids_are_text",
    ),
    "has no number": (order_with(number=None), "changes_have_the_types_of_records"),
    "has a list of lines": (order_with(lines=[]), "changes_have_the_types_of_records"),
    "has a status of its own": (
        order_with(payment_status="bezahlt"),
        "changes_have_the_types_of_records",
    ),
    "yields what is no change": (
        parsing(lambda shape: [shape]),
        "changes_have_the_types_of_records",
    ),
    "makes an order of nothing": (loosely(made_up), "nonsense_is_malformed"),
    "raises KeyError at an empty object": (loosely(trusting), "nonsense_is_malformed"),
    "reads bytes that are no text": (loosely(made_up), "text_that_is_not_utf8_is_malformed"),
    "raises KeyError at a missing value": (loosely(trusting), "drift_is_malformed_or_harmless"),
    "has no id where the platform sent none": (
        declared(topics={**HONEST.topics, "order.gone": topic(LaleGone, unchecked_id)}),
        "drift_is_malformed_or_harmless",
    ),
    **ABSENCES,
    **lale_storefront.FAULTS,
}
