"""One shop's GraphQL Admin API: asked with a token that is alive, at a pace the shop allows.

Never logs a token, a variable or a body. Not ShopifyAPI: its session is shared between threads and
its GraphQL call has no timeout (https://github.com/Shopify/shopify_python_api/issues/705, /594).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import uniform
from typing import Generic, TypeVar

import msgspec
import requests
import structlog

from adapters.shopify import refusals
from adapters.shopify.budget import Budget, ThrottleStatus, budget_of
from adapters.shopify.documents import Document
from adapters.shopify.graph import Graph
from adapters.shopify.refusals import GraphError
from adapters.shopify.tokens import Tokens
from connector.errors import PlatformAway, Throttled

D = TypeVar("D", bound=Graph)
Variables = Mapping[str, object]

log = structlog.get_logger(__name__)

VERSION = "2026-07"
"""https://shopify.dev/docs/api/usage/versioning"""
TIMEOUT = (5.0, 30.0)
"""Seconds to connect and to read."""
ATTEMPTS = 4
PATIENCE = 10.0
"""Seconds we wait ourselves; for longer the caller is told and may do something else."""

_versions_told: set[tuple[str, str]] = set()


class Cost(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    requested_query_cost: float | None = None
    throttle_status: ThrottleStatus | None = None


class Extensions(msgspec.Struct, frozen=True, kw_only=True):
    cost: Cost | None = None


class Body(msgspec.Struct, frozen=True, kw_only=True):
    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: tuple[GraphError, ...] | str = ()
    extensions: Extensions | None = None

    @property
    def complaints(self) -> tuple[GraphError, ...]:
        said = self.errors
        return (GraphError(message=said),) if isinstance(said, str) else said

    @property
    def cost(self) -> Cost:
        return (self.extensions and self.extensions.cost) or Cost()


@dataclass(frozen=True, slots=True)
class Answer(Generic[D]):
    data: D
    gaps: frozenset[str] = frozenset()
    """Fields Shopify kept from us, such as `order.email`: they are not empty, we may not see them.
    """


class _Again(Exception):
    """This attempt came to nothing; another after `wait` seconds may not."""

    def __init__(self, wait: float | None, reason: PlatformAway) -> None:
        super().__init__(reason.detail)
        self.wait = wait
        self.reason = reason


class Admin:
    """Raises PlatformAway, Throttled, AccessRevoked or AccessDenied. `at_once`: for a shopper who
    waits, and so may use the reserve of the shop's budget."""

    def __init__(
        self,
        shop: str,
        session: requests.Session,
        tokens: Tokens,
        *,
        url: str = "",
        at_once: bool = False,
        budget: Budget | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.shop = shop
        self.url = url or f"https://{shop}"
        self.session = session
        self.tokens = tokens
        self.clock_skew = 0.0
        """Seconds our clock is ahead of Shopify's, as of the last answer."""
        self.reads_returns = True
        """Until Shopify says that it does not let us."""
        self._at_once = at_once
        self._budget = budget or budget_of(shop)
        self._sleep = sleep

    def ask(self, document: Document[D], **variables: object) -> D:
        return self.answer(document, variables).data

    def answer(self, document: Document[D], variables: Variables) -> Answer[D]:
        for attempt in range(ATTEMPTS):
            try:
                return self._attempt(document, variables)
            except _Again as again:
                wait = again.wait if again.wait is not None else 0.5 * 2**attempt * uniform(1, 1.5)  # noqa: S311
                if wait > PATIENCE:
                    raise Throttled(wait) from None
                if attempt == ATTEMPTS - 1:
                    raise again.reason from None
                log.info(
                    "shopify.again", shop=self.shop, document=document.name, wait=round(wait, 1)
                )
                self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _attempt(self, document: Document[D], variables: Variables) -> Answer[D]:
        self._wait_for_budget(document.name)
        token = self.tokens.current()
        response = self._post(document, variables, token)
        if response.status_code == 401:
            response = self._post(document, variables, self.tokens.renewed(token))
        self._notice(response)
        return self._read(document, response)

    def _wait_for_budget(self, document: str) -> None:
        while wait := self._budget.take(document, at_once=self._at_once):
            if wait > PATIENCE:
                raise Throttled(wait)
            self._sleep(wait)

    def _post(self, document: Document[D], variables: Variables, token: str) -> requests.Response:
        try:
            return self.session.post(
                f"{self.url}/admin/api/{VERSION}/graphql.json",
                data=msgspec.json.encode({"query": document.text, "variables": variables}),
                headers={
                    "X-Shopify-Access-Token": token,
                    "Content-Type": "application/json",
                    "Accept": "application/json",
                },
                timeout=TIMEOUT,
                # A redirect would carry the token to whatever host it names.
                allow_redirects=False,
            )
        except requests.ConnectTimeout as error:
            raise _Again(None, away(error)) from None
        except requests.RequestException as error:
            if document.mutates:
                raise away(error) from None
            raise _Again(None, away(error)) from None

    def _notice(self, response: requests.Response) -> None:
        self._compare_version(response.headers.get("X-Shopify-API-Version", ""))
        try:
            theirs = parsedate_to_datetime(response.headers.get("Date", ""))
        except ValueError:
            return
        self.clock_skew = (datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds()

    def _compare_version(self, given: str) -> None:
        """Shopify answers a version it no longer has with the oldest it has."""
        if given and given != VERSION and (self.shop, given) not in _versions_told:
            _versions_told.add((self.shop, given))
            log.warning("shopify.version_differs", shop=self.shop, asked=VERSION, given=given)

    def _read(self, document: Document[D], response: requests.Response) -> Answer[D]:
        status = response.status_code
        if status == 401:
            raise self.tokens.revoked()
        if status == 429:
            raise _Again(retry_after(response), Throttled(retry_after(response) or 1))
        refused = refusals.by_status(status)
        if isinstance(refused, PlatformAway) and status >= 500 and not document.mutates:
            raise _Again(retry_after(response), refused)
        if refused:
            raise refused
        return self._understand(document, body_of(response))

    def _understand(self, document: Document[D], body: Body) -> Answer[D]:
        cost = body.cost
        self._budget.learn(document.name, cost.requested_query_cost, cost.throttle_status)
        complaints = body.complaints
        if any(e.code == "THROTTLED" for e in complaints):
            wait = throttled_for(cost)
            raise _Again(wait, Throttled(wait))
        gaps = refusals.gaps(complaints)
        if gaps is None or bytes(body.data) == b"null" or _top_is_missing(body.data, complaints):
            refused = refusals.by_errors(complaints)
            if (
                isinstance(refused, PlatformAway)
                and not document.mutates
                and is_passing(complaints)
            ):
                raise _Again(None, refused)
            raise refused
        if gaps:
            log.info("shopify.kept_back", shop=self.shop, fields=sorted(gaps))
        try:
            return Answer(document.decode(bytes(body.data)), gaps)
        except msgspec.ValidationError as error:
            raise PlatformAway(f"Shopify's answer to {document.name} is strange: {error}") from None


def _top_is_missing(data: msgspec.Raw, complaints: tuple[GraphError, ...]) -> bool:
    """A field we may not see has taken the whole thing with it: that is not "no such thing"."""
    if not complaints:
        return False
    tops = {str(e.path[0]) for e in complaints if e.path}
    found = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    return any(bytes(found.get(top, msgspec.Raw(b"null"))) == b"null" for top in tops)


def is_passing(complaints: tuple[GraphError, ...]) -> bool:
    return any(e.code in ("INTERNAL_SERVER_ERROR", "TIMEOUT") for e in complaints)


def throttled_for(cost: Cost) -> float:
    """Seconds until the bucket holds what was asked for."""
    status = cost.throttle_status
    if not status or status.restore_rate <= 0:
        return 1.0
    short = (cost.requested_query_cost or 0) - status.currently_available
    return max(1.0, short / status.restore_rate)


def retry_after(response: requests.Response) -> float | None:
    try:
        return max(0.0, float(response.headers.get("Retry-After", "")))
    except ValueError:
        return None


def away(error: requests.RequestException) -> PlatformAway:
    """Only the kind of the error: its text has the address asked for."""
    return PlatformAway(f"Shopify does not answer ({type(error).__name__}).")


def body_of(response: requests.Response) -> Body:
    try:
        return msgspec.json.decode(response.content, type=Body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise PlatformAway("Shopify answered with something that is not JSON.") from None
