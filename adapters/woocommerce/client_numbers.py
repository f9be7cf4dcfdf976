"""Orders by the number that a shopper types. A shop prints the id, unless a plugin makes numbers of
its own: those are found by the shop's search, as far as the plugin has told it of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from adapters.woocommerce.client_orders import Zone, whole_order
from adapters.woocommerce.client_pages import passed_over, understood
from adapters.woocommerce.client_walk import Listing, Row, ask, head
from adapters.woocommerce.orders import order_changes
from adapters.woocommerce.rest import Rest
from adapters.woocommerce.rest_failures import without_mark
from adapters.woocommerce.shapes import OrderPayload
from connector.convert import is_known_by, order_number, text_id
from connector.errors import Malformed
from connector.records import Change, Deleted, Kind, Order

SEARCHED = 50
"""Rows of a search, the newest first: it also looks into names and addresses."""


def orders_numbered(rest: Rest, number: str, zone: Zone) -> Iterator[Change]:
    """Both questions are asked before anything is told: how long it takes until then says nothing
    of whether there is one."""
    wanted = order_number(number)
    if not wanted:
        return
    rows = {text_id(row.head.id): row for row in (*by_id(rest, wanted), *searched(rest, wanted))}
    found = [
        order
        for order in understood(rows.values(), OrderPayload, Kind.ORDER)
        if is_meant(order, wanted)
    ]
    for order in found:
        yield from (change for change in order_changes(order) if isinstance(change, Order))
    for order in found:
        yield from whole_order(rest, order, zone)


def by_id(rest: Rest, wanted: str) -> Iterator[Row]:
    answer = rest.find(f"wc/v3/orders/{wanted}") if re.fullmatch("[0-9]{1,20}", wanted) else None
    row = head(msgspec.Raw(without_mark(answer.body))) if answer else None
    if row:
        yield row


def searched(rest: Rest, wanted: str) -> Iterable[Row]:
    listing = Listing(
        path="wc/v3/orders", params={"search": wanted, "status": "any"}, per_page=SEARCHED
    )
    return ask(rest, listing, {})[1]


def is_meant(order: OrderPayload, wanted: str) -> bool:
    """Of one in the bin only that it is gone is told."""
    try:
        changes = tuple(order_changes(order))
    except Malformed as error:
        passed_over(Kind.ORDER, text_id(order.id), f" - at {error.path}")
        return False
    if any(isinstance(change, Deleted) for change in changes):
        return order_number(str(order.number)) == wanted
    return any(isinstance(each, Order) and is_known_by(each, wanted) for each in changes)
