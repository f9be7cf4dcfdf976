"""Refunds, notes and parcels of an order, in the recorded shapes."""

from __future__ import annotations

from tests.fakes.woocommerce.clock import SQL, gmt, local
from tests.fakes.woocommerce.model import ROOM, Fulfillment, Note, Order, Refund, RefundLine
from tests.fakes.woocommerce.order_json import (
    READ_AND_DELETE,
    TAX_LINE,
    display,
    item_json,
    link,
    metas,
    tax_line,
    taxes,
)
from tests.fakes.woocommerce.php import Json
from tests.fakes.woocommerce.sums import amount, taxed


def refund_json(order: Order, refund: Refund, base: str) -> Json:
    collection = f"{base}/wp-json/wc/v3/orders/{order.id}/refunds"
    tax = sum(part.tax for part in refund.lines)
    taxed_lines = [tax_line(refund.id * ROOM + TAX_LINE, order.tax_percent, -tax, 0, 2)]
    return {
        "id": refund.id,
        "date_created": local(refund.created),
        "date_created_gmt": gmt(refund.created),
        "amount": amount(refund.amount),
        "reason": refund.reason,
        "refunded_by": 1,
        "refunded_payment": False,
        "meta_data": metas(
            [(refund.id * ROOM, "_refund_type", "full" if refund.full else "partial")]
        ),
        "line_items": [
            _refunded_line(order, refund, place, part) for place, part in enumerate(refund.lines)
        ],
        "shipping_lines": [],
        "tax_lines": taxed_lines if refund.lines and order.tax_percent else [],
        "fee_lines": [],
        "cost_of_goods_sold": {"value": 0},
        "_links": {
            "self": link(f"{collection}/{refund.id}", READ_AND_DELETE),
            "collection": link(collection),
            "up": link(f"{base}/wp-json/wc/v3/orders/{order.id}"),
        },
    }


def _refunded_line(order: Order, refund: Refund, place: int, part: RefundLine) -> Json:
    own_id = refund.id * ROOM + place
    meta = display(own_id * ROOM, "_refunded_item_id", str(part.line.id))
    sums = (-part.quantity, -part.net, -part.tax)
    return item_json(part.line, own_id, sums, taxes(order, -part.tax, -part.tax, 2), [meta], 2)


def fulfillment_json(order: Order, one: Fulfillment) -> Json:
    """`date_updated` is the site's local time without an offset; the order's id is text."""
    return {
        "id": one.id,
        "entity_type": "WC_Order",
        "entity_id": str(order.id),
        "is_fulfilled": one.status == "fulfilled",
        "status": one.status,
        "date_updated": local(one.updated, SQL),
        "meta_data": metas(one.meta),
    }


def note_json(order: Order, note: Note, base: str) -> Json:
    own = f"{base}/wp-json/wc/v3/orders/{order.id}"
    return {
        "id": note.id,
        "author": "WooCommerce",
        "date_created": local(note.created),
        "date_created_gmt": gmt(note.created),
        "note": note.text,
        "customer_note": note.to_customer,
        "_links": {
            "self": link(f"{own}/notes/{note.id}", READ_AND_DELETE),
            "collection": link(f"{own}/notes"),
            "up": link(own),
        },
    }


def tracking_json(order: Order, item: Json, base: str) -> Json:
    """As the Shipment Tracking plugin tells one entry of its meta: with the link it worked out."""
    own = f"{base}/wp-json/wc-shipment-tracking/v3/orders/{order.id}"
    collection = f"{own}/shipment-trackings"
    carrier = item["custom_tracking_provider"] or item["tracking_provider"]
    guessed = f"https://tracking.example.com/{carrier}/{item['tracking_number']}"
    return {
        "tracking_id": item["tracking_id"],
        "tracking_provider": carrier,
        "tracking_link": item["custom_tracking_link"] or guessed,
        "tracking_number": item["tracking_number"],
        "date_shipped": (gmt(int(item["date_shipped"])) or "")[:10],
        "_links": {
            "self": link(f"{collection}/{item['tracking_id']}"),
            "collection": link(collection),
            "up": link(f"{base}/wp-json/wc/v3/orders/{order.id}"),
        },
    }


def refund_lines(
    order: Order, quantities: dict[int, int], nets: dict[int, int]
) -> tuple[RefundLine, ...]:
    """Of these pieces of these lines; where only money is given, the tax on it."""
    return tuple(
        RefundLine(
            line=line,
            quantity=quantities.get(line.id, 0),
            net=nets[line.id],
            tax=taxed(nets[line.id], order.tax_percent),
        )
        for line in order.lines
        if line.id in nets
    )
