"""One shop's Judge.me account over its API. https://judge.me/api/docs"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec
import requests
import structlog

from adapters.judgeme import shapes
from adapters.judgeme.envelope import API, identify
from adapters.judgeme.reviews import review
from connector.contract import Account, Client, Finding, Page, Subscription
from connector.convert import text_id
from connector.errors import Malformed, Unsupported
from connector.records import EVERY, Change, Deleted, Kind, Ref, Review
from connector.web import Question, Refused, Vendor, Web, answer, base_of, each, understood

log = structlog.get_logger(__name__)

WHERE = "Judge.me > Settings > Integrations > View API tokens"
VENDOR = Vendor(
    title="Judge.me",
    revoked="Judge.me does not know this API token for this shop domain. Was the token made anew?"
    f" Copy the private API token again under {WHERE}, and the shop domain as it is shown there.",
    denied="Judge.me knows the token and does not let it do this. It has to be the private API"
    f" token, under {WHERE}, not the public one.",
)
NOT_AWESOME = "Shop is not awesome"
"""What Judge.me says to a shop whose plan has no webhooks (seen by others, not documented)."""
UPGRADE = (
    "Judge.me makes webhooks on its Awesome plan only. Without them new reviews are found at the"
    " next sweep; to have them at once, upgrade the plan and connect again."
)
PER_PAGE = 100
LAST_PAGE = 100
"""Judge.me answers higher pages with this one (seen by others, not documented), so we read the
reviews star by star: at most 10,000 of each."""
STARS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """The next page to be read: `4:17` is page 17 of the reviews with four stars."""

    stars: int = 1
    page: int = 1

    @classmethod
    def at(cls, cursor: str | None) -> Place:
        stars, _, page = (cursor or "1:1").partition(":")
        return cls(int(stars), int(page))

    def after(self, *, exhausted: bool) -> str | None:
        if not exhausted and self.page < LAST_PAGE:
            return f"{self.stars}:{self.page + 1}"
        return f"{self.stars + 1}:1" if self.stars < STARS else None


def connect(account: Account, session: requests.Session) -> Client:
    return JudgeMe(account, Web(VENDOR, session))


class JudgeMe:
    """Raises PlatformAway, Throttled, AccessRevoked or AccessDenied; and Malformed where a review
    that was asked for cannot be understood."""

    def __init__(self, account: Account, web: Web) -> None:
        self._account, self._web = account, web

    def fetch(self, ref: Ref) -> Iterable[Change]:
        if ref.kind is not Kind.REVIEW:
            return ()
        if ref.id == EVERY:
            return self._all()
        return self._one(ref) if is_id(ref.id) else ()

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        """Newest first, the only order there is: what comes in meanwhile moves others back a page,
        where they are read twice and none is missed."""
        only_reviews(kind)
        place = Place.at(cursor)
        rows = self._rows(place)
        changes = tuple(each(VENDOR, rows, shapes.Review, review))
        too_old = bool(changes) and all(is_older(change, since) for change in changes)
        return Page(changes, place.after(exhausted=too_old or not rows))

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        only_reviews(kind)
        place = Place.at(cursor)
        rows = self._rows(place)
        found = (text_id(answer(VENDOR, bytes(row), shapes.Head).id) for row in rows)
        return tuple(found), place.after(exhausted=not rows)

    def orders(self, number: str) -> Iterable[Change]:
        raise Unsupported("Judge.me knows reviews and no orders.")

    def subscriptions(self) -> Iterable[Subscription]:
        body = self._web.ask(self._question("webhooks"))
        for each_one in answer(VENDOR, body, shapes.Webhooks).webhooks:
            yield Subscription(
                id=text_id(each_one.id),
                topic=each_one.key,
                delivery_url=each_one.url,
                active=True,
            )

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        """Judge.me takes no secret: it signs with the API token that made the webhook. Nor does it
        take the same key and address twice."""
        there = {s.topic for s in self.subscriptions() if s.delivery_url == delivery_url}
        for topic in topics:
            if topic not in there:
                self._make(delivery_url, topic)

    def check(self) -> Iterable[Finding]:
        params = {"page": "1", "per_page": "1"}
        answer(VENDOR, self._web.ask(self._question("reviews", **params)), shapes.Listed)
        yield Finding(severity="note", what="Judge.me answers and knows the token.")

    def _make(self, delivery_url: str, topic: str) -> None:
        webhook = {"webhook": {"key": topic, "url": delivery_url}}
        try:
            self._web.ask(self._question("webhooks", method="POST", body=webhook))
        except Refused as refusal:
            if NOT_AWESOME in refusal.said:
                raise Unsupported(UPGRADE) from None
            log.info("judgeme.topic_refused", topic=topic)

    def _one(self, ref: Ref) -> Iterator[Change]:
        body = self._web.find(self._question(f"reviews/{ref.id}"))
        if body is None:
            yield Deleted(ref=ref)
            return
        yield from review(only(body))

    def _all(self) -> Iterator[Change]:
        cursor: str | None = None
        while True:
            found = self.page(Kind.REVIEW, None, cursor)
            yield from found.changes
            cursor = found.next_cursor
            if cursor is None:
                return

    def _rows(self, place: Place) -> tuple[msgspec.Raw, ...]:
        params = {"rating": place.stars, "page": place.page, "per_page": PER_PAGE}
        question = self._question("reviews", **{name: str(n) for name, n in params.items()})
        listed = answer(VENDOR, self._web.ask(question), shapes.Listed)
        behind_the_last = listed.current_page not in (None, place.page)
        return () if behind_the_last else listed.reviews

    def _question(
        self, path: str, *, method: str = "GET", body: object = None, **params: str
    ) -> Question:
        settings = self._account.settings
        return Question(
            url=f"{base_of(settings, API)}/{path}",
            method=method,
            params={
                "shop_domain": identify(settings),
                "api_token": settings.get("api_token", "").strip(),
                **params,
            },
            body=body,
        )


def only(body: bytes) -> shapes.Review:
    """`{"review": {...}}`; the review itself is taken too, since neither is documented."""
    try:
        return understood(body, shapes.One).review
    except Malformed:
        return understood(body, shapes.Review)


def is_id(text: str) -> bool:
    """Ids become part of an address, and come from strangers."""
    return re.fullmatch("[0-9]{1,20}", text) is not None


def is_older(change: Change, since: datetime | None) -> bool:
    at = change.updated_at if isinstance(change, Review) else None
    return since is not None and at is not None and at < since


def only_reviews(kind: Kind) -> None:
    if kind is not Kind.REVIEW:
        raise Unsupported(f"Judge.me has no list of what we call {kind}.")
