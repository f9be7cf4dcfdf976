"""One shop's Okendo account over its Merchant REST API."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import partial

import requests

from adapters.okendo import shapes, webhooks
from adapters.okendo.api import VENDOR, Api, cursor_in
from adapters.okendo.envelope import is_uuid
from adapters.okendo.reviews import STATUS, record
from connector.contract import Account, Client, Finding, Page, Subscription
from connector.errors import Malformed, Unsupported
from connector.records import EVERY, Change, Deleted, Kind, Ref
from connector.web import Web, answer, each, understood

STATUSES = tuple(STATUS)
"""One list each: left out, Okendo lists the approved ones alone."""
PER_PAGE = 100


def connect(account: Account, session: requests.Session) -> Client:
    return Okendo(account, Api(account, Web(VENDOR, session)))


class Okendo:
    """Raises PlatformAway, Throttled, AccessRevoked or AccessDenied; and Malformed where a review
    that was asked for cannot be understood."""

    def __init__(self, account: Account, api: Api) -> None:
        self._account, self._api = account, api

    def fetch(self, ref: Ref) -> Iterable[Change]:
        if ref.kind is not Kind.REVIEW:
            return ()
        if ref.id == EVERY:
            return self._all()
        return self._one(ref) if is_uuid(ref.id) else ()

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        """Everything is read oldest first. What is new is read newest first, up to that time: what
        changed on older reviews the webhooks tell, and the nightly reading of everything finds."""
        only_reviews(kind)
        status, listed = self._listed(cursor, "date desc" if since else "date asc")
        parse = partial(one_record, listed_as=status)
        changes = tuple(each(VENDOR, listed.reviews, shapes.Review, parse))
        behind = since is not None and any(is_older(head, since) for head in heads(listed))
        return Page(changes, following(status, None if behind else listed.next_url))

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        only_reviews(kind)
        status, listed = self._listed(cursor, "date asc")
        return tuple(head.review_id for head in heads(listed)), following(status, listed.next_url)

    def orders(self, number: str) -> Iterable[Change]:
        raise Unsupported("Okendo knows reviews and no orders.")

    def subscriptions(self) -> Iterable[Subscription]:
        return webhooks.subscriptions(self._api)

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        """`secret` is of no use: Okendo makes its own, which is kept in its place."""
        webhooks.subscribe(self._api, self._account, delivery_url, topics)

    def check(self) -> Iterable[Finding]:
        answer(VENDOR, self._api.get("reviews", limit="1"), shapes.Listed)
        yield Finding(severity="note", what="Okendo answers and knows the key.")

    def _one(self, ref: Ref) -> Iterator[Change]:
        body = self._api.find(f"reviews/{ref.id}")
        yield Deleted(ref=ref) if body is None else record(only(body), None)

    def _all(self) -> Iterator[Change]:
        cursor: str | None = None
        while True:
            found = self.page(Kind.REVIEW, None, cursor)
            yield from found.changes
            cursor = found.next_cursor
            if cursor is None:
                return

    def _listed(self, cursor: str | None, order: str) -> tuple[str, shapes.Listed]:
        """A cursor is `pending {...}`: the list, and Okendo's own place in it, if any yet."""
        status, _, place = (cursor or STATUSES[0]).partition(" ")
        there = {"lastEvaluated": place} if place else {}
        body = self._api.get("reviews", status=status, orderBy=order, limit=str(PER_PAGE), **there)
        return status, answer(VENDOR, body, shapes.Listed)


def following(status: str, next_url: str | None) -> str | None:
    place = cursor_in(next_url)
    if place is not None:
        return f"{status} {place}"
    later = STATUSES[STATUSES.index(status) + 1 :]
    return later[0] if later else None


def one_record(found: shapes.Review, *, listed_as: str) -> Iterator[Change]:
    yield record(found, listed_as)


def heads(listed: shapes.Listed) -> Iterator[shapes.Head]:
    return (answer(VENDOR, bytes(row), shapes.Head) for row in listed.reviews)


def is_older(head: shapes.Head, since: datetime) -> bool:
    return head.date_created is not None and head.date_created < since


def only(body: bytes) -> shapes.Review:
    """`{"review": {...}}`, or the review itself: which one is not documented where we looked."""
    try:
        return understood(body, shapes.One).review
    except Malformed:
        return understood(body, shapes.Review)


def only_reviews(kind: Kind) -> None:
    if kind is not Kind.REVIEW:
        raise Unsupported(f"Okendo has no list of what we call {kind}.")
