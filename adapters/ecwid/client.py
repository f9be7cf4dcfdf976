"""One store's REST API as the contract's `Client`. How it asks is in `rest.py`, what it walks
through in `walk.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

import requests

from adapters.ecwid import checking, pages
from adapters.ecwid.fetching import (
    fetch_order,
    fetch_orders_of,
    fetch_product,
    fetch_review,
    orders_numbered,
)
from adapters.ecwid.policies import POLICY_IDS, policy_changes
from adapters.ecwid.rest import Rest, api_url
from adapters.ecwid.store import Profiles
from adapters.ecwid.values import is_number
from connector.contract import Account, Client, Finding, Page, Subscription
from connector.errors import Unsupported
from connector.records import EVERY, Change, Kind, Policy, Ref

KINDS = (Kind.PRODUCT, Kind.VARIANT, Kind.ORDER, Kind.REVIEW, Kind.POLICY)
OF_PRODUCT = (Kind.PRODUCT, Kind.VARIANT, Kind.STOCK_LEVEL)
OF_ORDER = (Kind.REFUND, Kind.SHIPMENT)
OWNERS_POLICY = "MerchantReturnPolicy"
"""What the owner told us in person: in no list of the shop's, and never gone from it."""


def connect(account: Account, session: requests.Session) -> Client:
    """Raises BadRequest for an `api_url` that a token must not be sent to."""
    api_url(account.settings)
    return Ecwid(Rest(account, session))


class Ecwid:
    """Raises PlatformAway, Throttled, AccessRevoked or AccessDenied; and Malformed where a single
    thing that was fetched cannot be understood."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._profiles = Profiles(rest)

    def fetch(self, ref: Ref) -> Iterable[Change]:
        if ref.kind is Kind.POLICY:
            return self._policies(ref.id)
        if ref.id == EVERY:
            return self._every(ref)
        if ref.kind is Kind.ORDER and is_number(ref.id):
            return fetch_order(self._rest, self._profiles, ref)
        if ref.kind in OF_ORDER and is_number(ref.parent_id):
            order = Ref(kind=Kind.ORDER, id=ref.parent_id)
            return fetch_order(self._rest, self._profiles, order)
        if ref.kind in OF_PRODUCT:
            return fetch_product(self._rest, self._profiles, ref)
        if ref.kind is Kind.REVIEW and is_number(ref.id):
            return fetch_review(self._rest, ref)
        return ()

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        if kind is Kind.POLICY:
            found = tuple(policy_changes(self._profiles.read()))
            return Page(found, None, len(found))
        return pages.page(self._rest, self._profiles.store(), kind, since, cursor)

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        if kind is Kind.POLICY:
            found = policy_changes(self._profiles.read())
            own = tuple(change.id for change in found if isinstance(change, Policy))
            return (OWNERS_POLICY, *own), None
        return pages.ids(self._rest, kind, cursor)

    def orders(self, number: str) -> Iterable[Change]:
        return orders_numbered(self._rest, self._profiles, number)

    def subscriptions(self) -> Iterable[Subscription]:
        raise Unsupported("Ecwid tells no one which webhooks it sends.")

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        """https://docs.ecwid.com/build-apps/webhook-automations/set-up-webhooks"""
        raise Unsupported(
            "Ecwid has no way for apps to ask for webhooks. Write to ec.apps@lightspeedhq.com,"
            " with the client_id of the app, that its webhook URL is to be"
            f" {delivery_url} and its events: {', '.join(topics)}. The app needs the scopes"
            " read_orders, read_catalog, read_reviews and read_store_profile for them."
        )

    def check(self) -> Iterable[Finding]:
        return tuple(checking.check(self._rest, self._profiles))

    def _policies(self, own_id: str) -> Iterable[Change]:
        if own_id != EVERY and own_id not in POLICY_IDS.values():
            return ()
        return policy_changes(self._profiles.read())

    def _every(self, ref: Ref) -> Iterator[Change]:
        """All of a kind; of orders with `parent_id` those of that customer."""
        if ref.kind is Kind.ORDER and ref.parent_id:
            yield from fetch_orders_of(self._rest, self._profiles, ref.parent_id)
            return
        if ref.kind not in KINDS:
            return
        cursor = None
        while True:
            found = self.page(ref.kind, None, cursor)
            yield from found.changes
            cursor = found.next_cursor
            if cursor is None:
                return
