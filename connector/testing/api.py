"""A store's API without a network: stand-ins, recorded answers, and the wire they answer over."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse

from connector.contract import Account, Adapter, Client, Settings
from connector.errors import Misconfigured
from connector.records import Kind, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a platform answers to one request."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def as_json(value: object, status: int = 200, **headers: str) -> Answer:
    """`retry_after="5"` is the header `retry-after`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    typed = {"content-type": "application/json", **named}
    return Answer(status=status, headers=typed, body=msgspec.json.encode(value))


StandIn = Callable[[requests.PreparedRequest], Answer]
"""Answers one request after the other, and may remember what was sent."""


def retry_after(seconds: float) -> Answer:
    return as_json({"message": "Too many requests"}, 429, retry_after=f"{seconds:.0f}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """What the kit has to know to try a `Client` and an `Install`."""

    settings: Settings
    """Of a store that let us in, the app's own among them."""
    shop: Callable[[], StandIn]
    """A new stand-in for that store's API, each as at the first."""
    there: tuple[Ref, ...]
    """What the stand-in has."""
    gone: tuple[Ref, ...]
    """What it says does not exist."""
    revoked: Answer = field(default_factory=lambda: as_json({"message": "Unauthorized"}, 401))
    """Its answer to a key it knows no more."""
    throttled: Callable[[float], Answer] = retry_after
    """Its answer where we are to wait for so many seconds."""
    made_by_hand: frozenset[str] = frozenset()
    """Topics that `subscribe` cannot make."""
    without_key: frozenset[Kind] = frozenset()
    """Kinds that are read without one, as pages anyone may see."""
    connect: Callable[[Account, requests.Session], Client] | None = None
    """In place of the adapter's, for one that pauses between its tries: here without the pauses."""


class Wire(BaseAdapter):
    """Where `requests` would open a socket. Remembers what was asked, and with which timeout."""

    def __init__(self, answer: StandIn) -> None:
        super().__init__()
        self._answer = answer
        self.asked: list[tuple[str, object]] = []

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        self.asked.append((f"{request.method} {urlsplit(request.url or '').path}", timeout))
        return response(request, self._answer(request))

    def close(self) -> None:
        """Nothing is open."""


def response(request: requests.PreparedRequest, answer: Answer) -> requests.Response:
    raw = HTTPResponse(
        body=io.BytesIO(answer.body),
        headers=dict(answer.headers),
        status=answer.status,
        preload_content=False,
    )
    made: requests.Response = HTTPAdapter().build_response(request, raw)
    return made


class Settled:
    """An `Account` in memory, as strict as the real one."""

    def __init__(self, settings: Settings) -> None:
        self.settings: Settings = dict(settings)

    @contextmanager
    def exclusively(self) -> Iterator[Settings]:
        yield self.settings

    def keep(self, new: Settings) -> None:
        self.settings = {**self.settings, **new}


@dataclass(frozen=True, slots=True)
class Link:
    """A client and the wire it asks over."""

    client: Client
    wire: Wire


def connected(adapter: Adapter, api: Api, answer: StandIn, account: Account | None = None) -> Link:
    session = requests.Session()
    wire = wired(session, answer)
    connect = api.connect or adapter.connect
    if connect is None:
        raise Misconfigured(f"{adapter.title} has no API to connect to.")
    return Link(connect(account or Settled(api.settings), session), wire)


def wired(session: requests.Session, answer: StandIn) -> Wire:
    wire = Wire(answer)
    for scheme in ("https://", "http://"):
        session.mount(scheme, wire)
    return wire


class NotRecorded(LookupError):
    """A request that no recorded answer is for."""


Asked = tuple[str, str, tuple[tuple[str, str], ...]]
"""Method, path and query, the query in any order."""


def recorded(folder: Path) -> Callable[[], StandIn]:
    """A stand-in of answers as they came, each a file `<name>.http`: the request line
    `GET /v1/orders?page=2`, an empty line, then status line, headers, an empty line and the body.
    One request recorded in several files is answered in the order of their names, and by the last
    from then on. Raises Misconfigured for a file that is none of this."""
    answers: dict[Asked, list[Answer]] = {}
    for path in sorted(folder.glob("*.http")):
        asked, answer = exchange(path)
        answers.setdefault(asked, []).append(answer)
    return lambda: played(answers)


def played(answers: Mapping[Asked, list[Answer]]) -> StandIn:
    times: Counter[Asked] = Counter()

    def answer(request: requests.PreparedRequest) -> Answer:
        asked = as_asked(request.method or "", request.url or "")
        if asked not in answers:
            raise NotRecorded(f"No answer is recorded to {request.method} {request.url}")
        times[asked] += 1
        return answers[asked][min(times[asked], len(answers[asked])) - 1]

    return answer


def as_asked(method: str, target: str) -> Asked:
    parts = urlsplit(target)
    return method, parts.path, tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))


EXCHANGE = re.compile(
    rb"([A-Z]+) (\S+)(?: HTTP/\S+)?\r?\n\r?\n"
    rb"HTTP/\S+ ([0-9]{3})[^\n]*\n((?:[^\r\n]+\r?\n)*)\r?\n(.*)",
    re.DOTALL,
)
OF_THE_WIRE = ("content-length", "content-encoding", "transfer-encoding")
"""Headers of an answer that its recorded body is no longer in need of."""


def exchange(path: Path) -> tuple[Asked, Answer]:
    found = EXCHANGE.fullmatch(path.read_bytes())
    if not found:
        raise Misconfigured(f"{path.name} is not a request line, a status line and an answer.")
    method, target, status, head, body = found.groups()
    lines = (line.partition(":") for line in head.decode("latin-1").splitlines())
    headers = {name.lower(): value.strip() for name, _, value in lines}
    kept = {name: value for name, value in headers.items() if name not in OF_THE_WIRE}
    answer = Answer(status=int(status), headers=kept, body=body)
    return as_asked(method.decode(), target.decode()), answer
