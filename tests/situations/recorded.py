"""Deliveries out of the adapters' own recordings, changed by small named edits and signed anew, as
the platform would have sent them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import adapters
from connector.contract import Delivery
from connector.registry import discover
from connector.testing.recordings import delivery as read_recording
from connector.testing.recordings import resigned, with_headers

Body = dict[str, Any]
Edit = Callable[[Body], None]
ADAPTERS = discover()
SENT_AT = {"shopify": "x-shopify-triggered-at"}
"""The header in which a platform says when it sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One recording as it was changed. `fetched` is what the platform's API says once asked, where
    its deliveries are no more than a hint."""

    platform: str
    recording: str
    edits: tuple[Edit, ...] = ()
    sent_at: str = ""
    fetched: Mapping[str, Any] | None = None

    def but(self, *edits: Edit, sent_at: str = "") -> Delivered:
        return replace(self, edits=(*self.edits, *edits), sent_at=sent_at or self.sent_at)

    def body(self) -> Body:
        changed: Body = deepcopy(json.loads(recording(self.platform, self.recording).body))
        for edit in self.edits:
            edit(changed)
        return changed

    def delivery(self) -> Delivery:
        """Signed with the secret of the tests."""
        held = recording(self.platform, self.recording)
        body = json.dumps(self.body(), ensure_ascii=False).encode() if self.edits else held.body
        signed = resigned(ADAPTERS[self.platform], held, body)
        named = SENT_AT.get(self.platform)
        return with_headers(signed, {named: self.sent_at}) if named and self.sent_at else signed


@cache
def recording(platform: str, name: str) -> Delivery:
    folder = Path(adapters.__path__[0]) / platform / "fixtures"
    return read_recording((folder / f"{name}.http").read_bytes())


def shopify(name: str, *edits: Edit, sent_at: str = "") -> Delivered:
    return Delivered(platform="shopify", recording=name, edits=edits, sent_at=sent_at)


def woocommerce(name: str, *edits: Edit) -> Delivered:
    return Delivered(platform="woocommerce", recording=name, edits=edits)


def ecwid(name: str, fetched: Mapping[str, Any]) -> Delivered:
    return Delivered(platform="ecwid", recording=name, fetched=fetched)


def having(**values: Any) -> Edit:
    """The body itself says this."""
    return lambda body: body.update(values)


def having_line(nth: int, **values: Any) -> Edit:
    return lambda body: body["line_items"][nth].update(values)


def having_parcel(nth: int, **values: Any) -> Edit:
    return lambda body: body["fulfillments"][nth].update(values)


def with_status(word: str, modified: str = "") -> Edit:
    """Of a WooCommerce order; `modified` is UTC without an offset, as it writes it."""
    return having(status=word, **({"date_modified_gmt": modified} if modified else {}))


def with_payment(word: str, updated: str = "") -> Edit:
    """Of a Shopify order."""
    return having(financial_status=word, **({"updated_at": updated} if updated else {}))


def with_fulfillment(word: str | None, updated: str = "") -> Edit:
    return having(fulfillment_status=word, **({"updated_at": updated} if updated else {}))


def with_tracking(*items: Mapping[str, str]) -> Edit:
    """What the Shipment Tracking plugin keeps in a WooCommerce order."""
    meta = {"id": 902, "key": "_wc_shipment_tracking_items", "value": [dict(i) for i in items]}
    return having(meta_data=[meta])


def of_order(number: str, own_id: int, email: str) -> Edit:
    """Another WooCommerce order of somebody else."""

    def edit(body: Body) -> None:
        body.update(id=own_id, number=number)
        body["billing"]["email"] = email

    return edit


def only_line(nth: int) -> Edit:
    def edit(body: Body) -> None:
        body["line_items"] = [body["line_items"][nth]]

    return edit


def only_parcel(nth: int) -> Edit:
    def edit(body: Body) -> None:
        body["fulfillments"] = [body["fulfillments"][nth]]

    return edit


def all_prices(currency: str, total: str, *lines: str) -> Edit:
    """A WooCommerce order in another currency; each line with what it cost."""

    def edit(body: Body) -> None:
        body.update(currency=currency, total=total)
        for line, price in zip(body["line_items"], lines, strict=True):
            line.update(total=price, total_tax="0")

    return edit
