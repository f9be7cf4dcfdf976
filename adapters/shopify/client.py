"""One shop's API, as the contract wants it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec
import requests

from adapters.shopify import bulk, checking, fetching, pages, subscriptions
from adapters.shopify.address import api_url
from adapters.shopify.admin import Admin
from adapters.shopify.envelope import identify
from adapters.shopify.fetch_orders import orders_named
from adapters.shopify.tokens import Tokens
from connector.contract import Account, Finding, Page, Subscription
from connector.errors import Malformed, PlatformAway, Unsupported
from connector.records import Change, Kind, Ref


@contextmanager
def understood() -> Iterator[None]:
    """What Shopify says of itself and we cannot read is its fault, as no answer would be."""
    try:
        yield
    except msgspec.DecodeError as error:
        raise PlatformAway(f"Shopify's answer is strange: {error}") from None
    except Malformed as error:
        raise PlatformAway(f"Shopify's answer is strange: {error.detail}") from None


class ShopifyClient:
    """`at_once`: for a shopper who waits; all other work leaves a reserve of the shop's budget."""

    def __init__(
        self,
        account: Account,
        session: requests.Session,
        topics: Collection[str],
        *,
        at_once: bool = False,
    ) -> None:
        shop = identify(account.settings)
        self._account = account
        self._topics = topics
        tokens = Tokens(shop, account, session)
        url = api_url(account.settings, shop)
        self._admin = Admin(shop, session, tokens, url=url, at_once=at_once)
        self._admin_at_once = Admin(shop, session, tokens, url=url, at_once=True)

    def fetch(self, ref: Ref) -> Iterable[Change]:
        with understood():
            return tuple(fetching.fetch(self._admin, ref))

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        """All orders (`since` None) come by bulk operation: the first page is empty and names it
        in its cursor, then Throttled says how long to wait for the file. Webhooks, and a sweep
        since the start of it, bring what changed meanwhile."""
        at = pages.read_cursor(cursor)
        if kind not in pages.PAGES:
            raise Unsupported(f"Shopify lists nothing of the kind {kind}.")
        with understood():
            if kind is Kind.ORDER and since is None:
                return bulk.page_of_all_orders(self._admin, at)
            return pages.PAGES[kind](self._admin, since, at)

    def pages(self, kind: Kind, cursor: str | None = None) -> Iterator[Page]:
        """Everything of one kind, page after page from `cursor` on; flat memory. Raises Throttled
        where there is to be waited: go on then with the last page's cursor."""
        while True:
            page = self.page(kind, None, cursor)
            yield page
            cursor = page.next_cursor
            if cursor is None:
                return

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        return pages.ids(self._admin, kind, cursor)

    def orders(self, number: str) -> Iterable[Change]:
        with understood():
            yield from orders_named(self._admin_at_once, number)

    def subscriptions(self) -> Iterable[Subscription]:
        if not subscriptions.by_api(self._account.settings):
            raise Unsupported(subscriptions.IN_TOML)
        return tuple(subscriptions.subscriptions(self._admin, self._topics))

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        """`secret` is not Shopify's to choose by: it signs with the app's client secret."""
        subscriptions.subscribe(self._admin, self._account.settings, delivery_url, topics)

    def check(self) -> Iterable[Finding]:
        return tuple(checking.check(self._admin, self._account.settings))
