"""One store's REST API as the contract's `Client`. How it asks is in `rest.py`, what it walks
through in `client_walk.py`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, tzinfo

import requests

from adapters.woocommerce import client_check, client_pages, client_webhooks
from adapters.woocommerce.client_numbers import orders_numbered
from adapters.woocommerce.client_orders import fetch_order, fetch_refund, fetch_shipment
from adapters.woocommerce.client_pages import reviews
from adapters.woocommerce.client_policies import POLICY_ID, policy_changes
from adapters.woocommerce.client_records import review, time_zone
from adapters.woocommerce.client_shapes import ReviewPayload
from adapters.woocommerce.client_walk import Listing, everything
from adapters.woocommerce.products import product_changes
from adapters.woocommerce.rest import Rest, resource
from adapters.woocommerce.shapes import ProductPayload
from connector.contract import Account, Client, Finding, Page, Subscription
from connector.convert import utc_or_none
from connector.errors import AccessDenied, PlatformAway
from connector.records import EVERY, Change, Deleted, Kind, Policy, Record, Ref
from connector.records import KINDS as KINDS_OF

KINDS = (Kind.PRODUCT, Kind.VARIANT, Kind.ORDER, Kind.REFUND, Kind.REVIEW, Kind.POLICY)
PRODUCT_KINDS = (Kind.PRODUCT, Kind.VARIANT, Kind.STOCK_LEVEL)
"""A product, what is bought of it and its level share one id here, and one request."""
OWNERS_POLICY = "MerchantReturnPolicy"
"""What the owner told us in person: in no list of the shop's, and never gone from it."""


def connect(account: Account, session: requests.Session) -> Client:
    return WooCommerce(Rest(account, session))


class WooCommerce:
    """Raises PlatformAway, Throttled, AccessRevoked or AccessDenied; and Malformed where a single
    thing that was fetched cannot be understood."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._zone_known = False
        self._zone: tzinfo | None = None

    def fetch(self, ref: Ref) -> Iterable[Change]:
        if ref.kind is Kind.POLICY:
            return policy_changes(self._rest) if ref.id == POLICY_ID else ()
        if ref.id == EVERY and not ref.parent_id:
            return self._all(ref.kind)
        if not is_id(ref.parent_id or "1"):
            return ()
        if not is_id(ref.id) and ref.kind is not Kind.SHIPMENT and ref.id != EVERY:
            return ()
        return self._fetch_one(ref)

    def _fetch_one(self, ref: Ref) -> Iterable[Change]:
        if ref.kind is Kind.ORDER:
            return fetch_order(self._rest, ref.id, self._time_zone)
        if ref.kind is Kind.REFUND:
            return fetch_refund(self._rest, ref)
        if ref.kind is Kind.SHIPMENT:
            return fetch_shipment(self._rest, ref, self._time_zone)
        if ref.kind is Kind.REVIEW:
            return fetch_review(self._rest, ref)
        if ref.kind in PRODUCT_KINDS:
            return fetch_product(self._rest, ref)
        return ()

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        if kind is Kind.POLICY:
            return Page(tuple(policy_changes(self._rest)), None)
        return client_pages.page(self._rest, kind, since, cursor)

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        if kind is Kind.POLICY:
            found = policy_changes(self._rest)
            own = tuple(change.id for change in found if isinstance(change, Policy))
            return (OWNERS_POLICY, *own), None
        return client_pages.ids(self._rest, kind, cursor)

    def orders(self, number: str) -> Iterable[Change]:
        return orders_numbered(self._rest, number, self._time_zone)

    def subscriptions(self) -> Iterable[Subscription]:
        return client_webhooks.subscriptions(self._rest)

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        client_webhooks.subscribe(self._rest, delivery_url, secret, topics)

    def check(self) -> Iterable[Finding]:
        return tuple(client_check.check(self._rest))

    def _all(self, kind: Kind) -> Iterator[Change]:
        if kind not in KINDS:
            return
        cursor = None
        while True:
            found = self.page(kind, None, cursor)
            yield from found.changes
            cursor = found.next_cursor
            if cursor is None:
                return

    def _time_zone(self) -> tzinfo | None:
        """Asked once; where the root of the REST API is closed, local dates stay unknown."""
        if not self._zone_known:
            try:
                self._zone = time_zone(client_check.read_index(self._rest))
            except (AccessDenied, PlatformAway):
                self._zone = None
            self._zone_known = True
        return self._zone


def is_id(text: str) -> bool:
    """Ids become part of an address, and come from strangers."""
    return re.fullmatch("[0-9]{1,20}", text) is not None


def fetch_product(rest: Rest, ref: Ref) -> Iterator[Change]:
    """products/ID answers for variations too."""
    answer = rest.find(f"wc/v3/products/{ref.id}")
    if answer is None:
        yield from (Deleted(ref=Ref(kind=kind, id=ref.id)) for kind in PRODUCT_KINDS)
        return
    product = resource(answer, ProductPayload)
    changes = tuple(product_changes(product))
    yield from changes
    if ref.kind is not Kind.PRODUCT and changes and not says(changes, ref):
        # Once a product with one variant, now with several; or now stocked with its parent.
        yield Deleted(ref=ref, at=utc_or_none(product.date_modified_gmt))


def says(changes: Iterable[Change], ref: Ref) -> bool:
    """Whether they say something of `ref`, be it that it is gone."""
    return any(
        change.ref == ref
        if isinstance(change, Deleted)
        else isinstance(change, Record)
        and (KINDS_OF[type(change)], change.id) == (ref.kind, ref.id)
        for change in changes
    )


def fetch_review(rest: Rest, ref: Ref) -> Iterator[Change]:
    """With EVERY those of one product: worth asking when its number of ratings moved."""
    if ref.id == EVERY:
        for status in ("all", "spam", "trash"):
            params = {"product": ref.parent_id, "status": status}
            rows = everything(rest, Listing(path="wc/v3/products/reviews", params=params))
            yield from reviews(rest, rows)
        return
    answer = rest.find(f"wc/v3/products/reviews/{ref.id}")
    if answer is None:
        yield Deleted(ref=ref)
        return
    yield review(resource(answer, ReviewPayload))
