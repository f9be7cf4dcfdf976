"""Orders with what their webhooks leave out: which lines a refund is for, and parcels of
WooCommerce's own (core fulfillments)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo

import msgspec

from adapters.woocommerce.client_records import fulfillment, refund
from adapters.woocommerce.client_shapes import FulfillmentPayload, OrderHead, RefundPayload
from adapters.woocommerce.client_walk import PER_PAGE, Listing, Row, everything
from adapters.woocommerce.orders import order_changes
from adapters.woocommerce.rest import Rest, decoded, resource
from adapters.woocommerce.rest_failures import BadParameter, Gone, NoRoute
from adapters.woocommerce.rest_signing import Param
from adapters.woocommerce.shapes import OrderPayload
from adapters.woocommerce.values import UNREADABLE
from connector.convert import text_id
from connector.errors import Malformed
from connector.records import EVERY, Change, Deleted, Fetch, Kind, Ref, Refund, Shipment

Zone = Callable[[], tzinfo | None]
"""The store's time zone, asked for only where something needs it."""


def fetch_order(rest: Rest, order_id: str, zone: Zone) -> Iterator[Change]:
    answer = rest.find(f"wc/v3/orders/{order_id}")
    if answer is None:
        yield Deleted(ref=Ref(kind=Kind.ORDER, id=order_id))
        return
    yield from whole_order(rest, resource(answer, OrderPayload), zone)


def whole_order(rest: Rest, order: OrderPayload, zone: Zone) -> Iterator[Change]:
    """With what is asked for apart."""
    order_id, changes = text_id(order.id), tuple(order_changes(order))
    has_refunds = bool(asked(changes, Kind.REFUND))
    refunds = refunds_of(rest, order_id, order.currency) if has_refunds else ()
    parcels = bool(asked(changes, Kind.SHIPMENT))
    yield from (c for c in filled(changes, refunds) if not (parcels and is_fetch(c, Kind.SHIPMENT)))
    if parcels:
        yield from fulfillments(rest, order_id, zone)


def is_fetch(change: Change, kind: Kind) -> bool:
    return isinstance(change, Fetch) and change.ref.kind is kind


def asked(changes: Iterable[Change], kind: Kind) -> tuple[str, ...]:
    fetches = (change.ref for change in changes if isinstance(change, Fetch))
    return tuple(ref.id for ref in fetches if ref.kind is kind)


def filled(changes: Iterable[Change], refunds: Iterable[Refund]) -> Iterator[Change]:
    """The orders' own copies of refunds with lines and date; what is not known stays asked for."""
    known = {each.id: each for each in refunds}
    for change in changes:
        if isinstance(change, Refund) and change.id in known:
            full = known[change.id]
            yield msgspec.structs.replace(change, created_at=full.created_at, lines=full.lines)
        elif not (isinstance(change, Fetch) and change.ref.id in known):
            yield change


def page_changes(rest: Rest, orders: Sequence[OrderPayload]) -> Iterator[Change]:
    """With the refunds of all of them, by one request where the shop can. Fulfillments would take
    one an order and stay asked for."""
    changes = [change for order in orders for change in order_changes(order)]
    currencies = {text_id(order.id): order.currency for order in orders}
    try:
        refunds = refunds_by_id(rest, asked(changes, Kind.REFUND), currencies)
    except (NoRoute, BadParameter):  # Before 9.0.
        parents = {change.order_id for change in changes if isinstance(change, Refund)}
        refunds = tuple(
            each for one in sorted(parents) for each in refunds_of(rest, one, currencies[one])
        )
    yield from filled(changes, refunds)


def refunds_by_id(
    rest: Rest, ids: Sequence[str], currencies: Mapping[str, str]
) -> tuple[Refund, ...]:
    found: list[Refund] = []
    for start in range(0, len(ids), PER_PAGE):
        wanted = ids[start : start + PER_PAGE]
        listing = Listing(path="wc/v3/refunds", params={"include": wanted})
        rows = [row for row in everything(rest, listing) if text_id(row.head.id) in wanted]
        found += [each for row in rows if (each := refund_row(row, currencies))]
    return tuple(found)


def refund_row(row: Row, currencies: Mapping[str, str], parent: str = "") -> Refund | None:
    """None where it cannot be understood: it stays asked for, and its fetch says why."""
    try:
        payload = msgspec.json.decode(row.raw, type=RefundPayload)
        order_id = parent or text_id(payload.parent_id)
        return refund(payload, order_id, currencies[order_id])
    except (*UNREADABLE, KeyError, Malformed):
        return None


def refunds_of(rest: Rest, order_id: str, currency: str) -> tuple[Refund, ...]:
    listing = Listing(path=f"wc/v3/orders/{order_id}/refunds", params={})
    try:
        rows = tuple(everything(rest, listing))
    except Gone:
        return ()
    found = (refund_row(row, {order_id: currency}, order_id) for row in rows)
    return tuple(each for each in found if each)


def fetch_refund(rest: Rest, ref: Ref) -> Iterator[Change]:
    """A refund tells neither its currency nor, here, its order."""
    order_id = ref.parent_id or parent_of_refund(rest, ref.id)
    if not order_id:
        if order_id is not None:
            yield Deleted(ref=ref)
        return
    currency = currencies_of(rest, (order_id,)).get(order_id)
    if currency is None:
        yield from fetch_order(rest, order_id, lambda: None)
    elif ref.id == EVERY:
        yield from refunds_of(rest, order_id, currency)
    else:
        answer = rest.find(f"wc/v3/orders/{order_id}/refunds/{ref.id}")
        yield (
            Deleted(ref=ref)
            if answer is None
            else refund(resource(answer, RefundPayload), order_id, currency)
        )


def parent_of_refund(rest: Rest, refund_id: str) -> str | None:
    """Empty where there is no such refund; None where this shop cannot tell."""
    try:
        answer = rest.get("wc/v3/refunds", {"include": refund_id})
    except (NoRoute, BadParameter):
        return None
    found = decoded(answer, tuple[RefundPayload, ...])
    parents = [text_id(each.parent_id) for each in found if text_id(each.id) == refund_id]
    # Others instead of it: this shop passes over `include`, and what it left out may well be there.
    return parents[0] if parents else (None if found else "")


def currencies_of(rest: Rest, order_ids: Iterable[str]) -> dict[str, str]:
    """Of those orders that are there and not in the bin."""
    wanted = tuple(dict.fromkeys(order_ids))
    if not wanted:
        return {}
    params: dict[str, Param] = {
        "include": wanted,
        "_fields": "id,currency",
        "per_page": PER_PAGE,
    }
    heads = decoded(rest.get("wc/v3/orders", params), tuple[OrderHead, ...])
    return {text_id(head.id): head.currency for head in heads if text_id(head.id) in wanted}


def fetch_shipment(rest: Rest, ref: Ref, zone: Zone) -> Iterator[Change]:
    if not ref.parent_id:
        return  # Parcels are nowhere to be found but at their order.
    if ref.id == EVERY:
        yield from fulfillments(rest, ref.parent_id, zone)
        return
    found = fetch_order(rest, ref.parent_id, zone)
    parcels = [c for c in found if isinstance(c, Shipment | Deleted) and parcel_id(c) == ref.id]
    yield from parcels or (Deleted(ref=ref),)


def parcel_id(change: Shipment | Deleted) -> str:
    return change.id if isinstance(change, Shipment) else change.ref.id


def fulfillments(rest: Rest, order_id: str, zone: Zone) -> Iterator[Change]:
    """None where the feature is switched off or the order is gone."""
    try:
        answer = rest.get(f"wc/v3/orders/{order_id}/fulfillments")
    except (NoRoute, Gone):
        return
    for payload in fulfillment_payloads(resource(answer, msgspec.Raw)):
        yield fulfillment(payload, order_id, zone())


def fulfillment_payloads(body: msgspec.Raw) -> tuple[FulfillmentPayload, ...]:
    """A list, which some releases wrapped into `{"fulfillments": [...]}`."""
    shape = tuple[FulfillmentPayload, ...]
    try:
        if bytes(body).lstrip()[:1] == b"{":
            return msgspec.json.decode(body, type=dict[str, shape]).get("fulfillments", ())
        return msgspec.json.decode(body, type=shape)
    except UNREADABLE:
        raise Malformed("The order's fulfillments cannot be understood.") from None
