"""Where all situations happen: one database, a store each, and one app to ask them all."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import msgspec

from adapters.ecwid.orders import order_changes
from adapters.ecwid.shapes import OrderPayload
from connector.answers.policy_document import parse_policies
from connector.api import rest
from connector.cli.handbook import PARSERS
from connector.cli.stores import keep_policy
from connector.contract import Delivery
from connector.storage.apply import apply
from connector.storage.deliveries import Kept, keep, list_deliveries
from connector.storage.engine import Database
from connector.storage.engine import now as real_now
from connector.storage.handbook import keep_page
from connector.storage.held import Arrival
from connector.storage.stores import Scope, Store, add_store, create_key
from connector.testing.recordings import SECRET
from tests.situations.recorded import ADAPTERS, Delivered
from tests.situations.situation import LOCALES, Situation
from webhooks.inbox import Inbox
from webhooks.writer import Writer

RETURN_POLICY = "MerchantReturnPolicy"
ADDRESSES = {
    "shopify": ("x-shopify-shop-domain", "shop-{nth}.myshopify.com"),
    "woocommerce": ("x-wc-webhook-source", "https://shop-{nth}.example.com/"),
}
"""The header that names the store, and what this one is called; it is not signed."""
ECWID_SHOP = re.compile(rb'("storeId":)\d+')
SHOPS_CURRENCY = "TRY"
"""Of the Ecwid store: its orders do not tell theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    store: Store
    keys: dict[Scope, str]
    nth: int


class Town:
    """Its clock stands where the situation says."""

    def __init__(self, database: Database) -> None:
        self.database, self.time, self.numbers = database, datetime.now(UTC), count(1)
        self.inbox = Inbox(database, ADAPTERS, Writer(self._commit))
        self.app = rest.new_app()
        rest.add_rest(self.app, database, lambda: self.time)

    def answers(
        self, situation: Situation, locales: Sequence[str] = LOCALES
    ) -> dict[str, dict[str, Any]]:
        """By locale; everything has happened by then."""
        shop = self._opened(situation)
        for each in situation.deliveries:
            self._deliver(shop, each)
        for own_id, document in situation.owner.items():
            self._set(shop.store, own_id, json.dumps(document, ensure_ascii=False))
        states = {row["state"] for row in list_deliveries(self.database, shop.store.id)}
        assert states <= {"applied"}, f"{situation.name}: deliveries are {states}"
        self.time = situation.now
        return {locale: self._asked(shop, situation, locale) for locale in locales}

    def _commit(self, batch: Sequence[Kept]) -> None:
        with self.database.writing() as connection:
            keep(connection, self.database.keyring, batch)

    def _opened(self, situation: Situation) -> Shop:
        nth, platform = next(self.numbers), situation.platform
        _, pattern = ADDRESSES.get(platform, ("", "{nth}"))
        address = pattern.format(nth=nth).removeprefix("https://").removesuffix("/")
        secret = {ADAPTERS[platform].signed_with: SECRET}
        store = add_store(self.database, platform, address, situation.name, secret)
        key = create_key(self.database, store.id, situation.asks.scope)
        return Shop(store=store, keys={situation.asks.scope: key}, nth=nth)

    def _deliver(self, shop: Shop, each: Delivered) -> None:
        url_key = shop.store.url_key if ADAPTERS[each.platform].own_url else None
        self.inbox.receive(each.platform, url_key, addressed(each, shop.nth))
        if each.fetched is not None:
            self._fetched(shop.store, each)

    def _fetched(self, store: Store, each: Delivered) -> None:
        """What the job that follows an Ecwid hint does with the order that it is given."""
        order = msgspec.json.decode(json.dumps(each.fetched), type=OrderPayload)
        arrival = Arrival(
            store_id=store.id,
            delivery=b"",
            at=real_now(),
            received_at=real_now(),
            changes=tuple(order_changes(order, SHOPS_CURRENCY)),
            fetched=True,
        )
        with self.database.writing() as connection:
            apply(connection, self.database.keyring, [arrival])

    def _set(self, store: Store, own_id: str, text: str) -> None:
        if own_id == RETURN_POLICY:
            parse_policies(text)
            keep_policy(self.database, store.id, text)
            return
        if own_id in PARSERS:
            PARSERS[own_id](text)
        keep_page(self.database, store.id, own_id, text)

    def _asked(self, shop: Shop, situation: Situation, locale: str) -> dict[str, Any]:
        asks = situation.asks
        response = self.app.test_client().get(
            asks.path,
            query_string={**asks.params, "locale": locale},
            headers={"Authorization": f"Bearer {shop.keys[asks.scope]}"},
        )
        assert response.status_code == 200, f"{situation.name}: {response.text}"
        answer: dict[str, Any] = response.json or {}
        return answer


def addressed(each: Delivered, nth: int) -> Delivery:
    """As the store that has this number would have sent it."""
    sent = each.delivery()
    if each.platform == "ecwid":
        body = ECWID_SHOP.sub(rb"\g<1>%d" % nth, sent.body)
        return Delivery(headers=sent.headers, body=body)
    header, pattern = ADDRESSES[each.platform]
    return Delivery(headers={**sent.headers, header: pattern.format(nth=nth)}, body=sent.body)
