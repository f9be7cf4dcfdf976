"""Recorded requests, and the ways a kit bends them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from connector.contract import Adapter, Delivery
from connector.errors import Misconfigured
from connector.records import Change

SECRET = "fixture-secret-0123456789abcdef"  # noqa: S105 - public on purpose, signs recordings only
OTHER_SECRET = "another-secret-fedcba9876543210"  # noqa: S105


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One request as it arrived, signed with `SECRET`, and the changes it must become."""

    name: str
    delivery: Delivery
    expected: Any = None
    """What the `.json` beside it holds; None where there is none."""
    may_be_absent: frozenset[str] = frozenset()
    """Paths such as `$.items[].note` whose absence itself means something."""


def recordings(folder: Path) -> tuple[Recording, ...]:
    """Every `.http` under the folder. Raises Misconfigured for one that is no recording."""
    absent = may_be_absent(folder)
    return tuple(recording(folder, path, absent) for path in sorted(folder.rglob("*.http")))


def recording(folder: Path, path: Path, absent: frozenset[str]) -> Recording:
    beside = path.with_suffix(".json")
    name = path.relative_to(folder).with_suffix("").as_posix()
    try:
        expected = json.loads(beside.read_bytes()) if beside.exists() else None
        whole = delivery(path.read_bytes())
    except ValueError as error:
        raise Misconfigured(f"The recording {name} cannot be read: {error}") from None
    return Recording(name=name, delivery=whole, expected=expected, may_be_absent=absent)


def may_be_absent(folder: Path) -> frozenset[str]:
    """Out of `absent.txt`: on each line a path, and why the platform leaves it out."""
    told = folder / "absent.txt"
    if not told.exists():
        return frozenset()
    lines = (line.split() for line in told.read_text(encoding="utf-8").splitlines())
    return frozenset(words[0] for words in lines if words and words[0].startswith("$"))


def delivery(recorded: bytes) -> Delivery:
    """Header lines, an empty line, the exact body. Raises ValueError."""
    head, separator, body = recorded.partition(b"\n\n")
    if not separator:
        raise ValueError("no empty line ends its headers.")
    # Latin-1 is how WSGI hands header bytes to an application.
    pairs = (line.partition(": ") for line in head.decode("latin-1").split("\n"))
    return Delivery(headers={name.lower(): value for name, _, value in pairs}, body=body)


def written(delivery: Delivery) -> bytes:
    """The bytes of its `.http`, header names as people write them."""
    lines = [f"{name.title()}: {value}\n" for name, value in delivery.headers.items()]
    return "".join(lines).encode("latin-1") + b"\n" + delivery.body


def rendered(changes: Iterable[Change]) -> Any:
    """As a `.json` beside a recording holds them."""
    return json.loads(msgspec.json.encode(tuple(changes)))


def is_ping(adapter: Adapter, recording: Recording) -> bool:
    return adapter.is_ping(recording.delivery)


def is_error(adapter: Adapter, recording: Recording) -> bool:
    return adapter.platform_error(recording.delivery.body) is not None


def topic_of(adapter: Adapter, recording: Recording) -> str | None:
    """The topic its body is parsed as; None for pings, platform errors and ignored topics."""
    if is_ping(adapter, recording) or is_error(adapter, recording):
        return None
    name = adapter.read_envelope(recording.delivery).topic
    return name if name in adapter.topics else None


def parsed(adapter: Adapter, recording: Recording) -> tuple[Change, ...]:
    """What its topic makes of its body; nothing where nothing is parsed."""
    name = topic_of(adapter, recording)
    return adapter.topics[name].changes(recording.delivery.body) if name else ()


def with_headers(delivery: Delivery, headers: Mapping[str, str]) -> Delivery:
    return Delivery(headers={**delivery.headers, **headers}, body=delivery.body)


def signature_headers(adapter: Adapter, delivery: Delivery) -> set[str]:
    """The headers `delivery` is signed in, whichever of a signature's names it uses."""
    signed = adapter.signature.sign(delivery, SECRET)
    values = set(signed.values())
    return {name for name, value in delivery.headers.items() if name in signed or value in values}


def unsigned(adapter: Adapter, delivery: Delivery) -> Delivery:
    drop = signature_headers(adapter, delivery)
    headers = {name: value for name, value in delivery.headers.items() if name not in drop}
    return Delivery(headers=headers, body=delivery.body)


def resigned(adapter: Adapter, recorded: Delivery, body: bytes, secret: str = SECRET) -> Delivery:
    """The request with another body, or another secret, signed the way the platform signs."""
    bare = Delivery(headers=unsigned(adapter, recorded).headers, body=body)
    return with_headers(bare, adapter.signature.sign(bare, secret))


def alterations(body: bytes) -> Iterator[bytes]:
    """Bodies that differ from this one: by a space, by its first digit, by its last digit."""
    yield body + b" "
    digits = [match.start() for match in re.finditer(rb"\d", body)]
    for place in sorted({*digits[:1], *digits[-1:]}):
        other = b"1" if body[place : place + 1] != b"1" else b"2"
        yield body[:place] + other + body[place + 1 :]
