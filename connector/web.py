"""A platform's JSON API over HTTP, for adapters: asked, asked again where that may help, and what
to do where it does not. An adapter of a platform with other manners may bring its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import structlog

from connector.contract import Settings, malformed
from connector.errors import (
    AccessDenied,
    AccessRevoked,
    BadRequest,
    Malformed,
    PlatformAway,
    StorewireError,
    Throttled,
)

T = TypeVar("T")
C = TypeVar("C")

log = structlog.get_logger(__name__)

TIMEOUT = (5.0, 30.0)
"""Seconds to connect, and to wait for each piece of an answer."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and the third try at reading."""
PATIENCE = 10.0
"""Seconds we wait on the spot where the vendor asks for it; above, the caller decides."""
LONGEST_WAIT = 3600.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SAID = 200
"""Characters of a vendor's complaint that are worth showing."""


class Passing(PlatformAway):
    """Another try may help."""


class Gone(PlatformAway):
    """The vendor's own word that there is no such thing."""


class Refused(PlatformAway):
    """The vendor did not like the question; `said` is its complaint."""

    def __init__(self, title: str, status: int, said: str) -> None:
        super().__init__(f"{title} refuses the request (status {status}): {said}")
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """`revoked` and `denied` are cures, for the owner: the key is unknown, or may not do this."""

    title: str
    revoked: str
    denied: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    url: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    login: tuple[str, str] | None = None
    body: object = None


class Web:
    """Raises PlatformAway, Throttled, AccessRevoked or AccessDenied, and nothing of `requests`."""

    def __init__(
        self,
        vendor: Vendor,
        session: requests.Session,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._vendor, self._session, self._wait = vendor, session, wait

    def ask(self, question: Question) -> bytes:
        """JSON, or nothing at all. Only reading is tried again: what was sent may have been done
        although no answer came."""
        for pause in (*(PAUSES if question.method == "GET" else ()), None):
            found = self._once(question)
            if isinstance(found, bytes):
                return found
            if pause is None or not worth_repeating(found):
                raise found
            self._wait(found.wait if isinstance(found, Throttled) else pause)
        raise AssertionError("The last try returns or raises.")

    def find(self, question: Question) -> bytes | None:
        """None where the vendor says that there is no such thing."""
        try:
            return self.ask(question)
        except Gone:
            return None

    def _once(self, question: Question) -> bytes | StorewireError:
        """Errors are returned: what is raised here would drag the request and its key along."""
        sent = question.body is not None
        try:
            response = self._session.request(
                question.method,
                question.url,
                params=dict(question.params),
                headers={
                    "Accept": "application/json",
                    "User-Agent": "Storewire",
                    **({"Content-Type": "application/json"} if sent else {}),
                    **question.headers,
                },
                auth=question.login,
                data=msgspec.json.encode(question.body) if sent else None,
                timeout=TIMEOUT,
                # A redirect would carry the key to whatever host it names.
                allow_redirects=False,
            )
        except (requests.RequestException, ValueError) as error:
            return Passing(f"{self._vendor.title} does not answer ({type(error).__name__}).")
        return judged(self._vendor, response.status_code, response.headers, response.content)


def judged(
    vendor: Vendor, status: int, headers: Mapping[str, str], body: bytes
) -> bytes | StorewireError:
    if 200 <= status < 300:
        page = PlatformAway(f"{vendor.title} answers with a page instead of data.")
        return body if is_json(body) or not body.strip() else page
    if status == 401:
        return AccessRevoked(vendor.revoked)
    if status == 403:
        return AccessDenied(vendor.denied)
    if status == 429:
        return Throttled(asked_wait(headers))
    if status >= 500:
        return Passing(f"{vendor.title} has trouble of its own (status {status}).")
    if status == 404 and is_json(body):
        return Gone(f"{vendor.title} knows of no such thing.")
    if 400 <= status < 500 and is_json(body):
        return Refused(vendor.title, status, " ".join(body.decode(errors="replace").split())[:SAID])
    return PlatformAway(
        f"{vendor.title} does not answer as it should (status {status}). Is its address right?"
    )


def is_json(body: bytes) -> bool:
    """By its first character: enough to tell data from a page."""
    return body.lstrip()[:1] in (b"{", b"[")


def asked_wait(headers: Mapping[str, str]) -> float:
    """Seconds; a second where the vendor names none or none that makes sense."""
    try:
        wait = float(headers.get("Retry-After", ""))
    except ValueError:
        return 1.0
    return min(wait, LONGEST_WAIT) if wait > 0 else 1.0


def worth_repeating(error: StorewireError) -> bool:
    if isinstance(error, Throttled):
        return error.wait <= PATIENCE
    return isinstance(error, Passing)


def base_of(settings: Settings, default: str) -> str:
    """The address of the API, without a slash at its end: the vendor's, or a stand-in's that
    `api_url` names. Raises BadRequest for one that is neither https nor on this machine."""
    given = settings.get("api_url", "").strip().rstrip("/") or default
    try:
        parts = urlsplit(given)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadRequest("The address of the API cannot be read.", "api_url") from None
    near = parts.scheme == "http" and host in LOOPBACK
    plain = not (parts.username or parts.query or parts.fragment)
    if not host or not plain or not (parts.scheme == "https" or near):
        raise BadRequest(
            "The address of the API must begin with https:// (or with http:// on this machine)"
            " and hold no name, password or query.",
            "api_url",
        )
    return given


def understood(body: bytes, shape: type[T]) -> T:
    """Raises Malformed with the JSON path, as for a delivery."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError as error:
        raise malformed(error) from None
    except (UnicodeDecodeError, RecursionError):
        raise Malformed("The answer is not UTF-8 text, or nested too deeply.") from None


def answer(vendor: Vendor, body: bytes, shape: type[T]) -> T:
    """Raises PlatformAway where the whole answer is of another form than we know."""
    try:
        return understood(body, shape)
    except Malformed as error:
        where = error.path[:80]
    raise PlatformAway(f"{vendor.title}'s answer is not of the form we know (at {where}).")


def each(
    vendor: Vendor, rows: Iterable[msgspec.Raw], shape: type[T], parse: Callable[[T], Iterable[C]]
) -> Iterator[C]:
    """What the rows say; one that cannot be understood hides no other."""
    for row in rows:
        try:
            yield from tuple(parse(understood(bytes(row), shape)))
        except Malformed as error:
            log.warning("row.not_understood", vendor=vendor.title, path=error.path[:80])
