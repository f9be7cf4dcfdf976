"""One store's REST API over HTTP: `Rest` asks, asks again, and says plainly why there is no answer.

https://docs.ecwid.com/api-reference
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import quote, urlsplit

import msgspec
import requests

from adapters.ecwid.envelope import identify
from adapters.ecwid.failures import TOKENLESS, Answer, Gone, Passing, failure, unreachable
from adapters.ecwid.pace import pace_of
from adapters.ecwid.values import UNREADABLE
from connector.contract import Account, Settings, malformed
from connector.errors import (
    AccessDenied,
    BadRequest,
    Malformed,
    PlatformAway,
    StorewireError,
    Throttled,
)

T = TypeVar("T")
Params = Mapping[str, str | int]

API = "https://app.ecwid.com"
CONNECT, READ = 5, 30
"""Seconds to wait for a connection, and for each piece of an answer."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and the third try."""
PATIENCE = 10.0
"""Seconds we wait on the spot where Ecwid asks for it; above, the caller decides."""
HEADERS = {"Accept": "application/json", "User-Agent": "Storewire"}
LOOPBACK = ("127.0.0.1", "::1", "localhost")
STAND_IN_ALLOWS = "X-Stand-In-Requests-Per-Minute"
"""Told by a stand-in on this machine that is not as slow as Ecwid has to be; heeded of no other."""


class Rest:
    """Only reads. Raises PlatformAway, Throttled, AccessRevoked or AccessDenied, and nothing of
    `requests`."""

    def __init__(
        self,
        account: Account,
        session: requests.Session,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._account, self._session, self._wait = account, session, wait
        self.skew: timedelta | None = None
        """How far Ecwid's clock is ahead of ours, by its last answer."""

    @property
    def store(self) -> str:
        return identify(self._account.settings)

    def now(self) -> int:
        """UNIX seconds by Ecwid's clock, as far as we know it."""
        return int((datetime.now(UTC) + (self.skew or timedelta(0))).timestamp())

    def get(self, path: str, params: Params | None = None) -> Answer:
        """`path` below the store, such as `orders`; its parts are quoted already."""
        for pause in (*PAUSES, None):
            found = self._once(path, params or {})
            if isinstance(found, Answer):
                return found
            if pause is None or not worth_repeating(found):
                raise found
            self._wait(found.wait if isinstance(found, Throttled) else pause)
        raise AssertionError("The last try returns or raises.")

    def find(self, path: str, params: Params | None = None) -> Answer | None:
        """None where Ecwid says that there is no such thing."""
        try:
            return self.get(path, params)
        except Gone:
            return None

    def _once(self, path: str, params: Params) -> Answer | StorewireError:
        settings = self._account.settings
        token = settings.get("access_token", "").strip()
        if not token:
            raise AccessDenied(TOKENLESS)
        while pause := pace_of(token).take():
            if pause > PATIENCE:
                return Throttled(pause)
            self._wait(pause)
        url = f"{api_url(settings)}/api/v3/{self.store}/{path}"
        answer = exchanged(self._session, "GET", url, params=params, token=token)
        if isinstance(answer, StorewireError):
            return answer
        self._note_clock(answer.headers)
        if is_on_this_machine(settings) and (told := answer.headers.get(STAND_IN_ALLOWS, "")):
            pace_of(token).allow(int(told) if told.isdecimal() else 0)
        return failure(answer) or answer

    def _note_clock(self, headers: Mapping[str, str]) -> None:
        try:
            theirs = parsedate_to_datetime(headers.get("Date", ""))
        except ValueError:
            return
        self.skew = theirs.astimezone(UTC) - datetime.now(UTC)


def exchanged(
    session: requests.Session,
    method: str,
    url: str,
    *,
    params: Params | None = None,
    form: Mapping[str, str] | None = None,
    token: str = "",
) -> Answer | PlatformAway:
    """What is raised here would drag the request and its token along: so it is returned."""
    try:
        response = session.request(
            method,
            url,
            params=params,
            data=form,
            headers=HEADERS,
            auth=bearer(token),
            timeout=(CONNECT, READ),
            allow_redirects=False,
        )
        return Answer(status=response.status_code, headers=response.headers, body=response.content)
    except (requests.RequestException, ValueError) as error:
        return unreachable(error)


def bearer(token: str) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """As `auth`, since a header alone would give way to a netrc of the machine."""

    def show(request: requests.PreparedRequest) -> requests.PreparedRequest:
        if token:
            request.headers["Authorization"] = f"Bearer {token}"
        return request

    return show


def api_url(settings: Settings) -> str:
    """Without a slash at its end. Raises BadRequest for what a token must not be sent to."""
    given = settings.get("api_url", "").strip().rstrip("/")
    if not given:
        return API
    try:
        parts = urlsplit(given)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise BadRequest("The setting api_url is no address.", "api_url") from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not (safe and host) or parts.username or parts.query or parts.fragment:
        raise BadRequest(
            "The setting api_url must begin with https://, or with http:// on this machine.",
            "api_url",
        )
    return given


def is_on_this_machine(settings: Settings) -> bool:
    return urlsplit(api_url(settings)).hostname in LOOPBACK


def worth_repeating(error: StorewireError) -> bool:
    if isinstance(error, Throttled):
        return error.wait <= PATIENCE
    return isinstance(error, Passing)


def quoted(part: str) -> str:
    """A part of a path that a stranger may have written."""
    return quote(part, safe="")


def decoded(answer: Answer, shape: type[T]) -> T:
    """Of type `shape`. Raises PlatformAway where the answer is JSON of another shape."""
    try:
        return resource(answer.body, shape)
    except Malformed as error:
        where = error.path[:80]
    raise PlatformAway(f"Ecwid's answer is not of the form that it documents (at {where}).")


def resource(body: bytes | msgspec.Raw, shape: type[T]) -> T:
    """Raises Malformed with the JSON path, as for a delivery: the rest of the shop may be sound."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError as error:
        raise malformed(error) from None
    except UNREADABLE:
        raise Malformed("The answer is not UTF-8 text, or nested too deeply.") from None
