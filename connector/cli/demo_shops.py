"""The shops of `storewire demo`. Their history is the recordings that every adapter ships for its
conformance kit, signed anew with a secret of the demo shop's own and sent through the same door as
any platform's."""

from __future__ import annotations

import secrets
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import quote, urlencode

import click
import requests

from connector.cli.console import Console
from connector.cli.stores import keep_policy
from connector.contract import Adapter, Delivery
from connector.errors import Misconfigured
from connector.records import Change, Order, Redact, RedactStore, Uninstalled, Variant
from connector.registry import discover
from connector.storage.engine import Database
from connector.storage.stores import Scope, Store, add_store, create_key, list_stores, rotate
from connector.testing.recordings import Recording, is_ping, parsed, recordings, resigned

POLICY = """{"@type": "MerchantReturnPolicy", "applicableCountry": ["DE", "IR", "TR", "CN", "GB"],
"returnPolicyCategory": "MerchantReturnFiniteReturnWindow", "merchantReturnDays": 30,
"returnMethod": "ReturnByMail", "returnFees": "FreeReturn",
"merchantReturnLink": "https://demo.example.com/returns"}"""
START_SECONDS = 30
FORGETTING = (Redact, RedactStore, Uninstalled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """One demo shop: its recordings, and the secret it signs with."""

    adapter: Adapter
    recorded: Sequence[Recording]
    store: Store
    secret: str

    def deliveries(self) -> Iterator[Delivery]:
        for recording in self.recorded:
            delivery = recording.delivery
            ping = is_ping(self.adapter, recording)
            yield delivery if ping else resigned(self.adapter, delivery, delivery.body, self.secret)

    def path(self) -> str:
        own = f"/{self.store.url_key}" if self.adapter.own_url else ""
        return f"/webhooks/{self.adapter.name}{own}"

    def changes(self) -> Iterator[Change]:
        for recording in self.recorded:
            yield from parsed(self.adapter, recording)


def open_shops(console: Console) -> list[Demo]:
    """In the database, before its server has started."""
    shown = [adapter for adapter in discover().values() if _tells_all(adapter)]
    return [_demo(console.database, each, told) for each in shown if (told := _tellable(each))]


def tell_history(console: Console, shops: Sequence[Demo], url: str) -> None:
    """To the server, once it is up; then how to ask it about that."""
    _wait_until_up(url)
    try:
        sent = sum(_play(url, each) for each in shops)
    except requests.ConnectionError:
        raise Misconfigured("The server was stopped before the demo shops were in.") from None
    _print_invitation(console, url, shops, sent)


def _tells_all(adapter: Adapter) -> bool:
    """A demo shop has deliveries and no API: they must say what happened, not only that something
    did."""
    return adapter.signature.covers_body and not adapter.needs_store


def _demo(database: Database, adapter: Adapter, recorded: Sequence[Recording]) -> Demo:
    secret = secrets.token_urlsafe(32)
    store = _store(database, adapter, recorded, secret)
    keep_policy(database, store.id, POLICY)
    return Demo(adapter=adapter, recorded=recorded, store=store, secret=secret)


def _tellable(adapter: Adapter) -> list[Recording]:
    """All but those that tell us to forget: a demo shop stays."""
    module = import_module(adapter.read_envelope.__module__)
    folder = Path(str(module.__file__)).parent / "fixtures"
    return [
        recording
        for recording in recordings(folder)
        if not any(isinstance(change, FORGETTING) for change in parsed(adapter, recording))
    ]


def _store(
    database: Database, adapter: Adapter, recorded: Sequence[Recording], secret: str
) -> Store:
    """The shop that the recordings are from; on the second start it is there already."""
    signed = next(r for r in recorded if not is_ping(adapter, r))
    address = adapter.read_envelope(signed.delivery).store
    for store in list_stores(database):
        if (store.platform, store.platform_id) == (adapter.name, address):
            rotate(database, store, adapter.signed_with, secret)
            return store
    settings = {adapter.signed_with: secret}
    return add_store(database, adapter.name, address, f"{adapter.title} demo", settings)


def _wait_until_up(url: str) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            if requests.get(f"{url}/healthz", timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise Misconfigured(f"The server did not answer within {START_SECONDS} seconds.")


def _play(url: str, shop: Demo) -> int:
    """Sends the shop's history; how many deliveries that was."""
    count = 0
    with requests.Session() as http:
        for count, delivery in enumerate(shop.deliveries(), start=1):  # noqa: B007
            own = {n: v for n, v in delivery.headers.items() if n not in ("host", "content-length")}
            answer = http.post(url + shop.path(), delivery.body, headers=own, timeout=10)
            answer.raise_for_status()
    return count


def _print_invitation(console: Console, url: str, demos: Sequence[Demo], sent: int) -> None:
    shop = max(demos, key=lambda each: sum(isinstance(c, Order) for c in each.changes()))
    key = create_key(console.database, shop.store.id, Scope.ANSWERS)
    asked = [curl(url, key, path, query) for path, query in _questions(list(shop.changes()))]
    if console.as_json:
        console.show({"url": url, "key": key, "ask": asked, "deliveries": sent})
    else:
        lines = f"\nStorewire runs at {url}; {sent} deliveries of the demo shops are in."
        click.echo("\n".join([lines, f"Demo key: {key}", "", "Ask it:", *asked, ""]))
    sys.stdout.flush()


def _questions(changes: Sequence[Change]) -> list[tuple[str, dict[str, str]]]:
    """Where is my order, can I send it back, is it in stock."""
    orders = [c for c in changes if isinstance(c, Order) and c.buyer and c.buyer.emails]
    order = max(orders, key=lambda each: (len(each.shipment_ids or ()), each.placed_at))
    variant = next(c for c in changes if isinstance(c, Variant) and c.sku and c.published)
    buyer = order.buyer
    email = buyer.emails[0] if buyer else ""
    return [
        ("/v1/order-status", {"order": order.number, "email": email}),
        ("/v1/return-policy", {"order": order.number, "email": email, "locale": "fa"}),
        ("/v1/stock", {"sku": variant.sku, "locale": "tr"}),
    ]


def curl(url: str, key: str, path: str, query: dict[str, str]) -> str:
    address = f"{url}{path}?{urlencode(query, quote_via=quote)}"
    return f"curl -s -H {shlex.quote(f'Authorization: Bearer {key}')} {shlex.quote(address)}"
