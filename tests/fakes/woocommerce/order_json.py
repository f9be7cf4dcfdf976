"""Orders, refunds and what hangs on them in the recorded shapes of `wc/v3`."""

from __future__ import annotations

from hashlib import md5
from typing import Any

from tests.fakes.woocommerce.clock import gmt, local
from tests.fakes.woocommerce.model import ROOM, Line, Order, Refund
from tests.fakes.woocommerce.php import Json
from tests.fakes.woocommerce.sums import (
    amount,
    cart_tax,
    line_tax,
    net,
    number,
    shipping_tax,
    total,
)
from tests.fakes.woocommerce.words import Person

SYMBOLS = {"EUR": "€", "TRY": "₺", "IRR": "﷼", "CNY": "¥"}
ALL = ["GET", "POST", "PUT", "PATCH", "DELETE"]
READ_AND_DELETE = ["GET", "DELETE"]
SHIPPING_LINE, TAX_LINE = 8, 9
"""Their places in an order's room of ids."""


def link(url: str, allowed: list[str] | None = None) -> list[Json]:
    return [{"href": url, "targetHints": {"allow": allowed}} if allowed else {"href": url}]


def order_json(order: Order, base: str, dp: int = 2) -> Json:
    """`base` is the site's address without a slash at its end, `dp` the decimals of money."""
    return (
        _head(order, dp)
        | _buyer(order)
        | _middle(order, base)
        | {
            "line_items": [line_json(order, line, dp) for line in order.lines],
            "tax_lines": _tax_lines(order, dp),
            "shipping_lines": _shipping_lines(order, dp),
            "fee_lines": [],
            "coupon_lines": [],
            "refunds": [_refund_entry(refund, dp) for refund in order.refunds],
        }
        | _tail(order, base)
    )


def _head(order: Order, dp: int) -> Json:
    return {
        "id": order.id,
        "parent_id": 0,
        "status": order.status,
        "currency": order.currency,
        "version": "10.5.0",
        "prices_include_tax": False,
        "date_created": local(order.created),
        "date_modified": local(order.modified),
        "discount_total": amount(0, dp),
        "discount_tax": amount(0, dp),
        "shipping_total": amount(order.shipping, dp),
        "shipping_tax": amount(shipping_tax(order), dp),
        "cart_tax": amount(cart_tax(order), dp),
        "total": amount(total(order), dp),
        "total_tax": amount(cart_tax(order) + shipping_tax(order), dp),
    }


def _buyer(order: Order) -> Json:
    place = address(order.person)
    return {
        "customer_id": order.customer_id,
        "order_key": order_key(order),
        "billing": {**place, "email": order.person.email, "phone": order.person.phone},
        "shipping": {**place, "phone": ""},
    }


def address(person: Person) -> Json:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "company": "",
        "address_1": person.street,
        "address_2": "",
        "city": person.city,
        "state": "",
        "postcode": "50667",
        "country": person.country,
    }


def order_key(order: Order) -> str:
    return f"wc_order_{md5(str(order.id).encode(), usedforsecurity=False).hexdigest()[:13]}"


def _middle(order: Order, base: str) -> Json:
    method, title = order.payment_method
    return {
        "payment_method": method,
        "payment_method_title": title,
        "transaction_id": "",
        "customer_ip_address": "",
        "customer_user_agent": "",
        "created_via": order.created_via,
        "customer_note": order.note,
        "date_completed": local(order.completed),
        "date_paid": local(order.paid),
        "cart_hash": "",
        "number": order.number or str(order.id),
        "meta_data": metas(order.meta),
    }


def metas(values: list[tuple[int, str, Any]]) -> list[Json]:
    return [{"id": own_id, "key": key, "value": value} for own_id, key, value in values]


def _tail(order: Order, base: str) -> Json:
    own = f"{base}/wp-json/wc/v3/orders/{order.id}"
    return {
        "payment_url": f"{base}/checkout/order-pay/{order.id}/?pay_for_order=true"
        f"&key={order_key(order)}",
        "is_editable": order.status in ("pending", "on-hold"),
        "needs_payment": order.status in ("pending", "failed"),
        "needs_processing": True,
        "date_created_gmt": gmt(order.created),
        "date_modified_gmt": gmt(order.modified),
        "date_completed_gmt": gmt(order.completed),
        "date_paid_gmt": gmt(order.paid),
        "cost_of_goods_sold": {"total_value": 0},
        "currency_symbol": SYMBOLS.get(order.currency, order.currency),
        "_links": _links(order, base, own),
    }


def _links(order: Order, base: str, own: str) -> Json:
    found: Json = {
        "self": link(own, ALL),
        "collection": link(f"{base}/wp-json/wc/v3/orders"),
        "email_templates": [{"embeddable": True, "href": f"{own}/actions/email_templates"}],
    }
    if order.customer_id:
        found["customer"] = link(f"{base}/wp-json/wc/v3/customers/{order.customer_id}")
    return found


def line_json(order: Order, line: Line, dp: int = 2) -> Json:
    tax = line_tax(order, line)
    return item_json(
        line,
        line.id,
        (line.quantity, net(line), tax),
        taxes(order, tax, tax, dp),
        _line_metas(line),
        dp,
    )


def item_json(
    line: Line, own_id: int, sums: tuple[int, int, int], taxes: list[Json], own: list[Json], dp: int
) -> Json:
    quantity, goods, tax = sums
    return {
        "id": own_id,
        "name": line.name,
        "cogs_value": None,
        "product_id": line.product_id,
        "variation_id": line.variation_id,
        "quantity": quantity,
        "tax_class": "",
        "subtotal": amount(goods, dp),
        "subtotal_tax": amount(tax, dp),
        "total": amount(goods, dp),
        "total_tax": amount(tax, dp),
        "taxes": taxes,
        "meta_data": own,
        "sku": line.sku,
        "global_unique_id": "",
        "price": number(line.price),
        # An empty id is text for a product and a number for a variation. So it was recorded.
        "image": {"id": 0 if line.variation_id else "", "src": ""},
        "parent_name": line.parent_name,
    }


def taxes(order: Order, tax: int, before: int | None, dp: int) -> list[Json]:
    if not order.tax_percent:
        return []
    subtotal = "" if before is None else amount(before, dp)
    return [{"id": 1, "total": amount(tax, dp), "subtotal": subtotal}]


def _line_metas(line: Line) -> list[Json]:
    first = line.id * ROOM
    found = [
        display(first + place, name.lower(), option, name)
        for place, (name, option) in enumerate(line.options)
    ]
    if line.reduced:
        found.append(display(first + 9, "_reduced_stock", str(line.reduced)))
    return found


def display(own_id: int, key: str, value: str, display_key: str = "") -> Json:
    return {
        "id": own_id,
        "key": key,
        "value": value,
        "display_key": display_key or key,
        "display_value": value,
    }


def _tax_lines(order: Order, dp: int) -> list[Json]:
    if not order.tax_percent:
        return []
    own_id = order.id * ROOM + TAX_LINE
    return [tax_line(own_id, order.tax_percent, cart_tax(order), shipping_tax(order), dp)]


def tax_line(own_id: int, percent: int, goods: int, shipping: int, dp: int) -> Json:
    return {
        "id": own_id,
        "rate_code": "DE-UST-1",
        "rate_id": 1,
        "label": "USt",
        "compound": False,
        "tax_total": amount(goods, dp),
        "shipping_tax_total": amount(shipping, dp),
        "rate_percent": percent,
        "meta_data": [],
    }


def _shipping_lines(order: Order, dp: int) -> list[Json]:
    if not order.shipping:
        return []
    return [
        {
            "id": order.id * ROOM + SHIPPING_LINE,
            "method_title": "Flat rate",
            "method_id": "flat_rate",
            "instance_id": "",
            "total": amount(order.shipping, dp),
            "total_tax": amount(shipping_tax(order), dp),
            "taxes": taxes(order, shipping_tax(order), None, dp),
            "tax_status": "taxable",
            "meta_data": [],
        }
    ]


def _refund_entry(refund: Refund, dp: int) -> Json:
    return {"id": refund.id, "reason": refund.reason, "total": amount(-refund.amount, dp)}
