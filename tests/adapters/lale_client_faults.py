"""Lale's client and install with one thing wrong at a time, and the rule that has to complain."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import requests

from connector.contract import Adapter, Asked, Begun, Opening, Page, Settings
from connector.errors import AccessRevoked, PlatformAway, Throttled, Unsupported
from connector.records import Deleted, Kind, Money, Order, Ref
from connector.testing import Api, clients
from tests.adapters.lale import STORE, LaleOrder, order
from tests.adapters.lale_api import (
    API,
    BASE,
    CONNECTED,
    INSTALL,
    KEY,
    LaleClient,
    authorize,
    connecting,
    granted,
)


class Endless(LaleClient):
    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        return Page(super().page(kind, since, None).changes, f"{cursor or ''}1")


class Circling(LaleClient):
    """Comes back to a cursor it gave, and so never ends."""

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        return replace_cursor(super().page(kind, since, cursor), "2")


class Numbered(LaleClient):
    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        page = super().page(kind, since, cursor)
        return replace_cursor(page, page.next_cursor and int(page.next_cursor))


class OnePage(LaleClient):
    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        return replace_cursor(super().page(kind, since, cursor), None)


def replace_cursor(page: Page, cursor: Any) -> Page:
    return Page(page.changes, cursor)


class Remembering(LaleClient):
    """Its cursor is worth nothing to another process."""

    seen = ""

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        page = super().page(kind, since, self.seen or None)
        self.seen = page.next_cursor or ""
        return page


class Elsewhere(LaleClient):
    def fetch(self, ref: Ref) -> Iterable[Any]:
        return [msgspec.structs.replace(each, id="2") for each in super().fetch(ref)]


class Floating(LaleClient):
    def fetch(self, ref: Ref) -> Iterable[Any]:
        return [floated(each) for each in super().fetch(ref)]


class FloatingPages(LaleClient):
    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        page = super().page(kind, since, cursor)
        return Page(tuple(floated(each) for each in page.changes), page.next_cursor)


def floated(change: Any) -> Any:
    if not isinstance(change, Order):
        return change
    amount: Any = 12.5
    return msgspec.structs.replace(change, total=Money(amount=amount, currency="TRY"))


class Silent(LaleClient):
    """A 404 means nothing to it."""

    def fetch(self, ref: Ref) -> Iterable[Any]:
        answer = self.ask("GET", f"orders/{ref.id}")
        return () if answer.status_code == 404 else super().fetch(ref)


class Inventive(LaleClient):
    def fetch(self, ref: Ref) -> Iterable[Any]:
        when = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
        made = LaleOrder(
            id=ref.id, number="1", placed=when, changed=when, sum=Decimal(1), currency="EUR"
        )
        answer = self.ask("GET", f"orders/{ref.id}")
        return super().fetch(ref) if answer.status_code != 404 else [order(made)]


class Literal(LaleClient):
    """Looks for what was typed, letter by letter."""

    def orders(self, number: str) -> Iterable[Any]:
        return super().orders(number) if number.strip(" #").isascii() else ()


class Generous(LaleClient):
    """Gives the newest orders to whoever asks."""

    def orders(self, number: str) -> Iterable[Any]:
        return super().orders("1001")


class Approximate(LaleClient):
    """Takes any number that begins so."""

    def orders(self, number: str) -> Iterable[Any]:
        found = tuple(super().orders(number))
        return (*found, *(msgspec.structs.replace(each, id="9", number="#10012") for each in found))


class Backwards(LaleClient):
    """Asks for the parts before it tells of the order."""

    def orders(self, number: str) -> Iterable[Any]:
        refund = Deleted(ref=Ref(kind=Kind.REFUND, id="8"))
        found = tuple(super().orders(number))
        return (refund, *found) if found else ()


class Hurried(LaleClient):
    """Says when to come back, and not when it was told."""

    def refuse(self, answer: requests.Response) -> None:
        if answer.status_code == 429:
            raise Throttled(1)
        super().refuse(answer)


class Unhurried(LaleClient):
    """Takes a 429 for any failure."""

    def refuse(self, answer: requests.Response) -> None:
        if answer.status_code == 429:
            raise PlatformAway("Too many requests.")
        super().refuse(answer)


class Patient(LaleClient):
    """Waits itself."""

    def refuse(self, answer: requests.Response) -> None:
        if answer.status_code == 429:
            time.sleep(clients.PATIENCE + 0.1)
        super().refuse(answer)


class Hopeful(LaleClient):
    """Takes a revoked key for a passing trouble."""

    def refuse(self, answer: requests.Response) -> None:
        if answer.status_code == 401:
            raise PlatformAway("Lale failed (401).")
        super().refuse(answer)


class Trusting(LaleClient):
    """A failure is an empty shop."""

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        try:
            return super().page(kind, since, cursor)
        except PlatformAway:
            return Page((), None)


class Final(LaleClient):
    """Takes any failure for a revoked key."""

    def refuse(self, answer: requests.Response) -> None:
        if answer.status_code >= 500:
            raise AccessRevoked("Connect the shop again.")
        super().refuse(answer)


class Bare(LaleClient):
    """What `requests` raises comes through."""

    def ask(self, method: str, path: str, body: object = None) -> requests.Response:
        answer = self.session.request(
            method, f"{BASE}/{path}", json=body, headers={"Authorization": KEY}, timeout=10
        )
        self.refuse(answer)
        return answer


class BareInCheck(LaleClient):
    def check(self) -> Iterable[Any]:
        self.session.get(f"{BASE}/hooks", timeout=10).json()
        return ()


class Telltale(LaleClient):
    """Tells the key along with the trouble."""

    def ask(self, method: str, path: str, body: object = None) -> requests.Response:
        try:
            return super().ask(method, path, body)
        except PlatformAway:
            raise PlatformAway(f"Asked with {KEY}.") from None


class Endured(LaleClient):
    """Waits for an answer for ever."""

    def ask(self, method: str, path: str, body: object = None) -> requests.Response:
        answer = self.session.request(
            method, f"{BASE}/{path}", json=body, headers={"Authorization": KEY}
        )
        self.refuse(answer)
        return answer


class Doubling(LaleClient):
    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        for each in topics:
            self.ask("POST", "hooks", {"topic": each, "url": delivery_url, "secret": secret})


class Forgetful(LaleClient):
    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        super().subscribe(delivery_url, secret, sorted(topics)[:1])


class Sweeping(LaleClient):
    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        for each in self.subscriptions():
            self.ask("DELETE", f"hooks/{each.id}")
        super().subscribe(delivery_url, secret, topics)


class Mute(LaleClient):
    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        raise Unsupported


def with_client(client: Any) -> Adapter:
    return replace(CONNECTED, connect=connecting(client))


def with_install(**changes: Any) -> Adapter:
    return replace(CONNECTED, install=replace(INSTALL, **changes))


def without_state(begun: Begun) -> str:
    return authorize(replace(begun, state="always-the-same"))


def without_callback(begun: Begun) -> str:
    return authorize(replace(begun, callback_url="https://elsewhere.example.com/"))


def with_secret(begun: Begun) -> str:
    return f"{authorize(begun)}&secret={begun.settings['app_secret']}"


def relative(begun: Begun) -> str:
    return authorize(begun).removeprefix(f"https://{STORE}")


def credulous(settings: Settings, asked: Asked, session: requests.Session) -> Settings:
    return {"key": asked.params.get("code", "")}


def clumsy(settings: Settings, asked: Asked, session: requests.Session) -> Settings:
    return granted(settings, replace(asked, params={"code": asked.params["code"]}), session)


def ajar(settings: Settings, asked: Asked, session: requests.Session) -> Opening:
    return Opening(settings=settings, granted=True)


FAULTS: dict[str, tuple[Adapter, Api, str]] = {
    "never ends": (with_client(Endless), API, "paging_ends"),
    "goes in circles": (with_client(Circling), API, "paging_ends"),
    "has a number as its cursor": (with_client(Numbered), API, "paging_ends"),
    "reads the first page only": (with_client(OnePage), API, "paging_ends"),
    "keeps its place in memory": (with_client(Remembering), API, "cursors_resume"),
    "fetches something else": (with_client(Elsewhere), API, "what_is_there_is_fetched"),
    "fetches float money": (with_client(Floating), API, "what_is_there_is_fetched"),
    "has nothing to fetch": (CONNECTED, replace(API, there=()), "what_is_there_is_fetched"),
    "says nothing of what is gone": (with_client(Silent), API, "what_is_gone_becomes_deleted"),
    "makes up what is gone": (with_client(Inventive), API, "what_is_gone_becomes_deleted"),
    "has nothing that is gone": (CONNECTED, replace(API, gone=()), "what_is_gone_becomes_deleted"),
    "lists float money": (with_client(FloatingPages), API, "pages_hold_normal_values"),
    "finds an order in Latin digits only": (
        with_client(Literal),
        API,
        "orders_are_found_by_number",
    ),
    "gives orders nobody asked for": (with_client(Generous), API, "orders_are_found_by_number"),
    "gives orders of other numbers": (with_client(Approximate), API, "orders_are_found_by_number"),
    "tells the parts first": (with_client(Backwards), API, "orders_are_found_by_number"),
    "comes back too soon": (with_client(Hurried), API, "told_waits_are_passed_on"),
    "does not tell the wait": (with_client(Unhurried), API, "told_waits_are_passed_on"),
    "waits itself": (with_client(Patient), API, "told_waits_are_passed_on"),
    "hopes for a revoked key": (with_client(Hopeful), API, "revoked_access_is_told"),
    "takes a failure for an empty shop": (
        with_client(Trusting),
        API,
        "a_platform_that_is_away_is_told",
    ),
    "takes a failure for a revoked key": (
        with_client(Final),
        API,
        "a_platform_that_is_away_is_told",
    ),
    "lets errors of requests through": (with_client(Bare), API, "nothing_else_escapes"),
    "lets them through in its check": (with_client(BareInCheck), API, "nothing_else_escapes"),
    "tells the key": (with_client(Telltale), API, "refusals_tell_no_secret"),
    "waits for ever": (with_client(Endured), API, "every_request_has_a_timeout"),
    "makes webhooks twice": (with_client(Doubling), API, "subscribing_twice_leaves_one_set"),
    "leaves a topic out": (with_client(Forgetful), API, "subscribing_twice_leaves_one_set"),
    "takes others' webhooks away": (with_client(Sweeping), API, "subscribing_twice_leaves_one_set"),
    "does not say how by hand": (with_client(Mute), API, "subscribing_twice_leaves_one_set"),
    "sends no state of ours": (
        with_install(authorize=without_state),
        API,
        "owners_are_sent_with_state_and_callback",
    ),
    "calls back elsewhere": (
        with_install(authorize=without_callback),
        API,
        "owners_are_sent_with_state_and_callback",
    ),
    "shows the app's secret": (
        with_install(authorize=with_secret),
        API,
        "owners_are_sent_with_state_and_callback",
    ),
    "sends owners nowhere": (
        with_install(authorize=relative),
        API,
        "owners_are_sent_with_state_and_callback",
    ),
    "grants what is no setting": (with_install(grants=("token",)), API, "grants_are_settings"),
    "believes any code": (with_install(granted=credulous), API, "strangers_are_granted_nothing"),
    "breaks without a code": (with_install(granted=clumsy), API, "strangers_are_granted_nothing"),
    "opens to anyone": (with_install(opened=ajar), API, "strangers_are_granted_nothing"),
}
