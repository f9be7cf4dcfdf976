"""One shop's Yotpo account over its API. https://apidocs.yotpo.com"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

import msgspec
import requests

from adapters.yotpo import shapes
from adapters.yotpo.api import VENDOR, Api
from adapters.yotpo.reviews import own_id, review
from connector.contract import Account, Client, Finding, Page, Subscription
from connector.convert import text_id
from connector.errors import AccessDenied, Malformed, Unsupported
from connector.records import EVERY, Change, Deleted, Kind, Ref
from connector.web import Gone, Refused, Web, answer, each, understood

PER_PAGE = 100
DAY = timedelta(days=1)
"""Yotpo is asked by the day; which day it is depends on where one is."""
FARTHEST = 100_000
"""Pages. Should Yotpo answer every number with the same page, this ends it."""
NO_LIST = "Yotpo does not tell which webhooks there are."


def by_hand(delivery_url: str) -> str:
    return (
        "Yotpo lets its representatives switch webhooks on. Ask yours for the events review_create"
        f" and review_updated, to the address {delivery_url}. Keep that address to yourselves: all"
        " that shows that a delivery is Yotpo's is that it knows it. Until then new reviews are"
        " found at the next sweep."
    )


def connect(account: Account, session: requests.Session) -> Client:
    return Yotpo(Api(account, Web(VENDOR, session)))


class Yotpo:
    """Raises PlatformAway, Throttled, AccessRevoked or AccessDenied; and Malformed where a review
    that was asked for cannot be understood."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def fetch(self, ref: Ref) -> Iterable[Change]:
        if ref.kind is not Kind.REVIEW:
            return ()
        if ref.id == EVERY:
            return self._all()
        return self._one(ref) if is_id(ref.id) else ()

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        """What changed since the day before, or everything, in Yotpo's own order."""
        only_reviews(kind)
        number = int(cursor or 1)
        rows = self._rows(number, since)
        changes = tuple(each(VENDOR, rows, shapes.Review, review))
        return Page(changes, following(number, rows))

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        only_reviews(kind)
        number = int(cursor or 1)
        rows = self._rows(number, None)
        heads = (answer(VENDOR, bytes(row), shapes.Head) for row in rows)
        return tuple(own_id(head.id) for head in heads), following(number, rows)

    def orders(self, number: str) -> Iterable[Change]:
        raise Unsupported("Yotpo knows reviews and no orders.")

    def subscriptions(self) -> Iterable[Subscription]:
        """How Yotpo lists them is unverified."""
        try:
            found = understood(self._api.webhooks(), shapes.Webhooks).webhooks
        except (AccessDenied, Gone, Refused, Malformed):
            raise Unsupported(NO_LIST) from None
        return tuple(
            Subscription(
                id=text_id(webhook.id),
                topic=webhook.event_name,
                delivery_url=webhook.url,
                active=True,
            )
            for webhook in found
        )

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        """Yotpo takes no secret, and has at most one webhook of each topic whatever we ask for."""
        there = self._there(delivery_url)
        try:
            for topic in topics:
                if topic not in there:
                    self._api.webhooks({"event_name": topic, "url": delivery_url})
        except (AccessDenied, Gone, Refused):
            raise Unsupported(by_hand(delivery_url)) from None

    def check(self) -> Iterable[Finding]:
        self._rows(1, None)
        yield Finding(severity="note", what="Yotpo answers and knows the app key.")

    def _there(self, delivery_url: str) -> set[str]:
        """Topics; none where Yotpo does not tell."""
        try:
            return {s.topic for s in self.subscriptions() if s.delivery_url == delivery_url}
        except Unsupported:
            return set()

    def _one(self, ref: Ref) -> Iterator[Change]:
        body = self._api.find(f"reviews/{ref.id}")
        if body is None:
            yield Deleted(ref=ref)
            return
        yield from review(understood(body, shapes.One).response.review)

    def _all(self) -> Iterator[Change]:
        cursor: str | None = None
        while True:
            found = self.page(Kind.REVIEW, None, cursor)
            yield from found.changes
            cursor = found.next_cursor
            if cursor is None:
                return

    def _rows(self, number: int, since: datetime | None) -> tuple[msgspec.Raw, ...]:
        """`since_updated_at` is not documented; other programs rely on it."""
        day = {"since_updated_at": (since - DAY).date().isoformat()} if since else {}
        path = f"v1/apps/{self._api.app_key}/reviews"
        body = self._api.get(path, count=str(PER_PAGE), page=str(number), **day)
        return answer(VENDOR, body, shapes.Listed).reviews


def following(number: int, rows: tuple[msgspec.Raw, ...]) -> str | None:
    return str(number + 1) if rows and number < FARTHEST else None


def is_id(text: str) -> bool:
    """Ids become part of an address, and come from strangers."""
    return re.fullmatch("[0-9]{1,20}", text) is not None


def only_reviews(kind: Kind) -> None:
    if kind is not Kind.REVIEW:
        raise Unsupported(f"Yotpo has no list of what we call {kind}.")
