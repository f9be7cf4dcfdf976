"""Rules on what a delivery says about itself, and on the adapter as declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from connector.contract import Adapter, Delivery, Envelope, Unsigned
from connector.errors import Malformed, StorewireError
from connector.testing.recordings import (
    SECRET,
    Recording,
    alterations,
    is_error,
    is_ping,
    resigned,
    topic_of,
)
from connector.testing.rules import for_all_recordings, for_each_recording


@for_each_recording
def envelope_is_complete(adapter: Adapter, recording: Recording) -> Iterator[str]:
    if is_ping(adapter, recording):
        return
    envelope = adapter.read_envelope(recording.delivery)
    for name in ("store", "topic", "key"):
        value = getattr(envelope, name)
        if not isinstance(value, str) or not value:
            yield f"its envelope's {name} is {value!r}, and no text"
    sent = envelope.sent_at
    if sent and sent.utcoffset() != timedelta(0):
        yield f"its envelope's sent_at is {sent.isoformat()}, and not in UTC"
    if envelope.topic not in {*adapter.topics, *adapter.ignored}:
        yield f"its topic {envelope.topic!r} is neither in topics nor ignored"


@for_each_recording
def store_is_named_as_identify_names_it(adapter: Adapter, recording: Recording) -> Iterator[str]:
    """A store named in another form than `identify` gives is never found."""
    if is_ping(adapter, recording):
        return
    store = adapter.read_envelope(recording.delivery).store
    try:
        known = adapter.identify({setting.name: store for setting in adapter.settings})
    except StorewireError:
        return
    if known != store:
        yield f"its store is {store!r}, which identify turns into {known!r}"


@for_each_recording
def envelope_is_repeatable(adapter: Adapter, recording: Recording) -> Iterator[str]:
    if is_ping(adapter, recording):
        return
    given = dict(recording.delivery.headers)
    delivery = Delivery(headers=given, body=recording.delivery.body)
    first, second = adapter.read_envelope(delivery), adapter.read_envelope(delivery)
    if first != second:
        yield f"read_envelope gives {first}, then {second}"
    if given != recording.delivery.headers:
        yield "read_envelope changes the headers it was given"


@for_all_recordings
def keys_tell_deliveries_apart(adapter: Adapter, recordings: Sequence[Recording]) -> Iterator[str]:
    """A key that two bodies share loses the second: it is taken for a repetition."""
    seen: dict[tuple[str, str], tuple[str, bytes]] = {}
    for recording in recordings:
        for envelope, body in deliveries(adapter, recording):
            content = (envelope.topic, body)
            if seen.setdefault((envelope.store, envelope.key), content) != content:
                yield f"{recording.name}: another delivery has its key {envelope.key!r}"
                break


def deliveries(adapter: Adapter, recording: Recording) -> Iterator[tuple[Envelope, bytes]]:
    """The recorded one, and the same with other bodies, as far as they have an envelope."""
    if is_ping(adapter, recording):
        return
    body = recording.delivery.body
    for other in (body, *alterations(body)):
        try:
            yield adapter.read_envelope(resigned(adapter, recording.delivery, other)), other
        except Malformed:
            continue


@for_each_recording
def headers_are_looked_up_in_lower_case(adapter: Adapter, recording: Recording) -> Iterator[str]:
    headers = Watched(recording.delivery.headers)
    delivery = Delivery(headers=headers, body=recording.delivery.body)
    try:
        adapter.is_ping(delivery)
        adapter.signature.valid(delivery, [SECRET])
        adapter.read_envelope(delivery)
    except (KeyError, Malformed):
        pass
    signed = {*adapter.signature.sign(recording.delivery, SECRET)}
    for name in sorted(name for name in headers.asked | signed if name != name.lower()):
        yield f"the header {name} is asked for; names are lower-case in a Delivery"


class Watched(Mapping[str, str]):
    """Headers that remember which were asked for."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self.headers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.headers)

    def __len__(self) -> int:
        return len(self.headers)


@for_all_recordings
def declaration_holds_together(adapter: Adapter, recordings: Sequence[Recording]) -> Iterator[str]:
    names = [setting.name for setting in adapter.settings]
    if not re.fullmatch("[a-z][a-z0-9_-]*", adapter.name):
        yield f"The name {adapter.name!r} is no lower-case word for a URL."
    yield from misnamed_secrets(adapter)
    if len(names) != len(set(names)):
        yield f"Two settings share a name: {', '.join(names)}."
    for name in sorted(adapter.ignored & set(adapter.topics)):
        yield f"The topic {name!r} is both parsed and ignored."


def misnamed_secrets(adapter: Adapter) -> Iterator[str]:
    secret = {setting.name for setting in adapter.settings if setting.secret}
    unsigned = isinstance(adapter.signature, Unsigned)
    if unsigned and adapter.signed_with:
        yield f"signed_with is {adapter.signed_with!r}, and nothing is signed."
    if unsigned and not adapter.own_url:
        yield "Deliveries are unsigned, and stores have no URL of their own."
    if not unsigned and adapter.signed_with not in secret:
        yield f"signed_with is {adapter.signed_with!r}, which is no secret setting."
    for name in adapter.also_signed_with:
        if name not in secret:
            yield f"also_signed_with has {name!r}, which is no secret setting."


@for_all_recordings
def every_topic_has_a_recording(adapter: Adapter, recordings: Sequence[Recording]) -> Iterator[str]:
    recorded = {topic_of(adapter, recording) for recording in recordings}
    for name in sorted(set(adapter.topics) - recorded):
        yield f"The topic {name!r} has no recording."


@for_each_recording
def pings_and_errors_mean_nothing(adapter: Adapter, recording: Recording) -> Iterator[str]:
    ping, error = is_ping(adapter, recording), is_error(adapter, recording)
    if ping and adapter.signature.valid(recording.delivery, [SECRET]):
        yield "is taken for a ping although it is signed"
    if (ping or error or topic_of(adapter, recording) is None) and recording.expected != []:
        yield "is a ping, a platform error or an ignored topic, so [] has to be expected of it"
    if error and not adapter.platform_error(recording.delivery.body):
        yield "is a platform error whose reason is empty"
