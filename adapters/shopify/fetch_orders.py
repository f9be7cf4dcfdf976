"""What Shopify says of an order and its parts now, as the records webhooks bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from adapters.shopify import documents as ask
from adapters.shopify import graph, translate
from adapters.shopify.admin import Admin
from adapters.shopify.asking import changed_since, gid, gone, whole, with_returns
from adapters.shopify.graph import Connection
from adapters.shopify.parse_orders import order as order_record
from adapters.shopify.parse_orders import parse_order
from adapters.shopify.parse_refunds import refund as refund_record
from adapters.shopify.parse_returns import known_return
from adapters.shopify.parse_shipments import parse_event, shipment
from connector.convert import is_known_by, order_number, text_id, utc
from connector.errors import Unsupported
from connector.records import EVERY, Change, Kind, Order, Ref

RECENTLY = timedelta(days=1)
"""How long ago something may have happened that only says "a return changed"; webhooks come up to
a day late."""
WITHOUT_RETURNS = ("NO_RETURN", None)


def fetch_order(admin: Admin, ref: Ref) -> Iterator[Change]:
    given = readable_order(admin, gid("Order", ref.id))
    if given is None:
        yield gone(ref)
        return
    yield from order_changes(admin, given)


def readable_order(admin: Admin, order: str) -> graph.Order | None:
    return with_returns(admin, lambda yes: admin.ask(ask.ORDER, id=order, returns=yes)).order


def order_changes(admin: Admin, given: graph.Order) -> Iterator[Change]:
    """The records an `orders/updated` would bring, and the scans it does not."""
    full = msgspec.structs.replace(
        given, line_items=all_lines(admin, given), fulfillments=tuple(parcels(admin, given))
    )
    refunds = refunds_of(admin, given) if given.every_refund else []
    yield from parse_order(translate.order(full, refunds, all_returns(admin, given)))
    for parcel in full.fulfillments:
        yield from scans(parcel, given.id)


def orders_named(admin: Admin, number: str) -> Iterator[Change]:
    """An order known by its name, `#1001` or `TR-1001-A`, and without the shop's prefix."""
    wanted = order_number(number)
    if not wanted:
        return
    query = named(wanted)
    found = with_returns(
        admin, lambda yes: admin.ask(ask.ORDERS_NAMED, query=query, returns=yes)
    ).orders.nodes
    meant = [given for given in found if is_known_by(alone(given), wanted)]
    yield from map(alone, meant)
    for given in meant:
        yield from order_changes(admin, given)


def named(wanted: str) -> str:
    """https://shopify.dev/docs/api/usage/search-syntax"""
    quoted = wanted.replace("\\", "\\\\").replace('"', '\\"')
    return f'name:"{quoted}" OR name:"#{quoted}"'


def alone(given: graph.Order) -> Order:
    """Of its parts it says nothing: they come behind it."""
    said = order_record(translate.order(given, (), ()))
    return msgspec.structs.replace(said, refund_ids=None, shipment_ids=None)


def scans(parcel: graph.Parcel, order_id: str) -> Iterator[Change]:
    for event in parcel.events.nodes if parcel.events else ():
        yield from parse_event(translate.event(event, parcel.id, order_id))


def all_lines(admin: Admin, given: graph.Order) -> Connection[graph.Line]:
    def more(after: str) -> Connection[graph.Line] | None:
        found = admin.ask(ask.ORDER_LINES, id=given.id, after=after).order
        return found.line_items if found else None

    return whole(given.line_items, more)


def parcels(admin: Admin, given: graph.Order) -> Iterator[graph.Parcel]:
    """Shopify pages no list of parcels, so those beyond the first ten are asked for one by one."""
    here = {parcel.id: parcel for parcel in given.fulfillments}
    for node in given.every_parcel:
        parcel = here.get(node.id) or admin.ask(ask.PARCEL, id=node.id).fulfillment
        if parcel:
            yield whole_parcel(admin, parcel)


def whole_parcel(admin: Admin, given: graph.Parcel) -> graph.Parcel:
    def more(after: str) -> Connection[graph.Packed] | None:
        found = admin.ask(ask.PARCEL_LINES, id=given.id, after=after).fulfillment
        return found.fulfillment_line_items if found else None

    lines = whole(given.fulfillment_line_items, more)
    return msgspec.structs.replace(given, fulfillment_line_items=lines)


def refunds_of(admin: Admin, given: graph.Order) -> list[graph.Refund]:
    found = admin.ask(ask.ORDER_REFUNDS, id=given.id).order
    here = {refund.id: refund for refund in (found.refunds if found else ())}
    missing = [node.id for node in given.every_refund if node.id not in here]
    asked = [admin.ask(ask.REFUND, id=each).refund for each in missing]
    return [whole_refund(admin, r) for r in [*here.values(), *asked] if r]


def whole_refund(admin: Admin, given: graph.Refund) -> graph.Refund:
    def more(after: str) -> Connection[graph.RefundedLine] | None:
        found = admin.ask(ask.REFUND_LINES, id=given.id, after=after).refund
        return found.refund_line_items if found else None

    lines = whole(given.refund_line_items, more)
    return msgspec.structs.replace(given, refund_line_items=lines)


def all_returns(admin: Admin, given: graph.Order) -> tuple[graph.Return, ...]:
    """Asked for whatever `returnStatus` says: an order whose only return was declined has none by
    that word."""

    def more(after: str) -> Connection[graph.Return] | None:
        found = admin.ask(ask.ORDER_RETURNS, id=given.id, after=after).order
        return found.returns if found else None

    return whole(given.returns, more).nodes


def returns_of(admin: Admin, order_gid: str) -> tuple[datetime | None, list[graph.Return]]:
    """With the order's own `updated_at`, by which they are as new as it."""
    seen_at, found, after = None, list[graph.Return](), None
    while True:
        order = admin.ask(ask.ORDER_RETURNS, id=order_gid, after=after).order
        if order is None:
            return seen_at, found
        seen_at = utc(order.updated_at)
        found += order.returns.nodes
        after = order.returns.page_info.next
        if after is None:
            return seen_at, found


def fetch_refund(admin: Admin, ref: Ref) -> Iterator[Change]:
    given = admin.ask(ask.REFUND, id=gid("Refund", ref.id)).refund
    if given is None:
        yield gone(ref)
        return
    refund = whole_refund(admin, given)
    currency = given.total_refunded_set.shop_money.currency_code
    seen_at = utc(given.order.updated_at) if given.order else None
    yield from refund_record(translate.refund(refund), ref.parent_id, currency, seen_at)


def fetch_parcel(admin: Admin, ref: Ref) -> Iterator[Change]:
    given = admin.ask(ask.PARCEL, id=gid("Fulfillment", ref.id)).fulfillment
    if given is None:
        yield gone(ref)
        return
    parcel = whole_parcel(admin, given)
    yield shipment(translate.parcel(parcel), ref.parent_id)
    yield from scans(parcel, parcel.order.id if parcel.order else ref.parent_id)


def fetch_event(admin: Admin, ref: Ref) -> Iterator[Change]:
    """Shopify has no question for one scan; its order has them all."""
    if not ref.parent_id:
        raise Unsupported("Shopify tells a parcel's scans only with the order they belong to.")
    yield from fetch_order(admin, Ref(kind=Kind.ORDER, id=ref.parent_id))


def fetch_return(admin: Admin, ref: Ref) -> Iterator[Change]:
    if ref.id == EVERY:
        yield from recent_returns(admin, ref.parent_id)
        return
    given = admin.ask(ask.RETURN, id=gid("Return", ref.id)).return_
    if given is None:
        yield gone(ref)
    elif given.order:
        yield from return_changes([given], given.order.id, utc(given.order.updated_at))


def recent_returns(admin: Admin, order_id: str) -> Iterator[Change]:
    """Of that order, or of all that changed lately."""
    if order_id:
        orders = [gid("Order", order_id)]
    else:
        orders = list(orders_with_returns(admin, datetime.now(UTC) - RECENTLY))
    for order in orders:
        seen_at, found = returns_of(admin, order)
        yield from return_changes(found, order, seen_at)


def orders_with_returns(admin: Admin, since: datetime) -> Iterator[str]:
    after: str | None = None
    while True:
        found = admin.ask(ask.ORDERS_CHANGED, query=changed_since(since), after=after).orders
        yield from (n.id for n in found.nodes if n.return_status not in WITHOUT_RETURNS)
        after = found.page_info.next
        if after is None:
            return


def return_changes(
    found: Sequence[graph.Return], order_gid: str, seen_at: datetime | None
) -> Iterator[Change]:
    for each in found:
        said = translate.returned(each)
        yield from known_return(said, text_id(order_gid), seen_at)
