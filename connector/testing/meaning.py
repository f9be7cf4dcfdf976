"""Rules on what a body is turned into."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from connector.contract import Adapter, Topic
from connector.errors import Malformed
from connector.records import Change, Record
from connector.testing.drift import drifts, in_any_item, without_each_key
from connector.testing.less import claims
from connector.testing.recordings import Recording, parsed, rendered, topic_of
from connector.testing.rules import described, for_all_recordings, for_each_recording
from connector.testing.values import abnormal, mistyped, nameless

NO_RESOURCES = (b"{}", b"[]", b"null", b'"x"', b'{"id": {}}', b"", b"\xff")
MOST_PROBLEMS = 5
"""Of one kind for one recording: the rest would say the same again."""


@for_each_recording
def records_are_as_expected(adapter: Adapter, recording: Recording) -> Iterator[str]:
    given = parsed(adapter, recording)
    if recording.expected is None:
        yield "has no .json beside it with the changes to expect"
        return
    if rendered(given) != recording.expected:
        yield f"yields {json.dumps(rendered(given), ensure_ascii=False, indent=2)}"


@for_each_recording
def parsing_twice_gives_the_same(adapter: Adapter, recording: Recording) -> Iterator[str]:
    first, second = parsed(adapter, recording), parsed(adapter, recording)
    if first != second:
        yield f"yields {first}, then {second}"


@for_each_recording
def values_are_normal(adapter: Adapter, recording: Recording) -> Iterator[str]:
    yield from abnormal(parsed(adapter, recording))


@for_each_recording
def ids_are_text(adapter: Adapter, recording: Recording) -> Iterator[str]:
    yield from nameless(parsed(adapter, recording))


@for_each_recording
def changes_have_the_types_of_records(adapter: Adapter, recording: Recording) -> Iterator[str]:
    yield from mistyped(parsed(adapter, recording))


@for_each_recording
def nonsense_is_malformed(adapter: Adapter, recording: Recording) -> Iterator[str]:
    """Only instructions, which need nothing of a body (`Uninstalled`), may come of nonsense."""
    name = topic_of(adapter, recording)
    body = recording.delivery.body
    for nonsense in (*NO_RESOURCES, body[: len(body) // 2]) if name else ():
        yield from misread(adapter.topics[name or ""], nonsense)


@for_each_recording
def text_that_is_not_utf8_is_malformed(adapter: Adapter, recording: Recording) -> Iterator[str]:
    name = topic_of(adapter, recording)
    if name:
        broken = re.sub(rb'(:\s*")', b"\\1\xff", recording.delivery.body)
        yield from misread(adapter.topics[name], broken)


def misread(topic: Topic, body: bytes) -> Iterator[str]:
    try:
        changes = topic.changes(body)
    except Malformed as error:
        if not error.path.startswith("$"):
            yield f"the body {body[:40]!r} is Malformed at {error.path!r}, which is no JSON path"
    except Exception as error:  # noqa: BLE001 - recorded as the problem it is
        yield f"the body {body[:40]!r} raises {described(error)}, and not Malformed"
    else:
        for change in changes:
            if isinstance(change, Record):
                yield f"the body {body[:40]!r} yields {change}"


@for_each_recording
def drift_is_malformed_or_harmless(adapter: Adapter, recording: Recording) -> Iterator[str]:
    """Each value in turn missing, null, {} or empty: refused with Malformed, or done without."""
    name = topic_of(adapter, recording)
    if name is None:
        return
    recorded = parsed(adapter, recording)
    said = 0
    for drift, body in drifts(recording.delivery.body):
        for problem in harm(adapter.topics[name], body, recorded):
            yield f"with {drift}, {problem}"
            said += 1
        if said >= MOST_PROBLEMS:
            return


@for_all_recordings
def missing_keys_make_no_claims(adapter: Adapter, recordings: Sequence[Recording]) -> Iterator[str]:
    """Without each key in turn: Malformed at its path, or the same changes, or `less` of them."""
    needed: set[str] = set()
    declared = {path for recording in recordings for path in recording.may_be_absent}
    for recording in recordings:
        found = dict(claimed(adapter, recording))
        needed |= {in_any_item(path) for path in found}
        told = [
            f"{recording.name}: without {path}, {problem}"
            for path, problem in found.items()
            if in_any_item(path) not in declared
        ]
        yield from told[:MOST_PROBLEMS]
    for path in sorted(declared - needed):
        yield f"absent.txt has {path}, which makes no difference to any recording"


def claimed(adapter: Adapter, recording: Recording) -> Iterator[tuple[str, str]]:
    """The path of each key without which something else is said, and what."""
    name = topic_of(adapter, recording)
    if name is None:
        return
    whole = parsed(adapter, recording)
    for path, body in without_each_key(recording.delivery.body):
        problem = next(of_absence(adapter.topics[name], body, whole, path), None)
        if problem:
            yield path, problem


def of_absence(topic: Topic, body: bytes, whole: tuple[Change, ...], path: str) -> Iterator[str]:
    try:
        changes = topic.changes(body)
    except Malformed as error:
        at, gone = in_any_item(error.path), in_any_item(path)
        if at != gone and not at.startswith((f"{gone}.", f"{gone}[")):
            yield f"it is Malformed at {error.path}, which is somewhere else"
    except Exception as error:  # noqa: BLE001 - recorded as the problem it is
        yield f"it raises {described(error)}, and not Malformed"
    else:
        yield from claims(changes, whole)


def harm(topic: Topic, body: bytes, recorded: tuple[Change, ...]) -> Iterator[str]:
    try:
        changes = topic.changes(body)
    except Malformed as error:
        if not error.path.startswith("$"):
            yield f"it is Malformed at {error.path!r}, which is no JSON path"
    except Exception as error:  # noqa: BLE001 - recorded as the problem it is
        yield f"it raises {described(error)}, and not Malformed"
    else:
        if changes != recorded:
            yield from (*abnormal(changes), *nameless(changes), *mistyped(changes))
