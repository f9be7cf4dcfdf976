"""One shop's REST API over HTTP: `Rest` asks, asks again, and says plainly why there is no answer.

Only reading is asked twice: what was sent may have been done although no answer came.
https://github.com/woocommerce/wc-api-python/issues/61
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import requests

from adapters.woocommerce.envelope import store_address
from adapters.woocommerce.rest_failures import (
    KEYS,
    Answer,
    Gone,
    KeyUnseen,
    Passing,
    failure,
    unreachable,
    without_mark,
)
from adapters.woocommerce.rest_signing import Key, Param, Way, only, shown
from adapters.woocommerce.values import UNREADABLE
from connector.contract import Account, malformed
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

CONNECT, READ = 5, 30
"""Seconds to wait for a connection, and for each piece of an answer."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and the third try at reading."""
PATIENCE = 10.0
"""Seconds we wait on the spot where the shop asks for it; above, the caller decides."""
REDIRECTS = (301, 302, 307, 308)
HEADERS = {"Accept": "application/json", "User-Agent": "Storewire"}


class Rest:
    """Raises PlatformAway, Throttled, AccessRevoked or AccessDenied, and nothing of `requests`."""

    def __init__(
        self,
        account: Account,
        session: requests.Session,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._account, self._session, self._wait = account, session, wait
        self._moved_to: tuple[str, str] | None = None
        self._way: Way | None = None
        self.skew: timedelta | None = None
        """How far the shop's clock is ahead of ours, by its last answer."""

    @property
    def base(self) -> str:
        """The address of the shop without a slash at its end, `https://demo.example.com/shop`."""
        given = plain_address(self._account.settings.get("url", ""))
        moved = self._moved_to
        return moved[1] if moved and moved[0] == given else given

    @property
    def moved(self) -> bool:
        """The shop sent us from the address it was given with to its https one."""
        return self._moved_to is not None

    @property
    def way(self) -> Way:
        """How the key is shown; plain http only where the shop's address says http."""
        secure = self.base.startswith("https://")
        return (self._way or Way.BASIC) if secure else Way.SIGNED

    def get(self, path: str, params: Mapping[str, Param] | None = None) -> Answer:
        """`path` below /wp-json/, such as `wc/v3/orders`."""
        try:
            return self._ask("GET", path, params or {}, self.way)
        except KeyUnseen:
            if not self.base.startswith("https://") or self.way is not Way.BASIC:
                raise
        return self._get_signed(path, params or {})

    def find(self, path: str, params: Mapping[str, Param] | None = None) -> Answer | None:
        """None where WooCommerce says that there is no such thing."""
        try:
            return self.get(path, params)
        except Gone:
            return None

    def get_open(self, path: str, params: Mapping[str, Param] | None = None) -> Answer:
        """Without the key, which WordPress's own routes refuse."""
        return self._ask("GET", path, params or {}, Way.OPEN)

    def send(self, method: str, path: str, body: Mapping[str, object]) -> Answer:
        """POST or PUT, once."""
        return self._ask(method, path, {}, self.way, msgspec.json.encode(body))

    def delete(self, path: str) -> Answer:
        """For good, not into the bin. Once."""
        return self._ask("DELETE", path, {"force": True}, self.way)

    def _get_signed(self, path: str, params: Mapping[str, Param]) -> Answer:
        """WooCommerce saw no known key in the header. Whether the header got lost, a signature
        tells, which WooCommerce takes over https too; so does a proxy that hides the https."""
        try:
            answer = self._ask("GET", path, params, Way.SIGNED)
            self._way = Way.SIGNED
        except KeyUnseen:
            raise
        except AccessRevoked:
            answer = self._ask("GET", path, params, Way.SIGNED_AS_HTTP)
            self._way = Way.SIGNED_AS_HTTP
        return answer

    def _ask(
        self, method: str, path: str, params: Mapping[str, Param], way: Way, body: bytes = b""
    ) -> Answer:
        pauses = PAUSES if method == "GET" else ()
        for pause in (*pauses, None):
            found = self._once(method, path, params, way, body)
            if isinstance(found, Answer):
                return found
            if pause is None or not worth_repeating(found):
                raise found
            self._wait(found.wait if isinstance(found, Throttled) else pause)
        raise AssertionError("The last try returns or raises.")

    def _once(
        self, method: str, path: str, params: Mapping[str, Param], way: Way, body: bytes
    ) -> Answer | StorewireError:
        """Follows the one redirect that is none: from http to https of the same shop."""
        answer = self._exchange(method, path, params, way, body)
        if isinstance(answer, StorewireError):
            return answer
        if answer.status in REDIRECTS:
            moved = self._follow(method, path, answer.headers.get("Location", ""))
            if isinstance(moved, StorewireError):
                return moved
            way = way if way is Way.OPEN else self.way
            answer = self._exchange(method, path, params, way, body)
            if isinstance(answer, StorewireError):
                return answer
        return failure(answer, method) or answer

    def _exchange(
        self, method: str, path: str, params: Mapping[str, Param], way: Way, body: bytes
    ) -> Answer | StorewireError:
        address = f"{self.base}/wp-json/{path}"
        key = Key(consumer_key="", consumer_secret="") if way is Way.OPEN else self._key()
        url, headers = shown(method, address, params, way, key)
        sent = HEADERS | ({"Content-Type": "application/json"} if body else {})
        try:
            response = self._session.request(
                method,
                url,
                data=body or None,
                headers=sent,
                auth=only(headers),
                timeout=(CONNECT, READ),
                allow_redirects=False,
            )
            answer = Answer(
                status=response.status_code, headers=response.headers, body=response.content
            )
        except (requests.RequestException, ValueError) as error:
            # `requests` reads a redirect's address even where it is told not to follow it.
            # Returned, not raised: what is raised here would drag the request and its key along.
            return unreachable(error)
        self._note_clock(answer.headers)
        return answer

    def _key(self) -> Key:
        settings = self._account.settings
        key = settings.get("consumer_key", "").strip()
        secret = settings.get("consumer_secret", "").strip()
        if not key or not secret:
            raise AccessDenied(
                "Storewire has no key to this shop's REST API, so it only knows what webhooks tell."
                f" Make one under {KEYS} and give us its consumer key and its consumer secret."
            )
        return Key(consumer_key=key, consumer_secret=secret)

    def _follow(self, method: str, path: str, location: str) -> PlatformAway | None:
        """Remembers where the shop is, if it is the same shop at https."""
        target = moved_to(self.base, path, location)
        if method == "GET" and target is not None:
            self._moved_to = (plain_address(self._account.settings.get("url", "")), target)
            return None
        try:
            host = urlsplit(location).hostname or "another page"
        except ValueError:
            host = "another page"
        return PlatformAway(
            f"The shop sends us on to {host}. If that is where the shop is now, connect it by that"
            " address; if it is a page for visitors, let /wp-json/ through."
        )

    def _note_clock(self, headers: Mapping[str, str]) -> None:
        """An answer out of a cache (`Age`) tells when it was made, not what time it is."""
        if "Age" in headers:
            return
        try:
            # A proxy that adds a date of its own makes it two, joined by a comma.
            theirs = parsedate_to_datetime(headers.get("Date", "").partition(" GMT")[0] + " GMT")
        except ValueError:
            return
        self.skew = theirs.astimezone(UTC) - datetime.now(UTC)


def plain_address(url: str) -> str:
    """Without query, user name and the slash at its end. Raises PlatformAway for no address."""
    try:
        store_address(url)
    except BadRequest as error:
        raise PlatformAway(error.detail) from None
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"


def moved_to(base: str, path: str, location: str) -> str | None:
    """The https base that `location` puts `base` at; None where it is anything else."""
    whole = location.partition("?")[0]
    tail = f"/wp-json/{path}"
    if not whole.startswith("https://") or not whole.endswith(tail):
        return None
    target = whole.removesuffix(tail)
    try:
        same = store_address(target) == store_address(base)
    except BadRequest:
        return None
    return target if same and target != base else None


def worth_repeating(error: StorewireError) -> bool:
    if isinstance(error, Throttled):
        return error.wait <= PATIENCE
    return isinstance(error, Passing)


def decoded(answer: Answer, shape: type[T]) -> T:
    """Of type `shape`. Raises PlatformAway where the answer is JSON of another shape."""
    try:
        return resource(answer, shape)
    except Malformed as error:
        where = error.path[:80]
    raise PlatformAway(
        f"The shop's answer is not of the form WooCommerce documents (at {where}). A plugin may be"
        " changing it."
    )


def resource(answer: Answer, shape: type[T]) -> T:
    """Raises Malformed with the JSON path, as for a delivery: the rest of the shop may be sound."""
    try:
        return msgspec.json.decode(without_mark(answer.body), type=shape)
    except msgspec.DecodeError as error:
        raise malformed(error) from None
    except UNREADABLE:
        raise Malformed("The answer is not UTF-8 text, or nested too deeply.") from None
