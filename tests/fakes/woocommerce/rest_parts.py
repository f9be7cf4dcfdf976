"""Refunds, notes and parcels of orders over REST."""

from __future__ import annotations

from tests.fakes.woocommerce import sums
from tests.fakes.woocommerce.call import Answer, Call
from tests.fakes.woocommerce.errors import RestError, invalid_id, no_route
from tests.fakes.woocommerce.lists import page_of
from tests.fakes.woocommerce.model import Order
from tests.fakes.woocommerce.order_acts import TRACKING
from tests.fakes.woocommerce.parts_json import (
    fulfillment_json,
    note_json,
    refund_json,
    refund_lines,
    tracking_json,
)
from tests.fakes.woocommerce.php import Json


def refunds(call: Call) -> Answer:
    order = call.shop.order(int(call.args[0]))
    call.demand("list")
    return page_of(call, order.refunds, lambda refund: refund_json(order, refund, call.base))


def refund(call: Call) -> Answer:
    order = call.shop.order(int(call.args[0]))
    call.demand("view")
    return Answer(body=refund_of(call, order))


def refund_of(call: Call, order: Order) -> Json:
    for one in order.refunds:
        if one.id == call.id:
            return refund_json(order, one, call.base)
    raise invalid_id("refund")


def create_refund(call: Call) -> Answer:
    """`amount`, or `line_items` with quantities and totals. Too much is 500, as recorded."""
    order = call.shop.order(int(call.args[0]))
    call.demand("create")
    wanted = call.body.get("line_items", ())
    quantities = {int(one["id"]): int(one.get("quantity", 0)) for one in wanted}
    nets = {int(one["id"]): sums.cents(one.get("refund_total", 0)) for one in wanted}
    parts = refund_lines(order, quantities, nets)
    amount = sums.cents(call.text("amount", "0")) or sum(part.net + part.tax for part in parts)
    made = call.shop.refund_parts(order.id, amount, call.text("reason"), parts)
    now = call.shop.order(order.id)
    body = next(refund_json(now, one, call.base) for one in now.refunds if one.id == made)
    return Answer(body=body, status=201)


def delete_refund(call: Call) -> Answer:
    order = call.shop.order(int(call.args[0]))
    last = refund_of(call, order)
    call.demand("delete")
    call.shop.delete_refund(order.id, call.id)
    return Answer(body=last)


# Notes, parcels


def notes(call: Call) -> Answer:
    order = call.shop.order(int(call.args[0]))
    call.demand("list")
    kind = call.choice("type", ("any", "customer", "internal"), "any")
    wanted = {"any": (True, False), "customer": (True,), "internal": (False,)}[kind]
    shown = [note for note in order.notes if note.to_customer in wanted]
    return Answer(body=[note_json(order, note, call.base) for note in shown])


def trackings(call: Call) -> Answer:
    """Only where the plugin is."""
    if not call.shop.switches.shipment_tracking:
        raise no_route()
    order = call.shop.order(int(call.args[0]))
    call.demand("list")
    items = order.get_meta(TRACKING) or ()
    return Answer(body=[tracking_json(order, item, call.base) for item in items])


def fulfillments(call: Call) -> Answer:
    """A bare list, without pages; only where the feature is switched on."""
    order = fulfilling(call, "list")
    return Answer(body=[fulfillment_json(order, one) for one in order.fulfillments])


def fulfilling(call: Call, act: str) -> Order:
    if not call.shop.switches.fulfillments:
        raise no_route()
    order = call.shop.order(int(call.args[0]))
    call.demand(act)
    return order


def create_fulfillment(call: Call) -> Answer:
    order = fulfilling(call, "create")
    metas = [(str(meta["key"]), meta.get("value")) for meta in call.body.get("meta_data", ())]
    done = call.flag("is_fulfilled") or call.text("status") == "fulfilled"
    status = "fulfilled" if done else call.text("status", "unfulfilled")
    made = call.shop.fulfill(order.id, metas, status)
    return Answer(body=fulfillment_json(order, made), status=201)


def fulfillment(call: Call) -> Answer:
    order = fulfilling(call, "view")
    return Answer(body=fulfillment_of(call, order))


def fulfillment_of(call: Call, order: Order) -> Json:
    for one in order.fulfillments:
        if one.id == call.id:
            return fulfillment_json(order, one)
    raise RestError("woocommerce_rest_fulfillment_invalid_id", "Invalid fulfillment ID.", 404)


def update_fulfillment(call: Call) -> Answer:
    """The meta data that is sent is all it has afterwards."""
    order = fulfilling(call, "edit")
    fulfillment_of(call, order)
    metas = [(str(meta["key"]), meta.get("value")) for meta in call.body.get("meta_data", ())]
    done = call.flag("is_fulfilled") or call.text("status") == "fulfilled"
    status = "fulfilled" if done else call.text("status", "unfulfilled")
    call.shop.refulfill(order.id, call.id, metas, status)
    return Answer(body=fulfillment_of(call, call.shop.order(order.id)))


def delete_fulfillment(call: Call) -> Answer:
    order = fulfilling(call, "delete")
    last = fulfillment_of(call, order)
    call.shop.unfulfill(order.id, call.id)
    return Answer(body=last)
